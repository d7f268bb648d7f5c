// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

import {IUniswapV3PoolMinimal} from "../../interfaces/external/IUniswapV3PoolMinimal.sol";

/// @title V3Fees
/// @notice What a position of a Uniswap-V3-like pool would collect after a burn of nothing, without the burn.
/// @dev Glossary
///  - growth: fees ever earned per unit of liquidity, Q128, modulo 2^256.
///  - outside(t): the growth on the side of tick t where the price is not.
///  - inside: global growth less the growth below the lower tick and above the upper.
///
/// fees = owed + floor((inside - insideLast) * liquidity / 2^128)
///
/// Warning: what a position is owed includes principal burned and not yet collected. The diamond never leaves any: its
/// `burn` collects all.
///
/// All differences wrap, as in the pool: only differences of growth mean anything. Both 128-bit sums wrap too, since
/// the pool's do; the result is what the pool would pay, not what it should have.
library V3Fees {
    using FixedPointMathLib for uint256;

    /// @dev One token's side of a position.
    struct Side {
        uint256 growthGlobalX128;
        uint256 outsideLowerX128;
        uint256 outsideUpperX128;
        uint256 insideLastX128;
        uint128 owed;
    }

    /// @notice Fees owed to a position as of now, exact to the wei.
    /// @return fees0 Raw token0, rounded down as the venue does.
    /// @return fees1 Raw token1.
    function pending(IUniswapV3PoolMinimal pool, address owner, int24 tickLower, int24 tickUpper)
        internal
        view
        returns (uint256 fees0, uint256 fees1)
    {
        Side memory side0;
        Side memory side1;
        uint128 liquidity;
        (liquidity, side0.insideLastX128, side1.insideLastX128, side0.owed, side1.owed) =
            pool.positions(positionKey(owner, tickLower, tickUpper));
        // Nothing accrues without liquidity, and the ticks may not exist.
        if (liquidity == 0) return (side0.owed, side1.owed);

        // By tick, not by price: on a boundary price crossed downwards the pool counts itself below the tick.
        (, int24 tick,,,) = pool.slot0();
        side0.growthGlobalX128 = pool.feeGrowthGlobal0X128();
        side1.growthGlobalX128 = pool.feeGrowthGlobal1X128();
        (,, side0.outsideLowerX128, side1.outsideLowerX128) = pool.ticks(tickLower);
        (,, side0.outsideUpperX128, side1.outsideUpperX128) = pool.ticks(tickUpper);
        bool aboveLower = tick >= tickLower;
        bool belowUpper = tick < tickUpper;
        fees0 = _pendingOf(side0, liquidity, aboveLower, belowUpper);
        fees1 = _pendingOf(side1, liquidity, aboveLower, belowUpper);
    }

    /// @notice A position's key in the pool.
    function positionKey(address owner, int24 tickLower, int24 tickUpper) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(owner, tickLower, tickUpper));
    }

    function _pendingOf(Side memory side, uint128 liquidity, bool aboveLower, bool belowUpper)
        private
        pure
        returns (uint256)
    {
        // Unchecked: wraps on purpose, see the head of the file.
        unchecked {
            uint256 global = side.growthGlobalX128;
            uint256 below = aboveLower ? side.outsideLowerX128 : global - side.outsideLowerX128;
            uint256 above = belowUpper ? side.outsideUpperX128 : global - side.outsideUpperX128;
            uint256 earned = (global - below - above - side.insideLastX128).fullMulDivN(liquidity, 128);
            // Truncation as in the pool; the quotient is below 2^256 as liquidity is below 2^128.
            return side.owed + uint128(earned);
        }
    }
}
