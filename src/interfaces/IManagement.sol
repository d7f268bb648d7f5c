// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IManagement
/// @notice Creating vaults and setting their limits.
/// @dev The asymmetric rule: what raises a user's risk takes ADMIN (the timelock), what lowers it MANAGER at once.
interface IManagement {
    /// @notice How a pool is registered.
    /// @param poolId See IDexAdapter.
    /// @param family Venue family, key into the adapter registry.
    /// @param class PoolClass: 0 stable, 1 staked asset, 2 volatile; it caps the band at 20, 50, 200 bp.
    /// @param bandBp Band around the anchor, bp of price.
    /// @param twapWindow Averaging window, seconds.
    /// @param minWidthTicks Narrowest range, ticks.
    /// @param maxOffsetTicks Furthest centre from the anchor, ticks.
    struct PoolConfig {
        bytes32 poolId;
        uint8 family;
        uint8 class;
        uint16 bandBp;
        uint16 twapWindow;
        uint24 minWidthTicks;
        uint24 maxOffsetTicks;
    }

    /// @notice Limits of keeper operations.
    /// @param maxLossBp Of the value at the anchor, one call.
    /// @param dailyLossBp The same, any 24 hours.
    /// @param maxSlippageBp Of a swap's output against the anchor.
    /// @param cooldownSeconds Between two rebalances.
    struct VaultLimits {
        uint16 maxLossBp;
        uint16 dailyLossBp;
        uint16 maxSlippageBp;
        uint32 cooldownSeconds;
    }

    /// @notice A vault was created.
    event VaultCreated(uint256 indexed vaultId, address indexed token0, address indexed token1, bytes32 usdFeedId);
    /// @notice A pool was bound to a vault.
    event PoolRegistered(uint256 indexed vaultId, uint256 indexed poolIndex, bytes32 indexed poolId, PoolConfig config);
    /// @notice A pool's limits changed.
    event PoolLimitsSet(uint256 indexed vaultId, uint256 indexed poolIndex, PoolConfig oldConfig, PoolConfig newConfig);
    /// @notice A pool was opened or closed for new ranges.
    event PoolEnabledSet(uint256 indexed vaultId, uint256 indexed poolIndex, bool enabled);
    /// @notice A vault's pools now use the adapters that their families have.
    event AdaptersRefreshed(uint256 indexed vaultId);
    /// @notice A vault's limits changed.
    event VaultLimitsSet(uint256 indexed vaultId, VaultLimits oldLimits, VaultLimits newLimits);
    /// @notice A vault's pause bitmap changed.
    event VaultPauseSet(uint256 indexed vaultId, uint256 oldGroups, uint256 newGroups, address indexed by);
    /// @notice A family's adapter changed.
    event AdapterSet(uint8 indexed family, address oldAdapter, address newAdapter);

    /// @notice Creates a vault for a pair. MANAGER.
    /// @dev Sends 10,000 raw units of each token from the caller to the diamond and back, so the caller must hold and
    /// allow them; a token that keeps a part is refused with `Vault_TransferShortfall`. The anchor must be readable.
    /// Rebasing tokens change balances without a transfer: their gains would be nobody's and their losses would make
    /// the diamond insolvent in them. Do not create vaults of them; wrap them first.
    /// Errors: `Vault_InvalidPair`, `Vault_TransferShortfall`, the oracle's reasons.
    /// @param token0 Lower address of the pair.
    /// @param token1 Higher address; values are counted in it.
    /// @param usdFeedId Oracle feed of token1 in USD; zero if token1 is worth one USD.
    /// @return vaultId Also the ERC-1155 id of its shares.
    function createVault(address token0, address token1, bytes32 usdFeedId) external returns (uint256 vaultId);

    /// @notice Binds a pool to a vault, for good: a pool's positions back exactly one vault. MANAGER.
    /// @dev The adapter checks that the pool is genuine, trades the vault's pair and remembers enough for the window.
    /// Errors: `Vault_PoolTaken`, `Vault_TooMany`, `Vault_AdapterNotSet`, `Vault_SettingOutOfRange`, the adapter's.
    /// @return poolIndex Its index in the vault.
    function registerPool(uint256 vaultId, PoolConfig calldata pool) external returns (uint256 poolIndex);

    /// @notice Changes a pool's band, window and range limits. Tightening: MANAGER; widening any of them: ADMIN.
    /// @dev A shorter window, a wider band, a smaller width, a larger offset widen. poolId, family and class must be
    /// the pool's own.
    /// Widening validates the pool as at registration: of a factory, manager or hook that was taken off its list nothing
    /// can be widened. Tightening asks the venue nothing, so it works whatever became of it; but for a longer window, which
    /// the pool must remember. If it does not, tighten the rest and leave the window as it is.
    /// Errors: `Vault_PoolUnavailable`, `Vault_PoolMismatch`, `Vault_SettingOutOfRange`, `Access_MissingRole`; where it
    /// widens, those of `IDexAdapter.validatePool`; where only the window grows, those of `IDexAdapter.requireHistory`.
    function setPoolLimits(uint256 vaultId, uint256 poolIndex, PoolConfig calldata pool) external;

    /// @notice Opens or closes a pool for new ranges; ranges in it stay until the next rebalance. MANAGER; closing
    /// also GUARDIAN.
    /// @dev Closing asks the venue nothing, so it works whatever became of it. Opening validates the pool as at
    /// registration: not one of a factory, manager or hook that was taken off its list.
    /// Errors: `Access_MissingRole`, `Vault_PoolUnavailable`; opening, those of `IDexAdapter.validatePool`.
    function setPoolEnabled(uint256 vaultId, uint256 poolIndex, bool enabled) external;

    /// @notice Gives a vault's pools the adapters that their families have now. MANAGER; ADMIN chose those.
    function refreshAdapters(uint256 vaultId) external;

    /// @notice Changes a vault's limits. Tightening: MANAGER; widening any of them: ADMIN.
    function setVaultLimits(uint256 vaultId, VaultLimits calldata limits) external;

    /// @notice Stops groups of a vault's functions at once. GUARDIAN or MANAGER. In-kind exits have no bit.
    function pauseVault(uint256 vaultId, uint256 groups) external;

    /// @notice Lets groups of a vault's functions run again. MANAGER.
    function unpauseVault(uint256 vaultId, uint256 groups) external;

    /// @notice Sets the adapter of a venue family. ADMIN: it runs inside the diamond.
    /// @dev Vaults keep the adapters they were configured with until `refreshAdapters`; one pool takes its family's present
    /// adapter with the next change of its limits, or when it is closed or opened.
    function setAdapter(uint8 family, address adapter) external;
}
