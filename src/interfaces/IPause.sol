// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IPause
/// @notice Stops groups of functions of the whole diamond. Vaults have bitmaps of their own.
/// @dev Groups are the bits of `PauseGroups`. None of them covers in-kind withdrawal: an exit is always open.
interface IPause {
    /// @notice A function was called while some of its groups are paused.
    /// @param groups Those of its groups that are paused, a bitmap.
    error Access_Paused(uint256 groups);
    /// @notice The bitmap is empty or has bits that name no group.
    error Pause_UnknownGroups(uint256 groups);

    /// @notice Groups were paused.
    /// @param account Who paused them.
    /// @param groups The bitmap asked for; some may have been paused before.
    /// @param oldPaused The bitmap before.
    /// @param newPaused The bitmap after.
    event GroupsPaused(address indexed account, uint256 groups, uint256 oldPaused, uint256 newPaused);
    /// @notice Groups were unpaused.
    /// @param account Who unpaused them.
    /// @param groups The bitmap asked for; some may not have been paused.
    /// @param oldPaused The bitmap before.
    /// @param newPaused The bitmap after.
    event GroupsUnpaused(address indexed account, uint256 groups, uint256 oldPaused, uint256 newPaused);

    /// @notice Pauses groups, at once. GUARDIAN, MANAGER or ADMIN.
    /// @dev Groups already paused stay so, without an error: an alarm must not fail because somebody was faster.
    /// Errors: `Access_MissingRole`, `Pause_UnknownGroups`.
    /// @param groups Bitmap of `PauseGroups`.
    function pause(uint256 groups) external;

    /// @notice Unpauses groups, at once. MANAGER; ADMIN too, since every MANAGER may be suspended.
    /// @dev Warning: GUARDIAN cannot unpause, so a stolen GUARDIAN key stops things and no more.
    /// Errors: `Access_MissingRole`, `Pause_UnknownGroups`.
    /// @param groups Bitmap of `PauseGroups`.
    function unpause(uint256 groups) external;

    /// @notice The groups paused now.
    /// @return groups Bitmap of `PauseGroups`.
    function pausedGroups() external view returns (uint256 groups);

    /// @notice Whether any of `groups` is paused.
    /// @param groups Bitmap of `PauseGroups`.
    function isPaused(uint256 groups) external view returns (bool);
}
