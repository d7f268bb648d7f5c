// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IALMExitFor} from "../../interfaces/IALMExitFor.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {ShareLedger} from "../libraries/ShareLedger.sol";
import {Doors} from "../libraries/Doors.sol";

/// @title ALMExitForFacet
/// @notice Exits by an owner's operator.
contract ALMExitForFacet is IALMExitFor, Guarded {
    /// @inheritdoc IALMExitFor
    function withdraw(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address receiver,
        address owner
    ) external guarded returns (uint256 amount0, uint256 amount1) {
        ShareLedger.requireOperator(VaultStorage.state(), owner, msg.sender);
        return Doors.withdraw(Doors.order(vaultId, shares, amount0Min, amount1Min, owner, receiver));
    }

    /// @inheritdoc IALMExitFor
    function withdrawSingle(
        uint256 vaultId,
        address token,
        uint256 shares,
        uint256 amountMin,
        address receiver,
        address owner
    ) external guarded returns (uint256 amount) {
        ShareLedger.requireOperator(VaultStorage.state(), owner, msg.sender);
        return Doors.withdrawSingle(Doors.order(vaultId, shares, amountMin, 0, owner, receiver), token);
    }

    /// @inheritdoc IALMExitFor
    function withdrawInKind(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address receiver,
        address owner
    ) external guarded returns (uint256 amount0, uint256 amount1) {
        ShareLedger.requireOperator(VaultStorage.state(), owner, msg.sender);
        return Doors.withdrawInKind(Doors.order(vaultId, shares, amount0Min, amount1Min, owner, receiver), 0);
    }
}
