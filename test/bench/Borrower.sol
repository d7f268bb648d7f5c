// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title Borrower
/// @notice The cheapest borrower of a pool's flash loan: it returns what it was lent and does nothing with it, so that
/// what is measured is the loan.
contract Borrower {
    using SafeTransferLib for address;

    address private immutable TOKEN;

    /// @param token The only token it borrows, as base.
    constructor(address token) {
        TOKEN = token;
    }

    /// @notice DODO's callback: sends the lent base back to the pool.
    function DVMFlashLoanCall(address, uint256 baseAmount, uint256, bytes calldata) external {
        TOKEN.safeTransfer(msg.sender, baseAmount);
    }
}
