// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @notice X47 (Inverse, Rodeo): the attacker controls consecutive blocks, makes the closes he wants, has the stabilizer
/// act on them, and unwinds.
contract X47HoldTheClose is StabilizerAttack {
    /// @dev N of the fixture's settings, and the size beyond which a push shows: some 5 bp.
    uint256 private constant CLOSES = 2;
    uint256 private constant BEYOND_THETA = 2_600;

    Best internal acting;

    /// @dev Push, hold the close for N - 1 blocks up to N + 3 with real capital, trigger, unwind in the same block. For
    /// fewer than N nothing acts. For N and more the stabilizer acts, buys what the attacker pushed, and what that is
    /// worth to bucket B is what it costs him: the least it costs to make it act is printed beside what B gains by it.
    function test_X47_holdTriggerUnwind() public {
        for (uint256 held = CLOSES - 1; held <= CLOSES + 3; ++held) {
            delete acting;
            delete best;
            uint256 gainOfB;
            for (uint256 step; step < 61; ++step) {
                for (uint256 down; down < 2; ++down) {
                    (int256 profit, uint256 gain, bool acted) = _hold(down == 1, _size(step), held);
                    assertEq(acted, held >= CLOSES && _size(step) > BEYOND_THETA, "a held close is acted on");
                    _record(profit, _size(step));
                    if (!acted) continue;
                    _record(acting, profit, _size(step));
                    if (acting.profit == profit) gainOfB = gain;
                }
            }
            string memory id = string.concat("X47 hold for ", vm.toString(held), " of 2 closes");
            _judge(id, best);
            if (held < CLOSES) continue;
            _print(string.concat(id, ", where the stabilizer acts"), acting);
            console2.log(string.concat(id, ": what bucket B gains there, USD ", _usd(int256(gainOfB))));
            assertGt(gainOfB, 0, "B is paid for acting");
        }
    }

    function _hold(bool down, uint256 usd, uint256 blocks) private returns (int256 profit, uint256 gain, bool acted) {
        uint256 snapshot = vm.snapshotState();
        uint256 before = _wealth();
        uint256 value = _valueB();
        uint256 got = _attackerSells(down, usd);
        _skipBlocks(blocks);
        acted = _trigger();
        gain = _valueB() - value;
        _attackerSellsRaw(!down, got);
        profit = _profit(before);
        vm.revertToState(snapshot);
    }

    /// @dev The denier: someone drained the pool, and the attacker keeps the action away by pushing the pool back to the
    /// oracle's side for one close in N and off it again after. He does the stabilizer's work in that close and pays two
    /// fees each time. Measured over ten rounds.
    function test_X47_denialOfTheAction() public {
        for (uint256 step; step < 61; ++step) {
            uint256 snapshot = vm.snapshotState();
            _sellBase(pool, trader, _size(step) * USD);
            _nextBlock();
            uint256 before = _wealth();
            for (uint256 round; round < 10; ++round) {
                uint256 got = _attackerSellsRaw(false, pool.currentClose().gap + 1);
                _nextBlock();
                assertLe(pool.closes(1)[0].deviationPpm * pool.closes(2)[1].deviationPpm, 0, "one sign after all");
                _attackerSellsRaw(true, got);
                _nextBlock();
                assertFalse(_trigger(), "denied");
            }
            int256 profit = _profit(before);
            vm.revertToState(snapshot);
            _record(profit, _size(step));
        }
        _judge("X47 denial of the action, ten rounds");
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
