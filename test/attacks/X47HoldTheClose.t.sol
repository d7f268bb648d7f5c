// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @notice X47 (Inverse, Rodeo): the attacker controls consecutive blocks, makes the closes he wants, has the stabilizer
/// act on them, and unwinds.
contract X47HoldTheClose is StabilizerAttack {
    /// @dev Push, hold for N to N + 3 closes with real capital, trigger, unwind in the same block.
    function test_X47_holdTriggerUnwind() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 8; ++n) {
                uint256 snapshot = vm.snapshotState();
                uint256 before = _wealth();
                uint256 got = _attackerSells(n % 2 == 0, _size(step));
                _skipBlocks(2 + n / 2);
                bool acted = _trigger();
                assertEq(acted, _size(step) > 2_600, "a held close is acted on");
                _attackerSellsRaw(n % 2 == 1, got);
                int256 profit = _profit(before);
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X47 hold");
    }

    /// @dev The same, letting the stabilizer act three times before the unwinding.
    function test_X47_holdThroughThreeActions() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 before = _wealth();
            bool down = step % 2 == 0;
            uint256 got;
            for (uint256 round; round < 3; ++round) {
                got += _attackerSells(down, _size(step) / 3 + 1);
                _skipBlocks(3);
                _trigger();
            }
            _attackerSellsRaw(!down, got);
            int256 profit = _profit(before);
            vm.revertToState(snapshot);
            _record(profit, _size(step));
        }
        _judge("X47 three actions");
    }

    /// @dev Pump to one side, so that it acts there, then take the other side of what it left.
    function test_X47_overshootHunter() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            uint256 before = _wealth();
            bool down = step % 2 == 0;
            uint256 got = _attackerSells(down, _size(step));
            _skipBlocks(2);
            _trigger();
            _attackerSellsRaw(!down, got);
            _skipBlocks(3);
            _trigger();
            _skipBlocks(3);
            _trigger();
            int256 profit = _profit(before);
            vm.revertToState(snapshot);
            _record(profit, _size(step));
        }
        _judge("X47 overshoot");
    }

    /// @dev The attacker is most of the pool, so that fees and premia come back to him: what bucket B is paid, he pays.
    function test_X47_holderOfThePool() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 down; down < 2; ++down) {
                uint256 snapshot = vm.snapshotState();
                uint256 before = _wealth();
                vm.startPrank(attacker);
                base.transfer(address(pool), 4_000_000 * USD);
                quote.transfer(address(pool), 4_000_000 * USD_OF_XAU);
                pool.buyShares(attacker);
                vm.stopPrank();
                uint256 got = _attackerSells(down == 1, _size(step));
                _skipBlocks(2);
                _trigger();
                _attackerSellsRaw(down == 0, got);
                uint256 shares = pool.balanceOf(attacker);
                vm.prank(attacker);
                pool.sellShares(shares, attacker, 0, 0, "", block.timestamp);
                int256 profit = _profit(before);
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X47 holder of the pool");
    }

    /// @dev Shares bought just for the action's block, to share in what it brings the pool.
    function test_X47_shareOfOneAction() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            _pushDown(15_000, 2);
            uint256 before = _wealth();
            (uint256 b, uint256 q) = pool.getVaultReserve();
            vm.startPrank(attacker);
            base.transfer(address(pool), _size(step) * USD);
            quote.transfer(address(pool), _size(step) * USD * q / b);
            pool.buyShares(attacker);
            vm.stopPrank();
            _trigger();
            uint256 shares = pool.balanceOf(attacker);
            vm.prank(attacker);
            pool.sellShares(shares, attacker, 0, 0, "", block.timestamp);
            int256 profit = _profit(before);
            vm.revertToState(snapshot);
            _record(profit, _size(step));
        }
        _judge("X47 share of an action");
    }
}
