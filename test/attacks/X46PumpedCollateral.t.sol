// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "../../src/interfaces/IXauLedger.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @notice X46 (Mango): a collateral's venue price is pumped with real capital over several blocks and borrowed
/// against.
contract X46PumpedCollateral is LedgerAttack {
    function setUp() public override {
        super.setUp();
        feeds.set(ETH_TWAP, REF_ETH);
        _setWethPrice(ETH_TWAP, 1e24);
    }

    /// @dev The venue (the TWAP the ledger checks against) is pumped up to tenfold, and down, over 60 steps: new debt
    /// is judged at the lower of the two prices.
    function test_X46_pumpedVenueLendsNothingMore() public {
        for (uint256 step; step < 60; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 venue = REF_ETH * (10 + 3 * step) / 20;
            int256 profit = _attack(venue);
            vm.revertToState(snapshot);
            _record(profit, venue);
        }
        _judge("X46");
    }

    /// @dev Deposits, takes every loan there is, in both tokens, and walks away.
    function _attack(uint256 venue) private returns (int256) {
        _giveWeth(attacker, 1_000e18);
        _approveAll(attacker);
        int256 before = _wealth(attacker);
        vm.prank(attacker);
        ledger.depositCollateral(address(weth), 1_000e18, attacker);
        // The pump takes some blocks.
        for (uint256 i = 1; i <= 5; ++i) {
            vm.roll(block.number + 1);
            skip(2);
            feeds.set(ETH_TWAP, venue > REF_ETH ? REF_ETH + (venue - REF_ETH) * i / 5 : venue);
            _takeAll(address(cUSDT));
            _takeAll(address(cUSDC));
        }
        assertLe(
            ledger.debtOf(attacker, address(cUSDT)) + ledger.debtOf(attacker, address(cUSDC)),
            2_250_000e6 + 2,
            "the pump was lent against"
        );
        return _wealth(attacker) - before;
    }

    function _takeAll(address token) private {
        for (uint256 amount = 8_000_000e6; amount >= 100e6; amount /= 2) {
            vm.prank(attacker);
            try ledger.borrow(token, amount, VARIABLE, attacker) {} catch {}
        }
    }

    /// @dev Pumping the venue does not expose others either, and dumping it liquidates nobody: liquidation is judged at
    /// the higher price.
    function testFuzz_X46_dumpedVenueLiquidatesNobody(uint256 venue) public {
        _depositWeth(borrower, 100e18);
        _borrow(borrower, cUSDT, 224_000e6);
        feeds.set(ETH_TWAP, bound(venue, 1e6, REF_ETH));
        assertFalse(ledger.liquidatable(borrower), "the dump made a healthy account liquidatable");
    }

    /// @dev Even with every feed pumped, what can be lent against a collateral ends with its cap and the debt's
    /// ceiling.
    function testFuzz_X46_capacityEndsWithCapAndCeiling(uint256 pump, uint256 capital) public {
        pump = bound(pump, 1, 100);
        feeds.set(ETH_USD, REF_ETH * pump);
        feeds.set(ETH_TWAP, REF_ETH * pump);
        vm.prank(owner);
        ledger.setCollateral(address(weth), IXauLedger.CollateralParams(7_500, 8_000, 500, 50e18));
        capital = bound(capital, 1e18, 1_000_000e18);
        _giveWeth(attacker, capital);
        _approveAll(attacker);
        for (uint256 amount = capital; amount > 1e15; amount /= 2) {
            vm.prank(attacker);
            try ledger.depositCollateral(address(weth), amount, attacker) {} catch {}
        }
        _takeAll(address(cUSDT));
        assertLe(ledger.collateralOf(attacker, address(weth)), 50e18, "more was pledged than the cap");
        uint256 most = 50 * REF_ETH * pump / 1e12 * 75 / 100;
        uint256 owed = ledger.debtOf(attacker, address(cUSDT));
        assertLe(owed, most < 10_000_000e6 ? most : 10_000_000e6 + 1, "more was lent than the ceiling");
    }
}
