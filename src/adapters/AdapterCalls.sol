// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDexAdapter} from "../interfaces/IDexAdapter.sol";

/// @title AdapterCalls
/// @notice Runs an adapter's state-changing verbs in the diamond's own context, and its hottest read.
/// @dev Adapters are contracts ADMIN chose; nothing a user passes decides the target of a delegatecall.
library AdapterCalls {
    /// @notice Delegatecalls `IDexAdapter.validatePool`.
    function validatePool(address adapter, bytes32 poolId, address token0, address token1, uint32 window)
        internal
        returns (int24 tickSpacing)
    {
        (uint256 word,,,) =
            _delegate(adapter, abi.encodeCall(IDexAdapter.validatePool, (poolId, token0, token1, window)), 1);
        return int24(int256(word)); // the adapter returns an int24
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
        (paid0, paid1,,) = _delegate(
            adapter,
            abi.encodeCall(IDexAdapter.mint, (poolId, token0, token1, tickLower, tickUpper, liquidity, max0, max1)),
            2
        );
    }

    /// @notice Delegatecalls `IDexAdapter.burn`.
    function burn(address adapter, bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1)
    {
        return _delegate(adapter, abi.encodeCall(IDexAdapter.burn, (poolId, tickLower, tickUpper, liquidity)), 4);
    }

    /// @notice Calls `IDexAdapter.prices`.
    /// @param window Seconds, below 2^32.
    function prices(address adapter, bytes32 poolId, uint256 window)
        internal
        view
        returns (uint160 sqrtPriceX96, int24 twapTick, int24 spotTick)
    {
        bytes4 selector = IDexAdapter.prices.selector;
        assembly ("memory-safe") {
            // As in `_delegate`; what the adapter returns are words of the types declared here.
            let out := mload(0x40)
            mstore(out, selector)
            mstore(add(out, 0x04), poolId)
            mstore(add(out, 0x24), window)
            if iszero(staticcall(gas(), adapter, out, 0x44, out, 0x60)) {
                returndatacopy(out, 0x00, returndatasize())
                revert(out, returndatasize())
            }
            if lt(returndatasize(), 0x60) { revert(0x00, 0x00) }
            sqrtPriceX96 := mload(out)
            twapTick := mload(add(out, 0x20))
            spotTick := mload(add(out, 0x40))
        }
    }

    /// @dev Words are returned as they came; those beyond `count` are zero or meaningless. Hands on what a revert says, and
    /// reverts with nothing if fewer words came, as the compiler's own decoder does.
    function _delegate(address adapter, bytes memory data, uint256 count)
        private
        returns (uint256 word0, uint256 word1, uint256 word2, uint256 word3)
    {
        assembly ("memory-safe") {
            // The free memory pointer is read, not moved: the words are on the stack when the block ends.
            let out := mload(0x40)
            if iszero(delegatecall(gas(), adapter, add(data, 0x20), mload(data), out, 0x80)) {
                returndatacopy(out, 0x00, returndatasize())
                revert(out, returndatasize())
            }
            if lt(returndatasize(), shl(5, count)) { revert(0x00, 0x00) }
            word0 := mload(out)
            word1 := mload(add(out, 0x20))
            word2 := mload(add(out, 0x40))
            word3 := mload(add(out, 0x60))
        }
    }
}
