// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Currency} from "v4-core/types/Currency.sol";
import {IHooks} from "v4-core/interfaces/IHooks.sol";
import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";
import {ModifyLiquidityParams, SwapParams} from "v4-core/types/PoolOperation.sol";
import {PoolKey} from "v4-core/types/PoolKey.sol";
import {StateLibrary} from "v4-core/libraries/StateLibrary.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {IV4Adapter} from "src/interfaces/IV4Adapter.sol";
import {V4Actor} from "./V4Actor.sol";

/// @notice The genuine dynamic-fee hook of v4-core's own tests.
interface IDynamicFeesHook {
    function setManager(IPoolManager manager) external;
    function setFee(uint24 fee) external;
}

/// @title GenuineV4
/// @notice Uniswap V4 for tests: the genuine PoolManager's bytecode, from the npm package. This contract owns it.
/// @dev Background liquidity and swaps belong to `v4Lp` and `v4Trader`, who mint the test tokens they owe and have
/// native coins enough.
abstract contract GenuineV4 is Test {
    using StateLibrary for IPoolManager;

    uint256 private constant PLENTY = 1 << 140;

    IPoolManager internal poolManager;
    V4Actor internal v4Lp = new V4Actor();
    V4Actor internal v4Trader = new V4Actor();

    function deployUniswapV4() internal {
        poolManager = IPoolManager(
            deployCode("node_modules/@uniswap/v4-core/out/PoolManager.sol/PoolManager.json", abi.encode(address(this)))
        );
        vm.deal(address(v4Lp), PLENTY);
        vm.deal(address(v4Trader), PLENTY);
    }

    function v4KeyOf(IV4Adapter.V4Pool memory pool) internal pure returns (PoolKey memory) {
        return PoolKey(
            Currency.wrap(pool.currency0), Currency.wrap(pool.currency1), pool.fee, pool.tickSpacing, IHooks(pool.hooks)
        );
    }

    function v4AddLiquidity(PoolKey memory key, int24 tickLower, int24 tickUpper, uint128 liquidity) internal {
        v4Lp.modify(poolManager, key, ModifyLiquidityParams(tickLower, tickUpper, int256(uint256(liquidity)), 0));
    }

    function v4AddFullRangeLiquidity(PoolKey memory key, uint128 liquidity) internal {
        v4AddLiquidity(key, TickMath.minUsableTick(key.tickSpacing), TickMath.maxUsableTick(key.tickSpacing), liquidity);
    }

    /// @notice Swaps whatever it takes to bring the pool to a price exactly.
    function v4SwapToPrice(PoolKey memory key, uint160 sqrtTargetX96) internal {
        (uint160 sqrtPriceX96,) = v4Spot(key);
        if (sqrtPriceX96 == sqrtTargetX96) return;
        v4Trader.swap(poolManager, key, SwapParams(sqrtTargetX96 < sqrtPriceX96, -type(int128).max, sqrtTargetX96));
    }

    function v4Spot(PoolKey memory key) internal view returns (uint160 sqrtPriceX96, int24 tick) {
        (sqrtPriceX96, tick,,) = poolManager.getSlot0(key.toId());
    }
}
