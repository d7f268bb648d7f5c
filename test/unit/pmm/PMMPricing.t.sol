// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test, console} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {PMMPricing, PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {BigMath} from "./BigMath.sol";
import {PMMModel} from "./PMMModel.sol";
import {PMMVectors, PMMVector} from "./PMMVectors.sol";

/// @dev Gives the internal functions a call frame, so that their reverts can be caught.
contract PricingHarness {
    function sell(PMMState memory s, bool sellsBase, uint256 pay) external pure returns (uint256 out, RState r) {
        return sellsBase ? PMMPricing.sellBaseToken(s, pay) : PMMPricing.sellQuoteToken(s, pay);
    }

    function adjustedTarget(PMMState memory s) external pure returns (PMMState memory) {
        PMMPricing.adjustedTarget(s);
        return s;
    }

    function getMidPrice(PMMState memory s) external pure returns (uint256) {
        return PMMPricing.getMidPrice(s);
    }
}

/// @notice The curve against the reference vectors and against the exact integral.
/// forge-config: ci.fuzz.runs = 10000
contract PMMPricingTest is Test {
    using BigMath for uint256[];
    using PMMVectors for PMMVector;

    PricingHarness internal pricing = new PricingHarness();

    uint256 internal constant ONE = 1e18;

    // ---- Vectors ----

    /// @dev Every vector with an allowed k that describes a state trades can reach, and has a finite result, pays within
    /// the bound; DODO's own 24 reverts among them too.
    function test_vectors_reachable() public view {
        PMMVector[] memory list = PMMVectors.load();
        uint256 conforming;
        uint256 rescued;
        for (uint256 n; n < list.length; ++n) {
            PMMVector memory v = list[n];
            if (!PMMVectors.isAllowedK(v.state.K) || _isForced(v) || !v.finite) continue;
            (uint256 paid,) = pricing.sell(v.state, v.sellBase, v.pay);
            _assertWithinBound(v, paid);
            ++conforming;
            if (v.dodoReverts) ++rescued;
        }
        console.log("vectors within the bound:", conforming);
        console.log("of these DODO reverts:", rescued);
        assertEq(conforming, 488, "the file's count of reachable vectors");
        assertEq(rescued, 24, "the file's count of DODO's reverts among them");
    }

    /// @dev A k between the allowed ranges no pool can have; the solver is right there all the same.
    function test_vectors_otherK() public view {
        PMMVector[] memory list = PMMVectors.load();
        uint256 conforming;
        for (uint256 n; n < list.length; ++n) {
            PMMVector memory v = list[n];
            if (PMMVectors.isAllowedK(v.state.K) || v.state.K > ONE || _isForced(v)) continue;
            if (!v.finite || v.pay == 0) continue;
            (uint256 paid,) = pricing.sell(v.state, v.sellBase, v.pay);
            _assertWithinBound(v, paid);
            ++conforming;
        }
        assertGt(conforming, 0);
    }

    /// @dev States no pool can be in, each with why, and what happens.
    function test_vectors_forced() public {
        PMMVector[] memory list = PMMVectors.load();
        uint256[9] memory count;
        for (uint256 n; n < list.length; ++n) {
            PMMVector memory v = list[n];
            if (v.isGroup("capped-forced")) {
                // The surplus is far below the integral, which `adjustedTarget` rules out. Paid as far as it goes.
                (uint256 paid,) = pricing.sell(v.state, v.sellBase, v.pay);
                _assertWithinBound(v, paid);
                ++count[0];
            } else if (v.isGroup("zero-amount") || v.isGroup("zero-at-target")) {
                // Nothing in, nothing out, same side; the pool reverts PMMPool_ZeroInput. At a target R would be ONE.
                (uint256 paid, RState r) = pricing.sell(v.state, v.sellBase, v.pay);
                assertEq(v.pay, 0, v.id);
                assertEq(paid, 0, v.id);
                assertEq(uint256(r), uint256(v.state.R), v.id);
                ++count[1];
            } else if (v.isGroup("empty-reserve")) {
                // A reserve is only ever emptied at k = 0. Nothing is left to pay.
                _assertReverts(v, PMMPricing.PMMPricing_EmptyReserve.selector);
                ++count[2];
            } else if (v.isGroup("rev-i-zero")) {
                // A pool's constructor and its source's answer are checked.
                _assertReverts(v, PMMPricing.PMMPricing_GuidePriceOutOfRange.selector);
                ++count[3];
            } else if (v.isGroup("rev-k-above-one")) {
                // A pool's constructor refuses k.
                _assertReverts(v, PMMPricing.PMMPricing_KAboveOne.selector);
                ++count[4];
            } else if (v.isGroup("rev-overflow")) {
                // Beyond 112-bit reserves. Inside the library's wider domain the price is right, outside it says so.
                _assertWithinBoundOrReverts(v, PMMPricing.PMMPricing_AmountOutOfRange.selector);
                ++count[5];
            } else if (v.isGroup("rev-sub")) {
                // R says one side, reserves and targets the other: the pool derives R from them. -1 results included.
                _assertReverts(v, PMMPricing.PMMPricing_StateContradictsR.selector);
                ++count[6];
            } else if (v.isGroup("rev-target-zero")) {
                // Targets of a live pool are reserves or above.
                _assertNotAboveOrReverts(v);
                ++count[7];
            } else if (v.isGroup("rev-numerator-zero")) {
                // DODO's root of zero; here an ordinary trade.
                (uint256 paid,) = pricing.sell(v.state, v.sellBase, v.pay);
                _assertWithinBound(v, paid);
                ++count[8];
            } else if (!v.finite) {
                // dvm-view: past equilibrium with no quote target the curve has no price.
                _assertReverts(v, PMMPricing.PMMPricing_EmptyReserve.selector);
            }
        }
        for (uint256 n; n < count.length; ++n) {
            assertGt(count[n], 0, "a group is missing");
        }
    }

    // ---- Factor ----

    /// @dev A reserve counts for no less than its target's 2^32th: up to there one price, above it the curve's.
    function testFuzz_priceFactor_hasATop(uint256 target, uint256 k) public pure {
        uint256 K = bound(k, 1e12, ONE);
        uint256 V0 = bound(target, 1 << 33, type(uint128).max - 1) | 1;
        uint256 floor = V0 >> 32;
        uint256 top = ONE - K + K * 2 ** 64;
        assertEq(PMMPricing.priceFactor(0, V0, K), top);
        assertEq(PMMPricing.priceFactor(floor, V0, K), top);
        uint256 V = floor + 1;
        uint256 next = PMMPricing.priceFactor(V, V0, K);
        assertEq(next, ONE - K + FixedPointMathLib.fullMulDiv(K * V0, V0, V * V));
        assertLt(next, top);
    }

    /// @dev No target, no premium; the least target with nothing left has the top.
    function testFuzz_priceFactor_ofNothing(uint256 k) public pure {
        uint256 K = bound(k, 1, ONE);
        assertEq(PMMPricing.priceFactor(0, 0, K), ONE);
        assertEq(PMMPricing.priceFactor(0, 1, K), ONE - K + K * 2 ** 64);
        assertEq(PMMPricing.priceFactor(1, 1, K), ONE);
    }

    // ---- Exactness ----

    /// @dev out <= exact < out + 2 for every reachable state, by exact comparison.
    function testFuzz_sell_paysTheExactIntegral(StateSeed memory seed, bool sellsBase, uint256 pay, bool offCurve)
        public
        view
    {
        (bool ok, PMMState memory s) = (true, _state(seed));
        if (!offCurve) (ok, s) = _onCurve(s);
        if (!ok) return;
        pay = _boundBits(pay, 112);
        uint256 out;
        RState r;
        (ok, out, r) = _trySell(s, sellsBase, pay);
        if (!ok) return;
        assertTrue(PMMModel.covers(s, sellsBase, pay, out), "pays more than the exact integral");
        assertFalse(PMMModel.covers(s, sellsBase, pay, out + 2), "pays 2 or more below the exact integral");
        _assertSide(s, sellsBase, pay, r);
    }

    /// @dev The same in pools of a few units, where rounding is everything.
    function testFuzz_sell_paysTheExactIntegral_tiny(StateSeed memory seed, bool sellsBase, uint256 pay) public view {
        seed.bits = seed.bits % 10;
        PMMState memory s = _state(seed);
        pay = bound(pay, 1, 2_000);
        (bool ok, uint256 out,) = _trySell(s, sellsBase, pay);
        if (!ok) return;
        assertTrue(PMMModel.covers(s, sellsBase, pay, out), "pays more than the exact integral");
        assertFalse(PMMModel.covers(s, sellsBase, pay, out + 2), "pays 2 or more below the exact integral");
    }

    /// @dev Rounding put to the test: the largest payment that does not buy n units exactly does not get them. At this i
    /// the solver's 32 fractional bits hold the payment exactly, so that only its own rounding stands between.
    function testFuzz_sell_justBelowAUnit(uint256 k, uint256 target, uint256 reserve, uint256 left) public view {
        PMMState memory s;
        s.K = k % 3 == 0 ? ONE : bound(k, 1e12, 0.99e18);
        s.i = 2 ** 32 * ONE;
        s.R = RState.ABOVE_ONE;
        s.B0 = bound(_boundBits(target, 48), 3, type(uint112).max);
        s.B = bound(reserve, 2 + (s.B0 >> 20), s.B0 - 1);
        uint256 n = s.B - FixedPointMathLib.min(_boundBits(left, 48), s.B - 1);
        (uint256 low, uint256 high) = _costOf(s, n);
        uint256 paid;
        if (low != 0) (paid,) = pricing.sell(s, false, low);
        assertLt(paid, n, "pays a unit that was not paid for");
        (paid,) = pricing.sell(s, false, high);
        assertGe(paid + 1, n, "a unit paid for is missing, and more");
    }

    /// @dev The reserve that is paid from never runs dry while k is not zero.
    function testFuzz_sell_neverEmptiesReserve(StateSeed memory seed, bool sellsBase, uint256 pay) public view {
        seed.kKind = 2;
        (bool onCurve, PMMState memory s) = _onCurve(_state(seed));
        if (!onCurve) return;
        (bool ok, uint256 out,) = _trySell(s, sellsBase, _boundBits(pay, 112));
        if (!ok) return;
        uint256 reserve = sellsBase ? s.Q : s.B;
        uint256 target = sellsBase ? s.Q0 : s.B0;
        if (target != 0) assertLt(out, reserve);
    }

    function testFuzz_sell_monotoneToOneUnit(StateSeed memory seed, bool sellsBase, uint256 pay, uint256 more)
        public
        view
    {
        PMMState memory s = _state(seed);
        pay = _boundBits(pay, 111);
        (bool ok, uint256 less,) = _trySell(s, sellsBase, pay);
        (bool okMore, uint256 out,) = _trySell(s, sellsBase, pay + _boundBits(more, 111));
        if (ok && okMore) assertGe(out + 1, less);
    }

    /// @dev In parts never more than at once, plus one unit; each part from the state the last one left.
    function testFuzz_sell_splitGainsNothing(StateSeed memory seed, bool sellsBase, uint256 pay, uint256 cut)
        public
        view
    {
        (bool onCurve, PMMState memory s) = _onCurve(_state(seed));
        if (!onCurve) return;
        pay = bound(_boundBits(pay, 112), 2, type(uint112).max);
        cut = bound(cut, 1, pay - 1);
        (bool ok, uint256 whole,) = _trySell(s, sellsBase, pay);
        if (!ok) return;
        uint256 first = _apply(s, sellsBase, cut);
        // A flat price may have emptied the reserve: then the second part buys nothing.
        (ok,,) = _trySell(s, sellsBase, pay - cut);
        uint256 second = ok ? _apply(s, sellsBase, pay - cut) : 0;
        assertLe(first + second, whole + 1);
    }

    /// @dev There and back never gains, from any state, any size.
    function testFuzz_roundTrip_neverGains(StateSeed memory seed, bool sellsBase, uint256 pay) public view {
        (bool onCurve, PMMState memory s) = _onCurve(_state(seed));
        if (!onCurve) return;
        pay = _boundBits(pay, 112);
        (bool ok, uint256 out,) = _trySell(s, sellsBase, pay);
        if (!ok || out == 0) return;
        _apply(s, sellsBase, pay);
        (bool okBack,,) = _trySell(s, !sellsBase, out);
        if (!okBack) return;
        assertLe(_apply(s, !sellsBase, out), pay);
    }

    /// @dev The fuzz tests pass over what the library refuses; this shows that it is the exception.
    function test_fuzzedStates_mostlyTrade() public view {
        uint256 traded;
        for (uint256 n; n < 1_000; ++n) {
            uint256[9] memory x;
            for (uint256 m; m < 9; ++m) {
                x[m] = uint256(keccak256(abi.encode(n, m)));
            }
            StateSeed memory seed =
                StateSeed(uint8(x[0]), uint8(x[1]), x[2], uint8(x[3]), x[4], x[5], uint8(x[6]), x[7], x[8], x[8] << 7);
            (bool ok, PMMState memory s) = _onCurve(_state(seed));
            uint256 out;
            if (ok) (ok, out,) = _trySell(s, n % 2 == 0, _boundBits(x[0] ^ x[1], 112));
            if (ok && out != 0) ++traded;
        }
        assertGt(traded, 600, "of 1,000");
    }

    // ---- Targets ----

    function testFuzz_adjustedTarget_scarceStands(StateSeed memory seed, uint256 newI) public view {
        PMMState memory s = _state(seed);
        uint256 scarce = s.R == RState.BELOW_ONE ? s.Q0 : s.B0;
        s.i = bound(newI, 1, 1e36);
        (bool ok, PMMState memory t) = _onCurve(s);
        if (!ok) return;
        if (s.R == RState.ONE) {
            assertEq(keccak256(abi.encode(t)), keccak256(abi.encode(s)), "at ONE both stay");
            return;
        }
        assertEq(s.R == RState.BELOW_ONE ? t.Q0 : t.B0, scarce, "the scarce target moved");
        (uint256 surplus, uint256 reserve) = s.R == RState.BELOW_ONE ? (t.B - t.B0, t.B) : (t.Q - t.Q0, t.Q);
        assertTrue(_excessCovers(t, surplus), "the excess is above the exact integral");
        if (surplus != reserve) assertFalse(_excessCovers(t, surplus + 1), "the excess is a unit or more below");
    }

    function testFuzz_adjustedTarget_twiceIsOnce(StateSeed memory seed) public view {
        (bool onCurve, PMMState memory t) = _onCurve(_state(seed));
        if (!onCurve) return;
        assertEq(keccak256(abi.encode(pricing.adjustedTarget(t))), keccak256(abi.encode(t)));
    }

    // ---- Mid price ----

    function test_getMidPrice_followsTheCurve() public view {
        PMMState memory s = PMMState(2e18, 0.1e18, 500, 3_000, 1_000, 1_000, RState.ABOVE_ONE);
        assertEq(pricing.getMidPrice(s), 2.6e18, "2 * (1 - 0.1 + 0.1 * 4)");
        s = PMMState(2e18, 0.1e18, 3_000, 500, 1_000, 1_000, RState.BELOW_ONE);
        assertEq(pricing.getMidPrice(s), uint256(2e18) * 1e18 / 1.3e18, "2 / (1 - 0.1 + 0.1 * 4)");
        s = PMMState(2e18, 0.1e18, 1_000, 1_000, 1_000, 1_000, RState.ONE);
        assertEq(pricing.getMidPrice(s), 2e18, "at ONE the guide price");
    }

    /// @dev The mid price is the curve's, by exact comparison, wherever the scarce reserve is above target / 2^32.
    function testFuzz_getMidPrice_exact(StateSeed memory seed) public view {
        PMMState memory s = _state(seed);
        uint256 mid = pricing.getMidPrice(s);
        if (s.R == RState.ONE) {
            assertEq(mid, s.i);
            return;
        }
        (uint256 V, uint256 V0) = s.R == RState.ABOVE_ONE ? (s.B, s.B0) : (s.Q, s.Q0);
        if (V0 >> 32 >= V) return;
        // Multiplied out, the mid price is up / down.
        uint256[] memory slope = BigMath.big(ONE - s.K).mul(V).mul(V).add(BigMath.big(s.K).mul(V0).mul(V0));
        (uint256[] memory up, uint256[] memory down) = s.R == RState.ABOVE_ONE
            ? (slope.mul(s.i), BigMath.big(ONE).mul(V).mul(V))
            : (BigMath.big(s.i).mul(ONE).mul(V).mul(V), slope);
        // Two roundings: the factor's, 1e-18 of a price that is at least 1, and the price's own unit.
        uint256 slack = mid / ONE + 1;
        assertTrue(down.mul(mid - FixedPointMathLib.min(mid, slack)).lte(up), "above the curve");
        slack = s.i / ONE + 2;
        assertTrue(up.lte(down.mul(mid + slack)), "below the curve");
    }

    /// @dev An empty reserve still has a price, so that closing one block never blocks the next.
    function testFuzz_getMidPrice_neverReverts(uint256 i, uint256 k, uint128 V, uint128 V0, bool isBase) public view {
        (i, k) = (bound(i, 1, 1e36), bound(k, 0, ONE));
        V0 = uint128(bound(V0, V, type(uint128).max));
        pricing.getMidPrice(PMMState(i, k, V, V, V0, V0, isBase ? RState.ABOVE_ONE : RState.BELOW_ONE));
    }

    // ---- Reverts ----

    function testFuzz_RevertWhen_outsideDomain(uint256 x) public {
        PMMState memory s = PMMState(ONE, ONE, 1e6, 1e6, 1e6, 1e6, RState.ONE);
        s.K = bound(x, ONE + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(PMMPricing.PMMPricing_KAboveOne.selector, s.K));
        pricing.sell(s, true, 1);
        s.K = 0;
        s.i = bound(x, 1e36 + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(PMMPricing.PMMPricing_GuidePriceOutOfRange.selector, s.i));
        pricing.sell(s, false, 1);
        s.i = ONE;
        uint256 pay = bound(x, 1 << 152, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(PMMPricing.PMMPricing_AmountOutOfRange.selector, pay));
        pricing.sell(s, true, pay);
        s.Q0 = bound(x, 1 << 128, type(uint256).max);
        vm.expectRevert();
        pricing.sell(s, true, 1);
    }

    // ---- Helpers ----

    /// @dev Seeds of a state: `bits` sets the magnitude of the scarce target, `share` how much of it is there.
    struct StateSeed {
        uint8 side;
        uint8 kKind;
        uint256 k;
        uint8 bits;
        uint256 target;
        uint256 share;
        uint8 iBits;
        uint256 i;
        uint256 otherTarget;
        uint256 surplus;
    }

    /// @dev A state with an arbitrary surplus; `_onCurve` makes it one trades can reach.
    function _state(StateSeed memory seed) internal pure returns (PMMState memory s) {
        uint256[3] memory ks = [0, ONE, bound(seed.k, 1e12, 0.99e18)];
        s.K = ks[seed.kKind % 3];
        s.i = bound(seed.i, 1, FixedPointMathLib.min(1e36, 1 << (1 + seed.iBits % 120)));
        s.R = RState(seed.side % 3);
        uint256 target = bound(seed.target, 1, (uint256(2) << (seed.bits % 112)) - 1);
        uint256 other = _boundBits(seed.otherTarget, 112);
        if (s.R == RState.ONE) {
            (s.B0, s.Q0) = (target, other);
            (s.B, s.Q) = (target, other);
            return s;
        }
        uint256 reserve = FixedPointMathLib.min(_boundBits(seed.share, 112), target);
        if (reserve == target) s.R = RState.ONE;
        uint256 surplus = _boundBits(seed.surplus, 112);
        if (s.R == RState.ONE) surplus = 0;
        (s.B, s.B0, s.Q, s.Q0) = s.R == RState.BELOW_ONE
            ? (other + surplus, other, reserve, target)
            : (reserve, target, other + surplus, other);
    }

    /// @dev False where the excess has no 256-bit value.
    function _onCurve(PMMState memory s) internal view returns (bool ok, PMMState memory t) {
        bytes memory result;
        (ok, result) = address(pricing).staticcall(abi.encodeCall(pricing.adjustedTarget, (s)));
        if (ok) t = abi.decode(result, (PMMState));
    }

    /// @dev The largest payment that does not cover n units of scarce base and the least that does, by the model, for
    /// i = 2^32: by bisection around what the formula says.
    function _costOf(PMMState memory s, uint256 n) internal pure returns (uint256 low, uint256 high) {
        uint256 guess = FixedPointMathLib.fullMulDiv(n << 32, ONE - s.K, ONE)
            + FixedPointMathLib.fullMulDiv(
                FixedPointMathLib.fullMulDiv(n << 32, s.B0, s.B), s.K * s.B0, ONE * (s.B - n)
            );
        uint256 step = 1 + guess / 1e15;
        (low, high) = (guess, guess);
        while (!PMMModel.covers(s, false, high, n)) high += step *= 2;
        while (low != 0 && PMMModel.covers(s, false, low, n)) low = FixedPointMathLib.zeroFloorSub(low, step *= 2);
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if (PMMModel.covers(s, false, middle, n)) high = middle;
            else low = middle;
        }
    }

    function _boundBits(uint256 seed, uint256 maxBits) internal pure returns (uint256) {
        uint256 bits = 1 + (seed >> 200) % maxBits;
        return bound(seed & type(uint192).max, 1, (1 << bits) - 1);
    }

    function _trySell(PMMState memory s, bool sellsBase, uint256 pay)
        internal
        view
        returns (bool ok, uint256 out, RState r)
    {
        bytes memory result;
        (ok, result) = address(pricing).staticcall(abi.encodeCall(pricing.sell, (s, sellsBase, pay)));
        if (ok) (out, r) = abi.decode(result, (uint256, RState));
    }

    /// @dev Trades and moves the state as the pool does, without fees.
    function _apply(PMMState memory s, bool sellsBase, uint256 pay) internal view returns (uint256 out) {
        RState r;
        (out, r) = pricing.sell(s, sellsBase, pay);
        if (sellsBase) (s.B, s.Q) = (s.B + pay, s.Q - out);
        else (s.B, s.Q) = (s.B - out, s.Q + pay);
        if (r == RState.ONE || (r == RState.ABOVE_ONE ? s.B >= s.B0 : s.Q >= s.Q0)) {
            (s.R, s.B0, s.Q0) = (RState.ONE, s.B, s.Q);
            return out;
        }
        s.R = r;
        PMMPricing.adjustedTarget(s);
    }

    /// @dev Whether `surplus` is at most the exact integral from the scarce reserve to its target.
    function _excessCovers(PMMState memory s, uint256 surplus) internal pure returns (bool) {
        if (s.R == RState.ABOVE_ONE) {
            return PMMModel.restores(PMMModel.Side(s.B, s.B0, s.K, s.i, ONE), s.B0 - s.B, surplus);
        }
        return PMMModel.restores(PMMModel.Side(s.Q, s.Q0, s.K, ONE, s.i), s.Q0 - s.Q, surplus);
    }

    function _assertSide(PMMState memory s, bool sellsBase, uint256 pay, RState r) internal pure {
        (RState recovering, RState depleting, uint256 gap) = sellsBase
            ? (RState.ABOVE_ONE, RState.BELOW_ONE, s.R == RState.ABOVE_ONE ? s.B0 - s.B : 0)
            : (RState.BELOW_ONE, RState.ABOVE_ONE, s.R == RState.BELOW_ONE ? s.Q0 - s.Q : 0);
        RState expected = pay > gap ? depleting : pay == gap ? RState.ONE : recovering;
        assertEq(uint256(r), uint256(expected), "side");
    }

    function _assertWithinBound(PMMVector memory v, uint256 paid) internal pure {
        assertLe(paid * 1e6, v.exactE6, string.concat(v.id, " pays above exact"));
        assertGe(paid * 1e6 + 2e6 + v.exactE6 / 1e15 + 1, v.exactE6, string.concat(v.id, " pays below the bound"));
    }

    function _assertReverts(PMMVector memory v, bytes4 selector) internal {
        vm.expectPartialRevert(selector);
        pricing.sell(v.state, v.sellBase, v.pay);
    }

    function _assertWithinBoundOrReverts(PMMVector memory v, bytes4 selector) internal view {
        try pricing.sell(v.state, v.sellBase, v.pay) returns (uint256 paid, RState) {
            _assertWithinBound(v, paid);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), selector, v.id);
        }
    }

    function _assertNotAboveOrReverts(PMMVector memory v) internal view {
        try pricing.sell(v.state, v.sellBase, v.pay) returns (uint256 paid, RState) {
            assertTrue(v.finite, v.id);
            assertLe(paid * 1e6, v.exactE6, v.id);
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            assertTrue(
                selector == PMMPricing.PMMPricing_EmptyReserve.selector
                    || selector == PMMPricing.PMMPricing_ReserveAboveTarget.selector
                    || selector == PMMPricing.PMMPricing_StateContradictsR.selector,
                v.id
            );
        }
    }

    /// @dev Groups of states or inputs that do not arise or have to revert; `test_vectors_forced` says which and why.
    function _isForced(PMMVector memory v) internal pure returns (bool) {
        return v.isGroup("capped-forced") || v.isGroup("zero-amount") || v.isGroup("zero-at-target")
            || v.isGroup("empty-reserve") || v.isGroup("rev-i-zero") || v.isGroup("rev-k-above-one")
            || v.isGroup("rev-overflow") || v.isGroup("rev-sub") || v.isGroup("rev-target-zero")
            || v.isGroup("rev-numerator-zero");
    }
}
