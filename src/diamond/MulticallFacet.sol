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
}
