// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMInfo
/// @notice Reads of the vaults. Amounts are raw token units, shares have 18 decimals.
interface IALMInfo {
    /// @notice A vault's settings and records.
    struct VaultView {
        address token0;
        address token1;
        uint8 decimals0;
        uint8 decimals1;
        bytes32 usdFeedId;
        uint256 totalShares;
        uint256 poolCount;
        uint256 rangeCount;
        uint256 pausedGroups;
        uint256 maxLossBp;
        uint256 dailyLossBp;
        uint256 maxSlippageBp;
        uint256 cooldownSeconds;
    }

    /// @notice A pool of a vault, with its score and target weight as of now.
    struct PoolView {
        bytes32 poolId;
        uint8 family;
        uint8 class;
        bool enabled;
        uint256 bandBp;
        uint256 twapWindow;
        uint256 minWidthTicks;
        uint256 maxOffsetTicks;
        uint256 cScore;
        uint256 weightBp;
    }

    /// @notice A live range, valued at its pool's spot; fees are apart from principal.
    struct RangeView {
        bytes32 poolId;
        uint256 poolIndex;
        int24 tickLower;
        int24 tickUpper;
        uint128 liquidity;
        uint256 amount0;
        uint256 amount1;
        uint256 fees0;
        uint256 fees1;
    }

    /// @notice How many vaults exist; their ids are 1 to this.
    function vaultCount() external view returns (uint256);

    /// @notice Settings and records of a vault.
    function vaultInfo(uint256 vaultId) external view returns (VaultView memory);

    /// @notice The vault's pools, in order of their index.
    function vaultPools(uint256 vaultId) external view returns (PoolView[] memory);

    /// @notice The vault's live ranges.
    function vaultRanges(uint256 vaultId) external view returns (RangeView[] memory);

    /// @notice The vault a pool is bound to, or 0.
    function poolVault(bytes32 poolId) external view returns (uint256 vaultId);

    /// @notice What all shares together own: released cash and principal at the pools' spot, rounded down.
    /// @dev Warning: follows spot, which anyone can move for the length of a transaction. For a price of a share use
    /// `valueAtAnchor`. Unreleased profit and uncollected fees are not in it.
    function totalBalances(uint256 vaultId) external view returns (uint256 amount0, uint256 amount1);

    /// @notice Released cash: what withdrawals are paid from before any range is touched.
    function cashBalances(uint256 vaultId) external view returns (uint256 cash0, uint256 cash1);

    /// @notice Collected fees that are not yet part of the share value.
    function unreleasedProfit(uint256 vaultId) external view returns (uint256 amount0, uint256 amount1);

    /// @notice Value of all shares with every range computed at the anchor price; independent of any pool's spot.
    /// @return value Raw token1, rounded down.
    /// @return sqrtAnchorX96 The anchor, sqrt(token1/token0) in raw units, Q64.96.
    function valueAtAnchor(uint256 vaultId) external view returns (uint256 value, uint160 sqrtAnchorX96);

    /// @notice Value at the anchor of one whole share (1e18), raw token1 times 1e18, rounded down; 0 with no shares.
    function valuePerShareWad(uint256 vaultId) external view returns (uint256);

    /// @notice Target weights by score, and the target of cash by the cash curve.
    /// @return weightsBp One per pool, bp; they sum to 10,000, or to 0 if every score is 0.
    /// @return cashTargetBp Of the vault's value, bp, rounded up.
    function targetWeightsAndCash(uint256 vaultId)
        external
        view
        returns (uint16[] memory weightsBp, uint256 cashTargetBp);

    /// @notice The keeper's budget.
    /// @return usedPpm Losses of the last 24 to 28 hours, ppm of value.
    /// @return budgetPpm What any 24 hours may lose.
    /// @return readyAt First second at which the next keeper operation is let through.
    function lossBudget(uint256 vaultId)
        external
        view
        returns (uint256 usedPpm, uint256 budgetPpm, uint256 readyAt);

    /// @notice Reverts `Vault_NotCalm` or with the oracle's reason unless priced operations would be let through now.
    function requireCalm(uint256 vaultId) external view;

    /// @notice The adapter of a venue family, or zero.
    function adapter(uint8 family) external view returns (address);
}
