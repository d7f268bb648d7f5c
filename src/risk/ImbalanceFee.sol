// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title ImbalanceFee
/// @notice What a single-sided deposit or withdrawal pays for moving a vault's composition. Proportional operations
/// move nothing and pay nothing. The fee stays in the vault. Specification: section 3, "Imbalance fee".
///
/// @dev Glossary: all values are in one common unit (the anchor's). The moved token is the one that comes or goes, the
/// still token the other, of value B throughout. W is the vault's value, q = B / W the still token's part of it, κ the
/// part of the still token in the vault's ranges.
///
/// Formula: with u the distance of the vault's composition from its target (0 to 1), the marginal rate is
///   rate = max + (min - max)·f,   f = amp ≤ 5000 ? 1 - (1 - x)^e : x^e,   e = 10^(|amp - 5000| / 2500),
///   x = (1 - u) / 2 while the step worsens u, (1 + u) / 2 while it improves it.
/// With y = 1 - x the two cases of x are one: y = (1 + κ - q) / 2 for a deposit, (1 - κ + q) / 2 for a withdrawal. The
/// rate is smooth and rises with y, and every step raises y, so there is no seam at the target. With v the base of the
/// power, y if amp ≤ 5000, else 1 - y,
///   rate = base + span·v^e,   base = min, span = max - min   or   base = max, span = min - max.
/// The fee is the integral of the rate over the value moved, ∫ rate dW.
///
/// Method: e is no integer, and the integral has no closed form. v is cut into 32 fixed cells. In each, v^e is replaced
/// by its Taylor polynomial of degree 5 about the cell's middle, a polynomial in p = q - q_m, plus a bound of what that
/// leaves out. With dW = -B dq / q² each term has a closed form, for p^k = p^(k-1)·(q - q_m) by recurrence:
///   J(k) = ∫ p^k / q dq = p^k / k - q_m·J(k-1),   J(0) = ln q;
///   I(k) = ∫ p^k / q² dq = J(k-1) - q_m·I(k-1),   I(0) = -1 / q.
/// A step's fee is the antiderivative at its end less that at its start. Cut a step in pieces, and the values in
/// between cancel, being the same function of the same vault: cutting gains nothing, and costs a guard a piece.
///
/// Error: the rate used is never below the true one. It is above it by less than 0.1 bp in the cell that v = 0 belongs
/// to (an imbalance beyond 94 %), by less than 0.0005 bp elsewhere, and by less than 0.000001 bp anywhere for amp 3500;
/// for max - min = 199 bp, in proportion else. Fixed-point noise is below 1e-17·W; a guard of 1e-15·W, rounded up to
/// one unit or more, is added to every fee, so that it is never below the exact integral.
///
/// Domain: values below 2^104; amp from 2,500 to 7,500 (e up to 10). Casts between int256 and uint256 are of such
/// values, their sums, or ratios of at most 2 in WAD, and never of a negative one.
library ImbalanceFee {
    /// @notice The curve's settings, bp. 3 × 16 = 48 bits.
    struct Curve {
        /// Rate towards which a step tends that improves a wholly imbalanced vault.
        uint16 minBp;
        /// Rate towards which a step tends that makes a vault wholly imbalanced.
        uint16 maxBp;
        /// Shape: below 5,000 the rate stays low until the imbalance is large, above it rises early.
        uint16 amplificationBp;
    }

    /// @notice The amplification is outside 2,500 to 7,500.
    error ImbalanceFee_AmplificationOutOfRange(uint256 amplificationBp);
    /// @notice The lower rate is above the upper, or the upper above one.
    error ImbalanceFee_RatesOutOfOrder(uint256 minBp, uint256 maxBp);
    /// @notice The target share is above one.
    error ImbalanceFee_TargetTooHigh(uint256 targetBp);
    /// @notice A value is 2^104 or more.
    error ImbalanceFee_ValueTooLarge(uint256 value);
    /// @notice A part of the vault is above one.
    error ImbalanceFee_ShareTooHigh(uint256 shareWad);
    /// @notice More is withdrawn than there is.
    error ImbalanceFee_AmountTooLarge(uint256 amount, uint256 value);

    uint256 internal constant AMPLIFICATION_MIN_BP = 2500;
    uint256 internal constant AMPLIFICATION_MAX_BP = 7500;

    uint256 private constant BP = 10_000;
    int256 private constant WAD = 1e18;
    int256 private constant WAD_PER_BP = 1e14;
    int256 private constant LN_10_WAD = 2_302_585_092_994_045_684;
    int256 private constant CELLS = 32;
    int256 private constant DEGREE = 5;
    /// @dev Sum of |binomial(e, k)| over k ≥ 6, in units of the first, for any e from 1 to 10. Largest as e nears 1,
    /// where the terms go as 1 / (k·(k - 1)): (1/5) / (1/30).
    int256 private constant TAIL = 6;
    uint256 private constant GUARD_DIVISOR = 1e15;

    /// @dev A step and its curve, WAD where it is a ratio.
    struct Step {
        int256 base;
        int256 span;
        int256 exponent;
        /// κ.
        int256 target;
        /// dv / dq = -slope / 2: +1 or -1.
        int256 slope;
        bool isDeposit;
        /// Whether v rises along the step.
        bool isRising;
        /// B.
        int256 still;
    }

    /// @dev A vault along the way.
    struct Point {
        /// W.
        int256 value;
        /// q, WAD.
        int256 share;
    }

    /// @dev The polynomial of one cell.
    struct Cell {
        /// Coefficients of p^0 to p^5 in the rate, WAD.
        int256[6] coefficients;
        /// q_m, WAD. May lie outside 0 to 1, where only part of the cell is of use.
        int256 middle;
    }

    /// @notice Fee of a deposit of one token.
    /// @param targetBp The moved token's part of the vault's ranges at the anchor, bp; 5,000 with no ranges.
    /// @param movedValue Value of the moved token in the vault before.
    /// @param stillValue Value of the other token in the vault.
    /// @param amount Value deposited.
    /// @return fee In the same unit, rounded up, at most `amount`.
    function depositFee(Curve memory curve, uint256 targetBp, uint256 movedValue, uint256 stillValue, uint256 amount)
        internal
        pure
        returns (uint256 fee)
    {
        _checkValue(movedValue);
        _checkValue(stillValue);
        _checkValue(amount);
        uint256 value = movedValue + stillValue;
        return _fee(_step(curve, targetBp, stillValue, true), value, value + amount);
    }

    /// @notice Fee of a withdrawal of one token.
    /// @param targetBp The moved token's part of the vault's ranges at the anchor, bp; 5,000 with no ranges.
    /// @param movedValue Value of the moved token in the vault before.
    /// @param stillValue Value of the other token in the vault.
    /// @param amount Value that leaves the vault, at most `movedValue`. Given with the fee still in it, the fee comes
    /// out higher, never lower, by the last rate times the fee at most.
    /// @return fee In the same unit, rounded up, at most `amount`.
    function withdrawalFee(Curve memory curve, uint256 targetBp, uint256 movedValue, uint256 stillValue, uint256 amount)
        internal
        pure
        returns (uint256 fee)
    {
        _checkValue(movedValue);
        _checkValue(stillValue);
        if (amount > movedValue) revert ImbalanceFee_AmountTooLarge(amount, movedValue);
        uint256 value = movedValue + stillValue;
        return _fee(_step(curve, targetBp, stillValue, false), value, value - amount);
    }

    /// @notice The rate on the next unit moved, WAD, by the formula itself; to show, and to test the fee with.
    /// @param stillShareWad q, the still token's part of the vault now.
    function marginalRate(Curve memory curve, uint256 targetBp, uint256 stillShareWad, bool isDeposit)
        internal
        pure
        returns (uint256 rateWad)
    {
        if (stillShareWad > uint256(WAD)) revert ImbalanceFee_ShareTooHigh(stillShareWad);
        return _rate(_step(curve, targetBp, 0, isDeposit), int256(stillShareWad));
    }

    /// @dev Checks the settings and brings both directions and both shapes into one form.
    function _step(Curve memory curve, uint256 targetBp, uint256 stillValue, bool isDeposit)
        private
        pure
        returns (Step memory step)
    {
        uint256 amplification = curve.amplificationBp;
        if (amplification < AMPLIFICATION_MIN_BP || amplification > AMPLIFICATION_MAX_BP) {
            revert ImbalanceFee_AmplificationOutOfRange(amplification);
        }
        if (curve.minBp > curve.maxBp || curve.maxBp > BP) {
            revert ImbalanceFee_RatesOutOfOrder(curve.minBp, curve.maxBp);
        }
        if (targetBp > BP) revert ImbalanceFee_TargetTooHigh(targetBp);

        int256 min = int256(uint256(curve.minBp)) * WAD_PER_BP;
        int256 max = int256(uint256(curve.maxBp)) * WAD_PER_BP;
        bool isLow = amplification <= 5000;
        (step.base, step.span) = isLow ? (min, max - min) : (max, min - max);
        int256 distance = int256(FixedPointMathLib.dist(amplification, 5000));
        step.exponent = FixedPointMathLib.expWad(distance * LN_10_WAD / 2500);
        step.target = int256(BP - targetBp) * WAD_PER_BP;
        step.slope = isDeposit == isLow ? int256(1) : int256(-1);
        step.isDeposit = isDeposit;
        step.isRising = isLow;
        step.still = int256(stillValue);
    }

    function _fee(Step memory step, uint256 valueBefore, uint256 valueAfter) private pure returns (uint256) {
        uint256 amount = FixedPointMathLib.dist(valueBefore, valueAfter);
        // Without a still token the composition never moves, and q is no ratio where the vault is empty. Where the rate
        // is as good as zero the integral's noise can be negative.
        uint256 feeWad = step.still == 0
            ? amount * _rate(step, 0)
            : uint256(FixedPointMathLib.max(0, _integral(step, int256(valueBefore), int256(valueAfter))));
        uint256 guard = FixedPointMathLib.divUp(FixedPointMathLib.max(valueBefore, valueAfter), GUARD_DIVISOR);
        return FixedPointMathLib.min(amount, FixedPointMathLib.divUp(feeWad, uint256(WAD)) + guard);
    }

    /// @dev Walks the cells between the start and the end of a step. q falls in a deposit and rises in a withdrawal.
    /// @return total The integral, value · WAD.
    function _integral(Step memory step, int256 valueBefore, int256 valueAfter) private pure returns (int256 total) {
        Point memory at = Point({value: valueBefore, share: step.still * WAD / valueBefore});
        Point memory end = Point({value: valueAfter, share: step.still * WAD / valueAfter});
        // In doubled units a cell is WAD / 16 wide. v = 1 opens a 33rd cell, of which no more is ever walked.
        int256 index = _doubleBase(step, at.share) * (CELLS / 2) / WAD;
        bool isLast;
        while (!isLast) {
            Point memory next = _leaves(step, index);
            isLast = step.isDeposit ? next.share <= end.share : next.share >= end.share;
            if (isLast) next = end;
            Cell memory cell = _cell(step, index);
            int256 part = _antiderivative(step, cell, at) - _antiderivative(step, cell, next);
            total += step.isDeposit ? part : -part;
            at = next;
            index += step.isRising ? int256(1) : int256(-1);
        }
    }

    /// @dev Where the step leaves a cell. The outermost edges are at or beyond q = 0 and q = 1, so a walk ends before;
    /// there is no value there, and none is asked for.
    function _leaves(Step memory step, int256 index) private pure returns (Point memory edge) {
        int256 doubleBase = (step.isRising ? index + 1 : index) * WAD / (CELLS / 2);
        edge.share = step.target - step.slope * (doubleBase - WAD);
        if (edge.share > 0) edge.value = step.still * WAD / edge.share;
    }

    /// @dev Expands span·v^e about the middle of a cell, v_m = (2·index + 1) / 64, in powers of p = q - q_m:
    /// v - v_m = -slope·p / 2, so each coefficient is the one before times -slope·(e - k) / (2·(k + 1)·v_m).
    function _cell(Step memory step, int256 index) private pure returns (Cell memory cell) {
        // The coefficients, span·|binomial(e, k)|·v_m^e·(32 / (2·index + 1))^k, are below 2^76 for any exponent from 1
        // to 10, any cell and k up to 6: largest in the first cell, for k = 6 and e near 1.18. Times 10·WAD·32 they are
        // below 2^145.
        unchecked {
            int256 odd = 2 * index + 1;
            cell.middle = step.target - step.slope * (odd * WAD / CELLS - WAD);
            int256 lnMiddle = FixedPointMathLib.lnWad(odd * WAD / (2 * CELLS));
            int256 coefficient = step.span * FixedPointMathLib.expWad(step.exponent * lnMiddle / WAD) / WAD;
            for (int256 k; k <= DEGREE; ++k) {
                cell.coefficients[uint256(k)] = coefficient;
                coefficient = -step.slope * coefficient * (step.exponent - k * WAD) * CELLS / ((k + 1) * odd * WAD);
            }
            // |p| is at most 1/32: the first term left out is at most |coefficient| / 32^6. Rounded up by one.
            int256 omitted = coefficient < 0 ? -coefficient : coefficient;
            cell.coefficients[0] += step.base + omitted * TAIL / CELLS ** 6 + 1;
        }
    }

    /// @dev B·Σ c(k)·I(k) at one point, value · WAD. I(0)·B is -W, so the rate's constant part is exact.
    function _antiderivative(Step memory step, Cell memory cell, Point memory at) private pure returns (int256 sum) {
        // Let w = W·WAD < 2^166. |B·J(0)| = B·ln(W / B) is at most w / e; |q_m| is at most 2.04, |p| at most 1/32. By
        // the recurrences |B·J(4)| is below 7·w and |B·I(5)| below 70·w < 2^173: times q_m below 2^235, times a
        // coefficient (2^76, see _cell) below 2^249, and the sum of six below 2^252.
        unchecked {
            int256 p = at.share - cell.middle;
            int256 power = WAD;
            int256 i = -at.value * WAD;
            // A share that rounds to zero is below 1e-18, and B·ln q as good as zero beside W.
            int256 j = step.still * FixedPointMathLib.lnWad(at.share == 0 ? int256(1) : at.share);
            sum = cell.coefficients[0] * i / WAD;
            for (int256 k = 1; k <= DEGREE; ++k) {
                i = j - cell.middle * i / WAD;
                power = power * p / WAD;
                j = step.still * power / k - cell.middle * j / WAD;
                sum += cell.coefficients[uint256(k)] * i / WAD;
            }
        }
    }

    /// @dev The rate at q = `share`, WAD, rounded up. Zero to the power e is zero.
    function _rate(Step memory step, int256 share) private pure returns (uint256) {
        int256 doubleBase = _doubleBase(step, share);
        int256 power;
        if (doubleBase > 1) {
            power = FixedPointMathLib.expWad(step.exponent * FixedPointMathLib.lnWad(doubleBase / 2) / WAD);
        }
        return uint256(step.base + step.span * power / WAD + 1);
    }

    /// @dev 2·v = 1 + slope·(κ - q), WAD.
    function _doubleBase(Step memory step, int256 share) private pure returns (int256) {
        return WAD + step.slope * (step.target - share);
    }

    function _checkValue(uint256 value) private pure {
        if (value >= 1 << 104) revert ImbalanceFee_ValueTooLarge(value);
    }
}
