// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {FourPools, Market} from "../../unit/stabilizer/FourPools.sol";
import {StabilizerHandler} from "./StabilizerHandler.sol";

/// @notice Z1 to Z4 around the stabilizers of all four public pools, their batch, the mesh and bucket B's account.
/// README.md lists the invariants.
contract StabilizerInvariantTest is FourPools {
    uint256 private constant OPERATIONS = 13;
    uint256 private constant STEPS = 200 * OPERATIONS;

    StabilizerHandler internal handler;

    function setUp() public override {
        super.setUp();
        vm.startPrank(admin);
        for (uint256 flow; flow < 4; ++flow) {
            bucket.setDailyLimit(IReserveBucketB.Flow(flow), address(quote), 10_000_000 * USD_OF_XAU);
        }
        vm.stopPrank();
        // What an account holds waits there, so that private pools have to draw on it.
        _fundB(250_000 * USD, 250_000 * USD_OF_XAU);
        vm.prank(manager);
        bucket.defundMesh(mesh, address(quote), 250_000 * USD_OF_XAU);
        _fundOther(150_000 * USD);
        Market[] memory markets = new Market[](MARKETS);
        for (uint256 n; n < MARKETS; ++n) {
            markets[n] = _market(n);
            IStabilizer.Settings memory s = _settingsOf(markets[n]);
            s.maxGasPriceWei = 50 gwei;
            // Above N + 1, so that the delay is not implied by the closes that count.
            s.minBlocks = 5;
            vm.prank(admin);
            markets[n].stab.setSettings(s);
        }
        handler = new StabilizerHandler(markets, bucket, batch, keeper);
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](13);
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
        selectors[12] = handler.runBatch.selector;
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    /// @dev After every call the pool it was on, after every run all of them: all of them every time is four times slower.
    function invariant_stabilizer() public view {
        assertEq(handler.broken(), "", "a per-operation property");
        _check(handler.g_at());
    }

    function afterInvariant() public view {
        for (uint256 n; n < MARKETS; ++n) {
            _check(n);
        }
        check_Z4();
    }

    function _check(uint256 n) private view {
        Market memory m = _market(n);
        check_Z1(m, n);
        check_Z2(m, n);
        check_Z3(m);
        check_Z4(m);
    }

    /// @dev Whatever it said at the end of an operation, it says for a reason: sustained, with something to sell.
    function check_Z1(Market memory m, uint256 n) internal view {
        (int256 bps, bool should) = m.stab.checkDeviation();
        (uint256 size, address tokenIn, address tokenOut,) = m.stab.quotePrivateSwap();
        assertEq(should, size != 0, "Z1: view and quote disagree");
        if (!should) return;
        assertTrue(bps >= 5 || bps <= -5, "Z1: within theta");
        assertFalse(handler.isStaleOn(n), "Z1: stale");
        assertEq(tokenIn, bps > 0 ? address(m.base) : address(m.quote), "Z1: direction");
        assertEq(tokenOut, bps > 0 ? address(m.quote) : address(m.base), "Z1: direction");
    }

    /// @dev The contract's memory of its last action is ours; the size is within the cap.
    function check_Z2(Market memory m, uint256 n) internal view {
        assertEq(m.stab.lastActionBlock(), handler.g_lastActionOn(n), "Z2: an action unseen");
        for (uint256 flow; flow < 4; ++flow) {
            _checkDayZ2(IReserveBucketB.Flow(flow), address(m.base));
            _checkDayZ2(IReserveBucketB.Flow(flow), address(m.quote));
        }
        (uint256 size, address tokenIn,,) = m.stab.quotePrivateSwap();
        if (size == 0) return;
        (,,,, uint256 b0, uint256 q0,) = m.pool.getPMMStateForCall();
        assertLe(size, (tokenIn == address(m.base) ? b0 : q0) * 250 / 10_000, "Z2: cap");
    }

    function _checkDayZ2(IReserveBucketB.Flow flow, address token) private view {
        (uint256 limit, uint256 used) = bucket.dailyLimit(flow, token);
        assertLe(used, limit, "Z2: a day's flow");
    }

    /// @dev Nothing of an action ever stays with the stabilizer, the pair or the batch, where a later caller could find it.
    function check_Z3(Market memory m) internal view {
        address[2] memory places = [address(m.stab), address(batch)];
        for (uint256 n; n < places.length; ++n) {
            assertEq(m.base.balanceOf(places[n]) + m.quote.balanceOf(places[n]), 0, "Z3: tokens at rest");
        }
    }

    /// @dev What is recorded is there.
    function check_Z4(Market memory m) internal view {
        (uint256 b, uint256 x) = m.stab.MESH().reserves();
        assertLe(b, _inMesh(m.base), "Z4: token");
        assertLe(x, _inMesh(m.quote), "Z4: counter token");
        assertLe(bucket.balanceOf(address(m.base)), m.base.balanceOf(address(bucket)), "Z4: account's token");
        assertLe(bucket.balanceOf(address(m.quote)), m.quote.balanceOf(address(bucket)), "Z4: account's counter token");
    }

    /// @dev Over all three private pools, each covered and the day's losses within the budget (nothing here can lose).
    function check_Z4() internal view {
        for (uint256 n; n < STABLE_PAIR; ++n) {
            Market memory m = _market(n);
            (uint256 b, uint256 x) = m.stab.MESH().reserves();
            assertLe(b, m.base.balanceOf(address(m.stab.MESH())), "Z4: a private pool's token");
            assertLe(x, m.quote.balanceOf(address(m.stab.MESH())), "Z4: a private pool's XAU");
            if (handler.isStaleOn(n)) return;
        }
        (uint256 lossToday, uint256 budget) = bucket.lossBudget();
        assertLe(lossToday, budget, "Z4: loss budget");
    }

    function _inMesh(TestToken token) private view returns (uint256) {
        return token.balanceOf(address(mesh)) + token.balanceOf(address(otherMesh)) + token.balanceOf(address(euroMesh));
    }

    /// @dev The campaign gets where it has to: a walk of fixed seed gets through every operation more often than not,
    /// through both directions, through actions on what was there and on what had to be brought about, while the guide
    /// price lags and inside an attacker's transaction, and through every reason to refuse.
    function test_reached_everyOperationAndDirection() public {
        for (uint256 n; n < STEPS; ++n) {
            uint256 x = uint256(keccak256(abi.encode("reached", n)));
            _step(x % OPERATIONS, x >> 8, uint256(keccak256(abi.encode(x))));
        }
        afterInvariant();
        assertEq(handler.broken(), "", "a per-operation property");
        bytes4[13] memory all = [
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
            handler.overreach.selector,
            handler.runBatch.selector
        ];
        for (uint256 n; n < MARKETS; ++n) {
            assertGt(handler.g_actionsOn(n), 50, string.concat("actions on ", _market(n).name));
            assertGt(handler.g_batches(n + 1), 10, "runs of the batch in which so many act");
        }
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
            assertGt(handler.g_succeeded(all[n]), STEPS / OPERATIONS / 2, "an operation is hardly reached");
        }
    }

    function _step(uint256 kind, uint256 x, uint256 y) private {
        bool coin = y % 2 == 0;
        // Independent of what is drawn from the rest.
        uint256 which = x >> 200;
        if (kind == 0) {
            try handler.sell(which, x, coin) {} catch {}
        } else if (kind == 1) {
            try handler.trade(which, x, coin) {} catch {}
        } else if (kind == 2) {
            try handler.act(which, x, coin, y >> 8, y >> 16, y >> 128 & 1 == 0) {} catch {}
        } else if (kind == 3) {
            try handler.flashAttack(which, x, coin, y >> 8, y >> 16) {} catch {}
        } else if (kind == 4) {
            try handler.moveOracle(which, x, coin) {} catch {}
        } else if (kind == 5) {
            try handler.poke(which) {} catch {}
        } else if (kind == 6) {
            handler.outage(which, y);
        } else if (kind == 7) {
            handler.donate(which, x, uint8(y));
        } else if (kind == 8) {
            try handler.liquidity(which, x, coin) {} catch {}
        } else if (kind == 9) {
            handler.pass(x);
        } else if (kind == 10) {
            try handler.jumpAndAct(which, x, coin, y >> 8, y >> 16, y >> 128 & 1 == 0) {} catch {}
        } else if (kind == 11) {
            handler.overreach(which, x, y, y >> 16, coin);
        } else {
            try handler.runBatch(which, x, y) {} catch {}
        }
    }
}
