// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {ISwap} from "../../interfaces/ISwap.sol";
import {VaultStorage} from "../VaultStorage.sol";

/// @title SwapFacet
/// @notice The list of router functions that a vault's cash may be swapped through.
contract SwapFacet is ISwap, Guarded {
    // Functions of ERC-20, ERC-721, ERC-1155, ERC-2612 and Permit2 that move or approve tokens: a listed "router" that
    // is really a token must not become a way to spend what users allowed the diamond to take.
    bytes4 private constant TRANSFER = 0xa9059cbb;
    bytes4 private constant TRANSFER_FROM = 0x23b872dd;
    bytes4 private constant APPROVE = 0x095ea7b3;
    bytes4 private constant INCREASE_ALLOWANCE = 0x39509351;
    bytes4 private constant SET_APPROVAL_FOR_ALL = 0xa22cb465;
    bytes4 private constant PERMIT = 0xd505accf;
    bytes4 private constant PERMIT2_TRANSFER_FROM = 0x36c78516;
    bytes4 private constant PERMIT2_APPROVE = 0x87517c45;

    /// @inheritdoc ISwap
    function setRouter(address router, bytes4 selector, bool allowed) external guarded {
        if (allowed) {
            AccessLib.requireRole(Roles.ADMIN);
            if (router == address(this) || router.code.length == 0) revert Swap_InvalidRouter(router);
            if (_movesTokens(selector)) revert Swap_ForbiddenSelector(selector);
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
        return selector == TRANSFER || selector == TRANSFER_FROM || selector == APPROVE
            || selector == INCREASE_ALLOWANCE || selector == SET_APPROVAL_FOR_ALL || selector == PERMIT
            || selector == PERMIT2_TRANSFER_FROM || selector == PERMIT2_APPROVE;
    }
}
