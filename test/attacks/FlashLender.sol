// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @notice Who borrows from `FlashLender`.
interface IFlashBorrower {
    function onFlashLoan(uint256 amount0, uint256 amount1, bytes calldata plan) external;
}

/// @title FlashLender
/// @notice Lends all it has of two tokens for the length of a call, free of charge.
/// @dev Free, so that no lender's fee helps the protocol under attack; a genuine lender takes one.
contract FlashLender {
    using SafeTransferLib for address;

    error FlashLender_NotRepaid(address token, uint256 missing);

    function lend(address token0, address token1, bytes calldata plan) external {
        uint256 amount0 = token0.balanceOf(address(this));
        uint256 amount1 = token1.balanceOf(address(this));
        token0.safeTransfer(msg.sender, amount0);
        token1.safeTransfer(msg.sender, amount1);
        IFlashBorrower(msg.sender).onFlashLoan(amount0, amount1, plan);
        _requireRepaid(token0, amount0);
        _requireRepaid(token1, amount1);
    }

    function _requireRepaid(address token, uint256 amount) private view {
        uint256 have = token.balanceOf(address(this));
        if (have < amount) revert FlashLender_NotRepaid(token, amount - have);
    }
}
