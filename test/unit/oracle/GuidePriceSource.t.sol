// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IFeedFollower} from "../../../src/interfaces/IFeedFollower.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../../src/interfaces/IOracleAdmin.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {GuidePriceSource} from "../../../src/oracle/GuidePriceSource.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase, OracleHarness, OracleTestToken} from "./OracleBase.t.sol";

/// @notice A pool's guide price is what the diamond says, in every state of every feed, copies or none.
contract GuidePriceSourceTest is OracleBase {
    bytes32 private constant MARKET = keccak256("USDT/USD");

    MockAggregator private xau;
    address private xauProxy;
    MockAggregator private eur;
    MockAggregator private market;
    address private cUsdt;
    address private cUsdc;
    address private cEurt;
    address private gold;

    function setUp() public override {
        super.setUp();
        (xau, xauProxy) = _aggregator(2400e8);
        _setFeed(FeedIds.XAU_USD, _plain(xauProxy));
        eur = _setFeed(FeedIds.EUR_USD, 1.08e8);
        market = _setFeed(MARKET, 1e8);
        cUsdt = _token(6, FeedIds.USD);
        cUsdc = _token(6, FeedIds.USD);
        cEurt = _token(6, FeedIds.EUR_USD);
        gold = _token(18, FeedIds.XAU_USD);
    }

    function test_guidePrice_ofThePublicPools() public {
        // Raw XAU (18) per raw cUSDT (6), scaled by 1e18.
        assertEq(_following(cUsdt, gold).guidePrice(), uint256(1e30) / 2400);
        assertEq(_following(cUsdc, gold).guidePrice(), uint256(1e30) / 2400);
        assertEq(_following(cEurt, gold).guidePrice(), 0.00045e30);
        assertEq(_following(cUsdt, cUsdc).guidePrice(), 1e18);
        // And the other way round.
        assertEq(_following(gold, cUsdt).guidePrice(), 2400e6);
        assertEq(_following(gold, cEurt).guidePrice(), 2_222_222_222);
    }

    function test_terms() public {
        GuidePriceSource source = new GuidePriceSource(oracle, cUsdt, gold);
        (address base, address quote, bytes32 baseUnit, bytes32 quoteUnit, uint256 scale) = source.terms();
        assertEq(base, cUsdt);
        assertEq(quote, gold);
        assertEq(baseUnit, FeedIds.USD);
        assertEq(quoteUnit, FeedIds.XAU_USD);
        assertEq(scale, 1e30);
        assertEq(source.oracle(), address(oracle));
    }

    /// @dev Whatever the setters and the aggregators do: price for price, reason for reason, followed or not.
    function testFuzz_guidePrice_isTheDiamonds(uint256 seed, int192 answer, uint256 market_, uint256 age) public {
        (address base, address quote) = _anyPool(seed >> 16);
        GuidePriceSource followed = _following(base, quote);
        GuidePriceSource alone = new GuidePriceSource(oracle, base, quote);

        IOracle.FeedConfig memory config = _plain(xauProxy);
        if (seed & 1 != 0) (config.minWad, config.maxWad) = (2000e18, 3000e18);
        if (seed & 2 != 0) {
            (config.changeBaseBp, config.changeBpPerHour, config.changeMinIntervalSeconds) = (100, 10, 600);
        }
        if (seed & 3 != 0) _setFeed(FeedIds.XAU_USD, config);
        vm.startPrank(admin);
        if (seed & 4 != 0) oracle.setGate(cUsdt, MARKET);
        if (seed & 8 != 0) oracle.setGate(gold, MARKET);
        if (seed & 48 == 48) oracle.disableFeed(FeedIds.XAU_USD);
        if (seed & 192 == 192) oracle.disableFeed(MARKET);
        vm.stopPrank();
        market.setAnswer(int256(bound(market_, 0.99e8, 1.01e8)));
        if (seed & 256 == 0) answer = int192(bound(answer, 2300e8, 2500e8));
        xau.setAnswerAt(answer, block.timestamp - bound(age, 0, TTL + TTL / 4));

        _assertTheDiamonds(followed);
        _assertTheDiamonds(alone);
    }

    /// @dev Copies and diamond change in one transaction, whoever changes what.
    function test_copies_areRenewedByEveryChange() public {
        GuidePriceSource source = _following(cUsdt, gold);
        (, address next) = _aggregator(2500e8);
        _setFeed(FeedIds.XAU_USD, _plain(next));
        assertEq(source.guidePrice(), uint256(1e30) / 2500);

        vm.prank(guardian);
        oracle.disableFeed(FeedIds.XAU_USD);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, FeedIds.XAU_USD));
        source.guidePrice();
        vm.prank(admin);
        oracle.enableFeed(FeedIds.XAU_USD);
        assertEq(source.guidePrice(), uint256(1e30) / 2500);

        market.setAnswer(0.99e8);
        vm.prank(admin);
        oracle.setGate(gold, MARKET);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Gated.selector, gold, 0.99e18));
        source.guidePrice();
        vm.prank(admin);
        oracle.setGate(gold, 0);
        assertEq(source.guidePrice(), uint256(1e30) / 2500);
    }

    /// @dev Enabled or removed, what a follower holds shows in what it calls: with copies it never asks the diamond.
    function test_copies_spareTheDiamond() public {
        GuidePriceSource followed = _following(cUsdt, gold);
        GuidePriceSource alone = new GuidePriceSource(oracle, cUsdt, gold);
        vm.etch(address(oracle), "");
        assertEq(followed.guidePrice(), uint256(1e30) / 2400);
        vm.expectRevert();
        alone.guidePrice();
    }

    function test_sync_ofAStrangerKeepsNothing() public {
        GuidePriceSource alone = new GuidePriceSource(oracle, cUsdt, gold);
        vm.expectEmit(address(alone));
        emit IFeedFollower.Synced(false, 0, 0, 0, 0);
        vm.prank(stranger);
        alone.sync();
        (, address next) = _aggregator(2500e8);
        _setFeed(FeedIds.XAU_USD, _plain(next));
        assertEq(alone.guidePrice(), uint256(1e30) / 2500);
    }

    function test_removeFollower_emptiesIt() public {
        GuidePriceSource first = _following(cUsdt, gold);
        GuidePriceSource second = _following(cUsdc, gold);
        GuidePriceSource third = _following(cEurt, gold);
        assertEq(oracle.followers().length, 3);
        vm.expectEmit(address(first));
        emit IFeedFollower.Synced(false, 0, 0, 0, 0);
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerRemoved(address(first));
        vm.prank(admin);
        oracle.removeFollower(address(first));
        address[] memory left = oracle.followers();
        assertEq(left.length, 2);
        assertEq(left[0], address(third));
        assertEq(left[1], address(second));

        (, address next) = _aggregator(2500e8);
        _setFeed(FeedIds.XAU_USD, _plain(next));
        assertEq(first.guidePrice(), uint256(1e30) / 2500);
        assertEq(second.guidePrice(), uint256(1e30) / 2500);
        vm.startPrank(admin);
        oracle.removeFollower(address(second));
        oracle.removeFollower(address(third));
        assertEq(oracle.followers().length, 0);
    }

    function test_RevertWhen_followersAreUnfit() public {
        GuidePriceSource source = new GuidePriceSource(oracle, cUsdt, gold);
        OracleHarness elsewhere = new OracleHarness(admin);
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOracleAdmin.Oracle_FollowsAnother.selector, address(source), address(oracle))
        );
        elsewhere.addFollower(address(source));
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_SourceWithoutCode.selector, stranger));
        oracle.addFollower(stranger);
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_NoFollower.selector, address(source)));
        oracle.removeFollower(address(source));
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerAdded(address(source));
        oracle.addFollower(address(source));
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_AlreadyFollows.selector, address(source)));
        oracle.addFollower(address(source));
        for (uint256 i = 1; i < 32; ++i) {
            oracle.addFollower(address(new GuidePriceSource(oracle, cUsdt, gold)));
        }
        source = new GuidePriceSource(oracle, cUsdt, gold);
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_TooManyFollowers.selector, 32));
        oracle.addFollower(address(source));

        // All of them together do not make stopping a feed too dear for a block.
        uint256 used = gasleft();
        oracle.disableFeed(FeedIds.XAU_USD);
        assertLt(used - gasleft(), 1_500_000);
    }

    function test_RevertWhen_builtOverUnfitTokens() public {
        address nameless = address(new OracleTestToken(6));
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_UnitNotSet.selector, nameless));
        new GuidePriceSource(oracle, nameless, gold);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_UnitNotSet.selector, nameless));
        new GuidePriceSource(oracle, gold, nameless);
        address fine = _token(24, FeedIds.USD);
        address whole = _token(0, FeedIds.USD);
        vm.expectRevert(abi.encodeWithSelector(GuidePriceSource.GuidePriceSource_DecimalsTooFarApart.selector, 24, 0));
        new GuidePriceSource(oracle, fine, whole);
        new GuidePriceSource(oracle, whole, fine);
    }

    function test_RevertWhen_guidePriceIsZero() public {
        address fine = _token(24, FeedIds.USD);
        address coarse = _token(6, FeedIds.XAU_USD);
        GuidePriceSource source = _following(fine, coarse);
        vm.expectRevert(GuidePriceSource.GuidePriceSource_Zero.selector);
        source.guidePrice();
    }

    function _token(uint8 decimals, bytes32 unit) private returns (address token) {
        token = address(new OracleTestToken(decimals));
        vm.prank(admin);
        oracle.setUnit(token, unit);
    }

    function _following(address base, address quote) private returns (GuidePriceSource source) {
        source = new GuidePriceSource(oracle, base, quote);
        vm.prank(admin);
        oracle.addFollower(address(source));
    }

    function _anyPool(uint256 seed) private view returns (address base, address quote) {
        address[4] memory tokens = [cUsdt, cUsdc, cEurt, gold];
        return (tokens[seed % 4], tokens[seed / 4 % 4]);
    }

    function _assertTheDiamonds(GuidePriceSource source) private view {
        (address base, address quote, bytes32 baseUnit, bytes32 quoteUnit, uint256 scale) = source.terms();
        (bool ok, bytes memory answer) =
            address(oracle).staticcall(abi.encodeCall(oracle.guideRateDown, (base, baseUnit, quote, quoteUnit, scale)));
        (bool sourceOk, bytes memory sourceAnswer) = address(source).staticcall(abi.encodeCall(source.guidePrice, ()));
        assertEq(sourceOk, ok);
        assertEq(sourceAnswer, answer);
    }
}
