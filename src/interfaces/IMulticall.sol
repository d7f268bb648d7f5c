// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IMulticall
/// @notice Several calls of the diamond in one transaction.
interface IMulticall {
    /// @notice Runs calls in order, as the caller; the first that fails undoes all with its own reason.
    /// @dev Not payable: no call could count the same coins twice. Each call takes the lock for itself.
    /// @param calls Encoded calls of the diamond.
    /// @return results What each returned.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);
}
