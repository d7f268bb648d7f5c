// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title ReferenceAllocation
/// @notice The allocation of section 4 done another way and much more finely, to compare with.
/// @dev Shares no step with RiskModelLib: powers come from 36 decimals and a binary expansion of the exponent into
/// repeated square roots (no logarithm, no table), the cap from sorting and cutting the highest first (no rounds),
/// the dust from an explicit list.
library ReferenceAllocation {
    uint256 internal constant ONE = 1e36;
    /// @dev Bits of the fractional exponent: 2^-100·ln(10,000) is below 1e-29.
    uint256 private constant EXPONENT_BITS = 100;

    struct Allocation {
        /// Exact weights, bp scaled by 1e18, rounded down.
        uint256[] exactE18;
        /// Weights floored, before dust.
        uint256[] floored;
        /// Weights with dust.
        uint256[] weights;
        /// The effective cap, bp.
        uint256 cap;
        /// Some exact weight is so close to an integer that its floor is not decided.
        bool ambiguous;
    }

    function allocate(uint16[] memory scores, uint256 maxWeight, uint256 amplifierBp)
        internal
        pure
        returns (Allocation memory a)
    {
        uint256 n = scores.length;
        a.exactE18 = new uint256[](n);
        a.floored = new uint256[](n);
        a.weights = new uint256[](n);
        uint256 active;
        for (uint256 i; i < n; ++i) {
            if (scores[i] > 0) ++active;
        }
        if (active == 0) return a;
        a.cap = (10_000 + active - 1) / active;
        if (maxWeight > a.cap) a.cap = maxWeight;

        uint256[] memory powers = new uint256[](n);
        for (uint256 i; i < n; ++i) {
            powers[i] = power(scores[i], amplifierBp);
        }
        _cut(powers, order(scores), active, a);
        _dust(scores, a);
    }

    /// @notice s^(amplifier / 10,000), 36 decimals, rounded down; zero for zero.
    function power(uint256 score, uint256 amplifierBp) internal pure returns (uint256 result) {
        if (score == 0) return 0;
        result = ONE;
        for (uint256 i; i < amplifierBp / 10_000; ++i) {
            result *= score;
        }
        uint256 fraction = amplifierBp % 10_000;
        uint256 root = score * ONE;
        for (uint256 i; i < EXPONENT_BITS && fraction != 0; ++i) {
            // root <= 1e40, so root·ONE <= 1e76.
            root = FixedPointMathLib.sqrt(root * ONE);
            fraction *= 2;
            if (fraction >= 10_000) {
                fraction -= 10_000;
                result = FixedPointMathLib.fullMulDiv(result, root, ONE);
            }
        }
    }

    /// @notice Indices from the highest score to the lowest, equals in their order.
    function order(uint16[] memory scores) internal pure returns (uint256[] memory sorted) {
        sorted = new uint256[](scores.length);
        for (uint256 i; i < scores.length; ++i) {
            uint256 j = i;
            while (j > 0 && scores[sorted[j - 1]] < scores[i]) {
                sorted[j] = sorted[j - 1];
                --j;
            }
            sorted[j] = i;
        }
    }

    /// @dev From the highest down: a pool whose share of what is left exceeds the cap takes the cap. The first that
    /// does not ends it, because none below it can.
    function _cut(uint256[] memory powers, uint256[] memory sorted, uint256 active, Allocation memory a) private pure {
        uint256 left = 10_000;
        uint256 sum;
        for (uint256 i; i < powers.length; ++i) {
            sum += powers[i];
        }
        uint256 at;
        for (; at < active; ++at) {
            uint256 share = FixedPointMathLib.fullMulDiv(powers[sorted[at]], left * 1e18, sum);
            if (share <= a.cap * 1e18) break;
            a.exactE18[sorted[at]] = a.cap * 1e18;
            a.floored[sorted[at]] = a.cap;
            left -= a.cap;
            sum -= powers[sorted[at]];
        }
        for (; at < active; ++at) {
            uint256 exact = FixedPointMathLib.fullMulDiv(powers[sorted[at]], left * 1e18, sum);
            a.exactE18[sorted[at]] = exact;
            a.floored[sorted[at]] = exact / 1e18;
            uint256 fraction = exact % 1e18;
            // The library promises 6e-13 bp; a millionth is far outside, and rare enough to lose no coverage.
            if (fraction < 1e12 || fraction > 1e18 - 1e12) a.ambiguous = true;
        }
    }

    function _dust(uint16[] memory scores, Allocation memory a) private pure {
        uint256 n = scores.length;
        uint256 dust = 10_000;
        for (uint256 i; i < n; ++i) {
            a.weights[i] = a.floored[i];
            dust -= a.floored[i];
        }
        bool[] memory served = new bool[](n);
        while (dust > 0) {
            // The largest of those not served yet that is below the cap; of equals the higher score, then the first.
            uint256 best = n;
            for (uint256 i; i < n; ++i) {
                if (served[i] || scores[i] == 0 || a.weights[i] >= a.cap) continue;
                if (
                    best == n || a.weights[i] > a.weights[best]
                        || (a.weights[i] == a.weights[best] && scores[i] > scores[best])
                ) best = i;
            }
            uint256 room = a.cap - a.weights[best];
            uint256 given = room < dust ? room : dust;
            a.weights[best] += given;
            dust -= given;
            served[best] = true;
        }
    }
}
