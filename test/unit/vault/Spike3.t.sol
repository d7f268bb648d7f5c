// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;
import {console} from "forge-std/console.sol";
import {Test} from "forge-std/Test.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

contract Spike3Test is Test {
    function test_micro() public view {
        uint256 g;
        uint256 sink;
        g = gasleft();
        sink += TickMath.getSqrtPriceAtTick(-196256);
        console.log("tick", g - gasleft());
        g = gasleft();
        sink += TickMath.getSqrtPriceAtTick(-200400);
        console.log("tick", g - gasleft());
        uint160 s = TickMath.getSqrtPriceAtTick(-196256);
        uint160 lo = TickMath.getSqrtPriceAtTick(-200400);
        uint160 hi = TickMath.getSqrtPriceAtTick(-192400);
        g = gasleft();
        (uint256 x, uint256 y) = RangeMath.amountsDown(s, lo, hi, 60749379657432);
        console.log("amounts", g - gasleft());
        sink += x + y;
        g = gasleft();
        sink += RangeMath.deviationBpUp(s + 1e20, s);
        console.log("dev", g - gasleft());
        g = gasleft();
        sink += FixedPointMathLib.fullMulDiv(1e30, 1e30, 1e25);
        console.log("mulDiv", g - gasleft());
        g = gasleft();
        sink += FixedPointMathLib.fullMulDivUp(1e30, 1e30, 1e25);
        console.log("mulDivUp", g - gasleft());
        g = gasleft();
        sink += TickMath.getTickAtSqrtPrice(s) == 0 ? 1 : 0;
        console.log("tickAt", g - gasleft());
        console.log(sink);
    }
}
