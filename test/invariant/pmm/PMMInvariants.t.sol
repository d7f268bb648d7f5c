// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "../../../src/interfaces/IGuidePriceSource.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {RState} from "../../../src/pmm/PMMPricing.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {PMMFixture} from "../../unit/pmm/PMMFixture.sol";
import {PMMHandler} from "./PMMHandler.sol";

/// @notice P1 to P5 over four pools: one that follows a source, and three with fixed prices, two of them of a few
/// hundred units, with k of 0, 0.3 and 1. README.md lists the invariants.
contract PMMInvariantTest is PMMFixture {
    PMMHandler internal handler;
    PMMPool[] internal pools;
    MockGuidePriceSource internal source;

    function setUp() public {
        vm.roll(1_000);
        vm.warp(1_700_000_000);
        _deployTokens(6, 18);
        source = new MockGuidePriceSource(4e26);
        pools.push(new PMMPool(_sourcedConfig(source, 0.1e18, 0.0015e18)));
        pools.push(new PMMPool(_fixedConfig(ONE, 1e18, 0)));
        pools.push(new PMMPool(_fixedConfig(3e18, 0.3e18, 0.003e18)));
        pools.push(new PMMPool(_fixedConfig(4e26, 0, 0)));
        _buyShares(pools[0], address(this), 1_000_000e6, 400e18);
        _buyShares(pools[1], address(this), 1_500, 1_500);
        _buyShares(pools[2], address(this), 2_000, 6_000);
        _buyShares(pools[3], address(this), 1_000_000e6, 400e18);
        handler = new PMMHandler(pools, source);
        for (uint256 n; n < pools.length; ++n) {
            vm.prank(owner);
            pools[n].setStabilizer(address(handler));
            pools[n].transfer(address(handler), pools[n].balanceOf(address(this)));
        }
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](9);
        selectors[0] = handler.sell.selector;
        selectors[1] = handler.buyShares.selector;
        selectors[2] = handler.sellShares.selector;
        selectors[3] = handler.flashLoan.selector;
        selectors[4] = handler.donate.selector;
        selectors[5] = handler.moveOracle.selector;
        selectors[6] = handler.poke.selector;
        selectors[7] = handler.nextBlock.selector;
        selectors[8] = handler.outage.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    function invariant_pmm() public view {
        assertEq(handler.broken(), "", "a per-operation property");
        for (uint256 n; n < pools.length; ++n) {
            check_P1(pools[n]);
            check_P4(pools[n]);
            check_P5(pools[n]);
        }
    }

    /// @dev Recorded reserves are covered, balances are what went in less what went out, tokens stand.
    function check_P1(PMMPool pool) internal view {
        (uint256 b, uint256 q) = pool.getVaultReserve();
        uint256 baseBalance = base.balanceOf(address(pool));
        uint256 quoteBalance = quote.balanceOf(address(pool));
        assertLe(b, baseBalance, "P1: base");
        assertLe(q, quoteBalance, "P1: quote");
        PMMHandler.Ghost memory g = handler.ghost(pool);
        assertEq(baseBalance, g.baseIn - g.baseOut, "P1: base ledger");
        assertEq(quoteBalance, g.quoteIn - g.quoteOut, "P1: quote ledger");
        assertEq(pool._BASE_TOKEN_(), address(base), "P1: base token");
        assertEq(pool._QUOTE_TOKEN_(), address(quote), "P1: quote token");
        assertGe(pool.totalSupply(), pool.DEAD_SHARES(), "P1: dead shares");
    }

    /// @dev ONE => B = B0, Q = Q0; ABOVE => B < B0, Q >= Q0; BELOW => B >= B0, Q < Q0.
    function check_P4(PMMPool pool) internal view {
        (,, uint256 b, uint256 q, uint256 b0, uint256 q0, uint256 r) = pool.getPMMStateForCall();
        if (RState(r) == RState.ONE) assertTrue(b == b0 && q == q0, "P4: ONE");
        else if (RState(r) == RState.ABOVE_ONE) assertTrue(b < b0 && q >= q0, "P4: ABOVE_ONE");
        else assertTrue(b >= b0 && q < q0, "P4: BELOW_ONE");
        IPMMPool.Close memory c = pool.currentClose();
        assertEq(c.R, r, "P4: close");
        assertEq(c.gap, RState(r) == RState.ABOVE_ONE ? b0 - b : RState(r) == RState.BELOW_ONE ? q0 - q : 0, "P4: gap");
        assertTrue(r == 1 || c.deviationPpm <= 0 || c.oraclePrice != _guideOf(pool), "P4: sign");
    }

    /// @dev The guide price moved by no more than its allowance since it was last seen.
    function check_P5(PMMPool pool) internal view {
        PMMHandler.Ghost memory g = handler.ghost(pool);
        (uint256 i,, uint256 number) = pool.storedGuidePrice();
        if (address(pool._SOURCE_()) == address(0)) {
            assertEq(i, g.lastI, "P5: a fixed guide price moved");
            return;
        }
        uint256 allowanceBp = 10 * (number - g.lastBlock);
        if (allowanceBp > 1_000) allowanceBp = 1_000;
        uint256 allowance = (g.lastI * allowanceBp + 9_999) / 10_000;
        assertLe(i, g.lastI + allowance, "P5: up");
        assertGe(i + allowance, g.lastI, "P5: down");
    }

    /// @dev The campaign gets where it has to: fixed seeds reach every operation, every side and crossings.
    function test_reached_everyOperationAndSide() public {
        for (uint256 n; n < 2_000; ++n) {
            uint256 x = uint256(keccak256(abi.encode("reached", n)));
            uint256 y = uint256(keccak256(abi.encode(x)));
            _act(x % 9, x >> 8, y);
        }
        invariant_pmm();
        assertGt(handler.g_succeeded(handler.sell.selector), 60);
        assertGt(handler.g_succeeded(handler.buyShares.selector), 60);
        assertGt(handler.g_succeeded(handler.sellShares.selector), 100);
        assertGt(handler.g_succeeded(handler.flashLoan.selector), 60);
        assertGt(handler.g_succeeded(handler.outage.selector), 100);
        assertGt(handler.g_sidesSeen(RState.ONE), 10);
        assertGt(handler.g_sidesSeen(RState.ABOVE_ONE), 20);
        assertGt(handler.g_sidesSeen(RState.BELOW_ONE), 20);
        assertGt(handler.g_crossings(), 10);
    }

    function _act(uint256 kind, uint256 x, uint256 y) private {
        if (kind == 0) {
            try handler.sell(x, y, x % 16 < 8, x % 32 < 8) {} catch {}
        } else if (kind == 1) {
            try handler.buyShares(x, y, y >> 16) {} catch {}
        } else if (kind == 2) {
            try handler.sellShares(x, y) {} catch {}
        } else if (kind == 3) {
            try handler.flashLoan(x, y, y >> 16, x % 16 < 8, x % 32 < 8) {} catch {}
        } else if (kind == 4) {
            handler.donate(x, y, y >> 16);
        } else if (kind == 5) {
            handler.moveOracle(x);
        } else if (kind == 6) {
            handler.poke(x);
        } else if (kind == 7) {
            handler.nextBlock(x);
        } else {
            handler.outage(x, y % 2 == 0);
        }
    }

    function _guideOf(PMMPool pool) private view returns (uint256 i) {
        (i,) = pool.guidePrice();
    }
}
