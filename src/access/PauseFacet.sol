// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IAccess} from "../interfaces/IAccess.sol";
import {IPause} from "../interfaces/IPause.sol";
import {AccessLib} from "./AccessLib.sol";
import {AccessStorage} from "./AccessStorage.sol";
import {PauseLib} from "./PauseLib.sol";
import {Roles} from "./Roles.sol";

/// @title PauseFacet
/// @notice The doors of the diamond-wide pause bitmap. Cannot be cut once it is in the diamond.
contract PauseFacet is IPause, Guarded {
    using PauseLib for AccessStorage.Layout;

    /// @inheritdoc IPause
    function pause(uint256 groups) external guarded {
        // Cheapest first: GUARDIAN is who pauses, ADMIN hardly ever.
        if (!AccessLib.hasRole(Roles.GUARDIAN, msg.sender) && !AccessLib.hasRole(Roles.MANAGER, msg.sender)) {
            if (!AccessLib.hasRole(Roles.ADMIN, msg.sender)) {
                revert IAccess.Access_MissingRole(msg.sender, Roles.GUARDIAN);
            }
        }
        AccessStorage.state().pause(groups);
    }

    /// @inheritdoc IPause
    function unpause(uint256 groups) external guarded {
        AccessLib.requireEither(Roles.MANAGER, Roles.ADMIN);
        AccessStorage.state().unpause(groups);
    }

    /// @inheritdoc IPause
    function pausedGroups() external view returns (uint256 groups) {
        return AccessLib.pausedGroups();
    }

    /// @inheritdoc IPause
    function isPaused(uint256 groups) external view returns (bool) {
        return AccessLib.pausedGroups() & groups != 0;
    }
}
