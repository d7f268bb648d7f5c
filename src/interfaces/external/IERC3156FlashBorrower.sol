// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IERC3156FlashBorrower
/// @notice ERC-3156, the borrower's side.
interface IERC3156FlashBorrower {
    /// @notice Gets the loan; must leave the lender an allowance of `amount + fee`.
    /// @return keccak256("ERC3156FlashBorrower.onFlashLoan").
    function onFlashLoan(address initiator, address token, uint256 amount, uint256 fee, bytes calldata data)
        external
        returns (bytes32);
}
