// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TestToken} from "../utils/TestToken.sol";

/// @title TwofoldToken
/// @notice A second address of a token: moving it moves the other. Also answers as an ERC-721 and an ERC-1155.
/// @dev Stands for tokens with two entry points, as TUSD had, and for tokens that are two standards at once: no such
/// token is among the packages whose bytecode is at hand.
contract TwofoldToken {
    TestToken private immutable TOKEN;

    constructor(TestToken token) {
        TOKEN = token;
    }

    function balanceOf(address) external pure returns (uint256) {
        return type(uint128).max;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function safeTransferFrom(address from, address to, uint256 amount) external {
        _move(from, to, amount);
    }

    function safeTransferFrom(address from, address to, uint256, uint256 amount, bytes calldata) external {
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        TOKEN.burn(from, amount);
        TOKEN.mint(to, amount);
    }
}
