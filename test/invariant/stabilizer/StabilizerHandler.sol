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
/// the invariant. What cannot be tried is discarded.
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
    uint256 public g_refused;
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

    /// @dev An action by anyone or the keeper, for whatever it asks.
    function act(uint256 ask, bool asKeeper) external {
        if (_actAs(asKeeper ? KEEPER : makeAddr("anyone"), ask)) g_succeeded[this.act.selector]++;
    }

    /// @dev One transaction of an attacker: skew, act, unskew. It pays nothing (Z3): he ends with no more than he put in,
    /// or than his first trade alone was worth at the oracle. Gifts that lie in the pool are taken by others first.
    function flashAttack(uint256 amount, bool sellsBase, uint256 ask) external {
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

    /// @dev The feed updates, and the action comes before the guide price has caught up.
    function jumpAndAct(uint256 bp, bool up, uint256 ask) external {
        if (isStale) vm.assume(false);
        _jump(bound(bp, 20, 100), up);
        if (_actAs(makeAddr("anyone"), ask)) g_succeeded[this.jumpAndAct.selector]++;
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
        blocks = bound(blocks, 1, 4);
        vm.roll(vm.getBlockNumber() + blocks);
        vm.warp(vm.getBlockTimestamp() + 2 * blocks);
        g_succeeded[this.pass.selector]++;
    }

    // ---- Acting and judging ----

    /// @dev A refusal is an outcome that is judged, so it is not discarded: that would forget what was found.
    function _actAs(address who, uint256 ask) private returns (bool acted) {
        (uint256 size, address tokenIn, address tokenOut,) = STAB.quotePrivateSwap();
        if (isStale || size == 0) {
            string memory id = isStale ? "Z1: acted on a stale oracle" : "Z1: acted without a signal";
            _mustRefuse(id, address(QUOTE), address(BASE));
            _mustRefuse(id, address(BASE), address(QUOTE));
        } else {
            _mustRefuse("Z1: acted on the wrong pair", tokenOut, tokenIn);
            uint256 least = who == KEEPER ? size / 100 + 1 : size - size / 2;
            acted = _tryAct(who, bound(ask, least, size * 2), tokenIn, tokenOut);
        }
        if (!acted) g_refused++;
    }

    function _mustRefuse(string memory id, address tokenIn, address tokenOut) private {
        try STAB.executePrivateSwap(type(uint256).max, tokenIn, tokenOut) {
            _break(id);
        } catch {}
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
        _judgeClosesZ1(scene.closes, scene.s, scene.before.deviationPpm > 0);
        _judgeActionZ2(scene, scene.inB - _heldByB(tokenIn), ask);
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

    function _judgeActionZ2(Scene memory scene, uint256 sold, uint256 ask) private {
        IPMMPool.Close memory before = scene.before;
        if (g_lastAction != 0 && vm.getBlockNumber() < g_lastAction + scene.s.minBlocks) _break("Z2: spacing");
        if (sold > (scene.reserve + before.gap) * scene.s.perBlockCapBp / 10_000) _break("Z2: volume");
        if (sold > ask) _break("Z2: more than asked");
        int256 afterwards = POOL.currentClose().deviationPpm;
        if (before.deviationPpm > 0 ? afterwards < 0 : afterwards > 0) _break("Z2: past the oracle");
        if (before.deviationPpm > 0 ? afterwards > before.deviationPpm : afterwards < before.deviationPpm) {
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
