// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IERC165
/// @notice Interface detection, ERC-165.
interface IERC165 {
    /// @notice Whether the contract implements an interface.
    /// @param interfaceId Xor of the interface's selectors.
    /// @return supported Always false for 0xffffffff.
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
