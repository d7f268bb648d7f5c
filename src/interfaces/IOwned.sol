// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IOwned
/// @notice One owner, handed on in two steps. Meant to be the timelock.
interface IOwned {
    /// @notice The caller is not the owner.
    error Owned_NotOwner(address caller, address owner);
    /// @notice The caller was not offered the ownership.
    error Owned_NotPendingOwner(address caller, address pendingOwner);
    /// @notice An owner of address zero would leave nobody to decide.
    error Owned_OwnerZero();

    event OwnershipOffered(address indexed owner, address indexed pendingOwner);
    event OwnershipTransferred(address indexed oldOwner, address indexed newOwner);

    /// @notice Who decides.
    function owner() external view returns (address);

    /// @notice Who was offered the ownership and has not accepted; zero when nobody.
    function pendingOwner() external view returns (address);

    /// @notice Offers the ownership; zero withdraws an offer. Owner only: `Owned_NotOwner`.
    function transferOwnership(address newOwner) external;

    /// @notice Takes an offered ownership. The offered address only: `Owned_NotPendingOwner`.
    function acceptOwnership() external;
}
