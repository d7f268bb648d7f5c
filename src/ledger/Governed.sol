// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGoverned} from "../interfaces/IGoverned.sol";

/// @title Governed
/// @notice Two-step owner and instant guardian of the contracts outside the diamond.
/// @dev None of these functions calls out, so none takes a lock.
abstract contract Governed is IGoverned {
    /// @inheritdoc IGoverned
    address public override owner;
    /// @inheritdoc IGoverned
    address public override pendingOwner;
    /// @inheritdoc IGoverned
    address public override guardian;

    modifier onlyOwner() {
        if (msg.sender != owner) revert Governed_NotOwner(msg.sender, owner);
        _;
    }

    /// @dev The owner may always do what the guardian may.
    modifier onlyGuardian() {
        if (msg.sender != guardian && msg.sender != owner) revert Governed_NotGuardian(msg.sender, guardian);
        _;
    }

    constructor(address owner_, address guardian_) {
        if (owner_ == address(0)) revert Governed_OwnerZero();
        owner = owner_;
        guardian = guardian_;
        emit OwnershipTransferred(address(0), owner_);
        emit GuardianSet(address(0), guardian_);
    }

    /// @inheritdoc IGoverned
    function transferOwnership(address newOwner) external override onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipOffered(owner, newOwner);
    }

    /// @inheritdoc IGoverned
    function acceptOwnership() external override {
        if (msg.sender != pendingOwner) revert Governed_NotPendingOwner(msg.sender, pendingOwner);
        emit OwnershipTransferred(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    /// @inheritdoc IGoverned
    function setGuardian(address newGuardian) external override onlyOwner {
        emit GuardianSet(guardian, newGuardian);
        guardian = newGuardian;
    }
}
