// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @notice X30 (Euler v1): an account makes itself unhealthy through a path that forgets to check, and a second account
/// of the same owner liquidates it at a discount the protocol pays for.
contract X30SelfLiquidation is LedgerAttack {
    address private accomplice = makeAddr("accomplice");

    /// @dev At a price that stands still: every call that could lower the violator's collateral or raise its debt,
    /// alone and in pairs, with loans up to the limit; then liquidation and write-off by the accomplice.
    function test_X30_noPathMakesAnAccountUnhealthy() public {
        for (uint256 first; first < 10; ++first) {
            for (uint256 second; second < 10; ++second) {
                uint256 snapshot = vm.snapshotState();
                int256 profit = _attack(first, second, 9_999 - first * 37 - second * 211);
                vm.revertToState(snapshot);
                _record(profit, first * 10 + second);
            }
        }
        _judge("X30");
    }

    function _attack(uint256 first, uint256 second, uint256 loanBp) private returns (int256) {
        _giveWeth(attacker, 100e18);
        _giveWeth(accomplice, 10e18);
        _give(cUSDT, accomplice, 300_000e6);
        _approveAll(attacker);
        _approveAll(accomplice);
        int256 before = _wealth(attacker) + _wealth(accomplice);

        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 90e18, attacker);
        ledger.borrow(address(cUSDT), 202_500e6 * loanBp / BP, VARIABLE, attacker);
        vm.stopPrank();
        _lower(first);
        _lower(second);

        assertGe(ledger.healthFactor(attacker), WAD, "a path made the account unhealthy");
        vm.startPrank(accomplice);
        for (uint256 amount = 300_000e6; amount > 1e6; amount /= 3) {
            try ledger.liquidate(attacker, address(cUSDT), address(weth), amount, 0) {} catch {}
        }
        try ledger.writeOff(attacker) {} catch {}
        vm.stopPrank();
        return _wealth(attacker) + _wealth(accomplice) - before;
    }

    /// @dev A refusal is as good as a success here.
    function _lower(uint256 path) private {
        uint256 held = ledger.collateralOf(attacker, address(weth));
        if (path == 0) {
            vm.prank(attacker);
            try ledger.withdrawCollateral(address(weth), held, attacker) {} catch {}
        } else if (path == 1) {
            for (uint256 amount = held; amount > 1e12; amount /= 2) {
                vm.prank(attacker);
                try ledger.withdrawCollateral(address(weth), amount, accomplice) {} catch {}
            }
        } else if (path == 2) {
            for (uint256 amount = 300_000e6; amount >= 100e6; amount /= 2) {
                vm.prank(attacker);
                try ledger.borrow(address(cUSDT), amount, VARIABLE, accomplice) {} catch {}
            }
        } else if (path == 3) {
            for (uint256 amount = 300_000e6; amount >= 100e6; amount /= 2) {
                vm.prank(attacker);
                try ledger.borrow(address(cUSDC), amount, VARIABLE, accomplice) {} catch {}
            }
        } else if (path == 4) {
            // A donation from the wallet, the nearest thing to Euler's.
            uint256 balance = weth.balanceOf(attacker);
            vm.prank(attacker);
            weth.transfer(address(ledger), balance);
        } else if (path == 5) {
            vm.prank(accomplice);
            ledger.depositCollateral(address(weth), 1, attacker);
        } else if (path == 6) {
            vm.prank(accomplice);
            ledger.repay(address(cUSDT), 1, VARIABLE, attacker);
        } else if (path == 7) {
            ERC20 receipt = ERC20(ledger.asset(address(weth)).collateralReceipt);
            for (uint256 amount = held; amount > 1e12; amount /= 2) {
                vm.prank(attacker);
                try receipt.transfer(accomplice, amount) {} catch {}
            }
        } else if (path == 8) {
            bytes[] memory calls = new bytes[](2);
            for (uint256 amount = held; amount > 1e12; amount /= 2) {
                calls[0] = abi.encodeCall(IXauLedger.withdrawCollateral, (address(weth), amount, accomplice));
                calls[1] = abi.encodeCall(IXauLedger.repay, (address(cUSDT), 1, VARIABLE, attacker));
                vm.prank(attacker);
                try ledger.batch(calls) {} catch {}
            }
        } else {
            ledger.accrue(address(cUSDT));
            try ledger.writeOff(attacker) {} catch {}
        }
    }

    /// @dev On debt made unhealthy by the price alone: liquidating oneself, in any number of bites, leaves the pair with
    /// no more than before it. The search goes down to collateral worth the debt and the least bonus (2,279); below, what
    /// a pair can gain is that least bonus, without which nobody would come for the account (next test).
    function test_X30_liquidatingOneselfGainsNothing() public {
        for (uint256 step; step < 60; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 price = 2_812e18 - step * 9e18;
            int256 profit = _liquidateOneself(price, 1 + step % 7);
            vm.revertToState(snapshot);
            _record(profit, price);
        }
        _judge("X30 self-liquidation");
    }

    /// @dev An account beyond saving gives its owner a quarter of the bonus at most.
    function testFuzz_X30_beyondSavingGainsTheLeastBonus(uint256 price, uint256 bites) public {
        price = bound(price, 500e18, 2_279e18);
        int256 profit = _liquidateOneself(price, bound(bites, 1, 7));
        // What the debt exceeded the collateral by was lost before anyone did anything.
        int256 lost = int256(224_999.000001e18) - int256(100 * price);
        if (lost < 0) lost = 0;
        assertLe(profit - lost, int256(100 * price / 10_125 * 125) + 1e13);
    }

    function _liquidateOneself(uint256 price, uint256 bites) private returns (int256) {
        _giveWeth(attacker, 100e18);
        _give(cUSDT, accomplice, 300_000e6);
        _approveAll(attacker);
        _approveAll(accomplice);
        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 100e18, attacker);
        ledger.borrow(address(cUSDT), 224_999e6, VARIABLE, attacker);
        vm.stopPrank();
        feeds.set(ETH_USD, price);
        int256 before = _netAt(price);
        vm.startPrank(accomplice);
        for (uint256 i; i < bites; ++i) {
            try ledger.liquidate(attacker, address(cUSDT), address(weth), 225_000e6 / bites, 0) {} catch {}
        }
        vm.stopPrank();
        return _netAt(price) - before;
    }

    /// @dev The pair's wealth at the price after the fall, debts in full.
    function _netAt(uint256 price) private view returns (int256) {
        uint256 held = weth.balanceOf(attacker) + weth.balanceOf(accomplice)
            + ledger.collateralOf(attacker, address(weth)) + ledger.collateralOf(accomplice, address(weth));
        uint256 money = cUSDT.balanceOf(attacker) + cUSDT.balanceOf(accomplice);
        return int256(held * price / 1e18 + money * 1e12) - int256(ledger.debtOf(attacker, address(cUSDT)) * 1e12);
    }
}
