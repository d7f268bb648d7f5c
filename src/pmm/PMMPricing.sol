// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @dev Which token is scarce. ONE: neither; ABOVE_ONE: base (B < B0), its price is above i; BELOW_ONE: quote (Q < Q0).
enum RState {
    ONE,
    ABOVE_ONE,
    BELOW_ONE
}

/// @dev i: guide price, raw quote per raw base, 1e18-scaled. K: slippage, 1e18-scaled. B, Q: reserves, raw. B0, Q0:
/// targets, raw. R: which side of equilibrium the pool is on.
struct PMMState {
    uint256 i;
    uint256 K;
    uint256 B;
    uint256 Q;
    uint256 B0;
    uint256 Q0;
    RState R;
}

/// @title PMMPricing
/// @notice The proactive market maker's curve as pure maths, rounded for the pool and never above the exact integral.
/// @dev
/// Glossary. V is the reserve of the scarce token and V0 its target, k = K / 1e18, and p the guide price in scarce
/// tokens' counter-value: for scarce base i / 1e18 quote per base, for scarce quote 1e18 / i base per quote. d is an
/// amount of the scarce token, F an amount paid in, converted to the scarce token at p.
///
/// Curve. The marginal price of the scarce token is p·(1 - k + k·(V0/V)²). Its integral from V to V0 is
///
///     X(V) = p · (V0 - V) · (1 - k + k·V0/V)                                                        (excess)
///
/// so the counter-token's reserve exceeds its target by X(V): one exact division, rounded as the caller needs.
///
/// Recover: the scarce token is paid in, from V to V + d <= V0. The other token pays X(V) - X(V + d).
///
/// Deplete: the scarce token is paid out, for F paid in. With a = (1-k)·V and m = k·V0²/V, the amount y solves
/// y·(a/V + m/(V-y)) = F, that is (1-k)·y² - (a + m + F)·y + F·V = 0, whose lower root is, free of cancellation,
///
///     y = 2·F·V / (a + m + F + r),    r = sqrt((a - F)² + m·(m + 2a + 2F))                          (deplete)
///
/// The sum under the root is (a + m + F)² - 4aF written as a sum of non-negative terms. The denominator grows with each
/// of a, m and F, so rounding a, m and the root up rounds y down; y grows with F, so rounding F down does too. k = 1 has
/// r = m + F (a is 0), k = 0 is y = min(F, V): a flat price until the reserve is gone.
///
/// Cross: a trade that recovers past V0 pays the whole excess the state carries and depletes the other side with the
/// rest. A recover never pays more than that excess either, so a state off its curve cannot be drained through it.
///
/// Domain. i from 1 to 1e36; K at most 1e18 (a pool allows 0, 1e12 to 0.99e18, 1e18); reserves and targets below 2^128;
/// what is paid in below 2^152. Outside it, where there is nothing to pay out, and where the excess itself has no 256-bit
/// value, the call reverts.
///
/// Error. excess: below one unit, one division. Recover: two of them, exact - 2 < paid <= exact. Deplete: a, m, F and the
/// root carry 32 fractional bits, or 126 significant ones where that is less. An error in m reaches the denominator
/// magnified by at most 1 + sqrt(a/m) <= 1 + 1/sqrt(k) <= 1001 for k >= 1e-6, the others by at most 2. Since y <= F and F
/// is part of the denominator, y loses less than 1006·2^-32 + y·1006·2^-126 before its own floor:
/// exact - 1.001 - exact·2^-116 < paid <= exact. Cross: the excess is paid as the state has it, the rest as deplete.
library PMMPricing {
    /// @notice K is above 1e18.
    error PMMPricing_KAboveOne(uint256 K);
    /// @notice i is zero or above 1e36.
    error PMMPricing_GuidePriceOutOfRange(uint256 i);
    /// @notice An amount is beyond the domain.
    error PMMPricing_AmountOutOfRange(uint256 amount);
    /// @notice There is nothing to pay out: the reserve is empty, or past equilibrium its target is.
    error PMMPricing_EmptyReserve();
    /// @notice The token to pay out is said to be scarce and is above its target.
    error PMMPricing_ReserveAboveTarget(uint256 reserve, uint256 target);
    /// @notice Reserves and targets contradict R.
    error PMMPricing_StateContradictsR(uint256 B, uint256 Q, uint256 B0, uint256 Q0, RState R);

    uint256 private constant ONE = 1e18;
    /// @dev ONE², the scale of i·K.
    uint256 private constant ONE2 = 1e36;
    uint256 private constant PPM = 1e6;
    /// @dev As of a close's deviation: what 32 signed bits hold.
    uint256 private constant MAX_PPM = 2 ** 31 - 1;
    /// @dev Fractional bits inside `_deplete`.
    uint256 private constant FRACTION_BITS = 32;
    /// @dev `priceFactor` takes the scarce reserve for no less than its target / 2^32.
    uint256 private constant MAX_RATIO_BITS = 32;

    /// @notice Quote paid for `payBaseAmount` of base, before fees, rounded down, and the side the pool is on after.
    /// @dev Zero for zero, with R unchanged. Source: DESIGN section 7.
    function sellBaseToken(PMMState memory state, uint256 payBaseAmount)
        internal
        pure
        returns (uint256 receiveQuoteAmount, RState newR)
    {
        if (payBaseAmount == 0) return (0, state.R);
        _requireDomain(state, payBaseAmount);
        if (state.R != RState.ABOVE_ONE) {
            uint256 reserve = state.R == RState.ONE ? state.Q0 : state.Q;
            return (_deplete(_toQuoteX32(state.i, payBaseAmount), reserve, state.Q0, state.K), RState.BELOW_ONE);
        }
        _requireSides(state);
        // Cannot underflow: `_requireSides`; sums are below 2^153 by the domain.
        unchecked {
            uint256 backPays = state.B0 - state.B;
            uint256 backReceives = state.Q - state.Q0;
            if (payBaseAmount < backPays) {
                receiveQuoteAmount = _recover(state.B, payBaseAmount, state.B0, state.K, state.i, ONE2);
                return (receiveQuoteAmount < backReceives ? receiveQuoteAmount : backReceives, RState.ABOVE_ONE);
            }
            if (payBaseAmount == backPays) return (backReceives, RState.ONE);
            uint256 fairX32 = _toQuoteX32(state.i, payBaseAmount - backPays);
            return (backReceives + _deplete(fairX32, state.Q0, state.Q0, state.K), RState.BELOW_ONE);
        }
    }

    /// @notice Base paid for `payQuoteAmount` of quote, before fees, rounded down, and the side the pool is on after.
    /// @dev The mirror of `sellBaseToken`.
    function sellQuoteToken(PMMState memory state, uint256 payQuoteAmount)
        internal
        pure
        returns (uint256 receiveBaseAmount, RState newR)
    {
        if (payQuoteAmount == 0) return (0, state.R);
        _requireDomain(state, payQuoteAmount);
        if (state.R != RState.BELOW_ONE) {
            uint256 reserve = state.R == RState.ONE ? state.B0 : state.B;
            return (_deplete(_toBaseX32(state.i, payQuoteAmount), reserve, state.B0, state.K), RState.ABOVE_ONE);
        }
        _requireSides(state);
        // Cannot underflow: `_requireSides`; sums are below 2^153 by the domain.
        unchecked {
            uint256 backPays = state.Q0 - state.Q;
            uint256 backReceives = state.B - state.B0;
            if (payQuoteAmount < backPays) {
                receiveBaseAmount = _recover(state.Q, payQuoteAmount, state.Q0, state.K, 1, state.i);
                return (receiveBaseAmount < backReceives ? receiveBaseAmount : backReceives, RState.BELOW_ONE);
            }
            if (payQuoteAmount == backPays) return (backReceives, RState.ONE);
            uint256 fairX32 = _toBaseX32(state.i, payQuoteAmount - backPays);
            return (backReceives + _deplete(fairX32, state.B0, state.B0, state.K), RState.ABOVE_ONE);
        }
    }

    /// @notice Sets the target of the token that is not scarce so that the state lies on its curve; the scarce token's
    /// target stands. At ONE both stay.
    /// @dev Rounded up, so the excess is at most the exact integral and targets never fall by rounding. Where the
    /// reserve cannot cover the integral (after i moved far) the target is zero. This is where fees and moves of i land.
    function adjustedTarget(PMMState memory state) internal pure {
        if (state.R == RState.ABOVE_ONE) {
            uint256 excess = _excessDown(state.B, state.B0, state.K, state.i, ONE2);
            state.Q0 = FixedPointMathLib.zeroFloorSub(state.Q, excess);
        } else if (state.R == RState.BELOW_ONE) {
            uint256 excess = _excessDown(state.Q, state.Q0, state.K, 1, state.i);
            state.B0 = FixedPointMathLib.zeroFloorSub(state.B, excess);
        }
    }

    /// @notice The price of the next infinitesimal trade, quote per base, 1e18-scaled, to within a unit and 1e-18.
    /// @dev Never reverts inside the domain: see `priceFactor` for empty reserves.
    function getMidPrice(PMMState memory state) internal pure returns (uint256 midPrice) {
        (uint256 V, uint256 V0) = state.R == RState.BELOW_ONE ? (state.Q, state.Q0) : (state.B, state.B0);
        return applyFactor(state.i, state.R, state.R == RState.ONE ? ONE : priceFactor(V, V0, state.K));
    }

    /// @notice The mid price from `priceFactor`, rounded down. Products: i·factor / 1e18 < 2^185; factor is not zero.
    function applyFactor(uint256 i, RState r, uint256 factor) internal pure returns (uint256 midPrice) {
        if (r == RState.ONE) return i;
        if (r == RState.ABOVE_ONE) return FixedPointMathLib.fullMulDiv(i, factor, ONE);
        return FixedPointMathLib.fullMulDiv(i, ONE, factor);
    }

    /// @notice How much dearer than the guide price the scarce token is: 1 - k + k·(V0/V)², 1e18-scaled, rounded down.
    /// @dev V is taken for no less than V0 / 2^32, so the result is below 2^125 and an empty reserve has a price.
    /// Domain: V0 below 2^128, K at most 1e18; V0·V0 is below 2^256 and the quotient below 2^64·K.
    function priceFactor(uint256 V, uint256 V0, uint256 K) internal pure returns (uint256) {
        unchecked {
            if (V0 >> MAX_RATIO_BITS >= V) return V0 == 0 ? ONE : ONE - K + (K << (2 * MAX_RATIO_BITS));
            return ONE - K + FixedPointMathLib.fullMulDiv(K * V0, V0, V * V);
        }
    }

    /// @notice (V - V0) / V0 in ppm, rounded toward zero, capped at 2^31 - 1, as where V0 is zero and V is not.
    /// @dev Domain: V and V0 below 2^128, so the product is below 2^148. V = V0 has none, zero of zero too.
    function inventoryPpm(uint256 V, uint256 V0) internal pure returns (int256) {
        uint256 gap = FixedPointMathLib.dist(V, V0);
        // Capped before the cast.
        unchecked {
            uint256 ppm = gap == 0 ? 0 : V0 == 0 ? MAX_PPM : FixedPointMathLib.min(gap * PPM / V0, MAX_PPM);
            return V < V0 ? -int256(ppm) : int256(ppm);
        }
    }

    /// @dev What the counter-token holds above its target: X(V), rounded down. `num / den` is p / 1e18: i / 1e36 for
    /// scarce base, 1 / i for scarce quote. Products fit: num·V0 < 2^248, 1e18·V0 < 2^188, den·V < 2^248. A flat price
    /// needs no V, which may then be zero.
    function _excessDown(uint256 V, uint256 V0, uint256 K, uint256 num, uint256 den) private pure returns (uint256) {
        unchecked {
            if (K == 0) return FixedPointMathLib.fullMulDiv(num * (V0 - V), ONE, den);
            return FixedPointMathLib.fullMulDiv(num * (V0 - V), (ONE - K) * V + K * V0, den * V);
        }
    }

    /// @dev As `_excessDown`, rounded up; not for a flat price.
    function _excessUp(uint256 V, uint256 V0, uint256 K, uint256 num, uint256 den) private pure returns (uint256) {
        unchecked {
            return FixedPointMathLib.fullMulDivUp(num * (V0 - V), (ONE - K) * V + K * V0, den * V);
        }
    }

    /// @dev Pays for `d` of the scarce token, V + d < V0. A flat price needs no difference of integrals.
    function _recover(uint256 V, uint256 d, uint256 V0, uint256 K, uint256 num, uint256 den)
        private
        pure
        returns (uint256)
    {
        if (K == 0) return FixedPointMathLib.fullMulDiv(num * d, ONE, den);
        unchecked {
            return FixedPointMathLib.zeroFloorSub(_excessDown(V, V0, K, num, den), _excessUp(V + d, V0, K, num, den));
        }
    }

    /// @dev Pays out of V, whose target is V0, for `fairX32` = F·2^32 rounded down. See "deplete" above.
    function _deplete(uint256 fairX32, uint256 V, uint256 V0, uint256 K) private pure returns (uint256 y) {
        if (V == 0) revert PMMPricing_EmptyReserve();
        if (V > V0) revert PMMPricing_ReserveAboveTarget(V, V0);
        if (K == 0) return FixedPointMathLib.min(fairX32 >> FRACTION_BITS, V);

        // a and m rounded up, F down as it came: y grows with F, and the same F stands above and below the line.
        // (ONE - K)·V·2^32 and K·V0·2^32 are below 2^220, fairX32 below 2^245 by the domain.
        uint256 aX32;
        uint256 fX32 = fairX32;
        unchecked {
            aX32 = FixedPointMathLib.divUp(((ONE - K) * V) << FRACTION_BITS, ONE);
        }
        uint256 mX32 = FixedPointMathLib.fullMulDivUp((K * V0) << FRACTION_BITS, V0, ONE * V);
        uint256 sum = aX32 + mX32 + fX32;

        // Bring the sum below 2^127 + 3, rounded up, so that its square, which bounds all under the root, is below 2^255.
        uint256 shift;
        unchecked {
            if (sum >> 127 != 0) {
                shift = FixedPointMathLib.log2(sum) - 126;
                aX32 = (aX32 >> shift) + 1;
                mX32 = (mX32 >> shift) + 1;
                fX32 = (fX32 >> shift) + 1;
                sum = aX32 + mX32 + fX32;
            }
            uint256 root = sum;
            if (K != ONE) {
                uint256 gap = FixedPointMathLib.dist(aX32, fX32);
                uint256 square = gap * gap + mX32 * (mX32 + 2 * aX32 + 2 * fX32);
                root = FixedPointMathLib.sqrt(square);
                if (root * root < square) ++root;
            }
            // The denominator was shifted and the numerator was not, so the quotient is y·2^shift; F·2^33 < 2^246.
            y = FixedPointMathLib.fullMulDiv(fairX32 << 1, V, sum + root) >> shift;
        }
    }

    /// @dev Base at the guide price as quote, with 32 fractional bits, rounded down; below 2^245 by the domain.
    function _toQuoteX32(uint256 i, uint256 base) private pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(base << FRACTION_BITS, i, ONE);
    }

    /// @dev Quote at the guide price as base, with 32 fractional bits, rounded down; below 2^245 by the domain.
    function _toBaseX32(uint256 i, uint256 quote) private pure returns (uint256) {
        return FixedPointMathLib.fullMulDiv(quote << FRACTION_BITS, ONE, i);
    }

    /// @dev Everything the proofs above rest on.
    function _requireDomain(PMMState memory state, uint256 pay) private pure {
        if (state.K > ONE) revert PMMPricing_KAboveOne(state.K);
        if (state.i == 0 || state.i > ONE2) revert PMMPricing_GuidePriceOutOfRange(state.i);
        if (pay >> 152 != 0) revert PMMPricing_AmountOutOfRange(pay);
        uint256 largest = state.B | state.Q | state.B0 | state.Q0;
        if (largest >> 128 != 0) revert PMMPricing_AmountOutOfRange(largest);
    }

    /// @dev A recover needs its scarce token at or below target and the other at or above.
    function _requireSides(PMMState memory state) private pure {
        bool sound = state.R == RState.ABOVE_ONE
            ? state.B <= state.B0 && state.Q >= state.Q0
            : state.Q <= state.Q0 && state.B >= state.B0;
        if (!sound) revert PMMPricing_StateContradictsR(state.B, state.Q, state.B0, state.Q0, state.R);
    }
}
