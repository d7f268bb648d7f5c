// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IUniswapV3FactoryMinimal
/// @notice What is used of a V3 factory.
interface IUniswapV3FactoryMinimal {
    function getPool(address tokenA, address tokenB, uint24 fee) external view returns (address pool);
    function createPool(address tokenA, address tokenB, uint24 fee) external returns (address pool);
    function feeAmountTickSpacing(uint24 fee) external view returns (int24);
    function enableFeeAmount(uint24 fee, int24 tickSpacing) external;
}
