// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "../interfaces/IAccess.sol";
import {IPause} from "../interfaces/IPause.sol";
import {AccessStorage} from "./AccessStorage.sol";
import {Roles} from "./Roles.sol";

/// @title AccessLib
/// @notice The checks every other room makes: does the caller hold a role, is a group of functions paused.
/// @dev Cold cost: ADMIN one SLOAD, the other roles two, of which the second is shared with the pause check.
library AccessLib {
    /// @dev Where the packed words keep what; see AccessStorage.
    uint256 internal constant PAUSED_OFFSET = 160;
    uint256 internal constant PAUSED_MASK = type(uint64).max;
    uint256 internal constant ADMIN_COUNT_OFFSET = 224;
    uint256 internal constant SUSPENDED = 1 << 160;

    /// @notice Reverts unless the caller holds `role`.
    /// @dev Errors: `Access_MissingRole`, `Access_UnknownRole`.
    function requireRole(bytes32 role) internal view {
        if (!hasRole(role, msg.sender)) revert IAccess.Access_MissingRole(msg.sender, role);
    }

    /// @notice Reverts unless the caller holds one of two roles; the error names the first.
    function requireEither(bytes32 role, bytes32 otherRole) internal view {
        if (!hasRole(role, msg.sender) && !hasRole(otherRole, msg.sender)) {
            revert IAccess.Access_MissingRole(msg.sender, role);
        }
    }

    /// @notice Whether `account` holds `role` now. A suspended MANAGER does not.
    function hasRole(bytes32 role, address account) internal view returns (bool) {
        AccessStorage.Layout storage self = AccessStorage.state();
        uint256 offset = laneOffset(role);
        uint256 record = self.records[account];
        uint256 grantedIn = uint32(record >> offset);
        if (grantedIn == 0) return false;
        // ADMIN's epoch never moves: no need to read it.
        if (role == Roles.ADMIN) return true;
        if (role == Roles.MANAGER && record & SUSPENDED != 0) return false;
        return grantedIn == uint32(self.state >> offset);
    }

    /// @notice Reverts if any of `groups` (bits of PauseGroups) is paused; the error names those that are.
    function requireNotPaused(uint256 groups) internal view {
        uint256 stopped = pausedGroups() & groups;
        if (stopped != 0) revert IPause.Access_Paused(stopped);
    }

    /// @notice The diamond-wide bitmap of paused groups.
    function pausedGroups() internal view returns (uint256) {
        return (AccessStorage.state().state >> PAUSED_OFFSET) & PAUSED_MASK;
    }

    /// @notice Bit at which a role's lane starts. The hottest roles are asked first.
    /// @dev Error: `Access_UnknownRole`.
    function laneOffset(bytes32 role) internal pure returns (uint256) {
        if (role == Roles.KEEPER) return 64;
        if (role == Roles.MANAGER) return 32;
        if (role == Roles.ADMIN) return 0;
        if (role == Roles.GUARDIAN) return 128;
        if (role == Roles.TREASURY) return 96;
        revert IAccess.Access_UnknownRole(role);
    }
}
