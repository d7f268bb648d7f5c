// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "../libraries/Cash.sol";
import {Doors} from "../libraries/Doors.sol";
import {Limits} from "../libraries/Limits.sol";
import {SingleSided} from "../libraries/SingleSided.sol";
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
        (Vault storage v, SingleSided.Quote memory quote) =
            Doors.quoteDepositSingle(vaultId, token, amount, minShares, receiver);
        SingleSided.record(v, vaultId, receiver, quote);
        Cash.pull(token, msg.sender, amount);
        Doors.depositedSingle(vaultId, receiver, quote);
        return quote.shares;
    }

    /// @inheritdoc IALMSingle
    function withdrawSingle(uint256 vaultId, address token, uint256 shares, uint256 amountMin, address receiver)
        external
        guarded
        returns (uint256 amount)
    {
        return Doors.withdrawSingle(Doors.order(vaultId, shares, amountMin, 0, msg.sender, receiver), token);
    }

    /// @inheritdoc IALMSingle
    function previewDepositSingle(uint256 vaultId, address token, uint256 amount)
        external
        view
        guardedView
        returns (uint256 shares)
    {
        return SingleSided.quoteDeposit(VaultStorage.vault(vaultId), vaultId, token, amount, msg.sender).shares;
    }

    /// @inheritdoc IALMSingle
    function previewWithdrawSingle(uint256 vaultId, address token, uint256 shares)
        external
        view
        guardedView
        returns (uint256 amount)
    {
        (, SingleSided.Quote memory quote) =
            SingleSided.quoteExit(VaultStorage.vault(vaultId), vaultId, token, shares, msg.sender);
        return SingleSided.paid(quote);
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
