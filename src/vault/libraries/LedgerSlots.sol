// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vault} from "../VaultTypes.sol";

/// @title LedgerSlots
/// @notice The slots of a vault that deposits, exits and harvests write, each read and written as a whole: member by
/// member the compiler would read and write the same slot once for every member.
/// @dev Positions and packing as declared in VaultTypes, from the lowest bit: slot 1, totalShares 128 | profitUpdatedAt 40
/// | profitEndsAt0 40 | profitEndsAt1 40 | 8 bits free; slot 2, cash0 128 | cash1 128; slot 3, profit0 128 | profit1 128.
library LedgerSlots {
    uint256 private constant MASK_128 = type(uint128).max;
    uint256 private constant MASK_40 = type(uint40).max;
    uint256 private constant UPDATED_AT = 128;
    uint256 private constant ENDS_AT_0 = 168;
    uint256 private constant ENDS_AT_1 = 208;

    function cash(Vault storage v) internal view returns (uint256 cash0, uint256 cash1) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(add(v.slot, 2))
        }
        return (word & MASK_128, word >> 128);
    }

    /// @dev Both below 2^128: the caller checks.
    function setCash(Vault storage v, uint256 cash0, uint256 cash1) internal {
        uint256 word = cash0 | cash1 << 128;
        assembly ("memory-safe") {
            sstore(add(v.slot, 2), word)
        }
    }

    function profit(Vault storage v) internal view returns (uint256 profit0, uint256 profit1) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(add(v.slot, 3))
        }
        return (word & MASK_128, word >> 128);
    }

    /// @dev Both below 2^128: the caller checks.
    function setProfit(Vault storage v, uint256 profit0, uint256 profit1) internal {
        uint256 word = profit0 | profit1 << 128;
        assembly ("memory-safe") {
            sstore(add(v.slot, 3), word)
        }
    }

    function times(Vault storage v) internal view returns (uint256 updatedAt, uint256 endsAt0, uint256 endsAt1) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(add(v.slot, 1))
        }
        return (word >> UPDATED_AT & MASK_40, word >> ENDS_AT_0 & MASK_40, word >> ENDS_AT_1 & MASK_40);
    }

    /// @dev All below 2^40: the caller checks. The supply in the same slot stays, and so do the free bits: they are zero.
    function setTimes(Vault storage v, uint256 updatedAt, uint256 endsAt0, uint256 endsAt1) internal {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(add(v.slot, 1))
        }
        word = word & MASK_128 | updatedAt << UPDATED_AT | endsAt0 << ENDS_AT_0 | endsAt1 << ENDS_AT_1;
        assembly ("memory-safe") {
            sstore(add(v.slot, 1), word)
        }
    }
}
