// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {MetadataReaderLib} from "solady/utils/MetadataReaderLib.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {AdapterCalls} from "../../adapters/AdapterCalls.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IManagement} from "../../interfaces/IManagement.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {
    DEFAULT_COOLDOWN_SECONDS,
    DEFAULT_DAILY_LOSS_BP,
    DEFAULT_MAX_LOSS_BP,
    DEFAULT_MAX_SLIPPAGE_BP,
    MAX_POOLS,
    TRANSFER_PROBE
} from "../VaultConstants.sol";
import {PoolWord, PoolWordLib} from "../PoolWord.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Accounted} from "../libraries/Accounted.sol";
import {Cash} from "../libraries/Cash.sol";
import {Limits} from "../libraries/Limits.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title ManagementFacet
/// @notice Creating vaults and setting their limits.
contract ManagementFacet is IManagement, Guarded {
    using AdapterCalls for address;
    using VaultConfig for uint256[];

    /// @inheritdoc IManagement
    function createVault(address token0, address token1, bytes32 usdFeedId) external guarded returns (uint256 vaultId) {
        AccessLib.requireRole(Roles.MANAGER);
        if (token0 >= token1 || token0.code.length == 0 || token1.code.length == 0) {
            revert IVaultErrors.Vault_InvalidPair(token0, token1);
        }
        Valuation.sqrtAnchorX96(token0, token1);
        VaultStorage.Layout storage s = VaultStorage.state();
        vaultId = ++s.vaultCount;
        Vault storage v = s.vaults[vaultId];
        VaultConfig.store(
            v,
            VaultConfig.create(
                token0,
                MetadataReaderLib.readDecimals(token0),
                token1,
                MetadataReaderLib.readDecimals(token1),
                usdFeedId
            )
        );
        v.maxLossBp = DEFAULT_MAX_LOSS_BP;
        v.dailyLossBp = DEFAULT_DAILY_LOSS_BP;
        v.maxSlippageBp = DEFAULT_MAX_SLIPPAGE_BP;
        v.cooldownSeconds = DEFAULT_COOLDOWN_SECONDS;
        Accounted.register(s, vaultId, token0, token1);
        emit VaultCreated(vaultId, token0, token1, usdFeedId);
        _probe(token0);
        _probe(token1);
    }

    /// @inheritdoc IManagement
    function registerPool(uint256 vaultId, PoolConfig calldata pool) external guarded returns (uint256 poolIndex) {
        AccessLib.requireRole(Roles.MANAGER);
        Vault storage v = VaultStorage.vault(vaultId);
        VaultStorage.Layout storage s = VaultStorage.state();
        uint256 taken = s.poolVault[pool.poolId];
        if (taken != 0) revert IVaultErrors.Vault_PoolTaken(pool.poolId, taken);
        Limits.checkPool(pool);
        uint256[] memory config = VaultConfig.load(v).extended();
        poolIndex = config.poolCount() - 1;
        if (poolIndex >= MAX_POOLS) revert IVaultErrors.Vault_TooMany(poolIndex + 1, MAX_POOLS);
        config.setPool(poolIndex, PoolWordLib.pack(pool, true));
        s.poolVault[pool.poolId] = vaultId;
        s.isPlace[address(uint160(uint256(pool.poolId)))] = true; // 160 bits, by checkPool
        VaultConfig.store(v, config);
        _validate(config, poolIndex);
        emit PoolRegistered(vaultId, poolIndex, pool.poolId, pool);
    }

    /// @inheritdoc IManagement
    function setPoolLimits(uint256 vaultId, uint256 poolIndex, PoolConfig calldata pool) external guarded {
        Vault storage v = VaultStorage.vault(vaultId);
        (uint256[] memory config, PoolWord word) = _pool(v, poolIndex);
        PoolConfig memory old = word.unpack();
        if (pool.poolId != old.poolId || pool.family != old.family || pool.class != old.class) {
            revert IVaultErrors.Vault_PoolMismatch(poolIndex, old.poolId, pool.poolId);
        }
        Limits.checkPool(pool);
        bool widens = Limits.widensPool(old, pool);
        AccessLib.requireRole(widens ? Roles.ADMIN : Roles.MANAGER);
        config.setPool(poolIndex, PoolWordLib.pack(pool, word.isEnabled()));
        VaultConfig.store(v, config);
        // Tightening must not hang on whether the venue is still listed, nor on anything else it answers: but for a longer
        // window, which the pool has to remember, or nothing would be calm any more.
        if (widens) _validate(config, poolIndex);
        else if (pool.twapWindow > old.twapWindow) _requireHistory(config, poolIndex, pool);
        emit PoolLimitsSet(vaultId, poolIndex, old, pool);
    }

    /// @inheritdoc IManagement
    function setPoolEnabled(uint256 vaultId, uint256 poolIndex, bool enabled) external guarded {
        if (enabled) AccessLib.requireRole(Roles.MANAGER);
        else AccessLib.requireEither(Roles.MANAGER, Roles.GUARDIAN);
        Vault storage v = VaultStorage.vault(vaultId);
        (uint256[] memory config, PoolWord word) = _pool(v, poolIndex);
        config.setPool(poolIndex, word.withEnabled(enabled));
        VaultConfig.store(v, config);
        // Closing must not hang on the venue; what is opened must be what could be registered.
        if (enabled) _validate(config, poolIndex);
        emit PoolEnabledSet(vaultId, poolIndex, enabled);
    }

    /// @inheritdoc IManagement
    function refreshAdapters(uint256 vaultId) external guarded {
        AccessLib.requireRole(Roles.MANAGER);
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        for (uint256 i; i < config.poolCount(); ++i) {
            config.setPool(i, config.pool(i));
        }
        VaultConfig.store(v, config);
        emit AdaptersRefreshed(vaultId);
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
        v.cooldownSeconds = uint24(limits.cooldownSeconds); // at most CAP_COOLDOWN_SECONDS, seven days
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
        VaultStorage.Layout storage s = VaultStorage.state();
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

    function _pool(Vault storage v, uint256 poolIndex) private view returns (uint256[] memory config, PoolWord word) {
        config = VaultConfig.load(v);
        if (poolIndex >= config.poolCount()) revert IVaultErrors.Vault_PoolUnavailable(poolIndex);
        word = config.pool(poolIndex);
    }

    /// @dev Reverts unless the pool could be registered now, for the window that the configuration gives it.
    function _validate(uint256[] memory config, uint256 poolIndex) private {
        PoolWord word = config.pool(poolIndex);
        uint32 window = uint32(word.twapWindow()); // its 16 bits
        config.adapter(poolIndex).validatePool(word.poolId(), config.token0(), config.token1(), window);
    }

    function _requireHistory(uint256[] memory config, uint256 poolIndex, PoolConfig calldata pool) private view {
        IDexAdapter(config.adapter(poolIndex)).requireHistory(pool.poolId, pool.twapWindow);
    }

    function _setPaused(Vault storage v, uint256 vaultId, uint256 groups) private {
        uint256 old = v.pausedGroups;
        v.pausedGroups = uint16(groups); // a subset of PauseGroups.ALL, nine bits, or of what was stored
        emit VaultPauseSet(vaultId, old, groups, msg.sender);
    }
}
