// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @title RebasingToken
/// @notice Everybody's balance grows and shrinks with a rate that a test sets. What is kept are parts.
/// @dev Stands for AMPL, of whose parts there are so many that every amount is moved exactly, and, if coarse, for stETH,
/// whose parts are about as large as its units, so that a transfer may arrive one unit short. A mock because both rates
/// are in their issuers' hands.
contract RebasingToken is ERC20 {
    uint256 private constant ONE = 1e24;
    uint256 private immutable SCALE;

    /// @notice Parts of a raw unit, times the scale.
    uint256 public partsOfUnit = ONE;
    mapping(address account => uint256) private _parts;
    uint256 private _allParts;

    constructor(bool coarse) {
        SCALE = coarse ? ONE : 1;
    }

    /// @notice Multiplies every balance by a rate, bp of the first.
    function rebase(uint256 rateBp) external {
        partsOfUnit = ONE * 10_000 / rateBp;
    }

    function mint(address to, uint256 amount) external {
        uint256 parts = _toParts(amount);
        _parts[to] += parts;
        _allParts += parts;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        _move(from, to, amount);
        return true;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return _parts[account] * SCALE / partsOfUnit;
    }

    function totalSupply() public view override returns (uint256) {
        return _allParts * SCALE / partsOfUnit;
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function name() public pure override returns (string memory) {
        return "Rebasing";
    }

    function symbol() public pure override returns (string memory) {
        return "REB";
    }

    function _move(address from, address to, uint256 amount) private {
        uint256 parts = _toParts(amount);
        _parts[from] -= parts;
        _parts[to] += parts;
    }

    function _toParts(uint256 amount) private view returns (uint256) {
        return amount * partsOfUnit / SCALE;
    }
}
