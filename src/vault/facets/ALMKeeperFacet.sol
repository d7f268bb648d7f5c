// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMInfo} from "../../interfaces/IALMInfo.sol";
import {IALMKeeper} from "../../interfaces/IALMKeeper.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {LossBudget} from "../libraries/LossBudget.sol";
import {Positions} from "../libraries/Positions.sol";
import {ProfitRelease} from "../libraries/ProfitRelease.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";

/// @title ALMKeeperFacet
/// @notice Taking liquidity out of venues.
contract ALMKeeperFacet is IALMKeeper, Guarded {
    /// @inheritdoc IALMKeeper
    function burnRanges(uint256 vaultId, uint256 mask)
        external
        guarded
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        AccessLib.requireRole(Roles.KEEPER);
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.KEEPER);
        LossBudget.requireCool(v.lossWindow, vaultId, v.cooldownSeconds);
        Snapshot memory snap = Valuation.load(v);
        if (mask == 0 || mask >> snap.legs.length != 0) revert Keeper_NoSuchRange(mask, snap.legs.length);
        uint160 anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        Valuation.requireCalm(snap, anchor);
        valueBefore = Valuation.valueAtAnchorDown(snap, anchor);
        _burn(v, snap, mask);
        valueAfter = Valuation.valueAtAnchorDown(Valuation.load(v), anchor);
        Rebalancer.charge(v, valueBefore, valueAfter);
        emit RangesBurned(vaultId, msg.sender, mask, valueBefore, valueAfter);
    }

    /// @inheritdoc IALMKeeper
    function checkBurnRanges(uint256 vaultId, uint256 mask)
        external
        view
        guardedView
        returns (bool ready, bytes memory reason)
    {
        uint256 count = VaultStorage.vault(vaultId).rangeCount;
        if (mask == 0 || mask >> count != 0) {
            return (false, abi.encodeWithSelector(Keeper_NoSuchRange.selector, mask, count));
        }
        // The same conditions as a rebalance's, through the diamond, where they are.
        return IALMInfo(address(this)).checkRebalance(vaultId);
    }

    /// @inheritdoc IALMKeeper
    function liquidate(uint256 vaultId, uint256 skipMask) external guarded returns (uint256 amount0, uint256 amount1) {
        AccessLib.requireEither(Roles.GUARDIAN, Roles.MANAGER);
        Vault storage v = VaultStorage.vault(vaultId);
        Positions.Proceeds memory got = _burn(v, Valuation.loadUnpriceable(v), ~skipMask);
        (amount0, amount1) = (got.principal0 + got.fees0, got.principal1 + got.fees1);
        emit Liquidated(vaultId, msg.sender, skipMask, amount0, amount1);
    }

    function _burn(Vault storage v, Snapshot memory snap, uint256 mask)
        private
        returns (Positions.Proceeds memory got)
    {
        got = Positions.burnSelected(v, snap, mask);
        ProfitRelease.bookWith(v, got.principal0, got.principal1, got.fees0, got.fees1);
    }
}
