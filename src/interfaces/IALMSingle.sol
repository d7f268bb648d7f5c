// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMSingle
/// @notice Entering and leaving a vault with one token. Amounts are raw token units, shares have 18 decimals. Source:
/// DESIGN section 3.
/// @dev Shares, and amounts, are at the worst for the caller of the anchor and every pool's spot; on top, moving the
/// vault's composition pays the imbalance fee, which stays in the vault. Nothing is swapped. Priced operations: unless
/// every pool the vault uses is calm they revert `Vault_NotCalm(pool, deviationBp, retryAfter)`.
/// `deposit` and `withdraw` of IALMUser, in the vault's own proportion, pay no imbalance fee. A vault's entry fee is taken
/// before it, its exit fee after it (ITreasury).
interface IALMSingle {
    /// @notice The imbalance fee's curve, see ImbalanceFee.
    /// @param minBp Rate towards which a step tends that improves a wholly imbalanced vault, bp.
    /// @param maxBp Rate towards which a step tends that makes a vault wholly imbalanced, bp.
    /// @param amplificationBp Shape, 2,500 to 7,500: the higher, the sooner the rate rises.
    struct ImbalanceCurve {
        uint16 minBp;
        uint16 maxBp;
        uint16 amplificationBp;
    }

    /// @notice What moving the vault's composition cost whom.
    event ImbalanceFeePaid(uint256 indexed vaultId, address indexed payer, address indexed token, uint256 amount);
    /// @notice A vault's curve changed.
    event ImbalanceCurveSet(uint256 indexed vaultId, ImbalanceCurve oldCurve, ImbalanceCurve newCurve);

    /// @notice The token is neither of the vault's.
    error Vault_NotItsToken(uint256 vaultId, address token);
    /// @notice The first deposit brings both tokens.
    error Vault_Empty(uint256 vaultId);
    /// @notice More of the token is wanted than the vault has: exit in both tokens instead.
    error Vault_ExceedsHoldings(address token, uint256 amount, uint256 available);
    /// @notice The last holder leaves in both tokens: what one token cannot pay would be nobody's.
    error Vault_LastHolder(uint256 vaultId);

    /// @notice Deposits one token; it becomes cash, whole.
    /// @dev Errors: `Vault_NotItsToken`, `Vault_Empty`, `Vault_ZeroShares`, `Vault_TooFewShares`, `Vault_NotCalm`,
    /// `Vault_ZeroReceiver`, `Access_Paused`, `Vault_Paused`, `Vault_TransferShortfall`, those of ImbalanceFee, the
    /// oracle's reasons.
    /// @param amount Raw units to pay, all of which are taken.
    /// @param minShares Least shares to accept.
    /// @param receiver Gets the shares; a contract must accept ERC-1155.
    /// @return shares Minted for the amount less both fees, rounded down.
    function depositSingle(uint256 vaultId, address token, uint256 amount, uint256 minShares, address receiver)
        external
        returns (uint256 shares);

    /// @notice Burns the caller's shares for one token: from cash, then by burning the same part of every range.
    /// @dev Errors: as `depositSingle`, and `Vault_ExceedsHoldings`, `Vault_LastHolder`, `Vault_TooLittle`,
    /// `Token_InsufficientShares`.
    /// @param amountMin Least raw units to accept.
    /// @param receiver Gets the token.
    /// @return amount Paid after both fees, rounded down.
    function withdrawSingle(uint256 vaultId, address token, uint256 shares, uint256 amountMin, address receiver)
        external
        returns (uint256 amount);

    /// @notice What `depositSingle` by the caller would mint in this block, to the wei; reverts for the same price reasons.
    /// @dev The entry fee is the caller's; for another payer see IALMPreviewFor.
    function previewDepositSingle(uint256 vaultId, address token, uint256 amount) external view returns (uint256 shares);

    /// @notice What `withdrawSingle` of the caller's shares would pay in this block, to the wei; reverts for the same price
    /// reasons. The exit fee is the caller's; for another owner see IALMPreviewFor.
    function previewWithdrawSingle(uint256 vaultId, address token, uint256 shares)
        external
        view
        returns (uint256 amount);

    /// @notice A vault's curve.
    function imbalanceCurve(uint256 vaultId) external view returns (ImbalanceCurve memory);

    /// @notice Changes a vault's curve. Lowering: MANAGER; raising any of its three numbers: ADMIN.
    /// @dev The maximum is 200 bp at most. Errors: `Vault_SettingOutOfRange`, `Access_MissingRole`.
    function setImbalanceCurve(uint256 vaultId, ImbalanceCurve calldata curve) external;
}
