// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {Roles} from "src/access/Roles.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @notice Uniswap's router, the one function of it that is listed.
interface IRouter {
    struct ExactInputSingleParams {
        address tokenIn;
        address tokenOut;
        uint24 fee;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
        uint160 sqrtPriceLimitX96;
    }

    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256 amountOut);
}

/// @title X64_StolenKeys
/// @notice Step, Drift, Bybit: whoever holds the keys is the attacker. Here the KEEPER's for a day, then the MANAGER's
/// with it for the two days that the timelock leaves to answer, each with a lender of unlimited money.
/// @dev Money is the `trader`'s, who mints what it owes: no attacker is richer. The search pushes pools within and
/// beyond their band, places narrow, wide and off-centre ranges there, sells through the listed router at the worst that
/// the oracle lets through, burns and mints again, and bisects each of these to the largest blow that is let through.
/// What it costs is the fall of V(A(a), a) a share in each operation, summed: gains in between do not count.
contract X64_StolenKeysTest is AttackFixture {
    uint256 private constant BUDGET_PPM = 10_000;
    uint256 private constant CALL_PPM = 3_000;
    uint256 private constant BISECTIONS = 7;
    uint256 private constant E9 = 1e9;

    /// @notice One operation of a hostile keeper.
    /// @param pushBp How far pools are off the anchor meanwhile, bp of sqrt price; negative is down.
    /// @param swapBp Part of one token that is sold through the router, bp.
    struct Blow {
        int256 pushBp;
        uint256 pushMask;
        uint256 orderMask;
        int24 halfWidth;
        int24 offset;
        uint256 swapBp;
        bool zeroForOne;
        uint256 swapPool;
    }

    uint24[3] private fees = [uint24(500), 3000, 10_000];
    uint160 private anchor;
    address private hand;
    uint256 private tried;
    uint256 private ran;

    function setUp() public override {
        super.setUp();
        diamond.setRouter(uniswap.swapRouter, IRouter.exactInputSingle.selector, true);
        // Some twenty times what the pools hold around the price: nothing but the rules protects it.
        depositAs(alice, 1000e18, 3_000_000e6);
        depositAs(bob, 10e18, 30_000e6);
        rebalance(1000);
        anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        _restore();
        hand = keeper;
        skip(15 minutes);
        setAnchor(3000e8);
    }

    // -- the keeper's key, a day ----------------------------------------------------------------------------------

    function test_keeperForADay_costsNoMoreThanTheBudget() public {
        vm.pauseGasMetering();
        uint256 begun = _worthOf(alice);
        uint256 costE9 = _campaign(1 days);
        console.log("X64: keeper for a day: blows tried, let through", tried, ran);
        console.log("X64: keeper for a day: cost a share, 1e-9", costE9);
        assertLe(costE9, BUDGET_PPM * 1000, "X64: a keeper costs more than the daily budget");
        // A search that finds next to nothing would prove nothing.
        assertGe(costE9, BUDGET_PPM * 990, "X64: the search does not even spend the budget");
        _assertGoneWithAtMost(begun, BUDGET_PPM);
    }

    /// @dev MANAGER and KEEPER in one hand until the timelock's delay is over. A rolling day's budget, so two days' can
    /// be spent in two days; what the second key adds is nothing.
    function test_managerAndKeeperForTheDelay_costNoMoreThanTheBudgets() public {
        vm.pauseGasMetering();
        uint256 begun = _worthOf(alice);
        _arm();
        uint256 costE9 = _campaign(2 days);
        console.log("X64: manager and keeper for two days: blows tried, let through", tried, ran);
        console.log("X64: manager and keeper for two days: cost a share, 1e-9", costE9);
        assertLe(costE9, 2 * BUDGET_PPM * 1000, "X64: MANAGER with KEEPER costs more than the daily budgets");
        assertGe(costE9, BUDGET_PPM * 1980, "X64: the search does not even spend the budgets");
        _assertGoneWithAtMost(begun, 2 * BUDGET_PPM);
    }

    /// @dev Anything either key and anyone's money can do, in any order, for less than a day.
    function testFuzz_everythingAtOnce_costsNoMoreThanTheBudget(uint256 seed) public {
        uint256 until = block.timestamp + 1 days;
        uint256 costE9;
        for (uint256 i; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            (uint256 value, uint256 supply) = (_value(), diamond.totalSupply(vaultId));
            _act(seed, until);
            uint256 held = value * E9 / supply;
            uint256 holds = _value() * E9 / diamond.totalSupply(vaultId);
            if (holds < held) costE9 += (held - holds) * E9 / held;
        }
        // A share of 24 operations' roundings of a unit each: below 24e-9 of a vault of 6e12.
        assertLe(costE9, BUDGET_PPM * 1000 + 24, "X64: together they cost more than the daily budget");
        assertSolvent("X64");
    }

    // -- what the keys cannot do ----------------------------------------------------------------------------------

    /// @dev Every setting that could widen the budget, and every role, is out of the two keys' reach.
    function test_keysCannotWidenWhatBindsThem() public {
        IManagement.VaultLimits memory limits = IManagement.VaultLimits(30, 100, 50, 15 minutes);
        vm.startPrank(manager);
        limits.maxLossBp = 31;
        _expectMissing(Roles.ADMIN);
        diamond.setVaultLimits(vaultId, limits);
        limits = IManagement.VaultLimits(30, 101, 50, 15 minutes);
        _expectMissing(Roles.ADMIN);
        diamond.setVaultLimits(vaultId, limits);
        limits = IManagement.VaultLimits(30, 100, 51, 15 minutes);
        _expectMissing(Roles.ADMIN);
        diamond.setVaultLimits(vaultId, limits);
        limits = IManagement.VaultLimits(30, 100, 50, 15 minutes - 1);
        _expectMissing(Roles.ADMIN);
        diamond.setVaultLimits(vaultId, limits);
        _expectMissing(Roles.ADMIN);
        diamond.setRouter(attacker, bytes4(0x12345678), true);
        _expectMissing(Roles.ADMIN);
        diamond.setAdapter(FAMILY_V3, attacker);
        _expectMissing(Roles.ADMIN);
        diamond.setV3Factory(attacker, true);
        _expectMissing(Roles.ADMIN);
        diamond.proposeRole(Roles.TREASURY, attacker);
        _expectMissing(Roles.ADMIN);
        diamond.reinstateManager(manager);
        vm.stopPrank();
    }

    /// @dev Setting limits anew, pausing, or another keeper's key give neither the budget nor the cool-down back.
    function test_nothingGivesTheBudgetBack() public {
        vm.pauseGasMetering();
        Blow memory blow = _worstOf(_shapes());
        _strike(blow);
        (uint256 used,,) = diamond.lossBudget(vaultId);
        assertGt(used, CALL_PPM / 2, "the blow landed");
        vm.startPrank(manager);
        diamond.setVaultLimits(vaultId, IManagement.VaultLimits(30, 100, 50, 15 minutes));
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        diamond.unpauseVault(vaultId, PauseGroups.ALL);
        diamond.refreshAdapters(vaultId);
        diamond.grantKeeper(attacker);
        diamond.liquidate(vaultId, 0);
        vm.stopPrank();
        (uint256 still,,) = diamond.lossBudget(vaultId);
        assertEq(still, used, "X64: the budget came back");
        vm.prank(attacker);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, uint256(15 minutes)));
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
    }

    /// @dev GUARDIAN ends it with two calls, whatever keepers the manager appointed meanwhile; exits stay open.
    function test_guardian_endsBothAtOnce() public {
        _arm();
        vm.startPrank(guardian);
        diamond.suspendManager(manager);
        diamond.revokeAll(Roles.KEEPER);
        vm.stopPrank();
        skip(1 days);
        setAnchor(3000e8);
        address[2] memory hands = [keeper, attacker];
        for (uint256 i; i < 2; ++i) {
            vm.startPrank(hands[i]);
            _expectMissing(Roles.KEEPER, hands[i]);
            diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
            _expectMissing(Roles.KEEPER, hands[i]);
            diamond.burnRanges(vaultId, 1);
            vm.stopPrank();
        }
        vm.startPrank(manager);
        _expectMissing(Roles.MANAGER);
        diamond.grantKeeper(attacker);
        _expectMissing(Roles.MANAGER);
        diamond.setPoolCScore(poolIdOf(pools[0]), 1);
        _expectMissing(Roles.MANAGER);
        diamond.registerPool(vaultId, poolConfig(pools[0]));
        _expectMissing(Roles.MANAGER);
        diamond.setPoolEnabled(vaultId, 0, true);
        _expectMissing(Roles.MANAGER);
        diamond.unpauseVault(vaultId, 1);
        vm.stopPrank();
        uint256 shares = sharesOf(alice);
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertGt(amount0 + amount1, 0);
    }

    // -- searching ------------------------------------------------------------------------------------------------

    /// @dev Spends all that is let through, as early as it is, until the time is over. The sum of what each cost.
    function _campaign(uint256 duration) private returns (uint256 costE9) {
        uint256 until = block.timestamp + duration;
        Blow[] memory best = _bestThree(_shapes());
        while (block.timestamp < until) {
            costE9 += _strike(_worstOf(best));
            skip(15 minutes);
            // Once the budget is used up there is nothing to take until a part of it comes back.
            (uint256 used, uint256 budget,) = diamond.lossBudget(vaultId);
            if (used + 5 > budget) skip(2 hours);
            setAnchor(3000e8);
        }
    }

    /// @dev What is tried: widths, offsets, one pool or all, both ways, with and without a sale on the way.
    function _shapes() private pure returns (Blow[] memory shapes) {
        shapes = new Blow[](2 * 2 * 3 * 2 + 6);
        uint256 n;
        int24[2] memory widths = [int24(200), 2000];
        int24[3] memory offsets = [int24(-900), 0, 900];
        for (uint256 way; way < 2; ++way) {
            for (uint256 w; w < 2; ++w) {
                for (uint256 o; o < 3; ++o) {
                    for (uint256 m; m < 2; ++m) {
                        uint256 mask = m == 0 ? 7 : 2;
                        shapes[n++] = Blow(way == 0 ? int256(1) : -1, mask, mask, widths[w], offsets[o], 0, false, 0);
                    }
                }
            }
        }
        for (uint256 pool; pool < 3; ++pool) {
            shapes[n++] = Blow(1, 1 << pool, 0, 0, 0, 1, false, pool);
            shapes[n++] = Blow(-1, 1 << pool, 0, 0, 0, 1, true, pool);
        }
    }

    function _bestThree(Blow[] memory shapes) private returns (Blow[] memory best) {
        best = new Blow[](3);
        uint256[3] memory costs;
        for (uint256 i; i < shapes.length; ++i) {
            (uint256 cost, Blow memory found) = _bisect(shapes[i]);
            for (uint256 j; j < 3; ++j) {
                if (cost <= costs[j]) continue;
                for (uint256 k = 2; k > j; --k) {
                    (costs[k], best[k]) = (costs[k - 1], best[k - 1]);
                }
                (costs[j], best[j]) = (cost, found);
                break;
            }
        }
    }

    function _worstOf(Blow[] memory shapes) private returns (Blow memory worst) {
        uint256 most;
        for (uint256 i; i < shapes.length; ++i) {
            (uint256 cost, Blow memory found) = _bisect(shapes[i]);
            if (cost > most) (most, worst) = (cost, found);
        }
    }

    /// @dev The hardest of its kind that is let through now: bisects the push, or what is sold, between nothing and all.
    function _bisect(Blow memory shape) private returns (uint256 cost, Blow memory best) {
        int256 sign = shape.pushBp < 0 ? int256(-1) : int256(1);
        bool isSale = shape.swapBp != 0;
        (uint256 low, uint256 high) = (0, isSale ? 10_000 : 110);
        for (uint256 i; i < BISECTIONS && low < high; ++i) {
            uint256 middle = (low + high + 1) / 2;
            Blow memory blow = _copy(shape);
            if (isSale) (blow.pushBp, blow.swapBp) = (sign * 20, middle);
            else blow.pushBp = sign * int256(middle);
            uint256 state = vm.snapshotState();
            (bool isThrough, uint256 found) = _blow(blow);
            vm.revertToStateAndDelete(state);
            ++tried;
            if (isThrough && found >= cost) (cost, best) = (found, blow);
            if (isThrough) low = middle;
            else high = middle - 1;
        }
    }

    function _strike(Blow memory blow) private returns (uint256 costE9) {
        if (blow.pushMask == 0) return 0;
        bool isThrough;
        (isThrough, costE9) = _blow(blow);
        assertTrue(isThrough, "a blow that was let through before");
        ++ran;
    }

    /// @dev Pushes, rebalances, puts the pools back. What a share lost by it, 1e-9.
    function _blow(Blow memory b) private returns (bool isThrough, uint256 costE9) {
        uint256 before = _value();
        uint160 pushed = uint160(uint256(int256(uint256(anchor)) * (10_000 + b.pushBp) / 10_000));
        for (uint256 i; i < 3; ++i) {
            if (b.pushMask >> i & 1 == 1) swapToPrice(pools[i], pushed);
        }
        IALMProtected.RangeOrder[] memory orders = _orders(b);
        IALMProtected.SwapOrder[] memory swaps = _swaps(b);
        vm.prank(hand);
        try diamond.rebalance(vaultId, swaps, orders) {
            isThrough = true;
        } catch {}
        _restore();
        uint256 left = _value();
        if (left < before) costE9 = (before - left) * E9 / before;
    }

    function _orders(Blow memory b) private view returns (IALMProtected.RangeOrder[] memory orders) {
        uint256 n;
        for (uint256 i; i < 3; ++i) {
            n += b.orderMask >> i & 1;
        }
        orders = new IALMProtected.RangeOrder[](n);
        n = 0;
        int24 centre = anchorTick() + b.offset;
        for (uint256 i; i < 3; ++i) {
            if (b.orderMask >> i & 1 == 0) continue;
            int24 lower = _floor(centre - b.halfWidth, spacings[i]);
            int24 width = _floor(2 * b.halfWidth + spacings[i] - 1, spacings[i]);
            orders[n++] = IALMProtected.RangeOrder(uint8(i), lower, lower + width, 10_000);
        }
    }

    function _swaps(Blow memory b) private view returns (IALMProtected.SwapOrder[] memory swaps) {
        if (b.swapBp == 0) return swaps;
        (uint256 all0, uint256 all1) = diamond.totalBalances(vaultId);
        uint256 amount = (b.zeroForOne ? all0 : all1) * b.swapBp / 10_000;
        (address tokenIn, address tokenOut) =
            b.zeroForOne ? (address(weth), address(usdc)) : (address(usdc), address(weth));
        swaps = new IALMProtected.SwapOrder[](1);
        swaps[0] = IALMProtected.SwapOrder(
            uniswap.swapRouter,
            b.zeroForOne,
            amount,
            0,
            abi.encodeCall(
                IRouter.exactInputSingle,
                (IRouter.ExactInputSingleParams(
                        tokenIn, tokenOut, fees[b.swapPool], address(diamond), block.timestamp, amount, 0, 0
                    ))
            )
        );
    }

    // -- everything at once ---------------------------------------------------------------------------------------

    /// @dev One act of a manager, a keeper, a trader or a depositor who are all the same. Refusals are part of it.
    function _act(uint256 seed, uint256 until) private {
        uint256 kind = seed % 12;
        uint256 a = seed >> 8;
        if (kind == 0) {
            _pushTo(a % 3, int256(a >> 8) % 300);
        } else if (kind == 1) {
            _restore();
        } else if (kind == 2 || kind == 3) {
            Blow memory b = Blow(
                int256(a >> 16) % 110,
                a & 7,
                (a >> 3) & 7,
                int24(int256(200 + (a >> 24) % 3000)),
                int24(int256(a >> 40) % 1000),
                kind == 3 ? (a >> 56) % 3000 : 0,
                a & 64 == 0,
                (a >> 72) % 3
            );
            skip(block.timestamp + 20 minutes < until ? 15 minutes : 0);
            setAnchor(3000e8);
            _blow(b);
        } else if (kind == 4) {
            skip(block.timestamp + 20 minutes < until ? 15 minutes : 0);
            setAnchor(3000e8);
            _try(keeper, abi.encodeCall(diamond.burnRanges, (vaultId, a & 7)));
        } else if (kind == 5) {
            _try(manager, abi.encodeCall(diamond.liquidate, (vaultId, a & 7)));
        } else if (kind == 6) {
            _try(manager, abi.encodeCall(diamond.setPoolCScore, (poolIdOf(pools[a % 3]), uint16((a >> 8) % 10_001))));
        } else if (kind == 7) {
            _try(manager, abi.encodeCall(diamond.setPoolEnabled, (vaultId, a % 3, a & 4 == 0)));
        } else if (kind == 8) {
            _enter(a);
        } else if (kind == 9) {
            _leave(a);
        } else if (kind == 10) {
            if (a & 1 == 0) _try(attacker, abi.encodeCall(diamond.harvest, (vaultId)));
            else if (a & 2 == 0) _try(manager, abi.encodeCall(diamond.refreshAdapters, (vaultId)));
            else _pauseAndOn();
        } else if (block.timestamp + 2 hours < until) {
            skip(a % 2 hours);
            setAnchor(3000e8);
        }
    }

    function _enter(uint256 a) private {
        uint256 amount = 1e12 << ((a >> 8) % 30);
        if (a & 1 == 0) {
            _try(
                attacker,
                abi.encodeWithSelector(IALMUser.deposit.selector, vaultId, amount, amount * 3100 / 1e12, 0, attacker)
            );
        } else {
            bool isWeth = a & 2 == 0;
            _try(
                attacker,
                abi.encodeWithSelector(
                    IALMSingle.depositSingle.selector,
                    vaultId,
                    isWeth ? address(weth) : address(usdc),
                    isWeth ? amount : amount * 3000 / 1e12,
                    0,
                    attacker
                )
            );
        }
    }

    function _leave(uint256 a) private {
        uint256 shares = sharesOf(attacker);
        if (shares > 1 && a & 1 == 0) shares = 1 + (a >> 8) % shares;
        bytes4 way = a & 6 == 0
            ? IALMUser.withdrawInKind.selector
            : a & 6 == 2 ? IALMSingle.withdrawSingle.selector : IALMUser.withdraw.selector;
        _try(
            attacker,
            way == IALMSingle.withdrawSingle.selector
                ? abi.encodeWithSelector(way, vaultId, a & 8 == 0 ? address(weth) : address(usdc), shares, 0, attacker)
                : abi.encodeWithSelector(way, vaultId, shares, 0, 0, attacker)
        );
    }

    function _pauseAndOn() private {
        vm.startPrank(manager);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        diamond.unpauseVault(vaultId, PauseGroups.ALL);
        vm.stopPrank();
    }

    function _try(address who, bytes memory data) private {
        vm.prank(who);
        (bool ok,) = address(diamond).call(data);
        if (ok) ++ran;
    }

    // -- steps ----------------------------------------------------------------------------------------------------

    /// @dev The manager appoints a keeper of its own, and puts all weight where it likes.
    function _arm() private {
        vm.startPrank(manager);
        diamond.grantKeeper(attacker);
        diamond.setPoolCScore(poolIdOf(pools[0]), 1000);
        diamond.refreshAdapters(vaultId);
        vm.stopPrank();
        hand = attacker;
    }

    function _pushTo(uint256 pool, int256 bp) private {
        swapToPrice(pools[pool], uint160(uint256(int256(uint256(anchor)) * (10_000 + bp) / 10_000)));
    }

    function _restore() private {
        for (uint256 i; i < 3; ++i) {
            swapToPrice(pools[i], anchor);
        }
    }

    function _value() private view returns (uint256 value) {
        (value,) = diamond.valueAtAnchor(vaultId);
    }

    /// @dev A holder's wallet and shares, raw token1 at REF.
    function _worthOf(address who) private view returns (uint256) {
        return worth(who) / 1e18;
    }

    /// @dev What counts in the end: alice leaves, and looks into her wallet.
    function _assertGoneWithAtMost(uint256 begun, uint256 ppm) private {
        _restore();
        uint256 shares = sharesOf(alice);
        uint256 wallet = _worthOf(alice) - _value() * shares / diamond.totalSupply(vaultId);
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        uint256 got = _worthOf(alice) - wallet;
        uint256 put = begun - wallet;
        console.log("X64: alice put in, took out, raw token1 at REF", put, got);
        // A unit a range and token for the roundings of the exit.
        assertGe(got + 8, put - put * ppm / 1e6, "X64: a holder leaves with less than the budgets allow");
    }

    function _copy(Blow memory b) private pure returns (Blow memory) {
        return Blow(b.pushBp, b.pushMask, b.orderMask, b.halfWidth, b.offset, b.swapBp, b.zeroForOne, b.swapPool);
    }

    function _expectMissing(bytes32 role) private {
        _expectMissing(role, manager);
    }

    function _expectMissing(bytes32 role, address who) private {
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, who, role));
    }
}
