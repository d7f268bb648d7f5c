// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IGoverned
/// @notice One owner who decides and one guardian who may only lower risk. For contracts outside the diamond.
/// @dev The owner is meant to be the timelock, so that whatever raises a user's risk waits for its delay; what the
/// guardian may do acts at once. Source: DESIGN section 2.
interface IGoverned {
    /// @notice The caller is not the owner.
    error Governed_NotOwner(address caller, address owner);
    /// @notice The caller is not the address the ownership was offered to.
    error Governed_NotPendingOwner(address caller, address pendingOwner);
    /// @notice The caller is neither the guardian nor the owner.
    error Governed_NotGuardian(address caller, address guardian);
    /// @notice An owner of address zero would leave nobody to decide.
    error Governed_OwnerZero();

    event OwnershipOffered(address indexed owner, address indexed pendingOwner);
    event OwnershipTransferred(address indexed oldOwner, address indexed newOwner);
    event GuardianSet(address indexed oldGuardian, address indexed newGuardian);

    /// @notice Who sets parameters.
    function owner() external view returns (address);

    /// @notice Who was offered the ownership and has not accepted; zero when nobody.
    function pendingOwner() external view returns (address);

    /// @notice Who lowers risk at once. Zero is nobody.
    function guardian() external view returns (address);

    /// @notice Offers the ownership; zero withdraws an offer. The new owner accepts, so a mistyped address costs
    /// nothing.
    /// @dev Owner only: `Governed_NotOwner`.
    function transferOwnership(address newOwner) external;

    /// @notice Takes an offered ownership.
    /// @dev The offered address only: `Governed_NotPendingOwner`.
    function acceptOwnership() external;

    /// @notice Names the guardian.
    /// @dev Owner only: `Governed_NotOwner`.
    function setGuardian(address newGuardian) external;
}
