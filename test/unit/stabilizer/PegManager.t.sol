// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IPegManager} from "../../../src/interfaces/IPegManager.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../../../src/interfaces/IStabilizerBatch.sol";
import {CommodityPegManager} from "../../../src/stabilizer/CommodityPegManager.sol";
import {StablecoinPegManager} from "../../../src/stabilizer/StablecoinPegManager.sol";
import {MeshFixture} from "./MeshFixture.sol";

/// @notice Peg managers over the two pools: what they report, when they trigger, what a trigger does.
contract PegManagerTest is MeshFixture {
    StablecoinPegManager private _usd;
    CommodityPegManager private _gold;

    function setUp() public override {
        super.setUp();
        _usd = new StablecoinPegManager(address(authority), "USD", batch);
        _gold = new CommodityPegManager(address(authority), "XAU", batch);
        vm.startPrank(admin);
        _usd.addPool(stab, false);
        _usd.addPool(pairStab, false);
        _gold.addPool(stab, true);
        vm.stopPrank();
    }

    /// @dev Of the closes' smallest, on both managers: gold's is the other side of the same price.
    function testFuzz_report_followsTheCloses(uint256 usd, bool down) public {
        usd = bound(usd, 10_000, 200_000);
        if (down) _pushDown(usd, 3);
        else _pushUp(usd, 3);
        int256 close = pool.closes(1)[0].deviationPpm;
        (int256 dev, IStabilizer worst, IPegManager.Standing standing) = _usd.report();
        assertEq(dev, close);
        assertEq(address(worst), address(stab));
        uint256 size = uint256(dev < 0 ? -dev : dev);
        assertEq(uint256(standing), size > 5_000 ? 2 : size > 1_000 ? 1 : 0);
        (int256 gold,,) = _gold.report();
        assertEq(gold, -close * 1e6 / (1e6 + close));
        assertEq(gold > 0, close < 0);
    }

    /// @dev The pool furthest off decides for a currency, whichever it is.
    function testFuzz_report_ofTheWorstPool(uint256 first, uint256 second) public {
        first = bound(first, 10_000, 200_000);
        second = bound(second, 10_000, 200_000);
        _sellBase(pool, trader, first * USD);
        _pushPair(true, second, 3);
        int256 a = pool.closes(1)[0].deviationPpm;
        int256 b = pairPool.closes(1)[0].deviationPpm;
        (int256 dev, IStabilizer worst,) = _usd.report();
        assertEq(dev, b < a ? b : a);
        assertEq(address(worst), b < a ? address(pairStab) : address(stab));
    }

    /// @dev Gold is off only if all its pools say so, and then by what the mildest of them says.
    function testFuzz_report_ofGoldIsAConsensus(uint256 first, uint256 second, bool agree) public {
        vm.prank(admin);
        _gold.addPool(pairStab, true);
        _sellBase(pool, trader, bound(first, 10_000, 200_000) * USD);
        _pushPair(agree, bound(second, 10_000, 200_000), 3);
        int256 a = _gold.deviationOf(stab);
        int256 b = _gold.deviationOf(pairStab);
        (int256 dev,,) = _gold.report();
        assertGt(a, 0);
        assertEq(b > 0, agree);
        assertEq(dev, agree ? (a < b ? a : b) : int256(0));
    }

    /// @dev A move undone in its block, or held for one close only, is no deviation.
    function testFuzz_report_ignoresWhatDoesNotLast(uint256 usd) public {
        usd = bound(usd, 50_000, 200_000);
        _sellBase(pool, trader, usd * USD);
        (int256 dev,,) = _usd.report();
        assertEq(dev, 0);
        _nextBlock();
        (dev,,) = _usd.report();
        assertEq(dev, 0, "one close");
        _nextBlock();
        (dev,,) = _usd.report();
        assertLt(dev, 0, "two");
    }

    /// @dev Of closes that differ the one nearest the peg counts, whether it is the older or the newer.
    function testFuzz_report_ofTheNearestClose(uint256 first, uint256 second, bool comesBack) public {
        _pushDown(bound(first, 60_000, 100_000), 1);
        second = bound(second, 5_000, 40_000);
        if (comesBack) _pushUp(second, 1);
        else _pushDown(second, 1);
        int256 newer = pool.closes(2)[0].deviationPpm;
        int256 older = pool.closes(2)[1].deviationPpm;
        assertEq(newer > older, comesBack);
        assertLt(newer, 0);
        assertEq(_usd.deviationOf(stab), comesBack ? newer : older);
    }

    /// @dev Of a peg that cannot be measured nothing is said.
    function test_report_withoutAnOracle() public {
        _pushDown(150_000, 3);
        source.setStale(true);
        (int256 dev,,) = _usd.report();
        assertEq(dev, 0);
        assertFalse(_usd.canTrigger());
    }

    function test_report_withoutPools() public {
        StablecoinPegManager empty = new StablecoinPegManager(address(authority), "EUR", batch);
        (int256 dev, IStabilizer worst, IPegManager.Standing standing) = empty.report();
        assertEq(dev, 0);
        assertEq(address(worst), address(0));
        assertEq(uint256(standing), 0);
        assertEq(empty.ASSET(), bytes32("EUR"));
    }

    /// @dev It tells, and the stabilizers act; the caller has the reward.
    function test_trigger_runsTheBatch() public {
        vm.prank(admin);
        stab.setReward(1_000);
        _pushDown(150_000, 3);
        assertTrue(_usd.canTrigger());
        int256 close = pool.closes(1)[0].deviationPpm;
        vm.expectEmit(address(_usd));
        emit IPegManager.PegTriggered("USD", address(stab), anyone, close, 5_000);
        vm.expectEmit(address(_usd));
        emit IPegManager.PegBatchRun(1, "");
        vm.prank(anyone);
        assertEq(_usd.trigger(), close);
        assertGt(pool.currentClose().deviationPpm, close);
        assertGt(base.balanceOf(anyone), 0);
    }

    /// @dev Whatever comes of the batch, it was told.
    function test_trigger_tellsThoughTheBatchFails() public {
        _pushDown(150_000, 3);
        vm.mockCallRevert(address(batch), abi.encodeWithSelector(IStabilizerBatch.run.selector), "broken");
        vm.expectEmit(address(_usd));
        emit IPegManager.PegBatchRun(0, "broken");
        _usd.trigger();
    }

    function testFuzz_RevertWhen_trigger_coolingDown(uint256 wait) public {
        _pushDown(200_000, 3);
        _usd.trigger();
        _pushDown(100_000, 3);
        uint256 first = vm.getBlockTimestamp() - 6;
        wait = bound(wait, 0, 293);
        vm.warp(vm.getBlockTimestamp() + wait);
        assertFalse(_usd.canTrigger());
        vm.expectRevert(
            abi.encodeWithSelector(IPegManager.Peg_CoolingDown.selector, vm.getBlockTimestamp(), first + 300)
        );
        _usd.trigger();
        vm.warp(first + 300);
        assertTrue(_usd.canTrigger());
        _usd.trigger();
    }

    function testFuzz_RevertWhen_trigger_withinTheThreshold(uint256 usd) public {
        _pushDown(bound(usd, 1, 20_000), 3);
        int256 close = _usd.deviationOf(stab);
        vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_WithinThreshold.selector, close, 5_000));
        _usd.trigger();
    }

    // ---- Taking a pool out ----

    /// @dev What was furthest off decides no longer; the other does.
    function testFuzz_removePool_theOtherDecides(uint256 first, uint256 second, bool ofTheFirst) public {
        _sellBase(pool, trader, bound(first, 10_000, 200_000) * USD);
        _pushPair(true, bound(second, 10_000, 200_000), 3);
        (IStabilizer gone, IStabilizer left) = ofTheFirst ? (stab, pairStab) : (pairStab, stab);
        int256 expected = _usd.deviationOf(left);
        vm.expectEmit(address(_usd));
        emit IPegManager.PegPoolRemoved(address(gone));
        vm.prank(admin);
        _usd.removePool(gone);
        (int256 dev, IStabilizer worst,) = _usd.report();
        assertEq(dev, expected);
        assertEq(address(worst), address(left));
        assertEq(_usd.pools().length, 1);
    }

    /// @dev However long nobody has traded in it, a pool decides until it is taken out. Without one there is no deviation,
    /// of either kind, and nothing to trigger.
    function test_removePool_theOnlyOne() public {
        _pushDown(150_000, 3);
        vm.roll(vm.getBlockNumber() + 1_000_000);
        vm.warp(vm.getBlockTimestamp() + 30 days);
        assertTrue(_usd.canTrigger());
        assertTrue(_gold.canTrigger());
        vm.startPrank(admin);
        _usd.removePool(pairStab);
        _usd.removePool(stab);
        _gold.removePool(stab);
        vm.stopPrank();
        IPegManager[2] memory both = [IPegManager(_usd), _gold];
        for (uint256 n; n < 2; ++n) {
            (int256 dev, IStabilizer worst, IPegManager.Standing standing) = both[n].report();
            assertEq(dev, 0);
            assertEq(address(worst), address(0));
            assertEq(uint256(standing), 0);
            assertFalse(both[n].canTrigger());
            vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_WithinThreshold.selector, 0, 5_000));
            both[n].trigger();
            assertEq(both[n].pools().length, 0);
        }
    }

    /// @dev A pool whose source is dead has no voice, which keeps gold's peg from ever being found; taken out, it does not.
    function test_removePool_goldIsHeardAgain() public {
        vm.prank(admin);
        _gold.addPool(pairStab, true);
        _sellBase(pool, trader, 150_000 * USD);
        _pushPair(true, 150_000, 3);
        par.setStale(true);
        (int256 dev,,) = _gold.report();
        assertEq(dev, 0, "silenced");
        vm.prank(admin);
        _gold.removePool(pairStab);
        (dev,,) = _gold.report();
        assertEq(dev, _gold.deviationOf(stab));
        assertTrue(_gold.canTrigger());
    }

    /// @dev The cool-down is the asset's: neither taking pools out nor in again shortens it.
    function testFuzz_removePool_theCoolDownRunsOn(uint256 wait) public {
        _pushDown(200_000, 3);
        _usd.trigger();
        uint256 first = vm.getBlockTimestamp();
        vm.startPrank(admin);
        _usd.removePool(stab);
        _usd.removePool(pairStab);
        _usd.addPool(stab, false);
        vm.stopPrank();
        _pushDown(100_000, 3);
        vm.warp(bound(wait, vm.getBlockTimestamp(), first + 299));
        assertFalse(_usd.canTrigger());
        vm.expectRevert(
            abi.encodeWithSelector(IPegManager.Peg_CoolingDown.selector, vm.getBlockTimestamp(), first + 300)
        );
        _usd.trigger();
        vm.warp(first + 300);
        _usd.trigger();
    }

    /// @dev Added again it is watched as it is said then, not as it was before.
    function testFuzz_removePool_isAddedAnew(uint256 usd, bool inverted) public {
        _pushDown(bound(usd, 10_000, 200_000), 3);
        int256 close = pool.closes(1)[0].deviationPpm;
        vm.startPrank(admin);
        _gold.removePool(stab);
        assertEq(_gold.deviationOf(stab), close, "its base's");
        _gold.addPool(stab, inverted);
        vm.stopPrank();
        (int256 dev,,) = _gold.report();
        assertEq(dev, inverted ? -close * 1e6 / (1e6 + close) : close);
    }

    /// @dev Of a full list any one: exactly it is gone, and there is room for one again.
    function testFuzz_removePool_keepsTheOthers(uint256 at) public {
        at = bound(at, 0, 15);
        vm.startPrank(admin);
        for (uint160 n = 1; n < 15; ++n) {
            _usd.addPool(IStabilizer(address(n)), false);
        }
        IStabilizer gone = _usd.pools()[at];
        _usd.removePool(gone);
        IStabilizer[] memory left = _usd.pools();
        assertEq(left.length, 15);
        for (uint256 n; n < 15; ++n) {
            assertTrue(left[n] != gone);
            vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_BadPool.selector, address(left[n])));
            _usd.addPool(left[n], false);
            for (uint256 m; m < n; ++m) {
                assertTrue(left[m] != left[n], "each once");
            }
        }
        _usd.addPool(gone, false);
        vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_BadPool.selector, address(99)));
        _usd.addPool(IStabilizer(address(99)), false);
        vm.stopPrank();
    }

    /// @dev One that is about to be found off its peg cannot be taken out by whoever would have it so.
    function testFuzz_RevertWhen_removePool_byAnyoneElse(address caller) public {
        if (caller == admin) caller = anyone;
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.ADMIN));
        vm.prank(caller);
        _usd.removePool(stab);
    }

    function test_RevertWhen_removePool_notWatched() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_NotWatched.selector, address(pairStab)));
        _gold.removePool(pairStab);
        _gold.removePool(stab);
        vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_NotWatched.selector, address(stab)));
        _gold.removePool(stab);
        vm.stopPrank();
    }

    function testFuzz_setSettings(uint256 band, uint256 threshold, uint256 cooldown) public {
        threshold = bound(threshold, 1, 1_000);
        band = bound(band, 1, threshold);
        cooldown = bound(cooldown, 0, 1 days);
        vm.prank(admin);
        _usd.setSettings(band, threshold, cooldown);
        (uint256 b, uint256 t, uint256 c, uint256 last) = _usd.settings();
        assertEq(b, band);
        assertEq(t, threshold);
        assertEq(c, cooldown);
        assertEq(last, 0);
    }

    function test_RevertWhen_settingsOrPools() public {
        uint256[3][4] memory bad =
            [[uint256(0), 50, 0], [uint256(51), 50, 0], [uint256(1), 1_001, 0], [uint256(1), 50, 1 days + 1]];
        vm.startPrank(admin);
        for (uint256 n; n < 4; ++n) {
            vm.expectRevert(
                abi.encodeWithSelector(IPegManager.Peg_BadSettings.selector, bad[n][0], bad[n][1], bad[n][2])
            );
            _usd.setSettings(bad[n][0], bad[n][1], bad[n][2]);
        }
        vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_BadPool.selector, address(stab)));
        _usd.addPool(stab, true);
        vm.stopPrank();
        vm.startPrank(anyone);
        bytes memory refusal = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN);
        vm.expectRevert(refusal);
        _usd.addPool(pairStab, true);
        vm.expectRevert(refusal);
        _usd.setSettings(1, 2, 3);
        vm.stopPrank();
        assertEq(_usd.pools().length, 2);
    }
}
