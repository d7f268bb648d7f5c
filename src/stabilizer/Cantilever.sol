// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Cantilever
/// @notice The cantilever condition and the reserve it asks for.
/// @dev
/// Glossary. s is the size of one stabilizing trade, f how many there are in a minute, flow what leaves in a minute, all
/// in one unit; P the peak net outflow of a minute, T a window in minutes.
///
/// Condition: s·f >= flow. f is not free: with one action every `delayBlocks` blocks of `blockTimeMs` it is at most
/// 60,000 / (blockTimeMs·delayBlocks), so the size follows from the chain and not the other way round. 25·33 = 825 does
/// not carry 50,000 an hour (833.3 a minute); 26·33 = 858 does.
///
/// Reserve: 3·P·T is the target, 5·P·T the policy, and below 3·P·T is warned of. P raises alerts and gates nothing, since
/// wash trades could inflate it. Source: DESIGN section 8.
library Cantilever {
    /// @notice How a reserve stands against what the condition asks for.
    enum Standing {
        BELOW_TARGET,
        AT_TARGET,
        AT_POLICY
    }

    uint256 private constant MINUTE_MS = 60_000;
    uint256 private constant TARGET_FACTOR = 3;
    uint256 private constant POLICY_FACTOR = 5;

    /// @notice Whether `trades` of `size` a minute carry `flowPerMinute`.
    function holds(uint256 size, uint256 trades, uint256 flowPerMinute) internal pure returns (bool) {
        return FixedPointMathLib.saturatingMul(size, trades) >= flowPerMinute;
    }

    /// @notice Whether trades of `size`, one every `delayBlocks` blocks, carry `flowPerHour`. Exact: nothing is rounded.
    function holdsAt(uint256 size, uint256 blockTimeMs, uint256 delayBlocks, uint256 flowPerHour)
        internal
        pure
        returns (bool)
    {
        return FixedPointMathLib.saturatingMul(size, 60 * MINUTE_MS)
            >= FixedPointMathLib.saturatingMul(flowPerHour, blockTimeMs * delayBlocks);
    }

    /// @notice How many actions a minute has room for at most, rounded down.
    function maxTradesPerMinute(uint256 blockTimeMs, uint256 delayBlocks) internal pure returns (uint256) {
        return MINUTE_MS / (blockTimeMs * delayBlocks);
    }

    /// @notice Least size that carries `flowPerHour` with one action every `delayBlocks` blocks, rounded up.
    function sizeUp(uint256 flowPerHour, uint256 blockTimeMs, uint256 delayBlocks) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(flowPerHour, blockTimeMs * delayBlocks, 60 * MINUTE_MS);
    }

    /// @notice What a peak minute and a window ask of the reserve.
    /// @return need P·T.
    /// @return target 3·P·T.
    /// @return policy 5·P·T.
    function reserveFor(uint256 peakPerMinute, uint256 windowMinutes)
        internal
        pure
        returns (uint256 need, uint256 target, uint256 policy)
    {
        need = peakPerMinute * windowMinutes;
        return (need, need * TARGET_FACTOR, need * POLICY_FACTOR);
    }

    /// @notice Where `reserve` stands. BELOW_TARGET is the warning.
    function standing(uint256 reserve, uint256 peakPerMinute, uint256 windowMinutes) internal pure returns (Standing) {
        (, uint256 target, uint256 policy) = reserveFor(peakPerMinute, windowMinutes);
        if (reserve < target) return Standing.BELOW_TARGET;
        return reserve < policy ? Standing.AT_TARGET : Standing.AT_POLICY;
    }
}
