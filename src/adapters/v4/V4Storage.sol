// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title V4Storage
/// @notice What the V4 adapter trusts, read when a pool is registered, and the fees that managers hold for positions.
library V4Storage {
    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.adapters.v4")) - 1)) & ~bytes32(uint256(0xff)).
    bytes32 internal constant SLOT = 0x397474623dbaadb4df28809c2b961fa8390f61ff6cbb39fdab24252a1adf8400;

    /// @dev One slot: 128 + 128 bits, raw units.
    struct Held {
        uint128 fees0;
        uint128 fees1;
    }

    struct Layout {
        mapping(address manager => bool) isTrusted;
        mapping(address hook => bool) isListed;
        address wrappedNative;
        // By position: keccak256(poolId, lower tick, upper tick).
        mapping(bytes32 position => Held) held;
    }

    function state() internal pure returns (Layout storage self) {
        assembly ("memory-safe") {
            self.slot := SLOT
        }
    }

    /// @notice A position's entry in `held`.
    function heldOf(bytes32 poolId, int24 tickLower, int24 tickUpper) internal view returns (Held storage) {
        return state().held[keccak256(abi.encode(poolId, tickLower, tickUpper))];
    }
}
