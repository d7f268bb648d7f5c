// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../interfaces/IOracle.sol";

/// @notice A feed's steady-state configuration in one storage slot.
/// @dev   0..159  source (160)
///      160..191  ttl, or the averaging window of a TWAP, seconds (32)
///      192..199  source kind (8)
///      200..207  flags (8)
///      208..215  decimals of the source's answers (8)
///      216..223  tens exponent, signed (8). Pair: decimals1 - decimals0. TWAP feed: decimals0 - decimals1 of the pool
///      224       inverted (1)
///      A CROSS pair has no source and no ttl: 0..95 is the key of token0's feed, 96..191 of token1's.
///      Sum 225 of 256 bits. The three highest are used in followers' copies (`GuidePriceSource`), never in the diamond.
type FeedWord is uint256;

using FeedWordLib for FeedWord global;

/// @title FeedWordLib
/// @notice Packs and reads `FeedWord`.
library FeedWordLib {
    /// @dev The feed is a token pair's.
    uint8 internal constant PAIR = 1 << 0;
    /// @dev Absolute bounds are set.
    uint8 internal constant BOUNDS = 1 << 1;
    /// @dev Bounds on change are set.
    uint8 internal constant CHANGE = 1 << 2;
    /// @dev The L2 sequencer is checked.
    uint8 internal constant SEQUENCER = 1 << 3;
    /// @dev A fallback feed is set.
    uint8 internal constant FALLBACK = 1 << 4;
    /// @dev A peer feed is set.
    uint8 internal constant PEER = 1 << 5;
    /// @dev Reads revert.
    uint8 internal constant DISABLED = 1 << 6;

    /// @dev Kind and flags of an aggregator feed without any optional guard.
    uint256 internal constant PLAIN_FEED = uint256(IOracle.SourceKind.AGGREGATOR);
    /// @dev The same of a pair.
    uint256 internal constant PLAIN_PAIR = uint256(IOracle.SourceKind.AGGREGATOR) | (uint256(PAIR) << 8);

    /// @dev Kind and flags of a pair that is the quotient of two feeds.
    uint256 internal constant CROSS_PAIR = uint256(IOracle.SourceKind.CROSS) | (uint256(PAIR) << 8);

    /// @notice What names a feed inside a CROSS pair's word.
    function keyOf(bytes32 feedId) internal pure returns (bytes12) {
        return bytes12(feedId);
    }

    /// @notice The word of a CROSS pair.
    function packCross(bytes32 feed0, bytes32 feed1, int8 exponent_) internal pure returns (FeedWord) {
        FeedWord bare = pack(address(0), 0, IOracle.SourceKind.CROSS, PAIR, 18, exponent_, false);
        return
            FeedWord.wrap(FeedWord.unwrap(bare) | uint256(uint96(keyOf(feed0))) | (uint256(uint96(keyOf(feed1))) << 96));
    }

    /// @notice The keys of a CROSS pair's two feeds.
    function legKeys(FeedWord word) internal pure returns (bytes12 key0, bytes12 key1) {
        // Truncation to 96 bits is the layout.
        key0 = bytes12(uint96(FeedWord.unwrap(word)));
        key1 = bytes12(uint96(FeedWord.unwrap(word) >> 96));
    }

    function pack(
        address source_,
        uint32 ttl_,
        IOracle.SourceKind kind_,
        uint8 flags_,
        uint8 sourceDecimals_,
        int8 exponent_,
        bool inverted_
    ) internal pure returns (FeedWord) {
        // The signed exponent goes through uint8, which keeps its two's complement in 8 bits.
        return FeedWord.wrap(
            uint256(uint160(source_)) | (uint256(ttl_) << 160) | (uint256(kind_) << 192) | (uint256(flags_) << 200)
                | (uint256(sourceDecimals_) << 208) | (uint256(uint8(exponent_)) << 216)
                | (inverted_ ? uint256(1) << 224 : 0)
        );
    }

    function isSet(FeedWord word) internal pure returns (bool) {
        return FeedWord.unwrap(word) != 0;
    }

    /// @notice Kind and flags in one number, to be compared with `PLAIN_FEED` and `PLAIN_PAIR`.
    function kindAndFlags(FeedWord word) internal pure returns (uint256) {
        return (FeedWord.unwrap(word) >> 192) & 0xffff;
    }

    function source(FeedWord word) internal pure returns (address) {
        // Truncation to the low 160 bits is the layout.
        return address(uint160(FeedWord.unwrap(word)));
    }

    function ttl(FeedWord word) internal pure returns (uint256) {
        return (FeedWord.unwrap(word) >> 160) & 0xffffffff;
    }

    function kind(FeedWord word) internal pure returns (IOracle.SourceKind) {
        return IOracle.SourceKind((FeedWord.unwrap(word) >> 192) & 0xff);
    }

    function has(FeedWord word, uint8 flag) internal pure returns (bool) {
        return (FeedWord.unwrap(word) >> 200) & flag != 0;
    }

    function with(FeedWord word, uint8 flag) internal pure returns (FeedWord) {
        return FeedWord.wrap(FeedWord.unwrap(word) | (uint256(flag) << 200));
    }

    function without(FeedWord word, uint8 flag) internal pure returns (FeedWord) {
        return FeedWord.wrap(FeedWord.unwrap(word) & ~(uint256(flag) << 200));
    }

    function sourceDecimals(FeedWord word) internal pure returns (uint256) {
        return (FeedWord.unwrap(word) >> 208) & 0xff;
    }

    function exponent(FeedWord word) internal pure returns (int256 tens) {
        uint256 raw = FeedWord.unwrap(word) >> 216;
        assembly ("memory-safe") {
            tens := signextend(0, raw)
        }
    }

    function inverted(FeedWord word) internal pure returns (bool) {
        return (FeedWord.unwrap(word) >> 224) & 1 != 0;
    }
}
