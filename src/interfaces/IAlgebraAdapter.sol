// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAlgebraAdapter
/// @notice The Algebra family's own doors: its list of factories and its venues' callback.
/// @dev Algebra's pools come in generations that answer alike in part only. Each generation has an adapter, registered
/// under a family number of its own; all share this list, and this callback, which every generation names alike.
interface IAlgebraAdapter {
    /// @notice A factory was added to the list under a generation, or taken off (generation 0).
    event AlgebraFactorySet(address indexed factory, uint8 oldGeneration, uint8 newGeneration);

    /// @notice The account to trust as a factory has no code.
    error Adapter_NotAnAlgebraFactory(address factory);
    /// @notice The pool's factory is listed under another generation: its pools' answers would be misread.
    error Adapter_WrongGeneration(bytes32 poolId, uint8 generation, uint8 expected);
    /// @notice The pool locks liquidity for a time after each addition, by whomever: exits could be held up at will.
    error Adapter_ExitsLocked(bytes32 poolId, uint32 cooldownSeconds);
    /// @notice The venue minted less than it was asked for.
    error Adapter_LiquidityShort(bytes32 poolId, uint128 asked, uint128 minted);

    /// @notice Adds a factory whose pools may be registered, or takes one off the list.
    /// @dev Pools registered before stay registered: the list is read when one is registered or opened, or its limits are
    /// widened. Adding, and changing a factory's generation, takes ADMIN; taking off takes MANAGER, GUARDIAN or ADMIN.
    /// Errors: `Adapter_NotAnAlgebraFactory`, `Access_MissingRole`.
    /// @param generation The layout of the factory's pools, see the adapters; 0 takes the factory off.
    function setAlgebraFactory(address factory, uint8 generation) external;

    /// @notice The generation a factory is listed under; 0 if it is not.
    function algebraGeneration(address factory) external view returns (uint8);

    /// @notice An Algebra pool's request to pay for a mint.
    /// @dev Only from the pool being minted on, once per mint. Errors: `Adapter_UnexpectedCallback`,
    /// `Adapter_ExcessivePayment`.
    /// @param amount0 Raw token0 due.
    /// @param amount1 Raw token1 due.
    function algebraMintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external;
}
