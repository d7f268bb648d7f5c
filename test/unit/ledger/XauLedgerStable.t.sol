// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {LedgerBase} from "./LedgerBase.sol";

/// @notice Loans at a stable rate: fee and premium as of the loan, the mean of several, the sums they are counted in.
contract XauLedgerStableTest is LedgerBase {
    uint256 private constant RAY = 1e27;
    uint88 private constant MAX_FEE = 21_979_553_151_239_153_027;

    function setUp() public override {
        super.setUp();
        _openStable(cUSDT);
        _openStable(cEURT);
        _depositWeth(borrower, 1_000e18);
        _depositWeth(depositor, 1_000e18);
        cUSDT.mint(address(this), 1e15);
        cUSDT.approve(address(ledger), type(uint256).max);
    }

    /// @dev (1 + fee)^n at 45 digits: an independent model with an error far below the ledger's.
    function _exactGrowth(uint256 feeRay, uint256 n) private pure returns (uint256 result) {
        result = 1e45;
        uint256 base = 1e45 + feeRay * 1e18;
        for (; n != 0; n >>= 1) {
            if (n & 1 != 0) result = Math.mulDiv(result, base, 1e45);
            base = Math.mulDiv(base, base, 1e45);
        }
    }

    function _stableDebt(address account) private view returns (uint256) {
        return ledger.debtIn(account, address(cUSDT), STABLE);
    }

    function _setRates(uint88 fee, uint88 premium) private {
        vm.prank(owner);
        ledger.setStablePremium(address(cUSDT), 0);
        _setFee(cUSDT, fee);
        vm.prank(owner);
        ledger.setStablePremium(address(cUSDT), premium);
    }

    // ---- the rate ----

    /// @dev The rate is the fee and the premium of the day, and later changes of either leave it alone.
    function testFuzz_borrow_stable_keepsItsRate(uint88 fee, uint88 premium, uint88 later, uint32 elapsed) public {
        fee = uint88(bound(fee, 0, MAX_FEE / 2));
        premium = uint88(bound(premium, 1, MAX_FEE / 2));
        _setRates(fee, premium);
        _borrowStable(borrower, cUSDT, 10_000e6);
        assertEq(ledger.stableRateOf(borrower, address(cUSDT)), uint256(fee) + premium);
        _setRates(uint88(bound(later, 0, MAX_FEE - 1)), 1);
        assertEq(ledger.stableRateOf(borrower, address(cUSDT)), uint256(fee) + premium);
        skip(bound(elapsed, 0, 3_650 days));
        uint256 exact = Math.mulDiv(10_000e6, _exactGrowth(uint256(fee) + premium, block.timestamp - _now()), 1e45);
        assertApproxEqAbs(_stableDebt(borrower), exact, 2);
        assertEq(ledger.debtIn(borrower, address(cUSDT), VARIABLE), 0);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), _stableDebt(borrower));
    }

    function _now() private pure returns (uint256) {
        return 1_750_000_000 + 1 days;
    }

    /// @dev The stated bound: within n * 1e-27 of exact, relative, and a unit, always the ledger's way.
    function testFuzz_stableDebt_withinItsErrorBound(uint88 rate, uint256 n, uint256 amount) public {
        rate = uint88(bound(rate, 1, MAX_FEE));
        n = bound(n, 0, 3_650 days);
        amount = bound(amount, 100e6, 400_000e6);
        _setRates(0, rate);
        _borrowStable(borrower, cUSDT, amount);
        skip(n);
        uint256 growth = _exactGrowth(rate, n);
        uint256 exact = Math.mulDiv(amount, growth, 1e45);
        uint256 tolerance = Math.mulDiv(exact, n, RAY) + 1;
        assertLe(_stableDebt(borrower), exact + tolerance);
        assertGe(_stableDebt(borrower) + Math.mulDiv(exact, n, RAY), exact);
    }

    /// @dev A further loan: the mean of both rates, weighted by amount, rounded up; never above the dearer of the two.
    function testFuzz_borrow_stable_weighsRatesByAmount(uint88 a, uint88 b, uint256 first, uint256 second, uint32 dt)
        public
    {
        a = uint88(bound(a, 1, MAX_FEE));
        b = uint88(bound(b, 1, MAX_FEE));
        first = bound(first, 100e6, 400_000e6);
        second = bound(second, 1, 400_000e6);
        _setRates(0, a);
        _borrowStable(borrower, cUSDT, first);
        skip(bound(dt, 0, 365 days));
        uint256 debt = _stableDebt(borrower);
        _setRates(0, b);
        _borrowStable(borrower, cUSDT, second);
        uint256 mean = Math.ceilDiv(debt * a + second * b, debt + second);
        assertEq(ledger.stableRateOf(borrower, address(cUSDT)), mean);
        assertLe(mean, Math.max(a, b));
        assertGe(mean, Math.min(a, b));
        assertEq(_stableDebt(borrower), debt + second);
    }

    /// @dev Both rates side by side in one token: each is repaid by its own mode.
    function testFuzz_repay_eachModeItsOwn(uint256 fixed_, uint256 floating, uint256 part) public {
        fixed_ = bound(fixed_, 100e6, 400_000e6);
        floating = bound(floating, 100e6, 400_000e6);
        _borrowStable(borrower, cUSDT, fixed_);
        _borrow(borrower, cUSDT, floating);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), fixed_ + ledger.debtIn(borrower, address(cUSDT), VARIABLE));
        part = bound(part, 1, fixed_);
        uint256 variable = ledger.debtIn(borrower, address(cUSDT), VARIABLE);
        assertEq(ledger.repay(address(cUSDT), part, STABLE, borrower), part);
        assertEq(_stableDebt(borrower), fixed_ - part);
        assertEq(ledger.debtIn(borrower, address(cUSDT), VARIABLE), variable);
        ledger.repay(address(cUSDT), type(uint256).max, VARIABLE, borrower);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), fixed_ - part);
    }

    /// @dev All repaid, nothing is left of it: neither rate nor sums nor leg.
    function testFuzz_repay_stable_allLeavesNothing(uint256 amount, uint32 elapsed, uint88 rate) public {
        rate = uint88(bound(rate, 1, MAX_FEE));
        _setRates(0, rate);
        _borrowStable(borrower, cUSDT, bound(amount, 100e6, 400_000e6));
        skip(bound(elapsed, 0, 730 days));
        ledger.repay(address(cUSDT), type(uint256).max, STABLE, borrower);
        assertEq(ledger.stableRateOf(borrower, address(cUSDT)), 0);
        assertEq(ledger.asset(address(cUSDT)).stablePrincipal, 0);
        assertEq(ledger.totalDebt(address(cUSDT)), 0);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), type(uint256).max, borrower);
        // A new loan starts at the rate of its day.
        _setRates(0, 1);
        _borrowStable(depositor, cUSDT, 100e6);
        assertEq(ledger.stableRateOf(depositor, address(cUSDT)), 1);
    }

    // ---- the sums ----

    /// @dev The total is the accounts' principals and simple interest on each, to the unit; never more than the debts, and
    /// less by interest on interest alone.
    function testFuzz_totalStable_isSimpleInterest(uint256 seed) public {
        uint256[2] memory principal;
        uint256[2] memory rate;
        uint256[2] memory since;
        for (uint256 i; i < 16; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 who = seed & 1;
            address account = who == 0 ? borrower : depositor;
            if (seed & 6 == 0 && _stableDebt(account) != 0) {
                ledger.repay(address(cUSDT), 1 + (seed >> 8) % (2 * _stableDebt(account)), STABLE, account);
            } else {
                _setRates(0, uint88(1 + (seed >> 200) % MAX_FEE));
                _borrowStable(account, cUSDT, 100e6 + (seed >> 8) % 50_000e6);
            }
            principal[who] = _stableDebt(account);
            rate[who] = ledger.stableRateOf(account, address(cUSDT));
            since[who] = block.timestamp;
            skip((seed >> 100) % 20 days);

            uint256 interest;
            for (uint256 n; n < 2; ++n) {
                interest += principal[n] * rate[n] * (block.timestamp - since[n]);
            }
            uint256 total = ledger.totalDebtIn(address(cUSDT), STABLE);
            assertEq(ledger.asset(address(cUSDT)).stablePrincipal, principal[0] + principal[1]);
            assertEq(total, principal[0] + principal[1] + interest / RAY);
            assertLe(total, _stableDebt(borrower) + _stableDebt(depositor));
        }
    }

    /// @dev The stated bound of what the total lacks: principal * (rate * n)^2 / 2 * e^(rate * n).
    function testFuzz_totalStable_lacksNoMoreThanStated(uint88 rate, uint256 n, uint256 amount) public {
        rate = uint88(bound(rate, 1, MAX_FEE));
        n = bound(n, 1, 365 days);
        amount = bound(amount, 100e6, 400_000e6);
        _setRates(0, rate);
        _borrowStable(borrower, cUSDT, amount);
        skip(n);
        uint256 x = uint256(rate) * n / 1e9 + 1; // Wad; at most 0.7, where e^x < 1 + x + x^2 for the bound
        uint256 lack = amount * x / 1e18 * x / 1e18 * (1e18 + x + x * x / 1e18) / 2e18;
        assertLe(_stableDebt(borrower), ledger.totalDebtIn(address(cUSDT), STABLE) + lack + 2);
    }

    /// @dev What the total lacked becomes fees as soon as anybody repays a unit.
    function test_totalStable_catchesUpWithARepaymentOfOneUnit() public {
        _setRates(0, MAX_FEE);
        _borrowStable(borrower, cUSDT, 400_000e6);
        skip(365 days);
        assertApproxEqAbs(_stableDebt(borrower), 800_000e6, 100);
        assertApproxEqAbs(ledger.totalDebt(address(cUSDT)), 677_258e6, 1e6); // 1 + ln 2
        uint256 fees = ledger.feesOf(address(cUSDT));
        ledger.repay(address(cUSDT), 1, STABLE, borrower);
        assertApproxEqAbs(ledger.totalDebt(address(cUSDT)), 800_000e6, 100);
        assertApproxEqAbs(ledger.feesOf(address(cUSDT)), fees + 122_742e6, 1e6);
    }

    /// @dev Loans and repayments never turn a surplus into a deficit, whatever the rounding.
    function testFuzz_stable_neverMakesADeficit(uint256 seed) public {
        for (uint256 i; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address account = seed & 1 == 0 ? borrower : depositor;
            uint256 debt = _stableDebt(account);
            if (seed & 4 == 0 && debt != 0) ledger.repay(address(cUSDT), 1 + (seed >> 8) % debt, STABLE, account);
            else _borrowStable(account, cUSDT, 100e6 + (seed >> 8) % 20_000e6);
            assertEq(ledger.deficitOf(address(cUSDT)), 0);
            skip((seed >> 100) % 3 days);
        }
    }

    /// @dev A debt nobody touched for a century still repays, and the total is not above it.
    function testFuzz_stable_neverTraps(uint256 years_, uint88 rate) public {
        rate = uint88(bound(rate, 1, MAX_FEE));
        years_ = bound(years_, 1, 400);
        _setRates(0, rate);
        _borrowStable(borrower, cUSDT, 1_000e6);
        skip(years_ * 365 days);
        assertGe(_stableDebt(borrower), ledger.totalDebtIn(address(cUSDT), STABLE));
        cUSDT.mint(address(this), 2_000_000e6);
        ledger.repay(address(cUSDT), type(uint256).max, STABLE, borrower);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), type(uint256).max, borrower);
    }

    /// @dev Past the ten years in which the power runs, simple interest goes on once it is more.
    function test_stable_simpleInterestAfterTheTenthYear() public {
        uint88 rate = 315_522_921_573_372_069; // 1 % a year
        _setRates(0, rate);
        _borrowStable(borrower, cUSDT, 100_000e6);
        skip(3_650 days);
        assertApproxEqAbs(_stableDebt(borrower), 110_462.212541e6, 3);
        skip(3_650 days);
        assertEq(_stableDebt(borrower), 100_000e6 + Math.ceilDiv(100_000e6 * uint256(rate) * 7_300 days, RAY));
    }

    // ---- limits ----

    /// @dev The ceiling counts debt at both rates.
    function testFuzz_RevertWhen_borrow_beyondTheCeilingOfBoth(uint256 first) public {
        _depositWeth(borrower, 9_000e18);
        first = bound(first, 100e6, 9_999_000e6);
        _borrow(borrower, cUSDT, first);
        uint256 left = 10_000_000e6 - ledger.totalDebt(address(cUSDT));
        vm.prank(borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_CeilingExceeded.selector);
        ledger.borrow(address(cUSDT), left + 1, STABLE, borrower);
        _borrowStable(borrower, cUSDT, left);
    }

    /// @dev A loss leaves what was issued where it is: no new loan takes the lost one's place under the ceiling until fees
    /// or the reserve have made it good.
    function testFuzz_RevertWhen_borrow_takesTheRoomOfALoss(uint256 lost, uint256 mode) public {
        mode = bound(mode, STABLE, VARIABLE);
        lost = bound(lost, 100e6, 2_000_000e6);
        _borrowStable(borrower, cUSDT, lost);
        feeds.set(ETH_USD, 1e12);
        ledger.writeOff(borrower);
        feeds.set(ETH_USD, 3_000e18);
        _depositWeth(depositor, 9_000e18);
        vm.prank(depositor);
        vm.expectRevert(
            abi.encodeWithSelector(
                IXauLedger.Ledger_CeilingExceeded.selector, address(cUSDT), 10_000_000e6 + 1, 10_000_000e6
            )
        );
        ledger.borrow(address(cUSDT), 10_000_000e6 - lost + 1, mode, depositor);
        cUSDT.mint(address(reserve), lost);
        ledger.coverDeficit(address(cUSDT));
        vm.prank(depositor);
        ledger.borrow(address(cUSDT), 10_000_000e6 - lost + 1, mode, depositor);
    }

    function testFuzz_RevertWhen_borrow_stableIsTooLarge(uint256 amount) public {
        amount = bound(amount, uint256(type(uint128).max) + 1, type(uint136).max);
        vm.prank(borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_AmountTooLarge.selector, amount));
        ledger.borrow(address(cUSDT), amount, STABLE, borrower);
    }

    function test_RevertWhen_borrow_stableIsNotOpen() public {
        vm.prank(borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_StableRateUnavailable.selector, address(cUSDC)));
        ledger.borrow(address(cUSDC), 1_000e6, STABLE, borrower);
    }

    /// @dev Closing the door to new loans leaves the old ones repayable, at their rate.
    function test_setStablePremium_zeroStopsNewLoansOnly() public {
        _borrowStable(borrower, cUSDT, 1_000e6);
        vm.prank(owner);
        ledger.setStablePremium(address(cUSDT), 0);
        vm.prank(borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_StableRateUnavailable.selector, address(cUSDT)));
        ledger.borrow(address(cUSDT), 1_000e6, STABLE, borrower);
        assertEq(ledger.stableRateOf(borrower, address(cUSDT)), uint256(FEE_5) + PREMIUM_2);
        ledger.repay(address(cUSDT), type(uint256).max, STABLE, borrower);
    }

    function testFuzz_RevertWhen_setStablePremium_beyondTheGreatestFee(uint88 premium) public {
        premium = uint88(bound(premium, MAX_FEE - FEE_5 + 1, type(uint88).max));
        vm.prank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_FeeTooHigh.selector, uint256(premium) + FEE_5, MAX_FEE)
        );
        ledger.setStablePremium(address(cUSDT), premium);
    }

    /// @dev Nor can the fee be raised past what the premium leaves.
    function test_RevertWhen_setDebt_feeAndPremiumBeyondTheGreatest() public {
        IXauLedger.DebtParams memory p = ledger.asset(address(cUSDT)).debt;
        p.feePerSecondRay = MAX_FEE - PREMIUM_2 + 1;
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_FeeTooHigh.selector, uint256(MAX_FEE) + 1, MAX_FEE));
        ledger.setDebt(address(cUSDT), p);
    }

    function test_RevertWhen_setStablePremium_isNoDebt() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotDebt.selector, address(weth)));
        ledger.setStablePremium(address(weth), 1);
    }

    function test_RevertWhen_setStablePremium_callerIsNotOwner() public {
        vm.prank(attacker);
        vm.expectPartialRevert(bytes4(keccak256("Governed_NotOwner(address,address)")));
        ledger.setStablePremium(address(cUSDT), 1);
    }

    function test_setStablePremium_tellsOldAndNew() public {
        vm.expectEmit(address(ledger));
        emit IXauLedger.StablePremiumSet(address(cUSDT), PREMIUM_2, 7);
        vm.prank(owner);
        ledger.setStablePremium(address(cUSDT), 7);
        assertEq(ledger.asset(address(cUSDT)).stablePremiumPerSecondRay, 7);
    }

    function testFuzz_RevertWhen_debtIn_badRateMode(uint256 mode) public {
        if (mode == STABLE || mode == VARIABLE) mode = 3;
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BadRateMode.selector, mode));
        ledger.debtIn(borrower, address(cUSDT), mode);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_BadRateMode.selector, mode));
        ledger.totalDebtIn(address(cUSDT), mode);
    }

    // ---- liquidation ----

    /// @dev The variable debt goes first, the stable one after it, at its rate; both count against health.
    function testFuzz_liquidate_variableFirst(uint256 fixed_, uint256 amount) public {
        fixed_ = bound(fixed_, 500_000e6, 1_500_000e6);
        _borrowStable(borrower, cUSDT, fixed_);
        _borrow(borrower, cUSDT, 2_200_000e6 - fixed_);
        feeds.set(ETH_USD, 2_500e18);
        uint256 variable = ledger.debtIn(borrower, address(cUSDT), VARIABLE);
        uint256 rate = ledger.stableRateOf(borrower, address(cUSDT));
        _give(cUSDT, liquidator, 3_000_000e6);
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), bound(amount, 1e6, 3_000_000e6));
        if (repaid <= variable) {
            assertEq(_stableDebt(borrower), fixed_);
            assertApproxEqAbs(ledger.debtIn(borrower, address(cUSDT), VARIABLE), variable - repaid, 1);
        } else {
            assertEq(ledger.debtIn(borrower, address(cUSDT), VARIABLE), 0);
            assertEq(_stableDebt(borrower), fixed_ + variable - repaid);
        }
        if (_stableDebt(borrower) != 0) assertEq(ledger.stableRateOf(borrower, address(cUSDT)), rate);
    }

    /// @dev A loss at both rates and in two currencies is written off whole.
    function testFuzz_writeOff_bothRates(uint256 seed, uint32 elapsed) public {
        uint256 fixed_ = 100e6 + seed % 500_000e6;
        _borrowStable(borrower, cUSDT, fixed_);
        _borrow(borrower, cUSDT, 100e6 + (seed >> 64) % 500_000e6);
        _borrowStable(borrower, cEURT, 100e6 + (seed >> 128) % 500_000e6);
        skip(bound(elapsed, 0, 365 days));
        feeds.set(ETH_USD, 1e14);
        uint256 lost = ledger.debtOf(borrower, address(cUSDT));
        uint256 lostEur = ledger.debtOf(borrower, address(cEURT));
        ledger.writeOff(borrower);
        assertEq(ledger.asset(address(cUSDT)).badDebt, lost);
        assertEq(ledger.asset(address(cEURT)).badDebt, lostEur);
        assertEq(ledger.debtOf(borrower, address(cUSDT)) + ledger.debtOf(borrower, address(cEURT)), 0);
        assertEq(ledger.asset(address(cUSDT)).stablePrincipal, 0);
        assertEq(ledger.totalDebt(address(cUSDT)), 0);
    }
}
