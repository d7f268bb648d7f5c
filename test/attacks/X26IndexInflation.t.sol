// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LedgerAttack} from "./LedgerAttack.sol";

/// @notice X26 (Radiant): a near-empty market's index is pumped within a block, then rounding at a high index is
/// milked.
contract X26IndexInflation is LedgerAttack {
    /// @dev n rounds of borrow, donate, repay in uneven pieces, all in one block, after the market grew old.
    function test_X26_cyclesGainNothing() public {
        for (uint256 step; step < 60; ++step) {
            uint256 snapshot = vm.snapshotState();
            // 1 to 1,000 rounds, loans from one unit up.
            uint256 rounds = step < 50 ? 1 + step / 2 : 1_000 / (60 - step);
            int256 profit = _attack(rounds, 1 + step * step * 37, step);
            vm.revertToState(snapshot);
            _record(profit, rounds);
        }
        _judge("X26");
    }

    function _attack(uint256 rounds, uint256 loan, uint256 years_) private returns (int256) {
        _openFreshMarkets();
        _setFee(cUSDT, 21_979_553_151_239_153_027);
        skip(1 days + years_ % 11 * 365 days);
        _giveWeth(attacker, 100e18);
        _give(cUSDT, attacker, 1_000_000e6);
        _giveWeth(stranger, 1e18);
        cUSDT.mint(stranger, 1e6);
        _approveAll(attacker);
        int256 before = _wealth(attacker);

        vm.startPrank(attacker);
        ledger.depositCollateral(address(weth), 99e18, attacker);
        uint256 index = ledger.indexRay(address(cUSDT));
        for (uint256 i; i < rounds; ++i) {
            ledger.borrow(address(cUSDT), loan, VARIABLE, attacker);
            vm.stopPrank();
            // Given by someone else, so that what it costs does not hide a gain.
            vm.startPrank(stranger);
            cUSDT.transfer(address(ledger), 1);
            weth.transfer(address(ledger), 1);
            vm.stopPrank();
            vm.startPrank(attacker);
            ledger.accrue(address(cUSDT));
            if (loan > 2) ledger.repay(address(cUSDT), loan / 3, VARIABLE, attacker);
            ledger.repay(address(cUSDT), 1, VARIABLE, attacker);
            if (i % 3 == 0 && ledger.debtOf(attacker, address(cUSDT)) != 0) {
                ledger.repay(address(cUSDT), type(uint256).max, VARIABLE, attacker);
            }
        }
        assertEq(ledger.indexRay(address(cUSDT)), index, "the index moved within a block");
        if (ledger.debtOf(attacker, address(cUSDT)) != 0) {
            ledger.repay(address(cUSDT), type(uint256).max, VARIABLE, attacker);
        }
        ledger.withdrawCollateral(address(weth), type(uint256).max, attacker);
        vm.stopPrank();
        assertEq(ledger.deficitOf(address(cUSDT)), 0, "the cycles left a deficit");
        return _wealth(attacker) - before;
    }

    /// @dev Whatever is done, an index grows by at most the highest fee's power a block.
    function testFuzz_X26_indexGrowthIsCapped(uint88 fee, uint32 blockSeconds, uint8 touches) public {
        fee = uint88(bound(fee, 0, 21_979_553_151_239_153_027));
        uint256 elapsed = bound(blockSeconds, 1, 1 hours);
        _setFee(cUSDT, fee);
        _depositWeth(attacker, 10e18);
        cUSDT.mint(address(ledger), 1e24);
        uint256 index = ledger.indexRay(address(cUSDT));
        skip(elapsed);
        for (uint256 i; i < touches % 16; ++i) {
            _borrow(attacker, cUSDT, 100e6);
            cUSDT.mint(address(ledger), 1e24);
            ledger.accrue(address(cUSDT));
        }
        // (1 + 2.2e-8)^t < 1 + 2.2e-8 * t * 1.0001 for an hour or less.
        uint256 most = Math.mulDiv(index, 1e27 + 21_979_553_151_239_153_027 * elapsed * 10_001 / 10_000, 1e27);
        assertLe(ledger.indexRay(address(cUSDT)), most, "the index outran time");
    }

    /// @dev Splitting a repayment never clears more than paying at once.
    function testFuzz_X26_splittingARepaymentGainsNothing(uint256 debt, uint256 seed, uint8 parts) public {
        debt = bound(debt, 100e6, 20_000e6);
        _setFee(cUSDT, 21_979_553_151_239_153_027);
        _depositWeth(attacker, 10e18);
        _borrow(attacker, cUSDT, debt);
        skip(seed % (5 * 365 days));
        uint256 owed = ledger.debtOf(attacker, address(cUSDT));
        cUSDT.mint(attacker, owed);
        uint256 paid;
        for (uint256 i; i < parts % 20; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            paid += _repay(attacker, cUSDT, 1 + seed % (owed / 40));
        }
        assertGe(ledger.debtOf(attacker, address(cUSDT)) + paid, owed, "a repayment took off more than was burned");
    }
}
