// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMUser
/// @notice What a depositor does. Amounts are raw token units, shares have 18 decimals. Source: DESIGN section 3.
/// @dev With s the pools' spot, a the oracle's anchor, A(x) the vault's amounts with ranges computed at x and V their
/// value: a deposit of a fraction q pays q * A(s), rounded up; a withdrawal gets lambda * q * A(s), rounded down, with
/// lambda = min(1, V(A(a), a) / V(A(s), a)). A round trip therefore never gains. Unless every pool the vault uses is
/// within its band around the anchor, priced operations revert `Vault_NotCalm(pool, deviationBp, retryAfter)`; an exit
/// in kind needs no price and no bit of any pause stops it. A vault may charge an entry fee of what is paid and an exit
/// fee of what would be paid (ITreasury): shares are priced on the rest.
/// Errors common to all: `Vault_Unknown`, `Lock_Reentered`, and the reasons of tokens and venues.
interface IALMUser {
    /// @notice A deposit was paid and its shares minted.
    event Deposited(
        uint256 indexed vaultId,
        address indexed payer,
        address indexed receiver,
        uint256 shares,
        uint256 amount0,
        uint256 amount1
    );
    /// @notice Shares were burned and their worth paid. `inKind` tells which way out was taken.
    event Withdrawn(
        uint256 indexed vaultId,
        address indexed owner,
        address indexed receiver,
        uint256 shares,
        uint256 amount0,
        uint256 amount1,
        bool inKind
    );

    /// @notice Deposits both tokens in the vault's own proportion; they become cash.
    /// @dev The first deposit takes both amounts whole and must be worth a thousandth of a token1; it mints one share
    /// (1e18) per token1 of value at the anchor, less 1e12 dead shares. A contract receiver must accept ERC-1155.
    /// Errors: `Access_Paused`, `Vault_Paused`, `Vault_NotCalm`, `Vault_ZeroShares`, `Vault_FirstDepositTooSmall`,
    /// `Vault_TooFewShares`, `Vault_TransferShortfall`, `Vault_ZeroReceiver`, the oracle's reasons.
    /// @param amount0Max Most token0 the caller pays; needs that much allowance only.
    /// @param amount1Max Most token1 the caller pays.
    /// @param minShares Least shares to accept.
    /// @param receiver Gets the shares.
    /// @return shares Minted, rounded down.
    /// @return amount0 Token0 paid, rounded up; the entry fee is part of it.
    /// @return amount1 Token1 paid, rounded up.
    function deposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, uint256 minShares, address receiver)
        external
        returns (uint256 shares, uint256 amount0, uint256 amount1);

    /// @notice Burns the caller's shares for both tokens: from cash, then by burning the same part of every range.
    /// @dev Errors: `Access_Paused`, `Vault_Paused`, `Vault_NotCalm`, `Vault_ZeroShares`, `Token_InsufficientShares`,
    /// `Vault_TooLittle`, `Vault_ZeroReceiver`, the oracle's reasons.
    /// @param amount0Min Least token0 to accept.
    /// @param amount1Min Least token1 to accept.
    /// @param receiver Gets the tokens.
    /// @return amount0 Token0 paid, rounded down, less the exit fee.
    /// @return amount1 Token1 paid, rounded down.
    function withdraw(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver)
        external
        returns (uint256 amount0, uint256 amount1);

    /// @notice Burns the caller's shares for the exact slice of cash and of every range's principal.
    /// @dev Needs no oracle, no calm pool, no keeper, and cannot be paused.
    /// Errors: `Vault_ZeroShares`, `Token_InsufficientShares`, `Vault_TooLittle`, `Vault_ZeroReceiver`.
    /// @return amount0 Token0 paid, rounded down, less the exit fee.
    /// @return amount1 Token1 paid, rounded down.
    function withdrawInKind(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver)
        external
        returns (uint256 amount0, uint256 amount1);

    /// @notice What `deposit` by the caller would do in this block, to the wei; reverts for the same price reasons.
    /// @dev The entry fee is the caller's, who may have one of its own; for another payer see IALMPreviewFor.
    function previewDeposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max)
        external
        view
        returns (uint256 shares, uint256 amount0, uint256 amount1);

    /// @notice What `withdraw` of the caller's shares would pay in this block, to the wei; reverts for the same price
    /// reasons. The exit fee is the caller's; for another owner see IALMPreviewFor.
    function previewWithdraw(uint256 vaultId, uint256 shares) external view returns (uint256 amount0, uint256 amount1);

    /// @notice What `withdrawInKind` of the caller's shares would pay in this block, to the wei. The exit fee is the
    /// caller's; for another owner see IALMPreviewFor.
    function previewWithdrawInKind(uint256 vaultId, uint256 shares)
        external
        view
        returns (uint256 amount0, uint256 amount1);
}
