// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IUniswapV3PoolMinimal} from "../../interfaces/external/IUniswapV3PoolMinimal.sol";
import {FeeGrowth} from "../../libraries/FeeGrowth.sol";

/// @title V3Fees
/// @notice What a position of a Uniswap-V3-like pool would collect after a burn of nothing, without the burn.
/// @dev fees = owed + earned, see FeeGrowth.
///
/// Warning: what a position is owed includes principal burned and not yet collected. The diamond never leaves any: its
/// `burn` collects all.
///
/// Both 128-bit sums wrap, since the pool's do; the result is what the pool would pay, not what it should have.
library V3Fees {
    using FeeGrowth for FeeGrowth.Side;

    /// @notice Fees owed to a position as of now, exact to the wei.
    /// @return fees0 Raw token0, rounded down as the venue does.
    /// @return fees1 Raw token1.
    function pending(IUniswapV3PoolMinimal pool, address owner, int24 tickLower, int24 tickUpper)
        internal
        view
        returns (uint256 fees0, uint256 fees1)
    {
        FeeGrowth.Side memory side0;
        FeeGrowth.Side memory side1;
        uint128 liquidity;
        uint128 owed0;
        uint128 owed1;
        (liquidity, side0.insideLastX128, side1.insideLastX128, owed0, owed1) =
            pool.positions(positionKey(owner, tickLower, tickUpper));
        // Nothing accrues without liquidity, and the ticks may not exist.
        if (liquidity == 0) return (owed0, owed1);

        (, int24 tick,,,) = pool.slot0();
        side0.globalX128 = pool.feeGrowthGlobal0X128();
        side1.globalX128 = pool.feeGrowthGlobal1X128();
        (,, side0.outsideLowerX128, side1.outsideLowerX128) = pool.ticks(tickLower);
        (,, side0.outsideUpperX128, side1.outsideUpperX128) = pool.ticks(tickUpper);
        // Unchecked: wraps on purpose, see the head of the file.
        unchecked {
            fees0 = owed0 + side0.earnedDown(liquidity, tick, tickLower, tickUpper);
            fees1 = owed1 + side1.earnedDown(liquidity, tick, tickLower, tickUpper);
        }
    }

    /// @notice A position's key in the pool.
    function positionKey(address owner, int24 tickLower, int24 tickUpper) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(owner, tickLower, tickUpper));
    }
}
