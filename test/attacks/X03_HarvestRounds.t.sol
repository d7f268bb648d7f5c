// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AttackFixture} from "./AttackFixture.sol";
import {Pattern, RoundTrip, RoundTripRaider} from "./Raider.sol";

/// @title X03_HarvestRounds
/// @notice Harvest Finance, October 2020: shares priced from a pool's live state behind a 3 % guard; each round moved it
/// by a percent, thirty rounds took 24 million.
/// @dev The WETH/USDC vault at the volatile class's 200 bp, over genuine Uniswap V3 pools which it dominates, and a pool
/// pushed by at most 0.99 of the band. Here no cap on deposits and no delay stands against it but the two-price rule:
/// who enters pays the pools' amounts at spot, who leaves gets them scaled down to what they are worth at the anchor.
contract X03_HarvestRoundsTest is AttackFixture {
    uint256 private constant BAND_BP = 200;
    uint256 private constant ROUNDS = 100;

    uint160 private anchor;
    RoundTripRaider private raider;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 5000e18, 15_000_000e6);
        rebalance(1000);
        anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        for (uint256 i; i < 3; ++i) {
            swapToPrice(pools[i], anchor);
        }
        raider = new RoundTripRaider(wethPrey());
        weth.mint(address(raider), 1e6 * 1e18);
        usdc.mint(address(raider), 3e9 * 1e6);
    }

    /// @dev One transaction, fifty sizes of push each way and every pattern; the best of them a hundred times over.
    function test_atomic_gainsNothing() public {
        vm.pauseGasMetering();
        Search memory search;
        for (uint256 i = 1; i <= STEPS; ++i) {
            for (uint256 way; way < 2; ++way) {
                uint160 pushed = _pushed(i, way == 0);
                for (uint256 pattern; pattern < 4; ++pattern) {
                    // From 1 WETH to 1,000,000.
                    uint256 amount0 = 1e18 * 10 ** (i * 5 % 7);
                    RoundTrip memory trip =
                        RoundTrip(pools[0], pushed, amount0, amount0 * 3000 / 1e12, 1, Pattern(pattern));
                    attempt(raider, abi.encode(trip), i * 2 + way, search);
                }
            }
        }
        RoundTrip memory best = abi.decode(search.best, (RoundTrip));
        for (uint256 rounds = 2; rounds <= ROUNDS; rounds += 14) {
            best.rounds = rounds;
            attempt(raider, abi.encode(best), search.size, search);
        }
        report("X03 atomic", search);
        assertEq(search.ran, search.tried, "X03: an attempt inside the band was refused");
        assertLe(search.profit, 0, "X03: NP");
        assertLe(search.worstDrop, 2, "X03: PPS");
        _assertBelowOneBp(search.cumulativeDrop);
    }

    /// @dev The same over blocks, so that averages follow the push and released fees reach the attacker too. Nobody
    /// trades against the attacker, which is as good as it gets for one.
    function test_multi_gainsNothing() public {
        vm.pauseGasMetering();
        Search memory search;
        for (uint256 i = 1; i <= STEPS; ++i) {
            uint256 state = vm.snapshotState();
            uint256 before = worth(address(raider));
            watch(vaultId);
            // A few sizes for all rounds, the others for two.
            uint256 rounds = i % 25 == 0 ? ROUNDS : 2;
            bool enterPushed = i % 2 == 0;
            uint160 pushed = _pushed(i, i % 4 < 2);
            for (uint256 j; j < rounds; ++j) {
                _round(enterPushed, pushed, 10 ** (i % 6) * 1e18);
            }
            keep(search, int256(worth(address(raider))) - int256(before), i);
            if (worstDrop > search.worstDrop) search.worstDrop = worstDrop;
            if (cumulativeDrop > search.cumulativeDrop) search.cumulativeDrop = cumulativeDrop;
            vm.revertToState(state);
        }
        report("X03 multi", search);
        assertLe(search.profit, 0, "X03: NP over blocks");
        assertLe(search.worstDrop, 2, "X03: PPS over blocks");
        _assertBelowOneBp(search.cumulativeDrop);
    }

    function _round(bool enterPushed, uint160 pushed, uint256 amount0) private {
        if (enterPushed) raider.push(pools[0], pushed);
        _nextBlock();
        uint256 shares = raider.enter(amount0, amount0 * 3000 / 1e12);
        _nextBlock();
        raider.push(pools[0], enterPushed ? anchor : pushed);
        _nextBlock();
        raider.leave(shares);
        raider.push(pools[0], anchor);
        _nextBlock();
    }

    function _nextBlock() private {
        vm.roll(block.number + 1);
        skip(12);
        // Same answer, a new round: REF stands still, and the feed stays fresh.
        setAnchor(uint256(_answer()));
    }

    /// @dev At most 0.99 of the band.
    function _pushed(uint256 step, bool above) private view returns (uint160) {
        return between(anchor, edgeOfBand(anchor, BAND_BP, above), step * 99, STEPS * 100);
    }

    function _assertBelowOneBp(uint256 drop) private view {
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        assertLt(drop * 10_000, value, "X03: others lost a basis point");
    }
}
