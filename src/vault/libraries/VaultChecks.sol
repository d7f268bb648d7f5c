// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessLib} from "../../access/AccessLib.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {Vault} from "../VaultTypes.sol";

/// @title VaultChecks
/// @notice The condition that most doors share.
library VaultChecks {
    /// @notice Reverts if a group is paused, diamond-wide or for this vault.
    function requireRunning(Vault storage v, uint256 vaultId, uint256 groups) internal view {
        AccessLib.requireNotPaused(groups);
        uint256 paused = v.pausedGroups & groups;
        if (paused != 0) revert IVaultErrors.Vault_Paused(vaultId, paused);
    }
}
