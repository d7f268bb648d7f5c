// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "../interfaces/IAccess.sol";
import {AccessLib} from "./AccessLib.sol";
import {AccessStorage} from "./AccessStorage.sol";
import {Roles} from "./Roles.sol";

/// @title RoleLib
/// @notice Verbs of the role registry: propose, accept, grant, revoke, suspend.
/// @dev Who may call what is the facet's business; here are the rules that hold whoever calls.
library RoleLib {
    using RoleLib for AccessStorage.Layout;

    uint256 internal constant DEFAULT_GRANT_DELAY = 1 days;
    uint256 internal constant DEFAULT_ACCEPTANCE_TTL = 7 days;
    uint256 internal constant MIN_TIMING = 1 days;
    uint256 internal constant MAX_TIMING = 30 days;

    /// @dev Epoch 1 in each of the five lanes: a record of zeros then belongs to nobody's epoch.
    uint256 private constant FIRST_EPOCHS = 1 | 1 << 32 | 1 << 64 | 1 << 96 | 1 << 128;
    uint256 private constant LANE_MASK = type(uint32).max;

    /// @notice Starts the registry with one ADMIN and the default timing. Once, by the diamond's constructor.
    function initialize(AccessStorage.Layout storage self, address admin) internal {
        self.state = FIRST_EPOCHS;
        self.grantDelay = uint32(DEFAULT_GRANT_DELAY);
        self.acceptanceTtl = uint32(DEFAULT_ACCEPTANCE_TTL);
        self.grant(Roles.ADMIN, admin);
    }

    /// @notice Opens a proposal.
    function propose(AccessStorage.Layout storage self, bytes32 role, address account) internal {
        if (role == Roles.KEEPER) revert IAccess.Access_KeeperNeedsNoProposal();
        if (account == address(0)) revert IAccess.Access_ZeroAccount();
        if (self.isHolder(role, account)) revert IAccess.Access_AlreadyHeld(role, account);
        (, uint256 pendingUntil) = self.openProposal(role, account);
        if (pendingUntil >= block.timestamp) revert IAccess.Access_ProposalPending(role, account, pendingUntil);

        uint256 readyAt = block.timestamp + self.grantDelay;
        uint256 expiresAt = readyAt + self.acceptanceTtl;
        // The casts hold: a timestamp plus 60 days fits 48 bits for eight million years; an epoch is 32 bits wide.
        self.proposals[role][account] =
            AccessStorage.Proposal(uint48(readyAt), uint48(expiresAt), uint32(self.epochOf(role)));
        emit IAccess.RoleProposed(role, account, msg.sender, readyAt, expiresAt);
    }

    /// @notice Grants what was proposed, within its window.
    function accept(AccessStorage.Layout storage self, bytes32 role, address account) internal {
        (uint256 readyAt, uint256 expiresAt) = self.openProposal(role, account);
        if (readyAt == 0) revert IAccess.Access_NoProposal(role, account);
        if (block.timestamp < readyAt) revert IAccess.Access_ProposalNotReady(role, account, readyAt);
        if (block.timestamp > expiresAt) revert IAccess.Access_ProposalExpired(role, account, expiresAt);

        delete self.proposals[role][account];
        self.grant(role, account);
    }

    /// @notice Closes a proposal without granting.
    function cancel(AccessStorage.Layout storage self, bytes32 role, address account) internal {
        (uint256 readyAt,) = self.openProposal(role, account);
        if (readyAt == 0) revert IAccess.Access_NoProposal(role, account);

        delete self.proposals[role][account];
        emit IAccess.RoleProposalCancelled(role, account, msg.sender);
    }

    /// @notice Makes an account a holder in the role's current epoch. Leaves a suspension as it is.
    function grant(AccessStorage.Layout storage self, bytes32 role, address account) internal {
        if (account == address(0)) revert IAccess.Access_ZeroAccount();
        if (self.isHolder(role, account)) revert IAccess.Access_AlreadyHeld(role, account);

        uint256 offset = AccessLib.laneOffset(role);
        self.records[account] = _withLane(self.records[account], offset, self.epochOf(role));
        // Cannot overflow its 32 bits: each ADMIN is an account, granted by a transaction.
        if (role == Roles.ADMIN) self.state += 1 << AccessLib.ADMIN_COUNT_OFFSET;
        emit IAccess.RoleGranted(role, account, msg.sender);
    }

    /// @notice Takes a role from a holder. Leaves a suspension as it is.
    function revoke(AccessStorage.Layout storage self, bytes32 role, address account) internal {
        if (!self.isHolder(role, account)) revert IAccess.Access_NotHeld(role, account);
        if (role == Roles.ADMIN) {
            if (self.adminCount() == 1) revert IAccess.Access_LastAdmin(account);
            self.state -= 1 << AccessLib.ADMIN_COUNT_OFFSET;
        }

        self.records[account] = _withLane(self.records[account], AccessLib.laneOffset(role), 0);
        emit IAccess.RoleRevoked(role, account, msg.sender);
    }

    /// @notice Ends a role's epoch, and with it every holding and proposal of that epoch.
    function revokeAll(AccessStorage.Layout storage self, bytes32 role) internal {
        if (role == Roles.ADMIN) revert IAccess.Access_AdminNotRevocableAtOnce();

        uint256 oldEpoch = self.epochOf(role);
        uint256 newEpoch = oldEpoch + 1;
        // Fits its 32 bits: filling the lane takes four billion calls of this function.
        self.state = _withLane(self.state, AccessLib.laneOffset(role), newEpoch);
        emit IAccess.RoleEmptied(role, msg.sender, oldEpoch, newEpoch);
    }

    /// @notice Marks a MANAGER as suspended.
    function suspend(AccessStorage.Layout storage self, address account) internal {
        if (!self.isHolder(Roles.MANAGER, account)) revert IAccess.Access_NotHeld(Roles.MANAGER, account);
        if (self.isSuspended(account)) revert IAccess.Access_AlreadySuspended(account);

        self.records[account] |= AccessLib.SUSPENDED;
        emit IAccess.ManagerSuspended(account, msg.sender);
    }

    /// @notice Ends a suspension.
    function reinstate(AccessStorage.Layout storage self, address account) internal {
        if (!self.isSuspended(account)) revert IAccess.Access_NotSuspended(account);

        self.records[account] &= ~AccessLib.SUSPENDED;
        emit IAccess.ManagerReinstated(account, msg.sender);
    }

    /// @notice Sets the timing of later proposals, seconds.
    function setTiming(AccessStorage.Layout storage self, uint256 grantDelay, uint256 acceptanceTtl) internal {
        _requireTiming(grantDelay);
        _requireTiming(acceptanceTtl);

        emit IAccess.GrantTimingSet(self.grantDelay, grantDelay, self.acceptanceTtl, acceptanceTtl);
        // At most 30 days each: 22 bits.
        self.grantDelay = uint32(grantDelay);
        self.acceptanceTtl = uint32(acceptanceTtl);
    }

    /// @notice Whether the account holds the role, suspended or not.
    function isHolder(AccessStorage.Layout storage self, bytes32 role, address account) internal view returns (bool) {
        uint256 grantedIn = (self.records[account] >> AccessLib.laneOffset(role)) & LANE_MASK;
        return grantedIn != 0 && grantedIn == self.epochOf(role);
    }

    function isSuspended(AccessStorage.Layout storage self, address account) internal view returns (bool) {
        return self.records[account] & AccessLib.SUSPENDED != 0;
    }

    function adminCount(AccessStorage.Layout storage self) internal view returns (uint256) {
        return self.state >> AccessLib.ADMIN_COUNT_OFFSET;
    }

    function epochOf(AccessStorage.Layout storage self, bytes32 role) internal view returns (uint256) {
        return (self.state >> AccessLib.laneOffset(role)) & LANE_MASK;
    }

    /// @notice A proposal's window, zeros if there is none or its epoch ended.
    function openProposal(AccessStorage.Layout storage self, bytes32 role, address account)
        internal
        view
        returns (uint256 readyAt, uint256 expiresAt)
    {
        uint256 epoch = self.epochOf(role);
        AccessStorage.Proposal memory proposal = self.proposals[role][account];
        if (proposal.epoch == epoch) (readyAt, expiresAt) = (proposal.readyAt, proposal.expiresAt);
    }

    function _withLane(uint256 word, uint256 offset, uint256 value) private pure returns (uint256) {
        return word & ~(LANE_MASK << offset) | (value & LANE_MASK) << offset;
    }

    function _requireTiming(uint256 value) private pure {
        if (value < MIN_TIMING || value > MAX_TIMING) {
            revert IAccess.Access_TimingOutOfBounds(value, MIN_TIMING, MAX_TIMING);
        }
    }
}
