// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Roles
/// @notice The five roles of the diamond.
/// @dev Each is the keccak256 of its name; ADMIN is zero, as in OpenZeppelin's AccessControl, so that tools know it.
library Roles {
    /// @dev Cuts, grants, everything that raises a user's risk. Meant for a timelock; never without a holder.
    bytes32 internal constant ADMIN = 0x00;
    /// @dev Vaults, weights, scores, unpausing, keepers. keccak256("MANAGER").
    bytes32 internal constant MANAGER = 0xaf290d8680820aad922855f39b306097b20e28774d6c1ad35a20325630c3a02c;
    /// @dev Rebalancing and ranges, within budgets. keccak256("KEEPER").
    bytes32 internal constant KEEPER = 0x71a9859d7dd21b24504a6f306077ffc2d510b4d4b61128e931fe937441ad1836;
    /// @dev Collects fees. keccak256("TREASURY").
    bytes32 internal constant TREASURY = 0x06aa03964db1f7257357ef09714a5f0ca3633723df419e97015e0c7a3e83edb7;
    /// @dev Stops things: pauses, vetoes grants, suspends managers, revokes keepers. keccak256("GUARDIAN").
    bytes32 internal constant GUARDIAN = 0x8b5b16d04624687fcf0d0228f19993c9157c1ed07b41d8d430fd9100eb099fe8;
}
