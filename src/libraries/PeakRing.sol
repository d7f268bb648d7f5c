// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title PeakRing
/// @notice The greatest minute of the last 24 hours: a ring of hours, each with its own greatest minute.
/// @dev A peak is forgotten between 23 and 24 hours after it was noted.
library PeakRing {
    uint256 private constant HOURS = 24;

    /// @dev Slot sum of an entry: 128 + 128 = 256. `hour` is in hours since the epoch.
    struct Entry {
        uint128 peak;
        uint128 hour;
    }

    struct Ring {
        Entry[24] entries;
    }

    /// @notice Notes what flowed in one minute of the present hour; beyond 128 bits counts as the most there is.
    function note(Ring storage self, uint256 amount) internal {
        uint256 hour = block.timestamp / 1 hours;
        Entry storage entry = self.entries[hour % HOURS];
        uint128 narrow = amount > type(uint128).max ? type(uint128).max : uint128(amount);
        if (entry.hour == hour && entry.peak >= narrow) return;
        // An hour's number is small.
        (entry.peak, entry.hour) = (narrow, uint128(hour));
    }

    /// @notice The greatest minute noted in this hour and the 23 before it.
    function peak(Ring storage self) internal view returns (uint256 greatest) {
        uint256 oldest = block.timestamp / 1 hours;
        oldest = oldest < HOURS ? 0 : oldest - HOURS + 1;
        for (uint256 n; n < HOURS; ++n) {
            Entry memory entry = self.entries[n];
            if (entry.hour >= oldest && entry.peak > greatest) greatest = entry.peak;
        }
    }
}
