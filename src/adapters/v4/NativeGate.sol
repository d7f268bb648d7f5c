// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Currency} from "v4-core/types/Currency.sol";
import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";

/// @notice What is used of a wrapped native token.
interface IWrappedNative {
    function deposit() external payable;
    function withdraw(uint256 amount) external;
}

/// @title NativeGate
/// @notice Where native coins pass between a PoolManager, which wants them bare, and the diamond, which knows tokens only.
/// @dev Holds nothing between calls and knows nobody: whoever sends it wrapped coins and calls `pay` pays for himself,
/// and `wrap` gives the caller what coins are here. Both happen within one call of the diamond, with no other contract
/// but the manager and the wrapped token involved. So the diamond never holds native coins, nor needs to accept them.
contract NativeGate {
    using SafeTransferLib for address;

    /// @notice Coins come from wrapped tokens and managers; from others they would be lost to the next caller of `wrap`.
    receive() external payable {}

    /// @notice Unwraps coins sent here before, and settles the caller's debt to a manager with them.
    /// @dev `sync` first: a currency that somebody left synced would make the manager refuse value.
    function pay(IPoolManager manager, address wrappedNative, uint256 amount) external {
        IWrappedNative(wrappedNative).withdraw(amount);
        manager.sync(Currency.wrap(address(0)));
        manager.settleFor{value: amount}(msg.sender);
    }

    /// @notice Wraps coins that came before, and sends them to the caller.
    function wrap(address wrappedNative, uint256 amount) external {
        IWrappedNative(wrappedNative).deposit{value: amount}();
        wrappedNative.safeTransfer(msg.sender, amount);
    }
}
