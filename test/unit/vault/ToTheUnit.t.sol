// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IVaultErrors} from "src/interfaces/IVaultErrors.sol";
import {ITreasury} from "src/interfaces/ITreasury.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";
import {VaultFixture} from "test/utils/VaultFixture.sol";

/// @notice Shares and fees to the raw unit: what a first deposit mints, what a bound lets through, what a claim owes.
contract ToTheUnitTest is VaultFixture {
    /// @dev A share is a whole USDC of value at the anchor, rounded down, and a millionth of one is nobody's.
    function testFuzz_firstDeposit_mintsItsValue(uint256 wethMax, uint256 usdcMax, uint256 answer) public {
        setAnchor(bound(answer, 1e8, 100_000e8));
        (wethMax, usdcMax) = (bound(wethMax, 0, 1e24), bound(usdcMax, 1e3, 1e15));
        uint160 anchor = diamond.anchorSqrtPriceX96(address(weth), address(usdc));
        uint256 shares = RangeMath.valueInToken1Down(wethMax, usdcMax, anchor) * 1e12 - 1e12;
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IVaultErrors.Vault_TooFewShares.selector, shares, shares + 1));
        diamond.deposit(vaultId, wethMax, usdcMax, shares + 1, alice);
        vm.prank(alice);
        (uint256 minted, uint256 paid0, uint256 paid1) = diamond.deposit(vaultId, wethMax, usdcMax, shares, alice);
        assertEq(minted, shares);
        assertEq(paid0, wethMax);
        assertEq(paid1, usdcMax);
        assertEq(diamond.totalSupply(vaultId), shares + 1e12);
    }

    /// @dev What a claimed position earned meanwhile is shared as any fees are: the protocol's part rounded down.
    function testFuzz_settleClaim_sharesTheFees(uint256 traded, uint256 performanceBp) public {
        performanceBp = bound(performanceBp, 1, 3000);
        depositAs(alice, 10e18, 30_000e6);
        depositAs(bob, 5e18, 15_000e6);
        rebalance(1000);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 0, uint16(performanceBp), 0));
        vm.prank(bob);
        diamond.withdrawInKind(vaultId, 1e18, 0, 0, bob, 1);
        churn(bound(traded, 1e15, 3e18));
        (uint256 before0, uint256 before1) = diamond.pendingFees(vaultId);
        (uint256 locked0, uint256 locked1) = diamond.unreleasedProfit(vaultId);
        vm.prank(bob);
        diamond.settleClaim(1, bob);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        (uint256 profit0, uint256 profit1) = diamond.unreleasedProfit(vaultId);
        (booked0, booked1) = (booked0 - before0, booked1 - before1);
        (profit0, profit1) = (profit0 - locked0, profit1 - locked1);
        assertGt(profit0, 0);
        assertGt(profit1, 0);
        assertEq(booked0, (booked0 + profit0) * performanceBp / 10_000);
        assertEq(booked1, (booked1 + profit1) * performanceBp / 10_000);
    }

    /// @dev Principal that a burn brings is net of the management fee owed on it, rounded down, and so is what is told.
    function testFuzz_burn_takesTheManagementFee(uint256 mask, uint256 elapsed, uint256 rateBp) public {
        mask = bound(mask, 1, 7);
        rateBp = bound(rateBp, 1, 500);
        depositAs(alice, 20e18, 60_000e6);
        rebalance(1000);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, uint16(rateBp), 0, 0));
        elapsed = bound(elapsed, 1 days, 400 days);
        skip(elapsed);
        setAnchor(3000e8);
        (uint256 principal0, uint256 principal1,,) = diamond.previewBurnRanges(vaultId, mask);
        (uint256 cash0, uint256 cash1) = diamond.cashBalances(vaultId);
        vm.prank(guardian);
        diamond.liquidate(vaultId, 7 & ~mask);
        (uint256 now0, uint256 now1) = diamond.cashBalances(vaultId);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertEq(now0 - cash0, principal0);
        assertEq(now1 - cash1, principal1);
        uint256 debtWad = rateBp * 1e14 * elapsed / 365 days;
        assertEq(booked0, (booked0 + principal0) * debtWad / 1e18);
        assertEq(booked1, (booked1 + principal1) * debtWad / 1e18);
    }
}
