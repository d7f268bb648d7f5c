// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";

import {IFeedFollower} from "../../../src/interfaces/IFeedFollower.sol";
import {IOracle} from "../../../src/interfaces/IOracle.sol";
import {IOracleAdmin} from "../../../src/interfaces/IOracleAdmin.sol";
import {FeedIds} from "../../../src/oracle/FeedIds.sol";
import {GuidePriceSource} from "../../../src/oracle/GuidePriceSource.sol";
import {HostileFollower} from "../../mocks/HostileFollower.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {OracleBase, OracleTestToken} from "./OracleBase.t.sol";

/// @notice A stop waits for no follower, whatever it does; a change of what is served waits for all of them. And a genuine
/// follower learns of either.
contract FollowersTest is OracleBase {
    bytes32 private constant MARKET = keccak256("USDT/USD");
    /// @dev The most gas a transaction may use where that is bounded (EIP-7825).
    uint256 private constant TRANSACTION_GAS = 1 << 24;

    HostileFollower private hostile;
    GuidePriceSource private genuine;
    address private xauProxy;
    address private gold;
    address private cUsdt;

    function setUp() public override {
        super.setUp();
        (, xauProxy) = _aggregator(2400e8);
        _setFeed(FeedIds.XAU_USD, _plain(xauProxy));
        _setFeed(MARKET, 0.99e8);
        cUsdt = _token(6, FeedIds.USD);
        gold = _token(18, FeedIds.XAU_USD);
        // The hostile one is told first.
        hostile = new HostileFollower(address(oracle));
        genuine = new GuidePriceSource(oracle, cUsdt, gold);
        vm.startPrank(admin);
        oracle.addFollower(address(hostile));
        oracle.addFollower(address(genuine));
        vm.stopPrank();
        assertEq(genuine.guidePrice(), uint256(1e30) / 2400);
    }

    // -- what only stops waits for nobody -------------------------------------------------------------------------

    /// @dev The hostile one is named, with no more of its reason than is bounded; the next one learns all the same.
    function testFuzz_disableFeed_goesOnPastAFollowerThatFails(uint256 mood, bool isGuardian) public {
        (HostileFollower.Mood chosen, bytes memory reason) = _failing(mood);
        hostile.setMood(chosen);
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerNotSynced(address(hostile), reason);
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FeedDisabled(FeedIds.XAU_USD, isGuardian ? guardian : manager);
        vm.prank(isGuardian ? guardian : manager);
        (bool ok,) = address(oracle).call(abi.encodeCall(oracle.disableFeed, (FeedIds.XAU_USD)));
        assertTrue(ok, "followers: a stop waited for one");
        _assertStopped();
        // Begun at one, it learnt when it was added, and of nothing since.
        assertEq(hostile.syncs(), 2);
    }

    function test_disableFeed_goesOnPastAFollowerWithoutCode() public {
        vm.etch(address(hostile), "");
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerNotSynced(address(hostile), "");
        vm.prank(guardian);
        oracle.disableFeed(FeedIds.XAU_USD);
        _assertStopped();
    }

    function testFuzz_setGate_theFirstGoesOnPastAFollowerThatFails(uint256 mood) public {
        (HostileFollower.Mood chosen, bytes memory reason) = _failing(mood);
        hostile.setMood(chosen);
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerNotSynced(address(hostile), reason);
        vm.prank(admin);
        oracle.setGate(gold, MARKET);
        vm.expectRevert(abi.encodeWithSelector(IOracle.Oracle_Gated.selector, gold, 0.99e18));
        genuine.guidePrice();
    }

    function testFuzz_removeFollower_doesNotDependOnIt(uint256 mood, bool hasCode) public {
        (HostileFollower.Mood chosen, bytes memory reason) = _failing(mood);
        hostile.setMood(chosen);
        if (!hasCode) (reason, chosen) = ("", HostileFollower.Mood.WORKS);
        if (!hasCode) vm.etch(address(hostile), "");
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerNotSynced(address(hostile), reason);
        vm.expectEmit(address(oracle));
        emit IOracleAdmin.FollowerRemoved(address(hostile));
        vm.prank(admin);
        oracle.removeFollower(address(hostile));
        assertEq(oracle.followers().length, 1);
        assertEq(oracle.followers()[0], address(genuine));

        // Nothing of it is left: what had to wait for it goes on.
        (, address next) = _aggregator(2500e8);
        _setFeed(FeedIds.XAU_USD, _plain(next));
        assertEq(genuine.guidePrice(), uint256(1e30) / 2500);
    }

    /// @dev As many as there may be, each burning all it gets or answering with a bomb: a stop still is a transaction.
    function testFuzz_disableFeed_isWithinATransactionWhateverFollowersDo(bool bombs) public {
        HostileFollower.Mood mood = bombs ? HostileFollower.Mood.REVERTS_WITH_A_BOMB : HostileFollower.Mood.BURNS;
        hostile.setMood(mood);
        vm.startPrank(admin);
        // The genuine one comes last.
        oracle.removeFollower(address(genuine));
        for (uint256 i; i < 30; ++i) {
            HostileFollower another = new HostileFollower(address(oracle));
            oracle.addFollower(address(another));
            another.setMood(mood);
        }
        oracle.addFollower(address(genuine));
        vm.stopPrank();
        assertEq(oracle.followers().length, 32);
        vm.prank(guardian);
        (bool ok,) = address(oracle).call{gas: TRANSACTION_GAS}(abi.encodeCall(oracle.disableFeed, (FeedIds.XAU_USD)));
        assertTrue(ok, "followers: a stop is more than a transaction");
        _assertStopped();
    }

    /// @dev 63/64 of too little gas would make a follower that works look like one that failed, and leave it behind. So
    /// whatever is sent, either it learns or nothing changes. The one that works hardest has least to spare.
    function testFuzz_disableFeed_cannotStarveAFollower(uint256 gasSent) public {
        gasSent = bound(gasSent, 250_000, 420_000);
        vm.prank(admin);
        oracle.removeFollower(address(genuine));
        hostile.setMood(HostileFollower.Mood.WORKS_HARD);
        uint256 before = hostile.syncs();
        vm.prank(guardian);
        (bool ok,) = address(oracle).call{gas: gasSent}(abi.encodeCall(oracle.disableFeed, (FeedIds.XAU_USD)));
        (, IOracle.FeedStatus memory status) = oracle.feed(FeedIds.XAU_USD);
        assertEq(status.disabled, ok);
        assertEq(hostile.syncs(), ok ? before + 1 : before, "followers: left behind for want of gas");
    }

    /// @dev The reason is named where the gas sent shows to be what was missing.
    function test_RevertWhen_disableFeed_leavesAFollowerTooLittle() public {
        hostile.setMood(HostileFollower.Mood.WORKS_HARD);
        vm.prank(guardian);
        vm.expectPartialRevert(IOracleAdmin.Oracle_TooLittleGas.selector);
        oracle.disableFeed{gas: 310_000}(FeedIds.XAU_USD);
        vm.prank(guardian);
        oracle.disableFeed{gas: 450_000}(FeedIds.XAU_USD);
    }

    // -- what changes an answer waits for all ---------------------------------------------------------------------

    function testFuzz_RevertWhen_aFollowerWouldGoOnWithTheOldSource(uint256 mood) public {
        _setFeed(keccak256("SPARE"), 1e8);
        vm.startPrank(admin);
        oracle.setGate(cUsdt, FeedIds.XAU_USD);
        oracle.disableFeed(keccak256("SPARE"));
        (HostileFollower.Mood chosen, bytes memory reason) = _failing(mood);
        hostile.setMood(chosen);
        (, address next) = _aggregator(2500e8);

        bytes memory refusal =
            abi.encodeWithSelector(IOracleAdmin.Oracle_FollowerNotSynced.selector, address(hostile), reason);
        vm.expectRevert(refusal);
        oracle.setFeed(FeedIds.XAU_USD, _plain(next));
        vm.expectRevert(refusal);
        oracle.enableFeed(keccak256("SPARE"));
        vm.expectRevert(refusal);
        oracle.setGate(cUsdt, MARKET);
        vm.expectRevert(refusal);
        oracle.setGate(cUsdt, 0);

        // In the same batch of the timelock: out with it, then the change.
        oracle.removeFollower(address(hostile));
        oracle.setFeed(FeedIds.XAU_USD, _plain(next));
        oracle.enableFeed(keccak256("SPARE"));
        oracle.setGate(cUsdt, MARKET);
        oracle.setGate(cUsdt, 0);
        assertEq(genuine.guidePrice(), uint256(1e30) / 2500);
    }

    function testFuzz_RevertWhen_aNewFollowerFails(uint256 mood) public {
        HostileFollower another = new HostileFollower(address(oracle));
        (HostileFollower.Mood chosen, bytes memory reason) = _failing(mood);
        another.setMood(chosen);
        vm.startPrank(admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOracleAdmin.Oracle_FollowerNotSynced.selector, address(another), reason)
        );
        oracle.addFollower(address(another));
        // What works, if hard, and whatever it says then, is taken.
        another.setMood(HostileFollower.Mood.WORKS_HARD);
        oracle.addFollower(address(another));
        oracle.removeFollower(address(another));
        another.setMood(HostileFollower.Mood.RETURNS_A_BOMB);
        oracle.addFollower(address(another));
    }

    // -- the genuine one ------------------------------------------------------------------------------------------

    /// @dev Without an answer it drops what it keeps instead of failing: a disabled feed is not served, come what may.
    function testFuzz_sync_withoutAnAnswerDropsTheCopies(uint256 how) public {
        bytes memory question = abi.encodeWithSelector(IOracle.followedWords.selector);
        how = bound(how, 0, 2);
        if (how == 0) vm.mockCallRevert(address(oracle), question, "no such function");
        if (how == 1) vm.mockCall(address(oracle), question, "");
        if (how == 2) vm.mockCall(address(oracle), question, abi.encode(true, 1, 2, 3));
        vm.recordLogs();
        vm.prank(guardian);
        oracle.disableFeed(FeedIds.XAU_USD);
        _assertStopped();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[0].emitter, address(genuine));
        assertEq(logs[0].topics[0], IFeedFollower.Synced.selector);
        assertEq(logs[0].data, abi.encode(false, 0, 0, 0, 0));
        // It asks the diamond from now on, until it is told again.
        vm.prank(admin);
        oracle.enableFeed(FeedIds.XAU_USD);
        assertEq(genuine.guidePrice(), uint256(1e30) / 2400);
        vm.clearMockedCalls();
        genuine.sync();
        vm.etch(address(oracle), "");
        assertEq(genuine.guidePrice(), uint256(1e30) / 2400);
    }

    /// @dev However little gas anyone sends: it renews its copies or keeps them, and loses them by no trick.
    function testFuzz_sync_cannotBeStarvedIntoDroppingTheCopies(uint256 gasSent) public {
        gasSent = bound(gasSent, 21_000, 120_000);
        vm.prank(stranger);
        (bool ok,) = address(genuine).call{gas: gasSent}(abi.encodeCall(genuine.sync, ()));
        vm.etch(address(oracle), "");
        assertEq(genuine.guidePrice(), uint256(1e30) / 2400, ok ? "renewed" : "kept");
    }

    /// @dev The dearest renewal there is: two feeds, two gates, four new slots, all cold. The diamond gives 300,000.
    function test_sync_needsLessThanHalfOfWhatItGets() public {
        address cEurt = _token(6, _feed("EUR/USD", 1.08e8));
        _setFeed(MARKET, 1e8);
        vm.startPrank(admin);
        oracle.setGate(cEurt, MARKET);
        oracle.setGate(gold, MARKET);
        GuidePriceSource source = new GuidePriceSource(oracle, cEurt, gold);
        oracle.addFollower(address(source));
        oracle.removeFollower(address(source));
        vm.stopPrank();
        // A follower again, but by its own call, so that the call alone is measured.
        vm.prank(admin);
        vm.mockCall(address(source), abi.encodeCall(source.sync, ()), "");
        oracle.addFollower(address(source));
        vm.clearMockedCalls();
        vm.cool(address(oracle));
        vm.cool(address(source));
        uint256 used = gasleft();
        source.sync();
        used -= gasleft();
        assertLt(used, 150_000);
        vm.etch(address(oracle), "");
        assertEq(source.guidePrice(), 0.00045e30);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev A mood in which it fails, and what is told of its reason.
    function _failing(uint256 seed) private pure returns (HostileFollower.Mood mood, bytes memory reason) {
        mood = HostileFollower.Mood(bound(seed, 1, 4));
        if (mood == HostileFollower.Mood.REVERTS) {
            reason = abi.encodeWithSelector(HostileFollower.HostileFollower_Refused.selector, mood);
        }
        if (mood == HostileFollower.Mood.REVERTS_WITH_A_BOMB) reason = new bytes(228);
    }

    function _assertStopped() private {
        bytes memory stopped = abi.encodeWithSelector(IOracle.Oracle_FeedDisabled.selector, FeedIds.XAU_USD);
        vm.expectRevert(stopped);
        oracle.price(FeedIds.XAU_USD);
        (bool served, bytes memory reason) = address(genuine).staticcall(abi.encodeCall(genuine.guidePrice, ()));
        assertFalse(served, "followers: a disabled feed is served");
        assertEq(reason, stopped);
    }

    function _token(uint8 decimals, bytes32 unit) private returns (address token) {
        token = address(new OracleTestToken(decimals));
        vm.prank(admin);
        oracle.setUnit(token, unit);
    }

    function _feed(string memory label, int256 answer) private returns (bytes32 id) {
        id = _id(label);
        _setFeed(id, answer);
    }
}
