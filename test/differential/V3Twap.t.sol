// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {V3Twap} from "src/libraries/V3Twap.sol";
import {GenuineV3, V3Venue} from "../utils/GenuineV3.sol";
import {TestToken} from "../utils/TestToken.sol";

/// @notice V3Twap against the pool's own `observe`, over histories the fuzzer makes: bursts, silences, arrays half
/// filled, wrapped, grown in mid-life, on ticks of either sign and across the wrap of 32-bit time.
abstract contract V3TwapDifferential is GenuineV3 {
    address internal pool;

    function _deployVenue() internal virtual returns (V3Venue memory);

    function setUp() public {
        V3Venue memory venue = _deployVenue();
        address tokenA = address(new TestToken("A", 18));
        address tokenB = address(new TestToken("B", 18));
        pool = createPool(venue, tokenA, tokenB, 500, 1 << 96);
        addFullRangeLiquidity(pool, 1e15);
    }

    function testFuzz_consult_equalsObserve(uint256 seed, uint16 swaps, uint32 window) public {
        _makeHistory(seed, bound(swaps, 0, 150));
        _assertAgreesAt(uint32(bound(window, 1, 3_000)));
    }

    /// @dev Every window there is, on one history: each observation's own age, a second less and a second more.
    function testFuzz_consult_equalsObserveAroundEveryObservation(uint256 seed, uint8 swaps) public {
        _makeHistory(seed, bound(swaps, 1, 60));
        (,,, uint16 cardinality,) = IUniswapV3PoolMinimal(pool).slot0();
        for (uint256 i; i < cardinality; ++i) {
            (uint32 time,,, bool initialized) = IUniswapV3PoolMinimal(pool).observations(i);
            if (!initialized) continue;
            uint32 age = uint32(block.timestamp) - time;
            if (age > 1) _assertAgreesAt(age - 1);
            if (age > 0) _assertAgreesAt(age);
            _assertAgreesAt(age + 1);
        }
    }

    function testFuzz_consult_equalsObserveAcrossTheWrapOfTime(uint256 seed, uint32 window) public {
        vm.warp(uint256(type(uint32).max) - 200);
        // A pool older than the wrap: its first observation is of before the warp, so let a fresh one be made.
        touchObservation(pool);
        _makeHistory(seed, 60);
        if (block.timestamp <= type(uint32).max) vm.warp(uint256(type(uint32).max) + 1 + seed % 100);
        _assertAgreesAt(uint32(bound(window, 1, 600)));
    }

    /// @dev 56 bits of tick x seconds last for a dozen times 136 years at the highest ticks.
    function test_consult_equalsObserveAcrossTheWrapOfCumulatives() public {
        growObservations(pool, 8);
        swapToTick(pool, 880_000);
        uint256 secondsLeft = _secondsToWrap();
        while (secondsLeft > 1 << 31) {
            skip(1 << 31);
            touchObservation(pool);
            secondsLeft = _secondsToWrap();
        }
        skip(secondsLeft - 20);
        bool wrapped;
        for (uint256 i; i < 40; ++i) {
            skip(1);
            swapToTick(pool, i % 2 == 0 ? int24(879_990) : int24(880_000));
            for (uint32 window = 1; window <= 6; ++window) {
                if (i >= 8) _assertAgreesAt(window);
            }
            wrapped = wrapped || _newestCumulative() < 0;
        }
        assertTrue(wrapped, "the cumulative has wrapped");
    }

    function _secondsToWrap() private view returns (uint256) {
        return uint256(int256(type(int56).max) - _newestCumulative()) / 880_000;
    }

    function _newestCumulative() private view returns (int56 cumulative) {
        (,, uint16 index,,) = IUniswapV3PoolMinimal(pool).slot0();
        (, cumulative,,) = IUniswapV3PoolMinimal(pool).observations(index);
    }

    /// @dev The oracle says which of the two oldest-observation cases a half-filled array is in.
    function testFuzz_oldestAge_isWhereObserveBeginsToRefuse(uint256 seed, uint8 swaps) public {
        _makeHistory(seed, bound(swaps, 1, 60));
        (,, uint16 index, uint16 cardinality,) = IUniswapV3PoolMinimal(pool).slot0();
        uint32 age = uint32(V3Twap.oldestAge(pool, index, cardinality));
        bool served;
        if (age > 0) {
            (served,) = tryObservedMeanTick(pool, age);
            assertTrue(served, "at its age");
        }
        (served,) = tryObservedMeanTick(pool, age + 1);
        // A single observation serves any age up to its own; so does the newest on the short path.
        assertFalse(served, "beyond it");
    }

    function test_consult_isUnservedWithoutHistory() public {
        (, bool served,,) = V3Twap.consult(pool, 1);
        assertFalse(served, "initialised in this second");
        skip(1);
        int24 meanTick;
        (, served, meanTick,) = V3Twap.consult(pool, 1);
        assertTrue(served);
        assertEq(meanTick, 0);
    }

    // -- gas ------------------------------------------------------------------------------------------------------

    /// @dev Cold, observations array of 100: the pool has been quiet for the window.
    function test_gas_quiet() public {
        _fill(100, 10);
        skip(1_800);
        _snapshot("quiet: 100 observations, none within the window", 1_800);
    }

    /// @dev One tick change within the window.
    function test_gas_oneSwapInTheWindow() public {
        _fill(100, 10);
        skip(2_000);
        swapToTick(pool, 77);
        skip(60);
        _snapshot("one swap: 100 observations, one within the window", 1_800);
    }

    /// @dev A swap every 10 seconds or so, half of the array within the window.
    function test_gas_busy() public {
        _fill(100, 10);
        skip(5);
        _snapshot("busy: 100 observations, 50 within the window", 500);
    }

    function _snapshot(string memory name, uint32 window) private {
        vm.cool(pool);
        this.consult(pool, window);
        vm.snapshotGasLastCall("V3Twap", string.concat(_label(), ", ", name));
        vm.cool(pool);
        uint32[] memory secondsAgos = new uint32[](2);
        secondsAgos[0] = window;
        IUniswapV3PoolMinimal(pool).observe(secondsAgos);
        vm.snapshotGasLastCall("V3Twap", string.concat(_label(), ", ", name, " (the pool's own observe)"));
        _assertAgreesAt(window);
    }

    function _label() internal pure virtual returns (string memory);

    function consult(address pool_, uint32 window) external view returns (uint160, bool, int24, int24) {
        return V3Twap.consult(pool_, window);
    }

    // -- histories ------------------------------------------------------------------------------------------------

    /// @dev Fills a grown array and goes around once more, `apart` seconds between observations.
    function _fill(uint16 cardinality, uint256 apart) private {
        growObservations(pool, cardinality);
        for (uint256 i; i < cardinality + 10; ++i) {
            skip(apart);
            swapToTick(pool, i % 2 == 0 ? int24(20) : int24(-20));
        }
    }

    function _makeHistory(uint256 seed, uint256 swaps) private {
        for (uint256 i; i < swaps; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            // Mostly bursts, at times a silence.
            skip(seed % 8 == 0 ? (seed >> 8) % 900 : (seed >> 8) % 6);
            if ((seed >> 32) % 16 == 0) {
                (,,,, uint16 next) = IUniswapV3PoolMinimal(pool).slot0();
                IUniswapV3PoolMinimal(pool).increaseObservationCardinalityNext(next + uint16((seed >> 40) % 20));
            }
            swapToTick(pool, int24(int256((seed >> 64) % 20_001)) - 10_000);
        }
        skip((seed >> 96) % 4 == 0 ? 0 : (seed >> 104) % 600);
    }

    function _assertAgreesAt(uint32 window) private view {
        (bool expectedServed, int24 expected) = tryObservedMeanTick(pool, window);
        (uint160 sqrtPriceX96, bool served, int24 meanTick,) = V3Twap.consult(pool, window);
        assertEq(served, expectedServed, "served");
        assertEq(sqrtPriceX96, spotSqrtPriceX96(pool), "spot");
        if (served) assertEq(meanTick, expected, "mean tick");
        assertLe(meanTick, TickMath.MAX_TICK);
    }
}

contract UniswapV3TwapDifferentialTest is V3TwapDifferential {
    function _deployVenue() internal override returns (V3Venue memory) {
        return deployUniswapV3();
    }

    function _label() internal pure override returns (string memory) {
        return "Uniswap V3";
    }
}

contract PancakeV3TwapDifferentialTest is V3TwapDifferential {
    function _deployVenue() internal override returns (V3Venue memory) {
        return deployPancakeV3();
    }

    function _label() internal pure override returns (string memory) {
        return "PancakeSwap V3";
    }
}
