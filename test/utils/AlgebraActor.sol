// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IAlgebraPoolMinimal} from "src/interfaces/external/IAlgebraPoolMinimal.sol";
import {IMintable} from "./V3Actor.sol";

/// @title AlgebraActor
/// @notice A liquidity provider or trader that talks to Algebra pools directly and mints the test tokens it owes.
contract AlgebraActor {
    using SafeTransferLib for address;

    function mint(address pool, address owner, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        returns (uint256 amount0, uint256 amount1)
    {
        (amount0, amount1,) = IAlgebraPoolMinimal(pool)
            .mint(address(this), owner, tickLower, tickUpper, liquidity, _tokensOf(pool));
    }

    function swap(address pool, bool zeroToOne, int256 amountRequired, uint160 limitSqrtPrice)
        external
        returns (int256 amount0, int256 amount1)
    {
        return IAlgebraPoolMinimal(pool).swap(address(this), zeroToOne, amountRequired, limitSqrtPrice, _tokensOf(pool));
    }

    function algebraMintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external {
        _pay(amount0, amount1, data);
    }

    function algebraSwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
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
        return abi.encode(IAlgebraPoolMinimal(pool).token0(), IAlgebraPoolMinimal(pool).token1());
    }
}
