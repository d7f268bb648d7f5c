// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IBadDebtReserve
/// @notice What the ledger asks of bucket E, the long-term reserve, when a loan is lost.
/// @dev The reserve also receives the stability fees and, as a position inside the ledger, the crumbs of collateral a
/// lost account leaves. Source: DESIGN sections 6 and 8.
interface IBadDebtReserve {
    /// @notice Asks for up to `amount` of `token`, to be transferred to the caller, which burns it.
    /// @param token A debt token of the ledger.
    /// @param amount What is uncovered, raw units.
    /// @dev The reserve checks that the caller is its ledger. Giving less, nothing, or reverting are all answers: the
    /// ledger measures what arrives and carries the rest as a public deficit.
    function coverBadDebt(address token, uint256 amount) external;
}
