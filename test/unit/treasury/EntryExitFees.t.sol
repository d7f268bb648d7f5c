// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMClaims} from "src/interfaces/IALMClaims.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {TreasuryFixture} from "./TreasuryFixture.sol";

/// @notice What goes in and out through every door of a vault that charges.
contract EntryExitFeesTest is TreasuryFixture {
    /// @dev What three units of liquidity, one a range, can be in raw WETH.
    uint256 private constant UNITS = 6_000;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        churn(2e18);
    }

    // -- in -------------------------------------------------------------------------------------------------------

    /// @dev A deposit as previewed or as made.
    struct Entry {
        uint256 shares;
        uint256 paid0;
        uint256 paid1;
    }

    /// @dev The preview is the deposit, to the wei, for payers with and without rates of their own; the fee is the rate
    /// of what was paid, rounded up, and the vault's cash grows by the rest alone.
    function testFuzz_deposit_equalsPreview(uint256 max0, uint256 max1, uint256 fees, uint256 own, uint256 time)
        public
    {
        setAnyFees(fees);
        if (own % 2 == 0) setAnyOverride(attacker, own);
        wait(bound(time, 0, 300 days));
        (max0, max1) = (bound(max0, 1e12, 100e18), bound(max1, 1e4, 300_000e6));
        Entry memory preview;
        (preview.shares, preview.paid0, preview.paid1) = diamond.previewDepositFor(vaultId, max0, max1, attacker);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        Entry memory made = _deposit(max0, max1, preview);
        assertLe(made.paid0, max0);
        assertLe(made.paid1, max1);
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(vaultId);
        assertEq(fee0, ceilBp(made.paid0, _entryBp(attacker)));
        assertEq(fee1, ceilBp(made.paid1, _entryBp(attacker)));
        (uint256 cashAfter0, uint256 cashAfter1) = diamond.cashBalances(vaultId);
        assertEq(cashAfter0 - cash0, made.paid0 - fee0);
        assertEq(cashAfter1 - cash1, made.paid1 - fee1);
        assertConserved();
    }

    /// @dev By the attacker; its own preview, the one for it and the deposit are the same.
    function _deposit(uint256 max0, uint256 max1, Entry memory preview) private returns (Entry memory made) {
        vm.startPrank(attacker);
        (made.shares, made.paid0, made.paid1) = diamond.previewDeposit(vaultId, max0, max1);
        assertEq(keccak256(abi.encode(made)), keccak256(abi.encode(preview)), "previews");
        (made.shares, made.paid0, made.paid1) = diamond.deposit(vaultId, max0, max1, preview.shares, attacker);
        assertEq(keccak256(abi.encode(made)), keccak256(abi.encode(preview)), "deposit");
        vm.stopPrank();
    }

    /// @dev S2, S5: a deposit with a fee leaves the others' value per share where it was, or higher.
    function testFuzz_deposit_neverDilutes(uint256 max0, uint256 max1, uint256 fees) public {
        setAnyFees(fees);
        wait(30 days);
        uint256 before = diamond.valuePerShareWad(vaultId);
        depositAs(attacker, bound(max0, 1e15, 100e18), bound(max1, 1e7, 300_000e6));
        assertGe(diamond.valuePerShareWad(vaultId) + 12 * 1e36 / diamond.totalSupply(vaultId), before);
    }

    /// @dev The first deposit pays too: all that was offered is taken, shares are priced on what is left of it.
    function testFuzz_firstDeposit_paysTheFee(uint256 amount0, uint256 amount1, uint256 bp) public {
        bp = bound(bp, 1, 100);
        (amount0, amount1) = (bound(amount0, 1e16, 100e18), bound(amount1, 1e8, 300_000e6));
        vm.prank(manager);
        uint256 fresh = diamond.createVault(address(weth), address(usdc), 0);
        diamond.setVaultFees(fresh, ITreasury.VaultFees(uint16(bp), 0, 0, 0, 0));
        (uint256 shares,,) = diamond.previewDeposit(fresh, amount0, amount1);
        vm.prank(bob);
        (uint256 got, uint256 paid0, uint256 paid1) = diamond.deposit(fresh, amount0, amount1, 0, bob);
        assertEq(got, shares);
        assertEq(paid0, amount0);
        assertEq(paid1, amount1);
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(fresh);
        assertEq(fee0, ceilBp(amount0, bp));
        assertEq(fee1, ceilBp(amount1, bp));
        (uint256 value,) = diamond.valueAtAnchor(fresh);
        assertApproxEqAbs((got + 1e12) / 1e12, value, 1);
    }

    function testFuzz_depositSingle_equalsPreview(bool isWeth, uint256 amount, uint256 fees, uint256 own) public {
        setAnyFees(fees);
        if (own % 2 == 0) setAnyOverride(attacker, own);
        amount = isWeth ? bound(amount, 1e12, 5e18) : bound(amount, 1e4, 15_000e6);
        address token = isWeth ? address(weth) : address(usdc);
        uint256 shares = diamond.previewDepositSingleFor(vaultId, token, amount, attacker);
        vm.startPrank(attacker);
        assertEq(diamond.previewDepositSingle(vaultId, token, amount), shares);
        assertEq(diamond.depositSingle(vaultId, token, amount, shares, attacker), shares);
        vm.stopPrank();
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(vaultId);
        assertEq(isWeth ? fee0 : fee1, ceilBp(amount, _entryBp(attacker)));
        assertEq(isWeth ? fee1 : fee0, 0);
        assertConserved();
    }

    // -- out ------------------------------------------------------------------------------------------------------

    /// @dev Priced and in kind, with and without own rates, from the buffer, by unwinding and as the last holder.
    function testFuzz_exit_equalsPreview(uint256 shares, bool inKind, bool last, uint256 fees, uint256 own) public {
        setAnyFees(fees);
        if (own % 2 == 0) setAnyOverride(bob, own);
        wait(bound(own, 0, 300 days));
        if (last) _exitInKind(alice, sharesOf(alice));
        shares = last ? sharesOf(bob) : bound(shares, 1e6, sharesOf(bob));
        _exitAsPreviewed(shares, inKind);
        assertConserved();
    }

    /// @dev Bob's own preview, the one for him and the exit are the same.
    function _exitAsPreviewed(uint256 shares, bool inKind) private {
        (uint256 preview0, uint256 preview1) = inKind
            ? diamond.previewWithdrawInKindFor(vaultId, shares, bob)
            : diamond.previewWithdrawFor(vaultId, shares, bob);
        vm.startPrank(bob);
        (uint256 got0, uint256 got1) =
            inKind ? diamond.previewWithdrawInKind(vaultId, shares) : diamond.previewWithdraw(vaultId, shares);
        assertEq(got0, preview0, "previews of WETH");
        assertEq(got1, preview1, "previews of USDC");
        (got0, got1) = inKind
            ? diamond.withdrawInKind(vaultId, shares, preview0, preview1, bob)
            : diamond.withdraw(vaultId, shares, preview0, preview1, bob);
        vm.stopPrank();
        assertEq(got0, preview0, "WETH");
        assertEq(got1, preview1, "USDC");
    }

    /// @dev The fee is the rate of what would be paid, rounded up, and is what is booked: F3.
    function testFuzz_exit_booksItsFee(uint256 shares, bool inKind, uint256 bp) public {
        bp = bound(bp, 1, 100);
        shares = bound(shares, 1e6, sharesOf(bob));
        (uint256 free0, uint256 free1) =
            inKind ? diamond.previewWithdrawInKind(vaultId, shares) : diamond.previewWithdraw(vaultId, shares);
        setFees(0, bp, 0, 0, 0);
        vm.prank(bob);
        (uint256 got0, uint256 got1) =
            inKind ? diamond.withdrawInKind(vaultId, shares, 0, 0, bob) : diamond.withdraw(vaultId, shares, 0, 0, bob);
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(vaultId);
        assertEq(fee0, ceilBp(free0, bp));
        assertEq(fee1, ceilBp(free1, bp));
        assertEq(got0, free0 - fee0);
        assertEq(got1, free1 - fee1);
        assertConserved();
    }

    function testFuzz_withdrawSingle_equalsPreview(bool isWeth, uint256 shares, uint256 fees, uint256 own) public {
        setAnyFees(fees);
        if (own % 2 == 0) setAnyOverride(bob, own);
        wait(bound(own, 0, 300 days));
        // What a share of a millionth pays in USDC is no unit.
        shares = bound(shares, 1e15, sharesOf(bob));
        address token = isWeth ? address(weth) : address(usdc);
        uint256 amount = diamond.previewWithdrawSingleFor(vaultId, token, shares, bob);
        (uint256 was0, uint256 was1) = diamond.pendingFees(vaultId);
        vm.startPrank(bob);
        assertEq(diamond.previewWithdrawSingle(vaultId, token, shares), amount);
        assertEq(diamond.withdrawSingle(vaultId, token, shares, amount, bob), amount);
        vm.stopPrank();
        (uint256 fee0, uint256 fee1) = diamond.pendingFees(vaultId);
        assertGe(isWeth ? fee0 - was0 : fee1 - was1, ceilBp(amount, _exitBp(bob)));
        assertConserved();
    }

    // -- round trips ----------------------------------------------------------------------------------------------

    /// @dev S3: in and out at once pays no more than was paid of either token, whatever the fees.
    function testFuzz_roundTrip_neverGains(uint256 max0, uint256 max1, bool inKind, uint256 fees, uint256 time) public {
        setAnyFees(fees);
        wait(bound(time, 0, 300 days));
        vm.startPrank(attacker);
        (uint256 shares, uint256 paid0, uint256 paid1) =
            diamond.deposit(vaultId, bound(max0, 1e12, 100e18), bound(max1, 1e4, 300_000e6), 0, attacker);
        (uint256 got0, uint256 got1) = inKind
            ? diamond.withdrawInKind(vaultId, shares, 0, 0, attacker)
            : diamond.withdraw(vaultId, shares, 0, 0, attacker);
        vm.stopPrank();
        assertLe(got0, paid0);
        assertLe(got1, paid1);
        assertConserved();
    }

    /// @dev S3: one token in and out at once loses both fees at least.
    function testFuzz_roundTripSingle_losesBothFees(bool isWeth, uint256 amount, uint256 entry, uint256 exit) public {
        (entry, exit) = (bound(entry, 0, 100), bound(exit, 0, 100));
        setFees(entry, exit, 0, 0, 0);
        amount = isWeth ? bound(amount, 1e15, 3e18) : bound(amount, 1e7, 9_000e6);
        address token = isWeth ? address(weth) : address(usdc);
        vm.startPrank(attacker);
        uint256 shares = diamond.depositSingle(vaultId, token, amount, 0, attacker);
        uint256 got = diamond.withdrawSingle(vaultId, token, shares, 0, attacker);
        vm.stopPrank();
        uint256 net = amount - ceilBp(amount, entry);
        assertLe(got, net - ceilBp(net, exit) + 1);
    }

    // -- always open ----------------------------------------------------------------------------------------------

    /// @dev The oracle dead and everything paused: in kind pays the exact slice of cash and of every range's principal,
    /// less the management fee's part of the latter and the exit fee of both.
    function testFuzz_inKind_paysTheSliceLessFees(uint256 shares, uint256 fees, uint256 time) public {
        setAnyFees(fees);
        skip(bound(time, 0, 300 days));
        feed.setFailure(MockAggregator.Failure.REVERT);
        vm.startPrank(guardian);
        diamond.pause(PauseGroups.ALL);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        vm.stopPrank();
        shares = bound(shares, 1e12, sharesOf(bob));
        (uint256 due0, uint256 due1) = _slice(shares);
        (uint256 got0, uint256 got1) = _exitInKind(bob, shares);
        // Never up; down by what an exit leaves of the last unit of each range's liquidity, up to 2,000 wei of WETH.
        assertLe(got0, due0);
        assertLe(got1, due1);
        assertApproxEqAbs(got0, due0, UNITS);
        assertApproxEqAbs(got1, due1, 6);
        assertConserved();
    }

    /// @dev A leg skipped on the way out owes what a leg paid at once does: the mask dodges no fee.
    function testFuzz_skippedLegs_oweTheSame(uint256 shares, uint256 mask, uint256 fees, uint256 time) public {
        setAnyFees(fees);
        wait(bound(time, 0, 300 days));
        shares = bound(shares, 1e15, sharesOf(bob));
        mask = bound(mask, 1, 7);
        (uint256 whole0, uint256 whole1) = diamond.previewWithdrawInKindFor(vaultId, shares, bob);
        vm.startPrank(bob);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, 0, 0, bob, mask);
        for (uint256 id = 1; diamond.claim(id).owner == bob; ++id) {
            (uint256 more0, uint256 more1) = diamond.settleClaim(id, bob);
            (got0, got1) = (got0 + more0, got1 + more1);
        }
        vm.stopPrank();
        assertApproxEqAbs(got0, whole0, 12);
        assertApproxEqAbs(got1, whole1, 12);
        assertConserved();
    }

    /// @dev What a claim owes was fixed at the exit: neither time nor new rates change it.
    function testFuzz_claims_oweAsOfTheExit(uint256 shares, uint256 fees, uint256 later, uint256 time) public {
        setAnyFees(fees);
        wait(bound(time, 0, 300 days));
        (uint256 partWad,,) = diamond.accruedManagementFee(vaultId);
        uint256 exitBp = _exitBp(bob);
        shares = bound(shares, 1e15, sharesOf(bob));
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares, 0, 0, bob, 1);
        IALMClaims.ClaimView memory claim = diamond.claim(1);
        assertEq(claim.debtWad, partWad);
        assertEq(claim.exitBp, exitBp);
        setAnyFees(later);
        wait(30 days);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.settleClaim(1, bob);
        assertGt(got0 + got1, 0);
        assertEq(diamond.claim(1).owner, address(0));
        assertConserved();
    }

    /// @dev The last holder pays like everyone: management fee, performance fee, exit fee; the rest is its own.
    function testFuzz_lastHolder_paysEveryFee(bool inKind, uint256 fees, uint256 time) public {
        setAnyFees(fees);
        wait(bound(time, 0, 300 days));
        _exitInKind(alice, sharesOf(alice));
        (uint256 due0, uint256 due1) = _lastDue();
        uint256 shares = sharesOf(bob);
        vm.prank(bob);
        (uint256 got0, uint256 got1) =
            inKind ? diamond.withdrawInKind(vaultId, shares, 0, 0, bob) : diamond.withdraw(vaultId, shares, 0, 0, bob);
        assertApproxEqAbs(got0, due0, UNITS);
        assertApproxEqAbs(got1, due1, 8);
        assertConserved();
    }

    /// @dev Bob's slice, and what ranges earned and earlier exits left unreleased, less fees.
    function _lastDue() private view returns (uint256 due0, uint256 due1) {
        ITreasury.VaultFees memory rates = diamond.vaultFees(vaultId);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        fees0 = fees0 - fees0 * rates.performanceBp / 10_000 + locked0;
        fees1 = fees1 - fees1 * rates.performanceBp / 10_000 + locked1;
        (due0, due1) = _slice(sharesOf(bob));
        due0 += fees0 - ceilBp(fees0, rates.exitBp);
        due1 += fees1 - ceilBp(fees1, rates.exitBp);
    }

    function test_exitAndEntry_tellTheirFees() public {
        setFees(50, 70, 0, 0, 0);
        (, uint256 paid0, uint256 paid1) = diamond.previewDepositFor(vaultId, 1e18, 4_000e6, attacker);
        vm.prank(attacker);
        vm.expectEmit(address(diamond));
        emit ITreasury.EntryFeeBooked(vaultId, attacker, ceilBp(paid0, 50), ceilBp(paid1, 50));
        diamond.deposit(vaultId, 1e18, 4_000e6, 0, attacker);
        setFees(50, 0, 0, 0, 0);
        (uint256 free0, uint256 free1) = diamond.previewWithdraw(vaultId, 1e18);
        setFees(50, 70, 0, 0, 0);
        vm.prank(bob);
        vm.expectEmit(address(diamond));
        emit ITreasury.ExitFeeBooked(vaultId, bob, ceilBp(free0, 70), ceilBp(free1, 70));
        diamond.withdraw(vaultId, 1e18, 0, 0, bob);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _entryBp(address payer) private view returns (uint256) {
        (uint256 bp, uint256 own) = (diamond.vaultFees(vaultId).entryBp, diamond.feeOverride(vaultId, payer).entryBp);
        return bp < own ? bp : own;
    }

    function _exitBp(address owner) private view returns (uint256) {
        (uint256 bp, uint256 own) = (diamond.vaultFees(vaultId).exitBp, diamond.feeOverride(vaultId, owner).exitBp);
        return bp < own ? bp : own;
    }

    function _exitInKind(address who, uint256 shares) private returns (uint256, uint256) {
        vm.prank(who);
        return diamond.withdrawInKind(vaultId, shares, 0, 0, who);
    }

    /// @dev q * (cash + (1 - phi) * ranges) less bob's exit fee, from what the vault reports range by range.
    function _slice(uint256 shares) private view returns (uint256 due0, uint256 due1) {
        uint256 supply = diamond.totalSupply(vaultId);
        (uint256 phi,,) = diamond.accruedManagementFee(vaultId);
        (due0, due1) = diamond.cashBalances(vaultId);
        (due0, due1) = (due0 * 1e18, due1 * 1e18);
        for (uint256 i; i < diamond.vaultInfo(vaultId).rangeCount; ++i) {
            due0 += diamond.vaultRanges(vaultId)[i].amount0 * (1e18 - phi);
            due1 += diamond.vaultRanges(vaultId)[i].amount1 * (1e18 - phi);
        }
        // A wei a range that spot's rounding hides.
        due0 = (due0 + 4e18) * shares / supply / 1e18;
        due1 = (due1 + 4e18) * shares / supply / 1e18;
        due0 -= due0 * _exitBp(bob) / 10_000;
        due1 -= due1 * _exitBp(bob) / 10_000;
    }
}
