// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IFeedMirror} from "../../../src/interfaces/IFeedMirror.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../../src/interfaces/IOracleAdmin.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {FeedMirror} from "../../../src/oracle/FeedMirror.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase, OracleHarness} from "./OracleBase.t.sol";

/// @notice The mirror answers what the diamond answers, in every state of a feed, in the transaction of every change.
contract FeedMirrorTest is OracleBase {
    bytes32 private constant FEED = FeedIds.XAU_USD;
    bytes32 private constant MARKET = keccak256("USDT/USD");

    FeedMirror private mirror;
    MockAggregator private aggregator;
    address private proxy;
    address private cUsdt;
    address private xau;

    function setUp() public override {
        super.setUp();
        mirror = new FeedMirror(oracle);
        (aggregator, proxy) = _aggregator(2400e8);
        (cUsdt, xau) = _tokens(6, 18);
        vm.prank(admin);
        oracle.setMirror(address(mirror));
        _setFeed(FEED, _plain(proxy));
    }

    function test_price_isTheDiamonds() public view {
        assertEq(mirror.price(FEED), 2400e18);
        assertEq(mirror.oracle(), address(oracle));
        assertEq(oracle.mirror(), address(mirror));
        assertTrue(mirror.isInStep(FEED, cUsdt));
    }

    /// @dev Any feed state, reached through the setters: whatever the diamond says, price or reason, the mirror says.
    function testFuzz_price_isTheDiamondsInEveryState(uint256 seed, int192 answer, uint256 age) public {
        bytes32 other = _id("OTHER/USD");
        _setFeed(other, 2400e8);
        IOracle.FeedConfig memory config = _plain(proxy);
        if (seed & 1 != 0) (config.minWad, config.maxWad) = (2000e18, 3000e18);
        if (seed & 2 != 0) config.fallbackId = other;
        if (seed & 4 != 0) (config.peerId, config.peerMaxDeviationBp) = (other, 100);
        if (seed & 8 != 0) {
            (config.changeBaseBp, config.changeBpPerHour, config.changeMinIntervalSeconds) = (100, 10, 600);
        }
        _setFeed(FEED, config);
        if (seed & 48 == 0) {
            vm.prank(guardian);
            oracle.disableFeed(FEED);
        }
        aggregator.setAnswerAt(
            seed & 64 == 0 ? answer : int192(bound(answer, 2300e8, 2500e8)),
            block.timestamp - bound(age, 0, TTL + TTL / 4)
        );
        _assertSame(abi.encodeCall(oracle.price, (FEED)));
        _assertSame(abi.encodeCall(oracle.convertUnitsDown, (FeedIds.USD, FEED, 1e30)));
        _assertSame(abi.encodeCall(oracle.convertUnitsUp, (FeedIds.USD, FEED, 1e30)));
        _assertSame(abi.encodeCall(oracle.convertUnitsUp, (FEED, other, 7)));
        _assertSame(abi.encodeCall(oracle.convertUnitsDown, (FEED, FEED, 7)));
        _assertSame(abi.encodeCall(oracle.convertUnitsUp, (FEED, FEED, 7)));
        _assertSame(abi.encodeCall(oracle.guideRateDown, (cUsdt, FeedIds.USD, xau, FEED, 1e30)));
        assertTrue(mirror.isInStep(FEED, cUsdt));
    }

    function testFuzz_gates_areTheDiamonds(uint256 market, bool second) public {
        MockAggregator source = _setFeed(MARKET, 1e8);
        address gated = second ? xau : cUsdt;
        vm.prank(admin);
        oracle.setGate(gated, MARKET);
        assertTrue(mirror.isInStep(MARKET, gated));
        source.setAnswer(int256(bound(market, 0.99e8, 1.01e8)));
        _assertSame(abi.encodeCall(oracle.requireOpen, (cUsdt)));
        _assertSame(abi.encodeCall(oracle.requireOpen, (xau)));
        _assertSame(abi.encodeCall(oracle.guideRateDown, (cUsdt, FeedIds.USD, xau, FEED, 1e30)));

        vm.prank(admin);
        oracle.setGate(gated, 0);
        mirror.requireOpen(gated);
        assertEq(mirror.guideRateDown(cUsdt, FeedIds.USD, xau, FEED, 1e30), uint256(1e30) / 2400);
    }

    function test_RevertWhen_feedIsDisabled() public {
        vm.prank(guardian);
        oracle.disableFeed(FEED);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, FEED));
        mirror.price(FEED);
        vm.prank(admin);
        oracle.enableFeed(FEED);
        assertEq(mirror.price(FEED), 2400e18);
    }

    function test_replacement_isFollowedAtOnce() public {
        (, address next) = _aggregator(2500e8);
        _setFeed(FEED, _plain(next));
        assertEq(mirror.price(FEED), 2500e18);
    }

    function test_pairs_areKeptInStepToo() public {
        (, address source) = _aggregator(2000e8);
        _setPairFeed(cUsdt, xau, _plain(source));
        assertTrue(mirror.isInStep(_pair(cUsdt, xau), cUsdt));
        _assertSame(abi.encodeCall(oracle.price, (_pair(cUsdt, xau))));
        vm.prank(admin);
        oracle.disableFeed(_pair(cUsdt, xau));
        vm.prank(admin);
        oracle.setPairCross(cUsdt, xau, FeedIds.USD, FEED);
        assertTrue(mirror.isInStep(_pair(cUsdt, xau), cUsdt));
        _assertSame(abi.encodeCall(oracle.price, (_pair(cUsdt, xau))));
    }

    /// @dev What was set before the mirror is taken over by anyone; until then it is asked of the diamond.
    function test_sync_takesOverWhatWasThereBefore() public {
        OracleHarness older = new OracleHarness(admin);
        vm.prank(admin);
        older.setFeed(FEED, _plain(proxy));
        FeedMirror late = new FeedMirror(older);
        vm.prank(admin);
        older.setMirror(address(late));
        assertFalse(late.isInStep(FEED, cUsdt));
        vm.startPrank(stranger);
        vm.expectEmit(address(late));
        emit IFeedMirror.FeedSynced(FEED, 0, older.feedWord(FEED));
        late.syncFeed(FEED);
        vm.expectEmit(address(late));
        emit IFeedMirror.GateSynced(cUsdt, 0, 0);
        late.syncGate(cUsdt);
        assertTrue(late.isInStep(FEED, cUsdt));
        assertEq(late.price(FEED), 2400e18);
    }

    function test_setMirror_isForGood() public {
        OracleHarness fresh = new OracleHarness(admin);
        FeedMirror its = new FeedMirror(fresh);
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOracleAdmin.Oracle_MirrorOfAnother.selector, address(mirror), address(oracle))
        );
        fresh.setMirror(address(mirror));
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_SourceWithoutCode.selector, stranger));
        fresh.setMirror(stranger);
        vm.expectEmit(address(fresh));
        emit IOracleAdmin.MirrorSet(address(its));
        fresh.setMirror(address(its));
        vm.expectRevert(abi.encodeWithSelector(IOracleAdmin.Oracle_MirrorAlreadySet.selector, address(its)));
        fresh.setMirror(address(its));
    }

    function _assertSame(bytes memory call) private view {
        (bool ok, bytes memory answer) = address(oracle).staticcall(call);
        (bool mirrorOk, bytes memory mirrorAnswer) = address(mirror).staticcall(call);
        assertEq(mirrorOk, ok);
        assertEq(mirrorAnswer, answer);
    }
}
