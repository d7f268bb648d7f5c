// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {LibClone} from "solady/utils/LibClone.sol";
import {ILedgerReceipt} from "../interfaces/ILedgerReceipt.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";

/// @title Receipt
/// @notice What the three receipts share: whose they are, of which token, and how they are called.
/// @dev The implementation is made by the ledger in its constructor, the proxies by the ledger when a token gets terms.
abstract contract Receipt is ILedgerReceipt {
    /// @inheritdoc ILedgerReceipt
    IXauLedger public immutable override LEDGER = IXauLedger(msg.sender);

    modifier onlyLedger() {
        if (msg.sender != address(LEDGER)) revert Receipt_NotLedger(msg.sender, address(LEDGER));
        _;
    }

    /// @inheritdoc ILedgerReceipt
    /// @dev The first 20 bytes after the proxy's code.
    function UNDERLYING() public view override returns (address) {
        return address(bytes20(LibClone.argsOnClone(address(this), 0, 20)));
    }

    /// @inheritdoc ILedgerReceipt
    /// @dev The byte after the token.
    function RATE_MODE() public view override returns (uint256) {
        return uint8(LibClone.argsOnClone(address(this), 20, 21)[0]);
    }

    function _symbol(string memory prefix) internal view returns (string memory) {
        return string.concat(prefix, IERC20Metadata(UNDERLYING()).symbol());
    }

    function _name(string memory kind) internal view returns (string memory) {
        return string.concat(kind, IERC20Metadata(UNDERLYING()).name());
    }
}
