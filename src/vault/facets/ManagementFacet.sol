// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {MetadataReaderLib} from "solady/utils/MetadataReaderLib.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {AdapterCalls} from "../../adapters/AdapterCalls.sol";
import {IManagement} from "../../interfaces/IManagement.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {
    DEFAULT_COOLDOWN_SECONDS,
    DEFAULT_DAILY_LOSS_BP,
    DEFAULT_MAX_LOSS_BP,
    DEFAULT_MAX_SLIPPAGE_BP,
    MAX_POOLS,
    POOL_CLASS_MASK,
    POOL_DISABLED,
    TRANSFER_PROBE
} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Pool, Vault} from "../VaultTypes.sol";
import {Cash} from "../libraries/Cash.sol";
import {Limits} from "../libraries/Limits.sol";
import {Valuation} from "../libraries/Valuation.sol";

/// @title ManagementFacet
/// @notice Creating vaults and setting their limits.
contract ManagementFacet is IManagement, Guarded {
    using AdapterCalls for address;

    /// @inheritdoc IManagement
    function createVault(address token0, address token1, bytes32 usdFeedId) external guarded returns (uint256 vaultId) {
        AccessLib.requireRole(Roles.MANAGER);
        if (token0 >= token1 || token0.code.length == 0 || token1.code.length == 0) {
            revert IVaultErrors.Vault_InvalidPair(token0, token1);
        }
        Valuation.sqrtAnchorX96(token0, token1);
        VaultStorage.Layout storage s = VaultStorage.layout();
        vaultId = ++s.vaultCount;
        Vault storage v = s.vaults[vaultId];
        v.token0 = token0;
        v.token1 = token1;
        v.decimals0 = MetadataReaderLib.readDecimals(token0);
        v.decimals1 = MetadataReaderLib.readDecimals(token1);
        v.usdFeedId = usdFeedId;
        v.maxLossBp = DEFAULT_MAX_LOSS_BP;
        v.dailyLossBp = DEFAULT_DAILY_LOSS_BP;
        v.maxSlippageBp = DEFAULT_MAX_SLIPPAGE_BP;
        v.cooldownSeconds = DEFAULT_COOLDOWN_SECONDS;
        emit VaultCreated(vaultId, token0, token1, usdFeedId);
        _probe(token0);
        _probe(token1);
    }

    /// @inheritdoc IManagement
    function registerPool(uint256 vaultId, PoolConfig calldata config) external guarded returns (uint256 poolIndex) {
        AccessLib.requireRole(Roles.MANAGER);
        Vault storage v = VaultStorage.vault(vaultId);
        VaultStorage.Layout storage s = VaultStorage.layout();
        uint256 taken = s.poolVault[config.poolId];
        if (taken != 0) revert IVaultErrors.Vault_PoolTaken(config.poolId, taken);
        poolIndex = v.poolCount;
        if (poolIndex >= MAX_POOLS) revert IVaultErrors.Vault_TooMany(poolIndex + 1, MAX_POOLS);
        Limits.checkPool(config);
        address venue = s.adapters[config.family];
        if (venue == address(0)) revert IVaultErrors.Vault_AdapterNotSet(config.family);
        v.poolCount = uint8(poolIndex + 1); // at most MAX_POOLS
        s.poolVault[config.poolId] = vaultId;
        Limits.writePool(v.pools[poolIndex], config, config.class);
        venue.validatePool(config.poolId, v.token0, v.token1, config.twapWindow);
        emit PoolRegistered(vaultId, poolIndex, config.poolId, config);
    }

    /// @inheritdoc IManagement
    function setPoolLimits(uint256 vaultId, uint256 poolIndex, PoolConfig calldata config) external guarded {
        Vault storage v = VaultStorage.vault(vaultId);
        Pool storage pool = _pool(v, poolIndex);
        PoolConfig memory old = Limits.readPool(pool);
        if (config.poolId != old.poolId || config.family != old.family || config.class != old.class) {
            revert IVaultErrors.Vault_PoolUnavailable(poolIndex);
        }
        Limits.checkPool(config);
        AccessLib.requireRole(Limits.widensPool(old, config) ? Roles.ADMIN : Roles.MANAGER);
        Limits.writePool(pool, config, pool.classAndFlags);
        VaultStorage.layout().adapters[config.family].validatePool(config.poolId, v.token0, v.token1, config.twapWindow);
        emit PoolLimitsSet(vaultId, poolIndex, old, config);
    }

    /// @inheritdoc IManagement
    function setPoolEnabled(uint256 vaultId, uint256 poolIndex, bool enabled) external guarded {
        if (enabled) AccessLib.requireRole(Roles.MANAGER);
        else AccessLib.requireEither(Roles.MANAGER, Roles.GUARDIAN);
        Pool storage pool = _pool(VaultStorage.vault(vaultId), poolIndex);
        uint8 class = pool.classAndFlags & POOL_CLASS_MASK;
        pool.classAndFlags = enabled ? class : class | POOL_DISABLED;
        emit PoolEnabledSet(vaultId, poolIndex, enabled);
    }

    /// @inheritdoc IManagement
    function setVaultLimits(uint256 vaultId, VaultLimits calldata limits) external guarded {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultLimits memory old = VaultLimits(v.maxLossBp, v.dailyLossBp, v.maxSlippageBp, v.cooldownSeconds);
        Limits.checkVault(limits);
        AccessLib.requireRole(Limits.widensVault(old, limits) ? Roles.ADMIN : Roles.MANAGER);
        v.maxLossBp = limits.maxLossBp;
        v.dailyLossBp = limits.dailyLossBp;
        v.maxSlippageBp = limits.maxSlippageBp;
        v.cooldownSeconds = limits.cooldownSeconds;
        emit VaultLimitsSet(vaultId, old, limits);
    }

    /// @inheritdoc IManagement
    /// @dev Not guarded: pausing must work even from within a callback gone wrong; it writes one bitmap.
    function pauseVault(uint256 vaultId, uint256 groups) external {
        AccessLib.requireEither(Roles.GUARDIAN, Roles.MANAGER);
        Vault storage v = VaultStorage.vault(vaultId);
        _setPaused(v, vaultId, v.pausedGroups | (groups & PauseGroups.ALL));
    }

    /// @inheritdoc IManagement
    function unpauseVault(uint256 vaultId, uint256 groups) external guarded {
        AccessLib.requireRole(Roles.MANAGER);
        Vault storage v = VaultStorage.vault(vaultId);
        _setPaused(v, vaultId, v.pausedGroups & ~groups);
    }

    /// @inheritdoc IManagement
    function setAdapter(uint8 family, address newAdapter) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        if (family == 0 || newAdapter.code.length == 0) revert IVaultErrors.Vault_AdapterNotSet(family);
        VaultStorage.Layout storage s = VaultStorage.layout();
        emit AdapterSet(family, s.adapters[family], newAdapter);
        s.adapters[family] = newAdapter;
    }

    /// @dev Sends a little of the token here and back; both ways must arrive whole.
    function _probe(address token) private {
        Cash.pull(token, msg.sender, TRANSFER_PROBE);
        uint256 before = SafeTransferLib.balanceOf(token, msg.sender);
        Cash.push(token, msg.sender, TRANSFER_PROBE);
        uint256 received = SafeTransferLib.balanceOf(token, msg.sender) - before;
        if (received < TRANSFER_PROBE) {
            revert IVaultErrors.Vault_TransferShortfall(token, TRANSFER_PROBE, received);
        }
    }

    function _pool(Vault storage v, uint256 poolIndex) private view returns (Pool storage) {
        if (poolIndex >= v.poolCount) revert IVaultErrors.Vault_PoolUnavailable(poolIndex);
        return v.pools[poolIndex];
    }

    function _setPaused(Vault storage v, uint256 vaultId, uint256 groups) private {
        uint256 old = v.pausedGroups;
        v.pausedGroups = uint16(groups); // a subset of PauseGroups.ALL, nine bits, or of what was stored
        emit VaultPauseSet(vaultId, old, groups, msg.sender);
    }
}
