// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPause} from "src/interfaces/IPause.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IOracle} from "src/interfaces/IOracle.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {DEAD, DEAD_SHARES, MIN_FIRST_SHARES} from "src/vault/VaultConstants.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

contract DepositTest is VaultFixture {
    // -- the first ------------------------------------------------------------------------------------------------

    /// @dev One share per USDC of value at the anchor, 3,000 USDC per WETH.
    function testFuzz_first_mintsValueAtAnchor(uint256 wethIn, uint256 usdcIn) public {
        wethIn = bound(wethIn, 0, 1000e18);
        usdcIn = bound(usdcIn, 1e6, 3_000_000e6);
        vm.prank(alice);
        (uint256 shares, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, wethIn, usdcIn, 0, alice);
        assertEq(paid0, wethIn);
        assertEq(paid1, usdcIn);
        uint256 exact = (wethIn * 3000 + usdcIn * 1e12);
        assertApproxEqRel(shares + DEAD_SHARES, exact, 1e12); // the anchor's own root is exact to 2^-64
        assertEq(sharesOf(alice), shares);
        assertEq(diamond.balanceOf(DEAD, vaultId), DEAD_SHARES);
        assertEq(diamond.totalSupply(vaultId), shares + DEAD_SHARES);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        assertEq(cash0, wethIn);
        assertEq(cash1, usdcIn);
    }

    function test_RevertWhen_firstIsTooSmall() public {
        vm.prank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultErrors.Vault_FirstDepositTooSmall.selector, 999e12, MIN_FIRST_SHARES)
        );
        diamond.deposit(vaultId, 0, 999, 0, alice);
        depositAs(alice, 0, 1000);
    }

    // -- later ones -----------------------------------------------------------------------------------------------

    /// @dev The preview is the deposit, to the wei, whatever state the vault is in.
    function testFuzz_deposit_equalsPreview(uint256 wethMax, uint256 usdcMax, uint256 halfWidth, uint256 wait) public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(int24(int256(bound(halfWidth, 400, 5000))));
        churn(1e18);
        diamond.harvest(vaultId);
        skip(bound(wait, 0, 6 hours));
        setAnchor(3000e8);
        wethMax = bound(wethMax, 1e9, 1000e18);
        usdcMax = bound(usdcMax, 1e3, 3_000_000e6);
        (uint256 shares, uint256 amount0, uint256 amount1) = diamond.previewDeposit(vaultId, wethMax, usdcMax);
        uint256 wethBefore = weth.balanceOf(bob);
        uint256 usdcBefore = usdc.balanceOf(bob);
        vm.prank(bob);
        (uint256 gotShares, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, wethMax, usdcMax, shares, bob);
        assertEq(gotShares, shares);
        assertEq(paid0, amount0);
        assertEq(paid1, amount1);
        assertEq(wethBefore - weth.balanceOf(bob), paid0);
        assertEq(usdcBefore - usdc.balanceOf(bob), paid1);
        assertLe(paid0, wethMax);
        assertLe(paid1, usdcMax);
        assertEq(sharesOf(bob), shares);
    }

    /// @dev What a deposit pays is at least its shares' part of each token: others never lose by it.
    function testFuzz_deposit_neverDilutes(uint256 wethMax, uint256 usdcMax) public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        uint256 supply = diamond.totalSupply(vaultId);
        vm.prank(bob);
        (uint256 shares, uint256 paid0, uint256 paid1) =
            diamond.deposit(vaultId, bound(wethMax, 1e9, 1000e18), bound(usdcMax, 1e3, 3_000_000e6), 0, bob);
        assertGe(paid0 * supply, have0 * shares);
        assertGe(paid1 * supply, have1 * shares);
    }

    /// @dev S3: in and out again in one block, priced or in kind, never gains a wei of either token.
    function testFuzz_roundTrip_neverGains(uint256 wethMax, uint256 usdcMax, bool inKind, uint256 answer) public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        churn(2e18);
        setAnchor(bound(answer, 2950e8, 3050e8));
        vm.startPrank(bob);
        (uint256 shares, uint256 paid0, uint256 paid1) =
            diamond.deposit(vaultId, bound(wethMax, 1e9, 1000e18), bound(usdcMax, 1e3, 3_000_000e6), 0, bob);
        (uint256 got0, uint256 got1) =
            inKind ? diamond.withdrawInKind(vaultId, shares, 0, 0, bob) : diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.stopPrank();
        assertLe(got0, paid0);
        assertLe(got1, paid1);
    }

    /// @dev V5: tokens sent, and liquidity minted on the diamond's behalf, change no share's value.
    function testFuzz_donation_changesNothing(uint256 gift0, uint256 gift1, uint128 liquidity) public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        (uint256 value,) = diamond.valueAtAnchor(vaultId);
        weth.mint(address(diamond), bound(gift0, 1, 1e24));
        usdc.mint(address(diamond), bound(gift1, 1, 1e15));
        (int24 lower, int24 upper) =
            (diamond.vaultRanges(vaultId)[0].tickLower, diamond.vaultRanges(vaultId)[0].tickUpper);
        address pool = address(uint160(uint256(diamond.vaultRanges(vaultId)[0].poolId)));
        lp.mint(pool, address(diamond), lower, upper, uint128(bound(liquidity, 1, 1e16)));
        (uint256 after0, uint256 after1) = diamond.totalBalances(vaultId);
        (uint256 valueAfter,) = diamond.valueAtAnchor(vaultId);
        assertEq(after0, have0);
        assertEq(after1, have1);
        assertEq(valueAfter, value);
    }

    /// @dev Depositing just before a harvest earns nothing: what it collects is released to those who stay.
    function testFuzz_beforeHarvest_earnsNothing(uint256 wethMax, uint256 traded) public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        churn(bound(traded, 1e15, 5e18));
        uint256 anyMax = bound(wethMax, 1e12, 1000e18);
        vm.startPrank(bob);
        (uint256 shares, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, anyMax, 3_000_000e6, 0, bob);
        (uint256 fees0, uint256 fees1) = diamond.harvest(vaultId);
        assertGt(fees0 + fees1, 0);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.stopPrank();
        assertLe(got0, paid0);
        assertLe(got1, paid1);
    }

    // -- guards ---------------------------------------------------------------------------------------------------

    function test_RevertWhen_notCalm_spot() public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        swapToPrice(pools[1], _sqrtPriceX96(3065e8));
        vm.expectRevert(
            abi.encodeWithSelector(IVaultErrors.Vault_NotCalm.selector, poolIdOf(pools[1]), 217, TWAP_WINDOW)
        );
        diamond.previewDeposit(vaultId, 1e18, 3000e6);
    }

    /// @dev Spot is back, the average is not: still not calm. Then the window passes.
    function test_RevertWhen_notCalm_twap() public {
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
        swapToPrice(pools[1], _sqrtPriceX96(3300e8));
        skip(TWAP_WINDOW / 2);
        swapToPrice(pools[1], _sqrtPriceX96(3000e8));
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.previewDeposit(vaultId, 1e18, 3000e6);
        skip(TWAP_WINDOW);
        diamond.previewDeposit(vaultId, 1e18, 3000e6);
    }

    function test_RevertWhen_feedIsStale() public {
        depositAs(alice, 10e18, 30_000e6);
        skip(1 days + 1);
        vm.prank(bob);
        vm.expectPartialRevert(IOracle.Oracle_Stale.selector);
        diamond.deposit(vaultId, 1e18, 3000e6, 0, bob);
    }

    function test_RevertWhen_paused() public {
        vm.prank(guardian);
        diamond.pause(PauseGroups.ENTRY);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.ENTRY));
        diamond.deposit(vaultId, 1e18, 3000e6, 0, alice);
    }

    function test_RevertWhen_vaultPaused() public {
        vm.prank(guardian);
        diamond.pauseVault(vaultId, PauseGroups.ENTRY);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, PauseGroups.ENTRY));
        diamond.deposit(vaultId, 1e18, 3000e6, 0, alice);
    }

    function test_RevertWhen_tooFewShares() public {
        depositAs(alice, 10e18, 30_000e6);
        (uint256 shares,,) = diamond.previewDeposit(vaultId, 1e18, 3000e6);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooFewShares.selector, shares, shares + 1));
        diamond.deposit(vaultId, 1e18, 3000e6, shares + 1, bob);
    }

    function test_RevertWhen_zeroShares() public {
        depositAs(alice, 10e18, 30_000e6);
        vm.prank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.deposit(vaultId, 0, 3000e6, 0, bob);
    }

    function test_RevertWhen_zeroReceiver() public {
        vm.prank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.deposit(vaultId, 1e18, 3000e6, 0, address(0));
    }

    function test_RevertWhen_unknownVault() public {
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_Unknown.selector, 99));
        diamond.deposit(99, 1e18, 3000e6, 0, bob);
    }
}
