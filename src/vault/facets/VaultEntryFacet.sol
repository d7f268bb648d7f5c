// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IVaultEntry} from "../../interfaces/IVaultEntry.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {EntryLimits} from "../libraries/EntryLimits.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title VaultEntryFacet
/// @notice Who may enter a vault, and up to what size it grows.
contract VaultEntryFacet is IVaultEntry, Guarded {
    using VaultConfig for uint256[];

    /// @inheritdoc IVaultEntry
    function setDepositCap(uint256 vaultId, uint256 cap) external guarded {
        Vault storage v = VaultStorage.vault(vaultId);
        if (cap > type(uint128).max) revert IVaultErrors.Vault_Overflow(cap);
        uint256[] memory config = VaultConfig.load(v);
        uint256 old = config.depositCap();
        // Zero is no cap, hence the highest.
        bool raises = old != 0 && (cap == 0 || cap > old);
        AccessLib.requireRole(raises ? Roles.ADMIN : Roles.MANAGER);
        config.setDepositCap(cap);
        VaultConfig.store(v, config);
        emit DepositCapSet(vaultId, old, cap);
    }

    /// @inheritdoc IVaultEntry
    function depositCap(uint256 vaultId) external view returns (uint256) {
        return VaultConfig.load(VaultStorage.vault(vaultId)).depositCap();
    }

    /// @inheritdoc IVaultEntry
    function setAllowList(uint256 vaultId, bool closed) external guarded {
        AccessLib.requireRole(closed ? Roles.MANAGER : Roles.ADMIN);
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        config.setClosed(closed);
        VaultConfig.store(v, config);
        emit AllowListSet(vaultId, closed);
    }

    /// @inheritdoc IVaultEntry
    function setAdmitted(uint256 vaultId, address[] calldata accounts, bool admitted) external guarded {
        AccessLib.requireRole(Roles.MANAGER);
        VaultStorage.vault(vaultId);
        mapping(address account => bool) storage list = VaultStorage.state().admitted[vaultId];
        for (uint256 i; i < accounts.length; ++i) {
            list[accounts[i]] = admitted;
            emit AdmittedSet(vaultId, accounts[i], admitted);
        }
    }

    /// @inheritdoc IVaultEntry
    function isAdmitted(uint256 vaultId, address receiver) external view returns (bool) {
        return EntryLimits.isAdmitted(VaultConfig.load(VaultStorage.vault(vaultId)).isClosed(), vaultId, receiver);
    }
}
