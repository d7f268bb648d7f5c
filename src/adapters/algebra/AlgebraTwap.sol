// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title AlgebraTwap
/// @notice Time-weighted mean tick of an Algebra pool, from its own timepoints.
/// @dev Gives what `getTimepoints([window, 0])` gives, divided by the window and rounded towards minus infinity. Not by
/// asking that question: its answers differ between generations, and compute volatility along the way.
///
/// Glossary
///  - timepoint: (initialised, time, cumulative), cumulative being the sum of tick x seconds up to that time. They fill
///    a ring of 65,536, kept by a contract beside the pool (the history).
///  - age of a timepoint: seconds from its time to now. The newest has the smallest age; no two have the same.
///  - step k: the k-th timepoint back from the newest, which is step 0.
///
/// Why spot of this very block cannot leak into the mean: a pool writes a timepoint, stamped with the block's time,
/// before the first change of its tick in a block. So the current tick is weighted with the age of the newest timepoint,
/// which is 0 once the tick has moved. By the same argument, if the newest timepoint is at least a window old the tick
/// has been the current one all along. (Integral leaves the writing to a plugin: its adapter makes sure of it.)
///
/// A timepoint is written at most once a second, so the ring holds 65,535 seconds whatever anybody does.
///
/// Times are modulo 2^32, as the pool's: ages are right while a timepoint is younger than 136 years.
library AlgebraTwap {
    /// @notice The contract does not answer like a keeper of timepoints.
    error AlgebraTwap_Unreadable(address history);

    /// @notice The longest window the ring always serves, seconds: a slot a second, and one for the present.
    uint256 internal constant MAX_WINDOW = RING - 1;

    uint256 private constant RING = 1 << 16;
    /// @dev timepoints(uint256)
    uint256 private constant TIMEPOINTS_SELECTOR = 0x74eceae6;

    struct Timepoint {
        uint256 step;
        /// Seconds.
        uint256 age;
        int256 cumulative;
    }

    /// @notice Mean tick over the last `windowSeconds`, > 0.
    /// @param newest Index of the newest timepoint, below 2^16.
    /// @param spotTick The pool's current tick.
    /// @return served False if there is no history that long (or none at all): then `meanTick` means nothing.
    /// @return meanTick Arithmetic mean, rounded towards minus infinity.
    function consult(address history, uint256 newest, int24 spotTick, uint256 windowSeconds)
        internal
        view
        returns (bool served, int24 meanTick)
    {
        (bool exists, Timepoint memory young) = _read(history, newest, 0);
        if (!exists) return (false, 0);
        // The short path: the mean is the current tick.
        if (young.age >= windowSeconds) return (true, spotTick);
        // Unchecked: a cumulative of int56 and |tick| * age < 2^20 * 2^32 are far from 2^255.
        unchecked {
            int256 present = young.cumulative + int256(spotTick) * int256(young.age);
            int256 past;
            (served, past) = _cumulativeAt(history, newest, windowSeconds, young);
            if (served) meanTick = _meanDown(_difference(present, past), windowSeconds);
        }
    }

    /// @notice Age of the oldest timepoint, seconds; 0 if there is none.
    function oldestAge(address history, uint256 newest) internal view returns (uint256) {
        (bool exists, Timepoint memory oldest) = _read(history, newest, _oldestStep(history, newest));
        return exists ? oldest.age : 0;
    }

    /// @dev The cumulative `windowSeconds` ago, given the newest timepoint, which is younger than that.
    function _cumulativeAt(address history, uint256 newest, uint256 windowSeconds, Timepoint memory young)
        private
        view
        returns (bool, int256)
    {
        // A quiet pool needs one step only. Where step 1 would wrap around to a slot not yet written, there is none.
        (bool exists, Timepoint memory old) = _read(history, newest, 1);
        if (!exists) return (false, 0);
        if (old.age < windowSeconds) {
            uint256 last = RING - 1;
            // Outwards: as far as the pace so far suggests, and at least twice as far as before.
            while (old.age < windowSeconds) {
                if (old.step == last) return (false, 0);
                young = old;
                // young.age > 0 from step 1 on, as no two ages are the same.
                uint256 step = young.step * windowSeconds / young.age + 1;
                if (step < 2 * young.step) step = 2 * young.step;
                (exists, old) = _read(history, newest, step < last ? step : last);
                if (!exists) {
                    // Beyond the beginning, which is slot 0 as long as the ring was never filled.
                    last = newest;
                    (, old) = _read(history, newest, last);
                }
            }
            old = _narrow(history, newest, windowSeconds, young, old);
        }
        if (old.age == windowSeconds) return (true, old.cumulative);
        // Unchecked: neighbours, young.age < windowSeconds < old.age. All are far from 256 bits. The tick was constant
        // between neighbours, so the division is exact.
        unchecked {
            int256 tick = _difference(young.cumulative, old.cumulative) / int256(old.age - young.age);
            return (true, old.cumulative + tick * int256(old.age - windowSeconds));
        }
    }

    /// @dev Moves `young` (too young, changed in place) and `old` (old enough, returned) together until they are
    /// neighbours, or `old` is as old as the window: two guesses by interpolation, then one halving, which bounds the rest to 3 * log2 reads.
    function _narrow(
        address history,
        uint256 newest,
        uint256 windowSeconds,
        Timepoint memory young,
        Timepoint memory old
    ) private view returns (Timepoint memory) {
        // Unchecked: young.step < old.step < 2^16 and young.age < windowSeconds <= old.age hold throughout, and ages fit
        // 32 bits: no difference is negative, no divisor zero, no product large.
        unchecked {
            for (uint256 round = 1; old.step - young.step > 1 && old.age != windowSeconds; ++round) {
                uint256 width = old.step - young.step;
                uint256 step = young.step
                    + (round % 3 == 0 ? width / 2 : width * (windowSeconds - young.age) / (old.age - young.age));
                if (step == young.step) ++step;
                else if (step == old.step) --step;
                (, Timepoint memory probe) = _read(history, newest, step);
                if (probe.age < windowSeconds) {
                    (young.step, young.age, young.cumulative) = (probe.step, probe.age, probe.cumulative);
                } else {
                    old = probe;
                }
            }
        }
        return old;
    }

    /// @dev How far back the oldest timepoint is: the whole ring once it has been filled, else to slot 0.
    function _oldestStep(address history, uint256 newest) private view returns (uint256) {
        (bool filled,) = _read(history, newest, RING - 1);
        return filled ? RING - 1 : newest;
    }

    /// @dev The timepoint `step` back from the newest, step < RING.
    function _read(address history, uint256 newest, uint256 step)
        private
        view
        returns (bool exists, Timepoint memory timepoint)
    {
        timepoint.step = step;
        uint256 age;
        int256 cumulative;
        bool ok;
        assembly ("memory-safe") {
            let out := mload(0x40)
            mstore(0x00, TIMEPOINTS_SELECTOR)
            // Modulo the ring.
            mstore(0x20, and(sub(newest, step), 0xffff))
            // Three words or more, or it keeps no timepoints.
            ok := staticcall(gas(), history, 0x1c, 0x24, out, 0x60)
            ok := and(gt(returndatasize(), 0x5f), ok)
            exists := iszero(iszero(mload(out)))
            // Modulo 2^32 on purpose.
            age := and(sub(timestamp(), mload(add(out, 0x20))), 0xffffffff)
            cumulative := signextend(6, mload(add(out, 0x40)))
        }
        if (!ok) revert AlgebraTwap_Unreadable(history);
        (timepoint.age, timepoint.cumulative) = (age, cumulative);
    }

    /// @dev later - earlier. Cumulatives wrap at 56 bits, as the pool lets them; their differences do not.
    function _difference(int256 later, int256 earlier) private pure returns (int256 delta) {
        assembly ("memory-safe") {
            delta := signextend(6, sub(later, earlier))
        }
    }

    /// @dev elapsed / windowSeconds, rounded towards minus infinity. windowSeconds > 0. The mean of int24 ticks is one.
    function _meanDown(int256 elapsed, uint256 windowSeconds) private pure returns (int24 mean) {
        assembly ("memory-safe") {
            mean := sdiv(elapsed, windowSeconds)
            mean := sub(mean, slt(smod(elapsed, windowSeconds), 0))
        }
    }
}
