// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/Test.sol";
import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../src/pmm/PMMPool.sol";
import {PMMState} from "../../src/pmm/PMMPricing.sol";
import {MockGuidePriceSource} from "../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "../unit/pmm/PMMFixture.sol";

/// @dev The pool with its fallback bound gone: trades are priced at its own stored price, whatever the oracle says.
contract TrustsItsOwnPrice is PMMPool {
    constructor(PoolConfig memory c) PMMPool(c) {}

    function _state(Found memory f, uint256) internal view override returns (PMMState memory) {
        return super._state(f, f.i);
    }
}

/// @notice X43, WOOFi's sPMM: the pool's own price was pushed far from the market and nothing bounded it.
/// @dev Here trades never move the guide price, and while it lags the oracle the worse of the two prices them. The
/// attacker is valued at the oracle; fees are next to nothing, so that the rule alone defends the pool.
contract X43OwnPriceTest is PMMFixture {
    uint256 internal constant P = 2e18;
    uint256 internal constant SIZES = 50;
    MockGuidePriceSource internal source;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(18, 18);
        source = new MockGuidePriceSource(P);
    }

    function test_X43_laggingGuidePrice_neverProfits() public {
        vm.pauseGasMetering();
        int256 best = _search(false);
        console.log("X43 best profit over 50 sizes up to 2,500e18, six moves of the oracle, both ways, in 1e-18 quote:");
        console.logInt(best);
        assertLe(best, 0, "X43 profits");
    }

    /// @dev The search kills its mutant.
    function test_X43_mutant_ownPrice_isCaught() public {
        vm.pauseGasMetering();
        assertGt(_search(true), 0);
    }

    /// @dev However hard it is traded, in one block or over many, the pool's idea of the price is the source's.
    function testFuzz_X43_tradesNeverMoveTheGuidePrice(uint256 seed) public {
        PMMPool pool = _pool(false);
        for (uint256 n; n < 20; ++n) {
            uint256 x = uint256(keccak256(abi.encode(seed, n)));
            uint256 amount = 1e12 + (x >> 8) % 3_000e18;
            x % 2 == 0 ? _sellBase(pool, trader, amount) : _sellQuote(pool, trader, amount);
            (uint256 i,) = pool.guidePrice();
            assertEq(i, P);
            if (x % 3 == 0) _nextBlock();
        }
    }

    /// @dev The oracle has just moved; the attacker trades once or there and back, this way or that, at any size.
    function _search(bool mutant) internal returns (int256 best) {
        best = type(int256).min;
        uint256[6] memory moves =
            [P * 90 / 100, P * 98 / 100, P * 999 / 1_000, P * 1_001 / 1_000, P * 102 / 100, P * 110 / 100];
        PMMPool pool = _pool(mutant);
        _nextBlock();
        for (uint256 n = 1; n <= SIZES; ++n) {
            for (uint256 m; m < 24; ++m) {
                uint256 snapshot = vm.snapshotState();
                source.set(moves[m % 6]);
                int256 profit = _attack(pool, n * n * 1e18, m / 6 % 2 == 0, m / 12 == 0, moves[m % 6]);
                vm.revertToStateAndDelete(snapshot);
                if (profit > best) best = profit;
            }
        }
    }

    function _attack(PMMPool pool, uint256 size, bool sellsBase, bool comesBack, uint256 oracle)
        internal
        returns (int256)
    {
        // Sizes are in quote; base is paid in by what it is worth.
        uint256 paid = sellsBase ? size * 1e18 / oracle : size;
        uint256 got = sellsBase ? _sellBase(pool, trader, paid) : _sellQuote(pool, trader, paid);
        if (comesBack) {
            uint256 back = sellsBase ? _sellQuote(pool, trader, got) : _sellBase(pool, trader, got);
            return int256(back) - int256(paid);
        }
        return sellsBase ? int256(got) - int256(paid * oracle / 1e18) : int256(got * oracle / 1e18) - int256(paid);
    }

    function _pool(bool mutant) internal returns (PMMPool pool) {
        IPMMPool.PoolConfig memory c = _sourcedConfig(source, 0.1e18, 1);
        pool = mutant ? new TrustsItsOwnPrice(c) : new PMMPool(c);
        _buyShares(pool, lp, 1_000e18, 2_000e18);
    }
}
