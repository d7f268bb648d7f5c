// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ISwap
/// @notice Which functions of which routers a vault's cash may be swapped through.
interface ISwap {
    /// @notice A function of a router was listed or removed.
    event RouterSet(address indexed router, bytes4 indexed selector, bool allowed, address indexed by);

    /// @notice The address cannot be a router: it is the diamond, Permit2, has no code, or is where the diamond keeps
    /// something (a token, pool, money market or receipt of a vault, a listed V4 manager).
    error Swap_InvalidRouter(address router);
    /// @notice The function moves or approves tokens; it can never be listed.
    error Swap_ForbiddenSelector(bytes4 selector);

    /// @notice Lists a function of a router (ADMIN) or removes it (MANAGER or GUARDIAN, at once).
    /// @dev A listed router that becomes a place of the diamond's own later is refused when it is used. Errors:
    /// `Swap_ForbiddenSelector`, `Swap_InvalidRouter`, `Access_MissingRole`.
    function setRouter(address router, bytes4 selector, bool allowed) external;

    /// @notice Whether a function of a router is listed.
    function isRouterListed(address router, bytes4 selector) external view returns (bool);
}
