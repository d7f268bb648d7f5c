// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMeshPool} from "./IMeshPool.sol";
import {IStabilizer} from "./IStabilizer.sol";

/// @title IOutflowMeter
/// @notice The greatest net closing outflow of a minute, of each public pool and token, over the last 24 hours.
///
/// WHAT IS MEASURED
/// What takers took of base, at a block's close, is the gap of base (negative: of quote, at the close's oracle) and what
/// the stabilizer has sold of it since. The change of that sum over a minute is the minute's net outflow, of base when it
/// rises and of quote when it falls, in raw quote. What is undone before the block closes is in no close, and what flows
/// back within the minute is netted. Anyone may observe, and the batch does at every run; when minutes go by unobserved
/// their flow is shared out over them.
///
/// It raises alerts and gates nothing, since wash trades over several blocks can inflate it.
///
/// @dev Moves of the oracle revalue the gap and count as flow; within the band that is a thousandth of the gap.
/// Source: DESIGN section 8 (reserve).
interface IOutflowMeter {
    /// @notice What is held of one of a pool's tokens against what its outflow asks for. All in raw quote.
    /// @param token The token.
    /// @param peak P, the greatest minute.
    /// @param held What bucket B could sell of it now.
    /// @param target 3·P·T; less is a warning.
    /// @param policy 5·P·T.
    struct Standing {
        address token;
        uint256 peak;
        uint256 held;
        uint256 target;
        uint256 policy;
    }

    /// @notice The stabilizer is not watched.
    error Meter_NotWatched(address stabilizer);
    /// @notice The stabilizer is watched already, or its pool's quote is neither XAU nor the leg's token.
    error Meter_BadWatch(address stabilizer, address leg);
    /// @notice As many are watched as a sum may loop over.
    error Meter_TooMany(uint256 max);
    /// @notice A window has 1 to 60 minutes.
    error Meter_BadWindow(uint256 windowMinutes);

    /// @notice A pool is watched. `leg` prices its quote in XAU; zero where it is XAU.
    event Watched(address indexed stabilizer, address indexed leg);
    /// @notice A pool is watched no longer. An alert that was told of it is over.
    event Unwatched(address indexed stabilizer);
    /// @notice A minute was noted, raw quote; positive: base went out.
    event OutflowNoted(address indexed stabilizer, int256 outflow, uint256 minutesElapsed);
    /// @notice What bucket B could sell of a token fell below 3·P·T, or came back. Raw quote.
    event ReserveAlert(
        address indexed stabilizer, address indexed token, bool isBelow, uint256 held, uint256 target, uint256 policy
    );
    /// @notice The window changed, minutes.
    event WindowSet(uint256 oldWindow, uint256 newWindow);

    /// @notice Notes what happened since the last observation. Anyone.
    /// @dev Not guarded: it moves nothing and reads what ADMIN chose. Nothing happens in a block in which the stabilizer
    /// acted before, whose close is still to come. Reverts Meter_NotWatched.
    function observe(IStabilizer stabilizer) external;

    /// @notice Tells where a token of the pool fell below its target or came back to it. Anyone.
    /// @dev Not guarded. Reverts Meter_NotWatched, or with a source's reason.
    function check(IStabilizer stabilizer) external;

    /// @notice Watches a pool. ADMIN.
    /// @param leg A mesh pool whose token is the pool's quote; zero where that is XAU.
    /// @dev Reverts Access_MissingRole, Meter_BadWatch, Meter_TooMany.
    function watch(IStabilizer stabilizer, IMeshPool leg) external;

    /// @notice Watches a pool no longer, and forgets all of it: watched again it begins anew. ADMIN.
    /// @dev Asks nothing of the pool, which may be dead. The list's last takes its place, so the order of the others may
    /// change. What it had noted is no longer asked of bucket B. Reverts Access_MissingRole, Meter_NotWatched.
    function unwatch(IStabilizer stabilizer) external;

    /// @notice Sets the window T, minutes. ADMIN. Reverts Access_MissingRole, Meter_BadWindow.
    function setWindow(uint256 newWindow) external;

    /// @notice Both tokens of a pool, base first.
    /// @dev Reverts Meter_NotWatched, or with a source's reason.
    function standings(IStabilizer stabilizer) external view returns (Standing[2] memory);

    /// @notice The greatest minutes of a pool's two tokens, raw quote.
    /// @dev Reverts Meter_NotWatched.
    function peaks(IStabilizer stabilizer) external view returns (uint256 base, uint256 quote);

    /// @notice What all pools watched together ask of bucket B, raw XAU: of each the greater of its two peaks.
    /// @return need P·T.
    /// @return target 3·P·T.
    /// @return policy 5·P·T.
    /// @dev Reverts with the reason of a leg's source where that leg prices a peak.
    function requiredReserve() external view returns (uint256 need, uint256 target, uint256 policy);

    /// @notice The window T, minutes.
    function windowMinutes() external view returns (uint256);

    /// @notice The stabilizers watched.
    function watched() external view returns (IStabilizer[] memory);
}
