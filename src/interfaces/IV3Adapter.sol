// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDexAdapter} from "./IDexAdapter.sol";

/// @title IV3Adapter
/// @notice The V3 family's own doors: its list of factories and its venues' callbacks.
/// @dev In the diamond's selector table: the two functions on factories, the two callbacks, and for each further V3-like
/// venue its mint callback's selector, whatever its name: the facet's fallback answers any (uint256, uint256, bytes).
interface IV3Adapter is IDexAdapter {
    /// @notice A factory was added to, or taken off, the list.
    event V3FactorySet(address indexed factory, bool wasTrusted, bool trusted);

    /// @notice The account to trust as a factory has no code.
    error Adapter_NotAFactory(address factory);

    /// @notice Adds a factory whose pools may be registered, or takes one off the list.
    /// @dev Pools registered before stay registered: the list is read when one is registered or opened, or its limits are
    /// widened. Adding takes ADMIN, since a false factory's pools could take what vaults pay them; taking off takes MANAGER,
    /// GUARDIAN or ADMIN.
    /// Errors: `Adapter_NotAFactory`, `Access_MissingRole`.
    function setV3Factory(address factory, bool trusted) external;

    /// @notice Whether pools of a factory may be registered.
    function isV3Factory(address factory) external view returns (bool);

    /// @notice Uniswap V3's request to pay for a mint.
    /// @dev Only from the pool being minted on, once per mint. Errors: `Adapter_UnexpectedCallback`,
    /// `Adapter_ExcessivePayment`.
    /// @param amount0 Raw token0 due.
    /// @param amount1 Raw token1 due.
    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external;

    /// @notice PancakeSwap V3's request to pay for a mint; as `uniswapV3MintCallback`.
    function pancakeV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata data) external;
}
