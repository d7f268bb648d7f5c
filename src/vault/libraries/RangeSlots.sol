// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Leg, Range, Vault} from "../VaultTypes.sol";

/// @title RangeSlots
/// @notice A range's record, read and written as the one slot it is.
/// @dev As declared in VaultTypes, from the lowest bit: poolIndex 8 | tickLower 24 | tickUpper 24 | liquidity 128.
library RangeSlots {
    uint256 private constant TICK_LOWER = 8;
    uint256 private constant TICK_UPPER = 32;
    uint256 private constant LIQUIDITY = 56;

    /// @notice Reads a record into a leg: its pool's index, ticks and liquidity.
    function read(Vault storage v, uint256 index, Leg memory leg) internal view {
        uint256 word;
        uint256 slot = _slot(v, index);
        assembly ("memory-safe") {
            word := sload(slot)
        }
        leg.poolIndex = word & 0xff;
        // Each cast keeps its own bits.
        leg.tickLower = int24(uint24(word >> TICK_LOWER));
        leg.tickUpper = int24(uint24(word >> TICK_UPPER));
        leg.liquidity = uint128(word >> LIQUIDITY);
    }

    /// @notice Writes a record. `poolIndex` is below 2^8, as MAX_POOLS is.
    function write(
        Vault storage v,
        uint256 index,
        uint256 poolIndex,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity
    ) internal {
        // Ticks as the 24 bits they are.
        uint256 word = poolIndex | uint256(uint24(tickLower)) << TICK_LOWER | uint256(uint24(tickUpper)) << TICK_UPPER
            | uint256(liquidity) << LIQUIDITY;
        uint256 slot = _slot(v, index);
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    /// @dev The member's own reference keeps the layout's arithmetic the compiler's.
    function _slot(Vault storage v, uint256 index) private view returns (uint256 slot) {
        Range storage range = v.ranges[index];
        assembly ("memory-safe") {
            slot := range.slot
        }
    }
}
