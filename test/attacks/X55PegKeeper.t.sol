// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {PegRaider} from "./PegRaider.sol";
import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @notice X55 (crvUSD PegKeeper): skew the pool, trigger the keeper, unskew; leave the price unpoked and act in the
/// first block; depeg the counter asset instead.
contract X55PegKeeper is StabilizerAttack {
    /// @dev 15 bp on each trade of a round trip.
    int256 private constant BOTH_FEES_PPM = 3_000;

    Best internal honest;
    Best internal whole;
    Best internal added;

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

    /// @dev The sandwich: an action is due, and the attacker trades before and behind it, with or against it, from pools
    /// that others left 10 to 175 bp off, either side.
    ///
    /// What it is measured against. A pool further from the oracle than its fee is anyone's to trade back, with no
    /// stabilizer in sight: that is the honest arbitrage, paid by whoever pushed the pool, and it is printed apart. The
    /// stabilizer's part is what the sandwich ends with beyond what its own first trade was worth at the oracle before
    /// anything else happened, or beyond nothing if that trade lost. It is at most 0 at every size, and so the sandwich
    /// never beats the arbitrage. Up to both fees of the round trip (30 bp) it ends with no profit of any kind.
    function test_X55_sandwichOfADueAction() public {
        uint256[5] memory pushes = [uint256(5_000), 10_000, 14_000, 30_000, 80_000];
        for (uint256 p; p < pushes.length; ++p) {
            delete honest;
            delete whole;
            delete added;
            int256 ppm = _searchSandwiches(pushes[p]);
            string memory id = string.concat("X55 sandwich of a pool ", vm.toString(ppm / 100), " bp off: ");
            _print(string.concat(id, "honest arbitrage, one trade and no action"), honest);
            _judge(string.concat(id, "what the action adds to its first trade"), added);
            if (ppm <= BOTH_FEES_PPM) {
                _judge(string.concat(id, "the sandwich, all told"), whole);
            } else {
                _print(string.concat(id, "the sandwich, all told"), whole);
                assertLe(whole.profit, honest.profit, "X55 sandwich beats the arbitrage");
            }
        }
    }

    /// @dev Returns how far off the pool was, ppm, the larger of both sides.
    function _searchSandwiches(uint256 push) private returns (int256 ppm) {
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 4; ++n) {
                uint256 snapshot = vm.snapshotState();
                n < 2 ? _pushDown(push, 2) : _pushUp(push, 2);
                int256 off = pool.closes(1)[0].deviationPpm;
                if (off < 0) off = -off;
                (int256 profit, int256 alone) = _sandwich(n % 2 == 1, _size(step));
                vm.revertToState(snapshot);
                if (off > ppm) ppm = off;
                _record(honest, alone, _size(step));
                _record(whole, profit, _size(step));
                _record(added, alone > 0 ? profit - alone : profit, _size(step));
            }
        }
    }

    /// @dev Behind the action instead of around it: a trade is worth no more than it was before the action.
    function test_X55_behindADueAction() public {
        for (uint256 step; step < 61; ++step) {
            for (uint256 n; n < 4; ++n) {
                uint256 snapshot = vm.snapshotState();
                n < 2 ? _pushDown(30_000, 2) : _pushUp(30_000, 2);
                uint256 before = _wealth();
                uint256 inner = vm.snapshotState();
                _attackerSells(n % 2 == 1, _size(step));
                int256 alone = _profit(before);
                vm.revertToState(inner);
                assertTrue(_trigger(), "an action was due");
                _attackerSells(n % 2 == 1, _size(step));
                int256 profit = _profit(before);
                vm.revertToState(snapshot);
                _record(alone > 0 ? profit - alone : profit, _size(step));
            }
        }
        _judge("X55 behind a due action: what the action adds to a trade");
    }

    /// @dev `alone` is what the first trade is worth at the oracle.
    function _sandwich(bool down, uint256 usd) private returns (int256 profit, int256 alone) {
        uint256 before = _wealth();
        uint256 got = _attackerSells(down, usd);
        alone = _profit(before);
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

    /// @dev The same while an action is due: the reference moves by 1 to 61 bp against it, and the caller is there before
    /// the guide price. The action ends where the oracle is now and not where the pool is in balance, so bucket B never
    /// pays for the lag.
    function test_X55_counterAssetMovesAgainstADueAction() public {
        uint256 acted;
        for (uint256 bp = 1; bp <= 61; ++bp) {
            for (uint256 down; down < 2; ++down) {
                uint256 snapshot = vm.snapshotState();
                down == 1 ? _pushDown(30_000, 2) : _pushUp(30_000, 2);
                source.set(down == 1 ? GOLD * (10_000 - bp) / 10_000 : GOLD * (10_000 + bp) / 10_000);
                if (_trigger()) ++acted;
                int256 ppm = _deviationPpm();
                vm.revertToState(snapshot);
                assertTrue(down == 1 ? ppm <= 0 : ppm >= 0, "carried past the oracle");
            }
        }
        console2.log("X55 counter asset against a due action: 122 moves of 1 to 61 bp, acted in", acted);
        assertGt(acted, 100, "hardly ever due");
    }

    /// @dev A gated or stale reference: no action at all.
    function test_X55_gatedReferenceHalts() public {
        _pushDown(15_000, 2);
        source.setStale(true);
        vm.expectPartialRevert(IStabilizer.Stabilizer_OracleUnavailable.selector);
        stab.executePrivateSwap(type(uint256).max, address(quote), address(base));
    }

    /// @dev In the middle of a loan of the pool's own reserves, whatever its size, no door opens: neither the action that
    /// is due nor a trade; and after it the action is due as before.
    function test_X55_insideAFlashLoan() public {
        PegRaider raider = new PegRaider(stab);
        _pushDown(15_000, 2);
        (uint256 size,,,) = stab.quotePrivateSwap();
        (uint256 b, uint256 q) = pool.getVaultReserve();
        for (uint256 step; step < 61; ++step) {
            raider.borrow(b * _size(step) / 1_000_000, q * _size(step) / 1_000_000);
            assertEq(raider.opened(), 0, "a door opened inside the loan");
            assertEq(base.balanceOf(address(raider)) + quote.balanceOf(address(raider)), 0, "it kept something");
            (uint256 sizeNow,,,) = stab.quotePrivateSwap();
            assertEq(sizeNow, size, "the loan changed the action");
        }
        assertTrue(_trigger());
    }

    /// @dev The doors that only parts of the system may use, with an action due and tokens lying in the pool to be sold:
    /// the pool's fee-free sells, the mesh pool's trade and the stabilizer's callback.
    function test_X55_privateDoors() public {
        PegRaider raider = new PegRaider(stab);
        _pushDown(15_000, 2);
        uint256 opened;
        for (uint256 step; step < 61; ++step) {
            base.mint(address(pool), _size(step) * USD / 100);
            quote.mint(address(pool), _size(step) * USD_OF_XAU / 100);
            opened += raider.tryPrivateDoors(_size(step) * USD_OF_XAU / 100);
        }
        assertEq(opened, 0, "a private door opened");
    }
}
