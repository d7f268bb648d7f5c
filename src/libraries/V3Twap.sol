// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IUniswapV3PoolMinimal} from "../interfaces/external/IUniswapV3PoolMinimal.sol";

/// @title V3Twap
/// @notice Spot and time-weighted mean tick of a Uniswap-V3-like pool, from its own observations.
/// @dev Gives what `observe([window, 0])` gives, divided by the window and rounded towards minus infinity, reading less.
///
/// Glossary
///  - observation: (time, cumulative), cumulative being the sum of tick x seconds up to that time.
///  - age of an observation: seconds from its time to now. The newest has the smallest age.
///  - step k: the k-th observation back from the newest, which is step 0.
///
/// Why spot of this very block cannot leak into the mean. A pool writes an observation, stamped with the block's time,
/// before the first change of its tick in a block. So whenever the tick has changed in this block, the newest
/// observation has age 0 (or had it already), and the current tick is weighted with `age of the newest` = 0 seconds.
/// The same argument gives the short path: if the newest observation is at least a window old, the tick has not changed
/// since, all of the window included, and the mean is the current tick exactly. With several blocks in one second
/// "block" reads "second" throughout.
///
/// Times are modulo 2^32, as the pool's: ages are right while an observation is younger than 136 years.
library V3Twap {
    struct Observation {
        uint32 age;
        int56 cumulative;
    }

    /// @notice Spot price and mean tick over the last `windowSeconds`, > 0.
    /// @return sqrtPriceX96 Spot, Q64.96.
    /// @return served False if the pool has no history that long (or none at all): then `meanTick` means nothing.
    /// @return meanTick Arithmetic mean, rounded towards minus infinity.
    function consult(address pool, uint32 windowSeconds)
        internal
        view
        returns (uint160 sqrtPriceX96, bool served, int24 meanTick)
    {
        int24 tick;
        uint16 index;
        uint16 cardinality;
        (sqrtPriceX96, tick, index, cardinality,) = IUniswapV3PoolMinimal(pool).slot0();
        (bool exists, Observation memory newest) = _read(pool, index);
        if (!exists) return (sqrtPriceX96, false, 0);
        if (newest.age >= windowSeconds) return (sqrtPriceX96, true, tick);

        int56 past;
        (served, past) = _cumulativeAt(pool, windowSeconds, index, cardinality, newest);
        if (!served) return (sqrtPriceX96, false, 0);
        // Unchecked: |tick| < 2^20 and age < 2^32, so the product fits 56 bits. The sums wrap as the pool's own do.
        // The mean of int24 values is one, and windowSeconds > newest.age >= 0 is no zero divisor.
        unchecked {
            int56 elapsed = newest.cumulative + int56(tick) * int56(uint56(newest.age)) - past;
            int56 window = int56(uint56(windowSeconds));
            int56 mean = elapsed / window;
            if (elapsed < 0 && elapsed % window != 0) mean--;
            meanTick = int24(mean);
        }
    }

    /// @notice Age of the oldest observation the pool holds, seconds; 0 if it holds none.
    function oldestAge(address pool, uint16 index, uint16 cardinality) internal view returns (uint32) {
        if (cardinality == 0) return 0;
        (, Observation memory oldest) = _oldest(pool, index, cardinality);
        return oldest.age;
    }

    /// @dev The cumulative `windowSeconds` ago, given that the newest observation is younger than that.
    function _cumulativeAt(
        address pool,
        uint32 windowSeconds,
        uint256 index,
        uint256 cardinality,
        Observation memory young
    ) private view returns (bool served, int56) {
        // Unchecked: index < cardinality <= 65535 by the pool's construction; every step stays in (low, high), with
        // 0 <= low < high < cardinality; ages grow with steps, so no difference of ages below is negative or zero.
        // 32-bit age times 16-bit step fits.
        unchecked {
            if (cardinality < 2) return (false, 0);
            // A quiet pool needs one step only. Where step 1 would wrap around to a slot not yet written, there is none.
            (bool exists, Observation memory old) = _read(pool, _slot(index, cardinality, 1));
            if (!exists) return (false, 0);
            if (old.age < windowSeconds) {
                young = old;
                uint256 low = 1;
                uint256 high;
                (high, old) = _oldest(pool, index, cardinality);
                if (old.age < windowSeconds) return (false, 0);
                // Bracket: step `low` is too young, step `high` old enough. Interpolation is quick where swaps come
                // evenly, halving bounds the rest: they take turns.
                for (bool halve; high - low > 1; halve = !halve) {
                    uint256 step = halve
                        ? (low + high) / 2
                        : low + uint256(windowSeconds - young.age) * (high - low) / (old.age - young.age);
                    if (step == low) step = low + 1;
                    else if (step == high) step = high - 1;
                    (, Observation memory probe) = _read(pool, _slot(index, cardinality, step));
                    if (probe.age < windowSeconds) (low, young) = (step, probe);
                    else (high, old) = (step, probe);
                }
            }
            // Neighbours: the tick was constant between them, so the division is exact.
            int56 tick = (young.cumulative - old.cumulative) / int56(uint56(old.age - young.age));
            return (true, old.cumulative + tick * int56(uint56(old.age - windowSeconds)));
        }
    }

    /// @dev The oldest observation and how many steps back it is. Slots after `index` are either all written or, while
    /// a grown array fills up for the first time, all not; then slot 0 is the oldest.
    function _oldest(address pool, uint256 index, uint256 cardinality)
        private
        view
        returns (uint256 step, Observation memory oldest)
    {
        // Unchecked: index < cardinality <= 65535.
        unchecked {
            bool exists;
            (exists, oldest) = _read(pool, (index + 1) % cardinality);
            if (exists) return (cardinality - 1, oldest);
            (, oldest) = _read(pool, 0);
            return (index, oldest);
        }
    }

    /// @dev Slot of the observation `step` back from `index`, step < cardinality.
    function _slot(uint256 index, uint256 cardinality, uint256 step) private pure returns (uint256) {
        // Unchecked: index + cardinality > step.
        unchecked {
            return (index + cardinality - step) % cardinality;
        }
    }

    function _read(address pool, uint256 slot) private view returns (bool exists, Observation memory observation) {
        uint32 time;
        (time, observation.cumulative,, exists) = IUniswapV3PoolMinimal(pool).observations(slot);
        // Unchecked: modulo 2^32 on purpose.
        unchecked {
            observation.age = uint32(block.timestamp) - time;
        }
    }
}
