// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {CashCurve} from "../../../src/risk/CashCurve.sol";

/// @notice The library's functions as calls, so that their reverts can be caught.
contract CashCurveHarness {
    function triggers(uint256 ratioWad, uint256 lowOffsetBp, uint256 highOffsetBp)
        external
        pure
        returns (uint256 lowWad, uint256 highWad)
    {
        return CashCurve.triggers(ratioWad, lowOffsetBp, highOffsetBp);
    }
}

/// forge-config: ci.fuzz.runs = 10000
contract CashCurveTest is Test {
    /// @dev Every value of a real vault and far beyond: 1e30 dollars.
    uint256 private constant TVL_MAX = 1e48;

    CashCurveHarness internal harness;

    function setUp() public {
        harness = new CashCurveHarness();
    }

    /// @dev The published points, to the tenth of a per cent they are published in.
    function test_targetRatio_passesThroughPublishedPoints() public pure {
        assertEq(_permille(100_000e18), 246, "24.6 % at $100k");
        assertEq(_permille(1_000_000e18), 74, "7.4 % at $1M");
        assertEq(_permille(10_000_000e18), 52, "5.2 % at $10M");
        assertEq(_permille(100_000_000e18), 50, "5.0 % at $100M");
    }

    function test_targetRatio_isOneForEmptyVault() public pure {
        assertEq(CashCurve.targetRatio(0), 1e18);
    }

    function test_targetRatio_isHalfWayAtHalfTvl() public pure {
        assertEq(CashCurve.targetRatio(25_918e18), 0.525e18);
    }

    function test_targetRatio_isTheFloorForAnyLargerVault() public pure {
        assertEq(CashCurve.targetRatio(type(uint256).max), 0.05e18, "the sum would overflow");
        assertEq(CashCurve.targetRatio(type(uint256).max - 25_918e18), 0.05e18, "the last that does not");
        assertEq(CashCurve.targetRatio(type(uint256).max - 25_918e18 + 1), 0.05e18, "the first that does");
    }

    function testFuzz_targetRatio_neverRisesWithTvl(uint256 tvl, uint256 more) public pure {
        tvl = bound(tvl, 0, type(uint256).max - 1);
        more = bound(more, tvl, type(uint256).max);
        assertLe(CashCurve.targetRatio(more), CashCurve.targetRatio(tvl));
    }

    function testFuzz_targetRatio_staysWithinItsRange(uint256 tvl) public pure {
        uint256 ratio = CashCurve.targetRatio(tvl);
        assertGe(ratio, 0.05e18);
        assertLe(ratio, 1e18);
    }

    /// @dev (r - m)·(H + T) = (1 - m)·H, multiplied out: no division to agree with.
    function testFuzz_targetRatio_solvesTheFormula(uint256 tvl) public pure {
        tvl = bound(tvl, 0, TVL_MAX);
        uint256 product = (CashCurve.targetRatio(tvl) - 0.05e18) * (25_918e18 + tvl);
        assertLe(product, 0.95e18 * 25_918e18, "rounded down");
        assertGt(product + 25_918e18 + tvl, 0.95e18 * 25_918e18, "by less than one");
    }

    /// @dev A vault that grows needs more cash in dollars, though less of it in proportion.
    function testFuzz_targetRatio_neverLowersCashInDollars(uint256 tvl, uint256 more) public pure {
        tvl = bound(tvl, 0, 1e36);
        more = bound(more, tvl, 1e36);
        uint256 cash = CashCurve.targetRatio(tvl) * tvl;
        // One unit of the last place of the ratio, on the larger value.
        assertLe(cash, CashCurve.targetRatio(more) * more + more);
    }

    function test_triggers_lieHalfAboveAndBelowByDefault() public pure {
        (uint256 low, uint256 high) =
            CashCurve.triggers(0.074e18, CashCurve.DEFAULT_LOW_OFFSET_BP, CashCurve.DEFAULT_HIGH_OFFSET_BP);
        assertEq(low, 0.037e18);
        assertEq(high, 0.111e18);
    }

    function test_triggers_highStopsAtOne() public pure {
        (, uint256 high) = CashCurve.triggers(0.7e18, 5000, 5000);
        assertEq(high, 1e18);
    }

    function testFuzz_triggers_encloseTheTarget(uint256 ratio, uint256 lowOffset, uint256 highOffset) public pure {
        ratio = bound(ratio, 0, 1e18);
        lowOffset = bound(lowOffset, 0, 10_000);
        highOffset = bound(highOffset, 0, type(uint16).max);
        (uint256 low, uint256 high) = CashCurve.triggers(ratio, lowOffset, highOffset);
        assertLe(low, ratio, "low");
        assertGe(high, ratio, "high");
        assertLe(high, 1e18, "high at most one");
        assertApproxEqAbs(low, ratio - ratio * lowOffset / 10_000, 1, "low edge");
        uint256 unclamped = ratio + ratio * highOffset / 10_000;
        assertApproxEqAbs(high, unclamped > 1e18 ? 1e18 : unclamped, 1, "high edge");
    }

    function test_triggers_lowIsZeroForFullOffset() public view {
        (uint256 low,) = harness.triggers(0.5e18, 10_000, 0);
        assertEq(low, 0);
    }

    function testFuzz_triggers_RevertWhen_lowOffsetAboveAll(uint256 lowOffset) public {
        lowOffset = bound(lowOffset, 10_001, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(CashCurve.CashCurve_LowOffsetTooHigh.selector, lowOffset));
        harness.triggers(0.5e18, lowOffset, 0);
    }

    /// @dev Rounded to the nearest tenth of a per cent.
    function _permille(uint256 tvl) private pure returns (uint256) {
        return (CashCurve.targetRatio(tvl) + 0.0005e18) / 0.001e18;
    }
}
