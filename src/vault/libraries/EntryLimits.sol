// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IVaultEntry} from "../../interfaces/IVaultEntry.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot} from "../VaultTypes.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title EntryLimits
/// @notice The cap on a vault's value and the list of who may enter.
library EntryLimits {
    using VaultConfig for uint256[];

    /// @notice Reverts `Vault_AboveCap` if the vault, at the anchor, would be worth more than its cap. A vault without a
    /// cap is not valued.
    function requireBelowCap(Snapshot memory snap, uint160 sqrtAnchorX96, uint256 amount0, uint256 amount1)
        internal
        pure
    {
        uint256 cap = snap.config.depositCap();
        if (cap == 0) return;
        uint256 valueAfter = Valuation.valueAtAnchorDown(snap, sqrtAnchorX96)
            + RangeMath.valueInToken1Up(amount0, amount1, sqrtAnchorX96);
        if (valueAfter > cap) revert IVaultEntry.Vault_AboveCap(valueAfter, cap);
    }

    /// @notice Reverts `Vault_NotAdmitted` if the vault does not take deposits for this receiver.
    function requireAdmitted(bool isClosed, uint256 vaultId, address receiver) internal view {
        if (!isAdmitted(isClosed, vaultId, receiver)) revert IVaultEntry.Vault_NotAdmitted(vaultId, receiver);
    }

    /// @notice Whether a vault, closed or not, takes deposits for a receiver.
    function isAdmitted(bool isClosed, uint256 vaultId, address receiver) internal view returns (bool) {
        return !isClosed || VaultStorage.state().admitted[vaultId][receiver];
    }
}
