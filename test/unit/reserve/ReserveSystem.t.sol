// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IOutflowMeter} from "../../../src/interfaces/IOutflowMeter.sol";
import {IReserveAccount} from "../../../src/interfaces/IReserveAccount.sol";
import {IReserveBucket} from "../../../src/interfaces/IReserveBucket.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {DailyLimit} from "../../../src/libraries/DailyLimit.sol";
import {ReserveBucketA} from "../../../src/reserve/ReserveBucketA.sol";
import {ReserveSystem} from "../../../src/reserve/ReserveSystem.sol";
import {ReserveFixture} from "./ReserveFixture.sol";

/// @dev Only what the reserve asks of a ledger: the real one has its own suites.
contract MockLedger {
    address public reserve;
    uint256 public asked;
    address public receiver;

    constructor(address reserve_) {
        reserve = reserve_;
    }

    function cover(address token, uint256 amount) external {
        IReserveSystem(reserve).coverBadDebt(token, amount);
    }

    function withdrawCollateral(address, uint256 amount, address to) external returns (uint256) {
        (asked, receiver) = (amount, to);
        return amount;
    }
}

/// @notice Bucket E and the flows between the five buckets.
contract ReserveSystemTest is ReserveFixture {
    // ---- Flows ----

    /// @dev E to and from each of the four: to the unit, and nothing but the two accounts changes.
    function testFuzz_move_isExactBothWays(uint256 which, uint256 amount, uint256 back, bool isQuote) public {
        which = bound(which, 0, 3);
        address token = isQuote ? address(quote) : address(base);
        uint256 most = isQuote ? 1_000_000 * USD_OF_XAU : LIMIT;
        amount = bound(amount, 0, most);
        back = bound(back, 0, amount);
        _fund(LIMIT, 1_000_000 * USD_OF_XAU);
        IReserveSystem.Bucket to = IReserveSystem.Bucket(which);
        uint256[4] memory before = _balances(token);

        vm.expectEmit(address(reserve));
        emit IReserveSystem.Moved(to, true, token, amount);
        _toBucket(to, token, amount);
        vm.expectEmit(address(reserve));
        emit IReserveSystem.Moved(to, false, token, back);
        vm.prank(treasury);
        reserve.moveToE(to, token, back);

        uint256[4] memory afterwards = _balances(token);
        for (uint256 n; n < 4; ++n) {
            assertEq(afterwards[n], before[n] + (n == which ? amount - back : 0));
            assertEq(reserve.balanceIn(IReserveSystem.Bucket(n), token), afterwards[n]);
        }
        assertEq(reserve.balanceOfE(token), most - (amount - back));
    }

    /// @dev The account at the other end counts: more than a day's limit never moves, either way, and the next day's may.
    function testFuzz_RevertWhen_move_beyondTheDay(uint256 which, uint256 first, uint256 over) public {
        uint256[3] memory others = [uint256(0), 2, 3];
        IReserveSystem.Bucket to = IReserveSystem.Bucket(others[which % 3]);
        _fund(4 * LIMIT, 0);
        first = bound(first, 0, LIMIT);
        over = bound(over, LIMIT - first + 1, 2 * LIMIT);
        _toBucket(to, address(base), first);
        vm.expectRevert(
            abi.encodeWithSelector(DailyLimit.DailyLimit_Exceeded.selector, address(base), over, first, LIMIT)
        );
        _toBucket(to, address(base), over);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        _toBucket(to, address(base), LIMIT);
        vm.startPrank(treasury);
        reserve.moveToE(to, address(base), LIMIT);
        if (first != 0) {
            vm.expectRevert(
                abi.encodeWithSelector(DailyLimit.DailyLimit_Exceeded.selector, address(base), first, LIMIT, LIMIT)
            );
            reserve.moveToE(to, address(base), first);
        }
        vm.stopPrank();
    }

    /// @dev Bucket B's account keeps its own limits.
    function test_RevertWhen_move_beyondBucketBsDay() public {
        _fund(2 * LIMIT, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReserveBucketB.BucketB_DailyLimit.selector,
                IReserveBucketB.Flow.FROM_E,
                address(base),
                0,
                1_000_000 * USD
            )
        );
        _toBucket(IReserveSystem.Bucket.B, address(base), LIMIT + 1);
    }

    /// @dev A limit that was lowered in mid-day closes the door, and reopens with the next day.
    function test_RevertWhen_limitIsLoweredBelowWhatWasUsed() public {
        _fund(LIMIT, 0);
        _toBucket(IReserveSystem.Bucket.C, address(base), 100);
        vm.prank(admin);
        bucketC.setDailyLimit(IReserveBucket.Flow.FROM_E, address(base), 50);
        vm.expectRevert(abi.encodeWithSelector(DailyLimit.DailyLimit_Exceeded.selector, address(base), 1, 100, 50));
        _toBucket(IReserveSystem.Bucket.C, address(base), 1);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        _toBucket(IReserveSystem.Bucket.C, address(base), 50);
    }

    /// @dev What one bucket has another cannot return: each account gives what it recorded, whatever lies there.
    function testFuzz_RevertWhen_bucketReturnsMoreThanItHas(uint256 which, uint256 held, uint256 donated) public {
        uint256[3] memory others = [uint256(0), 2, 3];
        uint256 n = others[which % 3];
        held = bound(held, 0, LIMIT - 1);
        _fund(LIMIT, 0);
        _toBucket(IReserveSystem.Bucket(n), address(base), held);
        base.mint(address(_accountOf(n)), bound(donated, 1, LIMIT));
        vm.expectRevert(abi.encodeWithSelector(IReserveBucket.Bucket_NotEnough.selector, address(base), held + 1, held));
        vm.prank(treasury);
        reserve.moveToE(IReserveSystem.Bucket(n), address(base), held + 1);
    }

    // ---- Who ----

    /// @dev Nobody but the reserve system moves an account's tokens to or from E, not even the other accounts.
    function test_RevertWhen_accounts_byAnyoneButTheReserve() public {
        address[7] memory callers =
            [anyone, admin, manager, treasury, address(bucketA), address(bucketC), address(bucketD)];
        IReserveBucket[3] memory accounts = [IReserveBucket(bucketA), bucketC, bucketD];
        _fund(4_000, 0);
        for (uint256 n; n < 4; ++n) {
            _toBucket(IReserveSystem.Bucket(n), address(base), 1_000);
        }
        for (uint256 c; c < callers.length; ++c) {
            vm.startPrank(callers[c]);
            for (uint256 n; n < 3; ++n) {
                bytes memory refusal = abi.encodeWithSelector(IReserveBucket.Bucket_NotReserve.selector, callers[c]);
                vm.expectRevert(refusal);
                accounts[n].withdrawToE(address(base), 1);
                vm.expectRevert(refusal);
                accounts[n].depositFromE(address(base), 1);
            }
            vm.expectRevert(abi.encodeWithSelector(IReserveBucketB.BucketB_NotBucketE.selector, callers[c]));
            bucket.withdrawToE(address(base), 1);
            vm.stopPrank();
        }
    }

    function test_RevertWhen_reserve_byStrangers() public {
        address[3] memory callers = [anyone, keeper, manager];
        for (uint256 c; c < callers.length; ++c) {
            vm.startPrank(callers[c]);
            bytes memory notTreasury =
                abi.encodeWithSelector(IAccess.Access_MissingRole.selector, callers[c], Roles.TREASURY);
            vm.expectRevert(notTreasury);
            reserve.moveFromE(IReserveSystem.Bucket.A, address(base), 0);
            vm.expectRevert(notTreasury);
            reserve.moveToE(IReserveSystem.Bucket.A, address(base), 0);
            vm.expectRevert(notTreasury);
            reserve.pay(address(base), 0);
            vm.expectRevert(notTreasury);
            reserve.collectCrumbs(address(base), 0);
            bytes memory notAdmin = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, callers[c], Roles.ADMIN);
            vm.expectRevert(notAdmin);
            reserve.setAccount(IReserveSystem.Bucket.A, bucketC);
            vm.expectRevert(notAdmin);
            reserve.setLedger(IXauLedger(anyone));
            vm.expectRevert(notAdmin);
            reserve.setMeter(IOutflowMeter(anyone));
            vm.expectRevert(notAdmin);
            reserve.setPayLimit(address(base), 1);
            vm.expectRevert(notAdmin);
            bucketA.setDailyLimit(IReserveBucket.Flow.TO_E, address(base), 1);
            vm.stopPrank();
        }
    }

    /// @dev An account is given once: what a replaced one holds would be out of everybody's reach.
    function test_RevertWhen_setAccount_again() public {
        ReserveBucketA other = new ReserveBucketA(address(authority), address(reserve));
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IReserveSystem.Reserve_BadAccount.selector, IReserveSystem.Bucket.A, address(other))
        );
        reserve.setAccount(IReserveSystem.Bucket.A, other);
        vm.expectRevert(IReserveSystem.Reserve_ZeroAddress.selector);
        reserve.setLedger(IXauLedger(address(0)));
        vm.expectRevert(IReserveSystem.Reserve_ZeroAddress.selector);
        reserve.setMeter(IOutflowMeter(address(0)));
        vm.stopPrank();
        vm.expectRevert(IReserveBucket.Bucket_ZeroAddress.selector);
        new ReserveBucketA(address(authority), address(0));
    }

    // ---- Treasury and ledger ----

    function testFuzz_pay_isLimitedByTheDay(uint256 first, uint256 over) public {
        _fund(3 * LIMIT, 0);
        first = bound(first, 1, LIMIT);
        over = bound(over, LIMIT - first + 1, 2 * LIMIT);
        vm.startPrank(treasury);
        reserve.pay(address(base), first);
        assertEq(base.balanceOf(treasury), first);
        vm.expectRevert(
            abi.encodeWithSelector(DailyLimit.DailyLimit_Exceeded.selector, address(base), over, first, LIMIT)
        );
        reserve.pay(address(base), over);
        (uint256 limit, uint256 used) = reserve.payLimit(address(base));
        assertEq(limit, LIMIT);
        assertEq(used, first);
        vm.stopPrank();
    }

    /// @dev A token without a limit cannot be paid at all.
    function test_RevertWhen_pay_withoutALimit() public {
        vm.expectRevert(abi.encodeWithSelector(DailyLimit.DailyLimit_Exceeded.selector, anyone, 1, 0, 0));
        vm.prank(treasury);
        reserve.pay(anyone, 1);
    }

    /// @dev The ledger gets what E has of what it asks, and nothing of the other buckets'.
    function testFuzz_coverBadDebt_givesWhatEHas(uint256 held, uint256 moved, uint256 asked) public {
        MockLedger ledger = _ledger();
        held = bound(held, 0, LIMIT);
        moved = bound(moved, 0, held);
        asked = bound(asked, 0, 2 * LIMIT);
        _fund(held, 0);
        _toBucket(IReserveSystem.Bucket.C, address(base), moved);
        ledger.cover(address(base), asked);
        uint256 left = held - moved;
        assertEq(base.balanceOf(address(ledger)), asked < left ? asked : left);
        assertEq(bucketC.balanceOf(address(base)), moved);
    }

    function test_RevertWhen_coverBadDebt_byAnyoneElse() public {
        _ledger();
        vm.expectRevert(abi.encodeWithSelector(IReserveSystem.Reserve_NotLedger.selector, treasury));
        vm.prank(treasury);
        reserve.coverBadDebt(address(base), 1);
    }

    /// @dev Crumbs come to E and nowhere else.
    function test_collectCrumbs_comeToE() public {
        MockLedger ledger = _ledger();
        vm.prank(treasury);
        reserve.collectCrumbs(address(base), 7);
        assertEq(ledger.asked(), 7);
        assertEq(ledger.receiver(), address(reserve));
    }

    function test_RevertWhen_aBucketHasNoAccount() public {
        ReserveSystem empty = new ReserveSystem(address(authority));
        vm.expectRevert(abi.encodeWithSelector(IReserveSystem.Reserve_NoAccount.selector, IReserveSystem.Bucket.D));
        vm.prank(treasury);
        empty.moveFromE(IReserveSystem.Bucket.D, address(base), 0);
    }

    // ---- Helpers ----

    function _ledger() private returns (MockLedger ledger) {
        ledger = new MockLedger(address(reserve));
        vm.prank(admin);
        reserve.setLedger(IXauLedger(address(ledger)));
    }

    function _balances(address token) private view returns (uint256[4] memory list) {
        for (uint256 n; n < 4; ++n) {
            list[n] = _accountOf(n).balanceOf(token);
        }
    }
}
