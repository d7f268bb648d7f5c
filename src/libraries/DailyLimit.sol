// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title DailyLimit
/// @notice What may flow in one UTC day. Any 24 hours see at most twice the limit; a limit of zero is a closed door.
library DailyLimit {
    /// @dev Slots: 128 + 128 = 256; 32. `used` belongs to `day`, in days since the epoch.
    struct Daily {
        uint128 limit;
        uint128 used;
        uint32 day;
    }

    /// @notice The flow would exceed what the day has left.
    error DailyLimit_Exceeded(address token, uint256 amount, uint256 usedToday, uint256 limit);

    /// @notice Counts `amount` of `token`.
    function count(Daily storage self, address token, uint256 amount) internal {
        (uint256 limit, uint256 used) = look(self);
        // used may exceed a limit that was lowered during the day.
        if (used >= limit || amount > limit - used) {
            if (amount != 0) revert DailyLimit_Exceeded(token, amount, used, limit);
        }
        // At most the limit, hence 128 bits; a day number is small.
        (self.used, self.day) = (uint128(used + amount), uint32(block.timestamp / 1 days));
    }

    /// @notice Sets the limit; beyond 128 bits is as good as the greatest one.
    /// @return old The limit before.
    function set(Daily storage self, uint256 newLimit) internal returns (uint256 old) {
        old = self.limit;
        // Checked by the condition.
        self.limit = newLimit > type(uint128).max ? type(uint128).max : uint128(newLimit);
    }

    /// @notice The limit and what was used of it today.
    function look(Daily storage self) internal view returns (uint256 limit, uint256 usedToday) {
        return (self.limit, self.day == uint32(block.timestamp / 1 days) ? self.used : 0);
    }
}
