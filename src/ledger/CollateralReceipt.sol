// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {Receipt} from "./Receipt.sol";

/// @title CollateralReceipt
/// @notice An ac token: an account's collateral in one token as an ERC-20 with permit. See ILedgerReceipt.
/// @dev Only allowances and nonces are stored here. No lock of its own: every transfer is one call of the ledger, which
/// is guarded.
contract CollateralReceipt is ERC20, Receipt {
    /// @notice Moves the caller's collateral to another account.
    /// @param to Whose collateral it becomes; not zero.
    /// @param amount Raw units.
    /// @dev Reverts `Ledger_Unhealthy`, `Ledger_NotEnoughCollateral`, `Ledger_ZeroAddress`, or, where the caller owes a
    /// token whose price cannot be read, with the oracle's reason.
    function transfer(address to, uint256 amount) public override returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    /// @notice As `transfer`, of `from`'s collateral, against its allowance.
    /// @dev Reverts `InsufficientAllowance`, and as `transfer`.
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        _move(from, to, amount);
        return true;
    }

    /// @notice Emits what the ledger did.
    function note(address from, address to, uint256 amount) external override onlyLedger {
        emit Transfer(from, to, amount);
    }

    /// @notice The account's collateral, raw units.
    function balanceOf(address account) public view override returns (uint256) {
        return LEDGER.collateralOf(account, UNDERLYING());
    }

    /// @notice All accounts' collateral, raw units.
    function totalSupply() public view override returns (uint256) {
        return LEDGER.asset(UNDERLYING()).totalCollateral;
    }

    /// @notice "Cantilever collateral " and the token's name.
    function name() public view override returns (string memory) {
        return _name("Cantilever collateral ");
    }

    /// @notice "ac" and the token's symbol.
    function symbol() public view override returns (string memory) {
        return _symbol("ac");
    }

    /// @notice The token's.
    function decimals() public view override returns (uint8) {
        return IERC20Metadata(UNDERLYING()).decimals();
    }

    function _move(address from, address to, uint256 amount) private {
        LEDGER.moveCollateral(UNDERLYING(), from, to, amount);
        emit Transfer(from, to, amount);
    }

    /// @dev Permit2 gets what a holder approves, as any other spender.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
