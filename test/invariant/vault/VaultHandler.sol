// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CommonBase} from "forge-std/Base.sol";
import {StdUtils} from "forge-std/StdUtils.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMCash} from "src/interfaces/IALMCash.sol";
import {ICantilever} from "src/interfaces/ICantilever.sol";
import {IMarkets} from "src/interfaces/IMarkets.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {DEAD_SHARES} from "src/vault/VaultConstants.sol";
import {HostileMarket} from "test/mocks/HostileMarket.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {AaveMarket} from "test/utils/GenuineAave.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {V3Actor} from "test/utils/V3Actor.sol";

/// @notice What the campaign works on.
struct Scene {
    ICantilever diamond;
    TestToken weth;
    TestToken usdc;
    MockAggregator feed;
    address[3] pools;
    int24[3] spacings;
    uint256 vaultId;
    uint256 otherVaultId;
    address keeper;
    address guardian;
    address manager;
    // Where WETH and USDC are invested: solady's ERC-4626, and a genuine Aave V3.
    HostileMarket wethMarket;
    AaveMarket aave;
    address admin;
    address treasury;
    address collector;
}

/// @title VaultHandler
/// @notice Depositors, traders, a keeper, a donating stranger and time, over a vault on genuine pools.
/// @dev A refused operation ends in `vm.assume(false)`: nothing reverts unseen, and discards are counted. Each call
/// checks what must hold around it and records the first thing that does not, by the invariant's id.
contract VaultHandler is CommonBase, StdUtils {
    uint256 private constant BASE_ANSWER = 3000e8;

    Scene internal scene;
    V3Actor internal trader = new V3Actor();
    address[3] internal users = [address(0xA11CE), address(0xB0B), address(0xCA401)];

    /// @dev Of the exit under way; here because the stack is full.
    uint256 private _valueBefore;
    uint256 private _supplyBefore;

    /// @notice First breach found by a call, by its invariant's id; empty if none.
    string public breach;
    /// @notice How often each action got through.
    mapping(bytes32 action => uint256) public reached;

    // -- ghosts ---------------------------------------------------------------------------------------------------

    /// @notice Tokens that went into the diamond and out of it through the vault, as balances changed.
    uint256 public g_in0;
    uint256 public g_in1;
    uint256 public g_out0;
    uint256 public g_out1;
    /// @notice Tokens a stranger sent.
    uint256 public g_gift0;
    uint256 public g_gift1;
    /// @notice Liquidity a stranger minted on the diamond's behalf, by range.
    mapping(bytes32 positionKey => uint128) public g_donated;
    /// @notice Value per share at the anchor, WAD, that user operations started from, and how many there were since.
    uint256 public g_floorPerShareWad;
    uint256 public g_userOps;
    /// @notice Whether markets pay nobody at present.
    bool public g_frozen;

    constructor(Scene memory scene_) {
        scene = scene_;
        for (uint256 i; i < users.length; ++i) {
            scene.weth.mint(users[i], 1e24);
            scene.usdc.mint(users[i], 1e15);
            vm.startPrank(users[i]);
            scene.weth.approve(address(scene.diamond), type(uint256).max);
            scene.usdc.approve(address(scene.diamond), type(uint256).max);
            vm.stopPrank();
        }
    }

    // -- users ----------------------------------------------------------------------------------------------------

    /// @dev A deposit as previewed or as made.
    struct Entry {
        uint256 shares;
        uint256 amount0;
        uint256 amount1;
    }

    function deposit(uint256 who, uint256 wethMax, uint256 usdcMax) external {
        wethMax = bound(wethMax, 1e12, 100e18);
        usdcMax = bound(usdcMax, 1e4, 300_000e6);
        Entry memory preview = _previewDeposit(wethMax, usdcMax);
        (uint256 value, uint256 supply) = _valueAndSupply();
        Entry memory made = _deposit(users[who % 3], wethMax, usdcMax);
        if (keccak256(abi.encode(made)) != keccak256(abi.encode(preview))) {
            _breach("S3: deposit differs from its preview");
        }
        (uint256 valueAfter,) = _valueAndSupply();
        if (!_worthAtLeast(valueAfter, value, made.shares, supply)) _breach("S2: deposit diluted");
        _afterUserOp("deposit");
    }

    function _deposit(address user_, uint256 wethMax, uint256 usdcMax) private returns (Entry memory made) {
        (uint256 before0, uint256 before1) = _balances();
        vm.prank(user_);
        (made.shares, made.amount0, made.amount1) = scene.diamond.deposit(scene.vaultId, wethMax, usdcMax, 0, user_);
        (uint256 after0, uint256 after1) = _balances();
        if (after0 - before0 != made.amount0 || after1 - before1 != made.amount1) {
            _breach("V1: deposit took other amounts");
        }
        g_in0 += made.amount0;
        g_in1 += made.amount1;
    }

    function withdraw(uint256 who, uint256 shares) external {
        address holder = users[who % 3];
        shares = _someShares(holder, shares);
        uint256 preview0;
        uint256 preview1;
        try scene.diamond.previewWithdraw(scene.vaultId, shares) returns (uint256 a, uint256 b) {
            (preview0, preview1) = (a, b);
        } catch {
            vm.assume(false);
        }
        (_valueBefore, _supplyBefore) = _valueAndSupply();
        (uint256 before0, uint256 before1) = _balances();
        uint256 pooled0 = scene.weth.balanceOf(holder);
        uint256 pooled1 = scene.usdc.balanceOf(holder);
        (uint256 got0, uint256 got1) = _withdraw(holder, shares);
        if (got0 != preview0 || got1 != preview1) _breach("S3: withdrawal differs from its preview");
        if (scene.weth.balanceOf(holder) - pooled0 != got0 || scene.usdc.balanceOf(holder) - pooled1 != got1) {
            _breach("V1: withdrawal paid other amounts");
        }
        _countFlow(before0, before1, got0, got1);
        _requireNoTakeover(shares);
        _afterUserOp("withdraw");
    }

    function withdrawInKind(uint256 who, uint256 shares) external {
        address holder = users[who % 3];
        shares = _someShares(holder, shares);
        (uint256 preview0, uint256 preview1) = scene.diamond.previewWithdrawInKind(scene.vaultId, shares);
        (_valueBefore, _supplyBefore) = _valueAndSupply();
        (uint256 before0, uint256 before1) = _balances();
        (uint256 got0, uint256 got1) = _withdrawInKind(holder, shares);
        if (got0 != preview0 || got1 != preview1) _breach("S3: exit in kind differs from its preview");
        _countFlow(before0, before1, got0, got1);
        _requireNoTakeover(shares);
        _afterUserOp("withdrawInKind");
    }

    /// @notice S3: in and out at once, priced or in kind, pays no more than was paid of either token.
    function roundTrip(uint256 who, uint256 wethMax, uint256 usdcMax, bool inKind) external {
        address holder = users[who % 3];
        wethMax = bound(wethMax, 1e12, 100e18);
        usdcMax = bound(usdcMax, 1e4, 300_000e6);
        _previewDeposit(wethMax, usdcMax); // refused where a deposit would be
        Entry memory made = _deposit(holder, wethMax, usdcMax);
        (uint256 before0, uint256 before1) = _balances();
        (uint256 got0, uint256 got1) = inKind ? _withdrawInKind(holder, made.shares) : _withdraw(holder, made.shares);
        if (got0 > made.amount0 || got1 > made.amount1) _breach("S3: a round trip gained");
        _countFlow(before0, before1, got0, got1);
        _afterUserOp("roundTrip");
    }

    /// @notice One by one, or in a batch that names the vault three times, the last for nothing.
    function transferShares(uint256 from, uint256 to, uint256 shares, bool inBatch) external {
        (address holder, address receiver) = (users[from % 3], users[to % 3]);
        shares = _someShares(holder, shares);
        (uint256 held, uint256 had) =
            (scene.diamond.balanceOf(holder, scene.vaultId), scene.diamond.balanceOf(receiver, scene.vaultId));
        vm.prank(holder);
        if (inBatch) {
            (uint256[] memory ids, uint256[] memory parts) = (new uint256[](3), new uint256[](3));
            ids[0] = ids[1] = ids[2] = scene.vaultId;
            (parts[0], parts[1]) = (shares / 2, shares - shares / 2);
            scene.diamond.safeBatchTransferFrom(holder, receiver, ids, parts, "");
        } else {
            scene.diamond.safeTransferFrom(holder, receiver, scene.vaultId, shares, "");
        }
        uint256 moved = holder == receiver ? 0 : shares;
        if (
            scene.diamond.balanceOf(holder, scene.vaultId) != held - moved
                || scene.diamond.balanceOf(receiver, scene.vaultId) != had + moved
        ) _breach("S1: a transfer moved another number of shares");
        _afterUserOp("transferShares");
    }

    /// @notice S4: nobody moves the shares of others.
    function steal(uint256 from, uint256 to, uint256 shares) external {
        address holder = users[from % 3];
        shares = _someShares(holder, shares);
        if (from % 3 == to % 3) vm.assume(false);
        vm.prank(users[to % 3]);
        try scene.diamond.safeTransferFrom(holder, users[to % 3], scene.vaultId, shares, "") {
            _breach("S4: shares moved without approval");
        } catch {}
        ++reached["steal"];
    }

    // -- anyone ---------------------------------------------------------------------------------------------------

    function harvest() external {
        (uint256 have0, uint256 have1) = scene.diamond.totalBalances(scene.vaultId);
        Fees memory was = _fees();
        _harvest(was);
        Fees memory now_ = _fees();
        (uint256 after0, uint256 after1) = scene.diamond.totalBalances(scene.vaultId);
        // Share value rises only by the debt that was paid.
        if (after0 < have0 || after1 < have1) _breach("V4: a harvest lowered the share value");
        if (was.partWad == now_.partWad && (after0 != have0 || after1 != have1)) {
            _breach("V4: a harvest moved the share value");
        }
        ++reached["harvest"];
    }

    /// @dev F1 and F3 around a harvest: the performance fee is the rate of what was collected, once; the rest of what was
    /// booked is management fee, which is then owed no longer.
    function _harvest(Fees memory was) private {
        (uint256 fees0, uint256 fees1) = scene.diamond.previewHarvest(scene.vaultId);
        (uint256 before0, uint256 before1) = _balances();
        (uint256 got0, uint256 got1) = scene.diamond.harvest(scene.vaultId);
        if (got0 != fees0 || got1 != fees1) _breach("V4: fees differ from the report");
        _countFlow(before0, before1, 0, 0);
        Fees memory now_ = _fees();
        uint256 bp = scene.diamond.vaultFees(scene.vaultId).performanceBp;
        (uint256 cut0, uint256 cut1) = (got0 * bp / 10_000, got1 * bp / 10_000);
        if (now_.pending0 < was.pending0 + cut0 || now_.pending1 < was.pending1 + cut1) {
            _breach("F1: performance fee");
        }
        bool more = now_.pending0 > was.pending0 + cut0 || now_.pending1 > was.pending1 + cut1;
        if (now_.partWad > was.partWad) _breach("F2: a harvest raised the debt");
        if (more && now_.partWad == was.partWad) _breach("F1: more than the performance fee");
    }

    /// @notice The treasury's accounts of the vault.
    struct Fees {
        uint256 pending0;
        uint256 pending1;
        uint256 partWad;
    }

    function _fees() private view returns (Fees memory f) {
        (f.pending0, f.pending1) = scene.diamond.pendingFees(scene.vaultId);
        (f.partWad,,) = scene.diamond.accruedManagementFee(scene.vaultId);
    }

    // -- the treasury ---------------------------------------------------------------------------------------------

    /// @notice F2: any rates at any time; what has accrued stays as it is.
    function setFees(uint256 seed) external {
        ITreasury.VaultFees memory old = scene.diamond.vaultFees(scene.vaultId);
        ITreasury.VaultFees memory next = ITreasury.VaultFees(
            uint16(seed % 101),
            uint16((seed >> 16) % 101),
            uint16((seed >> 32) % 501),
            uint16((seed >> 48) % 3_001),
            uint16((seed >> 64) % 101)
        );
        bool isRaise = next.entryBp > old.entryBp || next.exitBp > old.exitBp || next.managementBp > old.managementBp
            || next.performanceBp > old.performanceBp || next.flashBp > old.flashBp;
        (uint256 before0, uint256 before1) = _balances();
        (uint256 owed,,) = scene.diamond.accruedManagementFee(scene.vaultId);
        vm.prank(isRaise ? scene.admin : scene.treasury);
        scene.diamond.setVaultFees(scene.vaultId, next);
        (uint256 same,,) = scene.diamond.accruedManagementFee(scene.vaultId);
        // A raise of the performance fee collects first, which may pay some of the debt.
        if (next.performanceBp > old.performanceBp ? same > owed : same != owed) {
            _breach("F2: a new rate was retroactive");
        }
        _countFlow(before0, before1, 0, 0);
        ++reached["setFees"];
    }

    /// @notice F4: pays exactly what is booked to the collector.
    function collect() external {
        Fees memory was = _fees();
        uint256 had0 = scene.weth.balanceOf(scene.collector);
        uint256 had1 = scene.usdc.balanceOf(scene.collector);
        vm.prank(scene.treasury);
        (uint256 paid0, uint256 paid1) = scene.diamond.collect(scene.vaultId);
        if (paid0 != was.pending0 || paid1 != was.pending1) _breach("F4: collected other than booked");
        if (
            scene.weth.balanceOf(scene.collector) - had0 != paid0
                || scene.usdc.balanceOf(scene.collector) - had1 != paid1
        ) _breach("F4: the collector got other than collected");
        Fees memory now_ = _fees();
        if (now_.pending0 + now_.pending1 != 0) _breach("F4: something was left");
        g_out0 += paid0;
        g_out1 += paid1;
        ++reached["collect"];
    }

    function donate(uint256 gift0, uint256 gift1) external {
        (uint256 value, uint256 supply) = _valueAndSupply();
        gift0 = bound(gift0, 0, 1e22);
        gift1 = bound(gift1, 0, 1e13);
        scene.weth.mint(address(scene.diamond), gift0);
        scene.usdc.mint(address(scene.diamond), gift1);
        g_gift0 += gift0;
        g_gift1 += gift1;
        (uint256 valueAfter, uint256 supplyAfter) = _valueAndSupply();
        if (valueAfter != value || supplyAfter != supply) _breach("V5: a gift changed the value of shares");
        ++reached["donate"];
    }

    function donateLiquidity(uint256 which, uint128 liquidity) external {
        uint256 count = scene.diamond.vaultInfo(scene.vaultId).rangeCount;
        if (count == 0) vm.assume(false);
        ICantilever.RangeView memory range = scene.diamond.vaultRanges(scene.vaultId)[which % count];
        (uint256 value,) = _valueAndSupply();
        liquidity = uint128(bound(liquidity, 1, 1e15));
        address pool = address(uint160(uint256(range.poolId)));
        trader.mint(pool, address(scene.diamond), range.tickLower, range.tickUpper, liquidity);
        g_donated[keccak256(abi.encode(pool, range.tickLower, range.tickUpper))] += liquidity;
        (uint256 valueAfter,) = _valueAndSupply();
        if (valueAfter != value) _breach("V5: liquidity minted on the diamond's behalf changed its value");
        ++reached["donateLiquidity"];
    }

    // -- the market -----------------------------------------------------------------------------------------------

    function trade(uint256 which, bool zeroForOne, uint256 amount) external {
        address pool = scene.pools[which % 3];
        amount = zeroForOne ? bound(amount, 1e10, 3e18) : bound(amount, 1e4, 9000e6);
        _swap(pool, zeroForOne, int256(amount), zeroForOne ? TickMath.MIN_SQRT_PRICE + 1 : TickMath.MAX_SQRT_PRICE - 1);
        ++reached["trade"];
    }

    /// @notice The market settles at a price near the start, feed and pools alike, and averages follow.
    function settle(uint256 answer) external {
        answer = bound(answer, BASE_ANSWER * 97 / 100, BASE_ANSWER * 103 / 100);
        scene.feed.setAnswer(int256(answer));
        uint160 target = scene.diamond.anchorSqrtPriceX96(address(scene.weth), address(scene.usdc));
        for (uint256 i; i < 3; ++i) {
            (uint160 spot,,,,) = IUniswapV3PoolMinimal(scene.pools[i]).slot0();
            if (spot != target) _swap(scene.pools[i], target < spot, type(int128).max, target);
        }
        _wait(301);
        scene.feed.setAnswer(int256(answer));
        // A move of the anchor moves value per share: the floor starts anew.
        g_userOps = 0;
        g_floorPerShareWad = scene.diamond.valuePerShareWad(scene.vaultId);
        ++reached["settle"];
    }

    function wait(uint256 seconds_) external {
        _wait(bound(seconds_, 1, 3 hours));
        (, int256 answer,,,) = scene.feed.latestRoundData();
        scene.feed.setAnswer(answer);
        ++reached["wait"];
    }

    // -- the keeper -----------------------------------------------------------------------------------------------

    function rebalance(uint256 halfWidth, uint256 skew, uint256 pools) external {
        (bool ready,) = scene.diamond.checkRebalance(scene.vaultId);
        if (!ready) vm.assume(false);
        (, uint160 anchor) = scene.diamond.valueAtAnchor(scene.vaultId);
        int24 centre = TickMath.getTickAtSqrtPrice(anchor) + int24(int256(bound(skew, 0, 1600))) - 800;
        int24 half = int24(int256(bound(halfWidth, 400, 6000)));
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](pools % 4);
        for (uint256 i; i < orders.length; ++i) {
            orders[i] = IALMProtected.RangeOrder(
                uint8(i),
                _floor(centre - half, scene.spacings[i]),
                _floor(centre + half, scene.spacings[i]) + scene.spacings[i],
                10_000
            );
        }
        _rebalance(orders);
    }

    function _rebalance(IALMProtected.RangeOrder[] memory orders) private {
        uint256 supply = scene.diamond.totalSupply(scene.vaultId);
        (uint256 before0, uint256 before1) = _balances();
        (uint256 used,,) = scene.diamond.lossBudget(scene.vaultId);
        bool calm = _isCalm();
        vm.prank(scene.keeper);
        try scene.diamond.rebalance(scene.vaultId, new IALMProtected.SwapOrder[](0), orders) returns (
            uint256 value, uint256 valueAfter
        ) {
            if (valueAfter * 10_000 < value * (10_000 - 30)) _breach("R1: a rebalance lost more than it may");
            (uint256 usedAfter, uint256 budget,) = scene.diamond.lossBudget(scene.vaultId);
            if (usedAfter > budget || usedAfter + 1 < used) _breach("R2: the budget was overdrawn");
            if (scene.diamond.totalSupply(scene.vaultId) != supply) _breach("R1: a rebalance changed the supply");
            if (!calm || !_isCalm()) _breach("R1: a rebalance while a pool was off its band");
            _requireBuffer();
        } catch {
            vm.assume(false);
        }
        _countFlow(before0, before1, 0, 0);
        g_userOps = 0;
        g_floorPerShareWad = scene.diamond.valuePerShareWad(scene.vaultId);
        ++reached["rebalance"];
    }

    // -- the cash buffer ------------------------------------------------------------------------------------------

    /// @notice The keeper invests some of what it may.
    function invest(uint256 part0, uint256 part1) external {
        _cool();
        (uint256 most0, uint256 most1) = scene.diamond.previewInvest(scene.vaultId);
        (uint256 amount0, uint256 amount1) = (bound(part0, 0, most0), bound(part1, 0, most1));
        // Less than this a market may round away.
        if (amount0 < 1e6) amount0 = 0;
        if (amount1 < 100) amount1 = 0;
        if (g_frozen || amount0 | amount1 == 0) vm.assume(false);
        (uint256 before0, uint256 before1) = _balances();
        (uint256 value, uint256 supply) = _valueAndSupply();
        IALMCash.CashPlan memory plan = scene.diamond.cashPlan(scene.vaultId);
        vm.prank(scene.keeper);
        scene.diamond.investCash(scene.vaultId, amount0, amount1);
        (uint256 after0, uint256 after1) = _balances();
        if (before0 - after0 != amount0 || before1 - after1 != amount1) _breach("B3: other amounts were invested");
        (uint256 valueAfter, uint256 supplyAfter) = _valueAndSupply();
        if (valueAfter + 4 < value || valueAfter > value || supply != supplyAfter) {
            _breach("B3: investing moved value");
        }
        // The floors it was judged by: what a market rounds away moves the curve, and with it the floors of a new plan.
        if (
            (amount0 != 0 && plan.idle0 - amount0 < plan.floor0) || (amount1 != 0 && plan.idle1 - amount1 < plan.floor1)
        ) {
            _breach("B3: idle cash below its floor");
        }
        _countFlow(before0, before1, 0, 0);
        _newFloor();
        ++reached["invest"];
    }

    /// @notice A guardian brings cash home, the keeper's ways being its own tests' matter.
    function divest(uint256 tokenIndex, uint256 amount) external {
        tokenIndex %= 2;
        IMarkets.MarketView memory m = scene.diamond.marketOf(scene.vaultId, tokenIndex);
        if (g_frozen || m.counted < 100) vm.assume(false);
        (uint256 before0, uint256 before1) = _balances();
        (uint256 value,) = _valueAndSupply();
        vm.prank(scene.guardian);
        scene.diamond.divestCash(scene.vaultId, tokenIndex, bound(amount, 100, m.counted), 1);
        (uint256 valueAfter,) = _valueAndSupply();
        if (valueAfter + 4 < value || valueAfter > value + 4) _breach("B3: bringing home moved value");
        _countFlow(before0, before1, 0, 0);
        _newFloor();
        ++reached["divest"];
    }

    /// @notice A stranger makes a market richer: nothing at once, and later no more than the rate.
    function enrich(uint256 gift) external {
        (uint256 value,) = _valueAndSupply();
        scene.weth.mint(address(scene.wethMarket), bound(gift, 1, 1e21));
        (uint256 valueAfter,) = _valueAndSupply();
        // Interest that came since the last mark counts from now on, within the ceiling.
        IMarkets.MarketView memory m = scene.diamond.marketOf(scene.vaultId, 0);
        if (m.counted > m.recorded + m.recorded / 10) _breach("V5: a gift counted beyond the rate");
        if (valueAfter < value) _breach("V5: a gift lowered the value of shares");
        if (valueAfter != value) _newFloor();
        ++reached["enrich"];
    }

    /// @notice Markets stop paying, or pay again.
    function freeze(bool frozen) external {
        g_frozen = frozen;
        scene.wethMarket.setFault(frozen ? HostileMarket.Fault.NO_LIQUIDITY : HostileMarket.Fault.NONE);
        scene.aave.configurator.setReservePause(address(scene.usdc), frozen);
        ++reached["freeze"];
    }

    /// @dev B3: what a keeper leaves is at least the buffer's lower edge.
    function _requireBuffer() private {
        IALMCash.CashPlan memory plan = scene.diamond.cashPlan(scene.vaultId);
        if (plan.bufferWad + 1e12 < plan.lowWad) _breach("B3: the buffer is below its band");
    }

    function _cool() private {
        _wait(15 minutes);
        (, int256 answer,,,) = scene.feed.latestRoundData();
        scene.feed.setAnswer(answer);
    }

    function _newFloor() private {
        g_userOps = 0;
        g_floorPerShareWad = scene.diamond.valuePerShareWad(scene.vaultId);
    }

    /// @dev A priced exit that shut markets keep from being paid is refused by name.
    function _withdraw(address holder, uint256 shares) private returns (uint256 got0, uint256 got1) {
        vm.prank(holder);
        try scene.diamond.withdraw(scene.vaultId, shares, 0, 0, holder) returns (uint256 x, uint256 y) {
            return (x, y);
        } catch (bytes memory cause) {
            if (!g_frozen || bytes4(cause) != IMarkets.Market_Unpayable.selector) {
                _breach("B2: a withdrawal was refused");
            }
            vm.assume(false);
        }
    }

    function _withdrawInKind(address holder, uint256 shares) private returns (uint256, uint256) {
        vm.prank(holder);
        return scene.diamond.withdrawInKind(scene.vaultId, shares, 0, 0, holder);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev Whether every pool in use, its spot and its average, is within its band of the anchor.
    function _isCalm() private view returns (bool) {
        try scene.diamond.requireCalm(scene.vaultId) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev S2 of exits: those who stay keep what a share was worth before. Slack as of S5.
    function _requireNoTakeover(uint256 burned) private {
        (uint256 valueAfter,) = _valueAndSupply();
        if ((valueAfter + 12) * _supplyBefore < _valueBefore * (_supplyBefore - burned)) {
            _breach("S2: an exit took more than its part");
        }
    }

    function user(uint256 index) external view returns (address) {
        return users[index];
    }

    function _previewDeposit(uint256 wethMax, uint256 usdcMax) private view returns (Entry memory preview) {
        try scene.diamond.previewDeposit(scene.vaultId, wethMax, usdcMax) returns (uint256 s, uint256 x, uint256 y) {
            preview = Entry(s, x, y);
        } catch {
            vm.assume(false);
        }
    }

    function _someShares(address holder, uint256 shares) private view returns (uint256) {
        uint256 held = scene.diamond.balanceOf(holder, scene.vaultId);
        if (held == 0) vm.assume(false);
        // One in four takes all of it.
        return shares % 4 == 0 ? held : bound(shares, 1, held);
    }

    /// @dev (valueAfter - value) / value >= minted / supply, with a unit's slack on either value.
    function _worthAtLeast(uint256 valueAfter, uint256 value, uint256 minted, uint256 supply)
        private
        pure
        returns (bool)
    {
        return (valueAfter + 2 - value) * supply >= minted * (value - (value == 0 ? 0 : 1));
    }

    /// @dev Books what the diamond's balances did, apart from payments already known.
    function _countFlow(uint256 before0, uint256 before1, uint256 paid0, uint256 paid1) private {
        (uint256 after0, uint256 after1) = _balances();
        g_in0 += after0 + paid0 > before0 ? after0 + paid0 - before0 : 0;
        g_out0 += after0 + paid0 < before0 ? before0 - after0 - paid0 : 0;
        g_in1 += after1 + paid1 > before1 ? after1 + paid1 - before1 : 0;
        g_out1 += after1 + paid1 < before1 ? before1 - after1 - paid1 : 0;
        g_out0 += paid0;
        g_out1 += paid1;
    }

    /// @dev S5: at a constant anchor, n user operations lower value per share by no more than n units.
    function _afterUserOp(bytes32 action) private {
        ++reached[action];
        ++g_userOps;
        (uint256 value, uint256 supply) = _valueAndSupply();
        if (supply <= DEAD_SHARES * 1000) {
            // Next to empty, a unit is a large part of a share: the floor starts anew.
            g_userOps = 0;
            g_floorPerShareWad = supply == 0 ? 0 : scene.diamond.valuePerShareWad(scene.vaultId);
            return;
        }
        uint256 perShareWad = scene.diamond.valuePerShareWad(scene.vaultId);
        // A unit of value a range and token, and one of each sum, an operation.
        uint256 slackWad = g_userOps * 12 * 1e36 / supply;
        if (perShareWad + slackWad < g_floorPerShareWad) _breach("S5: users lowered the value of a share");
        if (value != 0 && perShareWad > g_floorPerShareWad) (g_floorPerShareWad, g_userOps) = (perShareWad, 0);
    }

    function _valueAndSupply() private view returns (uint256 value, uint256 supply) {
        (value,) = scene.diamond.valueAtAnchor(scene.vaultId);
        supply = scene.diamond.totalSupply(scene.vaultId);
    }

    function _balances() private view returns (uint256, uint256) {
        return (scene.weth.balanceOf(address(scene.diamond)), scene.usdc.balanceOf(address(scene.diamond)));
    }

    function _wait(uint256 seconds_) private {
        vm.warp(block.timestamp + seconds_);
        vm.roll(block.number + seconds_);
        (uint256 owed,,) = scene.diamond.accruedManagementFee(scene.vaultId);
        if (owed == 0 || scene.diamond.totalSupply(scene.vaultId) == 0) return;
        // Time, which no user made, lowers what a share is worth by the management fee: the floor starts anew.
        g_userOps = 0;
        (, int256 answer,,,) = scene.feed.latestRoundData();
        scene.feed.setAnswer(answer);
        g_floorPerShareWad = scene.diamond.valuePerShareWad(scene.vaultId);
    }

    function _swap(address pool, bool zeroForOne, int256 amount, uint160 limit) private {
        trader.swap(pool, zeroForOne, amount, limit);
    }

    function _floor(int24 tick, int24 spacing) private pure returns (int24) {
        int24 quotient = tick / spacing;
        if (tick < 0 && tick % spacing != 0) quotient--;
        return quotient * spacing;
    }

    function _breach(string memory what) private {
        if (bytes(breach).length == 0) breach = what;
    }
}
