// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console} from "forge-std/console.sol";
import {Roles} from "src/access/Roles.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMSingle} from "src/interfaces/IALMSingle.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IOracleAdmin} from "src/interfaces/IOracleAdmin.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {FeedIds} from "src/oracle/FeedIds.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X49_MisquotedFeed
/// @notice Moonwell's cbETH: a new wiring missed a multiplication, and what was worth 2,200 USD was priced near 1.12.
/// @dev Holds: a feed, a pair's source or a cross that says something else than what it replaces is not activated, by
/// nobody and after no delay; nor is a new one that disagrees with its second source. Only ADMIN wires. Should a misquote
/// get in all the same, because the old source was switched off as wrong, no priced door of a vault with ranges opens.
contract X49_MisquotedFeedTest is AttackFixture {
    bytes32 private constant ETH = keccak256("X49 ETH/USD");
    bytes32 private constant CBETH_RATE = keccak256("X49 CBETH/ETH");
    /// @dev 3,000 USDC a WETH, missing the multiplication by a price of 1,964.
    int256 private constant MISSED = 1.53e8;
    uint256 private constant SIZES = 50;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
    }

    // -- what is wired is compared --------------------------------------------------------------------------------

    /// @dev A vault of cash alone has no pool to contradict the anchor: there, a misquote would be worth up to half of it.
    /// For each of eight misquotes, 50 sizes and both sides: wire, deposit the dear token, let it be mended, leave.
    function test_misquote_isWorthNothing() public {
        vm.pauseGasMetering();
        int256[8] memory answers = [MISSED, 300e8, 2000e8, 2690e8, 3320e8, 6000e8, 30_000e8, 3_000_000e8];
        int256 best = type(int256).min;
        uint256 refused;
        for (uint256 i; i < answers.length; ++i) {
            (int256 profit, bool activated) = _raid(answers[i]);
            if (profit > best) best = profit;
            if (!activated) ++refused;
        }
        console.log("X49: best profit of 8 misquotes by a tenth and more, 1e-18 raw token1");
        console.logInt(best);
        assertLe(best, 0, "X49: a misquoted feed was worth a profit");
        assertEq(refused, answers.length, "X49: a misquoted feed was activated");
    }

    /// @dev What is tolerated, 9.75 % down and 10.25 up (5 of the square root), is a change that feeds do show in a day. It
    /// bounds what a feed off by as much can cost where no pool contradicts it, all being closed: less than that part of
    /// the half of the vault that is misquoted.
    function test_toleratedMisquote_costsLessThanItself() public {
        vm.pauseGasMetering();
        vm.startPrank(guardian);
        for (uint256 i; i < 3; ++i) {
            diamond.setPoolEnabled(vaultId, i, false);
        }
        vm.stopPrank();
        (int256 low, bool lowActive) = _raid(2708e8);
        (int256 high, bool highActive) = _raid(3307e8);
        assertTrue(lowActive && highActive, "within the tolerance");
        console.log("X49: best profit of a misquote within the tolerance, low and high, 1e-18 raw token1");
        console.logInt(low);
        console.logInt(high);
        // A tenth of 60,000 USDC.
        assertLt(low, 6000e6 * 1e18, "X49: a tolerated misquote costs more than itself");
        assertLt(high, 6150e6 * 1e18, "X49: a tolerated misquote costs more than itself");
    }

    /// @dev Where a pool is open, though the vault is not in it, even that is worth nothing: no size goes through.
    function testFuzz_RevertWhen_openPoolsContradictTheFeed(bool low, bool isWeth, uint256 amount) public {
        (IOracle.FeedConfig memory config,) = _source(low ? int256(2708e8) : int256(3307e8));
        diamond.setPairFeed(address(weth), address(usdc), config);
        amount = isWeth ? bound(amount, 1e12, 250e18) : bound(amount, 1e6, 750_000e6);
        vm.prank(attacker);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.depositSingle(vaultId, isWeth ? address(weth) : address(usdc), amount, 0, attacker);
    }

    /// @dev Any misquote of a pair's source.
    function testFuzz_RevertWhen_pairFeedIsMisquoted(uint256 answer, bool low) public {
        answer = low ? bound(answer, 1e4, 2700e8) : bound(answer, 3310e8, 1e20);
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        (IOracle.FeedConfig memory config,) = _source(int256(answer));
        _assertRefused(
            abi.encodeCall(IOracleAdmin.setPairFeed, (address(weth), address(usdc), config)),
            IOracleAdmin.Oracle_ProbeDiffers.selector
        );
        assertEq(diamond.anchorSqrtPriceX96(address(weth), address(usdc)), anchor, "the old one stays");
    }

    /// @dev The leg of a cross that a vault is anchored to: replaced by what misses a factor, or the cross itself by one
    /// that names the rate where the price belongs, which is what happened.
    function testFuzz_RevertWhen_legOrCrossIsMisquoted(uint256 answer, bool low) public {
        (IOracle.FeedConfig memory config,) = _source(3000e8);
        diamond.setFeed(ETH, config);
        diamond.setPairCross(address(weth), address(usdc), ETH, FeedIds.USD);
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));

        answer = low ? bound(answer, 1e4, 2699e8) : bound(answer, 3301e8, 1e20);
        (config,) = _source(int256(answer));
        _assertRefused(abi.encodeCall(IOracleAdmin.setFeed, (ETH, config)), IOracleAdmin.Oracle_ProbeDiffers.selector);
        (config,) = _source(1.12e8);
        diamond.setFeed(CBETH_RATE, config);
        _assertRefused(
            abi.encodeCall(IOracleAdmin.setPairCross, (address(weth), address(usdc), CBETH_RATE, FeedIds.USD)),
            IOracleAdmin.Oracle_ProbeDiffers.selector
        );
        assertEq(diamond.anchorSqrtPriceX96(address(weth), address(usdc)), anchor, "the old one stays");
    }

    /// @dev Nothing to replace, but a second source: more apart than was agreed, and the first is not activated.
    function testFuzz_RevertWhen_sourcesDisagree(uint256 answer, bool low, uint256 maxBp) public {
        (IOracle.FeedConfig memory second,) = _source(3000e8);
        diamond.setFeed(ETH, second);
        maxBp = bound(maxBp, 1, 1000);
        uint256 room = 3000e8 * maxBp / 10_000;
        answer = low ? bound(answer, 1e4, 3000e8 - room - 1) : bound(answer, 3000e8 + room + 1, 1e20);
        (IOracle.FeedConfig memory config,) = _source(int256(answer));
        // At most 1,000.
        (config.peerId, config.peerMaxDeviationBp) = (ETH, uint16(maxBp));
        _assertRefused(
            abi.encodeCall(IOracleAdmin.setFeed, (keccak256("X49 new"), config)),
            IOracle.Oracle_SourcesDisagree.selector
        );
    }

    // -- who wires ------------------------------------------------------------------------------------------------

    /// @dev Not the roles that act without a delay.
    function testFuzz_RevertWhen_wiredByAnyoneButAdmin(address caller, uint256 which) public {
        address[5] memory known = [manager, keeper, guardian, treasury, attacker];
        if (caller == admin) caller = known[which % 5];
        (IOracle.FeedConfig memory config,) = _source(3000e8);
        bytes[4] memory calls = [
            abi.encodeCall(IOracleAdmin.setPairFeed, (address(weth), address(usdc), config)),
            abi.encodeCall(IOracleAdmin.setFeed, (ETH, config)),
            abi.encodeCall(IOracleAdmin.setPairCross, (address(weth), address(usdc), ETH, FeedIds.USD)),
            abi.encodeCall(IOracleAdmin.enableFeed, (ETH))
        ];
        bytes memory refusal = abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.ADMIN);
        for (uint256 i; i < 4; ++i) {
            vm.prank(caller);
            (bool ok, bytes memory reason) = address(diamond).call(calls[i]);
            assertFalse(ok, "X49: wired without a delay");
            assertEq(reason, refusal);
        }
    }

    /// @dev And ADMIN is the timelock: the wiring waits, and is compared when it is executed, not when it was queued.
    function testFuzz_RevertWhen_queuedMisquoteIsExecuted(uint256 answer) public {
        CantileverTimelock timelock = _handOver();
        answer = bound(answer, 1e4, 2700e8);
        // Right when it was queued, wrong when it is ready.
        (IOracle.FeedConfig memory config, MockAggregator source) = _source(3000e8);
        bytes memory wire = abi.encodeCall(IOracleAdmin.setPairFeed, (address(weth), address(usdc), config));
        vm.startPrank(manager);
        timelock.schedule(address(diamond), 0, wire, 0, 0, 2 days);
        vm.expectRevert();
        timelock.execute(address(diamond), 0, wire, 0, 0);
        skip(2 days);
        setAnchor(3000e8);
        source.setAnswer(int256(answer));
        try timelock.execute(address(diamond), 0, wire, 0, 0) {
            assertTrue(false, "X49: a misquoted feed was activated");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IOracleAdmin.Oracle_ProbeDiffers.selector);
        }
        // A control.
        source.setAnswer(3000e8);
        timelock.execute(address(diamond), 0, wire, 0, 0);
    }

    // -- should one get in ----------------------------------------------------------------------------------------

    /// @dev The old source was switched off as wrong, so there was nothing to compare with. Over ranges, every priced door
    /// is shut to holders and strangers alike while pools say otherwise; exits in kind pay to the unit what they did.
    function testFuzz_misquoteInUse_shutsPricedDoors(uint256 answer, bool low, uint256 size) public {
        depositAs(attacker, 5e18, 20_000e6);
        rebalance(1000);
        answer = low ? bound(answer, 1e6, 2900e8) : bound(answer, 3100e8, 1e15);
        uint256 held = sharesOf(attacker);
        size = bound(size, 1e15, held);
        uint256 fresh = vm.snapshotState();
        vm.prank(alice);
        (uint256 expected0, uint256 expected1) = diamond.withdrawInKind(vaultId, size, 0, 0, alice);
        vm.revertToState(fresh);

        vm.prank(guardian);
        diamond.disableFeed(FeedIds.pair(address(weth), address(usdc)));
        (IOracle.FeedConfig memory config,) = _source(int256(answer));
        diamond.setPairFeed(address(weth), address(usdc), config);
        skip(15 minutes);
        uint256 before = worth(attacker, held);
        bytes[6] memory calls = [
            abi.encodeCall(IALMUser.deposit, (vaultId, size, size, 0, attacker)),
            abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(weth), size / 1e3, 0, attacker)),
            abi.encodeCall(IALMSingle.depositSingle, (vaultId, address(usdc), size / 1e12, 0, attacker)),
            abi.encodeCall(IALMUser.withdraw, (vaultId, size, 0, 0, attacker)),
            abi.encodeCall(IALMSingle.withdrawSingle, (vaultId, address(weth), size, 0, attacker)),
            abi.encodeCall(IALMSingle.withdrawSingle, (vaultId, address(usdc), size, 0, attacker))
        ];
        for (uint256 i; i < calls.length; ++i) {
            _assertNotCalm(attacker, calls[i]);
        }
        _assertNotCalm(keeper, abi.encodeCall(IALMProtected.rebalance, (vaultId, noSwaps(), ordersAround(1000))));
        assertEq(worth(attacker, held), before, "X49: NP");
        vm.prank(alice);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, size, 0, 0, alice);
        assertEq(got0, expected0, "X49: an exit in kind asked the feed");
        assertEq(got1, expected1, "X49: an exit in kind asked the feed");
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev Tries to wire a source that says `answer`, then for each size deposits the token it makes dear, has the answer
    /// mended, and leaves in both tokens. All is undone.
    function _raid(int256 answer) private returns (int256 best, bool activated) {
        best = type(int256).min;
        uint256 state = vm.snapshotState();
        (IOracle.FeedConfig memory config, MockAggregator source) = _source(answer);
        try diamond.setPairFeed(address(weth), address(usdc), config) {
            activated = true;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IOracleAdmin.Oracle_ProbeDiffers.selector);
        }
        uint256 had = worth(attacker);
        for (uint256 n = 1; n <= SIZES; ++n) {
            for (uint256 side; side < 2; ++side) {
                uint256 wired = vm.snapshotState();
                vm.startPrank(attacker);
                // Up to 750,000 USDC, or 250 WETH: six times the vault.
                try diamond.depositSingle(
                    vaultId,
                    side == 0 ? address(usdc) : address(weth),
                    n * n * (side == 0 ? 300e6 : 0.1e18),
                    0,
                    attacker
                ) returns (
                    uint256 shares
                ) {
                    source.setAnswer(3000e8);
                    diamond.withdraw(vaultId, shares, 0, 0, attacker);
                    int256 profit = int256(worth(attacker)) - int256(had);
                    if (profit > best) best = profit;
                } catch {}
                vm.stopPrank();
                vm.revertToStateAndDelete(wired);
            }
        }
        assertGt(best, type(int256).min, "a size went through");
        vm.revertToStateAndDelete(state);
    }

    /// @dev What an attacker with these shares has, at REF: the vault's anchor cannot be asked. Shares count alone.
    function worth(address who, uint256 held) private view returns (uint256) {
        assertEq(sharesOf(who), held, "X49: shares came or went");
        return weth.balanceOf(who) * refWad(vaultId) + usdc.balanceOf(who) * 1e18;
    }

    function _source(int256 answer) private returns (IOracle.FeedConfig memory config, MockAggregator source) {
        source = new MockAggregator(8, answer);
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(source));
        config.ttlSeconds = 1 days;
    }

    /// @dev By ADMIN itself.
    function _assertRefused(bytes memory data, bytes4 refusal) private {
        (bool ok, bytes memory reason) = address(diamond).call(data);
        assertFalse(ok, "X49: a misquoted feed was activated");
        assertEq(bytes4(reason), refusal);
    }

    function _assertNotCalm(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool ok, bytes memory reason) = address(diamond).call(data);
        assertFalse(ok, "X49: a priced door was open");
        assertEq(bytes4(reason), IVaultErrors.Vault_NotCalm.selector);
    }

    /// @dev ADMIN to a timelock of two days, whose council is the manager.
    function _handOver() private returns (CantileverTimelock timelock) {
        address[] memory council = new address[](1);
        council[0] = manager;
        timelock = new CantileverTimelock(2 days, council, council);
        diamond.proposeRole(Roles.ADMIN, address(timelock));
        skip(1 days);
        vm.prank(address(timelock));
        diamond.acceptRole(Roles.ADMIN);
        diamond.renounceRole(Roles.ADMIN);
        setAnchor(3000e8);
    }
}
