// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMCash
/// @notice Investing a vault's cash buffer and bringing it home. Source: DESIGN section 3, "Cash buffer".
/// @dev Let r be the target of cash by the cash curve, T the vault's value, A its amounts at the anchor. Idle cash is kept
/// at r·(1 - lowOffset) of A, token by token, so that an exit of that part of the vault is paid from idle cash alone; what
/// is above may be invested, up to each market's share. Amounts are raw token units, ratios WAD.
interface IALMCash {
    /// @notice The cash buffer as it is and as it should be.
    /// @param targetWad r.
    /// @param lowWad r·(1 - lowOffset), rounded down.
    /// @param highWad r·(1 + highOffset), at most 1, rounded up.
    /// @param bufferWad Idle and invested cash by value, of the vault's value; rounded down.
    /// @param idle0 Released idle cash.
    /// @param invested0 What invested cash counts for.
    /// @param floor0 What idle cash is kept at, rounded up.
    /// @param investable0 What may be invested now.
    /// @param divestable0 What would bring idle cash back to its floor, as far as that much is invested.
    struct CashPlan {
        uint256 targetWad;
        uint256 lowWad;
        uint256 highWad;
        uint256 bufferWad;
        uint256 idle0;
        uint256 idle1;
        uint256 invested0;
        uint256 invested1;
        uint256 floor0;
        uint256 floor1;
        uint256 investable0;
        uint256 investable1;
        uint256 divestable0;
        uint256 divestable1;
    }

    /// @notice Cash went to its markets. Values at the anchor, raw token1, rounded down.
    event CashInvested(
        uint256 indexed vaultId,
        address indexed keeper,
        uint256 amount0,
        uint256 amount1,
        uint256 valueBefore,
        uint256 valueAfter
    );
    /// @notice Cash came home. `surplus` is what the market paid beyond what was counted; it is released like collected fees.
    event CashDivested(
        uint256 indexed vaultId, address indexed by, uint256 indexed tokenIndex, uint256 amount, uint256 surplus
    );

    /// @notice More than may be invested now, by the idle floor, the market's share, or because its market takes no new money.
    error Cash_AboveInvestable(address token, uint256 amount, uint256 investable);
    /// @notice Idle cash of both tokens is where it should be.
    error Cash_NothingToDo(uint256 vaultId);

    /// @notice Invests idle cash, token by token; zero for none. KEEPER.
    /// @dev The cool-down and both loss budgets hold, as in `rebalance`. No pool is touched, so none need be calm.
    /// Errors: `Cash_AboveInvestable`, `Cash_NothingToDo` for two zeros, `Market_EntryClosed`, `Market_Shortfall`,
    /// `Market_Silent`, `Vault_CoolingDown`, `Vault_LossAboveCallLimit`, `Vault_LossAboveDailyBudget`, `Access_Paused`,
    /// `Vault_Paused`, the oracle's, the market's.
    /// @return valueBefore Value at the anchor, raw token1, rounded down.
    /// @return valueAfter The same, afterwards.
    function investCash(uint256 vaultId, uint256 amount0, uint256 amount1)
        external
        returns (uint256 valueBefore, uint256 valueAfter);

    /// @notice Brings invested cash home. KEEPER within cool-down and loss budgets; GUARDIAN or MANAGER without either, without
    /// a price, and while paused.
    /// @param amount Raw token by what is counted; `type(uint256).max` for all. As much as the market can redeem now.
    /// @param amountMin Least to receive.
    /// @dev Errors: `Market_NoSuchToken`, `Market_NothingInvested`, `Market_Shortfall`, `Market_Overburned`, the market's;
    /// for KEEPER those of `investCash` as well.
    /// @return received Raw token.
    function divestCash(uint256 vaultId, uint256 tokenIndex, uint256 amount, uint256 amountMin)
        external
        returns (uint256 received);

    /// @notice What `investCash` would take at most now.
    function previewInvest(uint256 vaultId) external view returns (uint256 amount0, uint256 amount1);

    /// @notice What brings idle cash back to its floor, as far as that much is invested.
    function previewDivest(uint256 vaultId) external view returns (uint256 amount0, uint256 amount1);

    /// @notice The buffer as it is and as it should be. Reverts with the oracle's reason.
    function cashPlan(uint256 vaultId) external view returns (CashPlan memory);

    /// @notice Whether idle cash is off its floor by a tenth of it or more, and something can be done about it now.
    /// @return ready Whether to act.
    /// @return data The call to make on the diamond if ready, otherwise the encoded error that stands in the way.
    function checkCash(uint256 vaultId) external view returns (bool ready, bytes memory data);
}
