// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IGuidePriceSource} from "../../../src/interfaces/IGuidePriceSource.sol";
import {IMeshPair} from "../../../src/interfaces/IMeshPair.sol";
import {IMeshCallee, IMeshPool} from "../../../src/interfaces/IMeshPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {MeshPair} from "../../../src/stabilizer/MeshPair.sol";
import {MeshPool} from "../../../src/stabilizer/MeshPool.sol";
import {ReserveBucketB} from "../../../src/stabilizer/ReserveBucketB.sol";
import {Stabilizer} from "../../../src/stabilizer/Stabilizer.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {MeshFixture} from "./MeshFixture.sol";

/// @dev A trader of the pair that pays what the test tells it to: the stabilizer always pays what the pool gave.
contract MockPairTrader is IMeshCallee {
    MeshPair private immutable PAIR;
    int256 private _over;

    constructor(MeshPair pair) {
        PAIR = pair;
    }

    function trade(address tokenOut, uint256 amount, int256 over) external returns (uint256) {
        _over = over;
        return PAIR.swap(tokenOut, amount, address(this));
    }

    function onMeshSwap(address tokenIn, uint256 owed) external {
        TestToken(tokenIn).mint(address(PAIR), uint256(int256(owed) + _over));
    }
}

/// @notice The pair of two mesh pools, its stabilizer, and the redistribution of what gathers.
contract MeshPairTest is MeshFixture {
    MockPairTrader private _mock;

    function setUp() public override {
        super.setUp();
        _mock = new MockPairTrader(pair);
        vm.prank(admin);
        pair.setTrader(address(_mock), true);
    }

    // ---- The pair's stabilizer ----

    /// @dev Both ways back to par: one token leaves its leg, the other enters its own, gold stays where it is, and bucket
    /// B has no less.
    function testFuzz_pair_holdsThePeg(bool sellsBase, uint256 usd) public {
        _pushPair(sellsBase, bound(usd, 10_000, 20_000), 3);
        (, bool should) = pairStab.checkDeviation();
        assertTrue(should);
        assertTrue(pairStab.isDue());
        uint256 value = _valueB();
        (uint256 baseHeld, uint256 gold) = mesh.reserves();
        (uint256 otherHeld, uint256 otherGold) = otherMesh.reserves();
        uint256 size = _actOn(pairStab);
        assertApproxEqAbs(pairPool.currentClose().deviationPpm, 0, 10);
        assertGe(_valueB(), value);
        (uint256 baseAfter, uint256 goldAfter) = mesh.reserves();
        (uint256 otherAfter, uint256 otherGoldAfter) = otherMesh.reserves();
        assertEq(goldAfter, gold);
        assertEq(otherGoldAfter, otherGold);
        assertEq(sellsBase ? otherHeld - otherAfter : baseHeld - baseAfter, size);
        assertGe(sellsBase ? baseAfter - baseHeld : otherAfter - otherHeld, size);
        assertEq(base.balanceOf(address(pair)) + other.balanceOf(address(pair)), 0, "nothing rests in the pair");
    }

    /// @dev A gap of a few raw units, and closes that were off while the guide price lagged behind a feed that moved: what
    /// is due goes through, whole or half of it, on the pair, which takes no unit less than it is owed, and against gold,
    /// where bucket B loses nothing by it.
    function testFuzz_isDue_onlyForWhatPays(bool isPair, bool sellsBase, uint256 gap, uint256 jump, uint256 ask)
        public
    {
        gap = bound(gap, 10, 20 * USD);
        (TestToken token, uint256 unit) = sellsBase ? (base, 1) : isPair ? (other, 1) : (quote, USD_OF_XAU / USD);
        jump = bound(jump, 80, 120);
        uint256 partBp = sellsBase ? 10_000 + jump : 10_000 - jump;
        source.set(GOLD * partBp / 10_000);
        par.set(1e18 * partBp / 10_000);
        token.mint(address(isPair ? pairPool : pool), gap * unit);
        if (sellsBase) (isPair ? pairPool : pool).sellBase(trader);
        else (isPair ? pairPool : pool).sellQuote(trader);
        _skipBlocks(3);
        Stabilizer stabilizer = isPair ? pairStab : stab;
        (uint256 size, address tokenIn, address tokenOut,) = stabilizer.quotePrivateSwap();
        assertEq(stabilizer.isDue(), size != 0);
        uint256 value = _valueB();
        vm.prank(anyone);
        if (size == 0) {
            vm.expectPartialRevert(IStabilizer.Stabilizer_NoGap.selector);
            stabilizer.executePrivateSwap(1, address(base), address(other));
        } else {
            stabilizer.executePrivateSwap(bound(ask, size - size / 2, size), tokenIn, tokenOut);
            assertGe(_valueB(), value, "bucket B");
        }
    }

    /// @dev Gold has no part in it: with its feed stale the pair's stabilizer goes on, the other one halts.
    function test_pair_goesOnWithGoldStale() public {
        _pushPair(true, 15_000, 3);
        source.setStale(true);
        otherSource.setStale(true);
        assertTrue(pairStab.isDue());
        assertGt(_actOn(pairStab), 0);
        assertApproxEqAbs(pairPool.currentClose().deviationPpm, 0, 10);
    }

    /// @dev A gate of either token outside its 50 bp is a source that does not answer: nothing happens.
    function test_pair_halts_whenAGateIsShut() public {
        _pushPair(true, 15_000, 3);
        (uint256 size, address tokenIn, address tokenOut,) = pairStab.quotePrivateSwap();
        par.setStale(true);
        assertFalse(pairStab.isDue());
        vm.expectPartialRevert(IStabilizer.Stabilizer_OracleUnavailable.selector);
        pairStab.executePrivateSwap(size, tokenIn, tokenOut);
    }

    /// @dev The reference itself moved: there is no gap, and nothing is sold after it, either way.
    function testFuzz_stabilizer_nothingWhenTheReferenceMoves(uint256 price, uint256 blocks) public {
        source.set(bound(price, GOLD - GOLD / 20, GOLD + GOLD / 20));
        pool.pokeGuidePrice();
        _skipBlocks(bound(blocks, 1, 12));
        pool.pokeGuidePrice();
        _skipBlocks(3);
        assertFalse(stab.isDue());
        (uint256 size,,,) = stab.quotePrivateSwap();
        assertEq(size, 0);
    }

    // ---- The pair ----

    /// @dev What is owed is par rounded up, at any price and either way; what is paid above it is bucket B's.
    function testFuzz_pair_swapsAtItsSource(uint256 amount, uint256 price, bool baseOut, uint256 over) public {
        par.set(price = bound(price, 0.9e18, 1.1e18));
        amount = bound(amount, 1, 30_000 * USD);
        over = bound(over, 0, USD);
        uint256 owed = baseOut ? (amount * price + 1e18 - 1) / 1e18 : (amount * 1e18 + price - 1) / price;
        (uint256 before,) = (baseOut ? otherMesh : mesh).reserves();
        assertEq(_mock.trade(baseOut ? address(base) : address(other), amount, int256(over)), owed + over);
        (uint256 afterwards,) = (baseOut ? otherMesh : mesh).reserves();
        assertEq(afterwards, before + owed + over);
        assertEq(pair.available(baseOut ? address(other) : address(base)), afterwards);
    }

    /// @dev Not a unit of loss: bucket B's budget is counted in gold, which may have no price.
    function testFuzz_RevertWhen_pair_isPaidLess(uint256 amount, uint256 less) public {
        amount = bound(amount, 1, 30_000 * USD);
        less = bound(less, 1, amount);
        vm.expectRevert(abi.encodeWithSelector(IMeshPair.MeshPair_Shortfall.selector, amount - less, amount));
        _mock.trade(address(base), amount, -int256(less));
    }

    function testFuzz_RevertWhen_pair_volumeOfABlock(uint256 first, uint256 over) public {
        first = bound(first, 1, 50_000 * USD - 1);
        vm.prank(admin);
        pair.setMaxVolumePerBlock(first);
        _mock.trade(address(base), first, 0);
        over = bound(over, 1, 1_000 * USD);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_BlockVolume.selector, first + over, first));
        _mock.trade(address(other), over, 0);
        _nextBlock();
        _mock.trade(address(other), first, 0);
        assertEq(pair.maxVolumePerBlock(), first);
    }

    /// @dev What the leg lacks is drawn from bucket B's account, within the day.
    function test_pair_drawsOnBucketBsAccount() public {
        other.mint(bucketE, 10_000 * USD);
        vm.startPrank(bucketE);
        other.approve(address(bucket), 10_000 * USD);
        bucket.depositFromE(address(other), 10_000 * USD);
        vm.stopPrank();
        vm.prank(admin);
        pair.setMaxVolumePerBlock(1_000_000 * USD);
        assertEq(pair.available(address(other)), 110_000 * USD);
        _mock.trade(address(other), 105_000 * USD, 0);
        assertEq(bucket.balanceOf(address(other)), 5_000 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(IMeshPool.Mesh_NotEnough.selector, address(other), 5_001 * USD, 5_000 * USD)
        );
        _mock.trade(address(other), 5_001 * USD, 0);
    }

    /// @dev Every door of pair and legs, by a stranger, a keeper, the bucket and the other parts.
    function test_RevertWhen_pairAndLegs_byStrangers() public {
        address[5] memory callers = [anyone, keeper, address(bucket), address(stab), address(pairStab)];
        for (uint256 n; n < callers.length; ++n) {
            vm.startPrank(callers[n]);
            bytes memory notPair = abi.encodeWithSelector(IMeshPool.Mesh_NotPair.selector, callers[n]);
            vm.expectRevert(notPair);
            mesh.sendLeg(1, anyone);
            vm.expectRevert(notPair);
            mesh.bookLeg(1);
            if (callers[n] != address(pairStab)) {
                vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_NotTrader.selector, callers[n]));
                pair.swap(address(base), 1, anyone);
            }
            bytes memory notAdmin = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, callers[n], Roles.ADMIN);
            vm.expectRevert(notAdmin);
            mesh.setPair(anyone, true);
            vm.expectRevert(notAdmin);
            pair.setTrader(anyone, true);
            vm.expectRevert(notAdmin);
            pair.setMaxVolumePerBlock(1);
            vm.stopPrank();
        }
    }

    function test_RevertWhen_pair_badAsk() public {
        vm.expectRevert(IMeshPool.Mesh_ZeroAmount.selector);
        _mock.trade(address(base), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_UnknownToken.selector, address(quote)));
        _mock.trade(address(quote), 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_ReserveOverflow.selector, 1 << 112));
        vm.prank(admin);
        pair.setMaxVolumePerBlock(1 << 112);
        // Booked is only what came.
        vm.expectPartialRevert(IMeshPool.Mesh_NotPaid.selector);
        vm.prank(address(pair));
        mesh.bookLeg(1);
        vm.expectRevert(IMeshPool.Mesh_ZeroAmount.selector);
        vm.prank(address(pair));
        mesh.sendLeg(0, anyone);
    }

    function test_RevertWhen_pair_badLegs() public {
        bytes4 bad = IMeshPair.MeshPair_BadLegs.selector;
        vm.expectPartialRevert(bad);
        new MeshPair(address(authority), mesh, mesh, par);
        vm.expectPartialRevert(bad);
        new MeshPair(address(authority), mesh, otherMesh, IGuidePriceSource(address(0)));
        ReserveBucketB second = new ReserveBucketB(address(authority), address(quote), bucketE);
        MeshPool foreign = new MeshPool(address(authority), address(other), otherSource, second);
        vm.expectPartialRevert(bad);
        new MeshPair(address(authority), mesh, foreign, par);
        vm.expectRevert(abi.encodeWithSelector(IMeshPool.Mesh_BadPair.selector, address(pair)));
        vm.prank(admin);
        foreign.setPair(address(pair), true);
    }

    /// @dev Selector by selector, from the compiler's own list: whatever is not named here as reading refuses a stranger.
    function test_RevertWhen_anySelector_byAStranger() public {
        uint256 refused = _refused("MeshPool", address(mesh)) + _refused("MeshPair", address(pair))
            + _refused("ReserveBucketB", address(bucket));
        // swap, fund, defund, sendLeg, bookLeg, setTrader, setPair, setMaxVolumePerBlock; swap, setTrader,
        // setMaxVolumePerBlock; eleven of bucket B's account.
        assertEq(refused, 8 + 3 + 11);
    }

    function _refused(string memory name, address target) private returns (uint256 refused) {
        string memory artifact = vm.readFile(string.concat("out/", name, ".sol/", name, ".json"));
        string[] memory signatures = vm.parseJsonKeys(artifact, ".methodIdentifiers");
        for (uint256 n; n < signatures.length; ++n) {
            bytes memory call = abi.encodePacked(bytes4(keccak256(bytes(signatures[n]))), new bytes(224));
            // Reading is what a static call may do; a door refuses it for the stranger, or for its first write.
            vm.prank(anyone);
            (bool reads,) = target.staticcall{gas: 500_000}(call);
            if (reads || _readsTokensOnly(signatures[n])) continue;
            vm.prank(anyone);
            (bool ok, bytes memory why) = target.call(call);
            assertFalse(ok, signatures[n]);
            assertTrue(_isRefusal(bytes4(why)), signatures[n]);
            ++refused;
        }
    }

    /// @dev It refuses a token that is neither of the two, and reads.
    function _readsTokensOnly(string memory signature) private pure returns (bool) {
        return keccak256(bytes(signature)) == keccak256("available(address)");
    }

    function _isRefusal(bytes4 why) private pure returns (bool) {
        return why == IMeshPool.Mesh_NotTrader.selector || why == IMeshPool.Mesh_NotReserve.selector
            || why == IMeshPool.Mesh_NotPair.selector || why == IAccess.Access_MissingRole.selector
            || why == IReserveBucketB.BucketB_NotBucketE.selector || why == IReserveBucketB.BucketB_NotMesh.selector;
    }

    // ---- Redistribution ----

    /// @dev Wherever it gathered and whatever the shares: within 1 % of all of it of each share, nothing lost, and a
    /// second run does nothing.
    function testFuzz_redistribute_toTheShares(uint256 here, uint256 there, uint256 share) public {
        here = bound(here, 0, 300_000) * USD_OF_XAU;
        there = bound(there, 0, 300_000) * USD_OF_XAU;
        _putGold(here, there);
        _setShares(share = bound(share, 0, 10_000));
        (, uint256 first) = mesh.reserves();
        (, uint256 second) = otherMesh.reserves();
        uint256 total = first + second;
        uint256 value = _valueB();
        vm.prank(keeper);
        (uint256 collected, uint256 distributed) = bucket.redistribute();
        assertLe(distributed, collected);
        (, first) = mesh.reserves();
        (, second) = otherMesh.reserves();
        assertEq(first + second + collected - distributed, total);
        assertApproxEqAbs(first, total * share / 10_000, total / 100 + 1);
        assertEq(_valueB(), value);
        vm.prank(keeper);
        (collected,) = bucket.redistribute();
        assertEq(collected, 0);
    }

    /// @dev A day's limits hold for it as for anybody; what is kept back rests in the account.
    function test_redistribute_withinTheDay() public {
        _setShares(0);
        (, uint256 held) = mesh.reserves();
        vm.startPrank(admin);
        bucket.setDailyLimit(IReserveBucketB.Flow.FROM_MESH, address(quote), held / 2);
        (, uint256 used) = bucket.dailyLimit(IReserveBucketB.Flow.TO_MESH, address(quote));
        bucket.setDailyLimit(IReserveBucketB.Flow.TO_MESH, address(quote), used + held / 4);
        vm.stopPrank();
        vm.prank(keeper);
        (uint256 collected, uint256 distributed) = bucket.redistribute();
        assertEq(collected, held / 2);
        assertEq(distributed, held / 4);
        assertEq(bucket.balanceOf(address(quote)), held / 2 - held / 4);
    }

    function test_RevertWhen_redistribute() public {
        vm.expectRevert(IReserveBucketB.BucketB_NoShares.selector);
        vm.prank(keeper);
        bucket.redistribute();
        _setShares(5_000);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.KEEPER));
        vm.prank(anyone);
        bucket.redistribute();
        uint16[] memory shares = new uint16[](2);
        shares[0] = 9_999;
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_BadShares.selector, 2, 9_999));
        bucket.setShares(shares);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_BadShares.selector, 1, 0));
        bucket.setShares(new uint16[](1));
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        vm.prank(anyone);
        bucket.setShares(shares);
    }

    function _setShares(uint256 share) private {
        uint16[] memory shares = new uint16[](2);
        (shares[0], shares[1]) = (uint16(share), uint16(10_000 - share));
        vm.prank(admin);
        bucket.setShares(shares);
    }

    function _putGold(uint256 here, uint256 there) private {
        quote.mint(bucketE, here + there);
        vm.startPrank(bucketE);
        quote.approve(address(bucket), here + there);
        bucket.depositFromE(address(quote), here + there);
        vm.stopPrank();
        vm.startPrank(manager);
        bucket.fundMesh(mesh, address(quote), here);
        bucket.fundMesh(otherMesh, address(quote), there);
        vm.stopPrank();
        // The day's limits are the redistribution's alone.
        vm.warp(vm.getBlockTimestamp() + 1 days);
    }
}
