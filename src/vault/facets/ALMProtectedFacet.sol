// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMInfo} from "../../interfaces/IALMInfo.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IPause} from "../../interfaces/IPause.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Exits} from "../libraries/Exits.sol";
import {LossBudget} from "../libraries/LossBudget.sol";
import {Placements} from "../libraries/Placements.sol";
import {Positions} from "../libraries/Positions.sol";
import {ProfitRelease} from "../libraries/ProfitRelease.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";

/// @title ALMProtectedFacet
/// @notice The keeper's door, and the harvest.
contract ALMProtectedFacet is IALMProtected, Guarded {
    /// @inheritdoc IALMProtected
    function rebalance(uint256 vaultId, SwapOrder[] calldata swaps, RangeOrder[] calldata orders)
        external
        guarded
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        AccessLib.requireRole(Roles.KEEPER);
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.KEEPER);
        Rebalancer.Targets memory targets;
        uint256 lossPpm;
        (targets, valueAfter, lossPpm) = Rebalancer.rebalance(v, vaultId, swaps, orders);
        valueBefore = targets.value;
        emit Rebalanced(vaultId, msg.sender, valueBefore, valueAfter, lossPpm, targets.sqrtAnchorX96);
    }

    /// @inheritdoc IALMProtected
    function harvest(uint256 vaultId) external guarded returns (uint256 fees0, uint256 fees1) {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.HARVEST);
        (fees0, fees1) = Positions.collect(v, Valuation.load(v));
        ProfitRelease.book(v, fees0, fees1);
        emit Harvested(vaultId, msg.sender, fees0, fees1);
    }

    /// @inheritdoc IALMProtected
    function previewHarvest(uint256 vaultId) external view guardedView returns (uint256 fees0, uint256 fees1) {
        return Exits.pendingFees(Valuation.load(VaultStorage.vault(vaultId)));
    }

    /// @inheritdoc IALMProtected
    function planRebalance(uint256 vaultId, RangeOrder[] calldata orders)
        external
        view
        guardedView
        returns (RebalancePlan memory plan)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        (Snapshot memory snap, Rebalancer.Targets memory targets) = Rebalancer.target(v);
        Placements.Placement[] memory placed;
        (placed, plan.need0, plan.need1) = Placements.resolve(
            v, orders, targets.sqrtAnchorX96, targets.weightsBp, targets.value - targets.cashTarget
        );
        plan.liquidity = new uint128[](placed.length);
        for (uint256 i; i < placed.length; ++i) {
            plan.liquidity[i] = placed[i].liquidity;
        }
        plan.have0 = snap.cash0 + snap.range0;
        plan.have1 = snap.cash1 + snap.range1;
        plan.weightsBp = targets.weightsBp;
        plan.valueAtAnchor = targets.value;
        plan.cashTarget = targets.cashTarget;
    }

    /// @inheritdoc IALMProtected
    function checkRebalance(uint256 vaultId) external view guardedView returns (bool ready, bytes memory reason) {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256 paused = AccessLib.pausedGroups() & PauseGroups.KEEPER;
        if (paused != 0) return (false, abi.encodeWithSelector(IPause.Access_Paused.selector, paused));
        paused = v.pausedGroups & PauseGroups.KEEPER;
        if (paused != 0) return (false, abi.encodeWithSelector(IVaultErrors.Vault_Paused.selector, vaultId, paused));
        uint256 readyAt = LossBudget.readyAt(v.lossWindow, v.cooldownSeconds);
        if (block.timestamp < readyAt) {
            uint256 wait = readyAt - block.timestamp;
            return (false, abi.encodeWithSelector(IVaultErrors.Vault_CoolingDown.selector, vaultId, wait));
        }
        // Through the diamond, because only an external call can be caught.
        try IALMInfo(address(this)).requireCalm(vaultId) {
            return (true, "");
        } catch (bytes memory cause) {
            return (false, cause);
        }
    }
}
