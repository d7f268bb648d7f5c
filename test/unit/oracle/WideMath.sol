// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title WideMath
/// @notice Products of up to 768 bits, so that tests compare square roots with exact integers instead of other roots.
library WideMath {
    /// @notice Compares a·b·c with d·e·f exactly.
    /// @return -1, 0 or 1.
    function compare(uint256 a, uint256 b, uint256 c, uint256 d, uint256 e, uint256 f) internal pure returns (int256) {
        (uint256 l2, uint256 l1, uint256 l0) = mul(a, b, c);
        (uint256 r2, uint256 r1, uint256 r0) = mul(d, e, f);
        if (l2 != r2) return l2 < r2 ? -1 : int256(1);
        if (l1 != r1) return l1 < r1 ? -1 : int256(1);
        if (l0 != r0) return l0 < r0 ? -1 : int256(1);
        return 0;
    }

    /// @notice a·b·c in three limbs, highest first.
    function mul(uint256 a, uint256 b, uint256 c) internal pure returns (uint256 limb2, uint256 limb1, uint256 limb0) {
        (uint256 high, uint256 low) = mul(a, b);
        (uint256 carry, uint256 lowest) = mul(low, c);
        (uint256 top, uint256 middle) = mul(high, c);
        unchecked {
            limb0 = lowest;
            limb1 = middle + carry;
            limb2 = top + (limb1 < carry ? 1 : 0);
        }
    }

    /// @notice a·b in two limbs: the schoolbook method over 128-bit halves.
    function mul(uint256 a, uint256 b) internal pure returns (uint256 high, uint256 low) {
        unchecked {
            uint256 mask = type(uint128).max;
            uint256 ll = (a & mask) * (b & mask);
            uint256 lh = (a & mask) * (b >> 128);
            uint256 hl = (a >> 128) * (b & mask);
            uint256 hh = (a >> 128) * (b >> 128);
            uint256 middle = (ll >> 128) + (lh & mask) + (hl & mask);
            low = (ll & mask) | (middle << 128);
            high = hh + (lh >> 128) + (hl >> 128) + (middle >> 128);
        }
    }
}
