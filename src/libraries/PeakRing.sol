// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title PeakRing
/// @notice The greatest minute of the last 24 hours.
/// @dev A peak is forgotten between 23 and 24 hours after it was noted.
///
/// Kept is one entry for each hour that may yet be the greatest: an entry is dropped when a later one is as great. So
/// hours rise and peaks fall from the first entry to the last, and the first that is not forgotten is the greatest: a
/// look reads one or two slots, not one for every hour. No two entries have one hour and those forgotten are dropped
/// before a new one comes, so 24 places do.
library PeakRing {
    uint256 private constant HOURS = 24;

    /// @dev Slot sum: 128 + 128 = 256. `hour` is in hours since the epoch.
    struct Entry {
        uint128 peak;
        uint128 hour;
    }

    /// @dev `count` entries, the first at `first`, the others behind it, round the end.
    struct Ring {
        uint8 first;
        uint8 count;
        Entry[24] entries;
    }

    /// @notice Notes what flowed in one minute of the present hour; beyond 128 bits counts as the most there is.
    function note(Ring storage self, uint256 amount) internal {
        uint256 hour = block.timestamp / 1 hours;
        uint128 narrow = amount > type(uint128).max ? type(uint128).max : uint128(amount);
        (uint256 first, uint256 count,) = _remembered(self, hour);
        while (count != 0) {
            Entry memory last = self.entries[(first + count - 1) % HOURS];
            if (last.peak >= narrow && last.hour == hour) return;
            if (last.peak > narrow) break;
            --count;
        }
        // An hour's number is small.
        self.entries[(first + count) % HOURS] = Entry(narrow, uint128(hour));
        // Below 24, and at most 24.
        (self.first, self.count) = (uint8(first), uint8(count + 1));
    }

    /// @notice Forgets everything.
    /// @dev One slot. The places keep what was in them, and none is read before it is written again: only the `count`
    /// behind `first` are, and `note` writes each that it counts.
    function clear(Ring storage self) internal {
        (self.first, self.count) = (0, 0);
    }

    /// @notice The greatest minute noted in this hour and the 23 before it.
    function peak(Ring storage self) internal view returns (uint256 greatest) {
        (,, greatest) = _remembered(self, block.timestamp / 1 hours);
    }

    /// @dev The ring without what is forgotten in `hour`, and the peak it begins with.
    function _remembered(Ring storage self, uint256 hour)
        private
        view
        returns (uint256 first, uint256 count, uint256 greatest)
    {
        (first, count) = (self.first, self.count);
        for (; count != 0; --count) {
            Entry memory entry = self.entries[first];
            if (entry.hour + HOURS > hour) return (first, count, entry.peak);
            first = (first + 1) % HOURS;
        }
    }
}
