// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC1155Receiver} from "../../interfaces/external/IERC1155Receiver.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {IVaultToken} from "../../interfaces/IVaultToken.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";

/// @title ShareLedger
/// @notice Vault shares as ERC-1155 balances: id = vault id. The supply lives in the vault's own slot.
/// @dev Kept here rather than taken from a library because minting must share the slot that every deposit writes
/// anyway; the rules are EIP-1155's. Receiver hooks are called by the doors, last, after every effect.
library ShareLedger {
    /// @notice Mints `shares` to `to`. Total supply is kept below 2^128.
    function mint(VaultStorage.Layout storage s, Vault storage v, uint256 vaultId, address to, uint256 shares)
        internal
    {
        uint256 supply = uint256(v.totalShares) + shares;
        if (supply > type(uint128).max) revert IVaultErrors.Vault_Overflow(supply);
        v.totalShares = uint128(supply);
        s.balances[vaultId][to] += shares;
        emit IVaultToken.TransferSingle(msg.sender, address(0), to, vaultId, shares);
    }

    /// @notice Burns `shares` of `from`; reverts if it holds fewer.
    function burn(VaultStorage.Layout storage s, Vault storage v, uint256 vaultId, address from, uint256 shares)
        internal
    {
        uint256 held = s.balances[vaultId][from];
        if (held < shares) revert IVaultToken.Token_InsufficientShares(from, vaultId, held, shares);
        s.balances[vaultId][from] = held - shares;
        // A holder's balance is part of totalShares, so shares <= held <= totalShares < 2^128.
        v.totalShares -= uint128(shares);
        emit IVaultToken.TransferSingle(msg.sender, from, address(0), vaultId, shares);
    }

    /// @notice Moves shares between holders; emits nothing.
    function move(VaultStorage.Layout storage s, uint256 vaultId, address from, address to, uint256 shares) internal {
        uint256 held = s.balances[vaultId][from];
        if (held < shares) revert IVaultToken.Token_InsufficientShares(from, vaultId, held, shares);
        s.balances[vaultId][from] = held - shares;
        s.balances[vaultId][to] += shares;
    }

    /// @notice Reverts unless `operator` may move `holder`'s shares.
    function requireOperator(VaultStorage.Layout storage s, address holder, address operator) internal view {
        if (holder != operator && !s.operators[holder][operator]) {
            revert IVaultToken.Token_NotApproved(holder, operator);
        }
    }

    /// @notice Asks a contract receiver to accept shares, as EIP-1155 demands; reverts if it does not.
    function checkReceived(address from, address to, uint256 vaultId, uint256 shares, bytes memory data) internal {
        if (to.code.length == 0) return;
        bytes4 answer = IERC1155Receiver(to).onERC1155Received(msg.sender, from, vaultId, shares, data);
        if (answer != IERC1155Receiver.onERC1155Received.selector) revert IVaultToken.Token_RejectedByReceiver(to);
    }

    /// @notice The batch form of `checkReceived`.
    function checkBatchReceived(
        address from,
        address to,
        uint256[] memory vaultIds,
        uint256[] memory shares,
        bytes memory data
    ) internal {
        if (to.code.length == 0) return;
        bytes4 answer = IERC1155Receiver(to).onERC1155BatchReceived(msg.sender, from, vaultIds, shares, data);
        if (answer != IERC1155Receiver.onERC1155BatchReceived.selector) {
            revert IVaultToken.Token_RejectedByReceiver(to);
        }
    }
}
