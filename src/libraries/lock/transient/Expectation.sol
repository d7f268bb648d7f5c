// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Expectation
/// @notice The one payment a venue may ask for in a callback: by whom, in which tokens, up to how much.
/// @dev Transient storage (EIP-1153) at hashed slots, shared by the facets of a diamond. Chains without it use the storage twin,
/// chosen by remapping `lock/`.
///
/// Life: `arm` before the venue is called; `settle` inside the callback, which disarms, so a second callback finds
/// nothing; `paid` after the venue returns. Only the payee's slot says whether an expectation is armed; the others are
/// read while it is or right after, and are left as they are to be overwritten by the next `arm`.
library Expectation {
    /// @dev keccak256("cantilever.expectation") & ~bytes32(uint256(0xff)): who may call back; zero when not armed.
    bytes32 private constant PAYEE = 0x08d843e8cec4210674bb3516edc656c4124d57641ef8523605a473d80927a700;
    /// @dev PAYEE + 1.
    bytes32 private constant TOKEN0 = 0x08d843e8cec4210674bb3516edc656c4124d57641ef8523605a473d80927a701;
    /// @dev PAYEE + 2.
    bytes32 private constant TOKEN1 = 0x08d843e8cec4210674bb3516edc656c4124d57641ef8523605a473d80927a702;
    /// @dev PAYEE + 3: amounts of token0 (low 128 bits) and token1. Armed: the most to pay. Settled: what was paid.
    bytes32 private constant AMOUNTS = 0x08d843e8cec4210674bb3516edc656c4124d57641ef8523605a473d80927a703;

    /// @notice Expects one callback.
    /// @param payee_ The only sender to accept; not zero.
    /// @param max0 The most to pay of `token0`, raw; above 2^128 - 1 it counts as 2^128 - 1, more than any token has.
    /// @param max1 Likewise of `token1`.
    function arm(address payee_, address token0, address token1, uint256 max0, uint256 max1) internal {
        uint256 amounts = _pack(_saturate128(max0), _saturate128(max1));
        assembly ("memory-safe") {
            tstore(PAYEE, payee_)
            tstore(TOKEN0, token0)
            tstore(TOKEN1, token1)
            tstore(AMOUNTS, amounts)
        }
    }

    /// @notice Who is expected to call back; zero if nobody.
    function payee() internal view returns (address payee_) {
        assembly ("memory-safe") {
            payee_ := tload(PAYEE)
        }
    }

    /// @notice The tokens and limits of the armed expectation.
    function terms() internal view returns (address token0, address token1, uint256 max0, uint256 max1) {
        uint256 amounts;
        assembly ("memory-safe") {
            token0 := tload(TOKEN0)
            token1 := tload(TOKEN1)
            amounts := tload(AMOUNTS)
        }
        (max0, max1) = _unpack(amounts);
    }

    /// @notice Disarms and records what is being paid. Amounts must be within the terms, hence below 2^128.
    function settle(uint256 amount0, uint256 amount1) internal {
        uint256 amounts = _pack(amount0, amount1);
        assembly ("memory-safe") {
            tstore(PAYEE, 0)
            tstore(AMOUNTS, amounts)
        }
    }

    /// @notice What the last callback paid, and whether it came at all.
    function paid() internal view returns (bool settled, uint256 amount0, uint256 amount1) {
        settled = payee() == address(0);
        uint256 amounts;
        assembly ("memory-safe") {
            amounts := tload(AMOUNTS)
        }
        if (settled) (amount0, amount1) = _unpack(amounts);
    }

    function _pack(uint256 low, uint256 high) private pure returns (uint256) {
        return low | high << 128;
    }

    function _unpack(uint256 packed) private pure returns (uint256 low, uint256 high) {
        return (packed & type(uint128).max, packed >> 128);
    }

    function _saturate128(uint256 x) private pure returns (uint256) {
        return x < type(uint128).max ? x : type(uint128).max;
    }
}
