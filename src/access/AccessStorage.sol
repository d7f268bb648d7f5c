// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title AccessStorage
/// @notice Who holds which role, and what is paused.
/// @dev Roles are lanes of 32 bits: ADMIN 0, MANAGER 1, KEEPER 2, TREASURY 3, GUARDIAN 4. A lane of `state` is the
/// role's current epoch, the same lane of an account's record is the epoch in which the role was granted to it, zero
/// if never. The account holds the role while both agree, so raising the epoch revokes every holder in one write.
///
/// ADMIN's epoch is 1 for ever: its check reads the record alone. The other checks read `state` as well, which also
/// holds the pause bitmap: an entry point that checks both pays for it once.
library AccessStorage {
    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.access")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0x262a895af121c836452c5911d16b902a603b1d8055320ff9cb1ad0488f73c000;

    /// @notice An offer of a role that its nominee has not accepted yet. 48 + 48 + 32 = 128 bits.
    struct Proposal {
        /// First second at which it may be accepted; zero if there is no proposal.
        uint48 readyAt;
        /// Last second at which it may be accepted.
        uint48 expiresAt;
        /// The role's epoch when it was proposed: revokeAll voids proposals with the holders.
        uint32 epoch;
    }

    /// @custom:storage-location erc7201:cantilever.storage.access
    struct Layout {
        /// Role epochs (5 × 32 bits, from bit 0), paused groups (64 bits, from bit 160), number of ADMINs (32 bits).
        uint256 state;
        /// Epochs of grant (5 × 32 bits, from bit 0); bit 160: suspended as MANAGER.
        mapping(address account => uint256 record) records;
        mapping(bytes32 role => mapping(address account => Proposal)) proposals;
        /// Seconds between a proposal and the moment it may be accepted.
        uint32 grantDelay;
        /// Seconds for which it may then be accepted.
        uint32 acceptanceTtl;
    }

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }
}
