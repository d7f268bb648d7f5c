// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IERC3156FlashBorrower} from "../../../src/interfaces/external/IERC3156.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucket} from "../../../src/interfaces/IReserveBucket.sol";
import {IReserveBucketA} from "../../../src/interfaces/IReserveBucketA.sol";
import {IReserveBucketC} from "../../../src/interfaces/IReserveBucketC.sol";
import {IReserveBucketD} from "../../../src/interfaces/IReserveBucketD.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {DailyLimit} from "../../../src/libraries/DailyLimit.sol";
import {ReserveBucketC} from "../../../src/reserve/ReserveBucketC.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {ReserveFixture} from "./ReserveFixture.sol";

/// @dev A borrower that does as it is told: keeps something back, answers wrongly, or comes again.
contract Borrower is IERC3156FlashBorrower {
    ReserveBucketC private immutable LENDER;
    uint256 private _short;
    bytes32 private _answer = keccak256("ERC3156FlashBorrower.onFlashLoan");
    bool private _reenters;

    constructor(ReserveBucketC lender) {
        LENDER = lender;
    }

    function keepBack(uint256 amount) external {
        _short = amount;
    }

    function answer(bytes32 with_) external {
        _answer = with_;
    }

    function reenter() external {
        _reenters = true;
    }

    function onFlashLoan(address, address token, uint256 amount, uint256 fee, bytes calldata)
        external
        returns (bytes32)
    {
        if (_reenters) LENDER.flashLoan(this, token, 1, "");
        TestToken(token).approve(msg.sender, amount + fee - _short);
        return _answer;
    }
}

/// @notice The accounts of buckets A, C and D: their users' doors.
contract BucketsTest is ReserveFixture {
    // ---- A ----

    /// @dev Shares for tokens and tokens for shares: what arrives is booked, to the unit, and the pool is paid in full.
    function testFuzz_bucketA_buysAndSells(uint256 usd, uint256 part) public {
        usd = bound(usd, 1, 500_000);
        _give(IReserveSystem.Bucket.A, usd * USD, usd * USD_OF_XAU);
        vm.startPrank(treasury);
        uint256 shares = bucketA.buyShares(pool, usd * USD, usd * USD_OF_XAU, 1);
        assertEq(pool.balanceOf(address(bucketA)), shares);
        assertEq(bucketA.balanceOf(address(base)), 0);
        part = bound(part, 1, shares);
        (uint256 b, uint256 q) = bucketA.sellShares(pool, part, 0, 0, block.timestamp);
        vm.stopPrank();
        assertEq(bucketA.balanceOf(address(base)), b);
        assertEq(bucketA.balanceOf(address(quote)), q);
        assertEq(base.balanceOf(address(bucketA)), b);
        assertEq(quote.balanceOf(address(bucketA)), q);
        assertLe(b, usd * USD);
    }

    function test_RevertWhen_bucketA_buys() public {
        _give(IReserveSystem.Bucket.A, 1_000 * USD, 1_000 * USD_OF_XAU);
        vm.startPrank(treasury);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReserveBucket.Bucket_NotEnough.selector, address(base), 1_000 * USD + 1, 1_000 * USD
            )
        );
        bucketA.buyShares(pool, 1_000 * USD + 1, 1_001 * USD_OF_XAU, 0);
        vm.expectPartialRevert(IReserveBucketA.BucketA_TooFewShares.selector);
        bucketA.buyShares(pool, 1_000 * USD, 1_000 * USD_OF_XAU, 1_001 * USD);
        vm.stopPrank();
        vm.prank(admin);
        bucketA.setPool(pool, false);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketA.BucketA_NotListed.selector, address(pool)));
        vm.prank(treasury);
        bucketA.buyShares(pool, 1, 1, 0);
    }

    /// @dev Of two amounts out of proportion the one that is too much is spent in part, rounded up.
    function testFuzz_bucketA_buysInProportion(uint256 baseMax, uint256 quoteMax, uint256 push) public {
        push = bound(push, 0, 5_000);
        if (push != 0) _sellBase(pool, trader, push * USD);
        baseMax = bound(baseMax, USD, 500_000 * USD);
        quoteMax = bound(quoteMax, USD_OF_XAU, 500_000 * USD_OF_XAU);
        _give(IReserveSystem.Bucket.A, 500_000 * USD, 500_000 * USD_OF_XAU);
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 baseOf = (quoteMax * b + q - 1) / q;
        uint256 quoteOf = (baseMax * q + b - 1) / b;
        vm.prank(treasury);
        bucketA.buyShares(pool, baseMax, quoteMax, 1);
        assertEq(500_000 * USD - bucketA.balanceOf(address(base)), quoteOf <= quoteMax ? baseMax : baseOf);
        assertEq(500_000 * USD_OF_XAU - bucketA.balanceOf(address(quote)), quoteOf <= quoteMax ? quoteOf : quoteMax);
    }

    /// @dev 50 bp off the oracle are bought at, a unit of the guide price more is not; without a price nothing is.
    function test_RevertWhen_bucketA_buysOffTheOracle() public {
        _give(IReserveSystem.Bucket.A, 1_000 * USD, 1_000 * USD_OF_XAU);
        pool.pokeGuidePrice();
        _nextBlock();
        // It may follow by 10 bp in this block.
        uint256 i = GOLD * 1_001 / 1_000;
        uint256 furthest = i * 1_000 / 995;
        source.set(furthest + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReserveBucketA.BucketA_OffOracle.selector, address(pool), i, furthest + 1, int256(-5_000)
            )
        );
        vm.prank(treasury);
        bucketA.buyShares(pool, USD, USD_OF_XAU, 0);
        source.set(furthest);
        vm.prank(treasury);
        assertGt(bucketA.buyShares(pool, USD, USD_OF_XAU, 0), 0);
        source.setStale(true);
        vm.prank(treasury);
        vm.expectRevert(MockGuidePriceSource.MockGuidePriceSource_Stale.selector);
        bucketA.buyShares(pool, USD, USD_OF_XAU, 0);
    }

    /// @dev A pool struck off can still be left.
    function test_bucketA_leavesAPoolStruckOff() public {
        _give(IReserveSystem.Bucket.A, 1_000 * USD, 1_000 * USD_OF_XAU);
        vm.prank(treasury);
        uint256 shares = bucketA.buyShares(pool, 1_000 * USD, 1_000 * USD_OF_XAU, 0);
        vm.prank(admin);
        bucketA.setPool(pool, false);
        vm.prank(treasury);
        (uint256 b,) = bucketA.sellShares(pool, shares, 0, 0, block.timestamp);
        assertGt(b, 0);
    }

    function test_RevertWhen_bucketA_byStrangers() public {
        vm.startPrank(anyone);
        bytes memory refusal = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.TREASURY);
        vm.expectRevert(refusal);
        bucketA.buyShares(pool, 1, 1, 0);
        vm.expectRevert(refusal);
        bucketA.sellShares(pool, 1, 0, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        bucketA.setPool(IPMMPool(anyone), true);
        vm.stopPrank();
    }

    // ---- C ----

    /// @dev ERC-3156: the fee is rounded up, it is C's, and the account ends with exactly that more.
    function testFuzz_flashLoan_feeIsTheBuckets(uint256 held, uint256 amount, uint256 feeBp) public {
        held = bound(held, 1, LIMIT);
        amount = bound(amount, 0, held);
        feeBp = bound(feeBp, 0, 100);
        vm.prank(admin);
        bucketC.setFee(feeBp);
        _give(IReserveSystem.Bucket.C, held, 0);
        assertEq(bucketC.maxFlashLoan(address(base)), held);
        uint256 fee = bucketC.flashFee(address(base), amount);
        assertEq(fee, (amount * feeBp + 9_999) / 10_000);
        Borrower borrower = new Borrower(bucketC);
        base.mint(address(borrower), fee);
        assertTrue(bucketC.flashLoan(borrower, address(base), amount, ""));
        assertEq(bucketC.balanceOf(address(base)), held + fee);
        assertEq(base.balanceOf(address(bucketC)), held + fee);
        assertEq(base.balanceOf(address(borrower)), 0);
    }

    /// @dev What is recorded is lent: a donation is not, and what the other buckets hold is not.
    function testFuzz_RevertWhen_flashLoan_moreThanRecorded(uint256 held, uint256 donated) public {
        held = bound(held, 1, LIMIT);
        _give(IReserveSystem.Bucket.C, held, 0);
        _give(IReserveSystem.Bucket.D, LIMIT, 0);
        base.mint(address(bucketC), bound(donated, 1, LIMIT));
        Borrower borrower = new Borrower(bucketC);
        base.mint(address(borrower), LIMIT);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketC.BucketC_TooMuch.selector, address(base), held + 1, held));
        bucketC.flashLoan(borrower, address(base), held + 1, "");
    }

    function test_RevertWhen_flashLoan_doesNotComeBack() public {
        _give(IReserveSystem.Bucket.C, 1_000, 0);
        Borrower borrower = new Borrower(bucketC);
        base.mint(address(borrower), 1_000);
        borrower.keepBack(1);
        vm.expectRevert();
        bucketC.flashLoan(borrower, address(base), 1_000, "");
        borrower.keepBack(0);
        borrower.answer("no");
        vm.expectRevert(
            abi.encodeWithSelector(IReserveBucketC.BucketC_BadCallback.selector, address(borrower), bytes32("no"))
        );
        bucketC.flashLoan(borrower, address(base), 1_000, "");
    }

    function test_RevertWhen_flashLoan_reentered() public {
        _give(IReserveSystem.Bucket.C, 1_000, 0);
        Borrower borrower = new Borrower(bucketC);
        borrower.reenter();
        vm.expectRevert(Lock.Lock_Reentered.selector);
        bucketC.flashLoan(borrower, address(base), 100, "");
    }

    function test_RevertWhen_flashLoan_tokenIsNotLent() public {
        bytes memory refusal = abi.encodeWithSelector(IReserveBucketC.BucketC_NotLent.selector, address(base));
        Borrower borrower = new Borrower(bucketC);
        assertEq(bucketC.maxFlashLoan(address(base)), 0);
        vm.expectRevert(refusal);
        bucketC.flashFee(address(base), 1);
        vm.expectRevert(refusal);
        bucketC.flashLoan(borrower, address(base), 0, "");
    }

    function test_RevertWhen_setFee() public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IReserveBucketC.BucketC_FeeTooHigh.selector, 101, 100));
        bucketC.setFee(101);
        vm.prank(anyone);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        bucketC.setFee(1);
    }

    // ---- D ----

    /// @dev Out and in within the day's limits, and the greatest minute is remembered for a day.
    function testFuzz_bucketD_outAndIn(uint256 first, uint256 second, uint256 later) public {
        _give(IReserveSystem.Bucket.D, LIMIT, 0);
        first = bound(first, 0, LIMIT / 4);
        second = bound(second, 0, LIMIT / 4);
        later = bound(later, 0, LIMIT / 4);
        vm.warp((vm.getBlockTimestamp() / 1 days + 1) * 1 days);
        vm.startPrank(bridge);
        bucketD.release(address(base), first, anyone);
        bucketD.release(address(base), second, anyone);
        assertEq(bucketD.peakOutflow(address(base)), first + second, "one minute");
        vm.warp(vm.getBlockTimestamp() + 1 minutes);
        bucketD.release(address(base), later, anyone);
        assertEq(bucketD.peakOutflow(address(base)), first + second > later ? first + second : later);
        assertEq(base.balanceOf(anyone), first + second + later);
        base.mint(bridge, later);
        base.approve(address(bucketD), later);
        bucketD.giveBack(address(base), later);
        assertEq(bucketD.balanceOf(address(base)), LIMIT - first - second);
        vm.warp(vm.getBlockTimestamp() + 24 hours);
        assertEq(bucketD.peakOutflow(address(base)), 0, "forgotten");
        vm.stopPrank();
    }

    function test_RevertWhen_bucketD_beyondTheDay() public {
        _give(IReserveSystem.Bucket.D, LIMIT, 0);
        vm.prank(admin);
        bucketD.setDailyLimit(IReserveBucket.Flow.OUT, address(base), 100);
        vm.startPrank(bridge);
        bucketD.release(address(base), 60, anyone);
        vm.expectRevert(abi.encodeWithSelector(DailyLimit.DailyLimit_Exceeded.selector, address(base), 41, 60, 100));
        bucketD.release(address(base), 41, anyone);
        vm.stopPrank();
    }

    function test_RevertWhen_bucketD_byAnyoneButTheBridge() public {
        address[3] memory callers = [anyone, treasury, admin];
        for (uint256 n; n < 3; ++n) {
            vm.startPrank(callers[n]);
            bytes memory refusal = abi.encodeWithSelector(IReserveBucketD.BucketD_NotBridge.selector, callers[n]);
            vm.expectRevert(refusal);
            bucketD.release(address(base), 0, anyone);
            vm.expectRevert(refusal);
            bucketD.giveBack(address(base), 0);
            vm.stopPrank();
        }
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        vm.prank(anyone);
        bucketD.setBridge(anyone);
    }

    function _give(IReserveSystem.Bucket to, uint256 baseAmount, uint256 quoteAmount) private {
        _fund(baseAmount, quoteAmount);
        _toBucket(to, address(base), baseAmount);
        if (quoteAmount != 0) _toBucket(to, address(quote), quoteAmount);
    }
}
