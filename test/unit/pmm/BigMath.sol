// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title BigMath
/// @notice Exact products, sums and comparisons of any size, for checking results instead of recomputing them.
/// @dev Little-endian limbs of 128 bits. No division: the checks cross-multiply.
library BigMath {
    uint256 private constant MASK = type(uint128).max;

    function big(uint256 x) internal pure returns (uint256[] memory a) {
        a = new uint256[](2);
        a[0] = x & MASK;
        a[1] = x >> 128;
    }

    function mul(uint256[] memory a, uint256 x) internal pure returns (uint256[] memory c) {
        c = new uint256[](a.length + 2);
        _addProduct(c, a, x & MASK, 0);
        _addProduct(c, a, x >> 128, 1);
    }

    function add(uint256[] memory a, uint256[] memory b) internal pure returns (uint256[] memory c) {
        uint256 length = a.length > b.length ? a.length : b.length;
        c = new uint256[](length + 1);
        uint256 carry;
        for (uint256 n; n < length; ++n) {
            carry += (n < a.length ? a[n] : 0) + (n < b.length ? b[n] : 0);
            c[n] = carry & MASK;
            carry >>= 128;
        }
        c[length] = carry;
    }

    /// @dev a <= b.
    function lte(uint256[] memory a, uint256[] memory b) internal pure returns (bool) {
        for (uint256 n = a.length > b.length ? a.length : b.length; n > 0; --n) {
            uint256 x = n <= a.length ? a[n - 1] : 0;
            uint256 y = n <= b.length ? b[n - 1] : 0;
            if (x != y) return x < y;
        }
        return true;
    }

    /// @dev c += a · limb · 2^(128·shift). A limb product plus two limbs is below 2^256.
    function _addProduct(uint256[] memory c, uint256[] memory a, uint256 limb, uint256 shift) private pure {
        uint256 carry;
        for (uint256 n; n < a.length; ++n) {
            uint256 t = a[n] * limb + c[n + shift] + carry;
            c[n + shift] = t & MASK;
            carry = t >> 128;
        }
        for (uint256 n = a.length + shift; carry != 0; ++n) {
            uint256 t = c[n] + carry;
            c[n] = t & MASK;
            carry = t >> 128;
        }
    }
}
