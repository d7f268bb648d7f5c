// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FeedWord} from "./FeedWord.sol";

/// @title OracleStorage
/// @notice The oracle room's storage (ERC-7201). Only this room imports it.
/// @dev A plain read touches `feeds` alone: one slot; a plain cross of two feeds its own word and two in `legs`. Every
/// further member is read only where a flag in the feed's word says so.
library OracleStorage {
    /// @dev Absolute bounds. Sum 256 bits.
    struct Bounds {
        uint128 minWad;
        uint128 maxWad;
    }

    /// @dev Bounds on change and their reference. 128 + 40 + 16 + 16 + 32 = 232 bits.
    struct Change {
        uint128 lastWad;
        uint40 lastAt;
        uint16 baseBp;
        uint16 bpPerHour;
        uint32 minIntervalSeconds;
    }

    /// @dev Feeds that stand by or must agree. Three slots.
    struct Links {
        bytes32 fallbackId;
        bytes32 peerId;
        uint16 peerMaxDeviationBp;
    }

    /// @dev The two feeds of a CROSS pair, both in the same quote currency. Two slots.
    struct Cross {
        bytes32 feed0;
        bytes32 feed1;
    }

    /// @dev What only some source kinds need. Two slots.
    struct Extra {
        bytes32 pythId;
        uint16 pythMaxConfidenceBp;
        uint32 observationSpacingSeconds;
    }

    /// @dev 160 + 32 = 192 bits.
    struct Sequencer {
        address uptimeFeed;
        uint32 graceSeconds;
    }

    /// @dev Two slots.
    struct Unit {
        bytes32 id;
        uint8 decimals;
    }

    /// @custom:storage-location erc7201:cantilever.storage.oracle
    struct Layout {
        mapping(bytes32 feedId => FeedWord) feeds;
        mapping(bytes32 feedId => Bounds) bounds;
        mapping(bytes32 feedId => Change) changes;
        mapping(bytes32 feedId => Links) links;
        mapping(bytes32 feedId => Cross) crosses;
        /// Of each feed that is no pair's: its word again, under the first 12 bytes of its id, so that the word of a
        /// CROSS pair has room to name both of its legs. Written with `feeds`, always.
        mapping(bytes12 feedKey => FeedWord) legs;
        /// Whose the key is: the setter refuses a second id with the same one.
        mapping(bytes12 feedKey => bytes32 feedId) legIds;
        mapping(bytes32 feedId => Extra) extras;
        mapping(address token => Unit) units;
        mapping(address token => bytes32 feedId) gates;
        Sequencer sequencer;
        address[] followers;
        mapping(address follower => bool) isFollower;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.oracle")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0xf535be89d008c58488174903741aed0e391ca1a7954e94338bba4bf518f4a000;

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }
}
