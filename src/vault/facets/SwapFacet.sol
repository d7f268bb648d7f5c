// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {ISwap} from "../../interfaces/ISwap.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Swaps} from "../libraries/Swaps.sol";

/// @title SwapFacet
/// @notice The list of router functions that a vault's cash may be swapped through.
contract SwapFacet is ISwap, Guarded {
    /// @dev Permit2 has one address on every chain. Depositors' signatures name the diamond as spender: whatever it said
    /// there, it would say with their consent.
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    /// @dev Functions that move or approve what the caller holds, or was allowed to take: a listed "router" that is really a
    /// token, a market or a pool must not become a way to spend what is the diamond's or its users'. In order: ERC-20,
    /// ERC-677, ERC-1363 and their elders (16); ERC-777 (3); ERC-2612, DAI, ERC-3009 (6); ERC-721, ERC-1155 (5);
    /// ERC-6909 (4); Permit2 (9); ERC-4626 and Aave V3, out of a market (4); Uniswap V3 and V4, Algebra, out of a pool (6).
    bytes private constant MOVERS = hex"a9059cbb23b872dd095ea7b339509351a457c2d71296ee624000aea0d8fbe994c1d34b893177029fcae9ca5142966c6879cc6790"
        hex"b753a98cf2d5d56bbb35783b" hex"9bd9bbc662ad1b83959b8c3f"
        hex"d505accf8fcbaf0ce3ee160ecf092995ef55bec688b7ab63" hex"42842e0eb88d4fdef242432a2eb2c2d6a22cb465"
        hex"095bcdb6fe99049a426a8493558a7297"
        hex"87517c452b67b5702a2d80d136c785160d58b1db30f28b7aedd9444b137c29fefe8ec1a7"
        hex"b460af94ba08765269328deca415bcad" hex"a34123a73b3bc70e4f1eb3d85a6bcfda0b0d9c0948c89491";

    /// @inheritdoc ISwap
    function setRouter(address router, bytes4 selector, bool allowed) external guarded {
        if (allowed) {
            AccessLib.requireRole(Roles.ADMIN);
            if (_movesTokens(selector)) revert Swap_ForbiddenSelector(selector);
            bool isOurs = router == address(this) || router == PERMIT2 || Swaps.isPlace(router);
            if (isOurs || router.code.length == 0) revert Swap_InvalidRouter(router);
        } else {
            AccessLib.requireEither(Roles.MANAGER, Roles.GUARDIAN);
        }
        VaultStorage.state().routers[router][selector] = allowed;
        emit RouterSet(router, selector, allowed, msg.sender);
    }

    /// @inheritdoc ISwap
    function isRouterListed(address router, bytes4 selector) external view returns (bool) {
        return VaultStorage.state().routers[router][selector];
    }

    function _movesTokens(bytes4 selector) private pure returns (bool) {
        bytes memory movers = MOVERS;
        for (uint256 i; i < movers.length; i += 4) {
            bytes4 mover;
            assembly ("memory-safe") {
                // The next four bytes of the list; what follows them is cut off by the type.
                mover := and(mload(add(add(movers, 0x20), i)), shl(224, 0xffffffff))
            }
            if (selector == mover) return true;
        }
        return false;
    }
}
