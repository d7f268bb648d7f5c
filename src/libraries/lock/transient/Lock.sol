// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Lock
/// @notice The one re-entrancy lock of a contract, or of a whole diamond: every facet that imports it shares the slot.
/// @dev Transient storage (EIP-1153), one hashed slot. `transient` state variables would be laid out sequentially per
/// facet and collide, hence the literal. Chains without EIP-1153 use the storage twin, chosen by remapping `lock/`.
library Lock {
    error Lock_Reentered();

    /// @dev keccak256("cantilever.lock") - 1.
    bytes32 private constant SLOT = 0xd7da719f339331c3b230fd0f38e0065611daba255f8a8e880db4dc71dc24153e;

    /// @notice Takes the lock; reverts if it is held.
    function enter() internal {
        bool held;
        assembly ("memory-safe") {
            held := tload(SLOT)
        }
        if (held) revert Lock_Reentered();
        assembly ("memory-safe") {
            tstore(SLOT, 1)
        }
    }

    /// @notice Releases the lock, so that several guarded calls fit in one transaction.
    function exit() internal {
        assembly ("memory-safe") {
            tstore(SLOT, 0)
        }
    }

    /// @notice Whether a guarded call is in progress.
    function isHeld() internal view returns (bool held) {
        assembly ("memory-safe") {
            held := tload(SLOT)
        }
    }

    /// @notice Reverts if a guarded call is in progress. For views of value, which must not be read half-way.
    function requireFree() internal view {
        if (isHeld()) revert Lock_Reentered();
    }
}

/// @title Guarded
/// @notice Modifiers over the shared lock.
abstract contract Guarded {
    /// @dev State-changing entry points.
    modifier guarded() {
        Lock.enter();
        _;
        Lock.exit();
    }

    /// @dev Views of price or value: refuse read-only re-entry.
    modifier guardedView() {
        Lock.requireFree();
        _;
    }
}
