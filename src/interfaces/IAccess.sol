// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAccess
/// @notice Roles of the diamond: ADMIN, MANAGER, KEEPER, TREASURY, GUARDIAN (`Roles`).
///
/// GRANTS
/// ADMIN offers a role, the nominee accepts it after `grantDelay` and within `acceptanceTtl` from then. Meanwhile
/// ADMIN or GUARDIAN may cancel, and the nominee may decline. KEEPER is the exception: MANAGER or ADMIN grants it at
/// once, because what a KEEPER can cost is bounded by budgets and not by trust.
///
/// REVOCATION
/// Takes effect at once: by ADMIN for any role, by MANAGER or GUARDIAN for KEEPER, by the holder for itself.
/// `revokeAll` empties a role, and voids its open proposals, in one call. The last ADMIN can neither be revoked nor
/// renounce, and `revokeAll` does not know ADMIN.
///
/// SUSPENSION
/// GUARDIAN suspends a MANAGER at once. It keeps the role but has none of its powers until ADMIN lifts the
/// suspension; being granted the role again does not lift it.
interface IAccess {
    /// @notice The account does not hold a role that the call takes.
    /// @dev Where one of several roles would do, the one the function is named for.
    error Access_MissingRole(address account, bytes32 role);
    /// @notice The identifier names none of the five roles.
    error Access_UnknownRole(bytes32 role);
}
