// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "./IAccess.sol";

/// @title IDiamondInit
/// @notice What runs as the diamond inside a cut: once at its deployment, and when interfaces come or go.
/// @dev Never part of the dispatch table: reached through `diamondCut` only, hence by ADMIN only.
interface IDiamondInit {
    /// @notice Called directly. These functions make sense by delegatecall only.
    error DiamondInit_OnlyDelegateCall();
    /// @notice The diamond was initialised before.
    error DiamondInit_AlreadyInitialized();
    /// @notice ERC-165 reserves the id: no contract may claim it.
    error DiamondInit_InvalidInterface(bytes4 interfaceId);

    /// @notice The diamond claims an interface from now on, or no longer does (ERC-165).
    event InterfaceSupportSet(bytes4 indexed interfaceId, bool supported);

    /// @notice Grants the initial roles, without the two steps, and claims the interfaces. Once in a diamond's life.
    /// @dev ERC-165, IDiamondCut and IDiamondLoupe are claimed in any case.
    /// Errors: `DiamondInit_OnlyDelegateCall`, `DiamondInit_AlreadyInitialized`, `DiamondInit_InvalidInterface`,
    /// `Access_UnknownRole`, `Access_ZeroAccount`, `Access_AlreadyHeld`.
    /// @param grants Initial holders.
    /// @param interfaceIds Further interfaces of the facets cut, such as ERC-1155's.
    function init(IAccess.RoleGrant[] calldata grants, bytes4[] calldata interfaceIds) external;

    /// @notice Claims interfaces, or stops claiming them, as facets come and go.
    /// @dev Errors: `DiamondInit_OnlyDelegateCall`, `DiamondInit_InvalidInterface`.
    /// @param interfaceIds ERC-165 ids.
    /// @param supported Whether the diamond implements them.
    function registerInterfaces(bytes4[] calldata interfaceIds, bool supported) external;
}
