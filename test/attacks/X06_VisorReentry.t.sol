// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "src/interfaces/IALMProtected.sol";
import {IALMHarvest} from "src/interfaces/IALMHarvest.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IManagement} from "src/interfaces/IManagement.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {Lock} from "lock/Lock.sol";
import {HookToken} from "test/mocks/HookToken.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {V3Actor} from "test/utils/V3Actor.sol";
import {AttackFixture} from "./AttackFixture.sol";
import {Prey, Raider} from "./Raider.sol";

/// @dev Uniswap's periphery router, as much of it as the attack needs.
interface IMultiHopRouter {
    struct ExactInputParams {
        bytes path;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
    }

    function exactInput(ExactInputParams calldata params) external payable returns (uint256 amountOut);
}

/// @title HollowToken
/// @notice A token that says it moved everything and kept a part with the payer.
/// @dev A mock because no such token lives long enough to have an address.
contract HollowToken is TestToken {
    uint256 public hollowBp;

    constructor() TestToken("HOLLOW", 6) {}

    function setHollowBp(uint256 hollowBp_) external {
        hollowBp = hollowBp_;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return super.transferFrom(from, to, amount - amount * hollowBp / 10_000);
    }
}

/// @title ReentrantRaider
/// @notice Calls back into the diamond whenever it is handed shares, and keeps what came of it.
contract ReentrantRaider is Raider {
    bytes[] public payloads;
    uint256 public calls;
    uint256 public refusals;
    bytes public accepted;

    constructor(Prey memory prey_) Raider(prey_) {}

    function setPayloads(bytes[] memory payloads_) external {
        payloads = payloads_;
    }

    function raid(bytes memory) internal override {
        knock();
    }

    /// @notice Tries every payload once.
    function knock() public {
        address diamond = address(prey.diamond);
        for (uint256 i; i < payloads.length; ++i) {
            (bool ok, bytes memory result) = diamond.call(payloads[i]);
            ++calls;
            if (!ok && bytes4(result) == Lock.Lock_Reentered.selector) ++refusals;
            else accepted = payloads[i];
        }
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external override returns (bytes4) {
        knock();
        return this.onERC1155Received.selector;
    }
}

/// @title X06_VisorReentry
/// @notice Visor vVISR, December 2021: shares were minted to whoever a caller-supplied contract said had paid, and that
/// contract was called before the accounts were settled.
/// @dev Here the payer is always the caller. What remains of the attack: a token that lies about the payment; and
/// contracts that are called in the middle of an operation, as receiver of shares, as token, and as a token on the way
/// of a keeper's swap, where a deposit would be counted a second time as the swap's proceeds.
contract X06_VisorReentryTest is AttackFixture {
    ReentrantRaider private raider;

    function setUp() public override {
        super.setUp();
        depositAs(alice, 20e18, 60_000e6);
        raider = new ReentrantRaider(wethPrey());
        weth.mint(address(raider), 1e6 * 1e18);
        usdc.mint(address(raider), 3e9 * 1e6);
    }

    function refWad(uint256 id) internal view override returns (uint256) {
        return id == vaultId ? super.refWad(id) : 1e18;
    }

    /// @dev Fifty degrees of hollowness, from 2 % to all.
    function test_hollowPayment_mintsNothing() public {
        HollowToken hollow = new HollowToken();
        (uint256 id, address token0, address token1) = _openParityVault(hollow);
        Search memory search;
        for (uint256 step = 1; step <= STEPS; ++step) {
            uint256 state = vm.snapshotState();
            uint256 before = worth(id, token0, token1, attacker);
            hollow.setHollowBp(step * 200);
            vm.startPrank(attacker);
            try diamond.deposit(id, 1e12, 1e12, 0, attacker) {
                hollow.setHollowBp(0);
                try diamond.withdraw(id, diamond.balanceOf(attacker, id) / 2, 0, 0, attacker) {} catch {}
            } catch (bytes memory reason) {
                assertEq(bytes4(reason), IVaultErrors.Vault_TransferShortfall.selector);
            }
            vm.stopPrank();
            keep(search, int256(worth(id, token0, token1, attacker)) - int256(before), step);
            vm.revertToState(state);
        }
        report("X06 hollow payment", search);
        assertLe(search.profit, 0, "X06: NP, shares without a payment");
    }

    /// @dev A hostile KEEPER swaps through a genuine, listed router over a token of his own, whose transfer hook
    /// deposits. Fifty sizes. His pools' contents count as his.
    function test_depositInsideSwap_isNotCountedTwice() public {
        vm.pauseGasMetering();
        HookToken evil = new HookToken("EVIL", 18);
        V3Actor accomplice = new V3Actor();
        address poolIn = createPool(uniswap, address(weth), address(evil), 3000, uint160(1 << 96));
        address poolOut = createPool(uniswap, address(evil), address(usdc), 3000, uint160(1 << 96));
        accomplice.mint(poolIn, address(accomplice), -60_000, 60_000, 1e24);
        accomplice.mint(poolOut, address(accomplice), -60_000, 60_000, 1e6);
        diamond.setRouter(uniswap.swapRouter, IMultiHopRouter.exactInput.selector, true);
        skip(15 minutes);
        setAnchor(3000e8);
        address[3] memory team = [address(raider), poolIn, poolOut];

        Search memory search;
        for (uint256 step = 1; step <= STEPS; ++step) {
            uint256 state = vm.snapshotState();
            uint256 before = _teamWorth(team);
            watch(vaultId);
            uint256 wethIn = 20e18 * step / STEPS;
            evil.prepare(address(raider), abi.encodeCall(Raider.enter, (wethIn, wethIn * 3300 / 1e12)));
            IALMProtected.SwapOrder[] memory swaps = _swapOver(evil, wethIn);
            vm.prank(keeper);
            try diamond.rebalance(vaultId, swaps, new IALMProtected.RangeOrder[](0)) {
                assertTrue(evil.fired(), "X06: the hook was meant to fire");
            } catch (bytes memory reason) {
                assertEq(bytes4(reason), IVaultErrors.Swap_BelowOracleMinimum.selector);
                search.lastRefusal = reason;
            }
            keep(search, int256(_teamWorth(team)) - int256(before), step);
            vm.revertToState(state);
        }
        report("X06 deposit inside a swap", search);
        assertLe(search.profit, 0, "X06: NP, a deposit counted twice");
        assertGt(search.lastRefusal.length, 0);
    }

    /// @dev Handed its shares, the receiver tries every door that changes state and every view of value.
    function test_receiver_cannotReenter() public {
        bytes[] memory payloads = _doors();
        raider.setPayloads(payloads);
        watch(vaultId);
        raider.enter(1e18, 3000e6);
        assertEq(raider.calls(), payloads.length);
        assertEq(raider.accepted(), "", "X06: a door let a receiver in");
        assertEq(raider.refusals(), payloads.length);
    }

    /// @dev A token with hooks tries the same in the middle of a deposit, a priced exit and an exit in kind.
    function testFuzz_token_cannotReenter(uint256 amount, uint256 way) public {
        amount = bound(amount, 1e6, 1e12);
        HookToken hooked = new HookToken("HOOK", 6);
        (uint256 id,,) = _openParityVault(hooked);
        vm.prank(attacker);
        (uint256 shares,,) = diamond.deposit(id, amount, amount, 0, attacker);
        bytes[] memory payloads = _doors();
        raider.setPayloads(payloads);
        hooked.prepare(address(raider), abi.encodeCall(ReentrantRaider.knock, ()));
        vm.startPrank(attacker);
        way %= 3;
        if (way == 0) diamond.deposit(id, amount, amount, 0, attacker);
        else if (way == 1) diamond.withdraw(id, shares, 0, 0, attacker);
        else diamond.withdrawInKind(id, shares, 0, 0, attacker);
        vm.stopPrank();
        assertTrue(hooked.fired() && hooked.hookSucceeded());
        assertEq(raider.calls(), payloads.length);
        assertEq(raider.accepted(), "", "X06: a door let a token in");
        assertEq(raider.refusals(), payloads.length);
    }

    // -- set-up and steps -----------------------------------------------------------------------------------------

    /// @dev Calls that would succeed outside, but for those that need a role: the lock comes before the role.
    function _doors() private view returns (bytes[] memory payloads) {
        address me = address(raider);
        uint256[] memory none = new uint256[](0);
        IManagement.PoolConfig memory config = poolConfig(pools[0]);
        payloads = new bytes[](14);
        payloads[0] = abi.encodeCall(IALMUser.deposit, (vaultId, 1e18, 3300e6, 0, alice));
        payloads[1] = abi.encodeCall(IALMUser.withdraw, (vaultId, 1, 0, 0, me));
        payloads[2] = abi.encodeCall(IALMUser.withdrawInKind, (vaultId, 1, 0, 0, me));
        payloads[3] = abi.encodeCall(IALMHarvest.harvest, (vaultId));
        payloads[4] = abi.encodeCall(IALMProtected.rebalance, (vaultId, noSwaps(), new IALMProtected.RangeOrder[](0)));
        payloads[5] = abi.encodeCall(IVaultToken.safeTransferFrom, (me, alice, vaultId, 0, ""));
        payloads[6] = abi.encodeCall(IVaultToken.safeBatchTransferFrom, (me, alice, none, none, ""));
        payloads[7] = abi.encodeCall(IManagement.createVault, (address(weth), address(usdc), 0));
        payloads[8] = abi.encodeCall(IManagement.registerPool, (vaultId, config));
        payloads[9] = abi.encodeCall(IALMInfo.valueAtAnchor, (vaultId));
        payloads[10] = abi.encodeCall(IALMInfo.totalBalances, (vaultId));
        payloads[11] = abi.encodeCall(IALMInfo.valuePerShareWad, (vaultId));
        payloads[12] = abi.encodeCall(IALMUser.previewWithdraw, (vaultId, 1));
        payloads[13] = abi.encodeCall(IALMUser.previewDeposit, (vaultId, 1e18, 3300e6));
    }

    /// @dev A vault of some token and USDC, one for one, 6 decimals each, with a victim's deposit and no pools.
    function _openParityVault(TestToken token) private returns (uint256 id, address token0, address token1) {
        (token0, token1) =
            address(token) < address(usdc) ? (address(token), address(usdc)) : (address(usdc), address(token));
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(new MockAggregator(8, 1e8)));
        config.ttlSeconds = 1 days;
        diamond.setPairFeed(token0, token1, config);
        address[3] memory users = [manager, alice, attacker];
        for (uint256 i; i < 3; ++i) {
            token.mint(users[i], 1e15);
            vm.prank(users[i]);
            token.approve(address(diamond), type(uint256).max);
        }
        vm.prank(manager);
        id = diamond.createVault(token0, token1, 0);
        vm.prank(alice);
        diamond.deposit(id, 1e12, 1e12, 0, alice);
    }

    function _swapOver(HookToken evil, uint256 wethIn) private view returns (IALMProtected.SwapOrder[] memory swaps) {
        bytes memory path = abi.encodePacked(address(weth), uint24(3000), address(evil), uint24(3000), address(usdc));
        swaps = new IALMProtected.SwapOrder[](1);
        swaps[0] = IALMProtected.SwapOrder({
            router: uniswap.swapRouter,
            zeroForOne: true,
            amountIn: wethIn,
            amountOutMin: 0,
            data: abi.encodeCall(
                IMultiHopRouter.exactInput,
                (IMultiHopRouter.ExactInputParams(path, address(diamond), type(uint256).max, wethIn, 0))
            )
        });
    }

    function _teamWorth(address[3] memory team) private view returns (uint256 sum) {
        for (uint256 i; i < team.length; ++i) {
            sum += worth(team[i]);
        }
    }
}
