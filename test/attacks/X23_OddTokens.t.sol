// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "src/interfaces/IOracle.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {BlocklistToken} from "test/mocks/BlocklistToken.sol";
import {FeeOnTransferToken} from "test/mocks/FeeOnTransferToken.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {MockAggregatorProxy} from "test/mocks/MockAggregatorProxy.sol";
import {NoReturnToken} from "test/mocks/NoReturnToken.sol";
import {TestToken} from "test/utils/TestToken.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @title X23_OddTokens
/// @notice Balancer's STA, ZABU, InsureDAO: tokens that keep a part, name nobody, block somebody, or count otherwise.
/// @dev Holds: a token that keeps a part is refused at creation, and one that starts later is refused at the deposit;
/// others are credited as measured; whoever a token blocks keeps nobody else from leaving. Hooks are X06 and X22.
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

    /// @dev Decimals 0, 2, 6, 8 and 18: in and out again leaves nobody with more, and what is credited was received.
    function testFuzz_decimals_roundTripGainsNothing(uint256 which, uint256 amount) public {
        uint8 decimals = [0, 2, 6, 8, 18][bound(which, 0, 4)];
        TestToken token = new TestToken("ODD", decimals);
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
