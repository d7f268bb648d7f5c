// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOwned} from "../../interfaces/IOwned.sol";

/// @title Owned
/// @notice See IOwned.
/// @dev Not guarded: nothing here is left half-way by a call that is under way.
abstract contract Owned is IOwned {
    /// @inheritdoc IOwned
    address public owner;
    /// @inheritdoc IOwned
    address public pendingOwner;

    modifier onlyOwner() {
        if (msg.sender != owner) revert Owned_NotOwner(msg.sender, owner);
        _;
    }

    constructor(address owner_) {
        if (owner_ == address(0)) revert Owned_OwnerZero();
        owner = owner_;
        emit OwnershipTransferred(address(0), owner_);
    }

    /// @inheritdoc IOwned
    function transferOwnership(address newOwner) external onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipOffered(msg.sender, newOwner);
    }

    /// @inheritdoc IOwned
    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert Owned_NotPendingOwner(msg.sender, pendingOwner);
        emit OwnershipTransferred(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }
}
