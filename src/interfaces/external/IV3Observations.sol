// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IV3Observations
/// @notice The part of a Uniswap-V3-style pool that a time-weighted price needs.
/// @dev Source: Uniswap V3 core, IUniswapV3PoolImmutables, IUniswapV3PoolState, IUniswapV3PoolDerivedState. PancakeSwap
/// V3 has the same functions; its `slot0` differs in a later word, so its answer is left undeclared here.
interface IV3Observations {
    function token0() external view returns (address);

    function token1() external view returns (address);

    /// @dev Third word: index of the newest observation; fourth: number of observations kept.
    function slot0() external view;

    /// @dev Reverts (`OLD`) where the history does not reach back far enough.
    function observe(uint32[] calldata secondsAgos)
        external
        view
        returns (int56[] memory tickCumulatives, uint160[] memory secondsPerLiquidityCumulativeX128s);
}
