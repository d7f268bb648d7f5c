// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {StabilizerFixture} from "../../unit/stabilizer/StabilizerFixture.sol";
import {StabilizerHandler} from "./StabilizerHandler.sol";

/// @notice Z1 to Z4 around one stabilizer, its private pool and bucket B's account. README.md lists the invariants.
contract StabilizerInvariantTest is StabilizerFixture {
    uint256 private constant STEPS = 2_400;

    StabilizerHandler internal handler;

    function setUp() public override {
        super.setUp();
        _fundB(250_000 * USD, 0);
        // Part of the XAU waits in the account, so that the private pool has to draw on it.
        vm.prank(manager);
        bucket.defundMesh(mesh, address(quote), 200_000 * USD_OF_XAU);
        IStabilizer.Settings memory s = _settings(2_000);
        s.maxGasPriceWei = 50 gwei;
        // Above N + 1, so that the delay is not implied by the closes that count.
        s.minBlocks = 5;
        _set(s);
        handler = new StabilizerHandler(stab, bucket, source, keeper);
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](12);
        selectors[0] = handler.sell.selector;
        selectors[1] = handler.trade.selector;
        selectors[2] = handler.act.selector;
        selectors[3] = handler.flashAttack.selector;
        selectors[4] = handler.moveOracle.selector;
        selectors[5] = handler.poke.selector;
        selectors[6] = handler.outage.selector;
        selectors[7] = handler.donate.selector;
        selectors[8] = handler.liquidity.selector;
        selectors[9] = handler.pass.selector;
        selectors[10] = handler.jumpAndAct.selector;
        selectors[11] = handler.overreach.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    function invariant_stabilizer() public view {
        assertEq(handler.broken(), "", "a per-operation property");
        check_Z1();
        check_Z2();
        check_Z3();
        check_Z4();
    }

    /// @dev Whatever it said at the end of an operation, it says for a reason: sustained, with something to sell.
    function check_Z1() internal view {
        (int256 bps, bool should) = stab.checkDeviation();
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        assertEq(should, size != 0, "Z1: view and quote disagree");
        if (!should) return;
        assertTrue(bps >= 5 || bps <= -5, "Z1: within theta");
        assertFalse(handler.isStale(), "Z1: stale");
        assertEq(tokenIn, bps > 0 ? address(base) : address(quote), "Z1: direction");
        assertEq(tokenOut, bps > 0 ? address(quote) : address(base), "Z1: direction");
    }

    /// @dev The contract's memory of its last action is ours; the size is within the cap.
    function check_Z2() internal view {
        assertEq(stab.lastActionBlock(), handler.g_lastAction(), "Z2: an action unseen");
        for (uint256 flow; flow < 4; ++flow) {
            _checkDayZ2(IReserveBucketB.Flow(flow), address(base));
            _checkDayZ2(IReserveBucketB.Flow(flow), address(quote));
        }
        (uint256 size, address tokenIn,,) = stab.quotePrivateSwap();
        if (size == 0) return;
        (,,,, uint256 b0, uint256 q0,) = pool.getPMMStateForCall();
        assertLe(size, (tokenIn == address(base) ? b0 : q0) * 250 / 10_000, "Z2: cap");
    }

    function _checkDayZ2(IReserveBucketB.Flow flow, address token) private view {
        (uint256 limit, uint256 used) = bucket.dailyLimit(flow, token);
        assertLe(used, limit, "Z2: a day's flow");
    }

    /// @dev Nothing of an action ever stays with the stabilizer, where a later caller could find it.
    function check_Z3() internal view {
        assertEq(base.balanceOf(address(stab)) + quote.balanceOf(address(stab)), 0, "Z3: tokens at rest");
    }

    /// @dev What is recorded is there, and the day's losses are within the budget (nothing here can lose).
    function check_Z4() internal view {
        (uint256 b, uint256 x) = mesh.reserves();
        assertLe(b, base.balanceOf(address(mesh)), "Z4: token");
        assertLe(x, quote.balanceOf(address(mesh)), "Z4: XAU");
        assertLe(bucket.balanceOf(address(base)), base.balanceOf(address(bucket)), "Z4: account's token");
        assertLe(bucket.balanceOf(address(quote)), quote.balanceOf(address(bucket)), "Z4: account's XAU");
        if (handler.isStale()) return;
        (uint256 lossToday, uint256 budget) = bucket.lossBudget();
        assertLe(lossToday, budget, "Z4: loss budget");
    }

    /// @dev The campaign gets where it has to: a walk of fixed seed gets through every operation more often than not,
    /// through both directions, through actions on what was there and on what had to be brought about, while the guide
    /// price lags and inside an attacker's transaction, and through every reason to refuse.
    function test_reached_everyOperationAndDirection() public {
        for (uint256 n; n < STEPS; ++n) {
            uint256 x = uint256(keccak256(abi.encode("reached", n)));
            _step(x % 12, x >> 8, uint256(keccak256(abi.encode(x))));
        }
        invariant_stabilizer();
        bytes4[12] memory all = [
            handler.sell.selector,
            handler.trade.selector,
            handler.act.selector,
            handler.flashAttack.selector,
            handler.moveOracle.selector,
            handler.poke.selector,
            handler.outage.selector,
            handler.donate.selector,
            handler.liquidity.selector,
            handler.pass.selector,
            handler.jumpAndAct.selector,
            handler.overreach.selector
        ];
        assertGt(handler.g_actionsDown(), 100, "down");
        assertGt(handler.g_actionsUp(), 100, "up");
        assertGt(handler.g_actionsWithLag(), 100, "with lag");
        assertGt(handler.g_flashActions(), 40, "flash");
        assertGt(handler.g_dueAsItWas(), 100, "due as it was");
        assertGt(handler.g_pushesDown(), 50, "brought about, down");
        assertGt(handler.g_pushesUp(), 50, "brought about, up");
        assertGt(handler.g_refusedStale(), 10, "refused: stale");
        assertGt(handler.g_refusedQuiet(), 10, "refused: nothing to do");
        assertGt(handler.g_refusedSoon(), 50, "refused: too soon");
        assertGt(handler.g_refusedDue(), 20, "refused: due, but not that");
        for (uint256 n; n < all.length; ++n) {
            assertGt(handler.g_succeeded(all[n]), STEPS / 12 / 2, "an operation is hardly reached");
        }
    }

    function _step(uint256 kind, uint256 x, uint256 y) private {
        bool coin = y % 2 == 0;
        if (kind == 0) {
            try handler.sell(x, coin) {} catch {}
        } else if (kind == 1) {
            try handler.trade(x, coin) {} catch {}
        } else if (kind == 2) {
            try handler.act(x, coin, y >> 8, y >> 16, y >> 128 & 1 == 0) {} catch {}
        } else if (kind == 3) {
            try handler.flashAttack(x, coin, y >> 8, y >> 16) {} catch {}
        } else if (kind == 4) {
            try handler.moveOracle(x, coin) {} catch {}
        } else if (kind == 5) {
            try handler.poke() {} catch {}
        } else if (kind == 6) {
            handler.outage(y);
        } else if (kind == 7) {
            handler.donate(x, uint8(y));
        } else if (kind == 8) {
            try handler.liquidity(x, coin) {} catch {}
        } else if (kind == 9) {
            handler.pass(x);
        } else if (kind == 10) {
            try handler.jumpAndAct(x, coin, y >> 8, y >> 16, y >> 128 & 1 == 0) {} catch {}
        } else {
            handler.overreach(x, y, y >> 16, coin);
        }
    }
}
