// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Intruder
/// @notice Calls one door of the diamond from wherever the diamond calls it: as a receiver of shares, or from a token's
/// transfer hook.
contract Intruder {
    address private immutable DIAMOND;

    bytes private _payload;
    bool private _armed;
    /// @notice Whether it was called since it was armed.
    bool public knocked;
    /// @notice Whether the door let it in though the call is no plain read.
    bool public entered;
    /// @notice Whether the door answered a static call: a plain read.
    bool public wasRead;
    /// @notice What the door said.
    bytes public answer;

    constructor(address diamond) {
        DIAMOND = diamond;
    }

    /// @notice Prepares the call to make, once.
    function arm(bytes calldata payload) external {
        _payload = payload;
        (_armed, knocked, entered, wasRead) = (true, false, false, false);
    }

    function disarm() external {
        _armed = false;
    }

    function knock() public {
        if (!_armed) return;
        (_armed, knocked) = (false, true);
        bytes memory payload = _payload;
        (wasRead, answer) = DIAMOND.staticcall(payload);
        if (!wasRead) (entered, answer) = DIAMOND.call(payload);
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        knock();
        return this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        returns (bytes4)
    {
        knock();
        return this.onERC1155BatchReceived.selector;
    }
}
