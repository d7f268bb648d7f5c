// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {LibPRNG} from "solady/utils/LibPRNG.sol";
import {IMeshTrade} from "../../../src/interfaces/IMeshTrade.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {PauseGroups} from "../../../src/types/PauseGroups.sol";
import {Undone} from "../../utils/Undone.sol";
import {FourPools, Market} from "./FourPools.sol";

/// @notice How soon an action follows once it may, and how soon the peg is back: DESIGN section 13 over random
/// scenarios. One deployment; each scenario is drawn from its own seed and undone.
/// @dev LATENCY_SCENARIOS and LATENCY_SEED choose how many, and which; a thousand take some minutes, so that
/// `npm run peg-proof` runs those, and writes what they come to into docs/peg-proof.md.
///
/// Of a scenario are drawn: pool, settings, liquidity, block time, keeper, and forty blocks of trades of either side,
/// drains, flash moves undone in their transaction, moves of the oracle, outages, pauses and gas prices. Whether an
/// action may happen is judged here from what this test saw of every block, not by asking the stabilizer, whose `isDue`
/// has to agree. The clock starts at the first block that begins with every guard passing, stops where one begins with
/// a guard failing, and is read at the action.
///
/// The keeper looks at the chain between blocks. His transaction then waits up to three blocks for its inclusion, drawn,
/// and lands anywhere among the block's trades, which may have changed what he saw.
contract LatencyTest is FourPools, Undone {
    using LibPRNG for LibPRNG.PRNG;

    enum Keeper {
        // Has the batch run, which quotes for itself.
        BATCH,
        // A KEEPER asking for what he was quoted when he looked.
        QUOTED,
        // Anyone asking for whatever there is.
        GREEDY
    }

    struct Seen {
        uint256 number;
        int256 ppm;
        uint256 gap;
        uint256 r;
    }

    struct Scene {
        Market m;
        IStabilizer.Settings s;
        Keeper keeper;
        uint256 blockSeconds;
        // Of eight trades, how many sell base.
        uint256 lean;
    }

    /// @dev `byLatency[n]` counts actions n blocks after the first in which they were due, `waited` the part of all their
    /// blocks that was drawn as waiting for inclusion, `failed` transactions that landed in vain.
    struct Outcome {
        uint256 market;
        uint256[8] byLatency;
        uint256 waited;
        uint256 failed;
        uint256 dueBlocks;
    }

    uint256 private constant BLOCKS = 40;
    uint256 private constant LIMIT = 5;
    uint256 private constant MAX_WAIT = 3;
    uint256 private constant CEILING = 50 gwei;
    int256 private constant BAND_PPM = 1_000;

    /// @dev What this test saw and did; a scenario's alone, since it is undone.
    Seen[] private _seen;
    bool private _isStale;
    bool private _isPaused;
    uint256 private _lastAction;
    uint256 private _dueSince;
    uint256 private _wait;
    uint256 private _askIn;
    address private _tokenIn;
    address private _tokenOut;

    function test_latency_underFiveBlocksInEveryScenario() public {
        vm.pauseGasMetering();
        (uint256 count, uint256 seed) = _asked();
        Outcome memory all;
        uint256[MARKETS] memory byMarket;
        uint256 untold;
        for (uint256 n; n < count; ++n) {
            Outcome memory one = abi.decode(_undone(abi.encodeCall(this.scenario, (_seedOf(seed, n)))), (Outcome));
            uint256 actions;
            for (uint256 blocks; blocks < 8; ++blocks) {
                all.byLatency[blocks] += one.byLatency[blocks];
                actions += one.byLatency[blocks];
            }
            if (actions == 0) ++untold;
            ++byMarket[one.market];
            all.waited += one.waited;
            all.failed += one.failed;
            all.dueBlocks += one.dueBlocks;
        }
        _tell(count, seed, all, byMarket);
        assertEq(untold, 0, "scenarios without an action");
        for (uint256 blocks = LIMIT; blocks < 8; ++blocks) {
            assertEq(all.byLatency[blocks], 0, "five blocks or more");
        }
    }

    /// @dev A drain of 2 % that stays, from any drift within theta and with the flow going on: out of the band at its own
    /// close and the next, in it at the second after.
    function test_recovery_atTheSecondCloseInEveryScenario() public {
        vm.pauseGasMetering();
        (uint256 count, uint256 seed) = _asked();
        uint256 worst;
        uint256 sum;
        for (uint256 n; n < count; ++n) {
            uint256 ppm = abi.decode(_undone(abi.encodeCall(this.recovery, (_seedOf(seed, n)))), (uint256));
            if (ppm > worst) worst = ppm;
            sum += ppm;
        }
        vm.serializeUint("recovery", "drains", count);
        vm.serializeUint("recovery", "worstPpm", worst);
        console2.log("peg-proof recovery", vm.serializeUint("recovery", "meanPpm", sum / count));
        assertLe(worst, uint256(BAND_PPM), "back in band");
    }

    /// @dev A move undone in its block: no answer but (0, false), then and in the blocks after.
    function test_recovery_undoneInItsBlockTriggersNothing() public {
        vm.pauseGasMetering();
        (uint256 count, uint256 seed) = _asked();
        uint256 moves;
        for (uint256 n; n < count; ++n) {
            moves += abi.decode(_undone(abi.encodeCall(this.flashMove, (_seedOf(seed, n)))), (uint256));
        }
        console2.log("peg-proof flash", vm.serializeUint("flash", "moves", moves));
    }

    // ---- A scenario of latency ----

    /// @dev A call of its own, so that its memory is gone with it.
    function scenario(uint256 seed) external returns (Outcome memory outcome) {
        LibPRNG.PRNG memory random;
        random.seed(seed);
        Scene memory c = _draw(random, outcome);
        for (uint256 n; n < BLOCKS; ++n) {
            _happen(c, random);
            _block(c, random, outcome, _chance(random, 8));
        }
        // However the dice fell: everything recovers, someone drains, and the action comes.
        _heal(c);
        uint256 before = _lastAction;
        for (uint256 n; n < 20 && _lastAction == before; ++n) {
            _block(c, random, outcome, n == 0);
        }
    }

    function _draw(LibPRNG.PRNG memory random, Outcome memory outcome) private returns (Scene memory c) {
        outcome.market = random.uniform(MARKETS);
        c.m = _market(outcome.market);
        c.keeper = Keeper(random.uniform(3));
        c.lean = random.uniform(9);
        c.blockSeconds = random.uniform(2) == 0 ? 2 : 9;
        c.s = _drawSettings(c, random);
        vm.prank(admin);
        c.m.stab.setSettings(c.s);
        vm.prank(admin);
        c.m.stab.setReward(random.uniform(2_001));
        if (_chance(random, 2)) {
            uint256 usd = c.m.side * random.uniform(15) / 100 + 1;
            c.m.base.mint(address(c.m.pool), usd * c.m.baseDollar);
            c.m.quote.mint(address(c.m.pool), usd * c.m.quoteDollar);
            c.m.pool.buyShares(lp);
        }
        _see(c, true);
        _next(c);
    }

    /// @dev Whatever the contract accepts, of up to eight draws.
    function _drawSettings(Scene memory c, LibPRNG.PRNG memory random)
        private
        view
        returns (IStabilizer.Settings memory s)
    {
        for (uint256 n; n < 8; ++n) {
            s = _settingsOf(c.m);
            s.thetaBp = uint16(2 + random.uniform(5));
            s.bandBp = uint16(10 + random.uniform(11));
            s.closes = uint8(2 + random.uniform(4));
            s.minBlocks = uint8(1 + random.uniform(8));
            s.gainBp = uint16(4_000 + random.uniform(6_001));
            s.perBlockCapBp = uint16(100 + random.uniform(300));
            s.blockTimeMs = uint32(c.blockSeconds * 1_000);
            s.maxGasPriceWei = uint64(CEILING);
            try c.m.stab.validate(s) {
                return s;
            } catch {}
        }
        s = _settingsOf(c.m);
        s.maxGasPriceWei = uint64(CEILING);
    }

    /// @dev Between two blocks: the oracle, the feed, the guardian and the gas price.
    function _happen(Scene memory c, LibPRNG.PRNG memory random) private {
        if (_chance(random, _isStale ? 2 : 40)) {
            _isStale = !_isStale;
            c.m.source.setStale(_isStale);
        }
        if (!_isStale && _chance(random, 8)) {
            uint256 bp = 10_000 - 30 + random.uniform(61);
            c.m.source.set(c.m.source.guidePrice() * bp / 10_000);
        }
        if (_chance(random, _isPaused ? 2 : 40)) {
            _isPaused = !_isPaused;
            authority.setPaused(_isPaused ? PauseGroups.STABILIZE : 0);
        }
        vm.txGasPrice(_chance(random, 20) ? CEILING + 1 + random.uniform(CEILING) : random.uniform(CEILING + 1));
    }

    function _heal(Scene memory c) private {
        (_isStale, _isPaused) = (false, false);
        c.m.source.setStale(false);
        authority.setPaused(0);
        vm.txGasPrice(CEILING);
    }

    /// @dev One block: the clock, up to three trades with the keeper's transaction somewhere among them, the close.
    function _block(Scene memory c, LibPRNG.PRNG memory random, Outcome memory outcome, bool drains) private {
        bool isDue = _isDue(c);
        _clock(c, random, outcome, isDue);
        uint256 trades = random.uniform(4);
        uint256 at = random.uniform(trades + 1);
        for (uint256 n; n <= trades; ++n) {
            if (n == at && isDue && vm.getBlockNumber() >= _dueSince + _wait) _act(c, outcome);
            if (n < trades && !_isStale) _trade(c, random);
        }
        if (drains && !_isStale) {
            _sellOn(c.m, _lean(c, random), c.m.side * (30 + random.uniform(370)) / 10_000);
        }
        _see(c, false);
        _next(c);
    }

    function _clock(Scene memory c, LibPRNG.PRNG memory random, Outcome memory outcome, bool isDue) private {
        if (!isDue) {
            _dueSince = 0;
            return;
        }
        ++outcome.dueBlocks;
        if (_dueSince == 0) (_dueSince, _wait) = (vm.getBlockNumber(), random.uniform(MAX_WAIT + 1));
        assertLt(vm.getBlockNumber() - _dueSince, LIMIT, "due for five blocks without an action");
        // What the keeper sees when he looks.
        if (vm.getBlockNumber() == _dueSince) (_askIn, _tokenIn, _tokenOut,) = c.m.stab.quotePrivateSwap();
    }

    /// @dev The keeper's transaction. One that lands in vain is tried again in the next block.
    function _act(Scene memory c, Outcome memory outcome) private {
        bool acted;
        if (c.keeper == Keeper.BATCH) {
            vm.prank(anyone);
            batch.run(anyone);
            acted = c.m.stab.lastActionBlock() == vm.getBlockNumber();
        } else {
            bool asKeeper = c.keeper == Keeper.QUOTED;
            vm.prank(asKeeper ? keeper : anyone);
            try c.m.stab.executePrivateSwap(asKeeper ? _askIn : type(uint256).max, _tokenIn, _tokenOut) {
                acted = true;
            } catch {}
        }
        if (!acted) {
            ++outcome.failed;
            return;
        }
        ++outcome.byLatency[vm.getBlockNumber() - _dueSince];
        outcome.waited += _wait;
        (_lastAction, _dueSince) = (vm.getBlockNumber(), 0);
    }

    /// @dev Up to the greatest single trade the settings are made for; one in eight a flash move instead, undone at once.
    function _trade(Scene memory c, LibPRNG.PRNG memory random) private {
        bool sellsBase = _lean(c, random);
        if (_chance(random, 8)) {
            uint256 got = _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side / 4));
            _sellRawOn(c.m, !sellsBase, got);
            return;
        }
        _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side / 1_000));
    }

    // ---- What is seen, and what it means ----

    /// @dev The close of this block, as it is at its end.
    function _see(Scene memory c, bool first) private {
        if (!first && c.m.pool.lastTouchBlock() != vm.getBlockNumber()) {
            Seen memory last = _seen[_seen.length - 1];
            last.number = vm.getBlockNumber();
            _seen.push(last);
            return;
        }
        IPMMPool.Close memory close = c.m.pool.currentClose();
        _seen.push(Seen(vm.getBlockNumber(), close.deviationPpm, close.gap, close.R));
    }

    /// @dev Whether every guard passes as this block begins. Less than a millionth off is nothing to act on, and there
    /// alone the stabilizer may think otherwise.
    function _isDue(Scene memory c) private view returns (bool due) {
        bool closesPass = _closesPass(c);
        bool isBeyondNow;
        if (closesPass && !_isStale) {
            IPMMPool.Close memory now_ = c.m.pool.currentClose();
            bool up = _seen[_seen.length - 1].ppm > 0;
            if (now_.deviationPpm == 0) return false;
            isBeyondNow = (now_.deviationPpm > 0) == up && now_.R == (up ? 1 : 2) && _isHeld(c, up);
        }
        due = isBeyondNow && !_isPaused && tx.gasprice <= c.s.maxGasPriceWei
            && (_lastAction == 0 || vm.getBlockNumber() >= _lastAction + c.s.minBlocks);
        assertEq(c.m.stab.isDue(), due, "what is due");
    }

    function _closesPass(Scene memory c) private view returns (bool) {
        if (_seen.length < c.s.closes) return false;
        Seen memory last = _seen[_seen.length - 1];
        if (last.gap == 0 || last.r != (last.ppm > 0 ? 1 : 2)) return false;
        for (uint256 n; n < c.s.closes; ++n) {
            Seen memory one = _seen[_seen.length - 1 - n];
            if (one.number <= _lastAction || (one.ppm > 0) != (last.ppm > 0)) return false;
            if (_abs(one.ppm) <= uint256(c.s.thetaBp) * 100) return false;
        }
        return true;
    }

    function _isHeld(Scene memory c, bool up) private view returns (bool) {
        IMeshTrade mesh_ = c.m.stab.MESH();
        return mesh_.available(address(up ? c.m.base : c.m.quote)) != 0;
    }

    // ---- Recovery ----

    /// @dev Returns how far off the second close after the drain is, ppm.
    function recovery(uint256 seed) external returns (uint256) {
        LibPRNG.PRNG memory random;
        random.seed(seed);
        Scene memory c;
        c.m = _market(random.uniform(MARKETS));
        c.blockSeconds = 2;
        bool sellsBase = random.uniform(2) == 0;
        // Within theta: 0.24 % of a side are 4.8 bp.
        _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side * 24 / 10_000));
        for (uint256 quiet = random.uniform(6); quiet > 0; --quiet) {
            _next(c);
        }
        _next(c);
        _sellOn(c.m, sellsBase, c.m.side * 2 / 100);
        for (uint256 n; n < 2; ++n) {
            assertFalse(c.m.stab.isDue(), "too soon");
            if (n == 1) _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side / 1_000));
            _next(c);
            assertGt(_abs(c.m.pool.closes(1)[0].deviationPpm), uint256(BAND_PPM), "it left the band");
        }
        bool behind = random.uniform(2) == 0;
        if (behind) _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side / 1_000));
        assertEq(batch.run(anyone), 1, "acts in the second block after");
        if (!behind) _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side / 1_000));
        _next(c);
        return _abs(c.m.pool.closes(1)[0].deviationPpm);
    }

    /// @dev Returns how many moves it made, none of which anything followed.
    function flashMove(uint256 seed) external returns (uint256 made) {
        LibPRNG.PRNG memory random;
        random.seed(seed);
        Scene memory c;
        c.m = _market(random.uniform(MARKETS));
        c.blockSeconds = 2;
        made = 1 + random.uniform(3);
        for (uint256 n; n < made; ++n) {
            bool sellsBase = random.uniform(2) == 0;
            uint256 got = _sellOn(c.m, sellsBase, 1 + random.uniform(c.m.side * 9 / 10));
            _requireQuiet(c.m);
            _sellRawOn(c.m, !sellsBase, got);
        }
        for (uint256 n; n < 5; ++n) {
            _requireQuiet(c.m);
            _next(c);
        }
    }

    function _requireQuiet(Market memory m) private {
        (int256 bps, bool should) = m.stab.checkDeviation();
        assertEq(bps, 0, "a deviation");
        assertFalse(should, "something to do");
        assertEq(batch.run(anyone), 0, "an action");
    }

    // ---- Helpers ----

    function _asked() private view returns (uint256 count, uint256 seed) {
        count = vm.envOr("LATENCY_SCENARIOS", uint256(50));
        seed = vm.envOr("LATENCY_SEED", uint256(1));
    }

    function _seedOf(uint256 seed, uint256 n) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, n)));
    }

    function _chance(LibPRNG.PRNG memory random, uint256 oneIn) private pure returns (bool) {
        return random.uniform(oneIn) == 0;
    }

    function _lean(Scene memory c, LibPRNG.PRNG memory random) private pure returns (bool) {
        return random.uniform(8) < c.lean;
    }

    function _next(Scene memory c) private {
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp(vm.getBlockTimestamp() + c.blockSeconds);
    }

    function _abs(int256 x) private pure returns (uint256) {
        return x < 0 ? uint256(-x) : uint256(x);
    }

    function _tell(uint256 count, uint256 seed, Outcome memory all, uint256[MARKETS] memory byMarket) private {
        uint256 actions;
        uint256 blocks;
        uint256 worst;
        for (uint256 n; n < 8; ++n) {
            actions += all.byLatency[n];
            blocks += n * all.byLatency[n];
            if (all.byLatency[n] != 0) worst = n;
        }
        uint256[] memory byLatency = new uint256[](8);
        uint256[] memory scenarios = new uint256[](MARKETS);
        string[] memory names = new string[](MARKETS);
        for (uint256 n; n < 8; ++n) {
            byLatency[n] = all.byLatency[n];
        }
        for (uint256 n; n < MARKETS; ++n) {
            (scenarios[n], names[n]) = (byMarket[n], _market(n).name);
        }
        vm.serializeUint("latency", "scenarios", count);
        vm.serializeUint("latency", "seed", seed);
        vm.serializeUint("latency", "worst", worst);
        vm.serializeUint("latency", "actions", actions);
        vm.serializeUint("latency", "actionsByBlocks", byLatency);
        vm.serializeUint("latency", "dueBlocks", all.dueBlocks);
        vm.serializeUint("latency", "blocks", blocks);
        vm.serializeUint("latency", "blocksOfInclusion", all.waited);
        vm.serializeUint("latency", "landedInVain", all.failed);
        vm.serializeString("latency", "pools", names);
        console2.log("peg-proof latency", vm.serializeUint("latency", "scenariosByPool", scenarios));
    }
}
