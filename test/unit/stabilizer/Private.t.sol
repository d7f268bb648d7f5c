// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {LibCall} from "solady/utils/LibCall.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IGuidePriceSource} from "../../../src/interfaces/IGuidePriceSource.sol";
import {IMeshCallee, IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {MeshPool} from "../../../src/stabilizer/MeshPool.sol";
import {ReserveBucketB} from "../../../src/stabilizer/ReserveBucketB.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {StabilizerFixture} from "./StabilizerFixture.sol";

/// @dev A trader that pays what the test tells it to: the stabilizer always pays what the public pool gave.
contract MockTrader is IMeshCallee {
    IMeshPool private immutable MESH;
    int256 public over;
    /// @dev Called on the mesh pool in the middle of a trade.
    bytes public again;

    constructor(IMeshPool mesh) {
        MESH = mesh;
    }

    function trade(address tokenOut, uint256 amount, int256 over_) external returns (uint256) {
        over = over_;
        return MESH.swap(tokenOut, amount, address(this));
    }

    function tradeReentering(address tokenOut, uint256 amount, bytes calldata again_) external {
        again = again_;
        MESH.swap(tokenOut, amount, address(this));
    }

    /// @dev So that the mesh pool takes this for a pair, too.
    function BASE_LEG() external view returns (IMeshPool) {
        return MESH;
    }

    function onMeshSwap(address tokenIn, uint256 owed) external {
        if (again.length != 0) {
            (bool ok, bytes memory reason) = address(MESH).call(again);
            if (!ok) LibCall.bubbleUpRevert(reason);
        }
        TestToken(tokenIn).mint(address(MESH), uint256(int256(owed) + over));
    }
}

/// @dev A public pool that pays a part of what it should: the real one never does, and the slippage guard is for the day
/// it did. Only what the stabilizer asks of a pool.
contract MockUnderpayingPool {
    IPMMPool private immutable REAL;
    uint256 private immutable PAID_BP;

    constructor(IPMMPool real, uint256 paidBp) {
        (REAL, PAID_BP) = (real, paidBp);
    }

    function _SOURCE_() external view returns (IGuidePriceSource) {
        return REAL._SOURCE_();
    }

    function _BASE_TOKEN_() external view returns (address) {
        return REAL._BASE_TOKEN_();
    }

    function _QUOTE_TOKEN_() external view returns (address) {
        return REAL._QUOTE_TOKEN_();
    }

    function MAX_CLOSES() external view returns (uint256) {
        return REAL.MAX_CLOSES();
    }

    function closes(uint256 n) external view returns (IPMMPool.Close[] memory) {
        return REAL.closes(n);
    }

    function getPMMStateForCall()
        external
        view
        returns (uint256, uint256, uint256, uint256, uint256, uint256, uint256)
    {
        return REAL.getPMMStateForCall();
    }

    /// @dev Pays PAID_BP of what the input is worth at the oracle.
    function sellQuoteFeeFree(address to) external returns (uint256 paid) {
        TestToken quote = TestToken(REAL._QUOTE_TOKEN_());
        paid = quote.balanceOf(address(this)) * 1e18 / REAL._SOURCE_().guidePrice() * PAID_BP / 10_000;
        quote.transfer(address(REAL), quote.balanceOf(address(this)));
        TestToken(REAL._BASE_TOKEN_()).mint(to, paid);
    }
}

/// @notice The mesh pool and bucket B's account: who may do what, what a trade costs, what a day may cost.
contract PrivateTest is StabilizerFixture {
    MockTrader internal mock;

    function setUp() public override {
        super.setUp();
        _fundB(50_000 * USD, 0);
        mock = new MockTrader(mesh);
        vm.prank(admin);
        mesh.setTrader(address(mock), true);
    }

    // ---- Mesh pool ----

    /// @dev Every function that changes anything, by a stranger and by a KEEPER.
    function test_RevertWhen_mesh_byStrangers() public {
        address[2] memory strangers = [anyone, keeper];
        for (uint256 n; n < 2; ++n) {
            vm.startPrank(strangers[n]);
            vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotTrader.selector, strangers[n]));
            mesh.swap(address(quote), 1, anyone);
            vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotReserve.selector, strangers[n]));
            mesh.fund(address(quote), 1);
            vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotReserve.selector, strangers[n]));
            mesh.defund(address(quote), 1);
            bytes memory notAdmin =
                abi.encodeWithSelector(IAccess.Access_MissingRole.selector, strangers[n], Roles.ADMIN);
            vm.expectRevert(notAdmin);
            mesh.setTrader(anyone, true);
            vm.expectRevert(notAdmin);
            mesh.setMaxVolumePerBlock(1);
            vm.stopPrank();
        }
        // The trader may not fund, the reserve may not trade.
        vm.prank(address(stab));
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotReserve.selector, address(stab)));
        mesh.defund(address(quote), 1);
        vm.prank(address(bucket));
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotTrader.selector, address(bucket)));
        mesh.swap(address(quote), 1, anyone);
    }

    /// @dev No fee and no curve: what is owed is the oracle's value, rounded up, at any size and either way.
    function testFuzz_mesh_swapsAtTheOracle(uint256 amount, uint256 price, bool xauOut) public {
        price = bound(price, GOLD / 10, GOLD * 10);
        source.set(price);
        vm.prank(admin);
        mesh.setMaxVolumePerBlock(type(uint112).max);
        amount = xauOut ? bound(amount, 1, 250_000 * USD_OF_XAU) : bound(amount, 1, 50_000 * USD);
        uint256 value = mesh.valueXau();
        uint256 paid = mock.trade(xauOut ? address(quote) : address(base), amount, 0);
        uint256 exact = xauOut ? amount * 1e18 / price : amount * price / 1e18;
        assertGe(paid, exact);
        assertLe(paid, exact + 1);
        assertGe(mesh.valueXau() + 1, value, "one unit");
        if (!xauOut) assertLe(mesh.valueXau(), value + 1 + (price + 1e18 - 1) / 1e18);
    }

    /// @dev What is paid beyond what is owed is bucket B's.
    function testFuzz_mesh_surplusIsKept(uint256 amount, uint256 surplus) public {
        amount = bound(amount, 1e12, 40_000 * USD_OF_XAU);
        surplus = bound(surplus, 0, 1_000_000 * USD);
        (uint256 before,) = mesh.reserves();
        // The argument is one of two bounded amounts.
        uint256 paid = mock.trade(address(quote), amount, int256(surplus));
        (uint256 afterwards,) = mesh.reserves();
        assertEq(afterwards - before, paid);
        assertEq(paid, amount * 1e18 / GOLD + (amount * 1e18 % GOLD == 0 ? 0 : 1) + surplus);
    }

    /// @dev A donation is neither reserve nor payment.
    function testFuzz_mesh_donationsCountForNothing(uint256 baseGift, uint256 quoteGift) public {
        base.mint(address(mesh), bound(baseGift, 1, 1e15));
        quote.mint(address(mesh), bound(quoteGift, 1, 1e24));
        base.mint(address(bucket), 1e12);
        uint256 value = _valueB();
        (uint256 b, uint256 x) = mesh.reserves();
        assertEq(b, 50_000 * USD);
        assertEq(x, 250_000 * USD_OF_XAU);
        mock.trade(address(quote), 1_000 * USD_OF_XAU, 0);
        (b, x) = mesh.reserves();
        assertEq(b, 51_000 * USD);
        assertEq(x, 249_000 * USD_OF_XAU);
        assertEq(_valueB(), value);
    }

    /// @dev The block's volume is that of all traders; a new block has its own.
    function testFuzz_RevertWhen_mesh_blockVolume(uint256 first, uint256 second) public {
        uint256 max = 50_000 * USD_OF_XAU;
        first = bound(first, 1, max);
        second = bound(second, max - first + 1, 200_000 * USD_OF_XAU);
        mock.trade(address(quote), first, 0);
        assertEq(mesh.volumeLeft(), max - first);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_BlockVolume.selector, first + second, max));
        mock.trade(address(quote), second, 0);
        _nextBlock();
        assertEq(mesh.volumeLeft(), max);
        mock.trade(address(quote), max < second ? max : second, 0);
    }

    /// @dev Lowered below what the block has moved already: nothing is left, rather than less than nothing.
    function test_mesh_volumeLowered() public {
        mock.trade(address(quote), 60 * USD_OF_XAU, 0);
        vm.prank(admin);
        mesh.setMaxVolumePerBlock(50 * USD_OF_XAU);
        assertEq(mesh.volumeLeft(), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IMeshPool.Mesh_BlockVolume.selector, 60 * USD_OF_XAU + 1, 50 * USD_OF_XAU)
        );
        mock.trade(address(quote), 1, 0);
    }

    /// @dev In raw XAU, whichever token goes out.
    function test_RevertWhen_mesh_blockVolumeOfTheToken() public {
        vm.prank(admin);
        mesh.setMaxVolumePerBlock(100 * USD_OF_XAU);
        mock.trade(address(base), 60 * USD, 0);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_BlockVolume.selector, 101 * USD_OF_XAU, 100 * USD_OF_XAU));
        mock.trade(address(quote), 41 * USD_OF_XAU, 0);
    }

    function test_RevertWhen_mesh_badAsk() public {
        vm.expectRevert(IMeshPool.Mesh_ZeroAmount.selector);
        mock.trade(address(quote), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_UnknownToken.selector, anyone));
        mock.trade(anyone, 1, 0);
        vm.prank(admin);
        mesh.setMaxVolumePerBlock(type(uint112).max);
        vm.expectRevert(
            abi.encodeWithSelector(IMeshPool.Mesh_NotEnough.selector, address(base), 50_001 * USD, 50_000 * USD)
        );
        mock.trade(address(base), 50_001 * USD, 0);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_ReserveOverflow.selector, uint256(1) << 112));
        mesh.setMaxVolumePerBlock(1 << 112);
    }

    /// @dev By one that may do all three: the lock alone stands in the way.
    function testFuzz_RevertWhen_mesh_reentered(uint256 amount, uint256 door) public {
        vm.prank(admin);
        mesh.setPair(address(mock), true);
        amount = bound(amount, 1, 1e6);
        bytes[3] memory doors = [
            abi.encodeCall(mesh.swap, (address(base), amount, address(mock))),
            abi.encodeCall(mesh.sendLeg, (amount, address(mock))),
            abi.encodeCall(mesh.bookLeg, (0))
        ];
        vm.expectRevert(Lock.Lock_Reentered.selector);
        mock.tradeReentering(address(quote), 1e15, doors[door % 3]);
    }

    /// @dev Outside a trade the legs are open to it.
    function test_mesh_legsOfAPair() public {
        vm.prank(admin);
        mesh.setPair(address(mock), true);
        vm.startPrank(address(mock));
        mesh.sendLeg(5, address(mesh));
        mesh.bookLeg(5);
        vm.stopPrank();
        assertEq(base.balanceOf(address(mesh)), 50_000 * USD);
    }

    /// @dev Every way out of the account is told.
    function testFuzz_bucket_tellsWhatItSends(uint256 amount) public {
        amount = bound(amount, 1, 10_000 * USD);
        base.mint(bucketE, amount);
        vm.startPrank(bucketE);
        base.approve(address(bucket), amount);
        bucket.depositFromE(address(base), amount);
        vm.stopPrank();
        vm.expectEmit(address(bucket));
        emit IReserveBucketB.BucketBFlow(IReserveBucketB.Flow.TO_MESH, address(base), address(mesh), amount);
        vm.prank(manager);
        bucket.fundMesh(mesh, address(base), amount);
    }

    function test_RevertWhen_mesh_sourceStale() public {
        source.setStale(true);
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        mock.trade(address(quote), 1e15, 0);
        // Funding and taking out go on.
        vm.startPrank(manager);
        bucket.defundMesh(mesh, address(quote), 1e18);
        bucket.fundMesh(mesh, address(quote), 1e18);
    }

    function test_RevertWhen_mesh_fundedWithoutPaying() public {
        vm.prank(address(bucket));
        vm.expectRevert(
            abi.encodeWithSelector(
                IMeshPool.Mesh_NotPaid.selector, address(quote), 250_000 * USD_OF_XAU, 250_000 * USD_OF_XAU + 1
            )
        );
        mesh.fund(address(quote), 1);
        vm.prank(address(bucket));
        vm.expectRevert(
            abi.encodeWithSelector(IMeshPool.Mesh_NotEnough.selector, address(base), 50_000 * USD + 1, 50_000 * USD)
        );
        mesh.defund(address(base), 50_000 * USD + 1);
    }

    function test_RevertWhen_mesh_badConfig() public {
        vm.expectPartialRevert(IMeshPool.Mesh_BadConfig.selector);
        new MeshPool(address(authority), address(quote), source, bucket);
        vm.expectPartialRevert(IMeshPool.Mesh_BadConfig.selector);
        new MeshPool(address(authority), address(0), source, bucket);
        vm.expectPartialRevert(IMeshPool.Mesh_BadConfig.selector);
        new MeshPool(address(authority), address(base), IGuidePriceSource(address(0)), bucket);
    }

    // ---- Slippage and losses ----

    /// @dev A public pool that underpays by 29 bp is let through by the outer guard, one that underpays by 30 and the
    /// rounding is not.
    function testFuzz_RevertWhen_executePrivateSwap_slippage(uint256 paidBp) public {
        paidBp = bound(paidBp, 9_900, 10_000);
        Stabilizer victim = _victim(paidBp);
        _pushDown(10_000, 2);
        (, bool should) = victim.checkDeviation();
        assertTrue(should);
        if (paidBp <= 9_970) vm.expectPartialRevert(IStabilizer.Stabilizer_Slippage.selector);
        victim.executePrivateSwap(type(uint256).max, address(quote), address(base));
    }

    /// @dev 300,000 of value have a budget of 150 a day; an action that loses 29 of 10,000 fits five times.
    function test_RevertWhen_executePrivateSwap_lossBudget() public {
        Stabilizer victim = _victim(9_971);
        _pushDown(10_000, 2);
        for (uint256 n; n < 12; ++n) {
            (uint256 lossToday, uint256 budget) = bucket.lossBudget();
            assertLe(lossToday, budget);
            if (lossToday + 31 * USD_OF_XAU > budget) {
                vm.expectPartialRevert(IReserveBucketB.BucketB_LossBudget.selector);
                victim.executePrivateSwap(type(uint256).max, address(quote), address(base));
                // A new day is a new budget.
                vm.warp(vm.getBlockTimestamp() + 1 days);
                (lossToday,) = bucket.lossBudget();
                assertEq(lossToday, 0);
                victim.executePrivateSwap(type(uint256).max, address(quote), address(base));
                return;
            }
            victim.executePrivateSwap(type(uint256).max, address(quote), address(base));
            _skipBlocks(3);
        }
        assertTrue(false, "the budget never stopped it");
    }

    /// @dev Whoever trades: the shortfall of a day is within 5 bp of bucket B's value.
    function testFuzz_RevertWhen_mesh_lossBudget(uint256 shortfall, bool xauOut) public {
        uint256 budget = _valueB() * 5 / 10_000;
        uint256 inUnits = xauOut ? budget * 1e18 / GOLD : budget;
        shortfall = bound(shortfall, 1, inUnits * 2);
        uint256 value = _valueB();
        (address tokenOut, uint256 amount) =
            xauOut ? (address(quote), 10_000 * USD_OF_XAU) : (address(base), 10_000 * USD);
        // Bounded far below 2^255. The value the budget is of is that after the loss.
        bool refused = shortfall > inUnits - inUnits / 1_000;
        if (refused && shortfall <= inUnits) return;
        if (refused) vm.expectPartialRevert(IReserveBucketB.BucketB_LossBudget.selector);
        mock.trade(tokenOut, amount, -int256(shortfall));
        assertGe(_valueB() + budget, value);
        if (!refused) assertLt(_valueB(), value);
    }

    function _victim(uint256 paidBp) private returns (Stabilizer victim) {
        MockUnderpayingPool bad = new MockUnderpayingPool(pool, paidBp);
        victim = new Stabilizer(address(authority), IPMMPool(address(bad)), mesh);
        vm.startPrank(admin);
        mesh.setTrader(address(victim), true);
        victim.setSettings(_settings(2_000));
        vm.stopPrank();
    }

    // ---- Bucket B's account ----

    /// @dev Every function that changes anything, by a stranger, a KEEPER and, where it is not theirs, E and MANAGER.
    function test_RevertWhen_bucket_byStrangers() public {
        address[4] memory strangers = [anyone, keeper, bucketE, manager];
        for (uint256 n; n < 4; ++n) {
            address who = strangers[n];
            vm.startPrank(who);
            if (who != bucketE) {
                vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotBucketE.selector, who));
                bucket.depositFromE(address(quote), 1);
                vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotBucketE.selector, who));
                bucket.withdrawToE(address(quote), 1);
            }
            if (who != manager) {
                bytes memory notManager =
                    abi.encodeWithSelector(IAccess.Access_MissingRole.selector, who, Roles.MANAGER);
                vm.expectRevert(notManager);
                bucket.fundMesh(mesh, address(quote), 1);
                vm.expectRevert(notManager);
                bucket.defundMesh(mesh, address(quote), 1);
            }
            vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotMesh.selector, who));
            bucket.topUp(address(quote), 1);
            vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotMesh.selector, who));
            bucket.chargeLoss(1);
            bytes memory notAdmin = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, who, Roles.ADMIN);
            vm.expectRevert(notAdmin);
            bucket.addMesh(mesh);
            vm.expectRevert(notAdmin);
            bucket.setDailyLimit(IReserveBucketB.Flow.TO_E, address(quote), 1);
            vm.expectRevert(notAdmin);
            bucket.setBucketE(who);
            vm.stopPrank();
        }
    }

    /// @dev Each flow of a day is within its limit, and a new day opens it again.
    function testFuzz_RevertWhen_bucket_dailyLimit(uint256 limit, uint256 first, uint8 which) public {
        IReserveBucketB.Flow flow = IReserveBucketB.Flow(which % 4);
        vm.prank(manager);
        bucket.defundMesh(mesh, address(quote), 100_000 * USD_OF_XAU);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        limit = bound(limit, 1, 40_000 * USD_OF_XAU);
        first = bound(first, 1, limit);
        vm.prank(admin);
        bucket.setDailyLimit(flow, address(quote), limit);
        _move(flow, first);
        (uint256 kept, uint256 used) = bucket.dailyLimit(flow, address(quote));
        assertEq(kept, limit);
        assertEq(used, first);
        uint256 next = limit - first + 1;
        bytes memory refusal =
            abi.encodeWithSelector(IReserveBucketB.BucketB_DailyLimit.selector, flow, address(quote), first, limit);
        _prepare(flow, next);
        vm.expectRevert(refusal);
        _call(flow, next);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        _move(flow, next > limit ? limit : next);
    }

    function _move(IReserveBucketB.Flow flow, uint256 amount) private {
        _prepare(flow, amount);
        _call(flow, amount);
    }

    function _prepare(IReserveBucketB.Flow flow, uint256 amount) private {
        if (flow != IReserveBucketB.Flow.FROM_E) return;
        quote.mint(bucketE, amount);
        vm.prank(bucketE);
        quote.approve(address(bucket), amount);
    }

    function _call(IReserveBucketB.Flow flow, uint256 amount) private {
        vm.prank(flow == IReserveBucketB.Flow.FROM_E || flow == IReserveBucketB.Flow.TO_E ? bucketE : manager);
        if (flow == IReserveBucketB.Flow.FROM_E) bucket.depositFromE(address(quote), amount);
        else if (flow == IReserveBucketB.Flow.TO_E) bucket.withdrawToE(address(quote), amount);
        else if (flow == IReserveBucketB.Flow.TO_MESH) bucket.fundMesh(mesh, address(quote), amount);
        else bucket.defundMesh(mesh, address(quote), amount);
    }

    /// @dev A mesh pool that runs short draws on the account, within the day's limit, and books what it draws.
    function testFuzz_bucket_topUpDuringATrade(uint256 inMesh, uint256 ask) public {
        inMesh = bound(inMesh, 0, 30_000 * USD_OF_XAU);
        vm.prank(manager);
        bucket.defundMesh(mesh, address(quote), 250_000 * USD_OF_XAU - inMesh);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        vm.prank(admin);
        bucket.setDailyLimit(IReserveBucketB.Flow.TO_MESH, address(quote), 10_000 * USD_OF_XAU);
        ask = bound(ask, 1, 50_000 * USD_OF_XAU);
        uint256 most = inMesh + 10_000 * USD_OF_XAU;
        assertEq(mesh.available(address(quote)), most);
        if (ask > most) {
            vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotEnough.selector, address(quote), ask, most));
            mock.trade(address(quote), ask, 0);
            return;
        }
        uint256 value = _valueB();
        mock.trade(address(quote), ask, 0);
        (, uint256 xau) = mesh.reserves();
        assertEq(xau, ask > inMesh ? 0 : inMesh - ask);
        assertEq(quote.balanceOf(address(mesh)), xau);
        assertEq(bucket.balanceOf(address(quote)), quote.balanceOf(address(bucket)));
        assertGe(_valueB() + 1, value);
    }

    function test_RevertWhen_bucket_notEnough() public {
        vm.prank(bucketE);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotEnough.selector, address(quote), 1, 0));
        bucket.withdrawToE(address(quote), 1);
    }

    function test_RevertWhen_bucket_addMesh_bad() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_BadMesh.selector, address(mesh)));
        bucket.addMesh(mesh);
        ReserveBucketB other = new ReserveBucketB(address(authority), address(quote), bucketE);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_BadMesh.selector, address(mesh)));
        other.addMesh(mesh);
        for (uint256 n = 1; n < 16; ++n) {
            bucket.addMesh(new MeshPool(address(authority), address(base), source, bucket));
        }
        MeshPool last = new MeshPool(address(authority), address(base), source, bucket);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_TooManyMeshes.selector, 16));
        bucket.addMesh(last);
        assertEq(bucket.meshes().length, 16);
    }

    /// @dev The account's tokens count once, however many mesh pools trade them.
    function test_bucket_valueCountsEachTokenOnce() public {
        vm.prank(manager);
        bucket.defundMesh(mesh, address(base), 10_000 * USD);
        assertEq(_valueB(), 300_000 * USD_OF_XAU);
        MeshPool twin = new MeshPool(address(authority), address(base), source, bucket);
        vm.prank(admin);
        bucket.addMesh(twin);
        assertEq(_valueB(), 300_000 * USD_OF_XAU);
        vm.prank(manager);
        bucket.fundMesh(twin, address(base), 10_000 * USD);
        assertEq(_valueB(), 300_000 * USD_OF_XAU);
    }

    function test_RevertWhen_bucket_zeroAddress() public {
        vm.expectRevert(IReserveBucketB.BucketB_ZeroAddress.selector);
        new ReserveBucketB(address(authority), address(0), bucketE);
        vm.expectRevert(IReserveBucketB.BucketB_ZeroAddress.selector);
        new ReserveBucketB(address(authority), address(quote), address(0));
        vm.prank(admin);
        vm.expectRevert(IReserveBucketB.BucketB_ZeroAddress.selector);
        bucket.setBucketE(address(0));
    }

    function test_bucket_setBucketE_passesTheDoor() public {
        vm.prank(admin);
        bucket.setBucketE(anyone);
        vm.prank(bucketE);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotBucketE.selector, bucketE));
        bucket.withdrawToE(address(quote), 0);
        vm.prank(anyone);
        bucket.withdrawToE(address(quote), 0);
    }
}
