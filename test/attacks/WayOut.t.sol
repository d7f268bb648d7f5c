// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {EveryVenueFixture} from "test/utils/EveryVenueFixture.sol";

/// @title WayOut
/// @notice An exit is always open: the oracle dies, the sequencer stops, everything is paused, the market leaves every
/// band, or all of it at once, and each holder still takes its exact slice of cash and of every range.
/// @dev One vault over Uniswap V3, PancakeSwap V3, Algebra and Uniswap V4. What is due is computed here from records read
/// before, by the venues' formula: floor(q * cash), and the amounts of floor(q * liquidity) in each range at its pool's
/// spot, wherever that is.
contract WayOutTest is EveryVenueFixture {
    enum Failure {
        ORACLE_STALE,
        ORACLE_REVERTS,
        SEQUENCER_DOWN,
        EVERYTHING_PAUSED,
        NOT_CALM,
        ALL_AT_ONCE
    }

    address private carol = makeAddr("carol");
    MockAggregator private uptime;

    function setUp() public override {
        super.setUp();
        uptime = new MockAggregator(0, 0);
        skip(2 hours);
        setAnchor(3000e8);
        diamond.setSequencer(address(uptime), 1 hours);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(feed));
        config.ttlSeconds = 1 days;
        config.checkSequencer = true;
        diamond.setPairFeed(address(weth), address(usdc), config);
        fund(carol);
    }

    /// @dev Three holders leave one after the other, the last of them as the last there is.
    function testFuzz_everyFailure_paysEachItsExactSlice(uint256 failure, uint256 bobs, uint256 carols, uint256 traded)
        public
    {
        depositAs(bob, 1e15 << bound(bobs, 0, 20), type(uint64).max);
        depositAs(carol, 1e15 << bound(carols, 0, 20), type(uint64).max);
        _rebalance(vaultId);
        _churn(bound(traded, 1e15, 5e18));
        _fail(Failure(bound(failure, 0, 5)));
        _assertPricedDoorsAreShut();

        address[3] memory holders = [alice, bob, carol];
        for (uint256 i; i < 3; ++i) {
            _leave(holders[i], i == 2);
        }
        assertEq(diamond.totalSupply(vaultId), diamond.balanceOf(address(0xdead), vaultId), "all are gone");
        _assertBacked();
    }

    /// @dev In pieces it is the same: nobody has to leave whole, or at once.
    function testFuzz_everyFailure_paysPartsToo(uint256 failure, uint256 shares) public {
        _rebalance(vaultId);
        _fail(Failure(bound(failure, 0, 5)));
        shares = bound(shares, 1, sharesOf(alice) - 1);
        (uint256 due0, uint256 due1) = _due(shares);
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.withdrawInKind(vaultId, shares, due0, due1, carol);
        assertEq(amount0, due0, "token0");
        assertEq(amount1, due1, "token1");
    }

    // -- steps ----------------------------------------------------------------------------------------------------

    function _leave(address holder, bool isLast) private {
        uint256 shares = sharesOf(holder);
        (uint256 due0, uint256 due1) = _due(shares);
        if (isLast) {
            // What was not released yet has nobody else to belong to; the venues' fees went to it with the others' burns.
            (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
            (due0, due1) = (due0 + locked0, due1 + locked1);
        }
        (uint256 had0, uint256 had1) = (weth.balanceOf(holder), usdc.balanceOf(holder));
        vm.prank(holder);
        (uint256 amount0, uint256 amount1) = diamond.withdrawInKind(vaultId, shares, due0, due1, holder);
        assertEq(amount0, due0, "exact slice, token0");
        assertEq(amount1, due1, "exact slice, token1");
        assertEq(weth.balanceOf(holder) - had0, due0, "received, token0");
        assertEq(usdc.balanceOf(holder) - had1, due1, "received, token1");
    }

    function _due(uint256 shares) private view returns (uint256 due0, uint256 due1) {
        uint256 supply = diamond.totalSupply(vaultId);
        (due0, due1) = diamond.cashBalances(vaultId);
        (due0, due1) = (due0 * shares / supply, due1 * shares / supply);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        assertEq(ranges.length, POOLS, "a range on every venue");
        for (uint256 i; i < POOLS; ++i) {
            (uint256 x, uint256 y) = RangeMath.amountsDown(
                _spot(ranges[i].poolIndex),
                TickMath.getSqrtPriceAtTick(ranges[i].tickLower),
                TickMath.getSqrtPriceAtTick(ranges[i].tickUpper),
                uint128(uint256(ranges[i].liquidity) * shares / supply)
            );
            (due0, due1) = (due0 + x, due1 + y);
        }
    }

    function _fail(Failure failure) private {
        bool all = failure == Failure.ALL_AT_ONCE;
        if (all || failure == Failure.EVERYTHING_PAUSED) {
            vm.startPrank(guardian);
            diamond.pause(PauseGroups.ALL);
            diamond.pauseVault(vaultId, PauseGroups.ALL);
            vm.stopPrank();
        }
        if (all || failure == Failure.NOT_CALM) {
            uint160 spot = spotSqrtPriceX96(pools[0]);
            for (uint256 i; i < POOLS; ++i) {
                // Halfway down in sqrt price on some, up on others: beyond every range.
                _swapTo(i, i % 2 == 0 ? spot * 7 / 10 : spot * 13 / 10);
            }
        }
        if (all || failure == Failure.SEQUENCER_DOWN) uptime.setAnswer(1);
        if (all || failure == Failure.ORACLE_REVERTS) feed.setFailure(MockAggregator.Failure.REVERT);
        if (failure == Failure.ORACLE_STALE) skip(30 days);
    }

    function _assertPricedDoorsAreShut() private {
        bytes[2] memory doors = [
            abi.encodeWithSelector(IALMUser.deposit.selector, vaultId, 1e18, 3100e6, 0, alice),
            abi.encodeWithSelector(IALMUser.withdraw.selector, vaultId, 1e15, 0, 0, alice)
        ];
        for (uint256 i; i < 2; ++i) {
            vm.prank(alice);
            (bool ok,) = address(diamond).call(doors[i]);
            assertFalse(ok, "a door that needs a price");
        }
    }

    function _spot(uint256 i) private view returns (uint160 spot) {
        if (i < PANCAKE) return spotSqrtPriceX96(pools[i]);
        if (i == PANCAKE) return spotSqrtPriceX96(pancakePool);
        if (i == V4) {
            (spot,) = v4Spot(v4KeyOf(v4Pool));
            return spot;
        }
        (, bytes memory state) = algebraPool.staticcall(abi.encodeWithSignature("globalState()"));
        // Its first word is the price, in every generation.
        return uint160(uint256(bytes32(state)));
    }
}
