// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ImbalanceFee} from "../../../src/risk/ImbalanceFee.sol";
import {ImbalanceFeeHarness} from "./ImbalanceFeeHarness.sol";

/// forge-config: ci.fuzz.runs = 10000
contract ImbalanceFeeTest is Test {
    uint256 private constant WAD = 1e18;
    /// @dev Intervals of the reference's quadrature on each side of the target.
    uint256 private constant INTERVALS = 128;

    struct Case {
        ImbalanceFee.Curve curve;
        bool isDeposit;
        uint256 targetBp;
        uint256 moved;
        uint256 still;
        uint256 amount;
    }

    ImbalanceFeeHarness internal harness;

    function setUp() public {
        harness = new ImbalanceFeeHarness();
    }

    // --- exactness

    /// @dev Integrals computed with 50 digits, outside this repository, floored to the unit.
    function test_fee_equalsExactIntegrals() public pure {
        _checkExact(1, 200, 3500, true, 5000, 500_000e18, 500_000e18, 10_000e18, 13726963081615064587);
        _checkExact(1, 200, 3500, true, 5000, 500_000e18, 500_000e18, 1_000_000e18, 2372023725196756119354);
        _checkExact(1, 200, 3500, true, 3000, 100_000e18, 900_000e18, 500_000e18, 633980806401486617645);
        _checkExact(1, 200, 3500, false, 5000, 500_000e18, 500_000e18, 10_000e18, 13728654236313323235);
        _checkExact(1, 200, 3500, false, 5000, 800_000e18, 200_000e18, 700_000e18, 580328322586887713026);
        _checkExact(1, 200, 3500, false, 9000, 500_000e18, 500_000e18, 499_999e18, 4262940464750051083462);
        _checkExact(1, 200, 5000, true, 5000, 400_000e18, 600_000e18, 300_000e18, 2941185341129078419348);
        _checkExact(1, 200, 5000, false, 5000, 600_000e18, 400_000e18, 300_000e18, 2942066276876154868072);
        _checkExact(1, 200, 6500, true, 5000, 200_000e18, 800_000e18, 2_000_000e18, 37743830695408456109676);
        _checkExact(1, 200, 6500, false, 2500, 900_000e18, 100_000e18, 850_000e18, 10996610034045646402513);
        _checkExact(5, 500, 2500, true, 7000, 300_000e18, 700_000e18, 1_000_000e18, 510153996316773071294);
        _checkExact(5, 500, 7500, false, 7000, 900_000e18, 100_000e18, 600_000e18, 29879149914294234018885);
    }

    /// @dev At amplification 5,000 the rate is linear in the share and the integral has a closed form:
    /// min·w + span/2·((1 + κ)·w - B·ln(W1 / W0)) for a deposit.
    function testFuzz_depositFee_equalsClosedFormOfLinearRate(uint256 seed) public pure {
        Case memory c = _case(seed);
        uint256 kappa = (10_000 - c.targetBp) * 1e14;
        uint256 value = c.moved + c.still;
        uint256 ln = uint256(FixedPointMathLib.lnWad(int256(FixedPointMathLib.mulDiv(value + c.amount, WAD, value))));
        // 199 bp / 2 = 995e13.
        uint256 doubled = (WAD + kappa) * c.amount - c.still * ln;
        uint256 expected = c.amount / 10_000 + doubled / WAD * 995e13 / WAD;
        uint256 fee = ImbalanceFee.depositFee(ImbalanceFee.Curve(1, 200, 5000), c.targetBp, c.moved, c.still, c.amount);
        // The guard, and the closed form's own logarithm, rounded at 1e-18.
        assertApproxEqAbs(fee, expected, (value + c.amount) / 1e15 + (value + c.amount) / 1e17 + 3);
    }

    /// @dev The specification word for word (u, x, f, split at the target), integrated by Simpson's rule.
    function testFuzz_fee_equalsTheSpecification(uint256 seed) public pure {
        Case memory c = _case(seed);
        uint256 fee = _fee(c);
        uint256 expected = _reference(c);
        // Simpson's error on 128 intervals is below 1e-6 for steps of at most thrice the vault.
        uint256 tolerance = expected / 1e6 + (c.moved + c.still + c.amount) / 1e14 + 3;
        tolerance += _statedError(c);
        assertApproxEqAbs(fee, expected, tolerance);
    }

    // --- rate

    function test_marginalRate_ofTheDefaultCurve() public view {
        ImbalanceFee.Curve memory curve = _default();
        // At the target, either way: 1 + 199 / 2^3.981 bp.
        assertApproxEqAbs(harness.marginalRate(curve, 5000, 0.5e18, true), 13.602e14, 0.001e14);
        assertApproxEqAbs(harness.marginalRate(curve, 5000, 0.5e18, false), 13.602e14, 0.001e14);
        // Wholly imbalanced: leaving costs nearly nothing, arriving all but the maximum.
        assertApproxEqAbs(harness.marginalRate(curve, 0, 0, false), 1e14, 1e6, "last unit out of a token unwanted");
        assertApproxEqAbs(harness.marginalRate(curve, 0, 0, true), 200e14, 1e6, "more of a token unwanted");
        assertApproxEqAbs(harness.marginalRate(curve, 10_000, 1e18, true), 1e14, 1e6, "first unit of the token wanted");
    }

    function testFuzz_marginalRate_isContinuousAtTheTarget(uint256 targetBp, uint16 amplification, bool isDeposit)
        public
        view
    {
        targetBp = bound(targetBp, 1, 9999);
        ImbalanceFee.Curve memory curve = ImbalanceFee.Curve(1, 200, uint16(bound(amplification, 2500, 7500)));
        uint256 share = (10_000 - targetBp) * 1e14;
        assertApproxEqAbs(
            harness.marginalRate(curve, targetBp, share - 1, isDeposit),
            harness.marginalRate(curve, targetBp, share + 1, isDeposit),
            10
        );
    }

    function testFuzz_marginalRate_equalsTheSpecification(
        uint256 targetBp,
        uint256 share,
        uint16 amplification,
        bool isDeposit
    ) public view {
        Case memory c;
        c.curve = ImbalanceFee.Curve(1, 200, uint16(bound(amplification, 2500, 7500)));
        c.targetBp = bound(targetBp, 0, 10_000);
        c.isDeposit = isDeposit;
        share = bound(share, 0, WAD);
        assertApproxEqAbs(
            harness.marginalRate(c.curve, c.targetBp, share, isDeposit), _specifiedRate(c, WAD - share), 1e6
        );
    }

    // --- what it is for

    /// @dev Any number of pieces costs at least as much as one, and more only by the guards.
    function testFuzz_fee_cuttingGainsNothing(uint256 seed, uint256 pieces) public pure {
        Case memory c = _case(seed);
        pieces = bound(pieces, 2, 12);
        uint256 whole = _fee(c);
        uint256 largest = c.moved + c.still + (c.isDeposit ? c.amount : 0);
        uint256 left = c.amount;
        uint256 sum;
        for (uint256 i; i < pieces; ++i) {
            uint256 piece = i == pieces - 1 ? left : bound(uint256(keccak256(abi.encode(seed, i))), 0, left);
            c.amount = piece;
            sum += _fee(c);
            c.moved = c.isDeposit ? c.moved + piece : c.moved - piece;
            left -= piece;
        }
        assertGe(sum, whole, "pieces cost less");
        assertLe(sum, whole + pieces * (largest / 1e15 + 3), "pieces cost more than rounding");
    }

    /// @dev There and back: a deposit and the withdrawal that undoes it each pay, whatever the state.
    function testFuzz_fee_roundTripPaysTwice(uint256 seed) public pure {
        Case memory c = _case(seed);
        c.isDeposit = true;
        uint256 fees = _fee(c);
        c.moved += c.amount;
        c.isDeposit = false;
        fees += _fee(c);
        // Both ways at the same place the two rates lie on either side of the target's: never below twice the minimum.
        assertGe(fees, c.amount * 2 * c.curve.minBp / 10_000);
    }

    /// @dev The rate rises along a step: the fee lies between what its first and its last unit would cost.
    function testFuzz_fee_liesBetweenTheRatesAtItsEnds(uint256 seed) public pure {
        Case memory c = _case(seed);
        uint256 fee = _fee(c);
        assertLe(fee, c.amount, "at most the amount");
        uint256 start = c.moved + c.still;
        uint256 end = c.isDeposit ? start + c.amount : start - c.amount;
        uint256 least = FixedPointMathLib.mulDiv(c.amount, _rateAt(c, start), WAD);
        // A share is rounded at 1e-18, which moves a rate by 1e-17 at most.
        least -= FixedPointMathLib.min(least, c.amount / 1e17);
        assertGe(fee, FixedPointMathLib.min(least, c.amount), "below its first unit's rate");
        uint256 most = FixedPointMathLib.mulDiv(c.amount, _rateAt(c, end), WAD) + _statedError(c);
        assertLe(fee, most + FixedPointMathLib.max(start, end) / 1e15 + c.amount / 1e17 + 3, "above its last unit's");
    }

    /// @dev A rate of nearly zero leaves little but noise, which must not be read as a large number when negative. The
    /// first case is one where it is.
    function test_fee_isNearlyNothingWhereTheRateIs() public pure {
        ImbalanceFee.Curve memory curve = ImbalanceFee.Curve(0, 200, 3500);
        uint256 fee =
            ImbalanceFee.depositFee(curve, 10_000, 7348708452055106191360, 2521285913584169375498240, 65319465243912);
        assertLe(fee, 3e9);
    }

    function testFuzz_fee_isNearlyNothingWhereTheRateIs(uint256 lean, uint256 amount, bool isDeposit) public pure {
        uint256 most = 1_000_000e18;
        uint256 least = bound(lean, 100e18, 10_000e18);
        amount = bound(amount, 1e12, 1e17);
        Case memory c = Case({
            curve: ImbalanceFee.Curve(0, 200, 3500),
            isDeposit: isDeposit,
            targetBp: isDeposit ? 10_000 : 0,
            moved: isDeposit ? least : most,
            still: isDeposit ? most : least,
            amount: amount
        });
        // v is below 1/100, its power below 1e-7, the rate 0.00002 bp and less; 0.1 bp is the stated error; and guard.
        assertLe(_fee(c), amount / 9e4 + 2e9);
    }

    /// @dev The rate rises along every step, so the second half costs at least what the first does.
    function testFuzz_fee_risesAlongTheStep(uint256 seed) public pure {
        Case memory c = _case(seed);
        c.amount = c.amount / 2 * 2;
        uint256 whole = _fee(c);
        c.amount /= 2;
        uint256 half = _fee(c);
        // The stated error of a rate is what two neighbouring ones may differ by the wrong way round.
        uint256 slack = _statedError(c) + (c.moved + c.still + c.amount) / 1e14 + 5;
        assertGe(whole + slack, 2 * half);
    }

    /// @dev A deposit out of balance costs at least what the same deposit into balance does.
    function testFuzz_fee_worseningCostsMoreThanImproving(uint256 value, uint256 amount) public pure {
        value = bound(value, 1e6, 1e28);
        amount = bound(amount, 1, value / 10);
        uint256 worsening = ImbalanceFee.depositFee(_default(), 5000, value, value, amount);
        uint256 improving = ImbalanceFee.depositFee(_default(), 5000, value, value + amount, amount);
        // Guards differ by what the vaults do; then the stated noise.
        assertGe(worsening + value / 1e17 + amount / 1e15 + 2, improving);
    }

    // --- edges

    function testFuzz_fee_isZeroForNothing(uint256 seed) public pure {
        Case memory c = _case(seed);
        c.amount = 0;
        assertEq(_fee(c), 0);
    }

    /// @dev An empty vault, or one of a single token, has a composition that the step cannot move: a constant rate.
    function test_fee_ofAVaultOfOneToken() public view {
        ImbalanceFee.Curve memory curve = _default();
        uint256 rate = harness.marginalRate(curve, 5000, 0, true);
        uint256 fee = harness.depositFee(curve, 5000, 0, 0, 1_000e18);
        assertApproxEqAbs(fee, 1_000e18 * rate / WAD, 1e7, "into an empty vault");
        fee = harness.depositFee(curve, 5000, 500e18, 0, 1_000e18);
        assertApproxEqAbs(fee, 1_000e18 * rate / WAD, 1e7, "into a vault of the same token");
        fee = harness.withdrawalFee(curve, 5000, 500e18, 0, 500e18);
        rate = harness.marginalRate(curve, 5000, 0, false);
        assertApproxEqAbs(fee, 500e18 * rate / WAD, 1e7, "all of it out again");
    }

    function test_fee_ofTheFirstUnitsOfAToken() public view {
        ImbalanceFee.Curve memory curve = _default();
        assertApproxEqRel(harness.depositFee(curve, 5000, 0, 1_000_000e18, 1e18), 1.798e14, 0.001e18);
        // All of a token out: nothing of it is left, the vault is its still token.
        assertGt(harness.withdrawalFee(curve, 5000, 1_000_000e18, 1_000_000e18, 1_000_000e18), 0);
    }

    function test_fee_isTheAmountForDust() public view {
        assertEq(harness.depositFee(_default(), 5000, 1e18, 1e18, 1), 1);
        assertEq(harness.withdrawalFee(_default(), 5000, 1e18, 1e18, 1), 1);
    }

    function test_fee_ofTheLargestValues() public view {
        uint256 most = (1 << 104) - 1;
        uint16[4] memory amplifications = [uint16(2500), 3500, 6500, 7500];
        for (uint256 i; i < 8; ++i) {
            ImbalanceFee.Curve memory curve = ImbalanceFee.Curve(0, 10_000, amplifications[i % 4]);
            uint256 targetBp = i < 4 ? 0 : 10_000;
            assertLe(harness.depositFee(curve, targetBp, most, most, most), most);
            assertLe(harness.depositFee(curve, targetBp, 0, most, most), most);
            assertLe(harness.depositFee(curve, targetBp, most, 1, most), most);
            assertLe(harness.withdrawalFee(curve, targetBp, most, most, most), most);
            assertLe(harness.withdrawalFee(curve, targetBp, most, 1, most), most);
        }
    }

    // --- guards

    function testFuzz_fee_RevertWhen_amplificationOutOfRange(uint16 amplification) public {
        if (amplification >= 2500 && amplification <= 7500) amplification = amplification < 5000 ? 2499 : 7501;
        ImbalanceFee.Curve memory curve = ImbalanceFee.Curve(1, 200, amplification);
        bytes memory reason =
            abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_AmplificationOutOfRange.selector, amplification);
        vm.expectRevert(reason);
        harness.depositFee(curve, 5000, 1e18, 1e18, 1e18);
        vm.expectRevert(reason);
        harness.withdrawalFee(curve, 5000, 1e18, 1e18, 1e18);
    }

    function test_fee_RevertWhen_ratesOutOfOrder() public {
        vm.expectRevert(abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_RatesOutOfOrder.selector, 201, 200));
        harness.depositFee(ImbalanceFee.Curve(201, 200, 3500), 5000, 1e18, 1e18, 1e18);
        vm.expectRevert(abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_RatesOutOfOrder.selector, 1, 10_001));
        harness.depositFee(ImbalanceFee.Curve(1, 10_001, 3500), 5000, 1e18, 1e18, 1e18);
    }

    function test_fee_RevertWhen_targetTooHigh() public {
        vm.expectRevert(abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_TargetTooHigh.selector, 10_001));
        harness.depositFee(_default(), 10_001, 1e18, 1e18, 1e18);
    }

    function testFuzz_fee_RevertWhen_valueTooLarge(uint256 value) public {
        value = bound(value, 1 << 104, type(uint256).max);
        bytes memory reason = abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_ValueTooLarge.selector, value);
        vm.expectRevert(reason);
        harness.depositFee(_default(), 5000, value, 1e18, 1e18);
        vm.expectRevert(reason);
        harness.depositFee(_default(), 5000, 1e18, value, 1e18);
        vm.expectRevert(reason);
        harness.depositFee(_default(), 5000, 1e18, 1e18, value);
        vm.expectRevert(reason);
        harness.withdrawalFee(_default(), 5000, value, 1e18, 1e18);
        vm.expectRevert(reason);
        harness.withdrawalFee(_default(), 5000, 1e18, value, 1e18);
    }

    function testFuzz_withdrawalFee_RevertWhen_amountTooLarge(uint256 value, uint256 amount) public {
        value = bound(value, 0, 1e30);
        amount = bound(amount, value + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_AmountTooLarge.selector, amount, value));
        harness.withdrawalFee(_default(), 5000, value, 1e18, amount);
    }

    function testFuzz_marginalRate_RevertWhen_shareTooHigh(uint256 share) public {
        share = bound(share, WAD + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ImbalanceFee.ImbalanceFee_ShareTooHigh.selector, share));
        harness.marginalRate(_default(), 5000, share, true);
    }

    // --- the reference

    /// @dev What the library says a fee may be too high by: 0.1 bp in the outermost cell, 0.0005 bp elsewhere, for a
    /// span of 199 bp.
    function _statedError(Case memory c) private pure returns (uint256) {
        uint256 span = c.curve.maxBp - c.curve.minBp;
        return c.amount * span / 199 / (_touchesOutermostCell(c) ? 1e5 : 2e7);
    }

    function _rateAt(Case memory c, uint256 value) private pure returns (uint256) {
        uint256 stillShare = value == 0 ? 0 : FixedPointMathLib.mulDiv(c.still, WAD, value);
        return ImbalanceFee.marginalRate(c.curve, c.targetBp, stillShare, c.isDeposit);
    }

    /// @dev Whether v falls below 1/32 on the way: y is least at the start of a step, greatest at its end.
    function _touchesOutermostCell(Case memory c) private pure returns (bool) {
        bool isLow = c.curve.amplificationBp <= 5000;
        uint256 value = c.moved + c.still;
        if (!isLow) value = c.isDeposit ? value + c.amount : value - c.amount;
        uint256 stillShare = value == 0 ? 0 : FixedPointMathLib.mulDiv(c.still, WAD, value);
        uint256 kappa = (10_000 - c.targetBp) * 1e14;
        uint256 y = (c.isDeposit ? WAD + kappa - stillShare : WAD + stillShare - kappa) / 2;
        return (isLow ? y : WAD - y) <= WAD / 32;
    }

    /// @dev Section 3, read literally, of a vault in which the moved token's part is `movedShare`.
    function _specifiedRate(Case memory c, uint256 movedShare) private pure returns (uint256) {
        uint256 target = c.targetBp * 1e14;
        uint256 u = FixedPointMathLib.dist(movedShare, target);
        bool worsens = c.isDeposit ? movedShare >= target : movedShare <= target;
        uint256 x = worsens ? (WAD - u) / 2 : (WAD + u) / 2;
        uint256 amplification = c.curve.amplificationBp;
        uint256 e =
            uint256(FixedPointMathLib.powWad(10e18, int256(FixedPointMathLib.dist(amplification, 5000) * WAD / 2500)));
        uint256 f = amplification <= 5000 ? WAD - _pow(WAD - x, e) : _pow(x, e);
        uint256 max = c.curve.maxBp;
        return max * 1e14 - (max - c.curve.minBp) * f / 10_000;
    }

    function _pow(uint256 x, uint256 e) private pure returns (uint256) {
        return x == 0 ? 0 : uint256(FixedPointMathLib.powWad(int256(x), int256(e)));
    }

    /// @dev Simpson's rule over the value moved, split where the step crosses the target.
    function _reference(Case memory c) private pure returns (uint256) {
        uint256 start = c.moved + c.still;
        uint256 end = c.isDeposit ? start + c.amount : start - c.amount;
        if (c.still == 0 || c.targetBp == 10_000) return _simpson(c, start, end);
        uint256 crossing = FixedPointMathLib.mulDiv(c.still, 10_000, 10_000 - c.targetBp);
        bool isCrossed = c.isDeposit ? crossing > start && crossing < end : crossing < start && crossing > end;
        if (!isCrossed) return _simpson(c, start, end);
        return _simpson(c, start, crossing) + _simpson(c, crossing, end);
    }

    /// @dev Over s = ln W, where dW = W ds: even intervals of s suit a share that goes as 1 / W.
    function _simpson(Case memory c, uint256 start, uint256 end) private pure returns (uint256 integral) {
        int256 length = FixedPointMathLib.lnWad(int256(FixedPointMathLib.mulDiv(end, WAD, start)));
        for (uint256 i; i <= INTERVALS; ++i) {
            uint256 factor = uint256(FixedPointMathLib.expWad(length * int256(i) / int256(INTERVALS)));
            uint256 value = FixedPointMathLib.mulDiv(start, factor, WAD);
            uint256 stillShare = FixedPointMathLib.min(WAD, FixedPointMathLib.mulDiv(c.still, WAD, value));
            uint256 weight = i == 0 || i == INTERVALS ? 1 : i % 2 == 0 ? 2 : 4;
            integral += weight * _specifiedRate(c, WAD - stillShare) * value / WAD;
        }
        integral = FixedPointMathLib.mulDiv(integral, FixedPointMathLib.abs(length), 3 * INTERVALS * WAD);
    }

    // --- helpers

    function _fee(Case memory c) private pure returns (uint256) {
        return c.isDeposit
            ? ImbalanceFee.depositFee(c.curve, c.targetBp, c.moved, c.still, c.amount)
            : ImbalanceFee.withdrawalFee(c.curve, c.targetBp, c.moved, c.still, c.amount);
    }

    /// @dev Vaults of 1e6 to 1e28 units, a token being down to a thousandth of them; steps of up to thrice the vault.
    function _case(uint256 seed) private pure returns (Case memory c) {
        uint256 unit = 10 ** _random(seed, "unit", 9, 24);
        c.moved = _random(seed, "moved", unit / 1000, unit * 10_000);
        c.still = _random(seed, "still", unit / 1000, unit * (_random(seed, "lean", 0, 1) == 0 ? 1 : 10_000));
        c.isDeposit = _random(seed, "direction", 0, 1) == 0;
        c.targetBp = _random(seed, "target", 0, 10_000);
        uint256 scale = 10 ** _random(seed, "scale", 0, 6);
        // At most thrice the vault in, at most three quarters of it out.
        uint256 most =
            c.isDeposit ? 3 * (c.moved + c.still) : FixedPointMathLib.min(c.moved, (c.moved + c.still) / 4 * 3);
        c.amount = _random(seed, "amount", 0, most / scale);
        c.curve = _default();
        if (_random(seed, "shape", 0, 1) == 0) {
            c.curve.amplificationBp = uint16(_random(seed, "amplification", 2500, 7500));
            c.curve.minBp = uint16(_random(seed, "min", 0, 50));
            c.curve.maxBp = uint16(_random(seed, "max", 50, 1000));
        }
    }

    function _random(uint256 seed, string memory what, uint256 low, uint256 high) private pure returns (uint256) {
        return low + uint256(keccak256(abi.encode(seed, what))) % (high - low + 1);
    }

    function _default() private pure returns (ImbalanceFee.Curve memory) {
        return ImbalanceFee.Curve({minBp: 1, maxBp: 200, amplificationBp: 3500});
    }

    function _checkExact(
        uint16 minBp,
        uint16 maxBp,
        uint16 amplificationBp,
        bool isDeposit,
        uint256 targetBp,
        uint256 moved,
        uint256 still,
        uint256 amount,
        uint256 exact
    ) private pure {
        uint256 fee = _fee(
            Case(ImbalanceFee.Curve(minBp, maxBp, amplificationBp), isDeposit, targetBp, moved, still, amount)
        );
        assertGt(fee, exact, "below the exact integral");
        assertLe(fee, exact + exact / 1e7 + (moved + still + amount) / 1e15 + 2, "far above it");
    }
}
