// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "./PMMFixture.sol";

/// @notice What a pool's owner may move: the curve in bounded steps, and what one block may trade.
contract PMMPoolOwnerTest is PMMFixture {
    uint256 private constant SIDE = 1_000_000e18;
    uint256 private constant K = 0.1e18;
    uint256 private constant FEE = 0.0015e18;

    PMMPool private _pool;
    MockGuidePriceSource private _source;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        _source = new MockGuidePriceSource(ONE);
        _pool = new PMMPool(_sourcedConfig(_source, K, FEE));
        _buyShares(_pool, lp, SIDE, SIDE);
        _nextBlock();
    }

    // ---- Curve ----

    /// @dev Any step within the bounds is taken, and the next trade is priced by it.
    function testFuzz_setCurve_takesBoundedSteps(uint256 k, uint256 fee, uint256 amount) public {
        k = bound(k, K - K / 10, K + K / 10);
        fee = bound(fee, FEE, FEE + 0.0005e18);
        vm.expectEmit(address(_pool));
        emit IPMMPool.CurveSet(K, k, FEE, fee);
        vm.prank(owner);
        _pool.setCurve(k, fee);
        assertEq(_pool._K_(), k);
        assertEq(_pool._LP_FEE_RATE_(), fee);
        assertEq(_pool.curveChangedAt(), block.timestamp);

        PMMPool fresh = new PMMPool(_withCurve(k, fee));
        _buyShares(fresh, lp, SIDE, SIDE);
        amount = bound(amount, 1e6, SIDE);
        assertEq(_sellBase(_pool, trader, amount), _sellBase(fresh, trader, amount), "as a pool made with them");
    }

    /// @dev What the old curve left is in the close and in the accumulator with the old curve, to the last unit.
    function testFuzz_setCurve_booksWhatItFound(uint256 amount, uint256 k) public {
        _sellBase(_pool, trader, bound(amount, SIDE / 1_000, SIDE));
        _skipBlocks(3);
        IPMMPool.Close memory before = _pool.closes(1)[0];
        (uint256 cumulative,) = _pool.priceCumulative();
        vm.prank(owner);
        _pool.setCurve(bound(k, K - K / 10, K + K / 10), FEE);
        assertEq(abi.encode(_pool.closes(1)[0]), abi.encode(before));
        (uint256 now_,) = _pool.priceCumulative();
        assertEq(now_, cumulative);
        assertEq(_pool.lastTouchBlock(), vm.getBlockNumber());
    }

    /// @dev The mid price moves by no more than a tenth of its distance from the guide price.
    function testFuzz_setCurve_movesThePriceLittle(uint256 amount, uint256 k, bool sellsBase) public {
        amount = bound(amount, SIDE / 1_000, SIDE / 2);
        if (sellsBase) _sellBase(_pool, trader, amount);
        else _sellQuote(_pool, trader, amount);
        uint256 before = _factor(_pool.getMidPrice());
        vm.prank(owner);
        _pool.setCurve(bound(k, K - K / 10, K + K / 10), FEE);
        uint256 moved = _factor(_pool.getMidPrice());
        assertApproxEqAbs(moved, before, (before - ONE) / 10 + 2);
    }

    /// @dev The stale source stops trades, not the owner's hand.
    function test_setCurve_needsNoSource() public {
        _source.setStale(true);
        vm.prank(owner);
        _pool.setCurve(K + K / 10, FEE);
        assertEq(_pool._K_(), K + K / 10);
    }

    /// @dev Before the first purchase of shares it makes no pool live.
    function test_setCurve_ofAnEmptyPool() public {
        PMMPool fresh = new PMMPool(_sourcedConfig(_source, K, FEE));
        vm.prank(owner);
        fresh.setCurve(K - K / 10, FEE);
        assertEq(fresh.lastTouchBlock(), 0);
        assertEq(fresh._K_(), K - K / 10);
    }

    function testFuzz_RevertWhen_setCurve_stepTooLarge(uint256 k, uint256 fee) public {
        k = bound(k, 0.11e18 + 1, 0.99e18);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_StepTooLarge.selector, K, k, K / 10));
        _pool.setCurve(k, FEE);
        fee = bound(fee, FEE + 0.0005e18 + 1, 0.1e18);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_StepTooLarge.selector, FEE, fee, 0.0005e18));
        _pool.setCurve(K, fee);
        vm.stopPrank();
    }

    function testFuzz_RevertWhen_setCurve_withinADay(uint256 wait) public {
        vm.startPrank(owner);
        _pool.setCurve(K, FEE + 1);
        uint256 changed = block.timestamp;
        vm.warp(changed + bound(wait, 0, 1 days - 1));
        vm.expectRevert(
            abi.encodeWithSelector(IPMMPool.PMMPool_CurveTooSoon.selector, block.timestamp, changed + 1 days)
        );
        _pool.setCurve(K, FEE);
        vm.warp(changed + 1 days);
        _pool.setCurve(K, FEE);
        vm.stopPrank();
    }

    function testFuzz_RevertWhen_setCurve_outOfBounds(uint256 k, uint256 fee) public {
        vm.startPrank(owner);
        k = bound(k, 0.99e18 + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadK.selector, k));
        _pool.setCurve(k, FEE);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadK.selector, 1e12 - 1));
        _pool.setCurve(1e12 - 1, FEE);
        uint256 low = bound(fee, FEE - 0.0005e18, FEE - 1);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_FeeBelowFeedThreshold.selector, low, 2 * FEE));
        _pool.setCurve(K, low);
        fee = bound(fee, 0.1e18 + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BadFee.selector, fee, 0, address(0)));
        _pool.setCurve(K, fee);
        vm.stopPrank();
    }

    /// @dev k 0 and k 1 are other curves, not ends of a scale.
    function test_RevertWhen_setCurve_ofASpecialK() public {
        uint256[2] memory specials = [uint256(0), ONE];
        for (uint256 n; n < 2; ++n) {
            PMMPool special = new PMMPool(_fixedConfig(ONE, specials[n], FEE));
            uint256 k = n == 0 ? 1e12 : 0.99e18;
            vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_StepTooLarge.selector, specials[n], k, 0));
            vm.prank(owner);
            special.setCurve(k, FEE);
            vm.prank(owner);
            special.setCurve(specials[n], FEE + 1);
            assertEq(special._LP_FEE_RATE_(), FEE + 1);
        }
    }

    // ---- Volume of a block ----

    /// @dev Both directions add up, in base; the next block begins anew.
    function testFuzz_volume_bothDirectionsCount(uint256 first, uint256 second) public {
        _limit(1_000e18);
        first = bound(first, 1e15, 900e18);
        _sellBase(_pool, trader, first);
        (, uint256 used) = _pool.maxVolumePerBlock();
        assertEq(used, first);
        second = bound(second, 1e15, 90e18);
        uint256 bought = _sellQuote(_pool, trader, second);
        (, used) = _pool.maxVolumePerBlock();
        assertEq(used, first + bought);
        _nextBlock();
        (, used) = _pool.maxVolumePerBlock();
        assertEq(used, 0);
        _sellBase(_pool, trader, 1_000e18);
    }

    function testFuzz_RevertWhen_volume_exceeded(uint256 over) public {
        _limit(1_000e18);
        _sellBase(_pool, trader, 600e18);
        over = bound(over, 400e18 + 1, SIDE);
        _pay(_pool, over, 0);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_BlockVolume.selector, 600e18 + over, 1_000e18));
        _pool.sellBase(trader);
    }

    /// @dev A loan that comes back in the other token is a trade like another.
    function test_RevertWhen_volume_exceededByALoan() public {
        _limit(1_000e18);
        LoanSwapper swapper = new LoanSwapper(_pool);
        base.mint(address(swapper), 2_000e18);
        vm.expectPartialRevert(IPMMPool.PMMPool_BlockVolume.selector);
        swapper.run(1_900e18);
        swapper.run(900e18);
    }

    /// @dev Its owner's limit must not keep the peg from being held.
    function test_volume_stabilizerIsExempt() public {
        _limit(1_000e18);
        vm.prank(owner);
        _pool.setStabilizer(stabilizer);
        _pay(_pool, 5_000e18, 0);
        vm.prank(stabilizer);
        _pool.sellBaseFeeFree(trader);
        (, uint256 used) = _pool.maxVolumePerBlock();
        assertEq(used, 0);
    }

    /// @dev The widest limit there is can be set, and one more is too wide.
    function test_volume_atItsWidth() public {
        vm.startPrank(owner);
        _pool.setMaxVolumePerBlock(type(uint112).max);
        (uint256 max,) = _pool.maxVolumePerBlock();
        assertEq(max, type(uint112).max);
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_ReserveOverflow.selector, uint256(1) << 112));
        _pool.setMaxVolumePerBlock(1 << 112);
    }

    function test_volume_zeroIsNoLimit() public {
        _limit(1);
        _limit(0);
        _sellBase(_pool, trader, SIDE);
    }

    /// @dev The step of k or fee keeps the limit, and trades keep the curve.
    function test_volume_andCurveKeepEachOther() public {
        _limit(1_000e18);
        vm.prank(owner);
        _pool.setCurve(K + K / 10, FEE + 1);
        _sellBase(_pool, trader, 500e18);
        assertEq(_pool._K_(), K + K / 10);
        assertEq(_pool._LP_FEE_RATE_(), FEE + 1);
        (uint256 max, uint256 used) = _pool.maxVolumePerBlock();
        assertEq(max, 1_000e18);
        assertEq(used, 500e18);
    }

    function test_RevertWhen_ownersDoors_byStrangers() public {
        vm.startPrank(trader);
        bytes memory refusal = abi.encodeWithSelector(IPMMPool.PMMPool_NotOwner.selector, trader);
        vm.expectRevert(refusal);
        _pool.setCurve(K, FEE);
        vm.expectRevert(refusal);
        _pool.setMaxVolumePerBlock(1);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IPMMPool.PMMPool_ReserveOverflow.selector, 1 << 112));
        vm.prank(owner);
        _pool.setMaxVolumePerBlock(1 << 112);
    }

    // ---- Helpers ----

    function _limit(uint256 max) private {
        (uint256 before,) = _pool.maxVolumePerBlock();
        vm.expectEmit(address(_pool));
        emit IPMMPool.MaxVolumeSet(before, max);
        vm.prank(owner);
        _pool.setMaxVolumePerBlock(max);
    }

    function _withCurve(uint256 k, uint256 fee) private view returns (IPMMPool.PoolConfig memory c) {
        c = _sourcedConfig(_source, k, fee);
        c.feedThreshold = 2 * FEE;
    }

    /// @dev How far from the guide price, as the curve's factor.
    function _factor(uint256 mid) private pure returns (uint256) {
        return mid > ONE ? mid : ONE * ONE / mid;
    }
}

/// @dev Borrows quote and pays with base.
contract LoanSwapper {
    PMMPool private immutable POOL;

    constructor(PMMPool pool) {
        POOL = pool;
    }

    function run(uint256 quoteAmount) external {
        POOL.flashLoan(0, quoteAmount, address(this), hex"01");
    }

    function DVMFlashLoanCall(address, uint256, uint256 quoteAmount, bytes calldata) external {
        // Fee and curve take less than a twentieth.
        (bool ok,) = POOL._BASE_TOKEN_()
            .call(abi.encodeWithSignature("transfer(address,uint256)", address(POOL), quoteAmount * 105 / 100));
        require(ok);
    }
}
