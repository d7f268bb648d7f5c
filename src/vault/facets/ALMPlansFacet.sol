// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMInfo} from "../../interfaces/IALMInfo.sol";
import {IALMPlans} from "../../interfaces/IALMPlans.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {Exits} from "../libraries/Exits.sol";
import {Fees} from "../libraries/Fees.sol";
import {Placements} from "../libraries/Placements.sol";
import {Remints} from "../libraries/Remints.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title ALMPlansFacet
/// @notice What keepers ask before they act.
contract ALMPlansFacet is IALMPlans, Guarded {
    using VaultConfig for uint256[];

    /// @inheritdoc IALMPlans
    function planRemint(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        external
        view
        guardedView
        returns (RemintPlan memory plan)
    {
        Remints.Plan memory p;
        Placements.Placement[] memory placed;
        (p, placed, plan.need0, plan.need1) = Remints.preview(VaultStorage.vault(vaultId), burnMask, orders);
        (plan.have0, plan.have1) = (p.snap.cash0, p.snap.cash1);
        plan.roomsInToken1 = p.rooms;
        plan.liquidity = new uint128[](placed.length);
        for (uint256 i; i < placed.length; ++i) {
            plan.liquidity[i] = placed[i].liquidity;
        }
    }

    /// @inheritdoc IALMPlans
    function checkRemint(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        external
        view
        guardedView
        returns (bool ready, bytes memory reason)
    {
        (ready, reason) = IALMInfo(address(this)).checkRebalance(vaultId);
        if (!ready) return (ready, reason);
        // Through the diamond, because only an external call can be caught.
        try IALMPlans(address(this)).planRemint(vaultId, burnMask, orders) returns (RemintPlan memory) {
            return (true, "");
        } catch (bytes memory cause) {
            return (false, cause);
        }
    }

    /// @inheritdoc IALMPlans
    function previewBurnRanges(uint256 vaultId, uint256 mask)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1, uint256 fees0, uint256 fees1)
    {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        Remints.requireMask(mask, snap.legs.length);
        for (uint256 i; i < snap.legs.length; ++i) {
            if (mask >> i & 1 == 0) continue;
            Leg memory leg = snap.legs[i];
            IDexAdapter venue = IDexAdapter(leg.adapter);
            bytes32 poolId = leg.pool.poolId();
            (uint256 x, uint256 y) =
                RangeMath.amountsDown(venue.spotSqrtPriceX96(poolId), leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
            (amount0, amount1) = (amount0 + x, amount1 + y);
            (x, y) = venue.pendingFees(poolId, address(this), leg.tickLower, leg.tickUpper);
            (fees0, fees1) = (fees0 + x, fees1 + y);
        }
        uint256 performanceBp = Fees.unpack(snap.config.feeWord()).performanceBp;
        amount0 -= Fees.debtDown(amount0, snap.debtWad);
        amount1 -= Fees.debtDown(amount1, snap.debtWad);
        fees0 -= Fees.partDown(fees0, performanceBp);
        fees1 -= Fees.partDown(fees1, performanceBp);
    }

    /// @inheritdoc IALMPlans
    function planSwapFree(
        uint256 vaultId,
        IALMProtected.RangeOrder[] calldata orders,
        IALMProtected.RangeOrder[] calldata above,
        IALMProtected.RangeOrder[] calldata below
    ) external view guardedView returns (IALMProtected.RangeOrder[] memory planned) {
        IALMInfo.RebalancePlan memory plan = IALMInfo(address(this)).planRebalance(vaultId, orders);
        uint256 enough0 = _partBp(plan.have0, plan.need0);
        uint256 enough1 = _partBp(plan.have1, plan.need1);
        if (enough0 == BP && enough1 == BP) return orders;
        // The values of both needs sum to less than those of what there is: not both are scarce.
        return enough0 < enough1 ? _split(orders, below, enough0) : _split(orders, above, enough1);
    }

    /// @inheritdoc IALMPlans
    function checkHarvest(uint256 vaultId, uint256 fees0Min, uint256 fees1Min)
        external
        view
        guardedView
        returns (bool ready, bytes memory reason)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        reason = VaultChecks.pauseReason(v, vaultId, PauseGroups.HARVEST);
        if (reason.length != 0) return (false, reason);
        (uint256 fees0, uint256 fees1) = Exits.pendingFees(Valuation.loadUnpriceable(v));
        return (fees0 >= fees0Min && fees1 >= fees1Min, "");
    }

    /// @dev Part of a need that is there, bp, rounded down; the whole if nothing is needed.
    function _partBp(uint256 have, uint256 need) private pure returns (uint256) {
        return have >= need ? BP : FixedPointMathLib.fullMulDiv(have, BP, need);
    }

    function _split(
        IALMProtected.RangeOrder[] calldata orders,
        IALMProtected.RangeOrder[] calldata companions,
        uint256 keptBp
    ) private pure returns (IALMProtected.RangeOrder[] memory planned) {
        uint256 count = orders.length;
        if (companions.length != count) revert Ranges_Unpaired(companions.length);
        planned = new IALMProtected.RangeOrder[](2 * count);
        for (uint256 i; i < count; ++i) {
            if (companions[i].poolIndex != orders[i].poolIndex) revert Ranges_Unpaired(i);
            planned[i] = orders[i];
            planned[count + i] = companions[i];
            // At most the order's share, a uint16.
            planned[i].shareBp = uint16(uint256(orders[i].shareBp) * keptBp / BP);
            planned[count + i].shareBp = orders[i].shareBp - planned[i].shareBp;
        }
    }
}
