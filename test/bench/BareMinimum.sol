// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IUniswapV3PoolMinimal} from "../../src/interfaces/external/IUniswapV3PoolMinimal.sol";

/// @title BareMinimum
/// @notice The least that moving liquidity in Uniswap V3 pools can cost: burn, collect and mint for one owner, and
/// nothing else. No shares, no prices, no limits, no records. The benchmark measures it beside the vault, so that a
/// reader sees what part of the vault's gas is the venue's own.
contract BareMinimum {
    using SafeTransferLib for address;

    struct Leg {
        IUniswapV3PoolMinimal pool;
        int24 tickLower;
        int24 tickUpper;
        uint128 liquidity;
    }

    address private immutable OWNER;
    address private immutable TOKEN0;
    address private immutable TOKEN1;

    error BareMinimum_NotOwner(address caller);
    error BareMinimum_UnexpectedCallback(address caller);

    constructor(address token0, address token1) {
        (OWNER, TOKEN0, TOKEN1) = (msg.sender, token0, token1);
    }

    /// @notice Burns liquidity of each leg; what it frees, and the fees, go to `to` straight from the pools.
    function exit(Leg[] calldata legs, address to) external {
        if (msg.sender != OWNER) revert BareMinimum_NotOwner(msg.sender);
        for (uint256 i; i < legs.length; ++i) {
            _burn(legs[i], to);
        }
    }

    /// @notice Burns some legs and mints others.
    function move(Leg[] calldata from, Leg[] calldata to) external {
        if (msg.sender != OWNER) revert BareMinimum_NotOwner(msg.sender);
        for (uint256 i; i < from.length; ++i) {
            _burn(from[i], address(this));
        }
        for (uint256 i; i < to.length; ++i) {
            Leg calldata leg = to[i];
            address pool = address(leg.pool);
            assembly ("memory-safe") {
                tstore(0, pool)
            }
            leg.pool.mint(address(this), leg.tickLower, leg.tickUpper, leg.liquidity, "");
        }
        assembly ("memory-safe") {
            tstore(0, 0)
        }
    }

    /// @notice Pays for a mint from this contract's balance; only the pool being minted in may ask.
    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        address expected;
        assembly ("memory-safe") {
            expected := tload(0)
        }
        if (msg.sender != expected) revert BareMinimum_UnexpectedCallback(msg.sender);
        if (amount0 != 0) TOKEN0.safeTransfer(msg.sender, amount0);
        if (amount1 != 0) TOKEN1.safeTransfer(msg.sender, amount1);
    }

    function _burn(Leg calldata leg, address to) private {
        leg.pool.burn(leg.tickLower, leg.tickUpper, leg.liquidity);
        leg.pool.collect(to, leg.tickLower, leg.tickUpper, type(uint128).max, type(uint128).max);
    }
}
