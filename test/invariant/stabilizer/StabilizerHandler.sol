// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../../../src/interfaces/IStabilizerBatch.sol";
import {TestToken} from "../../utils/TestToken.sol";
import {Market} from "../../unit/stabilizer/FourPools.sol";

/// @title StabilizerHandler
/// @notice Traders, LPs, a flash attacker, a keeper and time around the stabilizers of all four public pools and their
/// batch, and what each action was worth.
/// @dev Per-operation properties are checked where the operation is and remembered in `broken`, so that the run names
/// the invariant. What cannot be tried ends in `vm.assume(false)`, so that the campaign counts it; what must be refused
/// is an operation of its own, `overreach`.
contract StabilizerHandler is Test {
    IReserveBucketB public immutable BUCKET;
    IStabilizerBatch public immutable BATCH;
    address private immutable KEEPER;
    uint256 private constant WAD = 1e18;
    uint256 private constant MARKETS = 4;
    uint256 private constant STABLE_PAIR = 3;

    Market[] private _markets;
    /// @dev The one that the present operation is on, or the last one was.
    uint256 public g_at;

    /// @dev The id of the first broken per-operation property.
    string public broken;
    /// @dev Whether a pool's price fails.
    mapping(uint256 market => bool) public isStaleOn;
    /// @dev The block of each stabilizer's last action, kept apart from the contract's own.
    mapping(uint256 market => uint256) public g_lastActionOn;
    mapping(uint256 market => uint256) public g_actionsOn;
    /// @dev Each source's price, which cannot be read while it fails.
    mapping(uint256 market => uint256) public g_price;
    /// @dev Runs of the batch by how many stabilizers acted in them.
    mapping(uint256 acted => uint256) public g_batches;
    /// @dev Runs after a run that left something due.
    uint256 public g_batchesAgain;
    uint256 public g_actions;
    uint256 public g_actionsDown;
    uint256 public g_actionsUp;
    uint256 public g_actionsWithLag;
    uint256 public g_flashActions;
    /// @dev What brought an action about: nothing that was not there, or someone's trade.
    uint256 public g_dueAsItWas;
    uint256 public g_pushesDown;
    uint256 public g_pushesUp;
    /// @dev What was wrong when something was asked for in vain.
    uint256 public g_refusedStale;
    uint256 public g_refusedQuiet;
    uint256 public g_refusedSoon;
    uint256 public g_refusedDue;
    mapping(bytes4 selector => uint256) public g_succeeded;

    constructor(Market[] memory markets, IReserveBucketB bucket, IStabilizerBatch batch, address keeper) {
        (BUCKET, BATCH, KEEPER) = (bucket, batch, keeper);
        for (uint256 n; n < markets.length; ++n) {
            _markets.push(markets[n]);
            g_price[n] = markets[n].source.guidePrice();
        }
    }

    modifier on(uint256 which) {
        g_at = which % MARKETS;
        _;
    }

    // ---- Operations ----

    /// @dev Mostly of a size that matters to the band.
    function sell(uint256 which, uint256 amount, bool sellsBase) external on(which) {
        _sellPart(bound(amount, 1, _m().side / 25), sellsBase);
        g_succeeded[this.sell.selector]++;
    }

    function trade(uint256 which, uint256 amount, bool sellsBase) external on(which) {
        _sellPart(bound(amount, 1, _m().side * 3 / 1_000), sellsBase);
        g_succeeded[this.trade.selector]++;
    }

    /// @dev An action by anyone or the keeper, for whatever it asks, once one is due.
    function act(uint256 which, uint256 ask, bool asKeeper, uint256 gasPrice, uint256 drift, bool sellsBase)
        external
        on(which)
    {
        _makeDue(drift, sellsBase);
        _actAs(asKeeper ? KEEPER : makeAddr("anyone"), ask, gasPrice);
        g_succeeded[this.act.selector]++;
    }

    /// @dev Asks for what is not due, or not due to him, in whatever state this is: refused, and nothing moved. Before
    /// the delay is over, someone trades beyond the band and all but the last block of it passes.
    function overreach(uint256 which, uint256 ask, uint256 gasPrice, uint256 drift, bool sellsBase) external on(which) {
        if (!isStaleOn[g_at] && vm.getBlockNumber() + 1 < _readyAt()) {
            _push(drift, sellsBase);
            _roll(_readyAt() - 1 - vm.getBlockNumber());
        }
        (uint256 size, address tokenIn, address tokenOut,) = _m().stab.quotePrivateSwap();
        if (isStaleOn[g_at] || size == 0 || vm.getBlockNumber() < _readyAt()) {
            _countRefusal(size);
            _mustRefuse(
                "Z1: acted with nothing due", KEEPER, type(uint256).max, address(_m().quote), address(_m().base)
            );
            _mustRefuse(
                "Z1: acted with nothing due", KEEPER, type(uint256).max, address(_m().base), address(_m().quote)
            );
        } else {
            g_refusedDue++;
            address stranger = makeAddr("anyone");
            _mustRefuse("Z1: acted on the wrong pair", KEEPER, type(uint256).max, tokenOut, tokenIn);
            _mustRefuse("Z1: acted for nothing", KEEPER, 0, tokenIn, tokenOut);
            // Half, rounded up, is the least that a stranger may ask.
            if (size > 1) {
                _mustRefuse("Z1: cut up by a stranger", stranger, bound(ask, 1, (size - 1) / 2), tokenIn, tokenOut);
            }
            uint256 ceiling = _m().stab.settings().maxGasPriceWei;
            vm.txGasPrice(bound(gasPrice, ceiling + 1, ceiling * 100));
            _mustRefuse("Z2: gas price", KEEPER, size, tokenIn, tokenOut);
            vm.txGasPrice(0);
        }
        g_succeeded[this.overreach.selector]++;
    }

    /// @dev One transaction of an attacker: skew, act, unskew; half of them when an action is due. It pays nothing (Z3):
    /// he ends with no more than he put in or, where others had left the pool further off than its fees, than his first
    /// trade alone was worth at the oracle, stabilizer or not. Gifts that lie in the pool are taken by others first.
    function flashAttack(uint256 which, uint256 amount, bool sellsBase, uint256 ask, uint256 drift) external on(which) {
        if (drift % 2 == 0) _makeDue(drift / 2, ask % 4 < 2);
        if (isStaleOn[g_at]) vm.assume(false);
        _takeGifts();
        // Half of them of a size after which there is still something to act on.
        amount = bound(amount, 100, _m().side * (ask % 2 == 0 ? 5 : 900) / 1_000);
        uint256 input = amount * _dollar(sellsBase ? 1 : 2);
        uint256 got = _sellRaw(input, sellsBase);
        uint256 price = _m().source.guidePrice();
        uint256 worth = sellsBase ? got * 1e18 / price : got * price / 1e18;
        uint256 actions = g_actions;
        (uint256 size, address tokenIn, address tokenOut,) = _m().stab.quotePrivateSwap();
        if (size != 0) _tryAct(makeAddr("attacker"), bound(ask, size, size * 2), tokenIn, tokenOut);
        uint256 back = _sellRaw(got, !sellsBase);
        if (back > input && back > worth) _break("Z3: a single transaction paid");
        if (g_actions > actions) g_flashActions++;
        g_succeeded[this.flashAttack.selector]++;
    }

    function _takeGifts() private {
        if (_m().pool.getBaseInput() != 0) try _m().pool.sellBase(address(this)) {} catch {}
        if (_m().pool.getQuoteInput() != 0) try _m().pool.sellQuote(address(this)) {} catch {}
    }

    function moveOracle(uint256 which, uint256 bp, bool up) external on(which) {
        if (isStaleOn[g_at]) vm.assume(false);
        _jump(bound(bp, 1, 60), up);
        g_succeeded[this.moveOracle.selector]++;
    }

    /// @dev The feed updates when an action is due, and the action comes before the guide price has caught up.
    function jumpAndAct(uint256 which, uint256 bp, bool up, uint256 ask, uint256 drift, bool sellsBase)
        external
        on(which)
    {
        _makeDue(drift, sellsBase);
        _jump(bound(bp, 20, 100), up);
        _actAs(makeAddr("anyone"), ask, 0);
        g_succeeded[this.jumpAndAct.selector]++;
    }

    /// @dev A price that moves takes with it those it is part of: gold moves all three pools against it, a dollar token
    /// its own pool and the pair, whose price is the quotient of both.
    function _jump(uint256 bp, bool up) private {
        uint256 part = up ? 10_000 + bp : 10_000 - bp;
        if (g_at == 0) {
            for (uint256 n; n < STABLE_PAIR; ++n) {
                _reprice(n, part);
            }
        } else {
            _reprice(g_at == STABLE_PAIR ? 0 : g_at, part);
        }
        uint256 quotient = g_price[0] * WAD / g_price[1];
        _markets[STABLE_PAIR].source.set(quotient);
    }

    function _reprice(uint256 market, uint256 partBp) private {
        uint256 next = g_price[market] * partBp / 10_000;
        g_price[market] = bound(next, 2e26, 8e26);
        _markets[market].source.set(g_price[market]);
    }

    function poke(uint256 which) external on(which) {
        if (isStaleOn[g_at]) vm.assume(false);
        _m().pool.pokeGuidePrice();
        g_succeeded[this.poke.selector]++;
    }

    /// @dev One in eight is an outage, of this pool's price or of all that read gold; the others end all.
    function outage(uint256 which, uint256 kind) external on(which) {
        bool stale = kind % 8 == 0;
        for (uint256 n; n < MARKETS; ++n) {
            if (stale && n != g_at && (kind % 16 == 0 || n == STABLE_PAIR)) continue;
            _markets[n].source.setStale(stale);
            isStaleOn[n] = stale;
        }
        g_succeeded[this.outage.selector]++;
    }

    /// @dev Gifts to every balance somebody might read.
    function donate(uint256 which, uint256 amount, uint8 where) external on(which) {
        amount = bound(amount, 1, 500);
        address to = where % 3 == 0 ? address(_m().pool) : where % 3 == 1 ? address(_m().stab.MESH()) : address(BUCKET);
        _token(where % 2 == 0).mint(to, amount * _dollar(where % 2 == 0 ? 1 : 2));
        g_succeeded[this.donate.selector]++;
    }

    function liquidity(uint256 which, uint256 amount, bool buys) external on(which) {
        if (buys) {
            (uint256 b, uint256 q) = _m().pool.getVaultReserve();
            // Not so much that the other actors would no longer matter to the pool.
            amount = bound(amount, 1e6, _m().side * 1e6 / 10);
            _m().base.mint(address(_m().pool), amount);
            _m().quote.mint(address(_m().pool), amount * q / b);
            _m().pool.buyShares(address(this));
        } else {
            uint256 held = TestToken(address(_m().pool)).balanceOf(address(this));
            if (held < 1e6) vm.assume(false);
            _m().pool.sellShares(bound(amount, 1e6, held), address(this), 0, 0, "", block.timestamp);
        }
        g_succeeded[this.liquidity.selector]++;
    }

    /// @dev Brings about that actions are due on up to four pools, and has the batch run: none that was not due has acted,
    /// and each as if alone. One that found bucket B empty of what another bought after it is due once more: a few runs
    /// leave nothing due, whatever failed.
    function runBatch(uint256 which, uint256 drift, uint256 directions) external {
        for (uint256 n; n < MARKETS; ++n) {
            g_at = n;
            if (isStaleOn[n] || which >> n & 1 == 0) continue;
            _makeDue(drift, directions >> n & 1 == 0);
        }
        g_batches[_runOnce()]++;
        for (uint256 n = 1; n < MARKETS && BATCH.due().length != 0; ++n) {
            g_batchesAgain++;
            _runOnce();
        }
        if (BATCH.due().length != 0) _break("Z1: the batch left something due");
        g_at = which % MARKETS;
        g_succeeded[this.runBatch.selector]++;
    }

    /// @dev How many acted.
    function _runOnce() private returns (uint256 acted) {
        Scene[] memory scenes = new Scene[](MARKETS);
        bool[] memory wereDue = new bool[](MARKETS);
        for (uint256 n; n < MARKETS; ++n) {
            g_at = n;
            wereDue[n] = _m().stab.isDue();
            if (isStaleOn[n]) continue;
            bool isUp = _m().pool.closes(1)[0].deviationPpm > 0;
            scenes[n] = _scene(address(_token(isUp)));
        }
        (bool known, uint256 value) = _valueOfB();
        BATCH.run(makeAddr("anyone"));
        for (uint256 n; n < MARKETS; ++n) {
            g_at = n;
            if (_judgeBatched(scenes[n], wereDue[n])) ++acted;
        }
        _judgeValueZ2(known, value, acted);
    }

    function pass(uint256 blocks) external {
        g_at = blocks % MARKETS;
        _roll(bound(blocks, 1, 4));
        g_succeeded[this.pass.selector]++;
    }

    // ---- Bringing about ----

    /// @dev Brings about that an action is due, as time and traders would: the delay passes; and unless there already is
    /// something to do, someone trades beyond the band, the way the pool already leans, and N blocks close.
    function _makeDue(uint256 drift, bool sellsBase) private {
        if (isStaleOn[g_at]) vm.assume(false);
        if (vm.getBlockNumber() < _readyAt()) _roll(_readyAt() - vm.getBlockNumber());
        (uint256 size,,,) = _m().stab.quotePrivateSwap();
        if (size >= _dollar(_scarce())) {
            g_dueAsItWas++;
            return;
        }
        _push(drift, sellsBase);
        _roll(_m().stab.settings().closes);
    }

    /// @dev From 0.4 % to 4 % of the pool, some 8 to 80 bp, beyond balance or beyond the gap there is. While the guide
    /// price lags, its token that looks dear is made scarce: the other way round there would be nothing to act on.
    function _push(uint256 drift, bool sellsBase) private {
        IPMMPool.Close memory now_ = _m().pool.currentClose();
        (uint256 i, uint256 oracle) = _m().pool.guidePrice();
        if (i != oracle) {
            sellsBase = i < oracle;
        } else if (now_.R != 0) {
            sellsBase = now_.R == 2;
        } else if (_heldByB(sellsBase ? address(_m().quote) : address(_m().base)) < _dollar(sellsBase ? 2 : 1) * 20_000)
        {
            // Bucket B has all but run out of what would become scarce.
            sellsBase = !sellsBase;
        }
        uint256 amount =
            _reserveOf(sellsBase ? address(_m().base) : address(_m().quote)) * bound(drift, 40, 400) / 10_000;
        // What is scarce the other way has to be filled first.
        if (now_.R == (sellsBase ? 1 : 2)) amount += now_.gap;
        _sellRaw(amount, sellsBase);
        sellsBase ? g_pushesDown++ : g_pushesUp++;
    }

    function _roll(uint256 blocks) private {
        vm.roll(vm.getBlockNumber() + blocks);
        vm.warp(vm.getBlockTimestamp() + 2 * blocks);
    }

    // ---- Acting and judging ----

    /// @dev What is due goes through, for at least a dollar of it. Where nothing is, it cannot be tried.
    function _actAs(address who, uint256 ask, uint256 gasPrice) private {
        (uint256 size, address tokenIn, address tokenOut,) = _m().stab.quotePrivateSwap();
        uint256 dollar = _dollar(tokenIn == address(_m().base) ? 1 : 2);
        if (size < 2 * dollar) vm.assume(false);
        ask = bound(ask, who == KEEPER ? dollar : size - size / 2, size * 2);
        vm.txGasPrice(bound(gasPrice, 0, _m().stab.settings().maxGasPriceWei));
        if (!_tryAct(who, ask, tokenIn, tokenOut)) _break("Z1: refused what was due");
        vm.txGasPrice(0);
    }

    function _countRefusal(uint256 size) private {
        if (isStaleOn[g_at]) g_refusedStale++;
        else if (size == 0) g_refusedQuiet++;
        else g_refusedSoon++;
    }

    function _mustRefuse(string memory id, address who, uint256 ask, address tokenIn, address tokenOut) private {
        uint256 inB = _heldByB(tokenIn);
        vm.prank(who);
        try _m().stab.executePrivateSwap(ask, tokenIn, tokenOut) {
            _break(id);
        } catch {}
        if (_heldByB(tokenIn) != inB) _break(id);
    }

    /// @dev What was the case before an action, read outside the stabilizer.
    struct Scene {
        IStabilizer.Settings s;
        IPMMPool.Close[] closes;
        IPMMPool.Close before;
        bool isValueKnown;
        uint256 value;
        uint256 reserve;
        uint256 unsynced;
        uint256 inB;
        uint256 available;
        address tokenIn;
    }

    /// @dev Everything a single action promises.
    function _tryAct(address who, uint256 ask, address tokenIn, address tokenOut) private returns (bool) {
        Scene memory scene = _scene(tokenIn);
        vm.prank(who);
        try _m().stab.executePrivateSwap(ask, tokenIn, tokenOut) {}
        catch {
            return false;
        }
        // By what it sold: a deviation below a ppm reads as zero, and a dollar or two of gap are less.
        bool isUp = tokenIn == address(_m().base);
        _judgeClosesZ1(scene.closes, scene.s, isUp);
        _judgeActionZ2(scene, scene.inB - _heldByB(tokenIn), ask, isUp);
        _judgeValueZ2(scene.isValueKnown, scene.value, 1);
        _count(scene.before, tokenIn);
        return true;
    }

    function _scene(address tokenIn) private view returns (Scene memory scene) {
        scene.s = _m().stab.settings();
        scene.closes = _m().pool.closes(scene.s.closes);
        scene.before = _m().pool.currentClose();
        (scene.isValueKnown, scene.value) = _valueOfB();
        scene.tokenIn = tokenIn;
        scene.available = _m().stab.MESH().available(tokenIn);
        scene.reserve = _reserveOf(tokenIn);
        scene.unsynced = TestToken(tokenIn).balanceOf(address(_m().pool)) - scene.reserve;
        scene.inB = _heldByB(tokenIn);
    }

    /// @dev What one stabilizer did in a run. Where two of them sell one token of bucket B, the second may find none left;
    /// where one sells what another has just bought, the other may act though bucket B had none of it before.
    function _judgeBatched(Scene memory scene, bool wasDue) private returns (bool acted) {
        acted = _m().stab.lastActionBlock() != g_lastActionOn[g_at];
        if (acted && !wasDue && scene.available != 0) _break("Z1: the batch acted with nothing due");
        if (!acted) return false;
        bool isUp = scene.tokenIn == address(_m().base);
        _judgeClosesZ1(scene.closes, scene.s, isUp);
        // By what the pool received: others may have sold the same token of bucket B.
        _judgeActionZ2(scene, _reserveOf(scene.tokenIn) - scene.reserve - scene.unsynced, type(uint256).max, isUp);
        _count(scene.before, scene.tokenIn);
    }

    /// @dev A raw unit of either token an action, at 1,250 an ounce, the least there is here, and a raw XAU.
    function _judgeValueZ2(bool known, uint256 before, uint256 actions) private {
        (bool still, uint256 value) = _valueOfB();
        if (known && still && value + (16e8 + 1) * actions < before) _break("Z2: bucket B lost value");
    }

    /// @dev Unknown while a price of what it holds fails.
    function _valueOfB() private view returns (bool known, uint256 value) {
        try BUCKET.valueXau() returns (uint256 xau) {
            return (true, xau);
        } catch {}
    }

    function _judgeClosesZ1(IPMMPool.Close[] memory closes, IStabilizer.Settings memory s, bool isUp) private {
        if (closes.length < s.closes) _break("Z1: too few closes");
        for (uint256 n; n < closes.length; ++n) {
            int256 ppm = closes[n].deviationPpm;
            if ((ppm > 0 ? ppm : -ppm) <= int256(uint256(s.thetaBp)) * 100) _break("Z1: within theta");
            if ((ppm > 0) != isUp) _break("Z1: sign");
            if (g_lastActionOn[g_at] != 0 && closes[n].blockNumber <= g_lastActionOn[g_at]) {
                _break("Z1: a close that does not count");
            }
        }
    }

    function _judgeActionZ2(Scene memory scene, uint256 sold, uint256 ask, bool isUp) private {
        IPMMPool.Close memory before = scene.before;
        if (g_lastActionOn[g_at] != 0 && vm.getBlockNumber() < g_lastActionOn[g_at] + scene.s.minBlocks) {
            _break("Z2: spacing");
        }
        if (tx.gasprice > scene.s.maxGasPriceWei) _break("Z2: gas price");
        if (sold > (scene.reserve + before.gap) * scene.s.perBlockCapBp / 10_000) _break("Z2: volume");
        if (sold > ask) _break("Z2: more than asked");
        int256 afterwards = _m().pool.currentClose().deviationPpm;
        if (isUp ? before.deviationPpm < 0 : before.deviationPpm > 0) _break("Z1: against the present price");
        if (isUp ? afterwards < 0 : afterwards > 0) _break("Z2: past the oracle");
        if (isUp ? afterwards > before.deviationPpm : afterwards < before.deviationPpm) {
            _break("Z2: away from the oracle");
        }
    }

    function _count(IPMMPool.Close memory before, address tokenIn) private {
        g_lastActionOn[g_at] = vm.getBlockNumber();
        g_actionsOn[g_at]++;
        g_actions++;
        tokenIn == address(_m().base) ? g_actionsUp++ : g_actionsDown++;
        (uint256 i, uint256 oracle) = _m().pool.guidePrice();
        if (i != oracle && before.gap != 0) g_actionsWithLag++;
    }

    // ---- Helpers ----

    function _sellPart(uint256 usd, bool sellsBase) private {
        if (isStaleOn[g_at]) vm.assume(false);
        _sellRaw(usd * _dollar(sellsBase ? 1 : 2), sellsBase);
    }

    function _sellRaw(uint256 amount, bool sellsBase) private returns (uint256) {
        _token(sellsBase).mint(address(_m().pool), amount);
        return sellsBase ? _m().pool.sellBase(address(this)) : _m().pool.sellQuote(address(this));
    }

    function _m() private view returns (Market storage) {
        return _markets[g_at];
    }

    function _token(bool isBase) private view returns (TestToken) {
        return isBase ? _m().base : _m().quote;
    }

    /// @dev Raw units of the scarce token, or of what `r` says is scarce, worth about a dollar.
    function _dollar(uint256 r) private view returns (uint256) {
        return r == 1 ? _m().baseDollar : _m().quoteDollar;
    }

    function _scarce() private view returns (uint256) {
        return _m().pool.currentClose().R;
    }

    /// @dev The first block in which the delay after the last action is over.
    function _readyAt() private view returns (uint256) {
        return g_lastActionOn[g_at] == 0 ? 0 : g_lastActionOn[g_at] + _m().stab.settings().minBlocks;
    }

    function _reserveOf(address token) private view returns (uint256) {
        (uint256 b, uint256 q) = _m().pool.getVaultReserve();
        return token == address(_m().base) ? b : q;
    }

    function _heldByB(address token) private view returns (uint256) {
        (uint256 b, uint256 x) = _m().stab.MESH().reserves();
        return (token == address(_m().base) ? b : x) + BUCKET.balanceOf(token);
    }

    function _break(string memory id) private {
        if (bytes(broken).length == 0) broken = id;
    }
}
