// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title PauseGroups
/// @notice Bits of the pause bitmaps (diamond-wide and per vault). One bit stops one group of functions.
/// @dev No bit covers in-kind withdrawal, repayment, adding collateral or LP exit: an exit is always open.
library PauseGroups {
    /// @dev Deposits.
    uint256 internal constant ENTRY = 1 << 0;
    /// @dev Exits that need a price.
    uint256 internal constant EXIT = 1 << 1;
    /// @dev Keeper operations: rebalance, mint, burn, invest, divest.
    uint256 internal constant KEEPER = 1 << 2;
    /// @dev Permissionless collection of fees.
    uint256 internal constant HARVEST = 1 << 3;
    /// @dev Flash loans.
    uint256 internal constant FLASH = 1 << 4;
    /// @dev Transfers of vault shares.
    uint256 internal constant TRANSFER = 1 << 5;
    /// @dev New debt in the XAU ledger.
    uint256 internal constant BORROW = 1 << 6;
    /// @dev PMM swaps.
    uint256 internal constant SWAP = 1 << 7;
    /// @dev Stabilizer actions.
    uint256 internal constant STABILIZE = 1 << 8;

    /// @dev Every defined group.
    uint256 internal constant ALL = (1 << 9) - 1;
}
