// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Receipt} from "./Receipt.sol";

/// @title DebtReceipt
/// @notice A vdc or sdc token: an account's debt in one token at the variable or at a stable rate. See ILedgerReceipt.
/// @dev Stores nothing.
contract DebtReceipt is IERC20Metadata, Receipt {
    uint256 private constant STABLE = 1;

    /// @notice Emits what the ledger did.
    function note(address from, address to, uint256 amount) external override onlyLedger {
        emit Transfer(from, to, amount);
    }

    /// @notice Always reverts `Receipt_NotTransferable`.
    function transfer(address, uint256) external view override returns (bool) {
        revert Receipt_NotTransferable(address(this));
    }

    /// @notice Always reverts `Receipt_NotTransferable`.
    function transferFrom(address, address, uint256) external view override returns (bool) {
        revert Receipt_NotTransferable(address(this));
    }

    /// @notice Always reverts `Receipt_NotTransferable`.
    function approve(address, uint256) external view override returns (bool) {
        revert Receipt_NotTransferable(address(this));
    }

    /// @notice Zero: there is nothing to allow.
    function allowance(address, address) external pure override returns (uint256) {
        return 0;
    }

    /// @notice The account's debt with fees to this second, rounded up, raw units.
    function balanceOf(address account) external view override returns (uint256) {
        return LEDGER.debtIn(account, UNDERLYING(), RATE_MODE());
    }

    /// @notice All accounts' debt with fees to this second, rounded down, raw units; see `totalDebtIn` of the ledger.
    function totalSupply() external view override returns (uint256) {
        return LEDGER.totalDebtIn(UNDERLYING(), RATE_MODE());
    }

    /// @notice "Cantilever variable debt " or "Cantilever stable debt ", and the token's name.
    function name() external view override returns (string memory) {
        return _name(RATE_MODE() == STABLE ? "Cantilever stable debt " : "Cantilever variable debt ");
    }

    /// @notice "vdc" or "sdc", and the token's symbol.
    function symbol() external view override returns (string memory) {
        return _symbol(RATE_MODE() == STABLE ? "sdc" : "vdc");
    }

    /// @notice The token's.
    function decimals() external view override returns (uint8) {
        return IERC20Metadata(UNDERLYING()).decimals();
    }
}
