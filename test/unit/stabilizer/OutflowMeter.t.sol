// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IOutflowMeter} from "../../../src/interfaces/IOutflowMeter.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {MeshFixture} from "./MeshFixture.sol";

/// @notice What the meter takes for a minute's outflow, and what it asks of bucket B.
contract OutflowMeterTest is MeshFixture {
    function setUp() public override {
        super.setUp();
        // Minutes begin with the tests.
        vm.warp((vm.getBlockTimestamp() / 1 minutes + 1) * 1 minutes);
        vm.roll(vm.getBlockNumber() + 1);
        meter.observe(stab);
        meter.observe(pairStab);
    }

    /// @dev What left the pool by the minute's last close is its outflow, of the token that left; stabilizing in between
    /// changes nothing of it.
    function testFuzz_observe_countsWhatLeft(uint256 usd, bool down, bool stabilized) public {
        usd = bound(usd, 10_000, 200_000);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        if (down) _pushDown(usd, 3);
        else _pushUp(usd, 3);
        (uint256 b2, uint256 q2) = pool.getVaultReserve();
        uint256 left = down ? q - q2 : (b - b2) * GOLD / 1e18;
        if (stabilized) {
            _actOn(stab);
            _skipBlocks(1);
        }
        _nextMinute();
        meter.observe(stab);
        (uint256 base_, uint256 quote_) = meter.peaks(stab);
        // Fees make the pool's own gap a little less than what left; a sale at the curve's price a little more.
        assertApproxEqRel(down ? quote_ : base_, left, 0.01e18);
        assertEq(down ? base_ : quote_, 0);
    }

    /// @dev Undone in its block: no close, no outflow. Undone by the end of the minute: netted.
    function testFuzz_observe_netsWhatComesBack(uint256 usd, bool sameBlock) public {
        usd = bound(usd, 1_000, 200_000);
        uint256 got = _sellBase(pool, trader, usd * USD);
        if (!sameBlock) _skipBlocks(2);
        vm.prank(trader);
        quote.transfer(address(pool), got);
        pool.sellQuote(trader);
        _nextMinute();
        meter.observe(stab);
        (uint256 base_, uint256 quote_) = meter.peaks(stab);
        // What the fees left behind in the pool.
        assertLe(base_ + quote_, usd * USD_OF_XAU / 200);
    }

    /// @dev Unobserved minutes share their flow.
    function testFuzz_observe_sharesOutOverMinutes(uint256 minutes_) public {
        minutes_ = bound(minutes_, 1, 60);
        _pushDown(100_000, 1);
        vm.warp(vm.getBlockTimestamp() / 1 minutes * 1 minutes + minutes_ * 1 minutes);
        _skipBlocks(1);
        meter.observe(stab);
        (, uint256 quote_) = meter.peaks(stab);
        assertApproxEqRel(quote_, _quoteGap() / minutes_, 1e12);
    }

    /// @dev In the block of an action the close is still to come: nothing is noted twice or too early.
    function test_observe_waitsForTheCloseOfAnAction() public {
        _pushDown(20_000, 3);
        _nextMinute();
        _actOn(stab);
        meter.observe(stab);
        (, uint256 quote_) = meter.peaks(stab);
        assertEq(quote_, 0);
        _nextBlock();
        meter.observe(stab);
        (, quote_) = meter.peaks(stab);
        assertApproxEqRel(quote_, 20_000 * USD_OF_XAU, 0.01e18);
    }

    /// @dev The greatest minute of the last 24 hours, then forgotten.
    function test_peaks_areForgottenAfterADay() public {
        _pushDown(100_000, 1);
        _nextMinute();
        meter.observe(stab);
        (, uint256 quote_) = meter.peaks(stab);
        vm.warp(vm.getBlockTimestamp() + 23 hours);
        (, uint256 later) = meter.peaks(stab);
        assertEq(later, quote_);
        vm.warp(vm.getBlockTimestamp() + 1 hours);
        (, later) = meter.peaks(stab);
        assertEq(later, 0);
    }

    /// @dev 10,000 a minute and five minutes: 50,000 needed, 150,000 the target, 250,000 the policy, in gold's worth.
    function test_requiredReserve_asInThePaper() public {
        _outflowOf(10_000);
        (uint256 need, uint256 target, uint256 policy) = meter.requiredReserve();
        assertApproxEqRel(need, 50_000 * USD_OF_XAU, 0.01e18);
        assertEq(target, need * 3);
        assertEq(policy, need * 5);
        vm.prank(admin);
        meter.setWindow(10);
        (uint256 more,,) = meter.requiredReserve();
        assertEq(more, need * 2);
    }

    /// @dev The pair's quote is a token: its leg prices it in gold, and both pools add up.
    function test_requiredReserve_addsUpInGold() public {
        _pushPair(true, 20_000, 1);
        _nextMinute();
        meter.observe(pairStab);
        (, uint256 quote_) = meter.peaks(pairStab);
        (uint256 need,,) = meter.requiredReserve();
        assertEq(need, 5 * ((quote_ * GOLD + 1e18 - 1) / 1e18));
    }

    /// @dev Told once when bucket B falls below three times, and once when it is back.
    function test_check_tellsOfTheChange() public {
        // 250,000 of gold held; 20,000 a minute ask for 300,000.
        _outflowOf(20_000);
        IOutflowMeter.Standing memory s = meter.standings(stab)[1];
        assertEq(s.token, address(quote));
        assertLt(s.held, s.target);
        vm.expectEmit(address(meter));
        emit IOutflowMeter.ReserveAlert(address(stab), address(quote), true, s.held, s.target, s.policy);
        meter.check(stab);
        vm.recordLogs();
        meter.check(stab);
        assertEq(vm.getRecordedLogs().length, 0, "told once");
        vm.warp(vm.getBlockTimestamp() + 24 hours);
        vm.expectEmit(address(meter));
        emit IOutflowMeter.ReserveAlert(address(stab), address(quote), false, s.held, 0, 0);
        meter.check(stab);
    }

    /// @dev Of base as of quote.
    function test_check_tellsOfBase() public {
        // 100,000 of base held; 10,000 a minute ask for 150,000.
        _pushUp(10_000, 1);
        _nextMinute();
        meter.observe(stab);
        IOutflowMeter.Standing memory s = meter.standings(stab)[0];
        vm.expectEmit(address(meter));
        emit IOutflowMeter.ReserveAlert(address(stab), address(base), true, s.held, s.target, s.policy);
        meter.check(stab);
    }

    /// @dev A run of the batch observes and checks every pool.
    function test_batch_feedsTheMeter() public {
        _pushDown(20_000, 3);
        _nextMinute();
        batch.run(anyone);
        (, uint256 quote_) = meter.peaks(stab);
        assertApproxEqRel(quote_, 20_000 * USD_OF_XAU, 0.01e18);
    }

    // ---- Watching no longer ----

    /// @dev Nothing more is asked of bucket B for it, nobody may observe it, and the other pool's outflow stays.
    function testFuzz_unwatch_isAskedForNoLonger(uint256 usd, bool ofTheFirst) public {
        usd = bound(usd, 10_000, 200_000);
        _pushPair(true, usd, 1);
        _outflowOf(usd);
        meter.observe(pairStab);
        (IStabilizer gone, IStabilizer left) = ofTheFirst ? (stab, pairStab) : (pairStab, stab);
        (, uint256 quote_) = meter.peaks(left);
        vm.expectEmit(address(meter));
        emit IOutflowMeter.Unwatched(address(gone));
        vm.prank(admin);
        meter.unwatch(gone);
        (uint256 need,,) = meter.requiredReserve();
        assertEq(need, 5 * (ofTheFirst ? (quote_ * GOLD + 1e18 - 1) / 1e18 : quote_));
        assertEq(meter.watched().length, 1);
        assertEq(address(meter.watched()[0]), address(left));
        _expectNotWatched(gone);
    }

    /// @dev Watched again it knows neither a peak of before nor what left meanwhile; what leaves from then on it does.
    function testFuzz_unwatch_beginsAnew(uint256 before, uint256 meanwhile, uint256 after_, bool down) public {
        before = bound(before, 50_000, 100_000);
        after_ = bound(after_, 1_000, 10_000);
        if (down) _pushDown(before, 1);
        else _pushUp(before, 1);
        _nextMinute();
        meter.observe(stab);
        vm.prank(admin);
        meter.unwatch(stab);
        if (down) _pushDown(bound(meanwhile, 1_000, 50_000), 1);
        else _pushUp(bound(meanwhile, 1_000, 50_000), 1);
        _nextMinute();
        vm.prank(admin);
        meter.watch(stab, IMeshPool(address(0)));
        _expectPeaks(0, 0, "the old peak");
        meter.observe(stab);
        _expectPeaks(0, 0, "what left meanwhile");
        (uint256 b, uint256 q) = pool.getVaultReserve();
        if (down) _pushDown(after_, 1);
        else _pushUp(after_, 1);
        _nextMinute();
        meter.observe(stab);
        (uint256 b2, uint256 q2) = pool.getVaultReserve();
        if (down) _expectPeaks(0, q - q2, "what left since");
        else _expectPeaks((b - b2) * GOLD / 1e18, 0, "what left since");
    }

    /// @dev An alert that stood, of either token, is over with the watch, and told again if there is reason to.
    function testFuzz_unwatch_anAlertIsToldAgain(bool ofBase) public {
        _outflowBelow(ofBase);
        meter.check(stab);
        vm.startPrank(admin);
        meter.unwatch(stab);
        meter.watch(stab, IMeshPool(address(0)));
        vm.stopPrank();
        vm.recordLogs();
        meter.check(stab);
        assertEq(vm.getRecordedLogs().length, 0, "of nothing nothing is asked");
        meter.observe(stab);
        _outflowBelow(ofBase);
        IOutflowMeter.Standing memory s = meter.standings(stab)[ofBase ? 0 : 1];
        vm.expectEmit(address(meter));
        emit IOutflowMeter.ReserveAlert(address(stab), s.token, true, s.held, s.target, s.policy);
        meter.check(stab);
    }

    /// @dev However many hours its rings remember, few slots are written.
    function test_unwatch_writesFewSlots() public {
        for (uint256 n; n < 24; ++n) {
            if (n % 2 == 0) _pushDown(100_000 - 4_000 * n, 1);
            else _pushUp(100_000 - 4_000 * n, 1);
            _nextMinute();
            meter.observe(stab);
            vm.warp(vm.getBlockTimestamp() + 59 minutes);
        }
        vm.record();
        vm.prank(admin);
        meter.unwatch(stab);
        (, bytes32[] memory writes) = vm.accesses(address(meter));
        // Minute and marks, field by field; two rings; the list's place, end and length.
        assertLe(writes.length, 12);
    }

    /// @dev While a leg's source is dead its peak has no worth in gold, and nothing can be said of all pools; without it
    /// there can. Neither the pool nor its source is asked.
    function test_unwatch_ofAPoolThatIsDead() public {
        _pushPair(true, 20_000, 1);
        _nextMinute();
        meter.observe(pairStab);
        otherSource.setStale(true);
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        meter.requiredReserve();
        vm.etch(address(pairStab), hex"fe");
        vm.prank(admin);
        meter.unwatch(pairStab);
        (uint256 need,,) = meter.requiredReserve();
        assertEq(need, 0);
    }

    /// @dev Of a full list any one: exactly it is gone, and there is room for one again.
    function testFuzz_unwatch_keepsTheOthers(uint256 at) public {
        at = bound(at, 0, 15);
        vm.startPrank(admin);
        for (uint256 n; n < 14; ++n) {
            meter.watch(new Stabilizer(address(authority), pool, mesh), IMeshPool(address(0)));
        }
        IStabilizer gone = meter.watched()[at];
        meter.unwatch(gone);
        IStabilizer[] memory left = meter.watched();
        assertEq(left.length, 15);
        for (uint256 n; n < 15; ++n) {
            assertTrue(left[n] != gone);
            meter.peaks(left[n]);
            for (uint256 m; m < n; ++m) {
                assertTrue(left[m] != left[n], "each once");
            }
        }
        meter.watch(gone, IMeshPool(address(gone.MESH()) == address(pair) ? address(otherMesh) : address(0)));
        IStabilizer another = new Stabilizer(address(authority), pool, mesh);
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_TooMany.selector, 16));
        meter.watch(another, IMeshPool(address(0)));
        vm.stopPrank();
    }

    /// @dev A run of the batch does without: the stabilizer acts, and the other pool is observed.
    function test_unwatch_doesNotStopTheBatch() public {
        _pushPair(true, 20_000, 0);
        _pushDown(20_000, 3);
        _nextMinute();
        vm.prank(admin);
        meter.unwatch(stab);
        assertEq(batch.run(anyone), 2);
        (, uint256 quote_) = meter.peaks(pairStab);
        assertGt(quote_, 0);
    }

    function test_RevertWhen_unwatch() public {
        vm.prank(admin);
        meter.unwatch(stab);
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_NotWatched.selector, address(stab)));
        vm.prank(admin);
        meter.unwatch(stab);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        vm.prank(anyone);
        meter.unwatch(pairStab);
    }

    function test_RevertWhen_meter() public {
        IStabilizer nobody = IStabilizer(anyone);
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_NotWatched.selector, anyone));
        meter.observe(nobody);
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_NotWatched.selector, anyone));
        meter.check(nobody);
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_BadWatch.selector, address(stab), address(0)));
        meter.watch(stab, IMeshPool(address(0)));
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_BadWindow.selector, 0));
        meter.setWindow(0);
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_BadWindow.selector, 61));
        meter.setWindow(61);
        vm.stopPrank();
        vm.startPrank(anyone);
        bytes memory refusal = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN);
        vm.expectRevert(refusal);
        meter.watch(stab, IMeshPool(address(0)));
        vm.expectRevert(refusal);
        meter.setWindow(5);
        vm.stopPrank();
        assertEq(meter.watched().length, 2);
    }

    function _expectNotWatched(IStabilizer stabilizer_) private {
        bytes memory refusal = abi.encodeWithSelector(IOutflowMeter.Meter_NotWatched.selector, address(stabilizer_));
        vm.expectRevert(refusal);
        meter.observe(stabilizer_);
        vm.expectRevert(refusal);
        meter.check(stabilizer_);
        vm.expectRevert(refusal);
        meter.standings(stabilizer_);
        vm.expectRevert(refusal);
        meter.peaks(stabilizer_);
    }

    /// @dev Fees make the pool's own gap a little less than what left.
    function _expectPeaks(uint256 base_, uint256 quote_, string memory what) private view {
        (uint256 basePeak, uint256 quotePeak) = meter.peaks(stab);
        assertApproxEqRel(basePeak, base_, 0.01e18, what);
        assertApproxEqRel(quotePeak, quote_, 0.01e18, what);
    }

    /// @dev More of a token than a third of what is held of it for five minutes: 100,000 of base, 250,000 of gold.
    function _outflowBelow(bool ofBase) private {
        if (!ofBase) return _outflowOf(20_000);
        _pushUp(10_000, 1);
        _nextMinute();
        meter.observe(stab);
    }

    function _outflowOf(uint256 usd) private {
        _pushDown(usd, 1);
        _nextMinute();
        meter.observe(stab);
    }

    function _nextMinute() private {
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp((vm.getBlockTimestamp() / 1 minutes + 1) * 1 minutes);
    }

    function _quoteGap() private view returns (uint256) {
        return pool.closes(1)[0].gap;
    }
}
