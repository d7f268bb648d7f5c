// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guardrails} from "src/diamond/Guardrails.sol";
import {IALMClaims} from "src/interfaces/IALMClaims.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {IUniswapV3PoolMinimal} from "src/interfaces/external/IUniswapV3PoolMinimal.sol";
import {PauseGroups} from "src/types/PauseGroups.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Leaving in kind past a venue that does not pay.
/// @dev A genuine pool never refuses a burn, so a frozen one is made by `vm.mockCallRevert` on the pool's own functions.
contract ClaimsTest is VaultFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        churn(2e18);
    }

    function test_selector_isTheOneThatCannotBeRemoved() public pure {
        assertEq(IALMClaims.withdrawInKind.selector, Guardrails.WITHDRAW_IN_KIND_SKIPPING);
    }

    /// @dev Nothing skipped, the door is the plain one, to the wei.
    function testFuzz_withoutAMask_itIsThePlainExit(uint256 shares) public {
        shares = bound(shares, 1e12, sharesOf(bob));
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, preview0, preview1, bob, uint256(0));
        assertEq(got0, preview0);
        assertEq(got1, preview1);
        assertEq(diamond.claim(1).owner, address(0));
    }

    /// @dev What is paid at once is what the preview said, to the wei: any legs skipped, the venue of one dead to every
    /// question, with fees and for the last holder too.
    function testFuzz_preview_isWhatIsPaidAtOnce(uint256 shares, uint256 mask, uint256 feeBp, bool isLast) public {
        mask = bound(mask, 1, 7);
        feeBp = bound(feeBp, 1, 100);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, uint16(feeBp), uint16(feeBp * 5), uint16(feeBp * 30), 0));
        skip(10 days);
        if (isLast) {
            uint256 all = sharesOf(alice);
            vm.prank(alice);
            diamond.withdrawInKind(vaultId, all, 0, 0, alice);
        }
        shares = isLast ? sharesOf(bob) : bound(shares, 1e12, sharesOf(bob));
        for (uint256 i; i < 3; ++i) {
            if (mask >> i & 1 != 0) vm.etch(pools[i], hex"fe");
        }
        (uint256 preview0, uint256 preview1) = diamond.previewWithdrawInKindSkipping(vaultId, shares, bob, mask);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.withdrawInKind(vaultId, shares, preview0, preview1, bob, mask);
        assertEq(got0, preview0);
        assertEq(got1, preview1);
    }

    /// @dev With a venue frozen, paused and without a price: the rest is paid now, the leg later, and together they are
    /// what the plain exit would have paid.
    function testFuzz_skippedLeg_isPaidLater(uint256 shares, uint256 index) public {
        shares = bound(shares, 1e15, sharesOf(bob));
        index %= 3;
        (uint256 whole0, uint256 whole1) = diamond.previewWithdrawInKind(vaultId, shares);
        _freeze(index);
        vm.prank(guardian);
        diamond.pause(PauseGroups.ALL);
        skip(30 days);
        vm.startPrank(bob);
        vm.expectRevert();
        diamond.withdrawInKind(vaultId, shares, 0, 0, bob);
        (uint256 now0, uint256 now1) = diamond.withdrawInKind(vaultId, shares, 0, 0, bob, 1 << index);
        IALMClaims.ClaimView memory claim = diamond.claim(1);
        assertEq(claim.owner, bob);
        assertEq(claim.poolIndex, index);
        vm.expectRevert();
        diamond.settleClaim(1, bob);
        vm.clearMockedCalls();
        uint256 weth0 = weth.balanceOf(carol());
        (uint256 later0, uint256 later1) = diamond.settleClaim(1, carol());
        vm.stopPrank();
        assertEq(weth.balanceOf(carol()) - weth0, later0);
        assertEq(usdc.balanceOf(carol()), later1);
        // The sale of 30 days of unreleased profit went on meanwhile: what was locked is released by now.
        assertGe(now0 + later0 + 2, whole0);
        assertGe(now1 + later1 + 2, whole1);
        (uint256 released0, uint256 released1) = diamond.cashBalances(vaultId);
        assertLe(now0 + later0, whole0 + released0);
        assertLe(now1 + later1, whole1 + released1);
    }

    /// @dev The vault no longer counts what is set aside, and its own operations leave it alone.
    function testFuzz_claim_isNobodyElses(uint256 shares, uint256 index) public {
        shares = bound(shares, 1e15, sharesOf(bob));
        index %= 3;
        IALMInfo.RangeView[] memory before = diamond.vaultRanges(vaultId);
        uint256 perShare = diamond.valuePerShareWad(vaultId);
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, shares, 0, 0, bob, 1 << index);
        IALMInfo.RangeView[] memory ranges = diamond.vaultRanges(vaultId);
        uint128 claimed = diamond.claim(1).liquidity;
        assertEq(ranges[index].liquidity + claimed, before[index].liquidity);
        // Each range and both cash balances round down once or twice: some raw units of USDC over at least 2e4 shares.
        assertApproxEqRel(diamond.valuePerShareWad(vaultId), perShare, 1e12);
        rebalance(2000);
        assertEq(diamond.claim(1).liquidity, claimed);
        vm.prank(bob);
        (uint256 got0, uint256 got1) = diamond.settleClaim(1, bob);
        assertApproxEqAbs(got0, uint256(before[index].amount0) * claimed / before[index].liquidity, 2);
        assertApproxEqAbs(got1, uint256(before[index].amount1) * claimed / before[index].liquidity, 2);
    }

    /// @dev What a position earns is the vault's, claims on it or not.
    function test_fees_areTheVaults() public {
        diamond.harvest(vaultId);
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, 1e18, 0, 0, bob, 7);
        churn(2e18);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        vm.startPrank(bob);
        for (uint256 id = 1; id <= 3; ++id) {
            diamond.settleClaim(id, bob);
        }
        (uint256 after0, uint256 after1) = diamond.unreleasedProfit(vaultId);
        assertGt(after0, locked0);
        assertGt(after1, locked1);
        (uint256 pending0, uint256 pending1) = diamond.previewHarvest(vaultId);
        assertEq(pending0 + pending1, 0);
    }

    function test_RevertWhen_claimIsAnothers() public {
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, 1e18, 0, 0, alice, 1);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IALMClaims.Claim_NotOwner.selector, 1, alice, bob));
        diamond.settleClaim(1, bob);
        vm.prank(alice);
        diamond.settleClaim(1, alice);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IALMClaims.Claim_NotOwner.selector, 1, address(0), alice));
        diamond.settleClaim(1, alice);
        vm.prank(address(0));
        vm.expectRevert(abi.encodeWithSelector(IALMClaims.Claim_NotOwner.selector, 2, address(0), address(0)));
        diamond.settleClaim(2, alice);
    }

    function test_RevertWhen_receiverIsZero() public {
        vm.startPrank(bob);
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.withdrawInKind(vaultId, 1e18, 0, 0, address(0), 1);
        diamond.withdrawInKind(vaultId, 1e18, 0, 0, bob, 1);
        vm.expectRevert(IVaultErrors.Vault_ZeroReceiver.selector);
        diamond.settleClaim(1, address(0));
    }

    function testFuzz_RevertWhen_maskNamesNoRange(uint256 mask) public {
        mask = bound(mask, 8, type(uint256).max);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IALMClaims.Claim_NoSuchRange.selector, mask, 3));
        diamond.withdrawInKind(vaultId, 1e18, 0, 0, bob, mask);
    }

    function carol() private returns (address) {
        return makeAddr("carol");
    }

    function _freeze(uint256 index) private {
        vm.mockCallRevert(pools[index], abi.encodeWithSelector(IUniswapV3PoolMinimal.burn.selector), "frozen");
    }
}
