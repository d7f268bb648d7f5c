// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title FeeGrowth
/// @notice What a range has earned since its position was last touched, by the accounting all concentrated-liquidity
/// venues share.
/// @dev Glossary
///  - growth: fees ever earned per unit of liquidity, Q128, modulo 2^256.
///  - outside(t): the growth on the side of tick t where the price is not.
///  - inside: global growth less the growth below the lower tick and above the upper.
///
/// earned = floor((inside - insideLast) * liquidity / 2^128)
///
/// All differences wrap, as in the pools: only differences of growth mean anything.
library FeeGrowth {
    using FixedPointMathLib for uint256;

    /// @notice One token's side of a position.
    struct Side {
        uint256 globalX128;
        uint256 outsideLowerX128;
        uint256 outsideUpperX128;
        uint256 insideLastX128;
    }

    /// @notice Fees of one token, raw, rounded down as the venues do.
    /// @param tick The pool's own tick. By tick, not by price: on a boundary price crossed downwards a pool counts
    /// itself below the tick.
    /// @return Truncated to 128 bits as in the pools: what they would pay, not what they should have.
    function earnedDown(Side memory side, uint128 liquidity, int24 tick, int24 tickLower, int24 tickUpper)
        internal
        pure
        returns (uint128)
    {
        // Unchecked: wraps on purpose, see the head of the file.
        unchecked {
            uint256 global = side.globalX128;
            uint256 below = tick >= tickLower ? side.outsideLowerX128 : global - side.outsideLowerX128;
            uint256 above = tick < tickUpper ? side.outsideUpperX128 : global - side.outsideUpperX128;
            // The quotient is below 2^256 as liquidity is below 2^128.
            return uint128((global - below - above - side.insideLastX128).fullMulDivN(liquidity, 128));
        }
    }
}
