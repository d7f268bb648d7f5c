// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

interface IMintable {
    function mint(address to, uint256 amount) external;
}

/// @title V3Actor
/// @notice A liquidity provider or trader that talks to V3-like pools directly and mints the test tokens it owes.
contract V3Actor {
    using SafeTransferLib for address;

    function mint(address pool, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        returns (uint256 amount0, uint256 amount1)
    {
        return IUniswapV3PoolMinimal(pool).mint(owner, tickLower, tickUpper, liquidity, _tokensOf(pool));
    }

    /// @return collected0 Principal and fees together, sent to this contract.
    function burn(address pool, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        returns (uint256 collected0, uint256 collected1)
    {
        IUniswapV3PoolMinimal(pool).burn(tickLower, tickUpper, liquidity);
        return
            IUniswapV3PoolMinimal(pool)
                .collect(address(this), tickLower, tickUpper, type(uint128).max, type(uint128).max);
    }

    function swap(address pool, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96)
        external
        returns (int256 amount0, int256 amount1)
    {
        return IUniswapV3PoolMinimal(pool)
            .swap(address(this), zeroForOne, amountSpecified, sqrtPriceLimitX96, _tokensOf(pool));
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external {
        _pay(amount0, amount1, data);
    }

    function pancakeV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external {
        _pay(amount0, amount1, data);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        _pay(amount0 > 0 ? uint256(amount0) : 0, amount1 > 0 ? uint256(amount1) : 0, data);
    }

    function pancakeV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        _pay(amount0 > 0 ? uint256(amount0) : 0, amount1 > 0 ? uint256(amount1) : 0, data);
    }

    function _pay(uint256 amount0, uint256 amount1, bytes calldata data) private {
        (address token0, address token1) = abi.decode(data, (address, address));
        if (amount0 > 0) _mintTo(token0, amount0);
        if (amount1 > 0) _mintTo(token1, amount1);
    }

    function _mintTo(address token, uint256 amount) private {
        // Tokens that nobody can mint (wrapped native coins) were given to this contract before.
        if (token.balanceOf(address(this)) < amount) IMintable(token).mint(address(this), amount);
        token.safeTransfer(msg.sender, amount);
    }

    function _tokensOf(address pool) private view returns (bytes memory) {
        return abi.encode(IUniswapV3PoolMinimal(pool).token0(), IUniswapV3PoolMinimal(pool).token1());
    }
}
