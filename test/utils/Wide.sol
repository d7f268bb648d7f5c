// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Wide
/// @notice Schoolbook arithmetic on 512-bit numbers for tests: slow, obvious, and written without the tricks of the
/// libraries it checks.
library Wide {
    struct U512 {
        uint256 high;
        uint256 low;
    }

    /// @notice x * y by 128-bit halves.
    function mul(uint256 x, uint256 y) internal pure returns (U512 memory) {
        unchecked {
            uint256 mask = type(uint128).max;
            uint256 ll = (x & mask) * (y & mask);
            uint256 lh = (x & mask) * (y >> 128);
            uint256 hl = (x >> 128) * (y & mask);
            uint256 hh = (x >> 128) * (y >> 128);
            // At most 3 * (2^128 - 1): no overflow.
            uint256 middle = (ll >> 128) + (lh & mask) + (hl & mask);
            return U512(hh + (lh >> 128) + (hl >> 128) + (middle >> 128), (middle << 128) | (ll & mask));
        }
    }

    /// @notice x * y; panics beyond 512 bits.
    function mul(U512 memory x, uint256 y) internal pure returns (U512 memory) {
        U512 memory low = mul(x.low, y);
        return U512(x.high * y + low.high, low.low);
    }

    function add(U512 memory x, uint256 y) internal pure returns (U512 memory) {
        uint256 low;
        unchecked {
            low = x.low + y;
        }
        return U512(low < y ? x.high + 1 : x.high, low);
    }

    function lte(U512 memory x, U512 memory y) internal pure returns (bool) {
        return x.high < y.high || (x.high == y.high && x.low <= y.low);
    }

    function lt(U512 memory x, U512 memory y) internal pure returns (bool) {
        return !lte(y, x);
    }
}
