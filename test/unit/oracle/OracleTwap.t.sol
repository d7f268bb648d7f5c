// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../../src/interfaces/IOracleAdmin.sol";
import {IV3Observations} from "../../../src/interfaces/external/IV3Observations.sol";
import {OracleTwap} from "../../../src/oracle/OracleTwap.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase, OracleTestToken} from "./OracleBase.t.sol";
import {IV3Pool, V3PoolFixture} from "./V3PoolFixture.sol";
import {WideMath} from "./WideMath.sol";

/// @notice Averages over genuine pools of both families: what they answer, when they are refused, what a block's worth
/// of manipulation does to them.
contract OracleTwapTest is OracleBase, V3PoolFixture {
    bytes32 private constant FEED = keccak256("WETH/USDC twap");
    uint32 private constant WINDOW = 30 minutes;
    uint32 private constant SPACING = 12;
    /// @dev 1800 / 12 + 2.
    uint16 private constant SLOTS = 152;
    /// @dev sqrt(2000e6 / 1e18)·2^96: 2,000 USDC per WETH.
    uint160 private constant START = 3_543_191_142_285_914_205_922_034;
    /// @dev Twenty ticks up.
    uint160 private constant AWAY = START + START / 1000;

    address private weth;
    address private usdc;

    function setUp() public override {
        super.setUp();
        (weth, usdc) = _tokens(18, 6);
    }

    function test_twap_ofAStillPoolIsItsPrice() public {
        for (uint256 i; i < 2; ++i) {
            IV3Pool pool = _oldPool(_artifact(i));
            bytes32 id = keccak256(abi.encode(FEED, i));
            _setFeed(id, _twap(pool, false));
            // Ticks are 1.0001 apart, and the mean rounds down.
            assertApproxEqRel(oracle.libPrice(id), 2000e18, 0.0001e18);
            assertLe(oracle.libPrice(id), 2000e18);
            bytes32 inverse = keccak256(abi.encode(FEED, "inverse", i));
            _setFeed(inverse, _twap(pool, true));
            assertApproxEqRel(oracle.libPrice(inverse), 0.0005e18, 0.0001e18);
        }
    }

    function test_twap_anchorsAPair() public {
        IV3Pool pool = _oldPool(PANCAKE);
        _setPairFeed(weth, usdc, _twap(pool, false));
        assertApproxEqRel(oracle.libAnchor(weth, usdc), START, 0.00005e18);
    }

    /// @dev Everything that happens within a block has weight zero, whatever it costs.
    function testFuzz_twap_ignoresThisBlocksSpot(uint160 spot, uint256 family) public {
        IV3Pool pool = _oldPool(_artifact(family));
        _setFeed(FEED, _twap(pool, false));
        uint256 before = oracle.price(FEED);
        spot = uint160(bound(spot, TickMath.MIN_SQRT_PRICE + 1, TickMath.MAX_SQRT_PRICE - 1));
        if (spot == START) spot++;
        _moveTo(pool, START, spot);
        assertEq(oracle.price(FEED), before);
    }

    /// @dev A price held for part of the window moves the mean tick by that part of the way, no more.
    function testFuzz_twap_followsByThePartOfTheWindowHeld(uint256 held, uint256 up, uint256 family) public {
        IV3Pool pool = _oldPool(_artifact(family));
        _setFeed(FEED, _twap(pool, false));
        int24 from = TickMath.getTickAtSqrtPrice(START);
        int24 to = up % 2 == 0 ? from + 1000 : from - 1000;
        _moveTo(pool, START, TickMath.getSqrtPriceAtTick(to));
        held = bound(held, 0, WINDOW);
        vm.warp(block.timestamp + held);
        int256 sum = int256(from) * int256(WINDOW - held) + int256(to) * int256(held);
        int256 mean = sum / int256(uint256(WINDOW));
        if (sum < 0 && sum % int256(uint256(WINDOW)) != 0) --mean;
        assertEq(oracle.price(FEED), OracleTwap.priceWadAtTick(int24(mean), 12, false));
    }

    function test_RevertWhen_poolKeepsTooFewObservations() public {
        for (uint256 i; i < 2; ++i) {
            IV3Pool pool = _deployPool(_artifact(i), weth, usdc, START);
            _provide(pool, 1e16);
            vm.warp(block.timestamp + WINDOW);
            _expectRefusal(
                _twap(pool, false),
                abi.encodeWithSelector(IOracleAdmin.Oracle_CardinalityTooLow.selector, pool, 1, SLOTS)
            );
            // Growing takes effect with the next observation.
            pool.increaseObservationCardinalityNext(SLOTS);
            _moveTo(pool, START, AWAY);
            _setFeed(keccak256(abi.encode(FEED, i)), _twap(pool, false));
        }
    }

    function test_RevertWhen_historyIsShorterThanTheWindow() public {
        IV3Pool pool = _deployPool(UNISWAP, weth, usdc, START);
        _provide(pool, 1e16);
        pool.increaseObservationCardinalityNext(SLOTS);
        vm.warp(block.timestamp + WINDOW - 1);
        _moveTo(pool, START, AWAY);
        _expectRefusal(
            _twap(pool, false),
            abi.encodeWithSelector(IOracleAdmin.Oracle_HistoryTooShort.selector, pool, uint256(WINDOW))
        );
        vm.warp(block.timestamp + 1);
        _setFeed(FEED, _twap(pool, false));
    }

    /// @dev With the slots asked for, no trading pushes the window's start out of the record; with fewer it would, and
    /// the read is refused, never shortened.
    function test_twap_slotsAskedForOutlastTheBusiestTrading() public {
        IV3Pool pool = _oldPool(UNISWAP);
        _setFeed(FEED, _twap(pool, false));
        uint160 here = START;
        for (uint256 i; i < 2 * uint256(SLOTS); ++i) {
            vm.warp(block.timestamp + SPACING);
            uint160 next = i % 2 == 0 ? AWAY : START;
            _moveTo(pool, here, next);
            here = next;
            oracle.price(FEED);
        }
        // Faster than the chain was said to be.
        for (uint256 i; i < SLOTS; ++i) {
            vm.warp(block.timestamp + 1);
            uint160 next = i % 2 == 0 ? AWAY : START;
            _moveTo(pool, here, next);
            here = next;
        }
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, pool));
        oracle.libPrice(FEED);
    }

    function testFuzz_RevertWhen_windowIsOutOfRange(uint32 window) public {
        IV3Pool pool = _oldPool(UNISWAP);
        IOracle.FeedConfig memory config = _twap(pool, false);
        // Zero would be spot.
        config.ttlSeconds =
            window % 2 == 0 ? uint32(bound(window, 0, 299)) : uint32(bound(window, 1 days + 1, type(uint32).max));
        _expectRefusal(
            config,
            abi.encodeWithSelector(IOracleAdmin.Oracle_TtlOutOfRange.selector, config.ttlSeconds, 5 minutes, 1 days)
        );
    }

    function test_RevertWhen_twapSettingsAreUnfit() public {
        IV3Pool pool = _oldPool(UNISWAP);
        IOracle.FeedConfig memory config = _twap(pool, false);
        config.observationSpacingSeconds = 0;
        _expectRefusal(config, abi.encodeWithSelector(IOracleAdmin.Oracle_BadObservationSpacing.selector, 0));
        config = _twap(pool, false);
        config.source = stranger;
        _expectRefusal(config, abi.encodeWithSelector(IOracleAdmin.Oracle_SourceWithoutCode.selector, stranger));
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_InversionNotAllowed.selector, _pair(weth, usdc)));
        oracle.setPairFeed(weth, usdc, _twap(pool, true));
        (address a, address b) = _tokens(18, 6);
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_PoolTokensMismatch.selector, address(pool), a, b));
        oracle.setPairFeed(a, b, _twap(pool, false));
    }

    /// @dev More slots than a pool can have: refused by every pool, not wrapped around.
    function test_RevertWhen_windowNeedsMoreSlotsThanPoolsHave() public {
        IV3Pool pool = _oldPool(UNISWAP);
        IOracle.FeedConfig memory config = _twap(pool, false);
        (config.ttlSeconds, config.observationSpacingSeconds) = (1 days, 1);
        _expectRefusal(
            config,
            abi.encodeWithSelector(IOracleAdmin.Oracle_CardinalityTooLow.selector, pool, SLOTS, type(uint16).max)
        );
    }

    function test_RevertWhen_sourceIsNoPool() public {
        address noPool = address(new MockAggregator(8, 1e8));
        bytes memory refusal =
            abi.encodeWithSelector(IOracleAdmin.Oracle_NotAnswering.selector, noPool, IV3Observations.token0.selector);
        _expectRefusal(_twap(IV3Pool(noPool), false), refusal);
        vm.expectRevert(refusal);
        _setPairFeed(weth, usdc, _twap(IV3Pool(noPool), false));
    }

    /// @dev The pair's aggregator with the pool as its witness: moved for long enough, the two disagree.
    function test_twap_asAPeerOfAnAggregator() public {
        IV3Pool pool = _oldPool(UNISWAP);
        _setFeed(FEED, _twap(pool, false));
        (MockAggregator aggregator, address proxy) = _aggregator(2000e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        (config.peerId, config.peerMaxDeviationBp) = (FEED, 200);
        _setPairFeed(weth, usdc, config);
        oracle.libAnchor(weth, usdc);
        aggregator.setAnswer(2100e8);
        vm.expectPartialRevert(IOracle.Oracle_SourcesDisagree.selector);
        oracle.libAnchor(weth, usdc);
    }

    function testFuzz_priceWadAtTick_isExactToItsRounding(int24 tick, uint256 seed, bool inverted) public pure {
        tick = int24(bound(tick, TickMath.MIN_TICK, TickMath.MAX_TICK));
        int256 difference = int256(bound(seed, 0, 48)) - 24;
        uint256 wad = OracleTwap.priceWadAtTick(tick, difference, inverted);
        (int24 seen, int256 tens) = inverted ? (-tick, -difference) : (tick, difference);
        uint256 root = TickMath.getSqrtPriceAtTick(seen);
        int256 exponent = 18 + tens;
        (uint256 up, uint256 down) =
            exponent >= 0 ? (10 ** uint256(exponent), uint256(1)) : (uint256(1), 10 ** uint256(-exponent));
        // wad = floor(root²·10^e / 2^192), saturated at 2^128; where the root is large a unit of 2^-128 may be lost.
        if (wad < 1 << 128) {
            assertLe(_compare(wad, down, root, up), 0);
            assertGe(_compare(wad + 1 + (wad >> 100), down, root, up), 0);
        } else {
            assertEq(wad, 1 << 128);
            assertLe(_compare(1 << 128, down, root, up), 0);
        }
    }

    /// @dev wad·down·2^192 against root²·up.
    function _compare(uint256 wad, uint256 down, uint256 root, uint256 up) private pure returns (int256) {
        return WideMath.compare(wad, down, 1 << 192, root, root, up);
    }

    function _artifact(uint256 family) private pure returns (string memory) {
        return family % 2 == 0 ? UNISWAP : PANCAKE;
    }

    /// @dev A pool with liquidity, the slots asked for and a still history of twice the window.
    function _oldPool(string memory artifact) private returns (IV3Pool pool) {
        pool = _deployPool(artifact, weth, usdc, START);
        _provide(pool, 1e16);
        pool.increaseObservationCardinalityNext(SLOTS);
        vm.warp(block.timestamp + WINDOW);
        // The first swap of a block that leaves its tick records an observation, and so puts the new slots to use.
        _moveTo(pool, START, AWAY);
        _moveTo(pool, AWAY, START);
        vm.warp(block.timestamp + WINDOW);
    }

    function _twap(IV3Pool pool, bool inverted) private pure returns (IOracle.FeedConfig memory config) {
        config.kind = IOracle.SourceKind.TWAP;
        config.source = address(pool);
        config.ttlSeconds = WINDOW;
        config.inverted = inverted;
        config.observationSpacingSeconds = SPACING;
    }

    function _expectRefusal(IOracle.FeedConfig memory config, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(admin);
        oracle.setFeed(FEED, config);
    }
}
