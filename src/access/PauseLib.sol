// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPause} from "../interfaces/IPause.sol";
import {PauseGroups} from "../types/PauseGroups.sol";
import {AccessLib} from "./AccessLib.sol";
import {AccessStorage} from "./AccessStorage.sol";

/// @title PauseLib
/// @notice Verbs of the diamond-wide pause bitmap.
library PauseLib {
    /// @notice Sets bits.
    function pause(AccessStorage.Layout storage self, uint256 groups) internal {
        _requireKnown(groups);
        uint256 oldPaused = AccessLib.pausedGroups();
        // Known groups fit the bitmap's 64 bits, so no neighbour of the packed word is touched.
        self.state |= groups << AccessLib.PAUSED_OFFSET;
        emit IPause.GroupsPaused(msg.sender, groups, oldPaused, oldPaused | groups);
    }

    /// @notice Clears bits.
    function unpause(AccessStorage.Layout storage self, uint256 groups) internal {
        _requireKnown(groups);
        uint256 oldPaused = AccessLib.pausedGroups();
        self.state &= ~(groups << AccessLib.PAUSED_OFFSET);
        emit IPause.GroupsUnpaused(msg.sender, groups, oldPaused, oldPaused & ~groups);
    }

    /// @dev An unknown bit would claim that something stopped which did not.
    function _requireKnown(uint256 groups) private pure {
        if (groups == 0 || groups & ~PauseGroups.ALL != 0) revert IPause.Pause_UnknownGroups(groups);
    }
}
