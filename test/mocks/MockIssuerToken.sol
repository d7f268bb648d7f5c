// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @title MockIssuerToken
/// @notice Stands in for USDC and USDT on local origin chains: the issuers publish no bytecode on npm.
/// @dev A plain ERC-20 with ERC-2612 permit, which the real ones offer or tolerate. It has no minter and no blocklist:
/// the harness deals balances by writing storage, and tests that need a blocklist say so with a mock of their own.
contract MockIssuerToken is ERC20 {
    string private _name;
    string private _symbol;
    uint8 private immutable DECIMALS;

    constructor(string memory name_, string memory symbol_, uint8 decimals_) {
        _name = name_;
        _symbol = symbol_;
        DECIMALS = decimals_;
    }

    function name() public view override returns (string memory) {
        return _name;
    }

    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    /// @dev Solady would treat Permit2 as approved by everyone, which the issuers' tokens do not.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
