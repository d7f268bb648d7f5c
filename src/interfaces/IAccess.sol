// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAccess
/// @notice Roles of the diamond: ADMIN, MANAGER, KEEPER, TREASURY, GUARDIAN (`Roles`).
///
/// GRANTS
/// ADMIN offers a role; the nominee accepts it after `grantDelay` and within `acceptanceTtl` from then. Meanwhile
/// ADMIN or GUARDIAN may cancel, and the nominee may decline. KEEPER is the exception: MANAGER or ADMIN grants it at
/// once, because what a KEEPER can cost is bounded by budgets and not by trust.
///
/// REVOCATION
/// Takes effect at once: by ADMIN for any role, by MANAGER or GUARDIAN for KEEPER, by the holder for itself.
/// `revokeAll` empties a role, and voids its open proposals, in one call. The last ADMIN can neither be revoked nor
/// renounce, and `revokeAll` does not apply to ADMIN.
///
/// SUSPENSION
/// GUARDIAN suspends a MANAGER at once. It has none of the role's powers until ADMIN lifts the suspension; losing the
/// role and being granted it anew does not lift it.
///
/// Warning: GUARDIAN may cancel a proposal for GUARDIAN, but not keep the role against ADMIN, who revokes it at once.
interface IAccess {
    /// @notice An initial holder, for the deployment.
    struct RoleGrant {
        bytes32 role;
        address account;
    }

    /// @notice The account does not hold a role that the call takes.
    /// @dev Where one of several roles would do, the one the function is named for.
    error Access_MissingRole(address account, bytes32 role);
    /// @notice The identifier names none of the five roles.
    error Access_UnknownRole(bytes32 role);
    /// @notice The zero address cannot hold a role.
    error Access_ZeroAccount();
    /// @notice KEEPER is not proposed, it is granted at once by `grantKeeper`.
    error Access_KeeperNeedsNoProposal();
    /// @notice The account holds the role already.
    error Access_AlreadyHeld(bytes32 role, address account);
    /// @notice The account does not hold the role that is to be taken from it.
    error Access_NotHeld(bytes32 role, address account);
    /// @notice A proposal is open; cancel it before making another.
    /// @param expiresAt Last second of the open one.
    error Access_ProposalPending(bytes32 role, address account, uint256 expiresAt);
    /// @notice There is no proposal, or `revokeAll` voided it.
    error Access_NoProposal(bytes32 role, address account);
    /// @notice The proposal cannot be accepted yet.
    /// @param readyAt First second at which it can.
    error Access_ProposalNotReady(bytes32 role, address account, uint256 readyAt);
    /// @notice The proposal was not accepted in time.
    /// @param expiredAt Last second at which it could be.
    error Access_ProposalExpired(bytes32 role, address account, uint256 expiredAt);
    /// @notice The diamond must keep an ADMIN.
    error Access_LastAdmin(address account);
    /// @notice ADMINs are revoked one by one.
    error Access_AdminNotRevocableAtOnce();
    /// @notice The MANAGER is suspended already.
    error Access_AlreadySuspended(address account);
    /// @notice The account is not suspended.
    error Access_NotSuspended(address account);
    /// @notice A delay or window, in seconds, lies outside its bounds.
    error Access_TimingOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice A role was offered.
    event RoleProposed(
        bytes32 indexed role, address indexed account, address indexed proposer, uint256 readyAt, uint256 expiresAt
    );
    /// @notice An offer was withdrawn by `canceller`, or declined, if that is the nominee.
    event RoleProposalCancelled(bytes32 indexed role, address indexed account, address indexed canceller);
    /// @notice An account holds a role from now on.
    /// @param grantor The nominee itself where it accepted a proposal.
    event RoleGranted(bytes32 indexed role, address indexed account, address indexed grantor);
    /// @notice An account holds a role no longer.
    /// @param revoker The account itself where it renounced.
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed revoker);
    /// @notice Nobody holds the role any more, and no proposal made before is open.
    event RoleEmptied(bytes32 indexed role, address indexed revoker, uint256 oldEpoch, uint256 newEpoch);
    /// @notice A MANAGER lost its powers until ADMIN lifts the suspension.
    event ManagerSuspended(address indexed account, address indexed guardian);
    /// @notice An account's suspension as MANAGER ended.
    event ManagerReinstated(address indexed account, address indexed admin);
    /// @notice The timing of proposals made from now on, in seconds.
    event GrantTimingSet(uint256 oldDelay, uint256 newDelay, uint256 oldTtl, uint256 newTtl);

    /// @notice Offers a role. ADMIN.
    /// @dev An expired or voided proposal is replaced, an open one is not.
    /// Errors: `Access_MissingRole`, `Access_UnknownRole`, `Access_KeeperNeedsNoProposal`, `Access_ZeroAccount`,
    /// `Access_AlreadyHeld`, `Access_ProposalPending`.
    /// @param role Any role but KEEPER.
    /// @param account The nominee.
    function proposeRole(bytes32 role, address account) external;

    /// @notice Takes up an offer made to the caller. The nominee, within the proposal's window.
    /// @dev Errors: `Access_UnknownRole`, `Access_NoProposal`, `Access_ProposalNotReady`, `Access_ProposalExpired`.
    /// @param role The role offered.
    function acceptRole(bytes32 role) external;

    /// @notice Withdraws or declines an offer. ADMIN, GUARDIAN or the nominee.
    /// @dev GUARDIAN too, or nobody could use the delay against a stolen ADMIN.
    /// Errors: `Access_MissingRole`, `Access_UnknownRole`, `Access_NoProposal`.
    /// @param role The role offered.
    /// @param account The nominee.
    function cancelProposal(bytes32 role, address account) external;

    /// @notice Makes an account a KEEPER, at once. MANAGER or ADMIN.
    /// @dev Errors: `Access_MissingRole`, `Access_ZeroAccount`, `Access_AlreadyHeld`.
    /// @param account The new KEEPER.
    function grantKeeper(address account) external;

    /// @notice Takes a role from an account, at once. ADMIN; for KEEPER also MANAGER and GUARDIAN.
    /// @dev Errors: `Access_MissingRole`, `Access_UnknownRole`, `Access_NotHeld`, `Access_LastAdmin`.
    /// @param role The role.
    /// @param account Its holder, suspended or not.
    function revokeRole(bytes32 role, address account) external;

    /// @notice Gives up a role of the caller's.
    /// @dev Errors: `Access_UnknownRole`, `Access_NotHeld`, `Access_LastAdmin`.
    /// @param role The role.
    function renounceRole(bytes32 role) external;

    /// @notice Takes a role from all its holders and voids its open proposals. ADMIN; for KEEPER also MANAGER and
    /// GUARDIAN.
    /// @dev Errors: `Access_MissingRole`, `Access_UnknownRole`, `Access_AdminNotRevocableAtOnce`.
    /// @param role Any role but ADMIN.
    function revokeAll(bytes32 role) external;

    /// @notice Takes the powers of a MANAGER until ADMIN gives them back. GUARDIAN.
    /// @dev Errors: `Access_MissingRole`, `Access_NotHeld`, `Access_AlreadySuspended`.
    /// @param account A holder of MANAGER.
    function suspendManager(address account) external;

    /// @notice Ends an account's suspension, whether or not it still holds MANAGER. ADMIN.
    /// @dev Errors: `Access_MissingRole`, `Access_NotSuspended`.
    /// @param account The suspended account.
    function reinstateManager(address account) external;

    /// @notice Sets the timing of proposals made from now on. ADMIN.
    /// @dev Errors: `Access_MissingRole`, `Access_TimingOutOfBounds`.
    /// @param grantDelay Seconds before a proposal may be accepted: 1 to 30 days.
    /// @param acceptanceTtl Seconds for which it may then be accepted: 1 to 30 days.
    function setGrantTiming(uint256 grantDelay, uint256 acceptanceTtl) external;

    /// @notice Whether an account has a role's powers now: a suspended MANAGER has not.
    /// @dev Error: `Access_UnknownRole`.
    function hasRole(bytes32 role, address account) external view returns (bool);

    /// @notice Whether an account is suspended as MANAGER, whether or not it still holds the role.
    function isSuspended(address account) external view returns (bool);

    /// @notice How many accounts hold ADMIN; at least one.
    function adminCount() external view returns (uint256);

    /// @notice The role's epoch; `revokeAll` raises it. ADMIN's is 1 for ever.
    /// @dev Error: `Access_UnknownRole`.
    function roleEpoch(bytes32 role) external view returns (uint256);

    /// @notice The open proposal of a role to an account, zeros if there is none (or `revokeAll` voided it).
    /// @dev Error: `Access_UnknownRole`.
    /// @return readyAt First second at which it may be accepted.
    /// @return expiresAt Last second at which it may; past if it expired.
    function proposalOf(bytes32 role, address account) external view returns (uint256 readyAt, uint256 expiresAt);

    /// @notice The timing of proposals, in seconds.
    /// @return grantDelay Seconds before a proposal may be accepted.
    /// @return acceptanceTtl Seconds for which it may then be accepted.
    function grantTiming() external view returns (uint256 grantDelay, uint256 acceptanceTtl);
}
