// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title V3Storage
/// @notice Which factories' pools the V3 adapter accepts. Read when a pool is registered, never in user operations.
library V3Storage {
    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.adapters.v3")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0xe5b1af42dc89b378ac757346f0f7cc506fd797edac2c9537cefd2b1e38b25900;

    struct Layout {
        mapping(address factory => bool trusted) isTrusted;
    }

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }
}
