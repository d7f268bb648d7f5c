// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title FeedIds
/// @notice Names of the feeds and units the protocol itself refers to: the hash of their label.
library FeedIds {
    /// @dev The numeraire: a unit worth 1 USD by definition, never a feed.
    bytes32 internal constant USD = keccak256("USD");
    bytes32 internal constant XAU_USD = keccak256("XAU/USD");
    bytes32 internal constant EUR_USD = keccak256("EUR/USD");
    bytes32 internal constant ETH_USD = keccak256("ETH/USD");

    /// @notice The id of a pair of tokens, sorted by address.
    /// @dev A label of 64 bytes that spells two padded addresses would collide; `PAIR` in the feed's word tells them
    /// apart, and the setters refuse to reuse one as the other.
    function pair(address token0, address token1) internal pure returns (bytes32 id) {
        assembly ("memory-safe") {
            mstore(0x00, shr(96, shl(96, token0)))
            mstore(0x20, shr(96, shl(96, token1)))
            id := keccak256(0x00, 0x40)
        }
    }
}
