// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {ERC4626} from "solady/tokens/ERC4626.sol";

/// @title HostileMarket
/// @notice An ERC-4626 whose owner turned: it loses, inflates, falls silent, burns gas, answers with bombs, pays less than
/// it says or keeps receipts from moving.
/// @dev No publisher ships a vault that misbehaves on demand. With no fault set it is solady's ERC-4626, unchanged.
contract HostileMarket is ERC4626 {
    enum Fault {
        NONE,
        REPORT_REVERTS,
        REPORT_BURNS_GAS,
        REPORT_BOMB,
        REDEEM_REVERTS,
        REDEEM_BURNS_GAS,
        REDEEM_BOMB,
        REDEEM_SHORT,
        REDEEM_OVERBURNS,
        NO_LIQUIDITY,
        ALL_STUCK,
        DEPOSIT_KEEPS,
        DEPOSIT_TAKES_LESS,
        REPORT_HUGE
    }

    address private immutable _asset;
    Fault public fault;

    constructor(address asset_) {
        _asset = asset_;
    }

    function setFault(Fault fault_) external {
        fault = fault_;
    }

    /// @notice Loses tokens.
    function lose(uint256 amount) external {
        ERC20(_asset).transfer(address(0xdead), amount);
    }

    function asset() public view override returns (address) {
        return _asset;
    }

    function name() public pure override returns (string memory) {
        return "Market";
    }

    function symbol() public pure override returns (string memory) {
        return "MKT";
    }

    function previewRedeem(uint256 shares) public view override returns (uint256) {
        if (fault == Fault.REPORT_REVERTS || fault == Fault.ALL_STUCK) revert("silent");
        if (fault == Fault.REPORT_BURNS_GAS) _burnGas();
        if (fault == Fault.REPORT_BOMB) _bomb(false);
        if (fault == Fault.REPORT_HUGE) return type(uint256).max;
        return super.previewRedeem(shares);
    }

    function maxRedeem(address owner) public view override returns (uint256) {
        return fault == Fault.NO_LIQUIDITY ? 0 : super.maxRedeem(owner);
    }

    function deposit(uint256 assets, address to) public override returns (uint256 shares) {
        if (fault == Fault.DEPOSIT_TAKES_LESS) return super.deposit(assets / 2, to);
        shares = super.deposit(assets, to);
        if (fault == Fault.DEPOSIT_KEEPS) _burn(to, shares / 2);
    }

    function redeem(uint256 shares, address to, address owner) public override returns (uint256 assets) {
        Fault f = fault;
        if (f == Fault.REDEEM_REVERTS || f == Fault.ALL_STUCK || f == Fault.NO_LIQUIDITY) revert("stuck");
        if (f == Fault.REDEEM_BURNS_GAS) _burnGas();
        if (f == Fault.REDEEM_BOMB) _bomb(true);
        assets = super.previewRedeem(shares);
        _burn(owner, f == Fault.REDEEM_OVERBURNS ? shares + 1 : shares);
        ERC20(_asset).transfer(to, f == Fault.REDEEM_SHORT ? assets * 9 / 10 : assets);
    }

    function _beforeTokenTransfer(address from, address to, uint256) internal view override {
        if (fault == Fault.ALL_STUCK && from != address(0) && to != address(0)) revert("stuck");
    }

    function _burnGas() private view {
        while (gasleft() > 100) {}
    }

    function _bomb(bool isError) private pure {
        assembly {
            if isError { revert(0, 300000) }
            return(0, 300000)
        }
    }
}
