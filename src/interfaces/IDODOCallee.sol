// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IDODOCallee
/// @notice What receivers of a pool's flash loan and of a share sale with data implement: DODO V2's callback names.
interface IDODOCallee {
    /// @notice Called after the borrowed tokens arrived; what is owed must be back, or paid for, when it returns.
    /// @param sender Who called `flashLoan`.
    /// @param baseAmount Raw base lent.
    /// @param quoteAmount Raw quote lent.
    /// @param data As given to `flashLoan`.
    function DVMFlashLoanCall(address sender, uint256 baseAmount, uint256 quoteAmount, bytes calldata data) external;

    /// @notice Called after the tokens of sold shares arrived.
    /// @param sender Who called `sellShares`.
    /// @param burnShareAmount Shares burned.
    /// @param baseAmount Raw base paid.
    /// @param quoteAmount Raw quote paid.
    /// @param data As given to `sellShares`.
    function DVMSellShareCall(
        address sender,
        uint256 burnShareAmount,
        uint256 baseAmount,
        uint256 quoteAmount,
        bytes calldata data
    ) external;
}
