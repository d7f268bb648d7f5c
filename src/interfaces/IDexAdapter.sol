// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IDexAdapter
/// @notice What the vault room asks of a venue family. One facet per family implements it.
/// @dev Two ways of calling:
///  - `prices`, `pendingFees` and `positionLiquidity` are called on the adapter's own address with `staticcall`;
///  - `validatePool`, `mint` and `burn` run by `delegatecall` in the diamond, which keeps the list of genuine factories,
///    owns the positions and pays callbacks. They are never in the diamond's selector table, so nobody can reach them
///    from outside; only venue callbacks and the family's own settings are cut in.
/// A pool is named by `poolId`: for venues with one contract per pool the pool's address, left-padded; for singletons
/// the address, left-padded, of the record in which the pool is written down (see IV4Adapter). Principal is never asked of the adapter: every family here
/// shares the concentrated-liquidity formula, evaluated by `RangeMath` from recorded liquidity.
interface IDexAdapter {
    /// @notice The pool does not come from a factory this adapter knows.
    error Adapter_UnknownPool(bytes32 poolId);
    /// @notice The pool trades other tokens than the vault's.
    error Adapter_TokenMismatch(bytes32 poolId, address token0, address token1);
    /// @notice The pool keeps too few observations for the TWAP window asked.
    error Adapter_CardinalityTooLow(bytes32 poolId, uint256 cardinality, uint256 required);
    /// @notice The pool's history is shorter than the TWAP window.
    error Adapter_HistoryTooShort(bytes32 poolId, uint32 windowSeconds);
    /// @notice A venue callback arrived from a sender, or at a time, that the diamond did not expect.
    error Adapter_UnexpectedCallback(address sender, address expected);
    /// @notice The venue asked for more of a token than the call allows.
    error Adapter_ExcessivePayment(bytes32 poolId, uint256 amount0, uint256 amount1, uint256 max0, uint256 max1);

    /// @notice A TWAP over no time would be spot.
    error Adapter_ZeroWindow();
    /// @notice `mint` or `burn` was called on the facet itself instead of by delegatecall from a diamond.
    error Adapter_NotDelegated();
    /// @notice The venue reports other amounts than its callback was paid, or never called back.
    error Adapter_PaymentMismatch(bytes32 poolId, uint256 charged0, uint256 charged1, uint256 paid0, uint256 paid1);

    /// @notice Spot price and time-weighted price of a pool.
    /// @dev Of a pool whose venue keeps no history the mean is that of a pool of the same pair which does, see IV4Adapter.
    /// Errors: `Adapter_ZeroWindow`, `Adapter_HistoryTooShort`.
    /// @param poolId The pool.
    /// @param twapWindowSeconds Averaging window, seconds, > 0. Never falls back to spot.
    /// @return sqrtPriceX96 Spot, sqrt(token1/token0) in raw units, Q64.96.
    /// @return twapTick Arithmetic-mean tick over the window, rounded towards minus infinity.
    /// @return spotTick The pool's own tick at spot.
    function prices(bytes32 poolId, uint32 twapWindowSeconds)
        external
        view
        returns (uint160 sqrtPriceX96, int24 twapTick, int24 spotTick);

    /// @notice Spot price alone: for exits that need no price check and must not depend on a pool's history.
    /// @return sqrtPriceX96 Spot, sqrt(token1/token0) in raw units, Q64.96.
    function spotSqrtPriceX96(bytes32 poolId) external view returns (uint160 sqrtPriceX96);

    /// @notice Fees a position has earned and not yet collected, exact to the wei at this block's state.
    /// @param owner The position's owner (the diamond).
    /// @return fees0 Raw token0, rounded as the venue rounds.
    /// @return fees1 Raw token1.
    function pendingFees(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint256 fees0, uint256 fees1);

    /// @notice Liquidity the venue records for a position.
    function positionLiquidity(bytes32 poolId, address owner, int24 tickLower, int24 tickUpper)
        external
        view
        returns (uint128 liquidity);

    /// @notice Reverts unless the pool is genuine, trades exactly (token0, token1) and can serve the TWAP window now and
    /// whatever is swapped from now on. Delegatecall only: elsewhere no factory is known.
    /// @dev Errors: `Adapter_UnknownPool`, `Adapter_TokenMismatch`, `Adapter_ZeroWindow`, `Adapter_CardinalityTooLow`,
    /// `Adapter_HistoryTooShort`.
    /// @return tickSpacing The pool's tick spacing.
    function validatePool(bytes32 poolId, address token0, address token1, uint32 twapWindowSeconds)
        external
        view
        returns (int24 tickSpacing);

    /// @notice Reverts unless the pool can serve the TWAP window now and whatever is swapped from now on: that part of
    /// `validatePool` alone, for a pool that was found genuine when it was registered. No list is asked.
    /// @dev Errors: `Adapter_ZeroWindow`, `Adapter_CardinalityTooLow`, `Adapter_HistoryTooShort`.
    function requireHistory(bytes32 poolId, uint32 twapWindowSeconds) external view;

    /// @notice Adds liquidity; pays from the diamond inside the venue's callback. Delegatecall only.
    /// @dev Errors: `Adapter_NotDelegated`, `Adapter_ExcessivePayment`, `Adapter_PaymentMismatch`, and the venue's own.
    /// @param token0 The pool's token0, so that the callback needs no storage read.
    /// @param token1 The pool's token1.
    /// @param max0 The most of token0 the venue may ask, raw; more reverts `Adapter_ExcessivePayment`.
    /// @param max1 The most of token1.
    /// @return paid0 Raw token0 paid, rounded up by the venue.
    /// @return paid1 Raw token1 paid.
    function mint(
        bytes32 poolId,
        address token0,
        address token1,
        int24 tickLower,
        int24 tickUpper,
        uint128 liquidity,
        uint256 max0,
        uint256 max1
    ) external returns (uint256 paid0, uint256 paid1);

    /// @notice Removes liquidity and collects to the diamond everything the position is owed. Delegatecall only.
    /// @dev Errors: `Adapter_NotDelegated`, and the venue's own.
    /// @param liquidity May be zero: then only fees are collected.
    /// @return principal0 Raw token0 of the burned liquidity, rounded down by the venue.
    /// @return principal1 Raw token1.
    /// @return fees0 Raw token0 collected beyond principal.
    /// @return fees1 Raw token1.
    function burn(bytes32 poolId, int24 tickLower, int24 tickUpper, uint128 liquidity)
        external
        returns (uint256 principal0, uint256 principal1, uint256 fees0, uint256 fees1);
}
