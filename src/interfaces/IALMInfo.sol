// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "./IALMProtected.sol";

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

    /// @notice A live range, valued at its pool's spot; fees are apart from principal. As the venue would pay them: the
    /// management fee's part of principal and the performance fee's part of fees are in them (ITreasury).
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

    /// @notice What a rebalance would need and have, so that a keeper can size its swaps.
    /// @param liquidity Per order, before scaling to what is there.
    /// @param need0 Raw token0 the orders need together, rounded up.
    /// @param need1 Raw token1.
    /// @param have0 Raw token0 the vault would have after closing its ranges, unreleased profit and invested cash left out.
    /// @param have1 Raw token1.
    /// @param weightsBp Target weight of each of the vault's pools, bp.
    /// @param valueAtAnchor The vault's value at the anchor, raw token1.
    /// @param cashTarget Part of it that stays cash, raw token1.
    struct RebalancePlan {
        uint128[] liquidity;
        uint256 need0;
        uint256 need1;
        uint256 have0;
        uint256 have1;
        uint16[] weightsBp;
        uint256 valueAtAnchor;
        uint256 cashTarget;
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

    /// @notice What all shares together own: released cash and principal at the pools' spot, less the accrued
    /// management fee, rounded down.
    /// @dev Warning: follows spot, which anyone can move for the length of a transaction. For a price of a share use
    /// `valueAtAnchor`. Unreleased profit and uncollected fees are not in it.
    function totalBalances(uint256 vaultId) external view returns (uint256 amount0, uint256 amount1);

    /// @notice Released cash, idle and invested: what withdrawals are paid from before any range is touched. Apart:
    /// `IALMCash.cashPlan`.
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
    function lossBudget(uint256 vaultId) external view returns (uint256 usedPpm, uint256 budgetPpm, uint256 readyAt);

    /// @notice Reverts `Vault_NotCalm` or with the oracle's reason unless priced operations would be let through now.
    function requireCalm(uint256 vaultId) external view;

    /// @notice The adapter of a venue family, or zero.
    function adapter(uint8 family) external view returns (address);

    /// @notice What `rebalance` with these orders and no swap would do; see `RebalancePlan`.
    function planRebalance(uint256 vaultId, IALMProtected.RangeOrder[] calldata orders)
        external
        view
        returns (RebalancePlan memory);

    /// @notice Whether a rebalance would be let through now by pause, cool-down and calmness, and if not, why.
    /// @return ready True if it may be tried.
    /// @return reason The encoded error that stands in the way, empty if none.
    function checkRebalance(uint256 vaultId) external view returns (bool ready, bytes memory reason);

    /// @notice What `harvest` would collect now, exact, the protocol's part included.
    function previewHarvest(uint256 vaultId) external view returns (uint256 fees0, uint256 fees1);
}
