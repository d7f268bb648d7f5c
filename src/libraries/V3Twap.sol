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

    /// @dev First guess at how many observations lie within the window: as many as it has room for at the newest one's
    /// age, and no more than this, lest a trade a moment ago send the search a day back. Of the bounds from 4 to 300 the
    /// one with the fewest reads over simulated pools (even, random, paired and bursting trades, one in 4 to 600 seconds).
    uint256 private constant MAX_FIRST_STRIDE = 16;

    /// @dev A pool's ring of observations in one word: pool 160 | index of the newest 16 | cardinality 16.
    type Ring is uint256;

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
            (served, past) = _cumulativeAt(_ring(pool, index, cardinality), windowSeconds, age, cumulative);
            meanTick = served ? _meanDown(_difference(present, past), windowSeconds) : int24(0);
        }
    }

    /// @notice Age of the oldest observation the pool holds, seconds; 0 if it holds none.
    function oldestAge(address pool, uint256 index, uint256 cardinality) internal view returns (uint256) {
        return cardinality == 0 ? 0 : _oldestAge(_ring(pool, index, cardinality));
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

    /// @dev The cumulative `windowSeconds` ago, given the newest observation, which is younger than that.
    ///
    /// Walks outwards to an observation that is old enough, then narrows. Between the two, `young` is the deepest known to
    /// be too young and `old` the nearest known to be old enough: youngAge < windowSeconds <= oldAge.
    function _cumulativeAt(Ring ring, uint256 windowSeconds, uint256 youngAge, int256 youngCumulative)
        private
        view
        returns (bool, int256)
    {
        uint256 youngStep;
        uint256 oldStep;
        uint256 oldAge;
        int256 oldCumulative;
        {
            uint256 last = _lastStep(ring);
            if (last == 0) return (false, 0);
            oldStep = _firstStride(windowSeconds, youngAge);
            while (true) {
                if (oldStep > last) oldStep = last;
                bool exists;
                (exists, oldAge, oldCumulative) = _at(ring, oldStep);
                // A slot not yet written: what is written ends at slot 0, youngStep steps back or more.
                if (!exists) {
                    last = _index(ring);
                    oldStep = last;
                    (, oldAge, oldCumulative) = _at(ring, oldStep);
                }
                if (oldAge >= windowSeconds) break;
                if (oldStep == last) return (false, 0);
                (youngStep, youngAge, youngCumulative) = (oldStep, oldAge, oldCumulative);
                oldStep = _strideBack(youngStep, youngAge, windowSeconds);
            }
        }
        // Two guesses by interpolation, quick where swaps come evenly, then one halving, which bounds the rest to
        // 3 * log2(cardinality) reads whatever pattern somebody makes.
        // Unchecked: youngStep < oldStep <= 65535 and youngAge < windowSeconds <= oldAge hold throughout, and ages fit
        // 32 bits: no difference is negative, no divisor zero, no product large. Cumulatives of 56 bits and a tick of 24
        // times an age are far from 256 bits.
        unchecked {
            for (uint256 round = 1; oldStep - youngStep > 1 && oldAge != windowSeconds; ++round) {
                uint256 step =
                    youngStep + _offset(round, oldStep - youngStep, windowSeconds - youngAge, oldAge - youngAge);
                (, uint256 age, int256 cumulative) = _at(ring, step);
                if (age < windowSeconds) (youngStep, youngAge, youngCumulative) = (step, age, cumulative);
                else (oldStep, oldAge, oldCumulative) = (step, age, cumulative);
            }
            if (oldAge == windowSeconds) return (true, oldCumulative);
            // Neighbours: the tick was constant between them, so the division is exact.
            int256 tick = _difference(youngCumulative, oldCumulative) / int256(oldAge - youngAge);
            return (true, oldCumulative + tick * int256(oldAge - windowSeconds));
        }
    }

    /// @dev How many steps back to look first: at least one, so that a quiet pool needs one only.
    function _firstStride(uint256 windowSeconds, uint256 newestAge) private pure returns (uint256 step) {
        // Unchecked: no divisor is zero. newestAge < windowSeconds, so the quotient is at least one.
        unchecked {
            step = newestAge == 0 ? MAX_FIRST_STRIDE : windowSeconds / newestAge;
            if (step > MAX_FIRST_STRIDE) step = MAX_FIRST_STRIDE;
        }
    }

    /// @dev How many steps back to look next, given the deepest observation known to be too young: one more than the window
    /// needs at that observation's pace, but twice as deep at least, so that log2(cardinality) strides reach the end.
    function _strideBack(uint256 youngStep, uint256 youngAge, uint256 windowSeconds)
        private
        pure
        returns (uint256 step)
    {
        // Unchecked: 0 < youngStep < 65535 and windowSeconds < 2^32. Its age is above 0, no two ages being the same.
        unchecked {
            step = youngStep * windowSeconds / youngAge + 1;
            if (step < 2 * youngStep) step = 2 * youngStep;
        }
    }

    /// @dev Where between two observations `width` > 1 steps and `span` seconds apart to look for the one `seconds_` from
    /// the younger: strictly between. By interpolation, to the nearest; every third time in the middle.
    function _offset(uint256 round, uint256 width, uint256 seconds_, uint256 span)
        private
        pure
        returns (uint256 offset)
    {
        // Unchecked: width < 2^16, seconds_ <= span < 2^32, span > 0.
        unchecked {
            offset = round % 3 == 0 ? width / 2 : (2 * width * seconds_ / span + 1) / 2;
            if (offset == 0) return 1;
            if (offset >= width) return width - 1;
        }
    }

    /// @dev Age of the oldest observation, cardinality > 0. Slots after `index` are either all written or, while a grown
    /// array fills up for the first time, all not; then slot 0 is the oldest.
    function _oldestAge(Ring ring) private view returns (uint256 age) {
        bool exists;
        (exists, age,) = _at(ring, _lastStep(ring));
        if (!exists) (, age,) = _at(ring, _index(ring));
    }

    /// @dev `index` and `cardinality` have 16 bits, see `slot0`.
    function _ring(address pool, uint256 index, uint256 cardinality) private pure returns (Ring) {
        return Ring.wrap(uint256(uint160(pool)) | index << 160 | cardinality << 176);
    }

    function _index(Ring ring) private pure returns (uint256) {
        return Ring.unwrap(ring) >> 160 & 0xffff;
    }

    /// @dev How many steps back the ring reaches, cardinality > 0; one without observations reaches nowhere.
    function _lastStep(Ring ring) private pure returns (uint256) {
        uint256 cardinality = Ring.unwrap(ring) >> 176;
        return cardinality == 0 ? 0 : cardinality - 1;
    }

    /// @dev The observation `step` back from the newest, step < cardinality.
    function _at(Ring ring, uint256 step) private view returns (bool, uint256, int256) {
        uint256 word = Ring.unwrap(ring);
        // Unchecked: step < cardinality, so a slot below zero is above it one cardinality on.
        unchecked {
            uint256 slot = word >> 160 & 0xffff;
            if (slot < step) slot += word >> 176;
            return _observation(address(uint160(word)), slot - step); // the low 160 bits
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
