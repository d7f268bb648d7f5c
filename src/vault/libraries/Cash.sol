// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {Vault} from "../VaultTypes.sol";
import {LedgerSlots} from "./LedgerSlots.sol";

/// @title Cash
/// @notice A vault's idle tokens: recorded amounts, and the only places where they move.
/// @dev Recorded amounts are the truth; balances are read only to check that a token did what it was asked.
library Cash {
    /// @notice Records an income, raw units.
    function credit(Vault storage v, uint256 amount0, uint256 amount1) internal {
        (uint256 cash0, uint256 cash1) = LedgerSlots.cash(v);
        LedgerSlots.setCash(v, _requireUint128(cash0 + amount0), _requireUint128(cash1 + amount1));
    }

    /// @notice Records an expense, raw units; reverts by underflow if the vault has less.
    function debit(Vault storage v, uint256 amount0, uint256 amount1) internal {
        (uint256 cash0, uint256 cash1) = LedgerSlots.cash(v);
        // Differences of 128 bits and something not larger: they fit.
        LedgerSlots.setCash(v, cash0 - amount0, cash1 - amount1);
    }

    /// @notice Takes `amount` of a token from `payer` and checks that all of it arrived.
    function pull(address token, address payer, uint256 amount) internal {
        if (amount == 0) return;
        uint256 before = balance(token);
        SafeTransferLib.safeTransferFrom(token, payer, address(this), amount);
        uint256 received = balance(token) - before;
        if (received < amount) revert IVaultErrors.Vault_TransferShortfall(token, amount, received);
    }

    /// @notice Sends `amount` of a token.
    function push(address token, address receiver, uint256 amount) internal {
        if (amount != 0) SafeTransferLib.safeTransfer(token, receiver, amount);
    }

    /// @notice Reverts unless the diamond now holds at least `expected` of the token.
    function requireBalance(address token, uint256 expected) internal view {
        uint256 actual = balance(token);
        if (actual < expected) revert IVaultErrors.Vault_BalanceShortfall(token, expected, actual);
    }

    /// @notice What the diamond holds of a token. Only ever compared with itself, before and after.
    function balance(address token) internal view returns (uint256) {
        return SafeTransferLib.balanceOf(token, address(this));
    }

    function _requireUint128(uint256 x) private pure returns (uint256) {
        if (x > type(uint128).max) revert IVaultErrors.Vault_Overflow(x);
        return x;
    }
}
