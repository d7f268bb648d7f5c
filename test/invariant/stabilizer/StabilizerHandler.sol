// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../../../src/interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../../../src/interfaces/IStabilizer.sol";
import {MockGuidePriceSource} from "../../mocks/MockGuidePriceSource.sol";
import {TestToken} from "../../utils/TestToken.sol";

/// @title StabilizerHandler
/// @notice Traders, LPs, a flash attacker, a keeper and time around one stabilizer, and what each action was worth.
/// @dev Per-operation properties are checked where the operation is and remembered in `broken`, so that the run names
/// the invariant. What cannot be tried ends in `vm.assume(false)`, so that the campaign counts it; what must be refused
/// is an operation of its own, `overreach`.
contract StabilizerHandler is Test {
    IPMMPool public immutable POOL;
    IStabilizer public immutable STAB;
    IReserveBucketB public immutable BUCKET;
    MockGuidePriceSource public immutable SOURCE;
    TestToken public immutable BASE;
    TestToken public immutable QUOTE;
    address private immutable KEEPER;

    /// @dev The id of the first broken per-operation property.
    string public broken;
    bool public isStale;
    /// @dev The block of the last action, kept apart from the contract's own.
    uint256 public g_lastAction;
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

    constructor(IStabilizer stab, IReserveBucketB bucket, MockGuidePriceSource source, address keeper) {
        (STAB, BUCKET, SOURCE, KEEPER) = (stab, bucket, source, keeper);
        POOL = stab.POOL();
        (BASE, QUOTE) = (TestToken(POOL._BASE_TOKEN_()), TestToken(POOL._QUOTE_TOKEN_()));
    }

    // ---- Operations ----

    /// @dev Mostly of a size that matters to the band.
    function sell(uint256 amount, bool sellsBase) external {
        _sellPart(bound(amount, 1, 40_000), sellsBase);
        g_succeeded[this.sell.selector]++;
    }

    function trade(uint256 amount, bool sellsBase) external {
        _sellPart(bound(amount, 1, 3_000), sellsBase);
        g_succeeded[this.trade.selector]++;
    }

    /// @dev An action by anyone or the keeper, for whatever it asks, once one is due.
    function act(uint256 ask, bool asKeeper, uint256 gasPrice, uint256 drift, bool sellsBase) external {
        _makeDue(drift, sellsBase);
        _actAs(asKeeper ? KEEPER : makeAddr("anyone"), ask, gasPrice);
        g_succeeded[this.act.selector]++;
    }

    /// @dev Asks for what is not due, or not due to him, in whatever state this is: refused, and nothing moved. Before
    /// the delay is over, someone trades beyond the band and all but the last block of it passes.
    function overreach(uint256 ask, uint256 gasPrice, uint256 drift, bool sellsBase) external {
        if (!isStale && vm.getBlockNumber() + 1 < _readyAt()) {
            _push(drift, sellsBase);
            _roll(_readyAt() - 1 - vm.getBlockNumber());
        }
        (uint256 size, address tokenIn, address tokenOut,) = STAB.quotePrivateSwap();
        if (isStale || size == 0 || vm.getBlockNumber() < _readyAt()) {
            _countRefusal(size);
            _mustRefuse("Z1: acted with nothing due", KEEPER, type(uint256).max, address(QUOTE), address(BASE));
            _mustRefuse("Z1: acted with nothing due", KEEPER, type(uint256).max, address(BASE), address(QUOTE));
        } else {
            g_refusedDue++;
            address stranger = makeAddr("anyone");
            _mustRefuse("Z1: acted on the wrong pair", KEEPER, type(uint256).max, tokenOut, tokenIn);
            _mustRefuse("Z1: acted for nothing", KEEPER, 0, tokenIn, tokenOut);
            // Half, rounded up, is the least that a stranger may ask.
            if (size > 1) {
                _mustRefuse("Z1: cut up by a stranger", stranger, bound(ask, 1, (size - 1) / 2), tokenIn, tokenOut);
            }
            uint256 ceiling = STAB.settings().maxGasPriceWei;
            vm.txGasPrice(bound(gasPrice, ceiling + 1, ceiling * 100));
            _mustRefuse("Z2: gas price", KEEPER, size, tokenIn, tokenOut);
            vm.txGasPrice(0);
        }
        g_succeeded[this.overreach.selector]++;
    }

    /// @dev One transaction of an attacker: skew, act, unskew; half of them when an action is due. It pays nothing (Z3):
    /// he ends with no more than he put in or, where others had left the pool further off than its fees, than his first
    /// trade alone was worth at the oracle, stabilizer or not. Gifts that lie in the pool are taken by others first.
    function flashAttack(uint256 amount, bool sellsBase, uint256 ask, uint256 drift) external {
        if (drift % 2 == 0) _makeDue(drift / 2, ask % 4 < 2);
        if (isStale) vm.assume(false);
        _takeGifts();
        // Half of them of a size after which there is still something to act on.
        amount = bound(amount, 100, ask % 2 == 0 ? 5_000 : 900_000);
        uint256 input = sellsBase ? amount * 1e6 : amount * 4e14;
        uint256 got = _sellRaw(input, sellsBase);
        uint256 price = SOURCE.guidePrice();
        uint256 worth = sellsBase ? got * 1e18 / price : got * price / 1e18;
        uint256 actions = g_actions;
        (uint256 size, address tokenIn, address tokenOut,) = STAB.quotePrivateSwap();
        if (size != 0) _tryAct(makeAddr("attacker"), bound(ask, size, size * 2), tokenIn, tokenOut);
        uint256 back = _sellRaw(got, !sellsBase);
        if (back > input && back > worth) _break("Z3: a single transaction paid");
        if (g_actions > actions) g_flashActions++;
        g_succeeded[this.flashAttack.selector]++;
    }

    function _takeGifts() private {
        if (POOL.getBaseInput() != 0) try POOL.sellBase(address(this)) {} catch {}
        if (POOL.getQuoteInput() != 0) try POOL.sellQuote(address(this)) {} catch {}
    }

    function moveOracle(uint256 bp, bool up) external {
        if (isStale) vm.assume(false);
        _jump(bound(bp, 1, 60), up);
        g_succeeded[this.moveOracle.selector]++;
    }

    /// @dev The feed updates when an action is due, and the action comes before the guide price has caught up.
    function jumpAndAct(uint256 bp, bool up, uint256 ask, uint256 drift, bool sellsBase) external {
        _makeDue(drift, sellsBase);
        _jump(bound(bp, 20, 100), up);
        _actAs(makeAddr("anyone"), ask, 0);
        g_succeeded[this.jumpAndAct.selector]++;
    }

    function _jump(uint256 bp, bool up) private {
        uint256 price = SOURCE.guidePrice();
        price = up ? price * (10_000 + bp) / 10_000 : price * (10_000 - bp) / 10_000;
        SOURCE.set(bound(price, 2e26, 8e26));
    }

    function poke() external {
        if (isStale) vm.assume(false);
        POOL.pokeGuidePrice();
        g_succeeded[this.poke.selector]++;
    }

    /// @dev One in eight is an outage, the others end one.
    function outage(uint256 kind) external {
        bool stale = kind % 8 == 0;
        SOURCE.setStale(stale);
        isStale = stale;
        g_succeeded[this.outage.selector]++;
    }

    /// @dev Gifts to every balance somebody might read.
    function donate(uint256 amount, uint8 where) external {
        amount = bound(amount, 1, 500);
        address to = where % 3 == 0 ? address(POOL) : where % 3 == 1 ? address(STAB.MESH()) : address(BUCKET);
        where % 2 == 0 ? BASE.mint(to, amount * 1e6) : QUOTE.mint(to, amount * 4e14);
        g_succeeded[this.donate.selector]++;
    }

    function liquidity(uint256 amount, bool buys) external {
        if (buys) {
            (uint256 b, uint256 q) = POOL.getVaultReserve();
            // Not so much that the other actors would no longer matter to the pool.
            amount = bound(amount, 1e6, 100_000e6);
            BASE.mint(address(POOL), amount);
            QUOTE.mint(address(POOL), amount * q / b);
            POOL.buyShares(address(this));
        } else {
            uint256 held = TestToken(address(POOL)).balanceOf(address(this));
            if (held < 1e6) vm.assume(false);
            POOL.sellShares(bound(amount, 1e6, held), address(this), 0, 0, "", block.timestamp);
        }
        g_succeeded[this.liquidity.selector]++;
    }

    function pass(uint256 blocks) external {
        _roll(bound(blocks, 1, 4));
        g_succeeded[this.pass.selector]++;
    }

    // ---- Bringing about ----

    /// @dev Brings about that an action is due, as time and traders would: the delay passes; and unless there already is
    /// something to do, someone trades beyond the band, the way the pool already leans, and N blocks close.
    function _makeDue(uint256 drift, bool sellsBase) private {
        if (isStale) vm.assume(false);
        if (vm.getBlockNumber() < _readyAt()) _roll(_readyAt() - vm.getBlockNumber());
        (uint256 size,,,) = STAB.quotePrivateSwap();
        if (size >= _dollar(_scarce())) {
            g_dueAsItWas++;
            return;
        }
        _push(drift, sellsBase);
        _roll(STAB.settings().closes);
    }

    /// @dev From 0.4 % to 4 % of the pool, some 8 to 80 bp, beyond balance or beyond the gap there is. While the guide
    /// price lags, its token that looks dear is made scarce: the other way round there would be nothing to act on.
    function _push(uint256 drift, bool sellsBase) private {
        IPMMPool.Close memory now_ = POOL.currentClose();
        (uint256 i, uint256 oracle) = POOL.guidePrice();
        if (i != oracle) {
            sellsBase = i < oracle;
        } else if (now_.R != 0) {
            sellsBase = now_.R == 2;
        } else if (_heldByB(sellsBase ? address(QUOTE) : address(BASE)) < _dollar(sellsBase ? 2 : 1) * 20_000) {
            // Bucket B has all but run out of what would become scarce.
            sellsBase = !sellsBase;
        }
        uint256 amount = _reserveOf(sellsBase ? address(BASE) : address(QUOTE)) * bound(drift, 40, 400) / 10_000;
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
        (uint256 size, address tokenIn, address tokenOut,) = STAB.quotePrivateSwap();
        uint256 dollar = _dollar(tokenIn == address(BASE) ? 1 : 2);
        if (size < 2 * dollar) vm.assume(false);
        ask = bound(ask, who == KEEPER ? dollar : size - size / 2, size * 2);
        vm.txGasPrice(bound(gasPrice, 0, STAB.settings().maxGasPriceWei));
        if (!_tryAct(who, ask, tokenIn, tokenOut)) _break("Z1: refused what was due");
        vm.txGasPrice(0);
    }

    function _countRefusal(uint256 size) private {
        if (isStale) g_refusedStale++;
        else if (size == 0) g_refusedQuiet++;
        else g_refusedSoon++;
    }

    function _mustRefuse(string memory id, address who, uint256 ask, address tokenIn, address tokenOut) private {
        uint256 inB = _heldByB(tokenIn);
        vm.prank(who);
        try STAB.executePrivateSwap(ask, tokenIn, tokenOut) {
            _break(id);
        } catch {}
        if (_heldByB(tokenIn) != inB) _break(id);
    }

    /// @dev What was the case before an action, read outside the stabilizer.
    struct Scene {
        IStabilizer.Settings s;
        IPMMPool.Close[] closes;
        IPMMPool.Close before;
        uint256 value;
        uint256 reserve;
        uint256 inB;
    }

    /// @dev Everything a single action promises.
    function _tryAct(address who, uint256 ask, address tokenIn, address tokenOut) private returns (bool) {
        Scene memory scene = _scene(tokenIn);
        vm.prank(who);
        try STAB.executePrivateSwap(ask, tokenIn, tokenOut) {}
        catch {
            return false;
        }
        // By what it sold: a deviation below a ppm reads as zero, and a dollar or two of gap are less.
        bool isUp = tokenIn == address(BASE);
        _judgeClosesZ1(scene.closes, scene.s, isUp);
        _judgeActionZ2(scene, scene.inB - _heldByB(tokenIn), ask, isUp);
        // One raw cUSDT at 1,250 an ounce, the least there is here, and a raw XAU.
        if (BUCKET.valueXau() + 8e8 + 1 < scene.value) _break("Z2: bucket B lost value");
        _count(scene.before, tokenIn);
        return true;
    }

    function _scene(address tokenIn) private view returns (Scene memory scene) {
        scene.s = STAB.settings();
        scene.closes = POOL.closes(scene.s.closes);
        scene.before = POOL.currentClose();
        scene.value = BUCKET.valueXau();
        scene.reserve = _reserveOf(tokenIn);
        scene.inB = _heldByB(tokenIn);
    }

    function _judgeClosesZ1(IPMMPool.Close[] memory closes, IStabilizer.Settings memory s, bool isUp) private {
        if (closes.length < s.closes) _break("Z1: too few closes");
        for (uint256 n; n < closes.length; ++n) {
            int256 ppm = closes[n].deviationPpm;
            if ((ppm > 0 ? ppm : -ppm) <= int256(uint256(s.thetaBp)) * 100) _break("Z1: within theta");
            if ((ppm > 0) != isUp) _break("Z1: sign");
            if (g_lastAction != 0 && closes[n].blockNumber <= g_lastAction) _break("Z1: a close that does not count");
        }
    }

    function _judgeActionZ2(Scene memory scene, uint256 sold, uint256 ask, bool isUp) private {
        IPMMPool.Close memory before = scene.before;
        if (g_lastAction != 0 && vm.getBlockNumber() < g_lastAction + scene.s.minBlocks) _break("Z2: spacing");
        if (tx.gasprice > scene.s.maxGasPriceWei) _break("Z2: gas price");
        if (sold > (scene.reserve + before.gap) * scene.s.perBlockCapBp / 10_000) _break("Z2: volume");
        if (sold > ask) _break("Z2: more than asked");
        int256 afterwards = POOL.currentClose().deviationPpm;
        if (isUp ? before.deviationPpm < 0 : before.deviationPpm > 0) _break("Z1: against the present price");
        if (isUp ? afterwards < 0 : afterwards > 0) _break("Z2: past the oracle");
        if (isUp ? afterwards > before.deviationPpm : afterwards < before.deviationPpm) {
            _break("Z2: away from the oracle");
        }
    }

    function _count(IPMMPool.Close memory before, address tokenIn) private {
        g_lastAction = vm.getBlockNumber();
        g_actions++;
        tokenIn == address(BASE) ? g_actionsUp++ : g_actionsDown++;
        (uint256 i, uint256 oracle) = POOL.guidePrice();
        if (i != oracle && before.gap != 0) g_actionsWithLag++;
    }

    // ---- Helpers ----

    function _sellPart(uint256 usd, bool sellsBase) private {
        if (isStale) vm.assume(false);
        _sellRaw(sellsBase ? usd * 1e6 : usd * 4e14, sellsBase);
    }

    function _sellRaw(uint256 amount, bool sellsBase) private returns (uint256) {
        if (sellsBase) {
            BASE.mint(address(POOL), amount);
            return POOL.sellBase(address(this));
        }
        QUOTE.mint(address(POOL), amount);
        return POOL.sellQuote(address(this));
    }

    /// @dev Raw units of the scarce token, or of what `r` says is scarce, worth about a dollar.
    function _dollar(uint256 r) private pure returns (uint256) {
        return r == 1 ? 1e6 : 4e14;
    }

    function _scarce() private view returns (uint256) {
        return POOL.currentClose().R;
    }

    /// @dev The first block in which the delay after the last action is over.
    function _readyAt() private view returns (uint256) {
        return g_lastAction == 0 ? 0 : g_lastAction + STAB.settings().minBlocks;
    }

    function _reserveOf(address token) private view returns (uint256) {
        (uint256 b, uint256 q) = POOL.getVaultReserve();
        return token == address(BASE) ? b : q;
    }

    function _heldByB(address token) private view returns (uint256) {
        (uint256 b, uint256 x) = STAB.MESH().reserves();
        return (token == address(BASE) ? b : x) + BUCKET.balanceOf(token);
    }

    function _break(string memory id) private {
        if (bytes(broken).length == 0) broken = id;
    }
}
