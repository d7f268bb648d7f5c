// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IVaultErrors
/// @notice Errors of the vault room. One per rule; each carries what is needed to understand and to retry.
interface IVaultErrors {
    /// @notice No vault has this id.
    error Vault_Unknown(uint256 vaultId);
    /// @notice The vault's own pause bitmap stops this group of functions.
    error Vault_Paused(uint256 vaultId, uint256 groups);
    /// @notice A pool's spot or time-weighted price is outside its band around the anchor: priced operations wait.
    /// @param pool The pool, as a poolId.
    /// @param deviationBp How far the worse of the two is from the anchor, bp of price, rounded up.
    /// @param retryAfter Seconds after which the pool's average can have returned.
    error Vault_NotCalm(bytes32 pool, uint256 deviationBp, uint256 retryAfter);
    /// @notice The first deposit must be worth this much.
    error Vault_FirstDepositTooSmall(uint256 shares, uint256 minShares);
    /// @notice Nothing would be minted, burned or paid.
    error Vault_ZeroShares();
    /// @notice More shares than exist.
    error Vault_SharesExceedSupply(uint256 shares, uint256 supply);
    /// @notice Shares are never minted to the zero address, and nothing is paid to it.
    error Vault_ZeroReceiver();
    /// @notice The caller's bound on shares is not met.
    error Vault_TooFewShares(uint256 shares, uint256 minShares);
    /// @notice The caller's bound on a token amount is not met.
    error Vault_TooLittle(address token, uint256 amount, uint256 minAmount);
    /// @notice The token moved less than it was asked to: fee-on-transfer and similar tokens are refused.
    error Vault_TransferShortfall(address token, uint256 expected, uint256 received);
    /// @notice The token's balance fell below what the accounts say the diamond holds of it.
    error Vault_BalanceShortfall(address token, uint256 expected, uint256 actual);
    /// @notice A figure does not fit the width it is stored in.
    error Vault_Overflow(uint256 value);
    /// @notice Tokens of a vault must differ, be contracts and be in ascending order.
    error Vault_InvalidPair(address token0, address token1);
    /// @notice The pool is already bound to a vault; a pool's positions back exactly one vault.
    error Vault_PoolTaken(bytes32 poolId, uint256 vaultId);
    /// @notice The vault has no such pool, or the pool is switched off.
    error Vault_PoolUnavailable(uint256 poolIndex);
    /// @notice Limits were given for another pool than the one at this index.
    error Vault_PoolMismatch(uint256 poolIndex, bytes32 poolId, bytes32 given);
    /// @notice A vault may hold only so many pools or ranges.
    error Vault_TooMany(uint256 count, uint256 maximum);
    /// @notice No adapter is set for the venue family.
    error Vault_AdapterNotSet(uint8 family);
    /// @notice A setting is outside what its class allows.
    error Vault_SettingOutOfRange(uint256 value, uint256 low, uint256 high);
    /// @notice Raising risk needs ADMIN (the timelock).
    error Vault_RiskIncreaseNeedsAdmin(uint256 current, uint256 proposed);
    /// @notice A range is narrower than its pool's minimum.
    error Vault_RangeTooNarrow(bytes32 poolId, uint256 widthTicks, uint256 minWidthTicks);
    /// @notice A range's centre is further from the anchor than its pool allows.
    error Vault_RangeOffCentre(bytes32 poolId, uint256 offsetTicks, uint256 maxOffsetTicks);
    /// @notice The same range was ordered twice.
    error Vault_DuplicateRange(bytes32 poolId, int24 tickLower, int24 tickUpper);
    /// @notice Ranges of one pool ask for more than the whole of its weight.
    error Vault_ShareOverflow(bytes32 poolId, uint256 shareBp);
    /// @notice The keeper must wait.
    error Vault_CoolingDown(uint256 vaultId, uint256 retryAfter);
    /// @notice One call lost more of the vault's value at the anchor than it may.
    error Vault_LossAboveCallLimit(uint256 lossPpm, uint256 limitPpm);
    /// @notice Together with the last 24 hours this call would lose more than the rolling budget.
    error Vault_LossAboveDailyBudget(uint256 lossPpm, uint256 budgetPpm);
    /// @notice The router, or this function of it, is not listed.
    error Swap_NotListed(address router, bytes4 selector);
    /// @notice The swap would spend more than the vault's own released cash.
    error Swap_ExceedsCash(address token, uint256 amount, uint256 cash);
    /// @notice The router took more than it was given.
    error Swap_Overspent(address token, uint256 spent, uint256 amountIn);
    /// @notice The swap brought less than the oracle-bounded minimum.
    error Swap_BelowOracleMinimum(uint256 received, uint256 minimum);
    /// @notice The router call failed without a reason.
    error Swap_Failed(address router);
}
