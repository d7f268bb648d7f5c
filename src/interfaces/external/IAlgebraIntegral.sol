// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAlgebraIntegralPool
/// @notice What only pools of Algebra Integral have.
/// @dev Source: the interfaces and artifacts of the npm package cryptoalgebra/integral-core 1.2.10.
interface IAlgebraIntegralPool {
    function plugin() external view returns (address);

    /// @param data Handed to the plugin.
    function burn(int24 bottomTick, int24 topTick, uint128 amount, bytes calldata data)
        external
        returns (uint256 amount0, uint256 amount1);
}

/// @title IAlgebraOraclePlugin
/// @notice A plugin that keeps a pool's timepoints.
/// @dev Source: IVolatilityOracle of the npm package cryptoalgebra/integral-base-plugin 1.2.1.
interface IAlgebraOraclePlugin {
    function timepointIndex() external view returns (uint16);
}
