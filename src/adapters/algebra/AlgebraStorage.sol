// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title AlgebraStorage
/// @notice Which factories' pools the Algebra adapters accept. Read when a pool is registered, never in user operations.
library AlgebraStorage {
    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.adapters.algebra")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0x3a9eddc129f86f6ff84c55873bb4db6f9beeb9270aebc2592940eb0b8e575f00;

    struct Layout {
        // 0 for a factory that is not trusted.
        mapping(address factory => uint8) generationOf;
    }

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }
}
