// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

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
/// Reads go around the ABI decoder, which would cost as much as everything else here but the storage reads: words are
/// taken from the returned data as they stand, for the layout is the same in every pool of this kind up to the fifth
/// word of `slot0` and the fourth of `observations`.
///
/// Times are modulo 2^32, as the pool's: ages are right while an observation is younger than 136 years.
library V3Twap {
    /// @notice The pool does not answer like a pool of this kind.
    error V3Twap_UnreadablePool(address pool);

    /// @dev slot0()
    uint256 private constant SLOT0_SELECTOR = 0x3850c7bd;
    /// @dev observations(uint256)
    uint256 private constant OBSERVATIONS_SELECTOR = 0x252c09d7;

    struct Observation {
        /// Steps back from the newest.
        uint256 step;
        /// Seconds.
        uint256 age;
        int256 cumulative;
    }

    /// @notice Spot price and mean tick over the last `windowSeconds`, > 0.
    /// @dev Error: `V3Twap_UnreadablePool`.
    /// @return sqrtPriceX96 Spot, Q64.96.
    /// @return served False if the pool has no history that long (or none at all): then `meanTick` means nothing.
    /// @return meanTick Arithmetic mean, rounded towards minus infinity.
    /// @return spotTick The pool's own tick at spot.
    function consult(address pool, uint32 windowSeconds)
        internal
        view
        returns (uint160 sqrtPriceX96, bool served, int24 meanTick, int24 spotTick)
    {
        uint256 index;
        uint256 cardinality;
        (sqrtPriceX96, spotTick, index, cardinality) = slot0(pool);
        (bool exists, uint256 age, int256 cumulative) = _observation(pool, index);
        if (!exists) return (sqrtPriceX96, false, 0, spotTick);
        // The short path: the mean is the current tick.
        if (age >= windowSeconds) return (sqrtPriceX96, true, spotTick, spotTick);

        // Unchecked: a cumulative of int56 and |tick| * age < 2^20 * 2^32 are far from 2^255.
        unchecked {
            int256 present = cumulative + int256(spotTick) * int256(age);
            int256 past;
            (served, past) = _cumulativeAt(pool, windowSeconds, index, cardinality, age, cumulative);
            meanTick = served ? _meanDown(_difference(present, past), windowSeconds) : int24(0);
        }
    }

    /// @notice Age of the oldest observation the pool holds, seconds; 0 if it holds none.
    function oldestAge(address pool, uint256 index, uint256 cardinality) internal view returns (uint256) {
        return cardinality == 0 ? 0 : _oldest(pool, index, cardinality).age;
    }

    /// @notice The pool's price, tick, index of the newest observation, and number of observations kept.
    function slot0(address pool)
        internal
        view
        returns (uint160 sqrtPriceX96, int24 tick, uint256 index, uint256 cardinality)
    {
        bool ok;
        assembly ("memory-safe") {
            let out := mload(0x40)
            mstore(0x00, SLOT0_SELECTOR)
            // Five words or more, or it is no such pool (or none at all).
            ok := staticcall(gas(), pool, 0x1c, 0x04, out, 0xa0)
            ok := and(gt(returndatasize(), 0x9f), ok)
            sqrtPriceX96 := shr(96, shl(96, mload(out)))
            tick := signextend(2, mload(add(out, 0x20)))
            index := and(mload(add(out, 0x40)), 0xffff)
            cardinality := and(mload(add(out, 0x60)), 0xffff)
        }
        if (!ok) revert V3Twap_UnreadablePool(pool);
    }

    /// @dev The cumulative `windowSeconds` ago, given that the newest observation is younger than that.
    function _cumulativeAt(
        address pool,
        uint256 windowSeconds,
        uint256 index,
        uint256 cardinality,
        uint256 newestAge,
        int256 newestCumulative
    ) private view returns (bool, int256) {
        if (cardinality < 2) return (false, 0);
        Observation memory young = Observation(0, newestAge, newestCumulative);
        Observation memory old;
        bool exists;
        // A quiet pool needs one step only. Where step 1 would wrap around to a slot not yet written, there is none.
        (exists, old) = _readStep(pool, index, cardinality, 1);
        if (!exists) return (false, 0);
        while (old.age < windowSeconds) {
            if (old.step == cardinality - 1) return (false, 0);
            young = old;
            (exists, old) = _readStep(pool, index, cardinality, _strideBack(young, windowSeconds, cardinality));
            // A slot not yet written: what is written ends at slot 0, `index` steps back, young.step steps or more.
            if (!exists) {
                (, old) = _readStep(pool, index, cardinality, index);
                if (old.age < windowSeconds) return (false, 0);
            }
        }
        if (old.step - young.step > 1) old = _narrow(pool, windowSeconds, index, cardinality, young, old);
        // Unchecked: neighbours, young.age < windowSeconds <= old.age. All are far from 256 bits. The tick was constant
        // between neighbours, so the division is exact.
        unchecked {
            int256 tick = _difference(young.cumulative, old.cumulative) / int256(old.age - young.age);
            return (true, old.cumulative + tick * int256(old.age - windowSeconds));
        }
    }

    /// @dev How many steps back to look next, given the deepest observation known to be too young: as many as the window
    /// needs at that observation's pace, but twice as deep at least, so that log2(cardinality) strides reach the end.
    function _strideBack(Observation memory young, uint256 windowSeconds, uint256 cardinality)
        private
        pure
        returns (uint256 step)
    {
        // Unchecked: 0 < young.step < cardinality - 1 < 65535 and windowSeconds < 2^32.
        unchecked {
            uint256 pace = young.age == 0 ? 1 : young.age;
            step = young.step * windowSeconds / pace;
            if (step < 2 * young.step) step = 2 * young.step;
            if (step >= cardinality) step = cardinality - 1;
        }
    }

    /// @dev Moves `young` (too young, changed in place) and `old` (old enough, returned) together until they are
    /// neighbours. Two guesses by interpolation, quick where swaps come evenly, then one halving, which bounds the rest
    /// to 3 * log2(cardinality) reads whatever pattern somebody makes.
    function _narrow(
        address pool,
        uint256 windowSeconds,
        uint256 index,
        uint256 cardinality,
        Observation memory young,
        Observation memory old
    ) private view returns (Observation memory) {
        // Unchecked: young.step < old.step < cardinality <= 65535 and young.age < windowSeconds <= old.age hold
        // throughout, and ages fit 32 bits: no difference is negative, no divisor zero, no product large.
        unchecked {
            for (uint256 round = 1; old.step - young.step > 1; ++round) {
                uint256 width = old.step - young.step;
                uint256 step = young.step
                    + (round % 3 == 0 ? width / 2 : width * (windowSeconds - young.age) / (old.age - young.age));
                if (step == young.step) ++step;
                else if (step == old.step) --step;
                (, Observation memory probe) = _readStep(pool, index, cardinality, step);
                if (probe.age < windowSeconds) {
                    (young.step, young.age, young.cumulative) = (probe.step, probe.age, probe.cumulative);
                } else {
                    old = probe;
                }
            }
        }
        return old;
    }

    /// @dev The oldest observation, cardinality > 0. Slots after `index` are either all written or, while a grown array
    /// fills up for the first time, all not; then slot 0 is the oldest.
    function _oldest(address pool, uint256 index, uint256 cardinality)
        private
        view
        returns (Observation memory oldest)
    {
        // Unchecked: cardinality > 0.
        unchecked {
            bool exists;
            (exists, oldest) = _readStep(pool, index, cardinality, cardinality - 1);
            if (!exists) (, oldest) = _readStep(pool, index, cardinality, index);
        }
    }

    /// @dev The observation `step` back from the newest, step < cardinality.
    function _readStep(address pool, uint256 index, uint256 cardinality, uint256 step)
        private
        view
        returns (bool exists, Observation memory observation)
    {
        observation.step = step;
        // Unchecked: index + cardinality > step, cardinality > 0.
        unchecked {
            (exists, observation.age, observation.cumulative) =
                _observation(pool, (index + cardinality - step) % cardinality);
        }
    }

    function _observation(address pool, uint256 slot)
        private
        view
        returns (bool exists, uint256 age, int256 cumulative)
    {
        bool ok;
        assembly ("memory-safe") {
            let out := mload(0x40)
            mstore(0x00, OBSERVATIONS_SELECTOR)
            mstore(0x20, slot)
            ok := staticcall(gas(), pool, 0x1c, 0x24, out, 0x80)
            ok := and(gt(returndatasize(), 0x7f), ok)
            // Modulo 2^32 on purpose.
            age := and(sub(timestamp(), mload(out)), 0xffffffff)
            cumulative := signextend(6, mload(add(out, 0x20)))
            exists := iszero(iszero(mload(add(out, 0x60))))
        }
        if (!ok) revert V3Twap_UnreadablePool(pool);
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
