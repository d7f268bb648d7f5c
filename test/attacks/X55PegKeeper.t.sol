// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @notice X55 (crvUSD PegKeeper): skew the pool, trigger the keeper, unskew; leave the price unpoked and act in the
/// first block; depeg the counter asset instead.
contract X55PegKeeper is StabilizerAttack {
    /// @dev From a pool in balance: the skew is in no close, so the trigger does nothing.
    function test_X55_skewTriggerUnskew_fromBalance() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 down; down < 2; ++down) {
                uint256 snapshot = vm.snapshotState();
                uint256 before = _wealth();
                uint256 got = _attackerSells(down == 1, _size(step));
                assertFalse(_trigger(), "one block is no deviation");
                _attackerSellsRaw(down == 0, got);
                int256 profit = _profit(before);
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X55 from balance");
    }

    /// @dev The sandwich: an action is due, and the attacker trades before and behind it, with or against it. Both fees
    /// of the round trip are above the deviation (20 bp), so whatever he gained would be the action's doing.
    function test_X55_sandwichOfADueAction() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 4; ++n) {
                uint256 snapshot = vm.snapshotState();
                n < 2 ? _pushDown(10_000, 2) : _pushUp(10_000, 2);
                (int256 profit,) = _sandwich(n % 2 == 1, _size(step));
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X55 sandwich");
    }

    /// @dev A deviation beyond both fees (65 bp) is anyone's to take, stabilizer or not. The action adds nothing to it:
    /// what the attacker ends with is no more than what his first trade alone is worth at the oracle.
    function test_X55_sandwichBeyondTheFees() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 4; ++n) {
                uint256 snapshot = vm.snapshotState();
                n < 2 ? _pushDown(30_000, 2) : _pushUp(30_000, 2);
                (int256 profit, int256 withoutAction) = _sandwich(n % 2 == 1, _size(step));
                vm.revertToState(snapshot);
                _record(withoutAction > 0 ? profit - withoutAction : profit, _size(step));
            }
        }
        _judge("X55 sandwich beyond the fees");
    }

    function _sandwich(bool down, uint256 usd) private returns (int256 profit, int256 withoutAction) {
        uint256 before = _wealth();
        uint256 got = _attackerSells(down, usd);
        withoutAction = _profit(before);
        _trigger();
        _attackerSellsRaw(!down, got);
        profit = _profit(before);
    }

    /// @dev Nobody touches the pool for a day: the first block's action is as good as any other's, and no better for
    /// its caller.
    function test_X55_unpokedForADay() public {
        _sellBase(pool, trader, 10_000 * USD);
        for (uint256 step; step < 61; ++step) {
            for (uint256 down; down < 2; ++down) {
                uint256 snapshot = vm.snapshotState();
                _skipBlocks(43_200);
                (int256 profit,) = _sandwich(down == 1, _size(step));
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X55 unpoked");
    }

    /// @dev The reference moves instead of our token: no action buys what falls, whatever the attacker adds. His gain is
    /// measured at the new price, net of what the move itself did to what he held.
    function test_X55_counterAssetMoves() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 up; up < 2; ++up) {
                uint256 snapshot = vm.snapshotState();
                source.set(up == 1 ? GOLD * 10_050 / 10_000 : GOLD * 9_950 / 10_000);
                pool.pokeGuidePrice();
                _skipBlocks(2);
                (, bool should) = stab.checkDeviation();
                assertFalse(should, "the guide price's lag is no gap");
                uint256 before = _wealth();
                uint256 got = _attackerSells(step % 2 == 0, _size(step));
                _trigger();
                _nextBlock();
                _trigger();
                _nextBlock();
                _trigger();
                _attackerSellsRaw(step % 2 == 1, got);
                int256 profit = _profit(before);
                vm.revertToState(snapshot);
                _record(profit, _size(step));
            }
        }
        _judge("X55 counter asset");
    }

    /// @dev A gated or stale reference: no action at all.
    function test_X55_gatedReferenceHalts() public {
        _pushDown(15_000, 2);
        source.setStale(true);
        vm.expectPartialRevert(IStabilizer.Stabilizer_OracleUnavailable.selector);
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
    }
}
