// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ICantileverTimelock
/// @notice What Cantilever's timelock adds to OpenZeppelin's TimelockController. Times are unix seconds, delays seconds.
///
/// AN OPERATION'S LIFE
/// unset -> `schedule` -> waiting -> (delay) -> ready -> `execute` -> done. `cancel` makes it unset again while it waits
/// or is ready, and so does time: what is not executed within GRACE_PERIOD of being ready counts as never scheduled, in
/// every view (`getOperationState`, `getTimestamp`, `isOperation…`) and for `schedule`, which takes it anew with a delay.
///
/// BOUNDS
/// The minimum delay, and the delay of every operation, is MIN_DELAY to MAX_DELAY: no majority of the proposer can make
/// changes instant, nor leave one asleep for years.
///
/// ADMINISTRATION
/// Nobody but the timelock itself: proposers, executors, cancellers and the minimum delay change by operations.
interface ICantileverTimelock {
    /// @notice A delay, of one operation or the minimum, lies outside its bounds, inclusive.
    error Timelock_DelayOutOfBounds(uint256 delay, uint256 min, uint256 max);
    /// @notice The operation was not executed in time; schedule it again.
    /// @param expiredAt Last second at which it could be executed.
    error Timelock_Expired(bytes32 id, uint256 expiredAt);
    /// @notice Without a proposer, or without an executor, nothing held by the timelock could ever be used.
    error Timelock_NoHolder(bytes32 role);
    /// @notice The zero address cannot propose. As an executor it stands for everyone, which is allowed.
    error Timelock_ZeroProposer(uint256 index);

    /// @notice Shortest delay, a day.
    function MIN_DELAY() external view returns (uint256);

    /// @notice Longest delay, 30 days.
    function MAX_DELAY() external view returns (uint256);

    /// @notice Seconds for which a ready operation may be executed, seven days.
    function GRACE_PERIOD() external view returns (uint256);

    /// @notice Last second at which an operation may be executed; past if it expired, zero if it is unset or done.
    /// @param id `hashOperation` or `hashOperationBatch` of it.
    function expiresAt(bytes32 id) external view returns (uint256);
}
