// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TestToken} from "../utils/TestToken.sol";

/// @title HookToken
/// @notice Makes one prepared call in the middle of the next transfer, and keeps its outcome.
/// @dev Stands for ERC-777 and other tokens with transfer hooks: a test must choose what the hook does.
contract HookToken is TestToken {
    address public target;
    bytes public payload;
    bool public fired;
    bool public hookSucceeded;
    bytes public hookReturndata;

    constructor(string memory symbol_, uint8 decimals_) TestToken(symbol_, decimals_) {}

    /// @notice The call to make during the next transfer; it is made once. A failing call does not fail the transfer.
    function prepare(address target_, bytes calldata payload_) external {
        target = target_;
        payload = payload_;
        fired = false;
    }

    function _afterTokenTransfer(address from, address to, uint256) internal override {
        if (target == address(0) || fired || from == address(0) || to == address(0)) return;
        fired = true;
        (hookSucceeded, hookReturndata) = target.call(payload);
    }
}
