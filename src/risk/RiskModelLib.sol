// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IRiskModel} from "../interfaces/IRiskModel.sol";

/// @title RiskModelLib
/// @notice From scores to weights, and from weights to amounts.
/// @dev Glossary: s a pool's score (0 to 10,000); a the amplifier / 10,000; p = s^a its power; n the pools with s > 0;
/// C the cap in force; S the sum of the powers of the pools below C; R = 10,000 - C·(pools at C).
///
/// Formula: w = min(C, floor(p·R / S)), with the set of pools at C the smallest for which no other pool passes C.
///
/// Domain: any scores up to 10,000, any number of them, any amplifier, any cap.
///
/// Error: the powers are the only approximation, within a relative 2^-55: exact for a whole a, floored at 2^-56 for an
/// odd multiple of 1/2, by logarithm else. From the powers on the arithmetic is exact, so before dust a weight is the
/// floor of a number within 10,000·2^-54 < 6e-13 bp of the true weight. Equal scores have equal powers, hence equal
/// weights before dust, and a sum of n equal powers divides without loss.
///
/// Bounds, for the unchecked arithmetic: p < 2^147, since 10,000^6.5535·1e18 < 2^147 and 10,000^6.5·2^56 < 2^143.
/// There are fewer than 2^32 pools, because the memory for more costs above 2^50 gas. So S < 2^179, and S and p times
/// anything up to 65,535 stay below 2^195.
library RiskModelLib {
    /// @dev One, in basis points.
    uint256 internal constant BP = 10_000;
    /// @dev 1e18 / BP.
    int256 private constant WAD_PER_BP = 1e14;

    /// @dev Fractional bits of a square root.
    uint256 private constant ROOT_BITS = 56;
    /// @dev Byte i is the first guess at the root of a scaled score in [313·i, 313·(i + 1)), about the geometric middle
    /// of their roots. Only 256 lies in the first.
    bytes32 private constant ROOT_GUESSES = 0x10181c2125292d303436393c3f414346484a4c4e5052545658595b5d5e606263;

    /// @notice Weights of pools by their scores, none above the cap; see `IRiskModel.targetWeights`.
    /// @param cScores Left as it is. The whole words are checked, dirty upper bits are refused as too high.
    /// @param maxWeight Cap asked for, bp; the cap in force is max(maxWeight, ceil(10,000 / n)).
    /// @return weightsBp Sum exactly 10,000, or all zero if the scores are.
    function targetWeightsBp(uint16[] memory cScores, uint16 maxWeight, uint16 scoreAmplifierBp)
        internal
        pure
        returns (uint16[] memory weightsBp)
    {
        (uint256[] memory table, uint256 sum, uint256 top, uint256 active) = powers(cScores, scoreAmplifierBp);
        if (active != 0) {
            uint256 cap = FixedPointMathLib.max(maxWeight, FixedPointMathLib.divUp(BP, active));
            uint256 rest;
            (rest, sum) = _capExcess(table, cap, sum, top);
            uint256 dust = _floorToBp(cScores, table, cap, rest, sum);
            if (dust != 0) _spreadDust(cScores, table, cap, dust);
        }
        // Every entry is a weight now, at most 10,000.
        assembly ("memory-safe") {
            weightsBp := table
        }
    }

    /// @notice Splits an amount by `targetWeightsBp`; see `IRiskModel.targetAllocations`.
    /// @return amounts Sum exactly `totalAmount`, or all zero if the scores are.
    function targetAllocations(uint16[] memory cScores, uint256 totalAmount, uint16 maxWeight, uint16 scoreAmplifierBp)
        internal
        pure
        returns (uint256[] memory amounts)
    {
        uint16[] memory weightsBp = targetWeightsBp(cScores, maxWeight, scoreAmplifierBp);
        // floor(total·w / BP) = (total / BP)·w + floor((total % BP)·w / BP), and neither product can overflow: the
        // first is at most totalAmount, the second below BP². The weights sum to BP, so the amounts sum to at most
        // totalAmount and `left` cannot go below zero.
        assembly ("memory-safe") {
            amounts := weightsBp
            let quotient := div(totalAmount, BP)
            let remainder := mod(totalAmount, BP)
            let left := totalAmount
            let largest := 0
            let largestAt := 0
            let last := add(amounts, shl(5, mload(amounts)))
            for { let at := amounts } lt(at, last) {} {
                at := add(at, 0x20)
                let weight := mload(at)
                if gt(weight, largest) {
                    largest := weight
                    largestAt := at
                }
                let amount := add(mul(quotient, weight), div(mul(remainder, weight), BP))
                mstore(at, amount)
                left := sub(left, amount)
            }
            // No weight: no pool to give the rest to.
            if largest { mstore(largestAt, add(mload(largestAt), left)) }
        }
    }

    /// @notice Cap on one pool's weight: min(maxBp, minMaxBp + e^(-n·d)), floored to a bp.
    /// @param n Pools with a score above zero.
    function maxWeightBp(IRiskModel.WeightModel memory model, uint256 n) internal pure returns (uint16) {
        uint256 decay = model.diversificationFactorBp;
        uint256 cap = model.minMaxBp;
        // Beyond an exponent of 10 the exponential is less than half a bp; below, n·decay is at most 10·BP.
        if (decay == 0 || n <= 10 * BP / decay) {
            // Both factors are at most 1e5 and 1e14. A decay of zero leaves e^0, whatever n is.
            unchecked {
                int256 exponentWad = decay == 0 ? int256(0) : -int256(n * decay) * WAD_PER_BP;
                cap += uint256(FixedPointMathLib.expWad(exponentWad)) / uint256(WAD_PER_BP);
            }
        }
        // At most maxBp, a uint16.
        return uint16(FixedPointMathLib.min(model.maxBp, cap));
    }

    /// @notice The preset that holds until another model is set.
    function defaultModel() internal pure returns (IRiskModel.WeightModel memory) {
        return IRiskModel.WeightModel({
            defaultCScore: 5000, scoreAmplifierBp: 15_000, minMaxBp: 2500, maxBp: 10_000, diversificationFactorBp: 3000
        });
    }

    /// @notice The preset with weights in proportion to scores and never more than half in one pool.
    /// @dev Its cap falls to 30 %, so from 17 pools on it allows one pool more than the aggressive preset does.
    function conservativeModel() internal pure returns (IRiskModel.WeightModel memory) {
        return IRiskModel.WeightModel({
            defaultCScore: 5000, scoreAmplifierBp: 10_000, minMaxBp: 3000, maxBp: 5000, diversificationFactorBp: 5000
        });
    }

    /// @notice The preset that favours high scores most.
    function aggressiveModel() internal pure returns (IRiskModel.WeightModel memory) {
        return IRiskModel.WeightModel({
            defaultCScore: 5000, scoreAmplifierBp: 20_000, minMaxBp: 1000, maxBp: 10_000, diversificationFactorBp: 1000
        });
    }

    /// @notice s^a for each score, in a fixed point that depends on the amplifier alone; zero for zero.
    /// @return table In the order of the scores.
    /// @return sum Of the powers.
    /// @return top The largest power.
    /// @return active Scores above zero.
    function powers(uint16[] memory cScores, uint256 amplifierBp)
        internal
        pure
        returns (uint256[] memory table, uint256 sum, uint256 top, uint256 active)
    {
        assembly ("memory-safe") {
            table := mload(0x40)
            mstore(table, mload(cScores))
            mstore(0x40, add(add(table, 0x20), shl(5, mload(cScores))))
        }
        (sum, top, active) = amplifierBp % 5000 == 0
            ? _halfPowers(cScores, table, amplifierBp)
            : _realPowers(cScores, table, amplifierBp);
    }

    /// @dev Powers for amplifiers that are multiples of one half, as in every preset: whole powers are exact integers,
    /// the half is an integer square root with ROOT_BITS fractional bits.
    ///
    /// The root: s is scaled by 16 or 256 into [256, 10,000], looked up for a guess within 11 %, and refined by four
    /// Newton steps. The relative error squares (and halves) each step: 0.11, 6e-3, 2e-5, 2e-10, 2e-20; times
    /// 100·2^56 that is 0.14, so the floor is right, or one too high where the true root lies within 0.14 below an
    /// integer. For the 10,000 scores there are it is the floor: a test goes through them all.
    function _halfPowers(uint16[] memory cScores, uint256[] memory table, uint256 amplifierBp)
        private
        pure
        returns (uint256 sum, uint256 top, uint256 active)
    {
        bool tooHigh;
        // Scores too high make garbage, never a fault, and are refused below. Sums: see the bounds above.
        assembly ("memory-safe") {
            let whole := div(amplifierBp, 10000)
            let hasHalf := mod(div(amplifierBp, 5000), 2)
            let toTable := sub(table, cScores)
            let last := add(cScores, shl(5, mload(cScores)))
            for { let at := cScores } lt(at, last) {} {
                at := add(at, 0x20)
                let score := mload(at)
                let power := 0
                if score {
                    tooHigh := or(tooHigh, gt(score, BP))
                    active := add(active, 1)
                    power := score
                    if iszero(eq(whole, 1)) { power := exp(score, whole) }
                    if hasHalf {
                        let scale := shl(2, add(lt(score, 625), lt(score, 40)))
                        let root := shl(sub(ROOT_BITS, shr(1, scale)), byte(div(shl(scale, score), 313), ROOT_GUESSES))
                        let square := shl(mul(2, ROOT_BITS), score)
                        root := shr(1, add(root, div(square, root)))
                        root := shr(1, add(root, div(square, root)))
                        root := shr(1, add(root, div(square, root)))
                        root := shr(1, add(root, div(square, root)))
                        power := mul(power, root)
                    }
                    sum := add(sum, power)
                    if gt(power, top) { top := power }
                }
                mstore(add(at, toTable), power)
            }
        }
        if (tooHigh) _revertScoreTooHigh(cScores);
    }

    /// @dev Powers for any amplifier, e^(a·ln s) in WAD. ln is within 2e-18, its product with a (below 6.56) is
    /// floored to 1e-18, and e^x is within a relative 1e-18 and floored to 1e-18 at results of 1 or more: a relative
    /// error below 1.7e-17 < 2^-55.
    function _realPowers(uint16[] memory cScores, uint256[] memory table, uint256 amplifierBp)
        private
        pure
        returns (uint256 sum, uint256 top, uint256 active)
    {
        uint256 last = cScores.length;
        // The index stays below the length; sums as above; ln(1e4)·1e18·65,535 < 2^80; powers are positive.
        unchecked {
            for (uint256 i; i < last; ++i) {
                uint256 score = _wordAt(cScores, i);
                if (score > BP) revert IRiskModel.Risk_ScoreTooHigh(i, score);
                uint256 power;
                if (score != 0) {
                    int256 lnWad = FixedPointMathLib.lnWad(int256(score * 1e18));
                    power = uint256(FixedPointMathLib.expWad(lnWad * int256(amplifierBp) / int256(BP)));
                    sum += power;
                    if (power > top) top = power;
                    ++active;
                }
                assembly ("memory-safe") {
                    mstore(add(add(table, 0x20), shl(5, i)), power)
                }
            }
        }
    }

    /// @dev Finds which pools stay at the cap, as R and S: pool i does if and only if p·R > C·S.
    ///
    /// Each round caps every pool above the cap at the current R / S. A pool with p·R > C·S leaves
    /// (R - C) / (S - p) > R / S to the others, so the ratio only rises, a pool once capped stays capped, and the set
    /// is the smallest that works. Each round caps one pool or more, there are at most 10,000 / C rounds. Never all: if
    /// the m pools left were all above, then R > m·C, so 10,000 > n·C, but C ≥ 10,000 / n. So R > 0 and S > 0.
    function _capExcess(uint256[] memory table, uint256 cap, uint256 sum, uint256 top)
        private
        pure
        returns (uint256 rest, uint256 sumBelow)
    {
        rest = BP;
        sumBelow = sum;
        // Products: see the bounds above. rest stays above zero: see this function's comment.
        unchecked {
            while (top * rest > cap * sumBelow) {
                // For integers, p·R > C·S is p > floor(C·S / R).
                uint256 limit = cap * sumBelow / rest;
                assembly ("memory-safe") {
                    rest := BP
                    sumBelow := 0
                    top := 0
                    let last := add(table, shl(5, mload(table)))
                    for { let at := table } lt(at, last) {} {
                        at := add(at, 0x20)
                        let power := mload(at)
                        switch gt(power, limit)
                        case 0 {
                            sumBelow := add(sumBelow, power)
                            if gt(power, top) { top := power }
                        }
                        default { rest := sub(rest, cap) }
                    }
                }
            }
        }
    }

    /// @dev Turns the powers into weights, in place, and gives what flooring left to the largest weight below the cap
    /// if it has room for all of it. Of equal weights the higher score is the larger one, of equal scores the first.
    /// @return dust What it had no room for, bp. Floors of numbers that sum to BP: less than the number of pools.
    function _floorToBp(uint16[] memory cScores, uint256[] memory table, uint256 cap, uint256 rest, uint256 sum)
        private
        pure
        returns (uint256 dust)
    {
        // sum > 0; products: see the bounds above. The weights before flooring sum to BP, so dust does not go below 0.
        assembly ("memory-safe") {
            dust := BP
            let toScores := sub(cScores, table)
            let largest := 0
            let largestAt := 0
            let largestScore := 0
            let last := add(table, shl(5, mload(table)))
            for { let at := table } lt(at, last) {} {
                at := add(at, 0x20)
                let weight := div(mul(mload(at), rest), sum)
                switch lt(weight, cap)
                case 0 { weight := cap }
                default {
                    if iszero(lt(weight, largest)) {
                        let score := mload(add(at, toScores))
                        if or(gt(weight, largest), gt(score, largestScore)) {
                            largest := weight
                            largestAt := at
                            largestScore := score
                        }
                    }
                }
                mstore(at, weight)
                dust := sub(dust, weight)
            }
            // If no pool with a score is below the cap there is no dust, so a zero `largestAt` is never written to.
            if dust {
                if iszero(gt(dust, sub(cap, largest))) {
                    mstore(largestAt, add(largest, dust))
                    dust := 0
                }
            }
        }
    }

    /// @dev The rare rest: the largest weight below the cap has too little room for the dust. Fills the weights below
    /// the cap from the highest score down; equal scores still have equal weights here. The pools with a score have
    /// room for all of it: n·C ≥ BP.
    function _spreadDust(uint16[] memory cScores, uint256[] memory weights, uint256 cap, uint256 dust) private pure {
        // Indices stay below the length, weights at most at the cap, dust at least at zero.
        unchecked {
            while (dust != 0) {
                uint256 level;
                for (uint256 i; i < weights.length; ++i) {
                    if (cScores[i] > level && weights[i] < cap) level = cScores[i];
                }
                for (uint256 i; i < weights.length; ++i) {
                    if (cScores[i] != level) continue;
                    uint256 given = FixedPointMathLib.min(cap - weights[i], dust);
                    weights[i] += given;
                    dust -= given;
                }
            }
        }
    }

    /// @dev Names the first score that is too high; there is one.
    function _revertScoreTooHigh(uint16[] memory cScores) private pure {
        uint256 i;
        while (_wordAt(cScores, i) <= BP) ++i;
        revert IRiskModel.Risk_ScoreTooHigh(i, _wordAt(cScores, i));
    }

    /// @dev The whole word of an entry; an ordinary read would cut it to 16 bits.
    function _wordAt(uint16[] memory cScores, uint256 i) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(cScores, 0x20), shl(5, i)))
        }
    }
}
