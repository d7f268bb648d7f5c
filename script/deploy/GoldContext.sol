// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IPMMFactory} from "../../src/interfaces/IPMMFactory.sol";
import {ITokenFactory} from "../../src/interfaces/ITokenFactory.sol";
import {Config} from "./Config.sol";
import {Create2} from "./Create2.sol";

/// @notice What was deployed, by name; of a pool's four contracts `<pool>.source`, `.public`, `.mesh`, `.stabilizer`.
struct GoldContract {
    string name;
    address at;
    /// @dev The constructor's arguments, ABI-encoded.
    bytes args;
}

/// @notice Who is who in the gold system.
struct GoldHolders {
    /// @dev The broadcasting account: ADMIN, and first owner of factories, provider, ledger and public pools.
    address caller;
    /// @dev May lower the tokens' minters and stop new debt; zero for none.
    address guardian;
    /// @dev Holder of the diamond's TREASURY role, who moves what is in the reserve.
    address treasury;
}

/// @notice What every step needs.
struct GoldContext {
    ICantilever diamond;
    string json;
    bytes32 salt;
    GoldHolders holders;
    ITokenFactory factory;
    IPMMFactory pmmFactory;
    address reserve;
    address bucketA;
    address bucketB;
    address meter;
    address batch;
    /// @dev What was deployed so far; the end of the list is empty until all is.
    GoldContract[] made;
    uint256 count;
}

/// @title GoldContexts
/// @notice What the steps of the gold system share.
library GoldContexts {
    using Config for string;

    string internal constant ROOT = ".gold";

    /// @notice Deploys by CREATE2, unless it is there, and notes it.
    function make(GoldContext memory c, string memory name, bytes memory code, bytes memory args)
        internal
        returns (address at)
    {
        at = Create2.deploy(c.salt, abi.encodePacked(code, args));
        note(c, name, at, args);
    }

    /// @notice Notes what was deployed.
    function note(GoldContext memory c, string memory name, address at, bytes memory args) internal pure {
        c.made[c.count++] = GoldContract(name, at, args);
    }

    /// @notice The contract of a name that was noted before; zero if none was.
    function find(GoldContext memory c, string memory name) internal pure returns (address) {
        bytes32 wanted = keccak256(bytes(name));
        for (uint256 n; n < c.count; ++n) {
            if (keccak256(bytes(c.made[n].name)) == wanted) return c.made[n].at;
        }
        return address(0);
    }

    /// @notice The token of a symbol: the factory's, or one of the address book's `tokens`.
    function token(GoldContext memory c, string memory symbol) internal view returns (address) {
        address at = c.factory.tokenOf(symbol);
        return at == address(0) ? c.json.token(symbol) : at;
    }
}
