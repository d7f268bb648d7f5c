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

    /// @notice Runs calls in order, as the caller; one that fails undoes itself alone. For keepers of many vaults.
    /// @dev Errors: `Multicall_OutOfGas` if a call fails for want of gas, which says nothing about it: then nothing is done.
    /// @param calls Encoded calls of the diamond.
    /// @return succeeded Which went through.
    /// @return results What each returned, or the error it met.
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded, bytes[] memory results);
}
