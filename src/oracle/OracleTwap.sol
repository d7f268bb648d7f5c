// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IV3Observations} from "../interfaces/external/IV3Observations.sol";

/// @title OracleTwap
/// @notice Time-weighted prices of Uniswap-V3-style pools (Uniswap V3, PancakeSwap V3): their own record of past ticks,
/// never the tick of the moment.
/// @dev Only what those pools have in common is decoded: `observe`, and the observation words of `slot0`, whose other
/// words differ between them.
///
/// Why a window's average resists the moment: a pool writes an observation with the tick from before the first swap of
/// each block, so what happens within this block has weight zero. What several blocks in a row can do is bounded by the
/// window, and by the peer a feed may be given.
///
/// Warning: the average follows the pool. Whoever can hold a thin pool off its price for a good part of the window moves
/// this source. It is meant as a fallback or as a peer, with a pool deeper than what depends on it.
library OracleTwap {
    /// @notice A pool's history in view of a window.
    struct History {
        uint16 cardinality;
        uint16 required;
        bool covers;
    }

    /// @dev Shortest and longest window, seconds. Shorter ones can be held by one builder's blocks.
    uint32 internal constant MIN_WINDOW = 5 minutes;
    uint32 internal constant MAX_WINDOW = 1 days;

    /// @dev Word position of the cardinality in the answer of `slot0`.
    uint256 private constant CARDINALITY_WORD = 3;

    /// @notice Mean tick over the last `window` seconds, rounded towards minus infinity as pools' own libraries do.
    /// @return ok The pool answered and its history covers the window.
    function meanTick(address pool, uint32 window) internal view returns (bool ok, int24 tick) {
        uint32[] memory ago = new uint32[](2);
        ago[0] = window;
        (bool success, bytes memory data) = pool.staticcall(abi.encodeCall(IV3Observations.observe, (ago)));
        // (int56[] ticks, uint160[] liquidities): two offsets, and two arrays of one length and two words each.
        if (!success || data.length < 0x100) return (false, 0);
        int256 first;
        int256 last;
        assembly ("memory-safe") {
            // The ABI encoder of these pools puts the first array right behind the two offsets: length, then items.
            ok := and(eq(mload(add(data, 0x20)), 0x40), eq(mload(add(data, 0x60)), 2))
            first := signextend(6, mload(add(data, 0x80)))
            last := signextend(6, mload(add(data, 0xa0)))
        }
        if (!ok) return (false, 0);
        // Cumulative ticks wrap at 56 bits in the pool; so does their difference.
        unchecked {
            int256 delta = int56(last - first);
            int256 mean = delta / int256(uint256(window));
            if (delta < 0 && delta % int256(uint256(window)) != 0) --mean;
            if (mean < TickMath.MIN_TICK || mean > TickMath.MAX_TICK) return (false, 0);
            tick = int24(mean); // within the tick range, which fits 24 bits
        }
    }

    /// @notice Price at a tick, whole token1 per whole token0, or the reverse.
    /// @param decimalsDifference decimals0 - decimals1.
    /// @param inverted Give whole token0 per whole token1.
    /// @return wad 1e18-scaled, rounded down; 0 where it is below 1e-18, and 2^128 where it is 2^128 or more.
    function priceWadAtTick(int24 tick, int256 decimalsDifference, bool inverted) internal pure returns (uint256 wad) {
        // The price of the pool mirrored is the price at the opposite tick, decimals swapped.
        if (inverted) (tick, decimalsDifference) = (-tick, -decimalsDifference);
        uint256 sqrtPriceX96 = TickMath.getSqrtPriceAtTick(tick);
        // In [-6, 42], as each token has at most 24 decimals.
        int256 exponent = 18 + decimalsDifference;
        if (sqrtPriceX96 < 1 << 128) {
            uint256 priceX192 = sqrtPriceX96 * sqrtPriceX96;
            // The quotient is below 2^64·10^42 < 2^204; the other divisor is below 2^192·10^6 < 2^212.
            wad = exponent >= 0
                ? FixedPointMathLib.fullMulDiv(priceX192, 10 ** uint256(exponent), 1 << 192)
                : priceX192 / (10 ** uint256(-exponent) << 192);
        } else {
            // sqrtPriceX96 < 2^160, so the price is below 2^256 in X128.
            uint256 priceX128 = FixedPointMathLib.fullMulDiv(sqrtPriceX96, sqrtPriceX96, 1 << 64);
            if (exponent < 0) wad = (priceX128 / 10 ** uint256(-exponent)) >> 128;
            else if (priceX128 > type(uint256).max / 10 ** uint256(exponent)) wad = 1 << 128;
            else wad = (priceX128 * 10 ** uint256(exponent)) >> 128;
        }
        if (wad > 1 << 128) wad = 1 << 128;
    }

    /// @notice Whether a pool's history can serve a window now and in every later block.
    /// @param spacingSeconds Least time between two observations: the chain's block time, at least 1 (pools record one
    /// observation a second at most).
    /// @return history Slots the pool has, slots the window needs, and whether `observe` covers the window now.
    /// @dev n slots hold n - 1 spans of `spacingSeconds` at least; one more is open.
    function historyOf(address pool, uint32 window, uint32 spacingSeconds)
        internal
        view
        returns (History memory history)
    {
        (bool success, bytes memory data) = pool.staticcall(abi.encodeCall(IV3Observations.slot0, ()));
        if (success && data.length >= (CARDINALITY_WORD + 1) * 0x20) {
            uint256 cardinality;
            assembly ("memory-safe") {
                cardinality := mload(add(add(data, 0x20), mul(CARDINALITY_WORD, 0x20)))
            }
            // A genuine pool answers 16 bits; anything else counts as no history.
            if (cardinality <= type(uint16).max) history.cardinality = uint16(cardinality);
        }
        uint256 required = uint256(window) / spacingSeconds + 2;
        // Saturates: a window that needs more slots than a pool can have is refused by every pool.
        history.required = required > type(uint16).max ? type(uint16).max : uint16(required);
        (history.covers,) = meanTick(pool, window);
    }
}
