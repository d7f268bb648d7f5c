// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../../src/interfaces/IOracleAdmin.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase} from "./OracleBase.t.sol";

/// @notice The optional guards: bounds, bounds on change, sequencer, fallback, peer, disabling.
contract OracleGuardsTest is OracleBase {
    bytes32 private constant FEED = keccak256("ETH/USD");
    bytes32 private constant OTHER = keccak256("ETH/USD second source");
    uint256 private constant PRICE = 2000e18;
    uint16 private constant BASE_BP = 300;
    uint16 private constant PER_HOUR_BP = 50;
    uint32 private constant INTERVAL = 10 minutes;

    MockAggregator private aggregator;
    address private proxy;
    MockAggregator private uptime;

    function setUp() public override {
        super.setUp();
        (aggregator, proxy) = _aggregator(2000e8);
    }

    // Absolute bounds.

    function testFuzz_bounds_areInclusive(uint256 answer) public {
        IOracle.FeedConfig memory config = _plain(proxy);
        (config.minWad, config.maxWad) = (1000e18, 3000e18);
        _setFeed(FEED, config);
        answer = bound(answer, 1, 1e13);
        aggregator.setAnswer(int256(answer));
        uint256 wad = answer * 1e10;
        if (wad < 1000e18 || wad > 3000e18) {
            _expectOutOfBounds(wad, 1000e18, 3000e18);
        } else {
            assertEq(oracle.libPrice(FEED), wad);
        }
    }

    function test_bounds_edges() public {
        IOracle.FeedConfig memory config = _plain(proxy);
        (config.minWad, config.maxWad) = (1000e18, 3000e18);
        _setFeed(FEED, config);
        aggregator.setAnswer(1000e8);
        assertEq(oracle.price(FEED), 1000e18);
        aggregator.setAnswer(1000e8 - 1);
        _expectOutOfBounds(1000e18 - 1e10, 1000e18, 3000e18);
        aggregator.setAnswer(3000e8);
        assertEq(oracle.price(FEED), 3000e18);
        aggregator.setAnswer(3000e8 + 1);
        _expectOutOfBounds(3000e18 + 1e10, 1000e18, 3000e18);
    }

    // Bounds on change.

    function testFuzz_change_allowanceWidensWithTime(uint256 elapsed, uint256 answer) public {
        _setChangeFeed();
        elapsed = bound(elapsed, 0, 60 days);
        vm.warp(block.timestamp + elapsed);
        answer = bound(answer, 1, 100_000e8);
        aggregator.setAnswer(int256(answer));
        uint256 allowanceBp = BASE_BP + PER_HOUR_BP * elapsed / 1 hours;
        uint256 low = allowanceBp < 10_000 ? PRICE * (10_000 - allowanceBp) / 10_000 : 0;
        uint256 high = PRICE + PRICE * allowanceBp / 10_000;
        uint256 wad = answer * 1e10;
        if (wad < low || wad > high) _expectOutOfBounds(wad, low, high);
        else assertEq(oracle.price(FEED), wad);
    }

    /// @dev No price, however far, is refused for ever: not even one that nobody ever accepted.
    function testFuzz_change_cannotLockItselfOut(uint256 answer) public {
        _setChangeFeed();
        answer = bound(answer, 1, 3000 * 2000e8);
        uint256 wad = answer * 1e10;
        uint256 distanceBp = (wad > PRICE ? wad - PRICE : PRICE - wad) * 10_000 / PRICE + 1;
        vm.warp(block.timestamp + INTERVAL + (distanceBp * 1 hours) / PER_HOUR_BP + 1);
        aggregator.setAnswer(int256(answer));
        assertEq(oracle.price(FEED), wad);
        assertEq(oracle.pokeFeed(FEED), wad);
        assertEq(oracle.price(FEED), wad);
    }

    function testFuzz_poke_movesTheReference(uint256 step) public {
        _setChangeFeed();
        vm.warp(block.timestamp + INTERVAL);
        uint256 next = bound(step, 1950e8, 2050e8);
        aggregator.setAnswer(int256(next));
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.PriceAccepted(FEED, PRICE, next * 1e10);
        vm.prank(stranger);
        assertEq(oracle.pokeFeed(FEED), next * 1e10);
        (, IOracle.FeedStatus memory status) = oracle.feed(FEED);
        assertEq(status.lastAcceptedWad, next * 1e10);
        assertEq(status.lastAcceptedAt, block.timestamp);
        // Judged from the new reference at once.
        aggregator.setAnswer(int256(next * 10_301 / 10_000));
        vm.expectPartialRevert(IOracle.Oracle_OutOfBounds.selector);
        oracle.price(FEED);
    }

    function test_RevertWhen_pokeIsTooSoon() public {
        _setChangeFeed();
        uint256 readyAt = block.timestamp + INTERVAL;
        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_TooSoon.selector, FEED, readyAt));
        oracle.pokeFeed(FEED);
        vm.warp(readyAt);
        oracle.pokeFeed(FEED);
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_TooSoon.selector, FEED, readyAt + INTERVAL));
        oracle.pokeFeed(FEED);
    }

    function test_RevertWhen_pokedPriceIsOutOfBoundsOrStale() public {
        _setChangeFeed();
        vm.warp(block.timestamp + INTERVAL);
        aggregator.setAnswer(2100e8);
        vm.expectPartialRevert(IOracle.Oracle_OutOfBounds.selector);
        oracle.pokeFeed(FEED);
        aggregator.setAnswerAt(2000e8, block.timestamp - TTL - 1);
        vm.expectPartialRevert(IOracle.Oracle_Stale.selector);
        oracle.pokeFeed(FEED);
    }

    function test_RevertWhen_pokedFeedHasNoChangeBounds() public {
        _setFeed(FEED, _plain(proxy));
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_NoChangeBounds.selector, FEED));
        oracle.pokeFeed(FEED);
    }

    /// @dev A wrong source that is poked as often as allowed moves by the base allowance an interval, not faster.
    function testFuzz_poke_cannotBeWalkedFasterThanItsInterval(uint256 pokes) public {
        _setChangeFeed();
        pokes = bound(pokes, 1, 40);
        uint256 reached = PRICE;
        for (uint256 i; i < pokes; ++i) {
            vm.warp(block.timestamp + INTERVAL);
            uint256 allowanceBp = BASE_BP + PER_HOUR_BP * INTERVAL / 1 hours;
            reached += reached * allowanceBp / 10_000;
            aggregator.setAnswer(int256(reached / 1e10 + 1));
            vm.expectPartialRevert(IOracle.Oracle_OutOfBounds.selector);
            oracle.pokeFeed(FEED);
            aggregator.setAnswer(int256(reached / 1e10));
            reached = oracle.pokeFeed(FEED);
        }
    }

    /// @dev The fallback serves reads, but never becomes the reference.
    function test_RevertWhen_pokeWouldTakeTheFallback() public {
        _setFeed(OTHER, 2000e8);
        IOracle.FeedConfig memory config = _changeConfig();
        config.fallbackId = OTHER;
        _setFeed(FEED, config);
        vm.warp(block.timestamp + INTERVAL);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        assertEq(oracle.price(FEED), PRICE);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, proxy));
        oracle.pokeFeed(FEED);
    }

    // Sequencer.

    function test_sequencer_upAndGraceOver() public {
        _setSequencerFeed();
        assertEq(oracle.libPrice(FEED), PRICE);
    }

    function testFuzz_RevertWhen_sequencerIsInItsGracePeriod(uint256 up) public {
        _setSequencerFeed();
        up = bound(up, 0, 1 hours);
        uint32 since = uint32(block.timestamp - up);
        uptime.setStartedAt(since);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_GracePeriod.selector, address(uptime), since, 1 hours));
        oracle.libPrice(FEED);
        vm.warp(uint256(since) + 1 hours + 1);
        aggregator.setAnswer(2000e8);
        assertEq(oracle.libPrice(FEED), PRICE);
    }

    function test_RevertWhen_sequencerIsUpForExactlyItsGracePeriod() public {
        _setSequencerFeed();
        uint32 since = uint32(block.timestamp - 1 hours);
        uptime.setStartedAt(since);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_GracePeriod.selector, address(uptime), since, 1 hours));
        oracle.libPrice(FEED);
        uptime.setStartedAt(since - 1);
        assertEq(oracle.libPrice(FEED), PRICE);
    }

    function test_RevertWhen_sequencerIsDown() public {
        _setSequencerFeed();
        uptime.setAnswer(1);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SequencerDown.selector, address(uptime), block.timestamp));
        oracle.libPrice(FEED);
    }

    function test_RevertWhen_sequencerStatusIsUnknown() public {
        _setSequencerFeed();
        uptime.setStartedAt(0);
        bytes memory refusal = abi.encodeWithSelector(IOracle.Oracle_SequencerDown.selector, address(uptime), 0);
        vm.expectRevert(refusal);
        oracle.libPrice(FEED);
        uptime.setStartedAt(1);
        assertEq(oracle.libPrice(FEED), PRICE);
        uptime.setFailure(MockAggregator.Failure.REVERT);
        vm.expectRevert(refusal);
        oracle.libPrice(FEED);
    }

    function test_RevertWhen_sequencerStatusIsFutureDated() public {
        _setSequencerFeed();
        uint32 since = uint32(block.timestamp + 1);
        uptime.setStartedAt(since);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_GracePeriod.selector, address(uptime), since, 1 hours));
        oracle.libPrice(FEED);
    }

    function test_sequencer_concernsOnlyFeedsThatAsk() public {
        _setSequencerFeed();
        _setFeed(OTHER, 2000e8);
        uptime.setAnswer(1);
        assertEq(oracle.libPrice(OTHER), PRICE);
    }

    // Fallback.

    function test_fallback_servesWhenTheSourceIsStaleOrFails() public {
        _setFallbackFeed(2010e8);
        assertEq(oracle.libPrice(FEED), PRICE);
        aggregator.setAnswerAt(2000e8, block.timestamp - TTL - 1);
        assertEq(oracle.libPrice(FEED), 2010e18);
        aggregator.setAnswer(0);
        assertEq(oracle.libPrice(FEED), 2010e18);
        aggregator.setAnswerAt(2000e8, block.timestamp + 1);
        assertEq(oracle.libPrice(FEED), 2010e18);
        aggregator.setAnswer(2000e8);
        assertEq(oracle.libPrice(FEED), PRICE);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        assertEq(oracle.libPrice(FEED), 2010e18);
    }

    function test_fallback_doesNotReplaceAnUnwelcomePrice() public {
        _setFeed(OTHER, 2000e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        (config.minWad, config.maxWad, config.fallbackId) = (1000e18, 3000e18, OTHER);
        _setFeed(FEED, config);
        aggregator.setAnswer(3001e8);
        _expectOutOfBounds(3001e18, 1000e18, 3000e18);
    }

    function test_fallback_isItselfFullyChecked() public {
        MockAggregator second = _setFallbackFeed(2010e8);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        uint256 updatedAt = block.timestamp - TTL - 1;
        second.setAnswerAt(2010e8, updatedAt);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, OTHER, updatedAt, TTL));
        oracle.libPrice(FEED);
        second.setAnswer(2010e8);
        vm.prank(guardian);
        oracle.disableFeed(OTHER);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, OTHER));
        oracle.libPrice(FEED);
    }

    function test_fallback_staysWithinTheFeedsBounds() public {
        MockAggregator second = _setFeed(OTHER, 2000e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        (config.minWad, config.maxWad, config.fallbackId) = (1000e18, 3000e18, OTHER);
        _setFeed(FEED, config);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        second.setAnswer(3001e8);
        _expectOutOfBounds(3001e18, 1000e18, 3000e18);
    }

    /// @dev Two feeds that fall back on each other do not chase each other.
    function test_fallback_ofAFallbackIsNotFollowed() public {
        MockAggregator second = _setFallbackFeed(2000e8);
        (IOracle.FeedConfig memory config,) = oracle.feed(OTHER);
        config.fallbackId = FEED;
        _setFeed(OTHER, config);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        second.setFailure(MockAggregator.Failure.REVERT);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, OTHER, config.source));
        oracle.libPrice(FEED);
    }

    function test_fallback_servesAPairToo() public {
        (address weth, address usdc) = _tokens(18, 6);
        _setFeed(OTHER, 2000e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        config.fallbackId = OTHER;
        _setPairFeed(weth, usdc, config);
        uint160 anchor = oracle.libAnchor(weth, usdc);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        assertApproxEqAbs(oracle.libAnchor(weth, usdc), anchor, (anchor >> 76) + 2);
    }

    /// @dev A caller cannot turn lack of gas into a choice of the fallback.
    function testFuzz_fallback_cannotBeChosenByStarving(uint256 gas) public {
        _setFallbackFeed(2010e8);
        gas = bound(gas, 10_000, 300_000);
        (bool success, bytes memory answer) = address(oracle).staticcall{gas: gas}(abi.encodeCall(oracle.price, (FEED)));
        if (success) assertEq(abi.decode(answer, (uint256)), PRICE);
    }

    // Peer.

    function testFuzz_peer_limitIsInclusive(uint256 answer) public {
        _setPeerFeed(100);
        answer = bound(answer, 1, 4000e8);
        aggregator.setAnswer(int256(answer));
        uint256 wad = answer * 1e10;
        uint256 distance = wad > PRICE ? wad - PRICE : PRICE - wad;
        if (distance * 10_000 > PRICE * 100) {
            vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourcesDisagree.selector, FEED, wad, PRICE, 100));
            oracle.libPrice(FEED);
        } else {
            assertEq(oracle.libPrice(FEED), wad);
        }
    }

    function test_peer_edges() public {
        _setPeerFeed(100);
        aggregator.setAnswer(2020e8);
        assertEq(oracle.price(FEED), 2020e18);
        aggregator.setAnswer(2020e8 + 1);
        vm.expectPartialRevert(IOracle.Oracle_SourcesDisagree.selector);
        oracle.price(FEED);
        aggregator.setAnswer(1980e8);
        assertEq(oracle.price(FEED), 1980e18);
        aggregator.setAnswer(1980e8 - 1);
        vm.expectPartialRevert(IOracle.Oracle_SourcesDisagree.selector);
        oracle.price(FEED);
    }

    function test_RevertWhen_peerCannotBeRead() public {
        MockAggregator second = _setPeerFeed(100);
        uint256 updatedAt = block.timestamp - TTL - 1;
        second.setAnswerAt(2000e8, updatedAt);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, OTHER, updatedAt, TTL));
        oracle.libPrice(FEED);
    }

    function test_peer_ofAPeerIsNotFollowed() public {
        _setPeerFeed(100);
        (IOracle.FeedConfig memory config,) = oracle.feed(OTHER);
        (config.peerId, config.peerMaxDeviationBp) = (FEED, 100);
        _setFeed(OTHER, config);
        assertEq(oracle.libPrice(FEED), PRICE);
        assertEq(oracle.libPrice(OTHER), PRICE);
    }

    /// @dev A fallback's peer still has its say.
    function test_peer_ofAFallbackIsFollowed() public {
        bytes32 third = _id("ETH/USD third source");
        MockAggregator witness = _setFeed(third, 2000e8);
        (, address second) = _aggregator(2000e8);
        IOracle.FeedConfig memory config = _plain(second);
        (config.peerId, config.peerMaxDeviationBp) = (third, 100);
        _setFeed(OTHER, config);
        config = _plain(proxy);
        config.fallbackId = OTHER;
        _setFeed(FEED, config);

        aggregator.setFailure(MockAggregator.Failure.REVERT);
        assertEq(oracle.libPrice(FEED), PRICE);
        witness.setAnswer(2100e8);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_SourcesDisagree.selector, OTHER, PRICE, 2100e18, 100));
        oracle.libPrice(FEED);
    }

    // Disabling.

    function test_disable_stopsReadsUntilEnabled() public {
        _setFeed(FEED, _plain(proxy));
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FeedDisabled(FEED, guardian);
        vm.prank(guardian);
        oracle.disableFeed(FEED);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, FEED));
        oracle.libPrice(FEED);
        (IOracle.FeedConfig memory config, IOracle.FeedStatus memory status) = oracle.feed(FEED);
        assertTrue(status.disabled);
        assertEq(config.source, proxy);
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FeedEnabled(FEED, admin);
        vm.prank(admin);
        oracle.enableFeed(FEED);
        assertEq(oracle.libPrice(FEED), PRICE);
    }

    function test_disable_stopsAnAnchor() public {
        (address weth, address usdc) = _tokens(18, 6);
        _setPairFeed(weth, usdc, _plain(proxy));
        vm.prank(manager);
        oracle.disableFeed(_pair(weth, usdc));
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, _pair(weth, usdc)));
        oracle.libAnchor(weth, usdc);
    }

    function test_RevertWhen_enabledFeedCannotBeRead() public {
        _setFeed(FEED, _plain(proxy));
        vm.prank(admin);
        oracle.disableFeed(FEED);
        uint256 updatedAt = block.timestamp - TTL - 1;
        aggregator.setAnswerAt(2000e8, updatedAt);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, FEED, updatedAt, TTL));
        vm.prank(admin);
        oracle.enableFeed(FEED);
    }

    function test_RevertWhen_enabledCrossCannotBeRead() public {
        (address token0, address token1) = _tokens(18, 18);
        MockAggregator leg = _setFeed(FEED, 2000e8);
        _setFeed(OTHER, 1000e8);
        vm.startPrank(admin);
        oracle.setPairCross(token0, token1, FEED, OTHER);
        oracle.disableFeed(_pair(token0, token1));
        leg.setAnswer(0);
        vm.expectPartialRevert(IOracle.Oracle_NonPositive.selector);
        oracle.enableFeed(_pair(token0, token1));
        leg.setAnswer(2000e8);
        oracle.enableFeed(_pair(token0, token1));
        assertGt(oracle.libAnchor(token0, token1), 2 ** 96);
    }

    function _changeConfig() private view returns (IOracle.FeedConfig memory config) {
        config = _plain(proxy);
        (config.changeBaseBp, config.changeBpPerHour, config.changeMinIntervalSeconds) =
        (BASE_BP, PER_HOUR_BP, INTERVAL);
    }

    function _setChangeFeed() private {
        _setFeed(FEED, _changeConfig());
    }

    function _setSequencerFeed() private {
        uptime = new MockAggregator(0, 0);
        uptime.setStartedAt(uint32(block.timestamp - 1 days));
        vm.prank(admin);
        oracle.setSequencer(address(uptime), 1 hours);
        IOracle.FeedConfig memory config = _plain(proxy);
        config.checkSequencer = true;
        _setFeed(FEED, config);
    }

    function _setFallbackFeed(int256 answer) private returns (MockAggregator second) {
        second = _setFeed(OTHER, answer);
        IOracle.FeedConfig memory config = _plain(proxy);
        config.fallbackId = OTHER;
        _setFeed(FEED, config);
    }

    function _setPeerFeed(uint16 maxDeviationBp) private returns (MockAggregator second) {
        second = _setFeed(OTHER, 2000e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        (config.peerId, config.peerMaxDeviationBp) = (OTHER, maxDeviationBp);
        _setFeed(FEED, config);
    }

    function _expectOutOfBounds(uint256 wad, uint256 low, uint256 high) private {
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_OutOfBounds.selector, FEED, wad, low, high));
        oracle.libPrice(FEED);
    }
}
