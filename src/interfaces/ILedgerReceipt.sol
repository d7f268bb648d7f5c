// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IXauLedger} from "./IXauLedger.sol";

/// @title ILedgerReceipt
/// @notice An ERC-20 face of positions in the ledger: ac (collateral), vdc (debt at the variable rate) or sdc (debt at a
/// stable rate) of one token.
/// @dev The ledger's accounts are the only record: balances and supply are read from it, in the token's raw units and
/// decimals. An ac token is the collateral itself: transferring it moves the collateral between accounts, and the
/// sender must stay healthy. Debts are not transferable. A debt's balance grows with its fees from second to second; its
/// `Transfer` events tell of loans, repayments and losses only. Source: DESIGN section 6.
interface ILedgerReceipt {
    /// @notice A debt cannot be handed to another, nor may another be allowed to.
    error Receipt_NotTransferable(address receipt);
    /// @notice Only the ledger tells what moved.
    error Receipt_NotLedger(address caller, address ledger);

    /// @notice Emits `Transfer(from, to, amount)` for a change in the ledger.
    /// @param from Whose position shrank; zero when one grew from outside.
    /// @param to Whose position grew; zero when one ended.
    /// @param amount Raw units.
    /// @dev Ledger only. Reverts `Receipt_NotLedger`. Takes no lock: it only emits, and the ledger holds its own.
    function note(address from, address to, uint256 amount) external;

    /// @notice The ledger whose accounts it shows.
    function LEDGER() external view returns (IXauLedger);

    /// @notice The token that the position is in.
    function UNDERLYING() external view returns (address);

    /// @notice 0 for collateral, 1 for debt at a stable rate, 2 at the variable rate.
    function RATE_MODE() external view returns (uint256);
}
