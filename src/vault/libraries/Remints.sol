// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IALMRanges} from "../../interfaces/IALMRanges.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {MAX_RANGES} from "../VaultConstants.sol";
import {Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {FeeDebt} from "./FeeDebt.sol";
import {Fees} from "./Fees.sol";
import {LossBudget} from "./LossBudget.sol";
import {Placements} from "./Placements.sol";
import {Positions} from "./Positions.sol";
import {ProfitRelease} from "./ProfitRelease.sol";
import {Rebalancer} from "./Rebalancer.sol";
import {Valuation} from "./Valuation.sol";

/// @title Remints
/// @notice Some ranges closed, some placed, the others left where they are; no swap.
/// @dev Glossary: D, what the vault may have in ranges (value less cash target); w_i, the weight of pool i; h_i, the value
/// at the anchor of what stays in pool i. A pool has room for max(0, w_i * D - h_i). Where other pools hold more than
/// their weight the rooms add up to more than the cash above its target, and all shrink by the same factor: the keeper
/// can neither give a pool more than its weight nor spend the cash buffer.
library Remints {
    /// @notice What is known before anything is placed.
    struct Plan {
        Snapshot snap;
        Rebalancer.Targets targets;
        uint256[] rooms;
    }

    /// @notice Executes it.
    /// @return valueBefore At the anchor, raw token1, rounded down.
    /// @return valueAfter The same, afterwards.
    /// @return lossPpm What was charged to the loss budget, rounded up.
    function remint(Vault storage v, uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        internal
        returns (uint256 valueBefore, uint256 valueAfter, uint256 lossPpm)
    {
        LossBudget.requireCool(v.lossWindow, vaultId, v.cooldownSeconds);
        Plan memory p;
        (p.snap, p.targets) = Rebalancer.target(v);
        valueBefore = p.targets.value;
        requireMask(burnMask, p.snap.legs.length);
        if (burnMask != 0) {
            Positions.Proceeds memory got = Positions.burnSelected(v, p.snap, burnMask);
            ProfitRelease.bookWith(v, got.principal0, got.principal1, got.fees0, got.fees1);
            // What a burn does not move: prices. The list of ranges it does.
            uint160[] memory spots = p.snap.spotsX96;
            p.snap = Valuation.load(v);
            p.snap.spotsX96 = spots;
        }
        _place(v, vaultId, p, orders);
        uint160 anchor = p.targets.sqrtAnchorX96;
        Snapshot memory placed = Valuation.load(v);
        FeeDebt.dilute(v, placed, _rangeValueDown(p.snap, anchor), _rangeValueDown(placed, anchor));
        valueAfter = Valuation.valueAtAnchorDown(placed, anchor);
        lossPpm = Rebalancer.charge(v, valueBefore, valueAfter);
    }

    /// @notice What `remint` would place, before scaling to what is there.
    function preview(Vault storage v, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        internal
        view
        returns (Plan memory p, Placements.Placement[] memory placed, uint256 need0, uint256 need1)
    {
        (p.snap, p.targets) = Rebalancer.target(v);
        requireMask(burnMask, p.snap.legs.length);
        _moveToCash(p, burnMask);
        return _resolve(p, orders);
    }

    /// @notice Reverts if a mask names ranges the vault does not have.
    function requireMask(uint256 mask, uint256 count) internal pure {
        if (mask >> count != 0) revert IALMRanges.Ranges_NoSuchRange(mask, count);
    }

    function _place(Vault storage v, uint256 vaultId, Plan memory plan, IALMProtected.RangeOrder[] calldata orders)
        private
    {
        (Plan memory p, Placements.Placement[] memory placed, uint256 need0, uint256 need1) = _resolve(plan, orders);
        // Idle cash alone can be spent, whatever else counts as cash.
        p.snap.cash0 = v.cash0 - p.snap.locked0;
        p.snap.cash1 = v.cash1 - p.snap.locked1;
        Placements.place(v, vaultId, p.snap, placed, need0, need1, p.snap.legs.length);
    }

    function _resolve(Plan memory plan, IALMProtected.RangeOrder[] calldata orders)
        private
        view
        returns (Plan memory p, Placements.Placement[] memory placed, uint256 need0, uint256 need1)
    {
        p = plan;
        uint256 count = p.snap.legs.length + orders.length;
        if (count > MAX_RANGES) revert IVaultErrors.Vault_TooMany(count, MAX_RANGES);
        p.rooms = _roomsDown(p.snap, p.targets);
        (placed, need0, need1) = Placements.resolveInto(p.snap, orders, p.targets.sqrtAnchorX96, p.rooms);
        _requireNew(p.snap, placed);
    }

    /// @dev Value of all ranges at the anchor, raw token1.
    function _rangeValueDown(Snapshot memory snap, uint160 anchor) private pure returns (uint256) {
        (uint256 amount0, uint256 amount1) = Valuation.principalAtDown(snap, anchor);
        return RangeMath.valueInToken1Down(amount0, amount1, anchor);
    }

    /// @dev What each pool may still take, raw token1 at the anchor.
    function _roomsDown(Snapshot memory snap, Rebalancer.Targets memory targets)
        private
        pure
        returns (uint256[] memory rooms)
    {
        uint160 anchor = targets.sqrtAnchorX96;
        // target() rounds the cash target up to at most the value.
        rooms = Placements.roomsDown(targets.weightsBp, targets.value - targets.cashTarget);
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            (uint256 x, uint256 y) = RangeMath.amountsUp(anchor, leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
            uint256 held = RangeMath.valueInToken1Up(x, y, anchor);
            rooms[leg.poolIndex] = FixedPointMathLib.zeroFloorSub(rooms[leg.poolIndex], held);
        }
        uint256 sum;
        for (uint256 i; i < rooms.length; ++i) {
            sum += rooms[i];
        }
        uint256 cash = RangeMath.valueInToken1Down(snap.cash0, snap.cash1, anchor);
        uint256 spare = FixedPointMathLib.zeroFloorSub(cash, targets.cashTarget);
        if (sum <= spare) return rooms;
        for (uint256 i; i < rooms.length; ++i) {
            rooms[i] = FixedPointMathLib.fullMulDiv(rooms[i], spare, sum);
        }
    }

    /// @dev A range that is already live would be minted on top: two records of one position.
    function _requireNew(Snapshot memory snap, Placements.Placement[] memory placed) private pure {
        for (uint256 i; i < placed.length; ++i) {
            Placements.Placement memory p = placed[i];
            for (uint256 j; j < snap.legs.length; ++j) {
                Leg memory leg = snap.legs[j];
                if (leg.poolIndex == p.poolIndex && leg.tickLower == p.tickLower && leg.tickUpper == p.tickUpper) {
                    revert IVaultErrors.Vault_DuplicateRange(p.pool.poolId(), p.tickLower, p.tickUpper);
                }
            }
        }
    }

    /// @dev For the preview: the masked ranges as cash, at the spots that were found calm.
    function _moveToCash(Plan memory p, uint256 burnMask) private pure {
        Leg[] memory kept = new Leg[](p.snap.legs.length);
        uint256 count;
        uint256 burned0;
        uint256 burned1;
        for (uint256 i; i < kept.length; ++i) {
            Leg memory leg = p.snap.legs[i];
            if (burnMask >> i & 1 == 0) {
                kept[count++] = leg;
                continue;
            }
            (uint256 x, uint256 y) =
                RangeMath.amountsDown(p.snap.spotsX96[leg.poolIndex], leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
            burned0 += x;
            burned1 += y;
        }
        p.snap.cash0 += burned0 - Fees.debtDown(burned0, p.snap.debtWad);
        p.snap.cash1 += burned1 - Fees.debtDown(burned1, p.snap.debtWad);
        assembly ("memory-safe") {
            mstore(kept, count) // shortened: count <= its length
        }
        p.snap.legs = kept;
    }
}
