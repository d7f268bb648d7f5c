// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMProtected
/// @notice Keeper operations of the vaults. Source: DESIGN section 3.
interface IALMProtected {
    /// @notice One swap on the way of a rebalance.
    /// @param router A listed router; the first four bytes of `data` must be a listed function of it.
    /// @param zeroForOne Whether token0 is sold.
    /// @param amountIn Most that may be spent, raw units of the sold token; also the router's whole allowance.
    /// @param amountOutMin The keeper's own bound, raw units; the oracle's bound holds in any case.
    /// @param data Calldata for the router.
    struct SwapOrder {
        address router;
        bool zeroForOne;
        uint256 amountIn;
        uint256 amountOutMin;
        bytes data;
    }

    /// @notice One range to place. How much goes in follows from the pool's score, never from the keeper.
    /// @param shareBp Part of the pool's weight this range takes, bp; one pool's ranges take at most the whole.
    struct RangeOrder {
        uint8 poolIndex;
        int24 tickLower;
        int24 tickUpper;
        uint16 shareBp;
    }

    /// @notice A rebalance happened.
    /// @param valueBefore At the anchor, raw token1, rounded down.
    /// @param valueAfter At the same anchor.
    /// @param lossPpm Charged to the vault's loss budget.
    event Rebalanced(
        uint256 indexed vaultId,
        address indexed keeper,
        uint256 valueBefore,
        uint256 valueAfter,
        uint256 lossPpm,
        uint160 sqrtAnchorX96
    );
    /// @notice The vault swapped between its tokens. Amounts are measured, raw units.
    event Swapped(
        uint256 indexed vaultId, address indexed router, bool zeroForOne, uint256 amountIn, uint256 amountOut
    );
    /// @notice A range was placed and paid for, raw units.
    event RangePlaced(
        uint256 indexed vaultId,
        bytes32 indexed poolId,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 amount0,
        uint256 amount1
    );

    /// @notice Closes every range, swaps, and places new ones by the pools' scores, in one transaction.
    /// @dev KEEPER. Prices of all pools touched must be calm before and after. The value at the anchor may fall by no
    /// more than the vault's limits per call and per 24 hours. Cash is left as the cash curve demands. Each order's
    /// part of the deployable value is weight * shareBp; all are scaled down alike if a token is short.
    /// @param swaps May be empty.
    /// @param orders May be empty: then everything becomes cash.
    /// @return valueBefore Value at the anchor, raw token1, rounded down.
    /// @return valueAfter The same, afterwards.
    function rebalance(uint256 vaultId, SwapOrder[] calldata swaps, RangeOrder[] calldata orders)
        external
        returns (uint256 valueBefore, uint256 valueAfter);
}
