// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TestToken} from "../utils/TestToken.sol";

/// @title FakePool
/// @notice Claims any two tokens, keeps what is paid in, pays nothing and says it paid a fortune. May make one call.
/// @dev A mock because no honest pool does this: it is what an attacker would put in a path.
contract FakePool {
    address public _BASE_TOKEN_;
    address public _QUOTE_TOKEN_;
    uint256 public payment;
    address private _target;
    bytes private _payload;
    bool public callSucceeded;
    bytes public callReturndata;

    constructor(address baseToken, address quoteToken) {
        (_BASE_TOKEN_, _QUOTE_TOKEN_) = (baseToken, quoteToken);
    }

    /// @notice What it mints of its quote token to the receiver of a sale of base.
    function setPayment(uint256 payment_) external {
        payment = payment_;
    }

    /// @notice The call it makes when it is sold to.
    function prepare(address target, bytes calldata payload) external {
        (_target, _payload) = (target, payload);
    }

    function sellBase(address to) external returns (uint256) {
        if (_target != address(0)) (callSucceeded, callReturndata) = _target.call(_payload);
        if (payment != 0) TestToken(_QUOTE_TOKEN_).mint(to, payment);
        return type(uint256).max;
    }

    function sellQuote(address) external pure returns (uint256) {
        return type(uint256).max;
    }

    function querySellBase(address, uint256) external pure returns (uint256, uint256, uint8, uint256) {
        return (type(uint256).max, 0, 0, 0);
    }

    function getVaultReserve() external pure returns (uint256, uint256) {
        return (1e18, 1e18);
    }

    function buyShares(address) external pure returns (uint256, uint256, uint256) {
        return (type(uint256).max, 0, 0);
    }

    function balanceOf(address) external pure returns (uint256) {
        return 0;
    }
}
