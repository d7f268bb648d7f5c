// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {IALMUser} from "../../interfaces/IALMUser.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Exits} from "../libraries/Exits.sol";
import {Limits} from "../libraries/Limits.sol";
import {ShareLedger} from "../libraries/ShareLedger.sol";
import {SingleSided} from "../libraries/SingleSided.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title ALMSingleFacet
/// @notice The depositor's door for one token at a time.
contract ALMSingleFacet is IALMSingle, Guarded {
    using VaultConfig for uint256[];

    /// @inheritdoc IALMSingle
    function depositSingle(uint256 vaultId, address token, uint256 amount, uint256 minShares, address receiver)
        external
        guarded
        returns (uint256 shares)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.ENTRY);
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        SingleSided.Quote memory quote = SingleSided.quoteDeposit(v, vaultId, token, amount);
        shares = quote.shares;
        if (shares < minShares) revert IVaultErrors.Vault_TooFewShares(shares, minShares);
        SingleSided.deposit(v, vaultId, msg.sender, receiver, quote);
        (uint256 amount0, uint256 amount1) = quote.isToken0 ? (amount, uint256(0)) : (uint256(0), amount);
        emit IALMUser.Deposited(vaultId, msg.sender, receiver, shares, amount0, amount1);
        emit ImbalanceFeePaid(vaultId, msg.sender, token, quote.fee);
        ShareLedger.checkReceived(address(0), receiver, vaultId, shares, "");
    }

    /// @inheritdoc IALMSingle
    function withdrawSingle(uint256 vaultId, address token, uint256 shares, uint256 amountMin, address receiver)
        external
        guarded
        returns (uint256 amount)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.EXIT);
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        (Snapshot memory snap, SingleSided.Quote memory quote) = SingleSided.quoteExit(v, vaultId, token, shares);
        amount = quote.gross - quote.fee;
        if (amount < amountMin) revert IVaultErrors.Vault_TooLittle(token, amount, amountMin);
        SingleSided.withdraw(v, snap, vaultId, msg.sender, receiver, quote);
        (uint256 amount0, uint256 amount1) = quote.isToken0 ? (amount, uint256(0)) : (uint256(0), amount);
        emit IALMUser.Withdrawn(vaultId, msg.sender, receiver, shares, amount0, amount1, false);
        emit ImbalanceFeePaid(vaultId, msg.sender, token, quote.fee);
    }

    /// @inheritdoc IALMSingle
    function previewDepositSingle(uint256 vaultId, address token, uint256 amount)
        external
        view
        guardedView
        returns (uint256 shares)
    {
        return SingleSided.quoteDeposit(VaultStorage.vault(vaultId), vaultId, token, amount).shares;
    }

    /// @inheritdoc IALMSingle
    function previewWithdrawSingle(uint256 vaultId, address token, uint256 shares)
        external
        view
        guardedView
        returns (uint256 amount)
    {
        (, SingleSided.Quote memory quote) = SingleSided.quoteExit(VaultStorage.vault(vaultId), vaultId, token, shares);
        return quote.gross - quote.fee;
    }

    /// @inheritdoc IALMSingle
    function imbalanceCurve(uint256 vaultId) external view returns (ImbalanceCurve memory) {
        return VaultConfig.load(VaultStorage.vault(vaultId)).imbalanceCurve();
    }

    /// @inheritdoc IALMSingle
    function setImbalanceCurve(uint256 vaultId, ImbalanceCurve calldata curve) external guarded {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        ImbalanceCurve memory old = config.imbalanceCurve();
        Limits.checkCurve(curve);
        AccessLib.requireRole(Limits.raisesCurve(old, curve) ? Roles.ADMIN : Roles.MANAGER);
        config.setImbalanceCurve(curve);
        VaultConfig.store(v, config);
        emit ImbalanceCurveSet(vaultId, old, curve);
    }
}
