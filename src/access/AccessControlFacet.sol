// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IAccess} from "../interfaces/IAccess.sol";
import {AccessLib} from "./AccessLib.sol";
import {AccessStorage} from "./AccessStorage.sol";
import {RoleLib} from "./RoleLib.sol";
import {Roles} from "./Roles.sol";

/// @title AccessControlFacet
/// @notice The doors of the role registry. Cannot be cut once it is in the diamond.
/// @dev Called at its own address it finds no role held by anybody: every change reverts.
contract AccessControlFacet is IAccess, Guarded {
    using RoleLib for AccessStorage.Layout;

    /// @inheritdoc IAccess
    function proposeRole(bytes32 role, address account) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        AccessStorage.state().propose(role, account);
    }

    /// @inheritdoc IAccess
    function acceptRole(bytes32 role) external guarded {
        AccessStorage.state().accept(role, msg.sender);
    }

    /// @inheritdoc IAccess
    function cancelProposal(bytes32 role, address account) external guarded {
        if (msg.sender != account) AccessLib.requireEither(Roles.ADMIN, Roles.GUARDIAN);
        AccessStorage.state().cancel(role, account);
    }

    /// @inheritdoc IAccess
    function grantKeeper(address account) external guarded {
        AccessLib.requireEither(Roles.MANAGER, Roles.ADMIN);
        AccessStorage.state().grant(Roles.KEEPER, account);
    }

    /// @inheritdoc IAccess
    function revokeRole(bytes32 role, address account) external guarded {
        _requireRevoker(role);
        AccessStorage.state().revoke(role, account);
    }

    /// @inheritdoc IAccess
    function renounceRole(bytes32 role) external guarded {
        AccessStorage.state().revoke(role, msg.sender);
    }

    /// @inheritdoc IAccess
    function revokeAll(bytes32 role) external guarded {
        _requireRevoker(role);
        AccessStorage.state().revokeAll(role);
    }

    /// @inheritdoc IAccess
    function suspendManager(address account) external guarded {
        AccessLib.requireRole(Roles.GUARDIAN);
        AccessStorage.state().suspend(account);
    }

    /// @inheritdoc IAccess
    function reinstateManager(address account) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        AccessStorage.state().reinstate(account);
    }

    /// @inheritdoc IAccess
    function setGrantTiming(uint256 grantDelay, uint256 acceptanceTtl) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        AccessStorage.state().setTiming(grantDelay, acceptanceTtl);
    }

    /// @inheritdoc IAccess
    function hasRole(bytes32 role, address account) external view returns (bool) {
        return AccessLib.hasRole(role, account);
    }

    /// @inheritdoc IAccess
    function isSuspended(address account) external view returns (bool) {
        return AccessStorage.state().isSuspended(account);
    }

    /// @inheritdoc IAccess
    function adminCount() external view returns (uint256) {
        return AccessStorage.state().adminCount();
    }

    /// @inheritdoc IAccess
    function roleEpoch(bytes32 role) external view returns (uint256) {
        return AccessStorage.state().epochOf(role);
    }

    /// @inheritdoc IAccess
    function proposalOf(bytes32 role, address account) external view returns (uint256 readyAt, uint256 expiresAt) {
        return AccessStorage.state().openProposal(role, account);
    }

    /// @inheritdoc IAccess
    function grantTiming() external view returns (uint256 grantDelay, uint256 acceptanceTtl) {
        AccessStorage.Layout storage self = AccessStorage.state();
        return (self.grantDelay, self.acceptanceTtl);
    }

    /// @dev KEEPER may also be taken by those who grant it and by those who stop things.
    function _requireRevoker(bytes32 role) private view {
        if (role == Roles.KEEPER) {
            if (AccessLib.hasRole(Roles.MANAGER, msg.sender) || AccessLib.hasRole(Roles.GUARDIAN, msg.sender)) return;
        }
        AccessLib.requireRole(Roles.ADMIN);
    }
}
