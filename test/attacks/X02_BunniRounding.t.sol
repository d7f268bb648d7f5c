// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X02_BunniRounding
/// @notice Bunni v2, September 2025: a withdrawal rounded its change of the idle balance in a direction that is safe once
/// and not when composed; 44 tiny withdrawals at an active balance of 28 wei took 84 % of the liquidity.
/// @dev The vault has all its WETH in one range of a genuine Uniswap V3 pool and none in cash, and the pool is pushed, inside
/// the calm band, to where that range holds 1 to 100 wei of it; or it has recalled everything and all is idle, which is where
/// Bunni rounded. Then tiny exits, priced and in kind, and tiny deposits.
contract X02_BunniRoundingTest is AttackFixture {
    int24 private lower;
    int24 private upper;
    uint160 private home;

    function setUp() public override {
        super.setUp();
        // A quarter of the value is WETH, so that a range around the anchor takes all of it.
        depositAs(alice, 10e18, 90_000e6);
        depositAs(attacker, 10e18, 90_000e6);
        vm.startPrank(guardian);
        diamond.setPoolEnabled(vaultId, 1, false);
        diamond.setPoolEnabled(vaultId, 2, false);
        vm.stopPrank();
        (lower, upper) = (_floor(anchorTick() - 230, 10), _floor(anchorTick() + 180, 10));
        IALMProtected.RangeOrder[] memory orders = new IALMProtected.RangeOrder[](1);
        orders[0] = IALMProtected.RangeOrder(0, lower, upper, 10_000);
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), orders);
        (uint256 cash0,) = diamond.cashBalances(vaultId);
        assertLt(cash0, 1000, "cash in WETH was meant to be spent");
        home = spotSqrtPriceX96(pools[0]);
    }

    /// @dev What an attacker carries off, token by token, is no more than its part of the vault was before it began,
    /// to the wei and however many operations there were: every rounding is for those who stay. The part is of cash and
    /// of the range's principal as a real number, hence the latter rounded up and their product down. (To leave at once
    /// pays up to two wei a token less, one for the floor of cash and one for that of the burn.) The pushes are a stranger's,
    /// so that no trading fee of the attacker's own hides what roundings give.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: ci.fuzz.runs = 256
    function testFuzz_tinyExits_gainNothing(uint256 seed, uint256 active, uint256 count, bool idle) public {
        count = bound(count, 1, 200);
        if (idle) _recallAll();
        else _pushUntilActiveIs(bound(active, 1, 100));
        (uint256 part0, uint256 part1) = _partOf(attacker);
        uint256 before0 = weth.balanceOf(attacker);
        uint256 before1 = usdc.balanceOf(attacker);
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _tinyOp(seed);
        }
        uint256 shares = sharesOf(attacker);
        vm.prank(attacker);
        diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        swapToPrice(pools[0], home);
        assertLe(weth.balanceOf(attacker), before0 + part0, "X02: NP, WETH");
        assertLe(usdc.balanceOf(attacker), before1 + part1, "X02: NP, USDC");
        assertSolvent("X02");
    }

    /// @dev Fifty numbers of splits, from one to two hundred, of a range and of idle cash, in pieces of a few units of a
    /// share and in pieces just above whole units of USDC, for which rounding up would pay the most: what they pay
    /// together is no more than one exit pays.
    function test_splits_payNoMoreThanTheWhole() public {
        vm.pauseGasMetering();
        Search memory search;
        uint256 start = vm.snapshotState();
        for (uint256 idle; idle < 2; ++idle) {
            if (idle == 1) _recallAll();
            else _pushUntilActiveIs(28);
            for (uint256 step = 1; step <= STEPS; ++step) {
                for (uint256 way; way < 4; ++way) {
                    keep(search, _gainOfSplitting(way % 2 == 0, way / 2 == 0, step), step);
                }
            }
            vm.revertToState(start);
        }
        report("X02 splits", search);
    }

    // -- steps ----------------------------------------------------------------------------------------------------

    function _gainOfSplitting(bool priced, bool sized, uint256 step) private returns (int256) {
        uint256 state = vm.snapshotState();
        uint256 many0;
        uint256 many1;
        uint256 shares;
        uint256 splits = step % 5 == 0 ? step * 4 : step;
        for (uint256 i; i < splits; ++i) {
            uint256 each = sized ? _justAbove(4 * step) : 1 + step % 10 * 10 ** (step % 14);
            (uint256 got0, uint256 got1) = _exit(priced, each);
            many0 += got0;
            many1 += got1;
            shares += each;
        }
        vm.revertToState(state);
        state = vm.snapshotState();
        (uint256 one0, uint256 one1) = _exit(priced, shares);
        vm.revertToState(state);
        assertLe(many0, one0, "X02: splits pay more WETH than the whole");
        assertLe(many1, one1, "X02: splits pay more USDC than the whole");
        return (int256(many0) - int256(one0)) * int256(refWad(vaultId)) + (int256(many1) - int256(one1)) * 1e18;
    }

    /// @dev Fewest shares whose part of the vault is at least so much raw USDC.
    function _justAbove(uint256 usdcUnits) private view returns (uint256) {
        (, uint256 have1) = diamond.totalBalances(vaultId);
        return FixedPointMathLib.fullMulDivUp(usdcUnits, diamond.totalSupply(vaultId), have1);
    }

    /// @dev floor(q * (cash + ceil(principal))), raw units.
    function _partOf(address who) private view returns (uint256 part0, uint256 part1) {
        (part0, part1) = diamond.cashBalances(vaultId);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        for (uint256 i; i < ranges.length; ++i) {
            (uint256 x, uint256 y) = RangeMath.amountsUp(
                spotSqrtPriceX96(pools[ranges[i].poolIndex]),
                TickMath.getSqrtPriceAtTick(ranges[i].tickLower),
                TickMath.getSqrtPriceAtTick(ranges[i].tickUpper),
                ranges[i].liquidity
            );
            (part0, part1) = (part0 + x, part1 + y);
        }
        uint256 supply = diamond.totalSupply(vaultId);
        part0 = FixedPointMathLib.fullMulDiv(part0, sharesOf(who), supply);
        part1 = FixedPointMathLib.fullMulDiv(part1, sharesOf(who), supply);
    }

    /// @dev The keeper takes everything back to cash.
    function _recallAll() private {
        skip(15 minutes);
        setAnchor(3000e8);
        vm.prank(keeper);
        diamond.rebalance(vaultId, noSwaps(), new IALMProtected.RangeOrder[](0));
    }

    /// @dev Just below the range's upper end, where it is all USDC but for `active` wei.
    function _pushUntilActiveIs(uint256 active) private {
        uint160 top = TickMath.getSqrtPriceAtTick(upper);
        IALMInfo.RangeView memory range = diamond.vaultRanges(vaultId)[0];
        // amount0 = L * 2^96 * (top - p) / (top * p), to the first order in top - p.
        uint256 away = FixedPointMathLib.fullMulDivUp((active + 1) * top, top, uint256(range.liquidity) << 96);
        swapToPrice(pools[0], uint160(top - away));
        range = diamond.vaultRanges(vaultId)[0];
        assertGe(range.amount0, 1, "the push was meant to leave a few wei");
        assertLe(range.amount0, 102, "the push was meant to leave a few wei");
    }

    function _tinyOp(uint256 seed) private {
        // A few units of a share, or what a whole number of USDC's units costs.
        uint256 shares = seed >> 4 & 1 == 0 ? 1 + (seed >> 8) % 10 : _justAbove(1 + (seed >> 8) % 1000);
        uint256[4] memory state = _state();
        vm.startPrank(attacker);
        if (seed % 3 == 0) {
            // Refused if it buys no share at all.
            try diamond.deposit(vaultId, 1 + (seed >> 16) % 100, 1 + (seed >> 24) % 1000, 0, attacker) {} catch {}
        } else if (seed % 3 == 1) {
            diamond.withdraw(vaultId, shares, 0, 0, attacker);
        } else {
            diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        }
        vm.stopPrank();
        uint256[4] memory left = _state();
        // amount' / supply' >= amount / supply to a wei, token by token; and for liquidity of the range with its cash.
        for (uint256 i; i < 2; ++i) {
            assertGe((left[i] + 1) * state[3], state[i] * left[3], "X02: a share lost more than a wei");
            if (left[3] >= state[3]) continue;
            // Floors of amounts at spot: one wei besides the ceiling of the fraction.
            uint256 most = FixedPointMathLib.fullMulDivUp(state[i], state[3] - left[3], state[3]) + 1;
            assertLe(state[i] - FixedPointMathLib.min(left[i], state[i]), most, "X02: an exit took more than its part");
        }
        if (seed % 3 == 2) {
            assertGe(left[2] * state[3], state[2] * left[3], "X02: an exit in kind took more liquidity than its part");
        }
    }

    /// @dev Token0, token1, recorded liquidity, supply.
    function _state() private view returns (uint256[4] memory state) {
        (state[0], state[1]) = diamond.totalBalances(vaultId);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        if (ranges.length != 0) state[2] = ranges[0].liquidity;
        state[3] = diamond.totalSupply(vaultId);
    }

    function _exit(bool priced, uint256 shares) private returns (uint256, uint256) {
        vm.prank(attacker);
        return priced
            ? diamond.withdraw(vaultId, shares, 0, 0, attacker)
            : diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
    }
}
