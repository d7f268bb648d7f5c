// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SqrtPriceMath} from "v4-core/libraries/SqrtPriceMath.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";

import {RangeMath} from "src/libraries/RangeMath.sol";
import {Wide} from "../../utils/Wide.sol";

/// forge-config: ci.fuzz.runs = 10000
contract RangeMathTest is Test {
    using Wide for uint256;
    using Wide for Wide.U512;

    uint160 private constant SQRT_ONE_X96 = 1 << 96;
    int24 private constant MIN_TICK = TickMath.MIN_TICK;
    int24 private constant MAX_TICK = TickMath.MAX_TICK;

    // -- amounts --------------------------------------------------------------------------------------------------

    /// @dev The reference takes the case by price too, but computes with Uniswap's own library.
    function testFuzz_amounts_matchTheVenuesLibrary(
        uint160 sqrtPriceX96,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity
    ) public pure {
        (tickLower, tickUpper) = _range(tickLower, tickUpper);
        sqrtPriceX96 = _price(sqrtPriceX96);
        uint160 lowX96 = TickMath.getSqrtPriceAtTick(tickLower);
        uint160 highX96 = TickMath.getSqrtPriceAtTick(tickUpper);
        uint160 clampedX96 = sqrtPriceX96 < lowX96 ? lowX96 : sqrtPriceX96 > highX96 ? highX96 : sqrtPriceX96;

        (uint256 down0, uint256 down1) = RangeMath.amountsDown(sqrtPriceX96, tickLower, tickUpper, liquidity);
        assertEq(down0, SqrtPriceMath.getAmount0Delta(clampedX96, highX96, liquidity, false), "down 0");
        assertEq(down1, SqrtPriceMath.getAmount1Delta(lowX96, clampedX96, liquidity, false), "down 1");

        (uint256 up0, uint256 up1) = RangeMath.amountsUp(sqrtPriceX96, tickLower, tickUpper, liquidity);
        assertEq(up0, SqrtPriceMath.getAmount0Delta(clampedX96, highX96, liquidity, true), "up 0");
        assertEq(up1, SqrtPriceMath.getAmount1Delta(lowX96, clampedX96, liquidity, true), "up 1");
    }

    /// @dev Far below any venue's prices, where both of the two divisions leave a remainder now and then.
    function testFuzz_amounts_matchTheVenuesLibraryAtTinyPrices(
        uint160 sqrtPriceX96,
        uint160 lowX96,
        uint160 highX96,
        uint128 liquidity
    ) public pure {
        lowX96 = uint160(bound(lowX96, 1, 30));
        highX96 = uint160(bound(highX96, lowX96 + 1, 40));
        sqrtPriceX96 = uint160(bound(sqrtPriceX96, 1, 50));
        uint160 clampedX96 = sqrtPriceX96 < lowX96 ? lowX96 : sqrtPriceX96 > highX96 ? highX96 : sqrtPriceX96;
        (uint256 down0, uint256 down1) = RangeMath.amountsDown(sqrtPriceX96, lowX96, highX96, liquidity);
        (uint256 up0, uint256 up1) = RangeMath.amountsUp(sqrtPriceX96, lowX96, highX96, liquidity);
        assertEq(down0, SqrtPriceMath.getAmount0Delta(clampedX96, highX96, liquidity, false), "down 0");
        assertEq(down1, SqrtPriceMath.getAmount1Delta(lowX96, clampedX96, liquidity, false), "down 1");
        assertEq(up0, SqrtPriceMath.getAmount0Delta(clampedX96, highX96, liquidity, true), "up 0");
        assertEq(up1, SqrtPriceMath.getAmount1Delta(lowX96, clampedX96, liquidity, true), "up 1");
    }

    function testFuzz_amounts_overloadsAgree(uint160 sqrtPriceX96, int24 tickLower, int24 tickUpper, uint128 liquidity)
        public
        pure
    {
        (tickLower, tickUpper) = _range(tickLower, tickUpper);
        sqrtPriceX96 = _price(sqrtPriceX96);
        uint160 lowX96 = TickMath.getSqrtPriceAtTick(tickLower);
        uint160 highX96 = TickMath.getSqrtPriceAtTick(tickUpper);
        (uint256 a0, uint256 a1) = RangeMath.amountsDown(sqrtPriceX96, tickLower, tickUpper, liquidity);
        (uint256 b0, uint256 b1) = RangeMath.amountsDown(sqrtPriceX96, lowX96, highX96, liquidity);
        assertEq(a0, b0);
        assertEq(a1, b1);
        (a0, a1) = RangeMath.amountsUp(sqrtPriceX96, tickLower, tickUpper, liquidity);
        (b0, b1) = RangeMath.amountsUp(sqrtPriceX96, lowX96, highX96, liquidity);
        assertEq(a0, b0);
        assertEq(a1, b1);
    }

    /// @dev On a boundary the venue may pick either neighbouring case; both must be the one computed here.
    function testFuzz_amounts_continuousAtBoundaries(int24 tickLower, int24 tickUpper, uint128 liquidity) public pure {
        (tickLower, tickUpper) = _range(tickLower, tickUpper);
        uint160 lowX96 = TickMath.getSqrtPriceAtTick(tickLower);
        uint160 highX96 = TickMath.getSqrtPriceAtTick(tickUpper);
        (uint256 amount0, uint256 amount1) = RangeMath.amountsDown(lowX96, lowX96, highX96, liquidity);
        assertEq(amount0, SqrtPriceMath.getAmount0Delta(lowX96, highX96, liquidity, false));
        assertEq(amount1, 0);
        (amount0, amount1) = RangeMath.amountsDown(highX96, lowX96, highX96, liquidity);
        assertEq(amount0, 0);
        assertEq(amount1, SqrtPriceMath.getAmount1Delta(lowX96, highX96, liquidity, false));
    }

    function testFuzz_amounts_upIsDownOrOneMore(
        uint160 sqrtPriceX96,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity
    ) public pure {
        (tickLower, tickUpper) = _range(tickLower, tickUpper);
        sqrtPriceX96 = _price(sqrtPriceX96);
        (uint256 down0, uint256 down1) = RangeMath.amountsDown(sqrtPriceX96, tickLower, tickUpper, liquidity);
        (uint256 up0, uint256 up1) = RangeMath.amountsUp(sqrtPriceX96, tickLower, tickUpper, liquidity);
        assertLe(up0 - down0, 1);
        assertLe(up1 - down1, 1);
    }

    // -- liquidity ------------------------------------------------------------------------------------------------

    function testFuzz_liquidity_isAffordableAndTheMost(
        uint160 sqrtPriceX96,
        int24 tickLower,
        int24 tickUpper,
        uint128 amount0,
        uint128 amount1
    ) public pure {
        (tickLower, tickUpper) = _range(tickLower, tickUpper);
        sqrtPriceX96 = _price(sqrtPriceX96);
        uint160 lowX96 = TickMath.getSqrtPriceAtTick(tickLower);
        uint160 highX96 = TickMath.getSqrtPriceAtTick(tickUpper);
        uint128 liquidity = RangeMath.liquidityForAmountsDown(sqrtPriceX96, lowX96, highX96, amount0, amount1);
        (uint256 up0, uint256 up1) = RangeMath.amountsUp(sqrtPriceX96, lowX96, highX96, liquidity);
        assertLe(up0, amount0, "affordable in token0");
        assertLe(up1, amount1, "affordable in token1");

        // More by a part in 2^64, plus two, must not be: below sqrt price 2^96 the result is exact, above it is
        // rounded by less than that.
        uint256 more = uint256(liquidity) + (liquidity >> 64) + 2;
        if (more > type(uint128).max) return;
        (up0, up1) = RangeMath.amountsUp(sqrtPriceX96, lowX96, highX96, uint128(more));
        assertTrue(up0 > amount0 || up1 > amount1, "and the most");
    }

    function test_liquidity_saturates() public pure {
        // A unit of sqrt price below the upper bound, where token0 would buy more than 2^256 units of liquidity.
        uint160 highX96 = TickMath.MAX_SQRT_PRICE;
        uint160 lowX96 = TickMath.MIN_SQRT_PRICE;
        uint128 liquidity =
            RangeMath.liquidityForAmountsDown(highX96 - 1, lowX96, highX96, type(uint128).max, type(uint256).max);
        assertEq(liquidity, type(uint128).max);
    }

    // -- value ----------------------------------------------------------------------------------------------------

    function testFuzz_value_isExactBelowPrice64(uint128 amount0, uint128 amount1, uint160 sqrtPriceX96) public pure {
        sqrtPriceX96 = uint160(bound(sqrtPriceX96, TickMath.MIN_SQRT_PRICE, type(uint128).max));
        uint256 down = RangeMath.valueInToken1Down(amount0, amount1, sqrtPriceX96) - amount1;
        uint256 up = RangeMath.valueInToken1Up(amount0, amount1, sqrtPriceX96) - amount1;
        // exact = amount0 * p^2 / 2^192, both sides times 2^192.
        Wide.U512 memory exact = (uint256(sqrtPriceX96) * sqrtPriceX96).mul(amount0);
        assertTrue(down.mul(1 << 192).lte(exact), "down <= exact");
        assertTrue(exact.lt((down + 1).mul(1 << 192)), "exact < down + 1");
        assertTrue(exact.lte(up.mul(1 << 192)), "exact <= up");
        if (up != 0) assertTrue((up - 1).mul(1 << 192).lt(exact), "up - 1 < exact");
    }

    function testFuzz_value_isWithinOneUnitAbovePrice64(uint128 amount0, uint128 amount1, uint160 sqrtPriceX96)
        public
        pure
    {
        sqrtPriceX96 = uint160(bound(sqrtPriceX96, 1 << 128, TickMath.MAX_SQRT_PRICE));
        uint256 down = RangeMath.valueInToken1Down(amount0, amount1, sqrtPriceX96) - amount1;
        uint256 up = RangeMath.valueInToken1Up(amount0, amount1, sqrtPriceX96) - amount1;
        Wide.U512 memory exact = uint256(sqrtPriceX96).mul(sqrtPriceX96).mul(amount0);
        assertTrue(down.mul(1 << 192).lte(exact), "down <= exact");
        assertTrue(exact.lt((down + 1).mul(1 << 192).add(1 << 192)), "exact < down + 2");
        assertTrue(exact.lte(up.mul(1 << 192)), "exact <= up");
        if (up > 1) assertTrue((up - 2).mul(1 << 192).lt(exact), "up - 2 < exact");
    }

    function test_value_neverOverflowsFor128BitAmounts() public pure {
        uint128 most = type(uint128).max;
        RangeMath.valueInToken1Down(most, most, TickMath.MAX_SQRT_PRICE);
        RangeMath.valueInToken1Up(most, most, TickMath.MAX_SQRT_PRICE);
    }

    function test_RevertWhen_value_doesNotFit() public {
        vm.expectRevert(FixedPointMathLib.FullMulDivFailed.selector);
        this.valueDown(type(uint256).max, 0, SQRT_ONE_X96 * 2);
        vm.expectRevert(FixedPointMathLib.FullMulDivFailed.selector);
        this.valueUp(type(uint256).max, 0, SQRT_ONE_X96 * 2);
    }

    function valueDown(uint256 amount0, uint256 amount1, uint160 sqrtPriceX96) external pure returns (uint256) {
        return RangeMath.valueInToken1Down(amount0, amount1, sqrtPriceX96);
    }

    function valueUp(uint256 amount0, uint256 amount1, uint160 sqrtPriceX96) external pure returns (uint256) {
        return RangeMath.valueInToken1Up(amount0, amount1, sqrtPriceX96);
    }

    // -- deviation ------------------------------------------------------------------------------------------------

    /// @dev Exact ceiling, checked as (bp - 1) * a^2 < 10^4 * |p - a| * (p + a) <= bp * a^2, for prices of up to 120 bits
    /// whose ratio is drawn evenly from nothing to four times.
    function testFuzz_deviation_isTheExactCeiling(uint256 anchor, uint256 ratioX32) public pure {
        anchor = bound(anchor, 1 << 60, 1 << 120);
        uint256 price = anchor * bound(ratioX32, 0, 2 << 32) >> 32;
        uint256 bp = RangeMath.deviationBpUp(uint160(price), uint160(anchor));
        uint256 distance = price > anchor ? price - anchor : anchor - price;
        Wide.U512 memory exact = (distance * (price + anchor)).mul(10_000);
        assertTrue(exact.lte((anchor * anchor).mul(bp)), "never below");
        // One more unit only in the last 2^-57 of a bp: shift it out.
        if (bp != 0) assertTrue((anchor * anchor).mul(bp - 1).lt(exact.add(anchor * anchor >> 57)), "a ceiling");
    }

    /// @dev The band accepted at any tick is the one accepted at tick 0: nothing multiplies ticks.
    function testFuzz_deviation_isThatOfPriceAtEveryTick(int24 anchorTick, int24 distance) public pure {
        distance = int24(bound(distance, -80_000, 80_000));
        anchorTick = int24(bound(anchorTick, -800_000, 800_000));
        uint256 here = RangeMath.deviationBpUp(
            TickMath.getSqrtPriceAtTick(anchorTick + distance), TickMath.getSqrtPriceAtTick(anchorTick)
        );
        uint256 atZero = RangeMath.deviationBpUp(TickMath.getSqrtPriceAtTick(distance), SQRT_ONE_X96);
        // sqrt prices are rounded to 2^-32 at worst (tick -800,000 has 38 bits), twice: 1e4 * 4 * 2^-38 * ratio.
        assertApproxEqAbs(here, atZero, 1 + atZero / 1e6);
    }

    /// @dev Beefy's mistake let 31.83 % pass where 1 % was meant.
    function testFuzz_deviation_acceptsTheConfiguredBandOnly(int24 anchorTick, uint256 bandBp) public pure {
        anchorTick = int24(bound(anchorTick, -400_000, 400_000));
        bandBp = bound(bandBp, 2, 2_000);
        uint160 anchor = TickMath.getSqrtPriceAtTick(anchorTick);
        // sqrt(1 + band) and sqrt(1 - band), 96 bits.
        uint256 up = FixedPointMathLib.sqrt((10_000 + bandBp) * 1e68) * uint256(anchor) / 1e36;
        uint256 down = FixedPointMathLib.sqrt((10_000 - bandBp) * 1e68) * uint256(anchor) / 1e36;
        assertApproxEqAbs(RangeMath.deviationBpUp(uint160(up), anchor), bandBp, 1, "upper edge");
        assertApproxEqAbs(RangeMath.deviationBpUp(uint160(down), anchor), bandBp, 1, "lower edge");
    }

    function testFuzz_deviation_isMonotonic(uint160 anchor, uint160 priceA, uint160 priceB) public pure {
        anchor = _price(anchor);
        (priceA, priceB) = (_price(priceA), _price(priceB));
        if (priceA > priceB) (priceA, priceB) = (priceB, priceA);
        uint256 a = RangeMath.deviationBpUp(priceA, anchor);
        uint256 b = RangeMath.deviationBpUp(priceB, anchor);
        if (priceA >= anchor) assertLe(a, b);
        else if (priceB <= anchor) assertGe(a, b);
    }

    function test_deviation_knownValues() public pure {
        assertEq(RangeMath.deviationBpUp(SQRT_ONE_X96, SQRT_ONE_X96), 0);
        assertEq(RangeMath.deviationBpUp(SQRT_ONE_X96 * 2, SQRT_ONE_X96), 30_000);
        assertEq(RangeMath.deviationBpUp(SQRT_ONE_X96 / 2, SQRT_ONE_X96), 7_500);
        assertEq(RangeMath.deviationBpUp(SQRT_ONE_X96 + 1, SQRT_ONE_X96), 1);
        assertEq(RangeMath.deviationBpUp(SQRT_ONE_X96 - 1, SQRT_ONE_X96), 1);
        assertEq(RangeMath.deviationBpUp(0, SQRT_ONE_X96), 10_000);
    }

    /// @dev A hair beyond a whole number of bp, either way, is the next number.
    function test_deviation_roundsUpTheHair() public pure {
        assertEq(RangeMath.deviationBpUp((1 << 121) + 1, 1 << 120), 30_001);
        assertEq(RangeMath.deviationBpUp((1 << 119) - 1, 1 << 120), 7_501);
    }

    function test_deviation_saturates() public pure {
        assertEq(RangeMath.deviationBpUp(1, 0), type(uint256).max);
        assertEq(RangeMath.deviationBpUp(TickMath.MAX_SQRT_PRICE, TickMath.MIN_SQRT_PRICE), type(uint256).max);
        assertEq(RangeMath.deviationBpUp((1 << 24) - 1, 1), (uint256((1 << 24) - 1) ** 2 - 1) * 10_000);
        assertEq(RangeMath.deviationBpUp(1 << 24, 1), type(uint256).max);
    }

    // -- domain ---------------------------------------------------------------------------------------------------

    function _range(int24 tickLower, int24 tickUpper) private pure returns (int24, int24) {
        tickLower = int24(bound(tickLower, MIN_TICK, MAX_TICK - 1));
        return (tickLower, int24(bound(tickUpper, tickLower + 1, MAX_TICK)));
    }

    /// @dev Even in bits, so that every magnitude of price is met.
    function _price(uint160 seed) private pure returns (uint160) {
        uint256 bits = 33 + uint256(seed) % 127;
        uint256 price = (uint256(keccak256(abi.encode(seed))) >> (256 - bits)) | 1 << (bits - 1);
        return uint160(bound(price, TickMath.MIN_SQRT_PRICE, TickMath.MAX_SQRT_PRICE - 1));
    }
}

/// @notice Gas of what vault operations do with ranges: committed as a snapshot.
contract RangeMathGasTest is Test {
    uint160 private constant SPOT_X96 = 3961408125713216879677197516; // 0.0025 token1 per token0
    uint160 private constant ANCHOR_X96 = 3961804266525788201365165235;

    function test_gas_threeRangesAtOnePrice() public {
        this.threeRangesAtOnePrice(SPOT_X96, 1e21);
        vm.snapshotGasLastCall("RangeMath", "amountsDown of 3 ranges at 1 price");
    }

    function test_gas_threeRangesAtTwoPrices() public {
        this.threeRangesAtTwoPrices(SPOT_X96, ANCHOR_X96, 1e21);
        vm.snapshotGasLastCall("RangeMath", "amountsDown of 3 ranges at 2 prices");
    }

    function test_gas_deviation() public {
        this.deviation(SPOT_X96, ANCHOR_X96);
        vm.snapshotGasLastCall("RangeMath", "deviationBpUp");
    }

    function threeRangesAtOnePrice(uint160 sqrtPriceX96, uint128 liquidity)
        external
        pure
        returns (uint256 sum0, uint256 sum1)
    {
        unchecked {
            for (int24 i = 1; i <= 3; ++i) {
                (uint256 amount0, uint256 amount1) =
                    RangeMath.amountsDown(sqrtPriceX96, -60_000 - i * 600, -60_000 + i * 600, liquidity);
                sum0 += amount0;
                sum1 += amount1;
            }
        }
    }

    function threeRangesAtTwoPrices(uint160 sqrtPriceX96, uint160 sqrtAnchorX96, uint128 liquidity)
        external
        pure
        returns (uint256 sum0, uint256 sum1)
    {
        unchecked {
            for (int24 i = 1; i <= 3; ++i) {
                uint160 lowX96 = TickMath.getSqrtPriceAtTick(-60_000 - i * 600);
                uint160 highX96 = TickMath.getSqrtPriceAtTick(-60_000 + i * 600);
                (uint256 amount0, uint256 amount1) = RangeMath.amountsDown(sqrtPriceX96, lowX96, highX96, liquidity);
                sum0 += amount0;
                sum1 += amount1;
                (amount0, amount1) = RangeMath.amountsDown(sqrtAnchorX96, lowX96, highX96, liquidity);
                sum0 += amount0;
                sum1 += amount1;
            }
        }
    }

    function deviation(uint160 sqrtPriceX96, uint160 sqrtAnchorX96) external pure returns (uint256) {
        return RangeMath.deviationBpUp(sqrtPriceX96, sqrtAnchorX96);
    }
}
