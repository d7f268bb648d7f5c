// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title MarketWord
/// @notice The money market of one token of a vault, as one word of the vault's configuration; zero for none.
/// @dev Bits from the lowest: address 160 (the pool of an Aave V3, the vault of an ERC-4626), kind 8, highest rate at
/// which value may grow 16 (bp a year), most of the vault's cash that may lie there 16 (bp; zero: closed to new money).
library MarketWord {
    uint8 internal constant AAVE_V3 = 1;
    uint8 internal constant ERC4626 = 2;

    uint256 private constant KIND_SHIFT = 160;
    uint256 private constant RATE_SHIFT = 168;
    uint256 private constant SHARE_SHIFT = 184;

    function pack(address at, uint8 ofKind, uint16 maxRateBp, uint16 maxShareBp) internal pure returns (uint256) {
        return uint256(uint160(at)) | uint256(ofKind) << KIND_SHIFT | uint256(maxRateBp) << RATE_SHIFT
            | uint256(maxShareBp) << SHARE_SHIFT;
    }

    function market(uint256 word) internal pure returns (address) {
        return address(uint160(word)); // the low 160 bits
    }

    function kind(uint256 word) internal pure returns (uint8) {
        return uint8(word >> KIND_SHIFT); // 8 bits of it
    }

    function rateBp(uint256 word) internal pure returns (uint16) {
        return uint16(word >> RATE_SHIFT); // 16 bits of it
    }

    function shareBp(uint256 word) internal pure returns (uint16) {
        return uint16(word >> SHARE_SHIFT); // 16 bits of it
    }
}
