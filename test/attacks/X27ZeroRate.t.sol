// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @notice X27 (Resupply): a rate, or its inverse, is driven to zero, and the solvency check passes on nothing.
contract X27ZeroRate is LedgerAttack {
    /// @dev Every power of ten as the price of ETH, and of gold, alone and against each other.
    function test_X27_extremeRatesLendNothing() public {
        for (uint256 step; step < 78; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 price = step == 0 ? 0 : 10 ** (step / 2) * (step % 2 == 0 ? 1 : 3);
            if (price > type(uint128).max) price = type(uint128).max;
            int256 profit = _attackThroughEth(price);
            vm.revertToState(snapshot);
            snapshot = vm.snapshotState();
            int256 other = _attackThroughXau(price);
            vm.revertToState(snapshot);
            _record(profit > other ? profit : other, price);
        }
        _judge("X27");
    }

    /// @dev Prices that could be ETH's (up to 1e6 dollars) are the oracle's business; this one is about those that are
    /// no price. The attacker offers 10 WETH and takes what it is lent.
    function _attackThroughEth(uint256 price) private returns (int256) {
        _giveWeth(attacker, 10e18);
        _approveAll(attacker);
        int256 before = _wealth(attacker);
        feeds.set(ETH_USD, price);
        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 10e18, attacker);
        bool believed = price >= 1e6 && price <= 1e24;
        for (uint256 amount = 5_000_000e6; amount >= 100e6; amount /= 4) {
            try ledger.borrow(address(cUSDT), amount, VARIABLE, attacker) {
                assertTrue(believed, "lent at a rate that is none");
            } catch {}
        }
        vm.stopPrank();
        // A price above the reference is the pump of X46, bounded there.
        return price > REF_ETH && believed ? int256(0) : _wealth(attacker) - before;
    }

    /// @dev Gold as collateral: its own rate in ounces is one, whatever its price, but its price must be one.
    function _attackThroughXau(uint256 price) private returns (int256) {
        _give(xau, attacker, 10e18);
        _approveAll(attacker);
        int256 before = _wealth(attacker);
        feeds.set(XAU_USD, price);
        vm.startPrank(attacker);
        ledger.depositCollateral(address(xau), 10e18, attacker);
        bool believed = price >= 1e6 && price <= 1e24;
        for (uint256 amount = 5_000_000e6; amount >= 100e6; amount /= 4) {
            try ledger.borrow(address(cUSDT), amount, VARIABLE, attacker) {
                assertTrue(believed, "lent at a rate that is none");
            } catch {}
        }
        vm.stopPrank();
        return price > REF_XAU && believed ? int256(0) : _wealth(attacker) - before;
    }

    /// @dev ETH honest, gold absurd: new debt is counted in ounces, so it stops where an ounce has no rate.
    function testFuzz_X27_noDebtWhereAnOunceHasNoRate(uint256 price, bool above) public {
        price = above ? bound(price, 1e30 + 1, type(uint128).max) : bound(price, 0, 1e6 - 1);
        _depositWeth(attacker, 10e18);
        feeds.set(XAU_USD, price);
        vm.expectRevert(abi.encodeWithSelector(IXauLedger.Ledger_RateOutOfRange.selector, XAU_USD, price, 1e6, 1e30));
        vm.prank(attacker);
        ledger.borrow(address(cUSDT), 100e6, VARIABLE, attacker);
    }

    /// @dev For its first 24 hours a market lends a tenth of its ceiling in all, whatever is offered.
    function testFuzz_X27_launchCeiling(uint256 elapsed, uint256 loan) public {
        _openFreshMarkets();
        elapsed = bound(elapsed, 0, 1 days - 1);
        loan = bound(loan, 1, 4_000_000e6);
        _giveWeth(attacker, 9_000e18);
        _approveAll(attacker);
        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 9_000e18, attacker);
        skip(elapsed);
        if (loan > 1_000_000e6) vm.expectPartialRevert(IXauLedger.Ledger_CeilingExceeded.selector);
        ledger.borrow(address(cUSDT), loan, VARIABLE, attacker);
        assertLe(ledger.totalDebt(address(cUSDT)), 1_000_000e6, "more was lent than the first day allows");
    }
}
