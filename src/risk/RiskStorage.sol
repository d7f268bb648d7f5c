// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRiskModel} from "../interfaces/IRiskModel.sol";

/// @title RiskStorage
/// @notice The weight model and the pools' scores.
library RiskStorage {
    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.risk")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0x396b533d0ade1bd634a2ac934d65086b6f9372254c86bcb7a21727c1df226400;

    /// @notice A pool's score. 16 + 16 + 40 + 160 + 16 = 248 bits, one slot.
    struct Score {
        /// The score in force from `setAt` on, bp: at most `target`, since a decrease acts at once.
        uint16 base;
        /// The score it rises to, bp.
        uint16 target;
        /// Unix seconds; zero if the pool was never scored.
        uint40 setAt;
        /// Who set it.
        address setter;
        /// The score in force just before, bp; zero at the first.
        uint16 previous;
    }

    /// @custom:storage-location erc7201:cantilever.storage.risk
    struct Layout {
        /// A zero amplifier, which no setter accepts, means that the default preset holds.
        IRiskModel.WeightModel model;
        mapping(bytes32 poolId => Score) scores;
        /// Hash of what each score was computed from; apart, because no calculation reads it.
        mapping(bytes32 poolId => bytes32) inputsHashes;
    }

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }
}
