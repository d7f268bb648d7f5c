// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAlgebraFactoryMinimal
/// @notice What is used of an Algebra factory, of any generation: one pool a pair.
interface IAlgebraFactoryMinimal {
    function poolByPair(address tokenA, address tokenB) external view returns (address pool);
}
