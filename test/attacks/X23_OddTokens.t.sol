// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "src/interfaces/IOracle.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {BlocklistToken} from "test/mocks/BlocklistToken.sol";
import {FeeOnTransferToken} from "test/mocks/FeeOnTransferToken.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {NoReturnToken} from "test/mocks/NoReturnToken.sol";
import {RebasingToken} from "test/mocks/RebasingToken.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X23_OddTokens
/// @notice Balancer's STA, ZABU, InsureDAO: tokens that keep a part, name nobody, block somebody, or count otherwise.
/// @dev Holds: a token that keeps a part is refused at creation, and one that starts later is refused at the deposit;
/// others are credited as measured; whoever a token blocks keeps nobody else from leaving. Hooks are X06 and X22.
/// Rebasing tokens have no place in a vault (SECURITY.md), and none can be told by looking at it; where one got in all the
/// same, what it grows by is nobody's to take, and what it shrinks by is lost to the vaults that have it, alone.
contract X23_OddTokensTest is VaultFixture {
    /// @dev From 1 bp to 10 %: it never becomes a vault's token.
    function testFuzz_RevertWhen_tokenKeepsAPart(uint256 feeBp) public {
        feeBp = bound(feeBp, 1, 1000);
        FeeOnTransferToken taxed = new FeeOnTransferToken("TAX", 18, feeBp);
        (address token0, address token1) = _pair(address(taxed));
        taxed.mint(manager, 1e24);
        vm.startPrank(manager);
        taxed.approve(address(diamond), type(uint256).max);
        try diamond.createVault(token0, token1, 0) {
            assertTrue(false, "X23: a token that keeps a part was listed");
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_TransferShortfall.selector);
        }
        vm.stopPrank();
    }

    /// @dev Decimals 0, 2, 6, 8, 18 and 24, as token0 and as token1: in and out again leaves nobody with more, and what is
    /// credited was received.
    function testFuzz_decimals_roundTripGainsNothing(uint256 which, bool isToken0, uint256 amount) public {
        uint8 decimals = [0, 2, 6, 8, 18, 24][bound(which, 0, 5)];
        TestToken token;
        do {
            token = new TestToken("ODD", decimals);
        } while ((address(token) < address(usdc)) != isToken0);
        uint256 unit = 10 ** decimals;
        uint256 id = _vault(token, 1e9 * unit);
        amount = bound(amount, 1, 1e6 * unit);
        uint256 money = 1e6 * 1e6;
        (uint256 had, uint256 hadMoney) = (token.balanceOf(attacker), usdc.balanceOf(attacker));
        uint256 held = token.balanceOf(address(diamond));
        (address token0,) = _sorted(address(token));
        (uint256 max0, uint256 max1) = token0 == address(token) ? (amount, money) : (money, amount);
        vm.startPrank(attacker);
        try diamond.deposit(id, max0, max1, 0, attacker) returns (uint256 shares, uint256 paid0, uint256 paid1) {
            uint256 paid = token0 == address(token) ? paid0 : paid1;
            assertEq(token.balanceOf(address(diamond)) - held, paid, "X23: credited is not what was received");
            diamond.withdraw(id, shares, 0, 0, attacker);
        } catch (bytes memory reason) {
            // Too little for one share.
            assertEq(bytes4(reason), IVaultErrors.Vault_ZeroShares.selector);
        }
        vm.stopPrank();
        assertLe(token.balanceOf(attacker), had, "X23: NP");
        assertLe(usdc.balanceOf(attacker), hadMoney, "X23: NP");
    }

    /// @dev A token whose transfers return nothing (USDT's) works as any other.
    function test_noReturn_worksAsAnyOther() public {
        NoReturnToken token = new NoReturnToken("NORET", 6);
        (address token0, address token1) = _pair(address(token));
        address[2] memory users = [manager, alice];
        for (uint256 i; i < 2; ++i) {
            token.mint(users[i], 1e15);
            vm.prank(users[i]);
            token.approve(address(diamond), type(uint256).max);
        }
        vm.prank(manager);
        uint256 id = diamond.createVault(token0, token1, 0);
        vm.startPrank(alice);
        (uint256 shares,,) = diamond.deposit(id, 1e12, 1e12, 0, alice);
        (uint256 amount0, uint256 amount1) = diamond.withdraw(id, shares, 0, 0, alice);
        vm.stopPrank();
        assertApproxEqAbs(amount0, 1e12, 1e3);
        assertApproxEqAbs(amount1, 1e12, 1e3);
    }

    /// @dev The blocked one cannot be paid; the others and the keeper do not notice, and it may name another receiver.
    function testFuzz_blocked_keepsNobodyElse(uint256 shares) public {
        BlocklistToken token = new BlocklistToken("BLOCK", 6);
        uint256 id = _vault(token, 1e15);
        vm.prank(attacker);
        (uint256 theirs,,) = diamond.deposit(id, 1e9, 1e9, 0, attacker);
        token.setBlocked(attacker, true);
        vm.prank(attacker);
        vm.expectRevert();
        diamond.withdrawInKind(id, theirs, 0, 0, attacker);
        shares = bound(shares, 1e15, diamond.balanceOf(alice, id));
        vm.prank(alice);
        (uint256 amount0, uint256 amount1) = diamond.withdraw(id, shares, 0, 0, alice);
        assertGt(amount0 + amount1, 0, "X23: one blocked receiver blocks others");
        vm.prank(attacker);
        (amount0, amount1) = diamond.withdrawInKind(id, theirs, 0, 0, bob);
        assertGt(amount0 + amount1, 0, "another receiver");
    }

    /// @dev From half to one and a half of what it was: what is credited arrived, or the token, or the deposit, is
    /// refused; and nobody who enters after the change leaves with more.
    function testFuzz_rebasing_creditedIsWhatArrived(bool coarse, uint256 rateBp, uint256 later, uint256 amount)
        public
    {
        RebasingToken token = new RebasingToken(coarse);
        token.rebase(bound(rateBp, 5000, 15_000));
        (bool listed, uint256 id) = _tryVault(token);
        if (!listed) {
            assertTrue(coarse, "a token that moves exactly is no different from another");
            return;
        }
        token.rebase(bound(later, 5000, 15_000));
        amount = bound(amount, 1e6, 1e12);
        uint256[3] memory had = [token.balanceOf(attacker), usdc.balanceOf(attacker), token.balanceOf(address(diamond))];
        vm.startPrank(attacker);
        try diamond.deposit(id, amount, amount, 0, attacker) returns (uint256 shares, uint256 paid0, uint256 paid1) {
            uint256 paid = diamond.vaultInfo(id).token0 == address(token) ? paid0 : paid1;
            // One unit more may appear: parts the diamond had make a unit with parts that came.
            uint256 arrived = token.balanceOf(address(diamond)) - had[2];
            assertGe(arrived, paid, "X23: credited without having arrived");
            assertLe(arrived, paid + 1);
            diamond.withdraw(id, shares, 0, 0, attacker);
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_TransferShortfall.selector);
            assertTrue(coarse, "refused though all arrived");
        }
        vm.stopPrank();
        // A coarse token's sender may keep the unit that did not arrive, each way.
        assertLe(token.balanceOf(attacker), had[0] + (coarse ? 2 : 0), "X23: NP");
        assertLe(usdc.balanceOf(attacker), had[1], "X23: NP");
    }

    /// @dev Growth, from 1 to 50 %, is nobody's: who entered before and leaves after it is paid what was recorded, as are
    /// those who stayed.
    function testFuzz_growth_isNotPaidOut(uint256 rateBp, uint256 amount) public {
        RebasingToken token = new RebasingToken(false);
        (, uint256 id) = _tryVault(token);
        // No more than alice has: what it might take beyond its own would be hers, and there.
        amount = bound(amount, 1e6, 1e9);
        vm.prank(attacker);
        (uint256 shares, uint256 paid0, uint256 paid1) = diamond.deposit(id, amount, amount, 0, attacker);
        token.rebase(bound(rateBp, 10_100, 15_000));
        uint256 held = token.balanceOf(address(diamond));
        vm.prank(attacker);
        (uint256 got0, uint256 got1) = diamond.withdraw(id, shares, 0, 0, attacker);
        assertLe(got0, paid0, "X23: growth was paid out");
        assertLe(got1, paid1, "X23: growth was paid out");
        uint256 left = held - (diamond.vaultInfo(id).token0 == address(token) ? got0 : got1);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(id);
        assertGe(left, diamond.vaultInfo(id).token0 == address(token) ? cash0 : cash1, "X23: SOLV");
        shares = diamond.balanceOf(alice, id);
        vm.prank(alice);
        (got0, got1) = diamond.withdraw(id, shares, 0, 0, alice);
        assertLe(got0, cash0, "X23: growth was paid out");
        assertLe(got1, cash1, "X23: growth was paid out");
    }

    /// @dev Shrinkage is its own vault's. There the first to leave is paid what was recorded and no more; the last finds
    /// none of the token, but its USDC is there. Other vaults, of the same USDC, pay to the unit what they would have.
    function testFuzz_shrinkage_staysInItsVault(uint256 rateBp, uint256 shares) public {
        RebasingToken token = new RebasingToken(false);
        (, uint256 id) = _tryVault(token);
        depositAs(bob, 10e18, 30_000e6);
        shares = bound(shares, 1e15, sharesOf(bob));
        uint256 fresh = vm.snapshotState();
        vm.prank(bob);
        (uint256 expected0, uint256 expected1) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.revertToState(fresh);

        _shrinkAndLeave(token, id, bound(rateBp, 5000, 9999));

        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        assertEq(got0, expected0, "X23: another vault paid for it");
        assertEq(got1, expected1, "X23: another vault paid for it");
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        assertGe(weth.balanceOf(address(diamond)), cash0, "X23: SOLV");
        assertGe(usdc.balanceOf(address(diamond)), cash1, "X23: SOLV");
    }

    /// @dev The attacker, with as much as alice, leaves first, in kind; then alice, in USDC.
    function _shrinkAndLeave(RebasingToken token, uint256 id, uint256 rateBp) private {
        vm.prank(attacker);
        (uint256 theirs, uint256 paid0, uint256 paid1) = diamond.deposit(id, 1e9, 1e9, 0, attacker);
        token.rebase(rateBp);
        vm.prank(attacker);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(id, theirs, 0, 0, attacker);
        assertLe(got0, paid0, "X23: paid more than was recorded");
        assertLe(got1, paid1, "X23: paid more than was recorded");

        (uint256 cash0, uint256 cash1) = diamond.cashBalances(id);
        uint256 money = diamond.vaultInfo(id).token0 == address(token) ? cash1 : cash0;
        // Nine tenths of it: the last of a token costs the highest fee.
        uint256 hers = diamond.balanceOf(alice, id) * 45 / 100;
        vm.prank(alice);
        uint256 got = diamond.withdrawSingle(id, address(usdc), hers, 0, alice);
        assertGe(got, money * 88 / 100, "X23: a shrunken token keeps its vault's USDC");
    }

    /// @dev A vault of a rebasing token and USDC in which alice has 1,000 of each, if it is let in.
    function _tryVault(RebasingToken token) private returns (bool listed, uint256 id) {
        (address token0, address token1) = _pair(address(token));
        address[3] memory users = [manager, alice, attacker];
        for (uint256 i; i < 3; ++i) {
            token.mint(users[i], 1e13);
            vm.prank(users[i]);
            token.approve(address(diamond), type(uint256).max);
        }
        vm.prank(manager);
        try diamond.createVault(token0, token1, 0) returns (uint256 created) {
            id = created;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_TransferShortfall.selector);
            return (false, 0);
        }
        vm.prank(alice);
        try diamond.deposit(id, 1e9, 1e9, 0, alice) {
            listed = true;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IVaultErrors.Vault_TransferShortfall.selector);
        }
    }

    function _vault(TestToken token, uint256 each) private returns (uint256 id) {
        (address token0, address token1) = _pair(address(token));
        address[3] memory users = [manager, alice, attacker];
        for (uint256 i; i < 3; ++i) {
            token.mint(users[i], each + 20_000);
            vm.prank(users[i]);
            token.approve(address(diamond), type(uint256).max);
        }
        vm.prank(manager);
        id = diamond.createVault(token0, token1, 0);
        // A thousandth of what it has, and as much money, one for one.
        uint256 amount = each / 1000;
        uint256 money = amount * 1e6 / 10 ** token.decimals();
        (uint256 max0, uint256 max1) = token0 == address(token) ? (amount, money) : (money, amount);
        vm.prank(alice);
        diamond.deposit(id, max0, max1, 0, alice);
    }

    function _sorted(address token) private view returns (address token0, address token1) {
        return token < address(usdc) ? (token, address(usdc)) : (address(usdc), token);
    }

    function _pair(address token) private returns (address token0, address token1) {
        (token0, token1) = _sorted(token);
        IOracle.FeedConfig memory config;
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = address(new MockAggregatorProxy(new MockAggregator(8, 1e8)));
        config.ttlSeconds = 1 days;
        diamond.setPairFeed(token0, token1, config);
    }
}
