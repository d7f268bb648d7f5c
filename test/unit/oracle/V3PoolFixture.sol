// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

import {OracleTestToken} from "./OracleBase.t.sol";

/// @dev What a test does to a pool. Uniswap V3 and PancakeSwap V3 agree on these.
interface IV3Pool {
    function initialize(uint160 sqrtPriceX96) external;
    function increaseObservationCardinalityNext(uint16 observationCardinalityNext) external;
    function mint(address recipient, int24 tickLower, int24 tickUpper, uint128 amount, bytes calldata data)
        external
        returns (uint256 amount0, uint256 amount1);
    function swap(address recipient, bool zeroForOne, int256 amount, uint160 limitX96, bytes calldata data)
        external
        returns (int256 amount0, int256 amount1);
    function token0() external view returns (address);
    function token1() external view returns (address);
}

/// @notice Deploys genuine pool bytecode and trades in it. Stands in for the two factories, which a pool asks for
/// nothing but its parameters; what is tested is the pool's own record of prices.
abstract contract V3PoolFixture is Test {
    struct Parameters {
        address factory;
        address token0;
        address token1;
        uint24 fee;
        int24 tickSpacing;
    }

    string internal constant UNISWAP =
        "node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json";
    string internal constant PANCAKE =
        "node_modules/@pancakeswap/v3-core/artifacts/contracts/PancakeV3Pool.sol/PancakeV3Pool.json";

    /// @notice Read back by a pool's constructor.
    Parameters public parameters;

    /// @dev A pool of the 0.05 % class (tick spacing 10) at this price.
    function _deployPool(string memory artifact, address token0, address token1, uint160 sqrtPriceX96)
        internal
        returns (IV3Pool pool)
    {
        parameters = Parameters(address(this), token0, token1, 500, 10);
        pool = IV3Pool(deployCode(artifact));
        pool.initialize(sqrtPriceX96);
    }

    /// @dev Liquidity over nearly every price.
    function _provide(IV3Pool pool, uint128 liquidity) internal {
        pool.mint(address(this), -887_270, 887_270, liquidity, "");
    }

    /// @dev Swaps until the pool stands at this price.
    function _moveTo(IV3Pool pool, uint160 fromX96, uint160 toX96) internal {
        pool.swap(address(this), toX96 < fromX96, type(int128).max, toX96, "");
    }

    function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        _pay(owed0, owed1);
    }

    function pancakeV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
        _pay(owed0, owed1);
    }

    function uniswapV3SwapCallback(int256 delta0, int256 delta1, bytes calldata) external {
        _pay(delta0 > 0 ? uint256(delta0) : 0, delta1 > 0 ? uint256(delta1) : 0);
    }

    function pancakeV3SwapCallback(int256 delta0, int256 delta1, bytes calldata) external {
        _pay(delta0 > 0 ? uint256(delta0) : 0, delta1 > 0 ? uint256(delta1) : 0);
    }

    function _pay(uint256 owed0, uint256 owed1) private {
        if (owed0 != 0) OracleTestToken(IV3Pool(msg.sender).token0()).mint(msg.sender, owed0);
        if (owed1 != 0) OracleTestToken(IV3Pool(msg.sender).token1()).mint(msg.sender, owed1);
    }
}
