// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {OracleLib} from "../../oracle/OracleLib.sol";
import {CashCurve} from "../../risk/CashCurve.sol";
import {RiskLib} from "../../risk/RiskLib.sol";
import {PoolWord} from "../PoolWord.sol";
import {BP, PPM} from "../VaultConstants.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {FeeDebt} from "./FeeDebt.sol";
import {LedgerSlots} from "./LedgerSlots.sol";
import {LossBudget} from "./LossBudget.sol";
import {Placements} from "./Placements.sol";
import {Positions} from "./Positions.sol";
import {ProfitRelease} from "./ProfitRelease.sol";
import {Swaps} from "./Swaps.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Rebalancer
/// @notice Burn, collect, swap, mint to target weights: one transaction, bounded by value at the anchor.
/// @dev The value compared is V(A(a), a), blind to every pool's spot, with collected fees booked apart first. A hostile
/// keeper can therefore cost the vault, in these calls, at most the per-call limit and the rolling budget.
library Rebalancer {
    using VaultConfig for uint256[];

    uint256 private constant WAD = 1e18;

    /// @notice What a rebalance decides before it touches anything.
    struct Targets {
        uint160 sqrtAnchorX96;
        uint256 value;
        uint256 cashTarget;
        uint16[] weightsBp;
    }

    /// @notice Executes a rebalance.
    /// @return targets What was aimed at; `value` is the value before, rounded down.
    /// @return valueAfter Value afterwards at the same anchor, rounded down.
    /// @return lossPpm What was charged to the loss budget, rounded up.
    function rebalance(
        Vault storage v,
        uint256 vaultId,
        IALMProtected.SwapOrder[] calldata swaps,
        IALMProtected.RangeOrder[] calldata orders
    ) internal returns (Targets memory targets, uint256 valueAfter, uint256 lossPpm) {
        LossBudget.requireCool(v.lossWindow, vaultId, v.cooldownSeconds);
        Snapshot memory snap;
        (snap, targets) = target(v);
        if (swaps.length != 0) _requireCalmOrders(snap, orders, targets.sqrtAnchorX96);

        Positions.Proceeds memory got = Positions.burnAll(v, snap);
        ProfitRelease.bookWith(v, got.principal0, got.principal1, got.fees0, got.fees1);
        FeeDebt.restart(v, snap);

        if (swaps.length != 0) _swap(v, vaultId, snap, targets.sqrtAnchorX96, swaps);

        valueAfter = _mint(v, vaultId, snap, targets, orders);
        lossPpm = charge(v, targets.value, valueAfter);
    }

    /// @notice Charges a keeper operation to both loss budgets; reverts if it is beyond either.
    /// @return lossPpm Of the value before, rounded up.
    function charge(Vault storage v, uint256 valueBefore, uint256 valueAfter) internal returns (uint256 lossPpm) {
        lossPpm = lossPpmUp(valueBefore, valueAfter);
        v.lossWindow = LossBudget.charged(
            v.lossWindow, lossPpm, uint256(v.maxLossBp) * (PPM / BP), uint256(v.dailyLossBp) * (PPM / BP)
        );
    }

    /// @notice Prices a vault and derives what it should hold where. Reverts if a pool in use is not calm.
    function target(Vault storage v) internal view returns (Snapshot memory snap, Targets memory targets) {
        Valuation.loadInto(v, snap);
        targets.sqrtAnchorX96 = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        Valuation.requireCalm(snap, targets.sqrtAnchorX96);
        targets.value = Valuation.valueAtAnchorDown(snap, targets.sqrtAnchorX96);
        targets.cashTarget = FixedPointMathLib.fullMulDivUp(
            targets.value, CashCurve.targetRatio(tvlUsdWad(snap.config, targets.value)), WAD
        );
        targets.weightsBp = weightsBp(snap.config);
    }

    /// @notice Target weight of each of the vault's pools by its score, bp; a pool switched off has none.
    function weightsBp(uint256[] memory config) internal view returns (uint16[] memory weights) {
        uint256 count = config.poolCount();
        uint256[] memory positions = new uint256[](count);
        bytes32[] memory poolIds = new bytes32[](count);
        uint256 open;
        for (uint256 i; i < count; ++i) {
            PoolWord pool = config.pool(i);
            if (!pool.isEnabled()) continue;
            positions[open] = i;
            poolIds[open++] = pool.poolId();
        }
        assembly ("memory-safe") {
            mstore(poolIds, open) // shortened: open <= count
        }
        uint16[] memory openWeights = RiskLib.targetWeightsBp(poolIds);
        weights = new uint16[](count);
        for (uint256 i; i < open; ++i) {
            weights[positions[i]] = openWeights[i];
        }
    }

    /// @notice Loss between two values, ppm of the first, rounded up; 0 for a gain.
    function lossPpmUp(uint256 valueBefore, uint256 valueAfter) internal pure returns (uint256) {
        if (valueAfter >= valueBefore) return 0;
        return FixedPointMathLib.fullMulDivUp(valueBefore - valueAfter, PPM, valueBefore);
    }

    function _swap(
        Vault storage v,
        uint256 vaultId,
        Snapshot memory snap,
        uint160 sqrtAnchorX96,
        IALMProtected.SwapOrder[] calldata swaps
    ) private {
        Swaps.Context memory context = Swaps.Context(vaultId, snap.token0, snap.token1, sqrtAnchorX96);
        for (uint256 i; i < swaps.length; ++i) {
            Swaps.execute(v, context, swaps[i]);
        }
        // The pools that were left must be calm too: a swap may have been routed through them.
        Valuation.forgetSpots(snap);
        Valuation.requireCalm(snap, sqrtAnchorX96);
    }

    function _mint(
        Vault storage v,
        uint256 vaultId,
        Snapshot memory snap,
        Targets memory targets,
        IALMProtected.RangeOrder[] calldata orders
    ) private returns (uint256 valueAfter) {
        (Placements.Placement[] memory placed, uint256 need0, uint256 need1) = Placements.resolve(
            snap, orders, targets.sqrtAnchorX96, targets.weightsBp, targets.value - targets.cashTarget
        );
        (snap.locked0, snap.locked1) = ProfitRelease.lockedUp(v);
        (uint256 cash0, uint256 cash1) = LedgerSlots.cash(v);
        snap.cash0 = cash0 - snap.locked0;
        snap.cash1 = cash1 - snap.locked1;
        Placements.place(v, vaultId, snap, placed, need0, need1, 0);
        // Invested cash was no part of what could be placed, and is where it was.
        cash0 = snap.cash0 + snap.invested0;
        cash1 = snap.cash1 + snap.invested1;
        // New ranges owe no management fee yet.
        (uint256 amount0, uint256 amount1) = Placements.principalAtDown(placed, targets.sqrtAnchorX96);
        return RangeMath.valueInToken1Down(cash0 + amount0, cash1 + amount1, targets.sqrtAnchorX96);
    }

    /// @dev Pools about to be used must be calm before the first external swap as well as after the last.
    function _requireCalmOrders(Snapshot memory snap, IALMProtected.RangeOrder[] calldata orders, uint160 sqrtAnchorX96)
        private
        view
    {
        for (uint256 i; i < orders.length; ++i) {
            uint256 index = orders[i].poolIndex;
            if (index >= snap.config.poolCount()) revert IVaultErrors.Vault_PoolUnavailable(index);
            Valuation.calmSpotOf(snap, index, snap.config.pool(index), snap.config.adapter(index), sqrtAnchorX96);
        }
    }

    /// @notice TVL in USD, WAD: the cash curve is drawn over dollars.
    function tvlUsdWad(uint256[] memory config, uint256 value1) internal view returns (uint256) {
        bytes32 feed = config.usdFeedId();
        uint256 priceWad = feed == 0 ? WAD : OracleLib.priceWad(feed);
        return FixedPointMathLib.fullMulDiv(value1, priceWad, 10 ** config.decimals1());
    }
}
