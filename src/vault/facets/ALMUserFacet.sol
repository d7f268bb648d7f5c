// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IALMUser} from "../../interfaces/IALMUser.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "../libraries/Cash.sol";
import {Deposits} from "../libraries/Deposits.sol";
import {Doors} from "../libraries/Doors.sol";
import {Exits} from "../libraries/Exits.sol";

/// @title ALMUserFacet
/// @notice The depositor's door.
contract ALMUserFacet is IALMUser, Guarded {
    /// @inheritdoc IALMUser
    function deposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, uint256 minShares, address receiver)
        external
        guarded
        returns (uint256 shares, uint256 amount0, uint256 amount1)
    {
        (Vault storage v, Deposits.Quote memory quote) =
            Doors.quoteDeposit(vaultId, amount0Max, amount1Max, minShares, receiver);
        Deposits.record(v, vaultId, receiver, quote);
        Cash.pull(quote.token0, msg.sender, quote.amount0);
        Cash.pull(quote.token1, msg.sender, quote.amount1);
        Doors.deposited(vaultId, receiver, quote);
        return (quote.shares, quote.amount0, quote.amount1);
    }

    /// @inheritdoc IALMUser
    function withdraw(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver)
        external
        guarded
        returns (uint256 amount0, uint256 amount1)
    {
        return Doors.withdraw(Doors.order(vaultId, shares, amount0Min, amount1Min, msg.sender, receiver));
    }

    /// @inheritdoc IALMUser
    function withdrawInKind(uint256 vaultId, uint256 shares, uint256 amount0Min, uint256 amount1Min, address receiver)
        external
        guarded
        returns (uint256 amount0, uint256 amount1)
    {
        return Doors.withdrawInKind(Doors.order(vaultId, shares, amount0Min, amount1Min, msg.sender, receiver), 0);
    }

    /// @inheritdoc IALMUser
    function previewDeposit(uint256 vaultId, uint256 amount0Max, uint256 amount1Max)
        external
        view
        guardedView
        returns (uint256 shares, uint256 amount0, uint256 amount1)
    {
        Deposits.Quote memory quote = Deposits.quote(VaultStorage.vault(vaultId), amount0Max, amount1Max, msg.sender);
        return (quote.shares, quote.amount0, quote.amount1);
    }

    /// @inheritdoc IALMUser
    function previewWithdraw(uint256 vaultId, uint256 shares)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdraw(VaultStorage.vault(vaultId), shares, msg.sender);
    }

    /// @inheritdoc IALMUser
    function previewWithdrawInKind(uint256 vaultId, uint256 shares)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdrawInKind(VaultStorage.vault(vaultId), vaultId, shares, msg.sender, 0);
    }
}
