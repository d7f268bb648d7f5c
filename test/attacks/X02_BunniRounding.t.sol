// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X02_BunniRounding
/// @notice Bunni v2, September 2025: a withdrawal rounded its change of the idle balance in a direction that is safe once
/// and not when composed; 44 tiny withdrawals at an active balance of 28 wei took 84 % of the liquidity.
/// @dev The vault has all its WETH in one range of a genuine Uniswap V3 pool and none in cash, and the pool is pushed, inside
/// the calm band, to where that range holds 1 to 100 wei of it. Then tiny exits, priced and in kind, and tiny deposits.
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

    /// @dev Against the same attacker who does nothing in between, whose one exit in kind is rounded down twice a token, in
    /// cash and in the range: that much may differ, however many operations there were. The pushes are a stranger's, so that no trading fee of the
    /// attacker's own hides what roundings give.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: ci.fuzz.runs = 256
    function testFuzz_tinyExits_gainNothing(uint256 seed, uint256 active, uint256 count) public {
        active = bound(active, 1, 100);
        count = bound(count, 1, 200);
        _pushUntilActiveIs(active);
        uint256 state = vm.snapshotState();
        uint256 idle = _worthAfterLeaving();
        vm.revertToState(state);
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _tinyOp(seed);
        }
        assertLe(_worthAfterLeaving(), idle + 2 * (refWad(vaultId) + 1e18), "X02: NP");
        assertSolvent("X02");
    }

    /// @dev Fifty numbers of splits, from two to two hundred: what they pay together is no more than one exit pays.
    function test_splits_payNoMoreThanTheWhole() public {
        vm.pauseGasMetering();
        _pushUntilActiveIs(28);
        Search memory search;
        for (uint256 step = 1; step <= STEPS; ++step) {
            uint256 each = 1 + step % 10 * 10 ** (step % 14);
            for (uint256 kind; kind < 2; ++kind) {
                uint256 splits = step * 4;
                uint256 state = vm.snapshotState();
                (uint256 many0, uint256 many1) = _exit(kind == 0, each, splits);
                vm.revertToState(state);
                state = vm.snapshotState();
                (uint256 one0, uint256 one1) = _exit(kind == 0, each * splits, 1);
                vm.revertToState(state);
                assertLe(many0, one0, "X02: splits pay more WETH than the whole");
                assertLe(many1, one1, "X02: splits pay more USDC than the whole");
                int256 gain = (int256(many0) - int256(one0)) * 3000e6 + (int256(many1) - int256(one1)) * 1e18;
                keep(search, gain, step);
            }
        }
        report("X02 splits", search);
    }

    // -- steps ----------------------------------------------------------------------------------------------------

    /// @dev All shares in kind, then the pool back where it was.
    function _worthAfterLeaving() private returns (uint256) {
        uint256 shares = sharesOf(attacker);
        vm.prank(attacker);
        diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        swapToPrice(pools[0], home);
        return worth(attacker);
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
        uint256 shares = 1 + (seed >> 8) % 10;
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
        state[2] = diamond.vaultRanges(vaultId)[0].liquidity;
        state[3] = diamond.totalSupply(vaultId);
    }

    function _exit(bool priced, uint256 shares, uint256 times) private returns (uint256 sum0, uint256 sum1) {
        vm.startPrank(attacker);
        for (uint256 i; i < times; ++i) {
            (uint256 got0, uint256 got1) = priced
                ? diamond.withdraw(vaultId, shares, 0, 0, attacker)
                : diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
            sum0 += got0;
            sum1 += got1;
        }
        vm.stopPrank();
    }
}
