// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITreasury} from "src/interfaces/ITreasury.sol";
import {AttackFixture} from "./AttackFixture.sol";

/// @title X15_ArrakisFees
/// @notice Arrakis V2 (M-5): a new manager fee was applied to fees that had been earned under the old one.
/// @dev The other half, a keeper taking the allowed loss hundreds of times, is `testFuzz_hostileKeeper_isBoundByTheDay`.
contract X15_ArrakisFeesTest is AttackFixture {
    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
        rebalance(1000);
    }

    /// @dev The performance fee goes to its maximum just before a collection: what was earned pays the old rate.
    function testFuzz_performance_paysTheOldRate(uint256 oldBp, uint256 traded) public {
        oldBp = bound(oldBp, 0, 2_999);
        if (oldBp != 0) diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 0, uint16(oldBp), 0));
        churn(bound(traded, 1e16, 10e18));
        skip(1 hours);
        (uint256 fees0, uint256 fees1) = diamond.previewHarvest(vaultId);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 0, 3_000, 0));
        diamond.harvest(vaultId);
        (uint256 booked0, uint256 booked1) = diamond.pendingFees(vaultId);
        assertEq(booked0, fees0 * oldBp / 10_000, "X15: WETH earned before pays the new rate");
        assertEq(booked1, fees1 * oldBp / 10_000, "X15: USDC earned before pays the new rate");
    }

    /// @dev The management fee goes to its maximum after a long time: what has accrued stays as it was, and the same when
    /// it is turned off just before somebody looks.
    function testFuzz_management_accruesAtTheOldRate(uint256 oldBp, uint256 newBp, uint256 time) public {
        oldBp = bound(oldBp, 1, 499);
        newBp = bound(newBp, oldBp + 1, 500);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, uint16(oldBp), 0, 0));
        skip(bound(time, 1, 3 * 365 days));
        (uint256 owed,,) = diamond.accruedManagementFee(vaultId);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, uint16(newBp), 0, 0));
        (uint256 same,,) = diamond.accruedManagementFee(vaultId);
        assertEq(same, owed, "X15: time passed pays the new rate");
        vm.prank(treasury);
        diamond.setVaultFees(vaultId, ITreasury.VaultFees(0, 0, 0, 0, 0));
        (same,,) = diamond.accruedManagementFee(vaultId);
        assertEq(same, owed, "X15: time passed pays the new rate");
    }
}
