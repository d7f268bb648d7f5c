// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title DiamondStorage
/// @notice What the diamond is made of: the dispatch table, the list of its selectors, the interfaces it claims.
/// @dev THE TABLE
/// The facet of selector `s` sits in slot `TABLE | s`, where the low 32 bits of TABLE are zero: finding it takes an OR
/// and one SLOAD, no keccak. Word: facet in the low 160 bits, the selector's position in the list in the next 32.
///
/// WHY IT MEETS NOTHING ELSE
/// The table owns the 2^32 slots that share TABLE's upper 224 bits, themselves those of a keccak. Another slot is
///  - a state variable, at a small number, which TABLE is not (and none of the diamond's contracts has any);
///  - a field of another namespace: it would need a root within 2^32 of the table, and a test compares them all;
///  - an element of a mapping or a dynamic array, at keccak(key, slot) or keccak(slot) plus an index: to reach the
///    table, 224 bits of a keccak must be met. Whoever chooses keys for that has 2^224 of them to try.
library DiamondStorage {
    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.diamond")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0xfc403a30ff2f6dbf629ed395429c8b3ca5d1e9cb5d6bbd02c8b550bd4bebcf00;

    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.diamond.table")) - 1)) & ~bytes32(uint256(0xffffffff)).
    bytes32 internal constant TABLE = 0x0a18b9677a6958e35adf52575899b2ecad0286cf8e92abb5d1ed46a600000000;

    uint256 private constant POSITION_OFFSET = 160;

    /// @custom:storage-location erc7201:cantilever.storage.diamond
    struct Layout {
        /// Every selector once, in no particular order. Eight to a slot.
        bytes4[] selectors;
        /// ERC-165.
        mapping(bytes4 interfaceId => bool) supportedInterfaces;
        /// Whether DiamondInit has run.
        bool initialized;
    }

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }

    /// @notice The table's entry for a selector.
    /// @return facet Zero if the selector is absent.
    /// @return position Index in `selectors`.
    function entry(bytes4 selector) internal view returns (address facet, uint256 position) {
        bytes32 slot = entrySlot(selector);
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot)
        }
        // Keeps the low 160 bits, the facet; the position is what lies above.
        facet = address(uint160(word));
        position = word >> POSITION_OFFSET;
    }

    /// @notice Writes the table's entry for a selector. A zero facet needs position zero: the entry is then clear.
    function setEntry(bytes4 selector, address facet, uint256 position) internal {
        bytes32 slot = entrySlot(selector);
        uint256 word = uint256(uint160(facet)) | position << POSITION_OFFSET;
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    /// @notice The slot of a selector's entry.
    function entrySlot(bytes4 selector) internal pure returns (bytes32) {
        return TABLE | bytes32(uint256(uint32(selector)));
    }
}
