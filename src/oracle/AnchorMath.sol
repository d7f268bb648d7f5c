// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title AnchorMath
/// @notice From a price in decimal notation to the square-root price of pools.
/// @dev Glossary. a: a price as its source answers it, an integer in (0, 2^128). e: the power of ten that turns it into
/// raw token1 per raw token0. h: half of e. s: the square root of a price, scaled by 2^(k/2).
///
/// Formula. sqrt(a·10^e)·2^96. With e = 2h + r, r in {0, 1}, this is sqrt(a·10^r)·10^h·2^96: only one root is taken,
/// and the decimals become an exact power of ten. The root is taken of a·10^r·2^k, k even and as large as 256 bits allow
/// of two steps, so that s has at least 78 bits.
///
/// Domain. a in (0, 2^128); e in [-48, 24] as answered, [-24, 48] inverted, [-24, 24] for a quotient: decimals from 0
/// to 24 for each token and for the source.
///
/// Error. Each root is low by less than 2^-78 of itself; products are exact; every floor but the last one happens at a
/// finer scale than the result's unit or loses less than 2^-78. So the result is within 2^-77 of itself plus one unit
/// of the exact value, and `fromAnswer` with `inverted` false is never above it.
library AnchorMath {
    /// @notice sqrt of a price as answered.
    /// @param answer a.
    /// @param exponent e: decimals1 - decimals0 less the source's decimals; plus them if inverted.
    /// @param inverted The price is token0 per token1: the result is sqrt(10^e / a).
    /// @return sqrtX96 Q64.96; may exceed 160 bits, which the caller refuses.
    function fromAnswer(uint256 answer, int256 exponent, bool inverted) internal pure returns (uint256 sqrtX96) {
        // Proof of every step: r in {0, 1}; s < 2^128; k/2 in {62, 78}; |h| <= 24 where it divides, 10^24 < 2^80.
        unchecked {
            uint256 odd = uint256(exponent) & 1;
            (uint256 root, uint256 halfShift) = _root(odd == 0 ? answer : answer * 10);
            if (inverted) {
                // 10^e/a = 10^(2h)/(a·10^r) with 2h = e + r; h in [-12, 24].
                int256 half = (exponent + int256(odd)) >> 1;
                // 2^(96+78)·10^24 < 2^254; s·10^12 < 2^168.
                if (half >= 0) return (10 ** uint256(half) << (96 + halfShift)) / root;
                return (uint256(1) << (96 + halfShift)) / (root * 10 ** uint256(-half));
            }
            // a·10^e = a·10^r·10^(2h); the arithmetic shift floors; h in [-24, 12].
            int256 h = exponent >> 1;
            // s·10^12·2^88 < 2^256 and 2^96 = 2^88·2^8; s·2^128 < 2^256 and 2^96 = 2^128/2^32.
            if (h >= 0) return (root * 10 ** uint256(h) << 88) >> (halfShift - 8);
            return ((root << 128) / 10 ** uint256(-h)) >> (halfShift + 32);
        }
    }

    /// @notice sqrt of the quotient of two prices in one quote currency and scale.
    /// @param price0 Price of token0, in (0, 2^128).
    /// @param price1 Price of token1, in (0, 2^128), same scale.
    /// @param exponent decimals1 - decimals0.
    /// @return sqrtX96 sqrt(price0·10^e / price1), Q64.96; may exceed 160 bits, which the caller refuses.
    function fromRatio(uint256 price0, uint256 price1, int256 exponent) internal pure returns (uint256 sqrtX96) {
        // Proof: both roots in [2^78, 2^128), so 2^78 <= q < 2^178; h in [-12, 12], 10^12 < 2^40; the net shift is
        // 32 right, give or take 16.
        unchecked {
            uint256 odd = uint256(exponent) & 1;
            (uint256 root0, uint256 halfShift0) = _root(odd == 0 ? price0 : price0 * 10);
            (uint256 root1, uint256 halfShift1) = _root(price1);
            int256 h = exponent >> 1;
            uint256 shift = 32 + halfShift0 - halfShift1;
            // s0·2^128 < 2^256; q·10^12 < 2^218; s1·10^12 < 2^168.
            if (h >= 0) return ((root0 << 128) / root1 * 10 ** uint256(h)) >> shift;
            return ((root0 << 128) / (root1 * 10 ** uint256(-h))) >> shift;
        }
    }

    /// @dev floor(sqrt(a·2^k)) and k/2, for a < 10·2^128 < 2^132. Two steps of k cost less than normalising, and leave
    /// the root 78 bits at least: a >= 1 gives 2^(156/2), a >= 2^100 gives 2^((100+124)/2).
    function _root(uint256 a) private pure returns (uint256 root, uint256 halfShift) {
        halfShift = a < 1 << 100 ? 78 : 62;
        // a·2^k < 2^256 in both steps: 100 + 156, 132 + 124.
        root = FixedPointMathLib.sqrt(a << (halfShift << 1));
    }
}
