// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IStabilizer} from "./IStabilizer.sol";
import {IStabilizerBatch} from "./IStabilizerBatch.sol";

/// @title IPegManager
/// @notice Watches how far the public pools price one currency, or gold, from the oracle, against a band and a threshold,
/// and sets the stabilizers to work when it is too far.
///
/// DEVIATION
/// Of one pool: the smallest of its last two closes if both have one sign, else zero; positive when what is watched is
/// dear. So what is undone within a block, or held for one close only, is no deviation. A pool whose source does not
/// answer has none: nothing is said of a peg that cannot be measured. With no pool watched there is none either.
/// Of a stablecoin: the pool that is furthest off. Of a commodity: the smallest over all pools if they agree in sign, for
/// gold that is dear against one currency only is that currency's matter. A pool that nobody trades in any more goes
/// on saying what it said last, or nothing: it decides a currency's peg, or keeps gold's from being found off, until it
/// is taken out (`removePool`).
///
/// TRIGGER
/// Anyone, when the deviation is beyond the threshold (50 bp at first) and the cool-down is over. It tells, and runs the
/// batch; whatever comes of that, it was told. It has no role and moves no token.
///
/// @dev Units: ppm and bp of the oracle. Source: DESIGN section 6 (peg managers).
interface IPegManager {
    /// @notice How a peg stands.
    enum Standing {
        IN_BAND,
        OUTSIDE_BAND,
        BEYOND_THRESHOLD
    }

    /// @notice The deviation is within the threshold. Ppm.
    error Peg_WithinThreshold(int256 deviationPpm, uint256 thresholdPpm);
    /// @notice The last trigger was too recent.
    error Peg_CoolingDown(uint256 timestamp, uint256 earliest);
    /// @notice Band and threshold in bp, 1 to 1,000 with the band no wider; the cool-down at most a day.
    error Peg_BadSettings(uint256 bandBp, uint256 thresholdBp, uint256 cooldownSeconds);
    /// @notice The pool is watched already, or as many are as a report may loop over.
    error Peg_BadPool(address stabilizer);
    /// @notice The pool is not watched.
    error Peg_NotWatched(address stabilizer);

    /// @notice A peg was found beyond its threshold. `worst` is the stabilizer of the pool that decided it.
    event PegTriggered(
        bytes32 indexed asset, address indexed worst, address indexed caller, int256 deviationPpm, uint256 thresholdPpm
    );
    /// @notice What the batch did of it: how many acted, or the reason why it failed.
    event PegBatchRun(uint256 acted, bytes reason);
    /// @notice A pool is watched; `inverted` where what is watched is its quote.
    event PegPoolAdded(address indexed stabilizer, bool inverted);
    /// @notice A pool is watched no longer.
    event PegPoolRemoved(address indexed stabilizer);
    /// @notice Band, threshold and cool-down changed.
    event PegSettingsSet(uint256 bandBp, uint256 thresholdBp, uint256 cooldownSeconds);

    /// @notice Triggers. Anyone; rewards of the actions are the caller's.
    /// @return deviationPpm What it was triggered by.
    /// @dev Not guarded: it moves nothing itself and the cool-down is set before the batch runs. Reverts
    /// Peg_WithinThreshold, Peg_CoolingDown.
    function trigger() external returns (int256 deviationPpm);

    /// @notice Whether `trigger` would go through now.
    function canTrigger() external view returns (bool);

    /// @notice The deviation, the pool that decides it, and how it stands.
    /// @return deviationPpm Ppm; zero where no pool decides, or none is watched.
    /// @return worst Of pools equally far off the first of the list; the list's first where none decides, address zero
    /// where none is watched.
    /// @return standing Against band and threshold.
    function report() external view returns (int256 deviationPpm, IStabilizer worst, Standing standing);

    /// @notice One pool's deviation; zero where its source does not answer. Of one that is not watched: its base's.
    function deviationOf(IStabilizer stabilizer) external view returns (int256 deviationPpm);

    /// @notice Watches a pool. ADMIN. Reverts Access_MissingRole, Peg_BadPool.
    function addPool(IStabilizer stabilizer, bool inverted) external;

    /// @notice Watches a pool no longer. ADMIN.
    /// @dev Asks nothing of the pool, which may be dead. The list's last takes its place, so the order of the others may
    /// change. The cool-down is the asset's and runs on. Of a commodity one pool fewer has to agree. It may be added
    /// again. Reverts Access_MissingRole, Peg_NotWatched.
    function removePool(IStabilizer stabilizer) external;

    /// @notice Sets band, threshold (bp) and cool-down (seconds). ADMIN. Reverts Access_MissingRole, Peg_BadSettings.
    function setSettings(uint256 bandBp, uint256 thresholdBp, uint256 cooldownSeconds) external;

    /// @notice Band and threshold, bp; cool-down, seconds; when it was last triggered.
    function settings()
        external
        view
        returns (uint256 bandBp, uint256 thresholdBp, uint256 cooldownSeconds, uint256 lastTrigger);

    /// @notice The stabilizers of the pools watched.
    function pools() external view returns (IStabilizer[] memory);

    /// @notice What is watched: "USD", "EUR", "XAU", in ASCII from the left.
    function ASSET() external view returns (bytes32);

    /// @notice What a trigger runs.
    function BATCH() external view returns (IStabilizerBatch);
}
