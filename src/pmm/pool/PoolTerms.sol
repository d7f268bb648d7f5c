// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../interfaces/IPMMPool.sol";

uint256 constant ONE = 1e18;
/// @dev Bounds of a `k` that is neither 0 nor 1: the pricing's domain.
uint256 constant MIN_K = 1e12;
uint256 constant MAX_K = 0.99e18;
/// @dev Highest sum of fees, 10 %.
uint256 constant MAX_FEE = 0.1e18;
/// @dev Highest fixed guide price, the pricing's domain.
uint256 constant MAX_FIXED_I = 1e36;
/// @dev Bounds of what the guide price may move per block, and at once.
uint256 constant MAX_GUIDE_STEP_BP = 100;
uint256 constant MAX_GUIDE_CAP_BP = 1_000;

/// @title PoolTerms
/// @notice What a pool can be made with; PoolSettings says how the terms may move later.
library PoolTerms {
    /// @notice Reverts unless a pool can be made with `c`.
    function requireConfig(IPMMPool.PoolConfig memory c) internal pure {
        if (c.baseToken == c.quoteToken || c.baseToken == address(0) || c.quoteToken == address(0)) {
            revert IPMMPool.PMMPool_BadTokens(c.baseToken, c.quoteToken);
        }
        if (c.k != 0 && c.k != ONE && (c.k < MIN_K || c.k > MAX_K)) revert IPMMPool.PMMPool_BadK(c.k);
        if (
            c.lpFeeRate > MAX_FEE || c.mtFeeRate > MAX_FEE - c.lpFeeRate
                || (c.mtFeeRate != 0 && c.maintainer == address(0))
        ) revert IPMMPool.PMMPool_BadFee(c.lpFeeRate, c.mtFeeRate, c.maintainer);
        if (c.owner == address(0)) revert IPMMPool.PMMPool_ZeroOwner();
        _requireGuide(c);
    }

    function _requireGuide(IPMMPool.PoolConfig memory c) private pure {
        if (address(c.source) == address(0)) {
            if (c.i == 0 || c.i > MAX_FIXED_I) revert IPMMPool.PMMPool_BadGuidePrice(c.i);
            if (c.feedThreshold != 0 || c.guideStepBp != 0 || c.guideCapBp != 0) {
                revert IPMMPool.PMMPool_BadGuideConfig(address(0), c.feedThreshold, c.guideStepBp, c.guideCapBp);
            }
            return;
        }
        if (c.i != 0) revert IPMMPool.PMMPool_BadGuidePrice(c.i);
        if (
            c.feedThreshold == 0 || c.guideStepBp == 0 || c.guideStepBp > MAX_GUIDE_STEP_BP
                || c.guideCapBp < c.guideStepBp || c.guideCapBp > MAX_GUIDE_CAP_BP
        ) revert IPMMPool.PMMPool_BadGuideConfig(address(c.source), c.feedThreshold, c.guideStepBp, c.guideCapBp);
        if (c.lpFeeRate * 2 < c.feedThreshold) {
            revert IPMMPool.PMMPool_FeeBelowFeedThreshold(c.lpFeeRate, c.feedThreshold);
        }
    }
}
