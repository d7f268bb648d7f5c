// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveSystem} from "./IReserveSystem.sol";

/// @title IBridgeReserveCoordinator
/// @notice Tells when bucket B or the cross-chain buffer, bucket D, holds too little, and by how much.
///
/// B lacks what is missing to 3·P·T. D lacks, of each token watched, what is missing to peakBridgeOutflow · latency with
/// both in minutes. Anyone may have it told; the treasury acts on it, within the flows' daily limits. It has no role.
///
/// @dev Source: DESIGN sections 8 and 9; the paper's `BridgeReserveCoordinator`.
interface IBridgeReserveCoordinator {
    /// @notice Nothing is lacking.
    error Coordinator_NothingLacks(IReserveSystem.Bucket bucket, address token, uint256 held, uint256 needed);
    /// @notice It was told too recently.
    error Coordinator_CoolingDown(uint256 timestamp, uint256 earliest);
    /// @notice Latency 1 minute to a day; cool-down at most a day.
    error Coordinator_BadSettings(uint256 latencyMinutes, uint256 cooldownSeconds);

    /// @notice A bucket needs rebalancing. B's amounts are raw XAU with `token` XAU, D's raw units of `token`.
    event RebalancingTriggered(
        IReserveSystem.Bucket indexed bucket, address indexed token, uint256 held, uint256 needed, address caller
    );
    /// @notice Latency and cool-down changed.
    event CoordinatorSettingsSet(uint256 latencyMinutes, uint256 cooldownSeconds);

    /// @notice Tells that bucket B is below its target. Anyone, once per cool-down.
    /// @dev Not guarded: it moves nothing. Reverts Coordinator_NothingLacks, Coordinator_CoolingDown, or with a source's
    /// reason.
    function triggerB() external;

    /// @notice Tells that bucket D holds too little of `token`. Anyone, once per cool-down and token.
    /// @dev Not guarded. Reverts Coordinator_NothingLacks, Coordinator_CoolingDown.
    function triggerD(address token) external;

    /// @notice What B holds and needs, raw XAU.
    function needOfB() external view returns (uint256 held, uint256 needed);

    /// @notice What D holds and needs of `token`, raw units.
    function needOfD(address token) external view returns (uint256 held, uint256 needed);

    /// @notice Sets the bridge's latency, minutes, and the cool-down, seconds. ADMIN.
    /// @dev Reverts Access_MissingRole, Coordinator_BadSettings.
    function setSettings(uint256 latencyMinutes, uint256 cooldownSeconds) external;

    /// @notice The bridge's latency, minutes, and the cool-down, seconds.
    function settings() external view returns (uint256 latencyMinutes, uint256 cooldownSeconds);

    /// @notice The reserve system.
    function RESERVE() external view returns (IReserveSystem);
}
