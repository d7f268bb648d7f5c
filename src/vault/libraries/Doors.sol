// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {IALMUser} from "../../interfaces/IALMUser.sol";
import {ITreasury} from "../../interfaces/ITreasury.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Deposits} from "./Deposits.sol";
import {EntryLimits} from "./EntryLimits.sol";
import {Exits} from "./Exits.sol";
import {ShareLedger} from "./ShareLedger.sol";
import {SingleSided} from "./SingleSided.sol";
import {VaultChecks} from "./VaultChecks.sol";

/// @title Doors
/// @notice What every door into or out of a vault does around its verb, whoever calls on whose behalf: pause and receiver,
/// the caller's bound, the event, the receiver's hook.
/// @dev Callers hold the lock and have settled who may spend the owner's shares.
library Doors {
    /// @notice Prices a deposit of both tokens that may go ahead.
    function quoteDeposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, uint256 minShares, address receiver)
        internal
        view
        returns (Vault storage v, Deposits.Quote memory quote)
    {
        v = _entry(vaultId, receiver);
        quote = Deposits.quote(v, amount0Max, amount1Max, msg.sender);
        if (quote.shares < minShares) revert IVaultErrors.Vault_TooFewShares(quote.shares, minShares);
        EntryLimits.requireAdmitted(quote.isClosed, vaultId, receiver);
    }

    /// @notice The end of a deposit of both tokens.
    function deposited(uint256 vaultId, address receiver, Deposits.Quote memory quote) internal {
        emit IALMUser.Deposited(vaultId, msg.sender, receiver, quote.shares, quote.amount0, quote.amount1);
        if (quote.fee0 | quote.fee1 != 0) {
            emit ITreasury.EntryFeeBooked(vaultId, msg.sender, quote.fee0, quote.fee1);
        }
        ShareLedger.checkReceived(address(0), receiver, vaultId, quote.shares, "");
    }

    /// @notice Prices a deposit of one token that may go ahead.
    function quoteDepositSingle(uint256 vaultId, address token, uint256 amount, uint256 minShares, address receiver)
        internal
        view
        returns (Vault storage v, SingleSided.Quote memory quote)
    {
        v = _entry(vaultId, receiver);
        quote = SingleSided.quoteDeposit(v, vaultId, token, amount, msg.sender);
        if (quote.shares < minShares) revert IVaultErrors.Vault_TooFewShares(quote.shares, minShares);
        EntryLimits.requireAdmitted(quote.isClosed, vaultId, receiver);
    }

    /// @notice The end of a deposit of one token.
    function depositedSingle(uint256 vaultId, address receiver, SingleSided.Quote memory quote) internal {
        uint256 amount = quote.gross + quote.protocolFee;
        (uint256 amount0, uint256 amount1) = quote.isToken0 ? (amount, uint256(0)) : (uint256(0), amount);
        emit IALMUser.Deposited(vaultId, msg.sender, receiver, quote.shares, amount0, amount1);
        emit IALMSingle.ImbalanceFeePaid(vaultId, msg.sender, quote.token, quote.fee);
        if (quote.protocolFee != 0) {
            emit ITreasury.EntryFeeBooked(
                vaultId, msg.sender, quote.isToken0 ? quote.protocolFee : 0, quote.isToken0 ? 0 : quote.protocolFee
            );
        }
        ShareLedger.checkReceived(address(0), receiver, vaultId, quote.shares, "");
    }

    /// @notice An exit order. For an exit in one token `amount0Min` is the bound on it.
    function order(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address owner,
        address receiver
    ) internal pure returns (Exits.Order memory) {
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        return Exits.Order(vaultId, shares, amount0Min, amount1Min, owner, receiver);
    }

    /// @notice A priced exit in both tokens.
    function withdraw(Exits.Order memory o) internal returns (uint256 amount0, uint256 amount1) {
        Vault storage v = VaultStorage.vault(o.vaultId);
        VaultChecks.requireRunning(v, o.vaultId, PauseGroups.EXIT);
        (amount0, amount1) = Exits.withdraw(v, o);
        emit IALMUser.Withdrawn(o.vaultId, o.owner, o.receiver, o.shares, amount0, amount1, false);
    }

    /// @notice An exit in kind, past the ranges in the mask. No pause reaches it.
    function withdrawInKind(Exits.Order memory o, uint256 skipMask)
        internal
        returns (uint256 amount0, uint256 amount1)
    {
        (amount0, amount1) = Exits.withdrawInKind(VaultStorage.vault(o.vaultId), o, skipMask);
        emit IALMUser.Withdrawn(o.vaultId, o.owner, o.receiver, o.shares, amount0, amount1, true);
    }

    /// @notice A priced exit in one token.
    function withdrawSingle(Exits.Order memory o, address token) internal returns (uint256 amount) {
        Vault storage v = VaultStorage.vault(o.vaultId);
        VaultChecks.requireRunning(v, o.vaultId, PauseGroups.EXIT);
        (Snapshot memory snap, SingleSided.Quote memory quote) =
            SingleSided.quoteExit(v, o.vaultId, token, o.shares, o.owner);
        amount = SingleSided.paid(quote);
        if (amount < o.amount0Min) revert IVaultErrors.Vault_TooLittle(token, amount, o.amount0Min);
        SingleSided.withdraw(v, snap, o.vaultId, o.owner, o.receiver, quote);
        (uint256 amount0, uint256 amount1) = quote.isToken0 ? (amount, uint256(0)) : (uint256(0), amount);
        emit IALMUser.Withdrawn(o.vaultId, o.owner, o.receiver, o.shares, amount0, amount1, false);
        emit IALMSingle.ImbalanceFeePaid(o.vaultId, o.owner, token, quote.fee);
        if (quote.protocolFee != 0) {
            emit ITreasury.ExitFeeBooked(
                o.vaultId, o.owner, quote.isToken0 ? quote.protocolFee : 0, quote.isToken0 ? 0 : quote.protocolFee
            );
        }
    }

    function _entry(uint256 vaultId, address receiver) private view returns (Vault storage v) {
        v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.ENTRY);
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
    }
}
