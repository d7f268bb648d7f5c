// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDexAdapter} from "../interfaces/IDexAdapter.sol";

/// @title AdapterCalls
/// @notice Runs an adapter's state-changing verbs in the diamond's own context.
/// @dev Adapters are contracts ADMIN chose; nothing a user passes decides the target of a delegatecall.
library AdapterCalls {
    /// @notice Delegatecalls `IDexAdapter.validatePool`.
    function validatePool(address adapter, bytes32 poolId, address token0, address token1, uint32 window)
        internal
        returns (int24 tickSpacing)
    {
        bytes memory result =
            _delegate(adapter, abi.encodeCall(IDexAdapter.validatePool, (poolId, token0, token1, window)));
        return abi.decode(result, (int24));
    }

    /// @notice Delegatecalls `IDexAdapter.mint`.
    function mint(
        address adapter,
        bytes32 poolId,
        address token0,
        address token1,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 max0,
        uint256 max1
    ) internal returns (uint256 paid0, uint256 paid1) {
        bytes memory result = _delegate(
            adapter,
            abi.encodeCall(IDexAdapter.mint, (poolId, token0, token1, tickLower, tickUpper, liquidity, max0, max1))
        );
        return abi.decode(result, (uint256, uint256));
    }

    /// @notice Delegatecalls `IDexAdapter.burn`.
    function burn(address adapter, bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1)
    {
        bytes memory result =
            _delegate(adapter, abi.encodeCall(IDexAdapter.burn, (poolId, tickLower, tickUpper, liquidity)));
        return abi.decode(result, (uint256, uint256, uint256, uint256));
    }

    function _delegate(address adapter, bytes memory data) private returns (bytes memory result) {
        bool ok;
        (ok, result) = adapter.delegatecall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
