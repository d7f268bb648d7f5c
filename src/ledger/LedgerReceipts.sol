// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LibClone} from "solady/utils/LibClone.sol";
import {ILedgerReceipt} from "../interfaces/ILedgerReceipt.sol";

/// @title LedgerReceipts
/// @notice Makes the ledger's receipts and tells them what moved.
/// @dev A receipt is a minimal proxy (ERC-1167) whose code ends with the token and the rate mode it stands for. It holds
/// no balances: what it answers, it asks the ledger. So it cannot drift, and what is told here are only events.
library LedgerReceipts {
    /// @dev `rateMode` is 0 for a collateral receipt.
    function create(address implementation, address token, uint8 rateMode) internal returns (address) {
        return LibClone.clone(implementation, abi.encodePacked(token, rateMode));
    }

    /// @dev Emits the receipt's ERC-20 `Transfer`; address zero is minting and burning.
    function note(address receipt, address from, address to, uint256 amount) internal {
        ILedgerReceipt(receipt).note(from, to, amount);
    }
}
