// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Accounted
/// @notice What of a token the diamond holds for somebody: every vault's cash and the protocol's pending fees. What is
/// invested lies in receipts, which are known by `isReceipt`.
/// @dev Liquidity, and claims on it, is in venues and no balance of the diamond. The sum runs over the vaults of the one
/// token.
library Accounted {
    using VaultConfig for uint256[];

    /// @notice Adds a new vault to the lists of its tokens.
    function register(VaultStorage.Layout storage s, uint256 vaultId, address token0, address token1) internal {
        _register(s, vaultId, token0);
        _register(s, vaultId, token1);
    }

    /// @notice What the accounts say is somebody's, raw units.
    function sumOf(address token) internal view returns (uint256 amount) {
        VaultStorage.Layout storage s = VaultStorage.state();
        uint256[] storage vaultIds = s.vaultsOf[token];
        uint256 count = vaultIds.length;
        for (uint256 i; i < count; ++i) {
            Vault storage v = s.vaults[vaultIds[i]];
            bool isToken0 = VaultConfig.load(v).token0() == token;
            amount += isToken0 ? uint256(v.cash0) + v.pending0 : uint256(v.cash1) + v.pending1;
        }
    }

    /// @notice What the diamond holds beyond that, raw units.
    function surplus(address token) internal view returns (uint256) {
        return FixedPointMathLib.zeroFloorSub(Cash.balance(token), sumOf(token));
    }

    /// @notice Whether some vault is of this token.
    function isAccounted(address token) internal view returns (bool) {
        return VaultStorage.state().vaultsOf[token].length != 0;
    }

    /// @notice Whether vaults or claims have this on record as a money market's receipt.
    function isReceipt(address token) internal view returns (bool) {
        return VaultStorage.state().receiptUnits[token] != 0;
    }

    /// @notice The diamond's balance of every token of a vault, in the order of `tokens`.
    function balances() internal view returns (address[] memory tokens, uint256[] memory held) {
        tokens = VaultStorage.state().tokens;
        held = new uint256[](tokens.length);
        for (uint256 i; i < tokens.length; ++i) {
            held[i] = Cash.balance(tokens[i]);
        }
    }

    function _register(VaultStorage.Layout storage s, uint256 vaultId, address token) private {
        if (s.vaultsOf[token].length == 0) s.tokens.push(token);
        s.isPlace[token] = true;
        s.vaultsOf[token].push(vaultId);
    }
}
