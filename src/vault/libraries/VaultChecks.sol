// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessLib} from "../../access/AccessLib.sol";
import {IPause} from "../../interfaces/IPause.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {Vault} from "../VaultTypes.sol";
import {LossBudget} from "./LossBudget.sol";

/// @title VaultChecks
/// @notice The conditions that most doors share; those that checks report rather than revert with, too.
library VaultChecks {
    /// @notice Reverts if a group is paused, diamond-wide or for this vault.
    function requireRunning(Vault storage v, uint256 vaultId, uint256 groups) internal view {
        AccessLib.requireNotPaused(groups);
        uint256 paused = v.pausedGroups & groups;
        if (paused != 0) revert IVaultErrors.Vault_Paused(vaultId, paused);
    }

    /// @notice What `requireRunning` would revert with, encoded; empty if it would not.
    function pauseReason(Vault storage v, uint256 vaultId, uint256 groups) internal view returns (bytes memory) {
        uint256 paused = AccessLib.pausedGroups() & groups;
        if (paused != 0) return abi.encodeWithSelector(IPause.Access_Paused.selector, paused);
        paused = v.pausedGroups & groups;
        if (paused != 0) return abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, paused);
        return "";
    }

    /// @notice What a keeper's operation would be refused with for a pause or the cool-down, encoded; empty if for neither.
    function keeperReason(Vault storage v, uint256 vaultId) internal view returns (bytes memory reason) {
        reason = pauseReason(v, vaultId, PauseGroups.KEEPER);
        if (reason.length != 0) return reason;
        uint256 readyAt = LossBudget.readyAt(v.lossWindow, v.cooldownSeconds);
        if (block.timestamp >= readyAt) return "";
        return abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, readyAt - block.timestamp);
    }
}
