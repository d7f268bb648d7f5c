// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IUniswapV3PoolMinimal} from "../../interfaces/external/IUniswapV3PoolMinimal.sol";

/// @title V3Calls
/// @notice The two calls that take liquidity out of a V3-like pool, encoded in place: the compiler's coder costs as much
/// as a storage read for each, and an exit makes them for every range.
/// @dev The arguments of both begin alike, so that what the second needs of them is written once. A pool's own error is
/// handed on; an answer that is too short (from an address without code, none) reverts with nothing, as the compiler's
/// decoder does.
library V3Calls {
    /// @notice Burns liquidity of the caller's position, then collects all that it is owed, to the caller.
    /// @return principal0 Raw token0 that the burn credited.
    /// @return principal1 Raw token1.
    /// @return collected0 Raw token0 paid out: the principal and the fees.
    /// @return collected1 Raw token1.
    function burnAndCollect(address pool, int24 tickLower, int24 tickUpper, uint128 liquidity)
        internal
        returns (uint256 principal0, uint256 principal1, uint256 collected0, uint256 collected1)
    {
        bytes4 burn = IUniswapV3PoolMinimal.burn.selector;
        bytes4 collect = IUniswapV3PoolMinimal.collect.selector;
        assembly ("memory-safe") {
            function ask(pool_, data, size, out) {
                if iszero(call(gas(), pool_, 0, data, size, out, 0x40)) {
                    returndatacopy(data, 0x00, returndatasize())
                    revert(data, returndatasize())
                }
                if lt(returndatasize(), 0x40) { revert(0x00, 0x00) }
            }
            // Above the free memory pointer, which stays where it is: nothing here outlives the block.
            //   data + 0x00: collect's selector, at its end | + 0x20: recipient
            //   data + 0x20: burn's selector, at its end    | + 0x40: lower tick | + 0x60: upper tick | + 0x80: amount
            // So burn is sent from 0x3c on; then the recipient overwrites its selector, and collect is sent from 0x1c on.
            let data := mload(0x40)
            mstore(add(data, 0x20), shr(224, burn))
            mstore(add(data, 0x40), signextend(2, tickLower))
            mstore(add(data, 0x60), signextend(2, tickUpper))
            mstore(add(data, 0x80), shr(128, shl(128, liquidity)))
            ask(pool, add(data, 0x3c), 0x64, 0x00)
            principal0 := mload(0x00)
            principal1 := mload(0x20)
            let all := 0xffffffffffffffffffffffffffffffff // type(uint128).max
            mstore(data, shr(224, collect))
            mstore(add(data, 0x20), address())
            mstore(add(data, 0x80), all)
            mstore(add(data, 0xa0), all)
            ask(pool, add(data, 0x1c), 0xa4, 0x00)
            // Amounts of 128 bits.
            collected0 := and(mload(0x00), all)
            collected1 := and(mload(0x20), all)
        }
    }
}
