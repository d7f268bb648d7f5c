// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {M1Token} from "../../../src/ledger/M1Token.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {MockReserve} from "./MockReserve.sol";

/// @notice Health, liquidation, and what happens to loans that are lost.
contract XauLedgerLiquidationTest is LedgerBase {
    function setUp() public override {
        super.setUp();
        cUSDT.mint(liquidator, 100_000_000e6);
    }

    /// @dev 100 WETH at 3,000, 225,000 cUSDT less a rounding unit: at the collateral factor.
    function _openFullLoan() private {
        _depositWeth(borrower, 100e18);
        _borrow(borrower, cUSDT, 225_000e6 - 1);
    }

    // ---- health ----

    function test_healthFactor_maxWithoutDebt() public {
        assertEq(ledger.healthFactor(borrower), type(uint256).max);
        _depositWeth(borrower, 1e18);
        assertEq(ledger.healthFactor(borrower), type(uint256).max);
    }

    function test_healthFactor_oneExactlyAtThreshold() public {
        _openFullLoan();
        // 100 WETH * p * 0.8 = 225,000 at p = 2,812.50.
        feeds.set(ETH_USD, 2_812.5e18);
        assertEq(ledger.healthFactor(borrower), WAD);
        assertFalse(ledger.liquidatable(borrower));
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_Healthy.selector, borrower, WAD));
        vm.prank(liquidator);
        ledger.liquidate(borrower, address(cUSDT), address(weth), 1e6, 0);
        feeds.set(ETH_USD, 2_812.5e18 - 1);
        assertEq(ledger.healthFactor(borrower), WAD - 1);
        assertTrue(ledger.liquidatable(borrower));
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), 1e6);
        assertEq(repaid, 1e6);
    }

    function testFuzz_healthFactor_isThresholdOverDebt(uint128 collateral, uint128 debt, uint256 price) public {
        collateral = uint128(bound(collateral, 1e18, 4_000e18));
        debt = uint128(bound(debt, 100e6, uint256(collateral) * 2_250 / 1e12 - 1));
        price = bound(price, 1e9, 1e23);
        _depositWeth(borrower, collateral);
        _borrow(borrower, cUSDT, debt);
        feeds.set(ETH_USD, price);
        uint256 owed = ledger.debtOf(borrower, address(cUSDT)) * 1e12;
        uint256 value = Math.mulDiv(collateral, price, 1e18, Math.Rounding.Ceil);
        uint256 backing = Math.mulDiv(value, 8_000, BP, Math.Rounding.Ceil);
        assertEq(ledger.healthFactor(borrower), Math.mulDiv(backing, 1e18, owed));
        assertEq(ledger.liquidatable(borrower), backing < owed);
    }

    function test_accountXau_countsInOunces() public {
        _openFullLoan();
        _deposit(xau, borrower, 2e18);
        (uint256 collateralXau, uint256 debtXau) = ledger.accountXau(borrower);
        assertEq(collateralXau, 77e18);
        assertEq(debtXau, 56.25e18);
    }

    // ---- liquidation ----

    function testFuzz_RevertWhen_liquidate_healthy(uint256 price, uint128 amount) public {
        _openFullLoan();
        price = bound(price, 2_812.5e18, 1e24);
        feeds.set(ETH_USD, price);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_Healthy.selector, borrower, ledger.healthFactor(borrower))
        );
        vm.prank(liquidator);
        ledger.liquidate(borrower, address(cUSDT), address(weth), amount, 0);
    }

    /// @dev Between 0.95 and 1 half of the debt may be repaid, and the account is healthier after.
    function testFuzz_liquidate_closeFactorBindsAndHealthImproves(uint256 price, uint128 amount) public {
        _openFullLoan();
        price = bound(price, 2_672e18, 2_812.49e18);
        amount = uint128(bound(amount, 1e6, type(uint128).max));
        feeds.set(ETH_USD, price);
        uint256 owed = ledger.debtOf(borrower, address(cUSDT));
        uint256 healthBefore = ledger.healthFactor(borrower);
        (uint256 repaid, uint256 seized) = _liquidate(borrower, cUSDT, address(weth), amount);
        assertEq(repaid, Math.min(amount, (owed + 1) / 2), "close factor");
        assertGt(ledger.healthFactor(borrower), healthBefore);
        _assertBonus(repaid, seized, price);
        assertEq(cUSDT.balanceOf(liquidator), 100_000_000e6 - repaid);
        assertEq(weth.balanceOf(liquidator), seized);
        assertEq(ledger.collateralOf(borrower, address(weth)), 100e18 - seized);
        assertEq(ledger.asset(address(weth)).totalCollateral, 100e18 - seized);
    }

    /// @dev seized <= repaid * (1 + bonus) + 1, and not noticeably less.
    function _assertBonus(uint256 repaid, uint256 seized, uint256 price) private pure {
        uint256 fair = Math.mulDiv(repaid * 1e12, 1e18 * 10_500, price * BP);
        assertLe(seized, fair + 1);
        assertGe(seized + 1 + 1e12 * 1e18 / price * 2, fair);
    }

    function testFuzz_liquidate_wholeDebtBelowFullCloseHealth(uint256 price) public {
        _openFullLoan();
        // Deep enough for the full close, high enough for the bonus to be paid in full.
        price = bound(price, 2_363e18, 2_671e18);
        feeds.set(ETH_USD, price);
        (uint256 repaid, uint256 seized) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertEq(repaid, 225_000e6);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
        _assertBonus(repaid, seized, price);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), type(uint256).max, borrower);
    }

    /// @dev A debt that would be left smaller than the least debt may be closed whole.
    function test_liquidate_wholeDebtWhenTheRestWouldBeDust() public {
        _depositWeth(borrower, 1e18);
        _borrow(borrower, cUSDT, 150e6);
        _deposit(xau, borrower, 1);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), 0.93e18, borrower);
        feeds.set(ETH_USD, 2_650e18);
        assertGt(ledger.healthFactor(borrower), 0.95e18);
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertEq(repaid, ledger.asset(address(cUSDT)).burned);
        assertEq(repaid, 150e6 + 1);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
    }

    /// @dev Where the collateral ends first the liquidator pays for what there is.
    function testFuzz_liquidate_paysOnlyForWhatThereIs(uint256 price) public {
        _openFullLoan();
        price = bound(price, 1e18, 2_249e18);
        feeds.set(ETH_USD, price);
        (uint256 repaid, uint256 seized) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertEq(seized, 100e18);
        // Beyond saving: a quarter of the bonus.
        uint256 fair = Math.mulDiv(100 * price, BP, 10_125, Math.Rounding.Ceil);
        assertEq(repaid, (fair + 1e12 - 1) / 1e12);
        // The rest was lost, and is on record.
        IXauLedger.Asset memory a = ledger.asset(address(cUSDT));
        assertApproxEqAbs(a.badDebt, 225_000e6 - repaid, 1);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
        assertApproxEqAbs(ledger.deficitOf(address(cUSDT)), 225_000e6 - repaid, 2);
    }

    /// @dev The bonus is what collateral leaves over debt, between a quarter and all of the token's: where the account
    /// covers its debt and that quarter, nothing is lost.
    function testFuzz_liquidate_bonusIsWhatIsLeft(uint256 price) public {
        _openFullLoan();
        price = bound(price, 2_000e18, 2_600e18);
        feeds.set(ETH_USD, price);
        (uint256 repaid, uint256 seized) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        uint256 margin = 100 * price > 225_000e18 ? 100 * price * 1e18 / 225_000e18 - 1e18 : 0;
        uint256 bonus = margin < 0.0125e18 ? 0.0125e18 : margin > 0.05e18 ? 0.05e18 : margin;
        assertApproxEqRel(seized * price / 1e18, repaid * 1e12 * (1e18 + bonus) / 1e18, 1e12);
        if (margin >= 0.0125e18) assertEq(ledger.asset(address(cUSDT)).badDebt, 0, "a loss the bonus made");
        else assertGt(ledger.asset(address(cUSDT)).badDebt, 0);
    }

    function test_liquidate_emits() public {
        _openFullLoan();
        feeds.set(ETH_USD, 2_800e18);
        vm.prank(liquidator);
        cUSDT.approve(address(ledger), type(uint256).max);
        vm.expectEmit(address(ledger));
        emit IXauLedger.Liquidated(liquidator, borrower, address(cUSDT), address(weth), 2_800e6, 1.05e18);
        vm.prank(liquidator);
        ledger.liquidate(borrower, address(cUSDT), address(weth), 2_800e6, 1.05e18);
    }

    function test_RevertWhen_liquidate_badArguments() public {
        _openFullLoan();
        feeds.set(ETH_USD, 2_800e18);
        vm.startPrank(liquidator);
        cUSDT.approve(address(ledger), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_TooLittleCollateral.selector, 1.05e18, 1.05e18 + 1));
        ledger.liquidate(borrower, address(cUSDT), address(weth), 2_800e6, 1.05e18 + 1);
        vm.expectRevert(IXauLedger.Ledger_ZeroAmount.selector);
        ledger.liquidate(borrower, address(cUSDT), address(weth), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NoDebt.selector, borrower, address(cUSDC)));
        ledger.liquidate(borrower, address(cUSDC), address(weth), 1, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IXauLedger.Ledger_NotEnoughCollateral.selector, borrower, address(xau), 7, 0)
        );
        ledger.liquidate(borrower, address(cUSDT), address(xau), 1e6, 7);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.liquidate(borrower, stranger, address(weth), 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotListed.selector, stranger));
        ledger.liquidate(borrower, address(cUSDT), stranger, 1, 0);
        cUSDT.approve(address(ledger), 0);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        ledger.liquidate(borrower, address(cUSDT), address(weth), 1e6, 0);
    }

    /// @dev Collateral and debt of any decimals: the bonus holds, the loss is recorded, nothing is stuck.
    function test_liquidate_decimalsMatrix() public {
        uint8[5] memory decimals = [0, 6, 8, 18, 24];
        for (uint256 i; i < 25; ++i) {
            _liquidateAt(decimals[i / 5], decimals[i % 5], i, i % 2 == 0 ? 9_000 : 6_000);
        }
    }

    function testFuzz_liquidate_decimalsMatrix(uint256 seed, uint256 fall) public {
        uint8[5] memory decimals = [0, 6, 8, 18, 24];
        _liquidateAt(decimals[seed % 5], decimals[seed / 5 % 5], seed, fall);
    }

    struct Leg {
        M1Token token;
        bytes32 feed;
        uint8 decimals;
    }

    function _liquidateAt(uint8 collateralDecimals, uint8 debtDecimals, uint256 seed, uint256 fall) private {
        ledger = _newLedger();
        // A token without decimals is worth little, so that amounts are not a handful of units.
        Leg memory c = _newLeg(string.concat("C", vm.toString(seed % 1e20)), collateralDecimals, 0.01e18, 50e18);
        Leg memory d = _newLeg(string.concat("D", vm.toString(seed % 1e20)), debtDecimals, 0.001e18, 1e18);
        skip(1 days);

        // 1,000 dollars of collateral, 749 of debt, then a fall.
        uint256 whole = 1_000e18 * 10 ** collateralDecimals / feeds.peek(c.feed);
        _deposit(c.token, borrower, whole);
        uint256 loan = 749e18 * 10 ** debtDecimals / feeds.peek(d.feed);
        _borrow(borrower, d.token, loan);
        d.token.mint(liquidator, loan * 2);
        feeds.set(c.feed, feeds.peek(c.feed) * bound(fall, 300, 9_300) / BP);
        uint256 healthBefore = ledger.healthFactor(borrower);
        (uint256 repaid, uint256 seized) = _liquidate(borrower, d.token, address(c.token), loan / 10 + seed % loan);

        uint256 unit = _worth(c, 1) + 1;
        assertLe(_worth(c, seized), _worth(d, repaid) * 10_500 / BP + unit, "bonus");
        // Collateral above debt * (1 + bonus): healthier. Otherwise, once it is gone, the loss is on record.
        if (_worth(c, whole) > 787e18) assertGe(ledger.healthFactor(borrower), healthBefore, "health fell");
        uint256 left = ledger.debtOf(borrower, address(d.token));
        if (ledger.collateralOf(borrower, address(c.token)) == 0) assertEq(left, 0, "a loss is not on record");
        assertEq(left + repaid + ledger.asset(address(d.token)).badDebt, loan, "debt went missing");
    }

    function _worth(Leg memory leg, uint256 amount) private view returns (uint256) {
        return _usd(amount, feeds.peek(leg.feed), leg.decimals);
    }

    function _newLeg(string memory symbol, uint8 decimals, uint256 priceWithoutDecimals, uint256 price)
        private
        returns (Leg memory leg)
    {
        bytes32 feed = keccak256(bytes(symbol));
        uint128 limit = uint128(1e9 * 10 ** decimals);
        feeds.set(feed, decimals == 0 ? priceWithoutDecimals : price);
        vm.startPrank(owner);
        M1Token token = M1Token(factory.createToken("Matrix", symbol, decimals));
        ledger.listAsset(address(token), IXauLedger.PriceParams(feed, 0, 1e24));
        ledger.setCollateral(address(token), IXauLedger.CollateralParams(7_500, 8_000, 500, limit));
        ledger.setDebt(address(token), IXauLedger.DebtParams(0, limit, 0, 5_000));
        token.setMinter(address(ledger), 1e35, 1e35, 0, true);
        token.setMinter(address(this), 1e35, 1e35, 0, false);
        vm.stopPrank();
        return Leg(token, feed, decimals);
    }

    // ---- lost loans ----

    function testFuzz_badDebt_isBurnedFromTheReserveFirst(uint256 held, uint256 price) public {
        _openFullLoan();
        price = bound(price, 10e18, 2_000e18);
        held = bound(held, 0, 300_000e6);
        cUSDT.mint(address(reserve), held);
        feeds.set(ETH_USD, price);
        uint256 supply = cUSDT.totalSupply();
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        uint256 lost = ledger.asset(address(cUSDT)).badDebt;
        assertApproxEqAbs(lost, 225_000e6 - repaid, 1);
        uint256 given = Math.min(held, lost);
        assertEq(cUSDT.balanceOf(address(reserve)), held - given);
        assertEq(cUSDT.totalSupply(), supply - repaid - given, "what the reserve gave must burn");
        // Rounding units are the ledger's: the deficit is up to two smaller than what is missing.
        assertApproxEqAbs(ledger.deficitOf(address(cUSDT)), lost - given, 2);
        assertEq(cUSDT.balanceOf(address(ledger)), 0);
    }

    /// @dev A reserve that fails cannot stop a liquidation; asked again later it makes good.
    function test_coverDeficit_asksAgain() public {
        _openFullLoan();
        cUSDT.mint(address(reserve), 300_000e6);
        reserve.setMood(MockReserve.Mood.REVERTS);
        feeds.set(ETH_USD, 1_000e18);
        _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        uint256 deficit = ledger.deficitOf(address(cUSDT));
        assertGt(deficit, 100_000e6);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NothingCovered.selector, address(cUSDT), deficit));
        ledger.coverDeficit(address(cUSDT));
        reserve.setMood(MockReserve.Mood.GIVES);
        vm.expectEmit(address(ledger));
        emit IXauLedger.DeficitCovered(address(cUSDT), deficit, 0);
        assertEq(ledger.coverDeficit(address(cUSDT)), deficit);
        assertEq(cUSDT.balanceOf(address(reserve)), 300_000e6 - deficit);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NothingCovered.selector, address(cUSDT), 0));
        ledger.coverDeficit(address(cUSDT));
    }

    /// @dev What others owe by now makes good a part of it: the reserve is asked for the rest alone, to this second.
    function testFuzz_coverDeficit_isOfNow(uint32 elapsed) public {
        _openFullLoan();
        _depositWeth(depositor, 1_000e18);
        _borrow(depositor, cUSDT, 200_000e6);
        cUSDT.mint(address(reserve), 300_000e6);
        reserve.setMood(MockReserve.Mood.REVERTS);
        feeds.set(ETH_USD, 1_000e18);
        _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        uint256 before = ledger.deficitOf(address(cUSDT));
        skip(bound(elapsed, 1 days, 365 days));
        uint256 deficit = ledger.deficitOf(address(cUSDT));
        assertLt(deficit, before);
        reserve.setMood(MockReserve.Mood.GIVES);
        vm.expectEmit(address(ledger));
        emit IXauLedger.Accrued(address(cUSDT), ledger.indexRay(address(cUSDT)));
        assertEq(ledger.coverDeficit(address(cUSDT)), deficit);
        assertEq(ledger.deficitOf(address(cUSDT)), 0);
        assertEq(ledger.feesOf(address(cUSDT)), 0);
    }

    /// @dev Not more is burned than was lost, whatever arrives.
    function test_badDebt_burnsNoMoreThanWasLost() public {
        _openFullLoan();
        cUSDT.mint(address(reserve), 1_000_000e6);
        reserve.setMood(MockReserve.Mood.GIVES_TOO_MUCH);
        feeds.set(ETH_USD, 1_000e18);
        uint256 supply = cUSDT.totalSupply();
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        uint256 lost = ledger.asset(address(cUSDT)).badDebt;
        assertEq(cUSDT.totalSupply(), supply - repaid - lost);
        assertEq(ledger.asset(address(cUSDT)).burned, repaid + lost);
        assertEq(cUSDT.balanceOf(address(ledger)), 1_000_000e6 - lost);
    }

    function test_badDebt_reserveWithoutCodeIsNotAsked() public {
        vm.prank(owner);
        ledger.setReserve(stranger);
        _openFullLoan();
        feeds.set(ETH_USD, 1_000e18);
        _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
    }

    /// @dev All of a lost account's debts go, each into its own token's record.
    function test_badDebt_isRecordedPerDebtToken() public {
        _depositWeth(borrower, 100e18);
        _borrow(borrower, cUSDT, 100_000e6);
        _borrow(borrower, cEURT, 50_000e6);
        feeds.set(ETH_USD, 500e18);
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertApproxEqAbs(ledger.asset(address(cUSDT)).badDebt, 100_000e6 - repaid, 2);
        assertEq(ledger.asset(address(cEURT)).badDebt, 50_000e6 + 1);
        assertEq(ledger.deficitOf(address(cEURT)), 50_000e6);
        assertEq(ledger.deficitOf(address(cUSDC)), 0);
        assertEq(ledger.healthFactor(borrower), type(uint256).max);
    }

    /// @dev Stability fees make a deficit good before any can be minted.
    function testFuzz_deficit_isRepaidFromFees(uint32 elapsed) public {
        _depositWeth(depositor, 10_000e18);
        _borrow(depositor, cUSDT, 4_000_000e6);
        _openFullLoan();
        feeds.set(ETH_USD, 2_100e18);
        _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        feeds.set(ETH_USD, 3_000e18);
        uint256 deficit = ledger.deficitOf(address(cUSDT));
        assertGt(deficit, 10_000e6);
        skip(bound(elapsed, 1, 200 days));
        uint256 earned = ledger.debtOf(depositor, address(cUSDT)) - 4_000_000e6;
        if (earned > deficit + 2) {
            assertEq(ledger.deficitOf(address(cUSDT)), 0);
            uint256 minted = ledger.collectFees(address(cUSDT), type(uint256).max);
            assertApproxEqAbs(minted, earned - deficit, 2);
        } else if (earned + 2 < deficit) {
            assertApproxEqAbs(ledger.deficitOf(address(cUSDT)), deficit - earned, 2);
            vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NoFees.selector, address(cUSDT)));
            ledger.collectFees(address(cUSDT), type(uint256).max);
        }
    }

    /// @dev A loss never costs another account its collateral or its health.
    function testFuzz_badDebt_leavesOthersAlone(uint256 price) public {
        _depositWeth(depositor, 1_000e18);
        _borrow(depositor, cUSDT, 500e6);
        _openFullLoan();
        feeds.set(ETH_USD, bound(price, 10e18, 2_000e18));
        uint256 owed = ledger.debtOf(depositor, address(cUSDT));
        _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertEq(ledger.collateralOf(depositor, address(weth)), 1_000e18);
        assertEq(ledger.debtOf(depositor, address(cUSDT)), owed);
        cUSDT.mint(depositor, 1);
        _repay(depositor, cUSDT, type(uint256).max);
        vm.prank(depositor);
        ledger.withdrawCollateral(address(weth), type(uint256).max, depositor);
        assertEq(weth.balanceOf(depositor), 1_000e18);
    }

    /// @dev A liquidator that leaves a crumb cannot leave the loss off the record.
    function testFuzz_writeOff_takesCrumbsAndRecords(uint256 crumbs) public {
        _openFullLoan();
        crumbs = bound(crumbs, 1, 1e18 / 1_000 - 2e12);
        feeds.set(ETH_USD, 1_000e18);
        // 100 WETH at 1,000 buy 98,765.432099 with a quarter of the bonus; leave at most one dollar of it.
        uint256 repay = (100e18 - crumbs) / 1e12 * 1_000 * BP / 10_125;
        (, uint256 seized) = _liquidate(borrower, cUSDT, address(weth), repay);
        assertGe(seized, 100e18 - crumbs - 2e12);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0, "liquidation writes off by itself");
        assertEq(ledger.collateralOf(borrower, address(weth)), 0);
        assertEq(ledger.collateralOf(address(reserve), address(weth)), 100e18 - seized);
        assertEq(ledger.asset(address(weth)).totalCollateral, 100e18 - seized);
    }

    /// @dev What becomes worthless by itself can be recorded by anyone.
    function test_writeOff_byAnyoneWhenSpent() public {
        _openFullLoan();
        feeds.set(ETH_USD, 0.01e18);
        vm.expectEmit(address(ledger));
        emit IXauLedger.CrumbsTaken(borrower, address(weth), address(reserve), 100e18);
        vm.expectEmit(address(ledger));
        emit IXauLedger.BadDebtRecorded(borrower, address(cUSDT), 225_000e6, 0, 225_000e6 - 1);
        vm.prank(stranger);
        ledger.writeOff(borrower);
        assertEq(ledger.debtOf(borrower, address(cUSDT)), 0);
    }

    function testFuzz_RevertWhen_writeOff_notSpent(uint256 price) public {
        _openFullLoan();
        price = bound(price, 0.010001e18, 1e24);
        feeds.set(ETH_USD, price);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotSpent.selector, borrower, 100 * price, 225_000e18));
        ledger.writeOff(borrower);
    }

    /// @dev Less than a dollar of collateral is no loss where it covers the debt.
    function test_RevertWhen_writeOff_collateralCoversTheDebt() public {
        IXauLedger.DebtParams memory p = ledger.asset(address(cUSDT)).debt;
        p.minDebt = 0;
        vm.prank(owner);
        ledger.setDebt(address(cUSDT), p);
        _depositWeth(borrower, 1e18 / 4_000);
        _borrow(borrower, cUSDT, 0.5e6);
        vm.expectPartialRevert(IXauLedger.Ledger_NotSpent.selector);
        ledger.writeOff(borrower);
    }

    function test_RevertWhen_writeOff_noDebt() public {
        _depositWeth(borrower, 1);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_NotSpent.selector, borrower, 0, 0));
        ledger.writeOff(borrower);
    }
}
