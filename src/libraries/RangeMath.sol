// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";

/// @title RangeMath
/// @notice What a concentrated-liquidity range holds, what it takes to make one, and how far two prices are apart.
///
/// Glossary
///  - P: sqrt price, sqrt(token1/token0) in raw units times 2^96; a, b: the sqrt prices of a range's lower and upper tick.
///  - L: liquidity. X: L * 2^96.
///
/// Formulas, with p = min(max(P, a), b)
///  - amount0 = X * (b - p) / (b * p)
///  - amount1 = L * (p - a) / 2^96
///
/// Exactness
///  - `Down` amounts equal, to the wei, what Uniswap V3, PancakeSwap V3, Algebra and Uniswap V4 credit for burning L.
///    `Up` amounts equal what they charge for minting L. All four pick the case by tick, we by price; where the two
///    differ (price on a boundary, tick one below) both cases have the same value, so the choice cannot matter.
///  - The venues divide twice, by b and then by p. A floor of a floor is the floor of the whole quotient (likewise
///    ceilings), so the order and number of divisions cannot matter either.
///
/// Domain: ticks in [-887272, 887272], lower < upper; any P > 0. Callers own these: bounds are checked by
/// TickMath for ticks and not at all for sqrt bounds.
library RangeMath {
    using FixedPointMathLib for uint256;

    /// @dev 2^96, one in Q96.
    uint256 private constant Q96 = 1 << 96;

    /// @dev 2^192, one in Q192.
    uint256 private constant Q192 = 1 << 192;

    /// @dev Basis points in one.
    uint256 private constant BP = 10_000;

    // -- amounts of a range ---------------------------------------------------------------------------------------

    /// @notice What the venue pays for burning `liquidity` at a price. Rounded down, in the pool's favour.
    /// @param sqrtPriceX96 Price to evaluate at; need not be the pool's own.
    /// @return amount0 Raw token0.
    /// @return amount1 Raw token1.
    function amountsDown(uint160 sqrtPriceX96, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        return amountsDown(
            sqrtPriceX96, TickMath.getSqrtPriceAtTick(tickLower), TickMath.getSqrtPriceAtTick(tickUpper), liquidity
        );
    }

    /// @notice As above, with the bounds as sqrt prices, so that a caller who evaluates a range twice computes them once.
    function amountsDown(uint160 sqrtPriceX96, uint160 sqrtLowerX96, uint160 sqrtUpperX96, uint128 liquidity)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        if (sqrtPriceX96 <= sqrtLowerX96) {
            amount0 = _amount0Down(sqrtLowerX96, sqrtUpperX96, liquidity);
        } else if (sqrtPriceX96 < sqrtUpperX96) {
            amount0 = _amount0Down(sqrtPriceX96, sqrtUpperX96, liquidity);
            amount1 = _amount1Down(sqrtLowerX96, sqrtPriceX96, liquidity);
        } else {
            amount1 = _amount1Down(sqrtLowerX96, sqrtUpperX96, liquidity);
        }
    }

    /// @notice What the venue charges for minting `liquidity` at a price. Rounded up, in the pool's favour.
    /// @return amount0 Raw token0.
    /// @return amount1 Raw token1.
    function amountsUp(uint160 sqrtPriceX96, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        return amountsUp(
            sqrtPriceX96, TickMath.getSqrtPriceAtTick(tickLower), TickMath.getSqrtPriceAtTick(tickUpper), liquidity
        );
    }

    /// @notice As above, with the bounds as sqrt prices.
    function amountsUp(uint160 sqrtPriceX96, uint160 sqrtLowerX96, uint160 sqrtUpperX96, uint128 liquidity)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        if (sqrtPriceX96 <= sqrtLowerX96) {
            amount0 = _amount0Up(sqrtLowerX96, sqrtUpperX96, liquidity);
        } else if (sqrtPriceX96 < sqrtUpperX96) {
            amount0 = _amount0Up(sqrtPriceX96, sqrtUpperX96, liquidity);
            amount1 = _amount1Up(sqrtLowerX96, sqrtPriceX96, liquidity);
        } else {
            amount1 = _amount1Up(sqrtLowerX96, sqrtUpperX96, liquidity);
        }
    }

    /// @notice The most liquidity that two amounts can pay for: `amountsUp` of the result never exceeds them.
    /// @dev Rounded down; saturates at 2^128 - 1, which no venue mints.
    /// @param sqrtPriceX96 Price the venue will mint at.
    /// @param amount0 Raw token0 at hand.
    /// @param amount1 Raw token1 at hand.
    function liquidityForAmountsDown(
        uint160 sqrtPriceX96,
        uint160 sqrtLowerX96,
        uint160 sqrtUpperX96,
        uint256 amount0,
        uint256 amount1
    ) internal pure returns (uint128) {
        uint256 liquidity;
        if (sqrtPriceX96 <= sqrtLowerX96) {
            liquidity = _liquidityFor0Down(sqrtLowerX96, sqrtUpperX96, amount0);
        } else if (sqrtPriceX96 < sqrtUpperX96) {
            liquidity = FixedPointMathLib.min(
                _liquidityFor0Down(sqrtPriceX96, sqrtUpperX96, amount0),
                _liquidityFor1Down(sqrtLowerX96, sqrtPriceX96, amount1)
            );
        } else {
            liquidity = _liquidityFor1Down(sqrtLowerX96, sqrtUpperX96, amount1);
        }
        // Fits: the minimum with 2^128 - 1.
        return uint128(FixedPointMathLib.min(liquidity, type(uint128).max));
    }

    // -- prices ---------------------------------------------------------------------------------------------------

    /// @notice `amount0 * price + amount1` in raw token1, rounded down.
    /// @dev Exact floor below price 2^64; above, at most one unit less than the floor while amount0 < 2^128. Never
    /// overflows for 128-bit amounts and a price a venue can have; reverts `FullMulDivFailed` or panics otherwise.
    function valueInToken1Down(uint256 amount0, uint256 amount1, uint160 sqrtPriceX96) internal pure returns (uint256) {
        uint256 p = sqrtPriceX96;
        // p^2 fits 256 bits exactly when p < 2^128; beyond it, p^2 / 2^64 does: 320 - 64 = 256.
        return p >> 128 == 0
            ? amount0.fullMulDivN(p * p, 192) + amount1
            : amount0.fullMulDivN(p.fullMulDivN(p, 64), 128) + amount1;
    }

    /// @notice `amount0 * price + amount1` in raw token1, rounded up. Domain as for `valueInToken1Down`.
    function valueInToken1Up(uint256 amount0, uint256 amount1, uint160 sqrtPriceX96) internal pure returns (uint256) {
        uint256 p = sqrtPriceX96;
        return p >> 128 == 0
            ? _mulShiftUp(amount0, p * p, 192) + amount1
            : _mulShiftUp(amount0, _mulShiftUp(p, p, 64), 128) + amount1;
    }

    /// @notice `|price / anchor - 1|` in basis points of price (not of tick, nor of sqrt price), rounded up.
    /// @dev Never below the exact value; above its ceiling only if the exact value is within 2^-57 bp under a whole
    /// number. Saturates at 2^256 - 1 when the price is 2^48 times the anchor or more, or the anchor is zero.
    function deviationBpUp(uint160 sqrtPriceX96, uint160 sqrtAnchorX96) internal pure returns (uint256) {
        if (sqrtAnchorX96 == 0) return type(uint256).max;
        // Both branches round q so that the deviation grows: error of q/2^96 below 2^-96, hence of its square, while
        // q < 2^120, below 2^25 * 2^-96, and of the result below 10^4 * 2^-71 < 2^-57 bp.
        // Unchecked: p << 96 < 2^256 as p < 2^160. Above: q < 2^120 so (q^2 - 2^192) * 10^4 < 2^254.
        // Below: q < 2^96, so 0 < 2^192 - q^2 and (2^192 - q^2) * 10^4 < 2^206.
        unchecked {
            uint256 scaled = uint256(sqrtPriceX96) << 96;
            if (sqrtPriceX96 >= sqrtAnchorX96) {
                uint256 q = scaled.divUp(sqrtAnchorX96);
                if (q >> 120 != 0) return type(uint256).max;
                return ((q * q - Q192) * BP).divUp(Q192);
            }
            uint256 r = scaled / sqrtAnchorX96;
            return ((Q192 - r * r) * BP).divUp(Q192);
        }
    }

    /// @notice Whether `deviationBpUp` is at most `bandBp`, for less gas.
    /// @dev The same roundings: q^2 / 2^192 - 1 <= band above, 1 - r^2 / 2^192 <= band below. bandBp < 2^16.
    function isWithinBand(uint160 sqrtPriceX96, uint160 sqrtAnchorX96, uint256 bandBp) internal pure returns (bool) {
        if (sqrtAnchorX96 == 0) return false;
        // Unchecked: p << 96 < 2^256 as p < 2^160. Above: q < 2^120, so q^2 * 10^4 < 2^254, and (10^4 + band) * 2^192 <
        // 2^209. Below: r < 2^96, so r^2 * 10^4 < 2^206; a band above 10^4 admits everything below the anchor.
        unchecked {
            uint256 scaled = uint256(sqrtPriceX96) << 96;
            if (sqrtPriceX96 >= sqrtAnchorX96) {
                uint256 q = scaled.divUp(sqrtAnchorX96);
                return q >> 120 == 0 && q * q * BP <= (BP + bandBp) * Q192;
            }
            uint256 r = scaled / sqrtAnchorX96;
            return bandBp >= BP || r * r * BP >= (BP - bandBp) * Q192;
        }
    }

    // -- one token of one range; low < high, both non-zero --------------------------------------------------------

    function _amount0Down(uint160 low, uint160 high, uint128 liquidity) private pure returns (uint256) {
        // Unchecked: high > low. The inner quotient is below X < 2^224 because (high - low) / high < 1.
        unchecked {
            return (uint256(liquidity) << 96).fullMulDiv(uint256(high) - low, high) / low;
        }
    }

    function _amount0Up(uint160 low, uint160 high, uint128 liquidity) private pure returns (uint256) {
        // Unchecked: as in _amount0Down.
        unchecked {
            return (uint256(liquidity) << 96).fullMulDivUp(uint256(high) - low, high).divUp(low);
        }
    }

    function _amount1Down(uint160 low, uint160 high, uint128 liquidity) private pure returns (uint256) {
        // Unchecked: high > low, and 96 + 160 bits make 256: liquidity below 2^96 cannot overflow the product.
        unchecked {
            uint256 width = uint256(high) - low;
            return liquidity >> 96 == 0 ? (liquidity * width) >> 96 : uint256(liquidity).fullMulDivN(width, 96);
        }
    }

    function _amount1Up(uint160 low, uint160 high, uint128 liquidity) private pure returns (uint256) {
        // Unchecked: high > low.
        unchecked {
            return _mulShiftUp(liquidity, uint256(high) - low, 96);
        }
    }

    function _liquidityFor0Down(uint160 low, uint160 high, uint256 amount0) private pure returns (uint256) {
        // L = amount0 * low * high / ((high - low) * 2^96). Below low = 2^96 the product low * high is exact in 256 bits;
        // above it low * high / 2^96 keeps at least 96 significant bits, rounded down, in the payer's favour.
        // Unchecked: high > low and (2^160) * 2^96 = 2^256.
        unchecked {
            uint256 width = uint256(high) - low;
            return low >> 96 == 0
                ? _mulDivSaturating(amount0, uint256(low) * high, width << 96)
                : _mulDivSaturating(amount0, uint256(low).fullMulDivN(high, 96), width);
        }
    }

    function _liquidityFor1Down(uint160 low, uint160 high, uint256 amount1) private pure returns (uint256) {
        // Unchecked: high > low.
        unchecked {
            return _mulDivSaturating(amount1, Q96, uint256(high) - low);
        }
    }

    /// @dev floor(x * y / d), or 2^256 - 1 where that does not fit. d > 0.
    function _mulDivSaturating(uint256 x, uint256 y, uint256 d) private pure returns (uint256) {
        uint256 high;
        assembly ("memory-safe") {
            // Upper word of the product: the difference of the product modulo 2^256 - 1 and modulo 2^256.
            let low := mul(x, y)
            let mm := mulmod(x, y, not(0))
            high := sub(mm, add(low, lt(mm, low)))
        }
        return high < d ? x.fullMulDiv(y, d) : type(uint256).max;
    }

    /// @dev ceil(x * y / 2^n), 0 < n < 256. Reverts `FullMulDivFailed` where the floor does not fit, panics where + 1 does not.
    function _mulShiftUp(uint256 x, uint256 y, uint8 n) private pure returns (uint256 z) {
        z = x.fullMulDivN(y, n);
        bool inexact;
        assembly ("memory-safe") {
            // The discarded bits are the low n bits of the product's low word.
            inexact := iszero(iszero(shl(sub(256, n), mul(x, y))))
        }
        if (inexact) z += 1;
    }
}
