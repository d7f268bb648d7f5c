// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMulticall} from "../interfaces/IMulticall.sol";

/// @title MulticallFacet
/// @notice Several calls of the diamond in one transaction.
contract MulticallFacet is IMulticall {
    /// @dev The facet's own address: called there, a delegatecall would run the facet, not the diamond.
    address private immutable _self = address(this);

    /// @notice The facet was called directly.
    error Multicall_NotDelegated();
    /// @notice A call failed after using nearly all its gas: give more than `gasGiven`.
    error Multicall_OutOfGas(uint256 index, uint256 gasGiven);

    /// @inheritdoc IMulticall
    /// @dev Not guarded: it delegates to the diamond's own fallback, in the diamond's context and with the same sender, so
    /// each call is dispatched, and takes the lock, as if it came alone.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results) {
        if (address(this) == _self) revert Multicall_NotDelegated();
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory result) = address(this).delegatecall(calls[i]);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(result, 32), mload(result))
                }
            }
            results[i] = result;
        }
    }

    /// @inheritdoc IMulticall
    /// @dev Not guarded, as `multicall`. A call that fails has undone itself alone, the lock it took included.
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded, bytes[] memory results) {
        if (address(this) == _self) revert Multicall_NotDelegated();
        succeeded = new bool[](calls.length);
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            uint256 gasBefore = gasleft();
            (succeeded[i], results[i]) = address(this).delegatecall(calls[i]);
            // A frame that runs out of gas leaves a 64th to its caller, which in turn fails: a few frames deep some 64ths
            // are left. A failure that leaves so little is one of gas, and no verdict on the call.
            if (!succeeded[i] && gasleft() < gasBefore / 8) revert Multicall_OutOfGas(i, gasBefore);
        }
    }
}
