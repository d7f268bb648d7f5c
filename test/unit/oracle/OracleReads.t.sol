// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase, OracleTestToken} from "./OracleBase.t.sol";
import {WideMath} from "./WideMath.sol";

/// @notice Plain feeds and pairs: what is accepted, what is refused, and that the inline read is the full one.
contract OracleReadsTest is OracleBase {
    bytes32 private constant FEED = FeedIds.XAU_USD;
    MockAggregator private aggregator;
    address private proxy;

    function setUp() public override {
        super.setUp();
        (aggregator, proxy) = _aggregator(2400e8);
        _setFeed(FEED, _plain(proxy));
    }

    function test_price_isScaledTo18Decimals() public view {
        assertEq(oracle.price(FEED), 2400e18);
        assertEq(oracle.libPrice(FEED), 2400e18);
    }

    function testFuzz_price_anyDecimals(uint256 decimalsSeed, uint256 answer) public {
        uint8 decimals = uint8(bound(decimalsSeed, 0, 24));
        answer = bound(answer, decimals > 12 ? 10 ** (decimals - 12) : 1, 10 ** (20 + decimals / 2));
        (, address source) = _aggregator(decimals, int256(answer));
        bytes32 id = _id("ANY/USD");
        _setFeed(id, _plain(source));
        uint256 expected = decimals <= 18 ? answer * 10 ** (18 - decimals) : answer / 10 ** (decimals - 18);
        assertEq(oracle.price(id), expected);
        assertEq(oracle.libPrice(id), expected);
        assertEq(oracle.fullPrice(id), expected);
    }

    function testFuzz_price_freshUpToItsTtl(uint256 age) public {
        age = bound(age, 0, TTL);
        aggregator.setAnswerAt(2500e8, block.timestamp - age);
        assertEq(oracle.price(FEED), 2500e18);
    }

    function testFuzz_RevertWhen_priceIsStale(uint256 age) public {
        age = bound(age, TTL + 1, 365 days);
        uint256 updatedAt = block.timestamp - age;
        aggregator.setAnswerAt(2500e8, updatedAt);
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_Stale.selector, FEED, updatedAt, TTL));
    }

    function test_RevertWhen_priceIsOneSecondTooOld() public {
        uint256 updatedAt = block.timestamp;
        vm.warp(updatedAt + TTL);
        assertEq(oracle.price(FEED), 2400e18);
        vm.warp(updatedAt + TTL + 1);
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_Stale.selector, FEED, updatedAt, TTL));
    }

    function testFuzz_RevertWhen_answerIsNotPositive(int256 answer) public {
        answer = bound(answer, type(int192).min, 0);
        aggregator.setAnswer(answer);
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_NonPositive.selector, FEED, answer));
    }

    function testFuzz_RevertWhen_answerIsFutureDated(uint256 ahead) public {
        uint256 updatedAt = block.timestamp + bound(ahead, 1, type(uint32).max - block.timestamp);
        aggregator.setAnswerAt(2400e8, updatedAt);
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_FutureDated.selector, FEED, updatedAt));
    }

    function test_RevertWhen_roundIsOpen() public {
        // On a chain so young that zero is within the ttl, too.
        vm.warp(TTL / 2);
        aggregator.setAnswerAt(2400e8, 0);
        uint256 round = 1 << 64 | 2;
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_IncompleteRound.selector, FEED, round, round));
    }

    function test_RevertWhen_answerIsCarriedOver() public {
        aggregator.setAnsweredInRoundLag(1);
        uint256 round = 1 << 64 | 1;
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_IncompleteRound.selector, FEED, round, round - 1));
    }

    function test_RevertWhen_answerIsTooLarge() public {
        aggregator.setAnswer(int256(uint256(1 << 128)));
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_TooLarge.selector, FEED, 1 << 128));
        // Small enough as answered, too large once scaled by 1e10.
        uint256 least = uint256(1 << 128) / 1e10 + 1;
        aggregator.setAnswer(int256(least));
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_TooLarge.selector, FEED, least * 1e10));
        aggregator.setAnswer(int256(least - 1));
        assertEq(oracle.price(FEED), (least - 1) * 1e10);
    }

    function test_RevertWhen_answerScalesToZero() public {
        (MockAggregator fine, address source) = _aggregator(24, 1e24);
        bytes32 id = _id("FINE/USD");
        _setFeed(id, _plain(source));
        fine.setAnswer(999_999);
        _expectRefusal(id, abi.encodeWithSelector(IOracle.Oracle_NonPositive.selector, id, int256(0)));
    }

    function test_RevertWhen_sourceFails() public {
        bytes memory refusal = abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, proxy);
        aggregator.setFailure(MockAggregator.Failure.REVERT);
        _expectRefusal(FEED, refusal);
        aggregator.setFailure(MockAggregator.Failure.SHORT);
        _expectRefusal(FEED, refusal);
    }

    function test_RevertWhen_sourceLostItsCode() public {
        vm.etch(proxy, "");
        _expectRefusal(FEED, abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, FEED, proxy));
    }

    function test_RevertWhen_sourceAnswersFourWords() public {
        MockAggregator short = new MockAggregator(8, 2400e8);
        bytes32 id = _id("SHORT/USD");
        _setFeed(id, _plain(address(short)));
        short.setFailure(MockAggregator.Failure.SHORT);
        _expectRefusal(id, abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, id, address(short)));
    }

    function testFuzz_RevertWhen_feedIsNotSet(bytes32 id) public {
        if (id == FEED) id = ~id;
        _expectRefusal(id, abi.encodeWithSelector(IOracle.Oracle_FeedNotSet.selector, id));
    }

    /// @dev Whatever the aggregator answers, the inline read answers only what the full reader answers.
    function testFuzz_plainPrice_isTheFullPrice(int192 answer, uint32 updatedAt, uint32 lag, uint256 now_, uint8 mode)
        public
    {
        vm.warp(bound(now_, 1, type(uint32).max));
        // Half of the answers are of the size of prices, half of the times recent.
        if (mode & 1 == 0) answer = int192(bound(answer, -1, 1e20));
        if (mode & 2 == 0) updatedAt = uint32(block.timestamp - bound(updatedAt, 0, min(block.timestamp, 2 * TTL)));
        aggregator.setAnswerAt(answer, updatedAt);
        aggregator.setAnsweredInRoundLag(mode & 28 == 0 ? uint32(bound(lag, 0, 1)) : 0);

        (bool ok, bytes memory full) = address(oracle).staticcall(abi.encodeCall(oracle.fullPrice, (FEED)));
        uint256 plain = oracle.plainPrice(FEED);
        assertEq(plain, ok ? abi.decode(full, (uint256)) : 0);

        (bool tryOk, uint256 wad, bytes memory reason) = oracle.tryPrice(FEED);
        assertEq(tryOk, ok);
        assertEq(wad, plain);
        assertEq(reason, ok ? bytes("") : full);
    }

    function testFuzz_anchor_plainIsTheFullAnchor(uint256 decimalsSeed, uint256 answer, bool inverted) public {
        uint8 sourceDecimals = decimalsSeed % 2 == 0 ? 8 : 18;
        (address token0, address token1) = _tokens(DECIMALS[decimalsSeed / 2 % 5], DECIMALS[decimalsSeed / 10 % 5]);
        answer = bound(answer, 10 ** (sourceDecimals / 2), 10 ** (sourceDecimals + 6));
        (, address source) = _aggregator(sourceDecimals, int256(answer));
        IOracle.FeedConfig memory config = _plain(source);
        config.inverted = inverted;
        vm.prank(admin);
        try oracle.setPairFeed(token0, token1, config) {
            uint160 plain = oracle.plainAnchor(_pair(token0, token1));
            assertGt(plain, 0);
            assertEq(oracle.libAnchor(token0, token1), plain);
            assertEq(oracle.anchorSqrtPriceX96(token0, token1), plain);
            assertApproxEqAbs(oracle.fullAnchor(token0, token1), plain, (uint256(plain) >> 76) + 2);
            _assertIsRoot(token0, token1, answer, sourceDecimals, inverted, plain);
        } catch (bytes memory err) {
            // Only the farthest decimals leave the range of pool prices.
            assertEq(bytes4(err), IOracle.Oracle_AnchorOutOfRange.selector);
        }
    }

    function test_anchor_usdcPerWeth() public {
        (address weth, address usdc) = _tokens(18, 6);
        (, address source) = _aggregator(2000e8);
        _setPairFeed(weth, usdc, _plain(source));
        // sqrt(2000e6 / 1e18)·2^96
        assertEq(oracle.libAnchor(weth, usdc), 3_543_191_142_285_914_205_922_034);
    }

    function test_anchor_invertedSource() public {
        (address usdc, address weth) = _tokens(6, 18);
        (, address source) = _aggregator(2000e8);
        IOracle.FeedConfig memory config = _plain(source);
        config.inverted = true;
        _setPairFeed(usdc, weth, config);
        // sqrt(1e18 / 2000e6)·2^96
        assertApproxEqAbs(oracle.libAnchor(usdc, weth), 1_771_595_571_142_957_102_961_017_161_607_260, 2 ** 34);
    }

    function testFuzz_anchor_crossOfTwoFeeds(uint256 price0, uint256 price1, uint256 decimalsSeed) public {
        (address token0, address token1) = _tokens(DECIMALS[decimalsSeed % 5], DECIMALS[decimalsSeed / 5 % 5]);
        price0 = bound(price0, 1e4, 1e13);
        price1 = bound(price1, 1e4, 1e13);
        _setFeed(_id("A/USD"), int256(price0));
        _setFeed(_id("B/USD"), int256(price1));
        vm.prank(admin);
        try oracle.setPairCross(token0, token1, _id("A/USD"), _id("B/USD")) {
            uint256 root = oracle.libAnchor(token0, token1);
            assertEq(oracle.plainAnchor(_pair(token0, token1)), root);
            assertEq(oracle.fullAnchor(token0, token1), root);
            uint256 unit0 = 10 ** OracleTestToken(token0).decimals();
            uint256 unit1 = 10 ** OracleTestToken(token1).decimals();
            // root² · price1·unit0 against price0·unit1·2^192.
            uint256 slack = 2 + (root >> 76);
            assertLe(WideMath.compare(root - slack, root - slack, price1 * unit0, price0, unit1, 1 << 192), 0);
            assertGe(WideMath.compare(root + slack, root + slack, price1 * unit0, price0, unit1, 1 << 192), 0);
        } catch (bytes memory err) {
            assertEq(bytes4(err), IOracle.Oracle_AnchorOutOfRange.selector);
        }
    }

    function test_anchor_crossWithUsdByDefinition() public {
        (address cUsdt, address cUsdc) = _tokens(6, 6);
        vm.prank(admin);
        oracle.setPairCross(cUsdt, cUsdc, FeedIds.USD, FeedIds.USD);
        assertEq(oracle.libAnchor(cUsdt, cUsdc), 2 ** 96);
        assertEq(oracle.plainAnchor(_pair(cUsdt, cUsdc)), 2 ** 96);
        vm.prank(guardian);
        oracle.disableFeed(_pair(cUsdt, cUsdc));
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, _pair(cUsdt, cUsdc)));
        oracle.libAnchor(cUsdt, cUsdc);
    }

    /// @dev A leg's word is kept twice: whatever happens to the feed happens to both.
    function test_anchor_crossFollowsItsFeeds() public {
        (address token0, address token1) = _tokens(18, 18);
        bytes32 leg = _id("A/USD");
        _setFeed(leg, 100e8);
        vm.prank(admin);
        oracle.setPairCross(token0, token1, leg, FeedIds.USD);
        assertEq(oracle.libAnchor(token0, token1), 10 * 2 ** 96);

        vm.prank(guardian);
        oracle.disableFeed(leg);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, leg));
        oracle.libAnchor(token0, token1);
        vm.prank(admin);
        oracle.enableFeed(leg);
        assertEq(oracle.libAnchor(token0, token1), 10 * 2 ** 96);

        // A guarded leg is read by the full reader.
        vm.prank(guardian);
        oracle.disableFeed(leg);
        (MockAggregator next, address source) = _aggregator(144e8);
        IOracle.FeedConfig memory config = _plain(source);
        (config.minWad, config.maxWad) = (143e18, 145e18);
        _setFeed(leg, config);
        assertEq(oracle.libAnchor(token0, token1), 12 * 2 ** 96);
        next.setAnswer(146e8);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_OutOfBounds.selector, leg, 146e18, 143e18, 145e18));
        oracle.libAnchor(token0, token1);
    }

    function test_RevertWhen_aLegOfACrossIsStale() public {
        (address token0, address token1) = _tokens(18, 6);
        bytes32 leg = _id("A/USD");
        MockAggregator stale = _setFeed(leg, 2000e8);
        vm.prank(admin);
        oracle.setPairCross(token0, token1, leg, FeedIds.USD);
        uint256 updatedAt = block.timestamp - TTL - 1;
        stale.setAnswerAt(2000e8, updatedAt);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Stale.selector, leg, updatedAt, TTL));
        oracle.libAnchor(token0, token1);
    }

    function test_RevertWhen_anchorsFeedIsStale() public {
        (address token0, address token1) = _tokens(18, 6);
        (MockAggregator stale, address source) = _aggregator(2000e8);
        _setPairFeed(token0, token1, _plain(source));
        uint256 updatedAt = block.timestamp - TTL - 1;
        stale.setAnswerAt(2000e8, updatedAt);
        bytes memory refusal =
            abi.encodeWithSelector(IOracle.Oracle_Stale.selector, _pair(token0, token1), updatedAt, TTL);
        vm.expectRevert(refusal);
        oracle.libAnchor(token0, token1);
        vm.expectRevert(refusal);
        oracle.anchorSqrtPriceX96(token0, token1);
    }

    function test_RevertWhen_anchorLeavesThePoolRange() public {
        (address token0, address token1) = _tokens(24, 0);
        (MockAggregator falling, address source) = _aggregator(18, 1e18);
        _setPairFeed(token0, token1, _plain(source));
        falling.setAnswer(1);
        vm.expectPartialRevert(IOracle.Oracle_AnchorOutOfRange.selector);
        oracle.libAnchor(token0, token1);
    }

    function test_RevertWhen_pairIsNotSetOrUnsorted() public {
        (address token0, address token1) = _tokens(18, 6);
        (, address source) = _aggregator(2000e8);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedNotSet.selector, _pair(token0, token1)));
        oracle.libAnchor(token0, token1);
        _setPairFeed(token0, token1, _plain(source));
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedNotSet.selector, _pair(token1, token0)));
        oracle.libAnchor(token1, token0);
    }

    function test_price_ofAPairIsItsSourcesAnswer() public {
        (address token0, address token1) = _tokens(18, 6);
        (, address source) = _aggregator(2000e8);
        _setPairFeed(token0, token1, _plain(source));
        assertEq(oracle.price(_pair(token0, token1)), 2000e18);
        assertEq(oracle.pairId(token0, token1), _pair(token0, token1));
    }

    function test_RevertWhen_priceOfACrossIsAsked() public {
        (address token0, address token1) = _tokens(6, 6);
        vm.prank(admin);
        oracle.setPairCross(token0, token1, FeedIds.USD, FeedIds.USD);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_WrongKind.selector, _pair(token0, token1)));
        oracle.libPrice(_pair(token0, token1));
    }

    /// @dev A feed may be named like a pair; it has no token decimals and must never serve as an anchor.
    function test_RevertWhen_aFeedIsReadAsAnAnchor() public {
        (address token0, address token1) = _tokens(18, 6);
        bytes32 id = _pair(token0, token1);
        _setFeed(id, 2000e8);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_WrongKind.selector, id));
        oracle.libAnchor(token0, token1);
    }

    /// @dev Whatever gas a caller gives, a healthy feed is never reported as failing.
    function testFuzz_tryPrice_ofAHealthyFeedIsNeverNotOk(uint256 gas) public view {
        (bool success, bytes memory answer) =
            address(oracle).staticcall{gas: bound(gas, 1000, 200_000)}(abi.encodeCall(oracle.tryPrice, (FEED)));
        if (!success) return;
        (bool ok, uint256 wad,) = abi.decode(answer, (bool, uint256, bytes));
        assertTrue(ok);
        assertEq(wad, 2400e18);
    }

    /// @dev A source that burns what it is given leaves the reader too little to name a reason: the read reverts
    /// rather than answer "not ok" without one.
    function test_tryPrice_ofABurningSourceIsNeverNotOkWithoutReason() public {
        aggregator.setFailure(MockAggregator.Failure.BURN_GAS);
        uint256 answers;
        for (uint256 gas = 20_000; gas < 1_500_000; gas += 10_000) {
            (bool success, bytes memory answer) =
                address(oracle).staticcall{gas: gas}(abi.encodeCall(oracle.tryPrice, (FEED)));
            if (!success) continue;
            (bool ok,, bytes memory reason) = abi.decode(answer, (bool, uint256, bytes));
            assertFalse(ok);
            assertEq(bytes4(reason), IOracle.Oracle_SourceFailed.selector);
            ++answers;
        }
        assertGt(answers, 0);
    }

    function min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @dev Every door refuses a feed for the same reason.
    function _expectRefusal(bytes32 id, bytes memory refusal) private {
        vm.expectRevert(refusal);
        oracle.price(id);
        vm.expectRevert(refusal);
        oracle.libPrice(id);
        (bool ok, uint256 wad, bytes memory reason) = oracle.libTryPrice(id);
        assertFalse(ok);
        assertEq(wad, 0);
        assertEq(reason, refusal);
    }

    function _assertIsRoot(
        address token0,
        address token1,
        uint256 answer,
        uint256 sourceDecimals,
        bool inverted,
        uint256 root
    ) private view {
        uint256 unit0 = 10 ** OracleTestToken(token0).decimals();
        uint256 unit1 = 10 ** OracleTestToken(token1).decimals();
        uint256 one = 10 ** sourceDecimals;
        (uint256 numerator, uint256 denominator) = inverted ? (one, answer) : (answer, one);
        uint256 slack = 2 + (root >> 77);
        assertLe(WideMath.compare(root - slack, root - slack, denominator * unit0, numerator, unit1, 1 << 192), 0);
        assertGe(WideMath.compare(root + slack, root + slack, denominator * unit0, numerator, unit1, 1 << 192), 0);
    }
}
