// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/Test.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {PMMState, RState} from "../../src/pmm/PMMPricing.sol";
import {PMMFixture} from "../unit/pmm/PMMFixture.sol";

/// @dev The pool with its one rounding turned round: the surplus target three units too low, so that each crossing
/// pays three units more than the curve. What the search below must find.
contract RoundsForTheTrader is PMMPool {
    constructor(PoolConfig memory c) PMMPool(c) {}

    function _state(Found memory f, uint256 i) internal view override returns (PMMState memory s) {
        s = super._state(f, i);
        if (s.R == RState.ABOVE_ONE && s.Q0 > 3) s.Q0 -= 3;
        if (s.R == RState.BELOW_ONE && s.B0 > 3) s.B0 -= 3;
    }
}

/// @notice X24, Balancer V2's composable pools: micro swaps at wei-sized reserves, where every rounding is a fortune.
/// @dev The attacker alternates exact sizes within one transaction and is valued at the guide price. Fees are zero, so
/// that rounding alone defends the pool.
contract X24MicroSwapsTest is PMMFixture {
    uint256 internal constant SIZES = 50;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
    }

    function test_X24_microSwaps_neverProfit() public {
        vm.pauseGasMetering();
        (int256 best, uint256 swaps) = _search(false);
        console.log("X24 best profit, in 1e-18 units of quote at the guide price:");
        console.logInt(best);
        console.log("over 300 runs, sizes 1 to 2,500 units; swaps that went through:", swaps);
        assertLe(best, 0, "X24 profits");
        assertGt(swaps, 5_000);
    }

    /// @dev The search kills its mutant.
    function test_X24_mutant_roundingForTheTrader_isCaught() public {
        vm.pauseGasMetering();
        (int256 best,) = _search(true);
        assertGt(best, 0);
    }

    /// @dev Any start, any mix of up to 120 swaps of up to a few times the reserve.
    function testFuzz_X24_randomSwaps(uint256 seed, uint256 reserve, uint256 k, uint256 rounds) public {
        uint256[4] memory ks = [0, 1e18, 0.1e18, bound(k, 1e12, 0.99e18)];
        PMMPool pool = _pool(false, ks[seed % 4], bound(reserve, 1_001, 3_000), ONE);
        rounds = bound(rounds, 10, 120);
        int256 worth;
        for (uint256 n; n < rounds; ++n) {
            uint256 x = uint256(keccak256(abi.encode(seed, n)));
            (int256 gained,) = _swap(pool, x % 2 == 0, 1 + (x >> 8) % (x % 5 == 0 ? 4_000 : 30));
            worth += gained;
        }
        assertLe(worth, 0, "X24 profits");
    }

    /// @dev Each size, pushed out and pulled back in unequal parts, from both sides, over reserves from a few units up.
    function _search(bool mutant) internal returns (int256 best, uint256 swaps) {
        best = type(int256).min;
        uint256[3] memory ks = [uint256(0.1e18), 1e18, 0.9e18];
        uint256[3] memory prices = [ONE, 3e18, 0.37e18];
        for (uint256 c; c < 3; ++c) {
            PMMPool pool = _pool(mutant, ks[c], 1_001, prices[c]);
            for (uint256 size = 1; size <= SIZES; ++size) {
                uint256 snapshot = vm.snapshotState();
                // Sizes grow with the step: 1 to 2,500 units, far past the reserve.
                Run memory run = _alternate(pool, size * size, size == SIZES ? 500 : 10 + size, size % 2 == 0);
                vm.revertToStateAndDelete(snapshot);
                if (run.swaps > 1 && run.worth > best) best = run.worth;
                swaps += run.swaps;
                snapshot = vm.snapshotState();
                run = _cross(pool, 1 + size * 5, 10 + size, size % 2 == 0);
                vm.revertToStateAndDelete(snapshot);
                if (run.swaps > 1 && run.worth > best) best = run.worth;
                swaps += run.swaps;
            }
        }
    }

    /// @dev What a run of swaps was worth to the attacker, and how many went through.
    struct Run {
        int256 worth;
        uint256 swaps;
    }

    /// @dev Out with `size`, back in two halves of it and one unit more, over and over.
    function _alternate(PMMPool pool, uint256 size, uint256 rounds, bool startsWithBase)
        internal
        returns (Run memory run)
    {
        for (uint256 n; n < rounds; ++n) {
            bool out = n % 4 == 0;
            _count(run, pool, out == startsWithBase, out ? size : n % 4 == 3 ? 1 : size / 2 + 1);
        }
    }

    /// @dev From a pool pushed off balance, over equilibrium and back with all that was received, and home at the end:
    /// a closed path, on which only rounding can be won.
    function _cross(PMMPool pool, uint256 size, uint256 rounds, bool startsWithBase) internal returns (Run memory run) {
        uint256 held = _count(run, pool, startsWithBase, size);
        for (uint256 n; n < rounds; ++n) {
            uint256 received = _count(run, pool, !startsWithBase, 3 * held);
            if (received == 0) break;
            _count(run, pool, startsWithBase, received);
        }
        _count(run, pool, !startsWithBase, held);
    }

    function _count(Run memory run, PMMPool pool, bool sellsBase, uint256 amount) internal returns (uint256 got) {
        int256 worth;
        (worth, got) = _swap(pool, sellsBase, amount);
        run.worth += worth;
        if (got != 0) ++run.swaps;
    }

    /// @dev What the attacker gained by one swap, in quote at the guide price, rounded down. A refused one costs
    /// nothing: the payment comes back with the transaction.
    function _swap(PMMPool pool, bool sellsBase, uint256 amount) internal returns (int256 worth, uint256 got) {
        uint256 i = pool._I_();
        (bool ok, bytes memory result) = address(pool)
            .staticcall(
                sellsBase
                    ? abi.encodeCall(IPMMPool.querySellBase, (trader, amount))
                    : abi.encodeCall(IPMMPool.querySellQuote, (trader, amount))
            );
        if (amount == 0 || !ok || abi.decode(result, (uint256)) == 0) return (0, 0);
        got = sellsBase ? _sellBase(pool, trader, amount) : _sellQuote(pool, trader, amount);
        // In 1e-18 of a quote unit, so that nothing is lost by valuing.
        (uint256 gained, uint256 paid) = sellsBase ? (got * 1e18, amount * i) : (got * i, amount * 1e18);
        worth = int256(gained) - int256(paid);
    }

    function _pool(bool mutant, uint256 k, uint256 reserve, uint256 i) internal returns (PMMPool pool) {
        IPMMPool.PoolConfig memory c = _fixedConfig(i, k, 0);
        pool = mutant ? new RoundsForTheTrader(c) : new PMMPool(c);
        // The first purchase has a minimum; exits then leave the dead shares' part, a handful of units.
        _buyShares(pool, lp, reserve + 9_000, (reserve + 9_000) * i / 1e18 + 1);
        uint256 shares = pool.balanceOf(lp);
        vm.prank(lp);
        pool.sellShares(shares, lp, 0, 0, "", block.timestamp);
    }
}
