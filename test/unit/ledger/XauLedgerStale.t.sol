// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "../../../src/interfaces/IXauLedger.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {MockFeeds} from "./MockFeeds.sol";

/// @notice What goes on and what stops when a feed cannot be read, or two disagree.
contract XauLedgerStaleTest is LedgerBase {
    function setUp() public override {
        super.setUp();
        cUSDT.mint(liquidator, 100_000_000e6);
        cEURT.mint(liquidator, 100_000_000e6);
    }

    function _stale(bytes32 feed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(MockFeeds.Oracle_Stale.selector, feed, 0, 0);
    }

    /// @dev ETH against cUSDT has no gold leg: everything but new debt goes on.
    function testFuzz_staleXau_stopsOnlyNewDebtWhereItCancels(uint128 collateral, uint256 fall) public {
        collateral = uint128(bound(collateral, 1e18, 4_000e18));
        _depositWeth(borrower, collateral);
        _borrow(borrower, cUSDT, uint256(collateral) * 2_000 / 1e12);
        feeds.setStale(XAU_USD, true);

        vm.expectRevert(_stale(XAU_USD));
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), 1e6, VARIABLE, borrower);

        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), collateral / 20, borrower);
        _depositWeth(borrower, collateral / 20);
        _repay(borrower, cUSDT, 1e6);
        ledger.healthFactor(borrower);
        feeds.set(ETH_USD, bound(fall, 1_000e18, 2_400e18));
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), 10e6);
        assertEq(repaid, 10e6);
    }

    /// @dev The same for EUR: without a leg in it nothing stops, new debt included.
    function test_staleEur_stopsNothingWithoutItsLeg() public {
        _depositWeth(borrower, 10e18);
        feeds.setStale(EUR_USD, true);
        _borrow(borrower, cUSDT, 1_000e6);
        vm.prank(borrower);
        ledger.withdrawCollateral(address(weth), 1e18, borrower);
        feeds.set(ETH_USD, 130e18);
        _liquidate(borrower, cUSDT, address(weth), 10e6);
    }

    /// @dev On the stale side nothing that needs the price goes on; repaying and adding collateral do.
    function test_stale_stopsItsSide() public {
        _deposit(xau, borrower, 10e18);
        _borrow(borrower, cUSDT, 20_000e6);
        _depositWeth(depositor, 10e18);
        _borrow(depositor, cEURT, 10_000e6);
        feeds.setStale(XAU_USD, true);
        feeds.setStale(EUR_USD, true);

        vm.startPrank(borrower);
        vm.expectRevert(_stale(XAU_USD));
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_Unhealthy.selector, borrower, 0, 20_000.000001e18));
        ledger.withdrawCollateral(address(xau), 1, borrower);
        vm.stopPrank();
        vm.expectRevert(_stale(EUR_USD));
        vm.prank(depositor);
        ledger.withdrawCollateral(address(weth), 1, depositor);
        vm.expectRevert(_stale(XAU_USD));
        ledger.healthFactor(borrower);
        vm.expectRevert(_stale(EUR_USD));
        ledger.healthFactor(depositor);
        // In the accounts' favour: gold at its greatest believed price, euros at nothing.
        assertFalse(ledger.liquidatable(borrower));
        feeds.set(ETH_USD, 1e18);
        assertFalse(ledger.liquidatable(depositor));

        _deposit(xau, borrower, 1e18);
        _depositWeth(depositor, 1e18);
        _repay(borrower, cUSDT, 1e6);
        _repay(depositor, cEURT, 1e6);
    }

    /// @dev The two tokens exchanged need their prices, however unhealthy the account.
    function test_RevertWhen_liquidate_exchangesAStaleToken() public {
        _depositWeth(borrower, 10e18);
        _deposit(cEURT, borrower, 100e6);
        _borrow(borrower, cUSDT, 20_000e6);
        _borrow(borrower, cEURT, 1_000e6);
        feeds.set(ETH_USD, 1_000e18);
        feeds.setStale(EUR_USD, true);
        vm.startPrank(liquidator);
        vm.expectRevert(_stale(EUR_USD));
        ledger.liquidate(borrower, address(cUSDT), address(cEURT), 1e6, 0);
        vm.expectRevert(_stale(EUR_USD));
        ledger.liquidate(borrower, address(cEURT), address(weth), 1e6, 0);
        cUSDT.approve(address(ledger), type(uint256).max);
        ledger.liquidate(borrower, address(cUSDT), address(weth), 1e6, 0);
    }

    /// @dev A crumb of gold, or a small debt in euros, is no shield for a weekend.
    function testFuzz_staleCrumb_shieldsNobody(uint64 crumb, bool asDebt) public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 22_000e6);
        if (asDebt) _borrow(borrower, cEURT, 100e6);
        else _deposit(xau, borrower, bound(crumb, 1, 1e12));
        feeds.setStale(asDebt ? EUR_USD : XAU_USD, true);
        feeds.set(ETH_USD, 2_500e18);
        assertTrue(ledger.liquidatable(borrower));
        (uint256 repaid,) = _liquidate(borrower, cUSDT, address(weth), type(uint256).max);
        assertGt(repaid, 0);
    }

    /// @dev A stale leg planted by someone else does not stop a withdrawal the rest supports.
    function testFuzz_staleCrumb_blocksNobody(uint64 crumb) public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 10_000e6);
        feeds.setStale(XAU_USD, true);
        crumb = uint64(bound(crumb, 1, 1e18));
        _give(xau, attacker, crumb);
        vm.prank(attacker);
        ledger.depositCollateral(address(xau), crumb, borrower);
        vm.startPrank(borrower);
        ledger.withdrawCollateral(address(weth), 1e18, borrower);
        assertEq(ledger.withdrawCollateral(address(xau), type(uint256).max, borrower), crumb);
    }

    /// @dev A price that is not believed is no price.
    function testFuzz_unbelievedPrice_isNone(uint256 price, bool above) public {
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 10_000e6);
        price = above ? bound(price, 1e24 + 1, type(uint128).max) : bound(price, 0, 1e6 - 1);
        feeds.set(ETH_USD, price);
        bytes memory reason =
            abi.encodeWithSelector(IXauLedger.Ledger_RateOutOfRange.selector, ETH_USD, price, 1e6, 1e24);
        vm.startPrank(borrower);
        vm.expectRevert(reason);
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, borrower);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_Unhealthy.selector, borrower, 0, 10_000.000001e18));
        ledger.withdrawCollateral(address(weth), 1, borrower);
        vm.stopPrank();
        vm.expectRevert(reason);
        ledger.healthFactor(borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_Healthy.selector);
        vm.prank(liquidator);
        ledger.liquidate(borrower, address(cUSDT), address(weth), 1e6, 0);
    }

    /// @dev With a second feed new debt is judged at the lower price of collateral, liquidation at the higher.
    function testFuzz_checkFeed_worseForDebtBetterAgainstLiquidation(uint256 main, uint256 check) public {
        main = bound(main, 100e18, 10_000e18);
        check = bound(check, 100e18, 10_000e18);
        feeds.set(ETH_TWAP, 3_000e18);
        _setWethPrice(ETH_TWAP, 1e24);
        _depositWeth(borrower, 100e18);
        _borrow(borrower, cUSDT, 150_000e6);
        feeds.set(ETH_USD, main);
        feeds.set(ETH_TWAP, check);
        (uint256 low, uint256 high) = main < check ? (main, check) : (check, main);

        assertEq(ledger.healthFactor(borrower), high * 100 * 8 / 10 * 1e18 / 150_000.000001e18);
        assertEq(ledger.liquidatable(borrower), high < 1_875.0000000125e18);
        bool supported = low * 75 >= 150_001.000001e18;
        if (!supported) vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        vm.prank(borrower);
        ledger.borrow(address(cUSDT), 1e6, VARIABLE, borrower);
    }

    /// @dev What is seized is priced as the health was: the dearer of two collateral prices, never against the account.
    function test_checkFeed_seizesAtTheHigherPrice() public {
        feeds.set(ETH_TWAP, 3_000e18);
        _setWethPrice(ETH_TWAP, 1e24);
        _depositWeth(borrower, 100e18);
        _borrow(borrower, cUSDT, 200_000e6);
        feeds.set(ETH_USD, 2_000e18);
        feeds.set(ETH_TWAP, 2_110e18);
        (, uint256 seized) = _liquidate(borrower, cUSDT, address(weth), 2_110e6);
        assertEq(seized, 1.05e18);
    }

    function test_checkFeed_staleIsUnreadable() public {
        feeds.set(ETH_TWAP, 3_000e18);
        _setWethPrice(ETH_TWAP, 1e24);
        _depositWeth(borrower, 10e18);
        _borrow(borrower, cUSDT, 1_000e6);
        feeds.setStale(ETH_TWAP, true);
        vm.startPrank(borrower);
        vm.expectRevert(_stale(ETH_TWAP));
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, borrower);
        vm.expectPartialRevert(IXauLedger.Ledger_Unhealthy.selector);
        ledger.withdrawCollateral(address(weth), 1, borrower);
    }
}
