// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessLib} from "../../access/AccessLib.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {Vault} from "../VaultTypes.sol";

/// @title VaultChecks
/// @notice Conditions that several doors share.
library VaultChecks {
    /// @notice Reverts if a group is paused, diamond-wide or for this vault.
    function requireRunning(Vault storage v, uint256 vaultId, uint256 groups) internal view {
        AccessLib.requireNotPaused(groups);
        uint256 paused = v.pausedGroups & groups;
        if (paused != 0) revert IVaultErrors.Vault_Paused(vaultId, paused);
    }

    /// @notice Reverts if a payment is below its caller's bounds.
    function requireAtLeast(Vault storage v, uint256 amount0, uint256 min0, uint256 amount1, uint256 min1)
        internal
        view
    {
        if (amount0 < min0) revert IVaultErrors.Vault_TooLittle(v.token0, amount0, min0);
        if (amount1 < min1) revert IVaultErrors.Vault_TooLittle(v.token1, amount1, min1);
    }
}
