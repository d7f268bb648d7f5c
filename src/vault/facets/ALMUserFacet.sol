// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IALMUser} from "../../interfaces/IALMUser.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Deposits} from "../libraries/Deposits.sol";
import {Exits} from "../libraries/Exits.sol";
import {ShareLedger} from "../libraries/ShareLedger.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";

/// @title ALMUserFacet
/// @notice The depositor's door.
contract ALMUserFacet is IALMUser, Guarded {
    /// @inheritdoc IALMUser
    function deposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, uint256 minShares, address receiver)
        external
        guarded
        returns (uint256 shares, uint256 amount0, uint256 amount1)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.ENTRY);
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        Deposits.Quote memory quote = Deposits.quote(v, amount0Max, amount1Max);
        (shares, amount0, amount1) = (quote.shares, quote.amount0, quote.amount1);
        if (shares < minShares) revert IVaultErrors.Vault_TooFewShares(shares, minShares);
        Deposits.execute(v, vaultId, msg.sender, receiver, quote);
        emit Deposited(vaultId, msg.sender, receiver, shares, amount0, amount1);
        ShareLedger.checkReceived(address(0), receiver, vaultId, shares, "");
    }

    /// @inheritdoc IALMUser
    function withdraw(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver)
        external
        guarded
        returns (uint256 amount0, uint256 amount1)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.EXIT);
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        Exits.Order memory order = Exits.Order(vaultId, shares, amount0Min, amount1Min, msg.sender, receiver);
        (amount0, amount1) = Exits.withdraw(v, order);
        emit Withdrawn(vaultId, msg.sender, receiver, shares, amount0, amount1, false);
    }

    /// @inheritdoc IALMUser
    function withdrawInKind(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver)
        external
        guarded
        returns (uint256 amount0, uint256 amount1)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        Exits.Order memory order = Exits.Order(vaultId, shares, amount0Min, amount1Min, msg.sender, receiver);
        (amount0, amount1) = Exits.withdrawInKind(v, order);
        emit Withdrawn(vaultId, msg.sender, receiver, shares, amount0, amount1, true);
    }

    /// @inheritdoc IALMUser
    function previewDeposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max)
        external
        view
        guardedView
        returns (uint256 shares, uint256 amount0, uint256 amount1)
    {
        Deposits.Quote memory quote = Deposits.quote(VaultStorage.vault(vaultId), amount0Max, amount1Max);
        return (quote.shares, quote.amount0, quote.amount1);
    }

    /// @inheritdoc IALMUser
    function previewWithdraw(uint256 vaultId, uint256 shares)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdraw(VaultStorage.vault(vaultId), shares);
    }

    /// @inheritdoc IALMUser
    function previewWithdrawInKind(uint256 vaultId, uint256 shares)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdrawInKind(VaultStorage.vault(vaultId), shares);
    }
}
