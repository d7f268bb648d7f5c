// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMUser} from "src/interfaces/IALMUser.sol";
import {IPause} from "src/interfaces/IPause.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IVaultToken} from "src/interfaces/IVaultToken.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {DEAD_SHARES} from "src/vault/VaultConstants.sol";
import {MockAggregator} from "test/mocks/MockAggregator.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

contract ExitTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        churn(2e18);
    }

    // -- priced ---------------------------------------------------------------------------------------------------

    /// @dev The preview is the withdrawal, to the wei: from the buffer, by unwinding, and as the last holder.
    function testFuzz_withdraw_equalsPreview(uint256 shares, bool harvested, bool last, uint256 answer) public {
        if (harvested) diamond.harvest(vaultId);
        skip(1 hours);
        if (last) _exitInKind(alice, sharesOf(alice));
        shares = last ? sharesOf(bob) : bound(shares, 1, sharesOf(bob));
        setAnchor(bound(answer, 2950e8, 3050e8));
        (uint256 preview0, uint256 preview1) = diamond.previewWithdraw(vaultId, shares);
        uint256 weth0 = weth.balanceOf(bob);
        uint256 usdc0 = usdc.balanceOf(bob);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, preview0, preview1, bob);
        assertEq(got0, preview0);
        assertEq(got1, preview1);
        assertEq(weth.balanceOf(bob) - weth0, got0);
        assertEq(usdc.balanceOf(bob) - usdc0, got1);
    }

    /// @dev At spot = anchor the exit is the exact slice; away from it, by what the band costs, never more than it.
    function testFuzz_withdraw_paysLambdaTimesSlice(uint256 shares, uint256 answer) public {
        shares = bound(shares, 1e15, sharesOf(bob));
        setAnchor(bound(answer, 2950e8, 3050e8));
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        uint256 lambdaWad = _lambdaWad(have0, have1);
        uint256 supply = diamond.totalSupply(vaultId);
        (uint256 got0, uint256 got1) = diamond.previewWithdraw(vaultId, shares);
        assertLe(got0 * supply, have0 * shares);
        assertLe(got1 * supply, have1 * shares);
        assertApproxEqAbs(got0, have0 * shares / supply * lambdaWad / 1e18, have0 / 1e9 + 2);
        assertApproxEqAbs(got1, have1 * shares / supply * lambdaWad / 1e18, have1 / 1e9 + 2);
    }

    /// @dev B2: an exit beyond cash completes in full, and what was unwound is paid or cash, not neither and not both.
    function testFuzz_withdraw_unwindsWhatCashLacks(uint256 shares) public {
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        uint256 all = sharesOf(bob);
        shares = bound(shares, all * 9 / 10, all);
        (uint256 before0, uint256 before1) = _holdings();
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        assertTrue(got0 > cash0 || got1 > cash1, "the exit was meant to exceed the cash");
        (uint256 after0, uint256 after1) = _holdings();
        assertApproxEqAbs(before0 - got0, after0, 7);
        assertApproxEqAbs(before1 - got1, after1, 7);
    }

    /// @dev n exits together never pay more than one.
    function testFuzz_withdraw_splittingGainsNothing(uint256 shares, uint256 parts) public {
        shares = bound(shares, 1e15, sharesOf(bob));
        parts = bound(parts, 2, 8);
        uint256 snapshot = vm.snapshotState();
        vm.prank(bob);
        (uint256 one0, uint256 one1) = diamond.withdraw(vaultId, shares, 0, 0, bob);
        vm.revertToState(snapshot);
        uint256 sum0;
        uint256 sum1;
        for (uint256 i; i < parts; ++i) {
            vm.prank(bob);
            (uint256 got0, uint256 got1) = diamond.withdraw(vaultId, shares / parts, 0, 0, bob);
            sum0 += got0;
            sum1 += got1;
        }
        assertLe(sum0, one0 + parts);
        assertLe(sum1, one1 + parts);
    }

    function test_RevertWhen_withdrawIsPaused() public {
        vm.prank(guardian);
        diamond.pause(PauseGroups.EXIT);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, PauseGroups.EXIT));
        diamond.withdraw(vaultId, 1e18, 0, 0, bob);
    }

    function test_RevertWhen_withdrawIsNotCalm() public {
        swapToPrice(pools[0], _sqrtPriceX96(3100e8));
        vm.prank(bob);
        vm.expectPartialRevert(IVaultErrors.Vault_NotCalm.selector);
        diamond.withdraw(vaultId, 1e18, 0, 0, bob);
    }

    function test_RevertWhen_boundsAreMissed() public {
        (uint256 got0, uint256 got1) = diamond.previewWithdraw(vaultId, 1e18);
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooLittle.selector, address(weth), got0, got0 + 1));
        diamond.withdraw(vaultId, 1e18, got0 + 1, 0, bob);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooLittle.selector, address(usdc), got1, got1 + 1));
        diamond.withdraw(vaultId, 1e18, 0, got1 + 1, bob);
    }

    function testFuzz_RevertWhen_sharesAreNotHeld(uint256 excess) public {
        uint256 held = sharesOf(bob);
        excess = bound(excess, 1, sharesOf(alice));
        vm.startPrank(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultToken.Token_InsufficientShares.selector, bob, vaultId, held, held + excess)
        );
        diamond.withdraw(vaultId, held + excess, 0, 0, bob);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultToken.Token_InsufficientShares.selector, bob, vaultId, held, held + excess)
        );
        diamond.withdrawInKind(vaultId, held + excess, 0, 0, bob);
    }

    function test_RevertWhen_zero() public {
        vm.startPrank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.withdraw(vaultId, 0, 0, 0, bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroShares.selector);
        diamond.withdrawInKind(vaultId, 0, 0, 0, bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.withdraw(vaultId, 1, 0, 0, address(0));
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.withdrawInKind(vaultId, 1, 0, 0, address(0));
    }

    // -- in kind --------------------------------------------------------------------------------------------------

    function testFuzz_inKind_equalsPreview(uint256 shares, bool harvested, bool last, uint256 tick) public {
        if (harvested) diamond.harvest(vaultId);
        skip(2 hours);
        if (last) _exitInKind(alice, sharesOf(alice));
        shares = last ? sharesOf(bob) : bound(shares, 1, sharesOf(bob));
        // Any spot: an exit in kind asks nobody for a price.
        swapToTick(pools[0], anchorTick() + int24(int256(bound(tick, 0, 6000))) - 3000);
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, preview0, preview1, bob);
        assertEq(got0, preview0);
        assertEq(got1, preview1);
    }

    /// @dev B1: an exit in kind lowers each token by the slice, rounded up, and a wei a range.
    function testFuzz_inKind_takesTheSlice(uint256 shares) public {
        shares = bound(shares, 1, sharesOf(bob));
        (uint256 have0, uint256 have1) = diamond.totalBalances(vaultId);
        uint256 supply = diamond.totalSupply(vaultId);
        _exitInKind(bob, shares);
        (uint256 left0, uint256 left1) = diamond.totalBalances(vaultId);
        assertLe(have0 - left0, have0 * shares / supply + 1 + 3);
        assertLe(have1 - left1, have1 * shares / supply + 1 + 3);
        assertGe(left0 * supply, have0 * (supply - shares) - 3 * supply);
        assertGe(left1 * supply, have1 * (supply - shares) - 3 * supply);
    }

    /// @dev The exit is told as one in kind, and without an exit fee no fee is told.
    function testFuzz_inKind_tells(uint256 shares) public {
        shares = bound(shares, 1e12, sharesOf(bob));
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.recordLogs();
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 told;
        for (uint256 i; i < logs.length; ++i) {
            assertNotEq(logs[i].topics[0], ITreasury.ExitFeeBooked.selector, "a fee that is none was told");
            if (logs[i].topics[0] != IALMUser.Withdrawn.selector) continue;
            ++told;
            assertEq(uint256(logs[i].topics[1]), vaultId);
            assertEq(logs[i].data, abi.encode(shares, preview0, preview1, true));
        }
        assertEq(told, 1);
    }

    /// @dev The oracle dead, every group paused here and diamond-wide, pools far from calm: the slice is paid.
    function testFuzz_inKind_alwaysOpen(uint256 shares, uint256 mode) public {
        shares = bound(shares, 1e12, sharesOf(bob));
        mode = bound(mode, 0, 3);
        (uint256 before0, uint256 before1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.startPrank(guardian);
        diamond.pause(PauseGroups.ALL);
        diamond.pauseVault(vaultId, PauseGroups.ALL);
        if (mode == 1) diamond.disableFeed(diamond.pairId(address(weth), address(usdc)));
        vm.stopPrank();
        if (mode == 0) skip(30 days);
        if (mode == 2) feed.setFailure(MockAggregator.Failure.REVERT);
        if (mode == 3) feed.setFailure(MockAggregator.Failure.BURN_GAS);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        assertGe(got0, before0);
        assertGe(got1, before1);
    }

    /// @dev The last live holder leaves nothing of value behind; the next depositor receives only its own.
    function testFuzz_lastHolder_takesTheRemainder(bool priced, uint256 wait) public {
        diamond.harvest(vaultId);
        skip(bound(wait, 0, 7 hours));
        setAnchor(3000e8);
        (uint256 peak,) = diamond.valueAtAnchor(vaultId);
        _exitInKind(alice, sharesOf(alice));
        uint256 rest = sharesOf(bob);
        vm.startPrank(bob);
        if (priced) diamond.withdraw(vaultId, rest, 0, 0, bob);
        else diamond.withdrawInKind(vaultId, rest, 0, 0, bob);
        vm.stopPrank();
        assertEq(diamond.totalSupply(vaultId), DEAD_SHARES);
        (uint256 left,) = diamond.valueAtAnchor(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        assertEq(locked0 + locked1, 0);
        assertLe(left, peak * DEAD_SHARES / 1e18 + peak / 1e6 + 1);
        vm.startPrank(attacker);
        (uint256 shares, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, 1e18, 1e12, 0, attacker);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, 0, 0, attacker);
        vm.stopPrank();
        assertLe(got0, paid0);
        assertLe(got1, paid1);
    }

    /// @dev min(1, V(A(a), a) / V(A(s), a)), computed apart from the code under test.
    function _lambdaWad(uint256 have0, uint256 have1) private view returns (uint256) {
        (uint256 fair, uint160 anchor) = diamond.valueAtAnchor(vaultId);
        uint256 priceX64 = FixedPointMathLib.fullMulDiv(anchor, anchor, 1 << 128);
        uint256 holdings = FixedPointMathLib.fullMulDiv(have0, priceX64, 1 << 64) + have1;
        return fair >= holdings ? 1e18 : fair * 1e18 / holdings;
    }

    function _exitInKind(address who, uint256 shares) private {
        vm.prank(who);
        diamond.withdrawInKind(vaultId, shares, 0, 0, who);
    }

    /// @dev Released and unreleased together, and fees not yet collected: all that a burn could move about.
    function _holdings() private view returns (uint256 amount0, uint256 amount1) {
        (amount0, amount1) = diamond.totalBalances(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        amount0 += locked0 + fees0;
        amount1 += locked1 + fees1;
    }
}
