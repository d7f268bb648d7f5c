// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveBucket} from "./IReserveBucket.sol";

/// @title IReserveBucketD
/// @notice Bucket D, the cross-chain buffer: what a bridge pays out from and pays back into, within a day's limits.
/// @dev The greatest minute's outflow of the last 24 hours is kept for `bridgeReserve >= peakBridgeOutflow · latency`
/// (DESIGN section 9). It raises alerts and gates nothing.
interface IReserveBucketD is IReserveBucket {
    /// @notice The caller is not the bridge.
    error BucketD_NotBridge(address caller);

    /// @notice The bridge changed; zero for none.
    event BridgeSet(address indexed oldBridge, address indexed newBridge);

    /// @notice Pays `amount` of `token` to `to`. Bridge only.
    /// @dev Guarded. Reverts BucketD_NotBridge, DailyLimit_Exceeded, Bucket_NotEnough.
    function release(address token, uint256 amount, address to) external;

    /// @notice Takes `amount` of `token` from the bridge, which has approved it. Bridge only.
    /// @dev Guarded. Reverts BucketD_NotBridge, DailyLimit_Exceeded.
    function giveBack(address token, uint256 amount) external;

    /// @notice Names the bridge; zero for none. ADMIN.
    function setBridge(address newBridge) external;

    /// @notice The bridge.
    function bridge() external view returns (address);

    /// @notice The greatest minute's outflow of `token` in the last 24 hours, raw units.
    function peakOutflow(address token) external view returns (uint256 perMinute);
}
