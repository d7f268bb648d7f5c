// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {BandMath} from "../../../src/stabilizer/BandMath.sol";

/// @notice Gaps of deviations against the pool's own price factor.
/// forge-config: ci.fuzz.runs = 10000
contract BandMathTest is Test {
    uint256 internal constant WAD = 1e18;

    /// @dev By hand: 1 - sqrt(0.1 / 0.101) = 0.49628 %, 1 - sqrt(0.1 / (0.1 + 0.0005/0.9995)) = 0.24919 %.
    function test_gaps_goldenValues() public pure {
        assertEq(BandMath.gapDown(1_000_000e6, 0.1e18, 10), 4_962_809_790);
        assertApproxEqAbs(BandMath.gapUp(1_000_000e6, 0.1e18, 5), 2_491_906_000, 1_000);
    }

    /// @dev A reserve a gap below the target prices the token within the deviation, on either side.
    function testFuzz_gapDown_neverLeavesTheBand(uint256 V0, uint256 K, uint256 bp) public pure {
        V0 = bound(V0, 1e6, type(uint112).max);
        K = bound(K, 1e12, WAD);
        bp = bound(bp, 1, 100);
        uint256 gap = BandMath.gapDown(V0, K, bp);
        uint256 factor = PMMPricing.priceFactor(V0 - gap, V0, K);
        assertLe(factor - WAD, bp * 1e14, "scarce base");
        // Scarce quote: 1 - 1/f.
        assertLe(WAD - WAD * WAD / factor, bp * 1e14 + 1, "scarce quote");
    }

    /// @dev A unit beyond the gap is beyond the deviation, on either side.
    function testFuzz_gapUp_reachesTheDeviation(uint256 V0, uint256 K, uint256 bp) public pure {
        V0 = bound(V0, 1e6, type(uint112).max);
        K = bound(K, 1e12, WAD);
        bp = bound(bp, 1, 99);
        uint256 gap = BandMath.gapUp(V0, K, bp);
        if (gap + 1 >= V0) return;
        uint256 factor = PMMPricing.priceFactor(V0 - gap - 1, V0, K);
        assertGe(factor - WAD + 1, bp * 1e14, "scarce base");
        assertGe(WAD - WAD * WAD / factor + 1, bp * 1e14, "scarce quote");
        assertGe(gap, BandMath.gapDown(V0, K, bp));
    }

    /// @dev Above the reserve at a factor the price is at most that factor; below it, at least, to within a unit.
    function testFuzz_reserveAtFactorDown(uint256 V0, uint256 K, uint256 f) public pure {
        V0 = bound(V0, 1e9, type(uint112).max);
        K = bound(K, 1e12, WAD);
        f = bound(f, 0, 1.5e18);
        uint256 V = BandMath.reserveAtFactorDown(V0, K, f);
        if (f <= WAD) {
            assertEq(V, V0);
            return;
        }
        assertGe(PMMPricing.priceFactor(V, V0, K), f - 1, "never past");
        // 1 + V0·3e-18/sqrt(k/(k+f-1)), the stated error.
        uint256 up = V + 2 + V0 / 1e14;
        if (up < V0) assertLe(PMMPricing.priceFactor(up, V0, K), f + 1, "and near");
    }

    /// @dev What the pool pays for a sale of x within a gap, against x at the price where the gap ends, which the guide
    /// price is: at least the gain more, but for the less than two units that the pool keeps; and half of x earns three
    /// quarters. The gap may be much smaller than the curve, where the bound is nearly all there is, or most of it.
    function testFuzz_gainDown(uint256 V0, uint256 K, uint256 i, uint256 gap, uint256 x, bool sellsBase) public pure {
        V0 = bound(V0, 1e9, 2 ** 100);
        K = bound(K, 1e12, 0.99e18);
        i = bound(i, 1e12, 1e24);
        gap = bound(gap, 1e3, V0 / 2);
        x = bound(x, 1e3, gap);
        uint256 gain = BandMath.gainDown(V0, K, i, x, sellsBase);
        assertGe(_paid(V0, K, i, gap, x, sellsBase) + 2, _worth(x, i, sellsBase) + gain, "whole");
        assertGe(_paid(V0, K, i, gap, x / 2, sellsBase) + 3, _worth(x / 2, i, sellsBase) + gain * 3 / 4, "half");
        // Nothing but the gap, of a thousandth of the pool: the curve bends by no more than a part in a hundred.
        x = V0 / 1_000;
        gain = BandMath.gainDown(V0, K, i, x, sellsBase);
        assertApproxEqAbs(
            _paid(V0, K, i, x + 1, x, sellsBase),
            _worth(x, i, sellsBase) + gain,
            2 + gain / 100,
            "and no less than it can"
        );
    }

    function _worth(uint256 x, uint256 i, bool sellsBase) private pure returns (uint256) {
        return sellsBase ? FixedPointMathLib.fullMulDiv(x, i, WAD) : FixedPointMathLib.fullMulDiv(x, WAD, i);
    }

    /// @dev By a pool with `gap` to fill, whose other side holds beyond its target what the curve says, rounded up: the
    /// integral of the price over the gap, p·gap·(1 - k + k·V0/V).
    function _paid(uint256 V0, uint256 K, uint256 i, uint256 gap, uint256 x, bool sellsBase)
        private
        pure
        returns (uint256 paid)
    {
        if (x == 0) return 0;
        uint256 target = _worth(V0, i, sellsBase) + 1e6;
        uint256 excess = gap * (WAD - K) / WAD + FixedPointMathLib.fullMulDivUp(gap * K, V0, (V0 - gap) * WAD) + 1;
        uint256 other = target + _worth(excess, i, sellsBase) + 1;
        PMMState memory s = sellsBase
            ? PMMState(i, K, V0 - gap, other, V0, target, RState.ABOVE_ONE)
            : PMMState(i, K, other, V0 - gap, target, V0, RState.BELOW_ONE);
        (paid,) = sellsBase ? PMMPricing.sellBaseToken(s, x) : PMMPricing.sellQuoteToken(s, x);
    }

    function testFuzz_flatCurve_tellsNoGap(uint256 V0, uint256 bp) public pure {
        V0 = bound(V0, 0, type(uint112).max);
        bp = bound(bp, 1, 100);
        assertEq(BandMath.gapDown(V0, 0, bp), V0);
        assertEq(BandMath.gapUp(V0, 0, bp), V0);
    }

    /// @dev 50,000 an hour in 2 s blocks over 3 of them is 83.3; 4·83.3 / 4,962.8 is 6.72 %.
    function test_minGain_goldenValues() public pure {
        assertEq(BandMath.flowUp(50_000e6, 2_000, 3), 83_333_334);
        assertEq(BandMath.minGainBp(50_000e6, 2_000, 3, 4_962_809_790), 672);
        assertEq(BandMath.minGainBp(50_000e6, 2_000, 3, 0), type(uint256).max);
    }

    /// @dev At the least gain the gap before an action settles at a quarter of maxGap.
    function testFuzz_minGain_settlesAtAQuarter(uint256 flow, uint256 blockTimeMs, uint256 minBlocks, uint256 maxGap)
        public
        pure
    {
        flow = bound(flow, 1e9, 1e15);
        blockTimeMs = bound(blockTimeMs, 100, 60_000);
        minBlocks = bound(minBlocks, 1, 10);
        maxGap = bound(maxGap, 1e9, 1e18);
        uint256 gain = BandMath.minGainBp(flow, blockTimeMs, minBlocks, maxGap);
        if (gain > 10_000) return;
        uint256 inflow = BandMath.flowUp(flow, blockTimeMs, minBlocks);
        uint256 gap;
        for (uint256 n; n < 300; ++n) {
            gap = gap - gap * gain / 10_000 + inflow;
        }
        assertLe(gap, maxGap / 4 + inflow + 10_000, "settles");
    }
}
