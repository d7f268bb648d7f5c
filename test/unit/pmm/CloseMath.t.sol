// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {CloseMath} from "../../../src/pmm/CloseMath.sol";
import {RState} from "../../../src/pmm/PMMPricing.sol";

/// @notice A close's deviation against its definition, and that a word gives back what was put into it.
contract CloseMathTest is Test {
    uint256 internal constant ONE = 1e18;
    int256 internal constant MOST = 2 ** 31 - 1;

    /// @dev A few ppm about the oracle, where the direction of rounding is all there is: toward zero from either side.
    function testFuzz_deviation_nearPar_towardZero(uint256 oracle, int256 billionths) public pure {
        oracle = bound(oracle, 1e18, 1e30);
        billionths = bound(billionths, -5_000, 5_000);
        uint256 i = uint256(int256(oracle) + int256(oracle) * billionths / 1e9);
        int256 ppm = CloseMath.deviationPpm(RState.ONE, i, oracle, ONE);
        _assertAsDefined(i, oracle, ppm);
    }

    /// @dev Off by less than a ppm, or by nothing, is no deviation; off by one exactly is one.
    function test_deviation_edges() public pure {
        assertEq(CloseMath.deviationPpm(RState.ONE, 1e30, 1e30, ONE), 0);
        assertEq(CloseMath.deviationPpm(RState.ONE, 1e30 + 1, 1e30, ONE), 0);
        assertEq(CloseMath.deviationPpm(RState.ONE, 1e30 - 1, 1e30, ONE), 0);
        assertEq(CloseMath.deviationPpm(RState.ONE, 1e30 + 1e24, 1e30, ONE), 1);
        assertEq(CloseMath.deviationPpm(RState.ONE, 1e30 - 1e24, 1e30, ONE), -1);
        assertEq(CloseMath.deviationPpm(RState.ONE, 1e30 - 2e24 + 1, 1e30, ONE), -1);
        assertEq(CloseMath.deviationPpm(RState.ABOVE_ONE, 1, 1e36, ONE), -999_999, "never all of it");
    }

    /// @dev Scarce base is dearer than the guide price by the factor, scarce quote makes base cheaper by it.
    function testFuzz_deviation_isAsDefined(uint256 i, uint256 oracle, uint256 factor, bool baseIsScarce) public pure {
        i = _boundBits(i, 100);
        oracle = _boundBits(oracle, 100);
        factor = ONE + _boundBits(factor, 90);
        RState r = baseIsScarce ? RState.ABOVE_ONE : RState.BELOW_ONE;
        int256 ppm = CloseMath.deviationPpm(r, i, oracle, factor);
        if (baseIsScarce) _assertAsDefined(i * factor, oracle * ONE, ppm);
        else _assertAsDefined(i * ONE, oracle * factor, ppm);
    }

    /// @dev All of it comes back but what the oracle's mantissa drops, a part in 2^40 at most and never up.
    function testFuzz_pack_unpack(uint32 number, uint256 later, uint256 oracle, uint112 gap, uint8 side) public pure {
        RState r = RState(side % 3);
        oracle = _boundBits(oracle, 112);
        uint256 word = CloseMath.pack(number, r, oracle, oracle, ONE + 1e15, gap);
        IPMMPool.Close memory close = CloseMath.unpack(word, later);
        assertEq(CloseMath.blockOf(word), number);
        assertEq(close.blockNumber, later);
        assertEq(close.R, uint256(r));
        assertEq(close.gap, gap);
        assertEq(close.deviationPpm, CloseMath.deviationPpm(r, oracle, oracle, ONE + 1e15));
        assertEq(close.deviationBps, close.deviationPpm / 100);
        assertLe(close.oraclePrice, oracle);
        assertLe(oracle - close.oraclePrice, oracle >> 40);
    }

    /// @dev |ppm|·par <= |price - par|·1e6 < (|ppm| + 1)·par, the sign that of price - par; capped upward.
    function _assertAsDefined(uint256 price, uint256 par, int256 ppm) private pure {
        uint256 size = FixedPointMathLib.abs(ppm);
        uint256 off = FixedPointMathLib.dist(price, par) * 1e6;
        if (ppm > 0) assertGt(price, par);
        if (ppm < 0) assertLt(price, par);
        assertLe(size * par, off, "toward zero");
        if (ppm != MOST) assertLt(off, (size + 1) * par, "by less than one");
    }

    function _boundBits(uint256 seed, uint256 maxBits) private pure returns (uint256) {
        return bound(seed, 1, (1 << 1 + (seed >> 200) % maxBits) - 1);
    }
}
