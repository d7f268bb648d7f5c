// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../access/AccessLib.sol";
import {Roles} from "../access/Roles.sol";
import {ITreasury} from "../interfaces/ITreasury.sol";
import {FeeAccounts} from "../vault/libraries/FeeAccounts.sol";
import {TreasuryStorage} from "./TreasuryStorage.sol";

/// @title TreasuryFacet
/// @notice The treasurer's door: rates, overrides, the collector.
contract TreasuryFacet is ITreasury, Guarded {
    /// @inheritdoc ITreasury
    function setVaultFees(uint256 vaultId, VaultFees calldata fees) external guarded {
        VaultFees memory old = FeeAccounts.rates(vaultId);
        _requireRole(FeeAccounts.raises(old, fees));
        FeeAccounts.setRates(vaultId, fees);
        emit VaultFeesSet(vaultId, old, fees, msg.sender);
    }

    /// @inheritdoc ITreasury
    function vaultFees(uint256 vaultId) external view returns (VaultFees memory) {
        return FeeAccounts.rates(vaultId);
    }

    /// @inheritdoc ITreasury
    function setFeeOverride(uint256 vaultId, address account, FeeOverride calldata own) external guarded {
        FeeOverride memory old = FeeAccounts.ownRates(vaultId, account);
        _requireRole(FeeAccounts.raises(old, own));
        FeeAccounts.setOwnRates(vaultId, account, own);
        emit FeeOverrideSet(vaultId, account, old, own, msg.sender);
    }

    /// @inheritdoc ITreasury
    function feeOverride(uint256 vaultId, address account) external view returns (FeeOverride memory) {
        return FeeAccounts.ownRates(vaultId, account);
    }

    /// @inheritdoc ITreasury
    function setCollector(address newCollector) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        if (newCollector == address(0) || newCollector == address(this)) {
            revert Treasury_InvalidCollector(newCollector);
        }
        TreasuryStorage.Layout storage s = TreasuryStorage.state();
        emit CollectorSet(s.collector, newCollector);
        s.collector = newCollector;
    }

    /// @inheritdoc ITreasury
    function collector() external view returns (address) {
        return TreasuryStorage.state().collector;
    }

    /// @inheritdoc ITreasury
    function collect(uint256 vaultId) external guarded returns (uint256 amount0, uint256 amount1) {
        AccessLib.requireRole(Roles.TREASURY);
        address to = TreasuryStorage.state().collector;
        if (to == address(0)) revert Treasury_InvalidCollector(to);
        (amount0, amount1) = FeeAccounts.payPending(vaultId, to);
        emit FeesCollected(vaultId, to, amount0, amount1);
    }

    /// @inheritdoc ITreasury
    function pendingFees(uint256 vaultId) external view guardedView returns (uint256 amount0, uint256 amount1) {
        return FeeAccounts.pending(vaultId);
    }

    /// @inheritdoc ITreasury
    function accruedManagementFee(uint256 vaultId)
        external
        view
        guardedView
        returns (uint256 partWad, uint256 amount0, uint256 amount1)
    {
        return FeeAccounts.accrued(vaultId);
    }

    /// @dev What raises a fee is ADMIN's, what lowers it MANAGER's or TREASURY's.
    function _requireRole(bool isRaise) private view {
        if (isRaise) AccessLib.requireRole(Roles.ADMIN);
        else AccessLib.requireEither(Roles.MANAGER, Roles.TREASURY);
    }
}
