// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IOutflowMeter} from "../../../src/interfaces/IOutflowMeter.sol";
import {IPegManager} from "../../../src/interfaces/IPegManager.sol";
import {IReserveAccount} from "../../../src/interfaces/IReserveAccount.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../../../src/interfaces/IStabilizerBatch.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMProvider} from "../../../src/pmm/periphery/PMMProvider.sol";
import {BridgeReserveCoordinator} from "../../../src/reserve/BridgeReserveCoordinator.sol";
import {ReserveBucketA} from "../../../src/reserve/ReserveBucketA.sol";
import {ReserveSystem} from "../../../src/reserve/ReserveSystem.sol";
import {CommodityPegManager} from "../../../src/stabilizer/CommodityPegManager.sol";
import {StablecoinPegManager} from "../../../src/stabilizer/StablecoinPegManager.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {FourPools, Market} from "./FourPools.sol";

/// @notice One of the four pools is retired, by the steps of docs/gold.md ("Retiring a pool"), while it is far off its peg
/// and, where the test says so, after its source has died.
contract RetirementTest is FourPools {
    uint256 private constant EURO = 2;

    ReserveSystem private _reserve;
    ReserveBucketA private _bucketA;
    BridgeReserveCoordinator private _coordinator;
    PMMProvider private _provider;
    IPegManager private _usd;
    IPegManager private _eur;
    IPegManager private _gold;
    address private _treasury = makeAddr("treasury");

    function setUp() public override {
        super.setUp();
        _reserve = new ReserveSystem(address(authority));
        _bucketA = new ReserveBucketA(address(authority), address(_reserve));
        _coordinator = new BridgeReserveCoordinator(address(authority), _reserve);
        _provider = new PMMProvider(owner);
        _usd = new StablecoinPegManager(address(authority), "USD", batch);
        _eur = new StablecoinPegManager(address(authority), "EUR", batch);
        _gold = new CommodityPegManager(address(authority), "XAU", batch);
        authority.grant(Roles.TREASURY, _treasury);

        vm.startPrank(admin);
        bucket.setBucketE(address(_reserve));
        bucket.setShares(_shares(6_000, 2_000, 2_000));
        _reserve.setAccount(IReserveSystem.Bucket.A, _bucketA);
        _reserve.setAccount(IReserveSystem.Bucket.B, IReserveAccount(address(bucket)));
        _reserve.setMeter(IOutflowMeter(address(meter)));
        _usd.addPool(stab, false);
        _usd.addPool(_market(1).stab, false);
        _usd.addPool(pairStab, false);
        _eur.addPool(_market(EURO).stab, false);
        for (uint256 n; n < 3; ++n) {
            _gold.addPool(_market(n).stab, true);
        }
        for (uint256 n; n < MARKETS; ++n) {
            _bucketA.setPool(_market(n).pool, true);
        }
        vm.stopPrank();
        for (uint256 n; n < MARKETS; ++n) {
            PMMPool public_ = PMMPool(address(_market(n).pool));
            vm.prank(owner);
            _provider.registerPool(public_);
            uint256 half = public_.balanceOf(lp) / 2;
            vm.prank(lp);
            public_.transfer(address(_bucketA), half);
        }
        _nextMinute();
        // The meter's first reading of each.
        batch.run(anyone);
    }

    /// @dev The whole way, step by step, of a pool with a private pool of its own.
    function testFuzz_retire_aPoolAgainstGold(uint256 usd, bool isDead) public {
        Market memory m = _market(EURO);
        _pushAll(bound(usd, 30_000, 60_000));
        uint256 need = _need();
        uint256 ofEuro = _peakOf(m.stab);
        assertGt(ofEuro, 0);
        (,, IPegManager.Standing standing) = _eur.report();
        assertEq(uint256(standing), 2, "far off");
        if (isDead) _diesOf(m);

        // 1. Nothing new comes in.
        _closeDoors(m);
        assertEq(_provider.poolsOf(address(m.base), address(m.quote)).length, 0);
        // 2. Nothing stabilizes it, watches it, or asks for it.
        IPegManager[] memory pegs = new IPegManager[](2);
        (pegs[0], pegs[1]) = (_eur, _gold);
        _takeOut(m, pegs);
        _expectNoTrade(m, isDead);
        _expectSilence(_eur);
        _expectGoldOfTwo();
        assertEq(_need(), need - 5 * ofEuro, "of the other three");
        // 3. Bucket B has its funds back.
        _emptyLeg();
        (, uint256 needed) = _coordinator.needOfB();
        assertEq(needed, 3 * (need - 5 * ofEuro));
        _reserve.checkLevel();

        // Whenever they like.
        _leave(m);
        _nextMinute();
        vm.expectRevert(abi.encodeWithSelector(IOutflowMeter.Meter_NotWatched.selector, address(m.stab)));
        meter.observe(m.stab);
        assertEq(_need(), need - 5 * ofEuro, "of the other three");

        _expectBatch(3, 0);
        _settle();
        for (uint256 n; n < MARKETS; ++n) {
            if (n != EURO) assertApproxEqAbs(_market(n).pool.currentClose().deviationPpm, 0, 500, _market(n).name);
        }
    }

    /// @dev A pool between two tokens: its legs stay, for the pools that they belong to.
    function testFuzz_retire_aPair(uint256 usd) public {
        Market memory m = _market(STABLE_PAIR);
        _pushAll(bound(usd, 30_000, 60_000));
        uint256 need = _need();
        uint256 ofPair = (_peakOf(m.stab) * GOLD + 1e18 - 1) / 1e18;
        assertGt(ofPair, 0);
        _closeDoors(m);
        IPegManager[] memory pegs = new IPegManager[](1);
        pegs[0] = _usd;
        _takeOut(m, pegs);
        vm.startPrank(admin);
        mesh.setPair(address(pair), false);
        otherMesh.setPair(address(pair), false);
        vm.stopPrank();
        _expectNoTrade(m, false);
        assertEq(_need(), need - 5 * ofPair);
        (int256 dev, IStabilizer worst,) = _usd.report();
        assertLt(dev, -5_000);
        assertTrue(worst != m.stab);
        _leave(m);
        _expectBatch(3, 0);
        _settle();
        assertApproxEqAbs(pool.currentClose().deviationPpm, 0, 500);
    }

    /// @dev Whichever of the steps are taken and whichever are not: nothing fails, and the others go on.
    function testFuzz_retire_inPart(bool fromBatch, bool fromMesh, bool fromPegs, bool fromMeter) public {
        Market memory m = _market(EURO);
        _pushAll(40_000);
        uint256 need = _need();
        uint256 ofEuro = _peakOf(m.stab);
        vm.startPrank(admin);
        if (fromBatch) batch.remove(m.stab);
        if (fromMesh) m.stab.MESH().setTrader(address(m.stab), false);
        if (fromPegs) _eur.removePool(m.stab);
        if (fromPegs) _gold.removePool(m.stab);
        if (fromMeter) meter.unwatch(m.stab);
        vm.stopPrank();
        assertEq(_need(), fromMeter ? need - 5 * ofEuro : need);
        assertEq(_eur.canTrigger(), !fromPegs);
        assertTrue(_gold.canTrigger());
        _coordinator.needOfB();
        _expectBatch(fromBatch || fromMesh ? 3 : 4, !fromBatch && fromMesh ? 1 : 0);
        _usd.report();
    }

    /// @dev The steps backwards: it is a pool like the other three again.
    function test_retire_andTakeUpAgain() public {
        Market memory m = _market(EURO);
        _pushAll(40_000);
        IPegManager[] memory pegs = new IPegManager[](2);
        (pegs[0], pegs[1]) = (_eur, _gold);
        _takeOut(m, pegs);
        vm.startPrank(admin);
        meter.watch(m.stab, IMeshPool(address(0)));
        _eur.addPool(m.stab, false);
        _gold.addPool(m.stab, true);
        m.stab.MESH().setTrader(address(m.stab), true);
        batch.add(m.stab);
        vm.stopPrank();
        vm.prank(owner);
        m.pool.setStabilizer(address(m.stab));
        assertEq(_peakOf(m.stab), 0, "begins anew");
        assertTrue(_eur.canTrigger());
        _expectBatch(4, 0);
    }

    /// @dev Why the meter is told before the LPs leave: the gap goes with them, as if its counterpart had been bought.
    function test_leaving_isTakenForAnOutflow() public {
        Market memory m = _market(EURO);
        _pushAll(40_000);
        (uint256 b,) = meter.peaks(m.stab);
        assertEq(b, 0);
        _leave(m);
        _nextMinute();
        meter.observe(m.stab);
        uint256 q;
        (b, q) = meter.peaks(m.stab);
        assertApproxEqRel(b, q, 0.01e18);
    }

    // ---- The steps ----

    function _closeDoors(Market memory m) private {
        vm.prank(owner);
        _provider.removePool(m.pool);
        vm.prank(admin);
        _bucketA.setPool(m.pool, false);
    }

    function _takeOut(Market memory m, IPegManager[] memory pegs) private {
        vm.startPrank(admin);
        batch.remove(m.stab);
        m.stab.MESH().setTrader(address(m.stab), false);
        for (uint256 n; n < pegs.length; ++n) {
            pegs[n].removePool(m.stab);
        }
        meter.unwatch(m.stab);
        vm.stopPrank();
        vm.prank(owner);
        m.pool.setStabilizer(address(0));
    }

    /// @dev XAU goes to another leg, the token to bucket E. Of the token nothing may stay: its worth would be asked for.
    function _emptyLeg() private {
        (uint256 tokens, uint256 xau) = euroMesh.reserves();
        vm.startPrank(manager);
        bucket.defundMesh(euroMesh, address(euro), tokens);
        bucket.defundMesh(euroMesh, address(quote), xau);
        bucket.fundMesh(mesh, address(quote), xau);
        vm.stopPrank();
        vm.prank(admin);
        bucket.setShares(_shares(7_500, 2_500, 0));
        vm.prank(_treasury);
        _reserve.moveToE(IReserveSystem.Bucket.B, address(euro), tokens);
        assertEq(_reserve.balanceOfE(address(euro)), tokens);
        vm.prank(keeper);
        bucket.redistribute();
        (tokens, xau) = euroMesh.reserves();
        assertEq(tokens + xau + bucket.balanceOf(address(euro)), 0, "empty");
    }

    /// @dev The LP and bucket A together take all but what the dead shares stand for.
    function _leave(Market memory m) private {
        PMMPool public_ = PMMPool(address(m.pool));
        (uint256 b, uint256 q) = public_.getVaultReserve();
        uint256 supply = public_.totalSupply();
        uint256 shares = public_.balanceOf(lp);
        vm.prank(lp);
        (uint256 gotBase, uint256 gotQuote) = public_.sellShares(shares, lp, 0, 0, "", vm.getBlockTimestamp());
        shares = public_.balanceOf(address(_bucketA));
        vm.prank(_treasury);
        (uint256 toA, uint256 quoteToA) = _bucketA.sellShares(m.pool, shares, 0, 0, vm.getBlockTimestamp());
        uint256 dead = public_.DEAD_SHARES();
        assertEq(public_.totalSupply(), dead);
        assertApproxEqAbs(gotBase + toA, b - b * dead / supply, 2, "all of the base");
        assertApproxEqAbs(gotQuote + quoteToA, q - q * dead / supply, 2, "all of the quote");
    }

    // ---- What must be ----

    /// @dev What a dead source does before the pool is retired: it silences gold, and nothing has a worth.
    function _diesOf(Market memory m) private {
        m.source.setStale(true);
        (int256 dev,,) = _gold.report();
        assertEq(dev, 0, "gold is silenced");
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        _reserve.level();
    }

    function _expectNoTrade(Market memory m, bool isDead) private {
        (uint256 size, address tokenIn, address tokenOut,) = m.stab.quotePrivateSwap();
        if (isDead) return assertEq(size, 0);
        assertGt(size, 0);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotTrader.selector, address(m.stab)));
        m.stab.executePrivateSwap(size, tokenIn, tokenOut);
    }

    function _expectSilence(IPegManager peg) private {
        (int256 dev, IStabilizer worst, IPegManager.Standing standing) = peg.report();
        assertEq(dev, 0);
        assertEq(address(worst), address(0));
        assertEq(uint256(standing), 0);
        vm.expectRevert(abi.encodeWithSelector(IPegManager.Peg_WithinThreshold.selector, 0, 5_000));
        peg.trigger();
    }

    function _expectGoldOfTwo() private view {
        (int256 a, int256 b) = (_gold.deviationOf(stab), _gold.deviationOf(_market(1).stab));
        (int256 dev,,) = _gold.report();
        assertEq(dev, a < b ? a : b);
        assertTrue(_gold.canTrigger());
    }

    /// @dev So many act, and so many fail.
    function _expectBatch(uint256 acting, uint256 failing) private {
        vm.recordLogs();
        assertEq(batch.run(anyone), acting, "acted");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 failed;
        for (uint256 n; n < logs.length; ++n) {
            if (logs[n].topics[0] == IStabilizerBatch.BatchFailed.selector) ++failed;
        }
        assertEq(failed, failing, "failed");
    }

    // ---- Helpers ----

    /// @dev The token is sold into every pool, gold and cUSDC bought; then a minute ends and is observed.
    function _pushAll(uint256 usd) private {
        for (uint256 n; n < MARKETS; ++n) {
            _sellOn(_market(n), true, usd);
        }
        _skipBlocks(3);
        _nextMinute();
        for (uint256 n; n < MARKETS; ++n) {
            meter.observe(_market(n).stab);
        }
    }

    function _settle() private {
        for (uint256 n; n < 20 && batch.due().length != 0 || n < 2; ++n) {
            batch.run(anyone);
            _skipBlocks(3);
        }
    }

    function _need() private view returns (uint256 need) {
        (need,,) = _reserve.requiredReserve();
    }

    function _peakOf(IStabilizer stabilizer_) private view returns (uint256) {
        (uint256 b, uint256 q) = meter.peaks(stabilizer_);
        return b > q ? b : q;
    }

    function _shares(uint16 first, uint16 second, uint16 third) private pure returns (uint16[] memory list) {
        list = new uint16[](3);
        (list[0], list[1], list[2]) = (first, second, third);
    }

    function _nextMinute() private {
        vm.roll(vm.getBlockNumber() + 30);
        vm.warp((vm.getBlockTimestamp() / 1 minutes + 1) * 1 minutes);
    }
}
