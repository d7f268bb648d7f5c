// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IM1Token} from "../../../src/interfaces/IM1Token.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {MockFeeToken} from "./MockFeeToken.sol";
import {MockHookToken} from "./MockHookToken.sol";
import {Lock} from "lock/Lock.sol";

/// @notice Collateral in and out, borrowing and repaying.
contract XauLedgerAccountsTest is LedgerBase {
    // ---- deposits ----

    function testFuzz_deposit_countsForOnBehalf(uint128 amount) public {
        amount = uint128(bound(amount, 1, 100_000e18));
        _giveWeth(depositor, amount);
        vm.expectEmit(address(ledger));
        emit IXauLedger.CollateralDeposited(depositor, borrower, address(weth), amount);
        vm.prank(depositor);
        uint256 received = ledger.depositCollateral(address(weth), amount, borrower);
        assertEq(received, amount);
        assertEq(ledger.collateralOf(borrower, address(weth)), amount);
        assertEq(ledger.collateralOf(depositor, address(weth)), 0);
        assertEq(ledger.asset(address(weth)).totalCollateral, amount);
        assertEq(weth.balanceOf(address(ledger)), amount);
    }

    /// @dev What arrives is what counts.
    function testFuzz_deposit_isMeasured(uint128 amount, uint16 feeBp) public {
        amount = uint128(bound(amount, 1e6, 1e24));
        feeBp = uint16(bound(feeBp, 0, 9_999));
        MockFeeToken token = new MockFeeToken(feeBp);
        _listWithWethTerms(address(token));
        token.mint(depositor, amount);
        vm.startPrank(depositor);
        token.approve(address(ledger), amount);
        uint256 received = ledger.depositCollateral(address(token), amount, depositor);
        vm.stopPrank();
        assertEq(received, token.balanceOf(address(ledger)));
        assertEq(ledger.collateralOf(depositor, address(token)), received);
    }

    /// @dev Tokens sent unasked belong to nobody and change nothing, not even the next deposit.
    function testFuzz_deposit_ignoresDonations(uint128 donated, uint128 amount) public {
        donated = uint128(bound(donated, 1, 1e27));
        amount = uint128(bound(amount, 1, 100_000e18));
        _giveWeth(stranger, donated);
        vm.prank(stranger);
        weth.transfer(address(ledger), donated);
        assertEq(ledger.asset(address(weth)).totalCollateral, 0);
        _depositWeth(depositor, amount);
        assertEq(ledger.collateralOf(depositor, address(weth)), amount);
        assertEq(ledger.asset(address(weth)).totalCollateral, amount);
    }

    function testFuzz_RevertWhen_deposit_aboveCap(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, 100_000e18));
        second = uint128(bound(second, 100_000e18 - first + 1, 1e27));
        _depositWeth(depositor, first);
        _giveWeth(stranger, second);
        vm.expectRevert(
            abi.encodeWithSelector(
                IXauLedger.Ledger_CapExceeded.selector, address(weth), uint256(first) + second, 100_000e18
            )
        );
        vm.prank(stranger);
        ledger.depositCollateral(address(weth), second, stranger);
    }

    function test_RevertWhen_deposit_badArguments() public {
        _giveWeth(depositor, 1e18);
        vm.startPrank(depositor);
        vm.expectRevert(IXauLedger.Ledger_ZeroAmount.selector);
        ledger.depositCollateral(address(weth), 0, depositor);
        vm.expectRevert(IXauLedger.Ledger_ZeroAddress.selector);
        ledger.depositCollateral(address(weth), 1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.depositCollateral(stranger, 1, depositor);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotCollateral.selector, address(cUSDT)));
        ledger.depositCollateral(address(cUSDT), 1, depositor);
        vm.expectRevert(SafeTransferLib.TransferFromFailed.selector);
        ledger.depositCollateral(address(weth), 2e18, depositor);
    }

    // ---- withdrawals ----

    function testFuzz_withdraw_withoutDebtAlwaysWorks(uint128 amount, uint128 part, bool all) public {
        amount = uint128(bound(amount, 1, 100_000e18));
        part = uint128(bound(part, 1, amount));
        _depositWeth(depositor, amount);
        // Everything that could stand in the way does.
        feeds.setStale(ETH_USD, true);
        feeds.setStale(XAU_USD, true);
        vm.prank(guardian);
        ledger.pauseBorrow(address(cUSDT));
        uint256 expected = all ? amount : part;
        vm.expectEmit(address(ledger));
        emit IXauLedger.CollateralWithdrawn(depositor, address(weth), stranger, expected);
        vm.prank(depositor);
        uint256 withdrawn = ledger.withdrawCollateral(address(weth), all ? type(uint256).max : part, stranger);
        assertEq(withdrawn, expected);
        assertEq(weth.balanceOf(stranger), expected);
        assertEq(ledger.collateralOf(depositor, address(weth)), amount - expected);
        assertEq(ledger.asset(address(weth)).totalCollateral, amount - expected);
    }

    /// @dev A withdrawal leaves the account supported at its collateral factor, or reverts; to the unit.
    function testFuzz_withdraw_stopsAtCollateralFactor(uint128 collateral, uint128 debt) public {
        collateral = uint128(bound(collateral, 1e18, 1_000e18));
        debt = uint128(bound(debt, 100e6, uint256(collateral) * 2_250 / 1e12 - 1));
        _depositWeth(borrower, collateral);
        _borrow(borrower, cUSDT, debt);
        // 1e6 cUSDT need 1e18 / 3,000 / 0.75 WETH.
        uint256 needed = (ledger.debtOf(borrower, address(cUSDT)) * 1e12 * 4 + 8_999) / 9_000;
        uint256 free = collateral - needed;
        if (free != 0) {
            vm.prank(borrower);
            ledger.withdrawCollateral(address(weth), free, borrower);
        }
        assertGe(ledger.healthFactor(borrower), WAD);
        vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), 1, borrower);
    }

    function testFuzz_RevertWhen_withdraw_moreThanHeld(uint128 held, uint256 asked) public {
        held = uint128(bound(held, 1, 100_000e18 - 1));
        asked = bound(asked, uint256(held) + 1, type(uint256).max - 1);
        _depositWeth(depositor, held);
        _depositWeth(stranger, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IXauLedger.Ledger_NotEnoughCollateral.selector, depositor, address(weth), asked, held
            )
        );
        vm.prank(depositor);
        ledger.withdrawCollateral(address(weth), asked, depositor);
    }

    function test_RevertWhen_withdraw_badArguments() public {
        _depositWeth(depositor, 1e18);
        vm.startPrank(depositor);
        vm.expectRevert(IXauLedger.Ledger_ZeroAmount.selector);
        ledger.withdrawCollateral(address(weth), 0, depositor);
        vm.expectRevert(IXauLedger.Ledger_ZeroAmount.selector);
        ledger.withdrawCollateral(address(xau), type(uint256).max, depositor);
        vm.expectRevert(IXauLedger.Ledger_ZeroAddress.selector);
        ledger.withdrawCollateral(address(weth), 1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.withdrawCollateral(stranger, 1, depositor);
    }

    // ---- borrowing ----

    function testFuzz_borrow_mintsAndOwes(uint128 amount) public {
        amount = uint128(bound(amount, 100e6, 225_000e6 - 1));
        _depositWeth(borrower, 100e18);
        vm.expectEmit(address(ledger));
        // One unit of cUSDT is 2.5e8 of 1e-18 ounces at 4,000 dollars.
        emit IXauLedger.Borrowed(borrower, address(cUSDT), stranger, amount, 2, uint256(amount) * 250_000_000);
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), amount, VARIABLE, stranger);
        assertEq(cUSDT.balanceOf(stranger), amount);
        assertEq(cUSDT.outstanding(address(ledger)), amount);
        assertEq(ledger.asset(address(cUSDT)).minted, amount);
        // The market has accrued for a day before: debts are rounded up, by a unit at most.
        assertGe(ledger.debtOf(borrower, address(cUSDT)), amount);
        assertLe(ledger.debtOf(borrower, address(cUSDT)), amount + 1);
        assertGe(ledger.healthFactor(borrower), WAD);
    }

    function test_borrow_stopsAtCollateralFactorToTheUnit() public {
        _depositWeth(borrower, 1e18);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_Unhealthy.selector, borrower, 2_250e18, 2_250e18 + 2e12)
        );
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), 2_250e6 + 1, VARIABLE, borrower);
        // The index rounds a debt up by a unit, so the last unit is the ledger's.
        _borrow(borrower, cUSDT, 2_250e6 - 1);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 2_250e6);
        assertEq(ledger.healthFactor(borrower), uint256(2_400e18) * 1e18 / 2_250e18);
    }

    /// @dev Several collaterals and debts: the sum decides.
    function testFuzz_borrow_sumsAllLegs(uint64 wethAmount, uint64 xauAmount, uint64 usd, uint64 eur) public {
        uint256 w = bound(wethAmount, 1e15, 1e19);
        uint256 g = bound(xauAmount, 1e15, 1e19);
        uint256 u = bound(usd, 100e6, 40_000e6);
        uint256 e = bound(eur, 100e6, 40_000e6);
        _depositWeth(borrower, w);
        _deposit(xau, borrower, g);
        uint256 backing = _usd(w, 3_000e18, 18) * 7_500 / BP + _usd(g, 4_000e18, 18) * 8_000 / BP;
        // Rounding units are out of the way: only clear cases are judged.
        uint256 first = _usd(u, 1e18, 6);
        vm.startPrank(borrower);
        if (first + 1e13 > backing) {
            if (first > backing) {
                vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
                ledger.borrow(address(cUSDT), u, VARIABLE, borrower);
            }
            return;
        }
        ledger.borrow(address(cUSDT), u, VARIABLE, borrower);
        uint256 both = first + _usd(e, 1.1e18, 6);
        if (both > backing) {
            vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
            ledger.borrow(address(cEURT), e, VARIABLE, borrower);
        } else if (both + 1e13 < backing) {
            ledger.borrow(address(cEURT), e, VARIABLE, borrower);
            uint256 threshold = _usd(w, 3_000e18, 18) * 8_000 / BP + _usd(g, 4_000e18, 18) * 8_500 / BP;
            assertApproxEqRel(ledger.healthFactor(borrower), threshold * 1e18 / both, 1e12);
        }
    }

    function testFuzz_RevertWhen_borrow_rateMode(uint256 rateMode) public {
        vm.assume(rateMode != 1 && rateMode != 2);
        _depositWeth(borrower, 1e18);
        vm.startPrank(borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BadRateMode.selector, rateMode));
        ledger.borrow(address(cUSDT), 100e6, rateMode, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BadRateMode.selector, rateMode));
        ledger.repay(address(cUSDT), 100e6, rateMode, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_StableRateUnavailable.selector, address(cUSDT)));
        ledger.borrow(address(cUSDT), 100e6, 1, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NoDebt.selector, borrower, address(cUSDT)));
        ledger.repay(address(cUSDT), 100e6, 1, borrower);
    }

    function test_RevertWhen_borrow_badArguments() public {
        _depositWeth(borrower, 1e18);
        vm.startPrank(borrower);
        vm.expectRevert(IXauLedger.Ledger_ZeroAmount.selector);
        ledger.borrow(address(cUSDT), 0, VARIABLE, borrower);
        vm.expectRevert(IXauLedger.Ledger_ZeroAddress.selector);
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, address(0));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.borrow(stranger, 100e6, VARIABLE, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotDebt.selector, address(weth)));
        ledger.borrow(address(weth), 100e6, VARIABLE, borrower);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_DebtTooSmall.selector, address(cUSDT), 100e6 - 1, 100e6)
        );
        ledger.borrow(address(cUSDT), 100e6 - 2, VARIABLE, borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_AmountTooLarge.selector);
        ledger.borrow(address(cUSDC), 1 << 129, VARIABLE, borrower);
    }

    function testFuzz_RevertWhen_borrow_aboveCeiling(uint128 amount) public {
        amount = uint128(bound(amount, 10_000_000e6 + 1, 1e18));
        _depositWeth(borrower, 100_000e18);
        vm.expectPartialRevert(IXauLedger.Ledger_CeilingExceeded.selector);
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), amount, VARIABLE, borrower);
    }

    /// @dev Interest counts against the ceiling too.
    function test_RevertWhen_borrow_interestFilledTheCeiling() public {
        _depositWeth(borrower, 100_000e18);
        _borrow(borrower, cUSDT, 9_600_000e6);
        skip(365 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IXauLedger.Ledger_CeilingExceeded.selector,
                address(cUSDT),
                ledger.totalDebt(address(cUSDT)) + 100e6,
                10_000_000e6
            )
        );
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, borrower);
    }

    /// @dev The token's own limit is a second lock on the ledger's.
    function test_RevertWhen_borrow_tokenLimits() public {
        _depositWeth(borrower, 1_000e18);
        vm.prank(guardian);
        cUSDT.lowerMinter(address(ledger), 20_000_000e6, 500e6, 0);
        vm.expectRevert(abi.encodeWithSelector(IM1Token.Token_RateExceeded.selector, address(ledger), 501e6, 500e6));
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), 501e6, VARIABLE, borrower);
        // Borrowing and repaying does not wear the limit out.
        for (uint256 i; i < 3; ++i) {
            _borrow(borrower, cUSDT, 500e6);
            cUSDT.mint(borrower, 1);
            _repay(borrower, cUSDT, type(uint256).max);
        }
    }

    function test_pauseBorrow_stopsNewDebtAndNothingElse() public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 1_000e6);
        vm.expectEmit(address(ledger));
        emit IXauLedger.BorrowPausedSet(address(cUSDT), true);
        vm.prank(guardian);
        ledger.pauseBorrow(address(cUSDT));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BorrowPaused.selector, address(cUSDT)));
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, borrower);

        _depositWeth(borrower, 1e18);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), 1e18, borrower);
        _borrow(borrower, cUSDC, 100e6);
        cUSDT.mint(borrower, 1e6);
        _repay(borrower, cUSDT, type(uint256).max);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);

        vm.prank(owner);
        ledger.unpauseBorrow(address(cUSDT));
        _borrow(borrower, cUSDT, 100e6);
    }

    // ---- repaying ----

    function testFuzz_repay_burnsAndClears(uint128 debt, uint128 part, uint32 elapsed) public {
        debt = uint128(bound(debt, 100e6, 100_000e6));
        part = uint128(bound(part, 1, debt - 1));
        _depositWeth(borrower, 100e18);
        _borrow(borrower, cUSDT, debt);
        skip(elapsed % (10 * 365 days));
        uint256 owed = ledger.debtOf(borrower, address(cUSDT));
        cUSDT.mint(stranger, owed);
        vm.startPrank(stranger);
        cUSDT.approve(address(ledger), type(uint256).max);

        vm.expectEmit(address(ledger));
        emit IXauLedger.Repaid(stranger, borrower, address(cUSDT), part, 2);
        assertEq(ledger.repay(address(cUSDT), part, VARIABLE, borrower), part);
        uint256 left = ledger.debtOf(borrower, address(cUSDT));
        assertGe(left, owed - part, "the debt fell by more than was paid");
        assertLe(left, owed - part + 2, "the debt fell by less than was paid and its rounding");

        deal(address(cUSDT), stranger, left);
        assertEq(ledger.repay(address(cUSDT), type(uint256).max, VARIABLE, borrower), left);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
        assertEq(ledger.scaledDebtOf(borrower, address(cUSDT)), 0);
        assertEq(ledger.asset(address(cUSDT)).totalScaledDebt, 0);
        assertEq(ledger.healthFactor(borrower), type(uint256).max);
        assertEq(cUSDT.balanceOf(stranger), 0);
    }

    function test_RevertWhen_repay_badArguments() public {
        vm.startPrank(borrower);
        vm.expectRevert(IXauLedger.Ledger_ZeroAmount.selector);
        ledger.repay(address(cUSDT), 0, VARIABLE, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NoDebt.selector, borrower, address(cUSDT)));
        ledger.repay(address(cUSDT), 1, VARIABLE, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.repay(stranger, 1, VARIABLE, borrower);
    }

    /// @dev Nobody's tokens are burned without allowance.
    function test_RevertWhen_repay_notAllowed() public {
        _depositWeth(borrower, 1e18);
        _borrow(borrower, cUSDT, 1_000e6);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        vm.prank(borrower);
        ledger.repay(address(cUSDT), 1, VARIABLE, borrower);
    }

    /// @dev Repaying survives the removal of the ledger as a minter, and dead feeds.
    function test_repay_needsNothingButTokens() public {
        _depositWeth(borrower, 1e18);
        _borrow(borrower, cUSDT, 1_000e6);
        vm.startPrank(guardian);
        cUSDT.lowerMinter(address(ledger), 0, 0, 0);
        ledger.pauseBorrow(address(cUSDT));
        vm.stopPrank();
        feeds.setStale(ETH_USD, true);
        feeds.setStale(XAU_USD, true);
        skip(3_000 days);
        _depositWeth(borrower, 1e18);
        cUSDT.mint(borrower, 1_000e6);
        _repay(borrower, cUSDT, type(uint256).max);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), type(uint256).max, borrower);
        assertEq(weth.balanceOf(borrower), 2e18);
    }

    // ---- one account's doings are its own ----

    function testFuzz_accounts_doNotTouchEachOther(uint128 amount, uint128 debt) public {
        amount = uint128(bound(amount, 1e18, 1_000e18));
        debt = uint128(bound(debt, 100e6, uint256(amount) * 2_000 / 1e12));
        _depositWeth(depositor, 7e18);
        _borrow(depositor, cUSDT, 1_000e6);
        uint256 owed = ledger.debtOf(depositor, address(cUSDT));
        uint256 health = ledger.healthFactor(depositor);
        _depositWeth(borrower, amount);
        _borrow(borrower, cUSDT, debt);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), amount / 20, borrower);
        cUSDT.mint(borrower, 10);
        _repay(borrower, cUSDT, type(uint256).max);
        assertEq(ledger.debtOf(depositor, address(cUSDT)), owed);
        assertEq(ledger.healthFactor(depositor), health);
        assertEq(ledger.collateralOf(depositor, address(weth)), 7e18);
    }

    // ---- lock ----

    /// @dev A token that calls back finds every door and every view of value shut.
    function test_RevertWhen_reentered() public {
        MockHookToken token = new MockHookToken();
        _listWithWethTerms(address(token));
        token.mint(depositor, 10e18);
        vm.startPrank(depositor);
        token.approve(address(ledger), type(uint256).max);
        bytes[12] memory calls = [
            abi.encodeCall(ledger.depositCollateral, (address(token), 1, depositor)),
            abi.encodeCall(ledger.withdrawCollateral, (address(token), 1, depositor)),
            abi.encodeCall(ledger.borrow, (address(cUSDT), 100e6, VARIABLE, depositor)),
            abi.encodeCall(ledger.repay, (address(cUSDT), 1, VARIABLE, depositor)),
            abi.encodeCall(ledger.liquidate, (depositor, address(cUSDT), address(token), 1, 0)),
            abi.encodeCall(ledger.writeOff, (depositor)),
            abi.encodeCall(ledger.accrue, (address(cUSDT))),
            abi.encodeCall(ledger.collectFees, (address(cUSDT), 1)),
            abi.encodeCall(ledger.coverDeficit, (address(cUSDT))),
            abi.encodeCall(ledger.healthFactor, (depositor)),
            abi.encodeCall(ledger.accountXau, (depositor)),
            abi.encodeCall(ledger.collateralOf, (depositor, address(token)))
        ];
        for (uint256 i; i < calls.length; ++i) {
            token.arm(address(ledger), calls[i]);
            ledger.depositCollateral(address(token), 1e17, depositor);
            assertFalse(token.ok(), "re-entry was let in");
            assertEq(bytes4(token.answer()), Lock.Lock_Reentered.selector);
        }
    }

    function _listWithWethTerms(address token) private {
        vm.startPrank(owner);
        ledger.listAsset(token, IXauLedger.PriceParams(ETH_USD, 0, 1e24));
        ledger.setCollateral(token, IXauLedger.CollateralParams(7_500, 8_000, 500, 10_000_000e18));
        vm.stopPrank();
        skip(1 days);
    }
}
