// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IUniswapV3FactoryMinimal} from "src/interfaces/external/IUniswapV3FactoryMinimal.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {MockPancakePoolDeployer} from "../mocks/MockPancakePoolDeployer.sol";
import {V3Actor} from "./V3Actor.sol";

/// @notice One V3-like exchange, deployed from its publisher's own bytecode.
struct V3Venue {
    string name;
    address factory;
    /// @dev Who creates pools and salts their addresses: the factory itself, but for PancakeSwap.
    address poolDeployer;
    address positionManager;
    address swapRouter;
    address quoterV2;
    address weth;
}

/// @title GenuineV3
/// @notice Uniswap V3 and PancakeSwap V3 for tests: `deployUniswapV3`, `deployPancakeV3`, `createPool`, `addLiquidity`,
/// `swap`, `swapToTick`, `growObservations`, `makeHistory`. Genuine bytecode throughout, from the npm packages.
/// @dev Background liquidity and swaps belong to `lp` and `trader`, who mint the test tokens they owe: pools made with
/// these helpers need tokens with `mint(address,uint256)`.
abstract contract GenuineV3 is Test {
    string private constant UNISWAP_CORE = "node_modules/@uniswap/v3-core/artifacts/contracts/";
    string private constant UNISWAP_PERIPHERY = "node_modules/@uniswap/v3-periphery/artifacts/contracts/";
    string private constant PANCAKE_CORE = "node_modules/@pancakeswap/v3-core/artifacts/contracts/";
    string private constant PANCAKE_PERIPHERY = "node_modules/@pancakeswap/v3-periphery/artifacts/contracts/";

    V3Actor internal lp = new V3Actor();
    V3Actor internal trader = new V3Actor();

    // -- venues ---------------------------------------------------------------------------------------------------

    /// @notice Fees 100, 500, 3000, 10000 with tick spacings 1, 10, 60, 200. This contract owns the factory.
    function deployUniswapV3() internal returns (V3Venue memory venue) {
        venue.name = "Uniswap V3";
        venue.weth = _deployWeth();
        venue.factory = deployCode(string.concat(UNISWAP_CORE, "UniswapV3Factory.sol/UniswapV3Factory.json"));
        venue.poolDeployer = venue.factory;
        // Chains enabled 0.01 % by governance; the constructor does not.
        IUniswapV3FactoryMinimal(venue.factory).enableFeeAmount(100, 1);
        venue.positionManager = deployCode(
            string.concat(UNISWAP_PERIPHERY, "NonfungiblePositionManager.sol/NonfungiblePositionManager.json"),
            abi.encode(venue.factory, venue.weth, address(0))
        );
        venue.swapRouter = deployCode(
            string.concat(UNISWAP_PERIPHERY, "SwapRouter.sol/SwapRouter.json"), abi.encode(venue.factory, venue.weth)
        );
        venue.quoterV2 = deployCode(
            string.concat(UNISWAP_PERIPHERY, "lens/QuoterV2.sol/QuoterV2.json"), abi.encode(venue.factory, venue.weth)
        );
    }

    /// @notice Fees 100, 500, 2500, 10000 with tick spacings 1, 10, 50, 200. This contract owns the factory.
    function deployPancakeV3() internal returns (V3Venue memory venue) {
        venue.name = "PancakeSwap V3";
        venue.weth = _deployWeth();
        MockPancakePoolDeployer poolDeployer = new MockPancakePoolDeployer(
            vm.getCode(string.concat(PANCAKE_CORE, "PancakeV3Pool.sol/PancakeV3Pool.json"))
        );
        venue.poolDeployer = address(poolDeployer);
        venue.factory = deployCode(
            string.concat(PANCAKE_CORE, "PancakeV3Factory.sol/PancakeV3Factory.json"), abi.encode(venue.poolDeployer)
        );
        poolDeployer.setFactoryAddress(venue.factory);
        bytes memory args = abi.encode(venue.poolDeployer, venue.factory, venue.weth);
        venue.positionManager = deployCode(
            string.concat(PANCAKE_PERIPHERY, "NonfungiblePositionManager.sol/NonfungiblePositionManager.json"),
            abi.encode(venue.poolDeployer, venue.factory, venue.weth, address(0))
        );
        venue.swapRouter = deployCode(string.concat(PANCAKE_PERIPHERY, "SwapRouter.sol/SwapRouter.json"), args);
        venue.quoterV2 = deployCode(string.concat(PANCAKE_PERIPHERY, "lens/QuoterV2.sol/QuoterV2.json"), args);
    }

    // -- pools ----------------------------------------------------------------------------------------------------

    /// @notice Creates and initialises a pool; the tokens may come in either order.
    function createPool(V3Venue memory venue, address tokenA, address tokenB, uint24 fee, uint160 sqrtPriceX96)
        internal
        returns (address pool)
    {
        pool = IUniswapV3FactoryMinimal(venue.factory).createPool(tokenA, tokenB, fee);
        IUniswapV3PoolMinimal(pool).initialize(sqrtPriceX96);
    }

    /// @notice Adds the `lp`'s liquidity to a range.
    function addLiquidity(address pool, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        returns (uint256 amount0, uint256 amount1)
    {
        return lp.mint(pool, address(lp), tickLower, tickUpper, liquidity);
    }

    /// @notice Adds the `lp`'s liquidity over the widest range the pool allows.
    function addFullRangeLiquidity(address pool, uint128 liquidity)
        internal
        returns (uint256 amount0, uint256 amount1)
    {
        int24 spacing = IUniswapV3PoolMinimal(pool).tickSpacing();
        return addLiquidity(pool, TickMath.minUsableTick(spacing), TickMath.maxUsableTick(spacing), liquidity);
    }

    /// @notice Swaps as `trader`, who never runs out of tokens, with no price limit.
    /// @param amountSpecified Raw; positive for exact input, negative for exact output.
    /// @return amount0 Paid to the pool if positive, received if negative.
    /// @return amount1 Likewise.
    function swap(address pool, bool zeroForOne, int256 amountSpecified)
        internal
        returns (int256 amount0, int256 amount1)
    {
        return trader.swap(
            pool, zeroForOne, amountSpecified, zeroForOne ? TickMath.MIN_SQRT_PRICE + 1 : TickMath.MAX_SQRT_PRICE - 1
        );
    }

    /// @notice Swaps whatever it takes to bring the pool to a price exactly.
    function swapToPrice(address pool, uint160 sqrtTargetX96) internal {
        (uint160 sqrtPriceX96,,,,) = IUniswapV3PoolMinimal(pool).slot0();
        if (sqrtPriceX96 == sqrtTargetX96) return;
        trader.swap(pool, sqrtTargetX96 < sqrtPriceX96, type(int128).max, sqrtTargetX96);
    }

    /// @notice Swaps whatever it takes to bring the pool to the lowest price of a tick.
    function swapToTick(address pool, int24 tick) internal {
        swapToPrice(pool, TickMath.getSqrtPriceAtTick(tick));
    }

    /// @notice Lets the pool keep up to `cardinality` observations, and makes the new slots count.
    /// @dev New slots count once an observation is written at the end of the old array. Burning nothing does not write,
    /// so the price is moved one tick away and back, a second apart: two observations, tick as before.
    function growObservations(address pool, uint16 cardinality) internal {
        IUniswapV3PoolMinimal(pool).increaseObservationCardinalityNext(cardinality);
        uint16 current;
        do {
            touchObservation(pool);
            (,,, current,) = IUniswapV3PoolMinimal(pool).slot0();
        } while (current < cardinality);
    }

    /// @notice Writes an observation in each of the next two seconds, and leaves the price where it was.
    function touchObservation(address pool) internal {
        (uint160 sqrtPriceX96, int24 tick,,,) = IUniswapV3PoolMinimal(pool).slot0();
        skip(1);
        swapToPrice(pool, TickMath.getSqrtPriceAtTick(tick - 1));
        skip(1);
        swapToPrice(pool, sqrtPriceX96);
    }

    /// @notice Gives the pool a history: `count` pairs of observations, `secondsApart` between the pairs.
    function makeHistory(address pool, uint256 count, uint256 secondsApart) internal {
        for (uint256 i; i < count; ++i) {
            skip(secondsApart);
            touchObservation(pool);
        }
    }

    // -- prices ---------------------------------------------------------------------------------------------------

    /// @notice The pool's own mean tick over a window, by its own `observe`, rounded towards minus infinity.
    function observedMeanTick(address pool, uint32 windowSeconds) internal view returns (int24 meanTick) {
        bool served;
        (served, meanTick) = tryObservedMeanTick(pool, windowSeconds);
        assertTrue(served, "GenuineV3: the pool has no history that long");
    }

    /// @notice As above, but says false where `observe` refuses because the pool's history is too short.
    function tryObservedMeanTick(address pool, uint32 windowSeconds)
        internal
        view
        returns (bool served, int24 meanTick)
    {
        uint32[] memory secondsAgos = new uint32[](2);
        secondsAgos[0] = windowSeconds;
        try IUniswapV3PoolMinimal(pool).observe(secondsAgos) returns (int56[] memory cumulatives, uint160[] memory) {
            int56 delta;
            // Cumulatives wrap at 56 bits; their differences do not.
            unchecked {
                delta = cumulatives[1] - cumulatives[0];
            }
            int56 mean = delta / int56(uint56(windowSeconds));
            if (delta < 0 && delta % int56(uint56(windowSeconds)) != 0) mean--;
            return (true, int24(mean));
        } catch Error(string memory reason) {
            assertEq(reason, "OLD");
            return (false, 0);
        }
    }

    function spotTick(address pool) internal view returns (int24 tick) {
        (, tick,,,) = IUniswapV3PoolMinimal(pool).slot0();
    }

    function spotSqrtPriceX96(address pool) internal view returns (uint160 sqrtPriceX96) {
        (sqrtPriceX96,,,,) = IUniswapV3PoolMinimal(pool).slot0();
    }

    function _deployWeth() private returns (address) {
        return deployCode("node_modules/canonical-weth/build/contracts/WETH9.json");
    }
}
