// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LedgerAttack} from "./LedgerAttack.sol";

/// @notice X25 (Hundred, Onyx, Sonne): in a market just opened the attacker deposits a unit, donates, lets a victim
/// deposit, and leaves with the victim's rounding.
contract X25EmptyMarketDonation is LedgerAttack {
    address private victim = makeAddr("victim");

    function test_X25_donationToAnEmptyMarketGainsNothing() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 donation = 10 ** (step / 2) * (step % 2 == 0 ? 1 : 3);
            int256 profit = _attack(donation);
            vm.revertToState(snapshot);
            _record(profit, donation);
        }
        _judge("X25");
    }

    function _attack(uint256 donation) private returns (int256 profit) {
        _openFreshMarkets();
        _giveWeth(attacker, donation + 1);
        _giveWeth(victim, 10e18);
        _approveAll(attacker);
        _approveAll(victim);
        int256 before = _wealth(attacker);

        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 1, attacker);
        weth.transfer(address(ledger), donation);
        vm.stopPrank();

        vm.prank(victim);
        ledger.depositCollateral(address(weth), 10e18, victim);
        assertEq(ledger.collateralOf(victim, address(weth)), 10e18, "the victim lost to rounding");

        // The attacker takes all it can: its own unit and as much more as the ledger lets it have.
        vm.startPrank(attacker);
        try ledger.withdrawCollateral(address(weth), donation + 1, attacker) {} catch {}
        try ledger.borrow(address(cUSDT), 1_000e6, VARIABLE, attacker) {} catch {}
        ledger.withdrawCollateral(address(weth), type(uint256).max, attacker);
        vm.stopPrank();
        profit = _wealth(attacker) - before;

        vm.prank(victim);
        ledger.withdrawCollateral(address(weth), type(uint256).max, victim);
        assertEq(weth.balanceOf(victim), 10e18, "the victim was not paid in full");
    }

    /// @dev No amount is so small, and no index so high, that a debt is free or clears for less than it is.
    function testFuzz_X25_noDebtRoundsToNothing(uint256 amount, uint256 age) public {
        _openFreshMarkets();
        _setFee(cUSDT, 21_979_553_151_239_153_027);
        skip(bound(age, 1 days, 10 * 365 days));
        amount = bound(amount, 1, 1e9);
        _giveWeth(attacker, 10e18);
        _approveAll(attacker);
        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 10e18, attacker);
        ledger.borrow(address(cUSDT), amount, VARIABLE, attacker);
        assertGt(ledger.scaledDebtOf(attacker, address(cUSDT)), 0, "a loan left no debt");
        assertGe(ledger.debtOf(attacker, address(cUSDT)), amount, "a debt is less than was lent");
        ledger.repay(address(cUSDT), amount - amount / 2, VARIABLE, attacker);
        assertGe(ledger.debtOf(attacker, address(cUSDT)), amount / 2, "a repayment took off more than was burned");
    }
}
