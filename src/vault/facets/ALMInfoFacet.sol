// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMInfo} from "../../interfaces/IALMInfo.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {RiskLib} from "../../risk/RiskLib.sol";
import {PoolWord} from "../PoolWord.sol";
import {BP, PPM, SHARE_UNIT} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {Exits} from "../libraries/Exits.sol";
import {LossBudget} from "../libraries/LossBudget.sol";
import {Placements} from "../libraries/Placements.sol";
import {ProfitRelease} from "../libraries/ProfitRelease.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title ALMInfoFacet
/// @notice Reads of the vaults.
contract ALMInfoFacet is IALMInfo, Guarded {
    using VaultConfig for uint256[];

    /// @inheritdoc IALMInfo
    function vaultCount() external view returns (uint256) {
        return VaultStorage.state().vaultCount;
    }

    /// @inheritdoc IALMInfo
    function vaultInfo(uint256 vaultId) external view guardedView returns (VaultView memory info) {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        info.token0 = config.token0();
        info.token1 = config.token1();
        info.decimals0 = uint8(config.decimals0()); // stored as uint8
        info.decimals1 = uint8(config.decimals1()); // stored as uint8
        info.usdFeedId = config.usdFeedId();
        info.totalShares = v.totalShares;
        info.poolCount = config.poolCount();
        info.rangeCount = v.rangeCount;
        info.pausedGroups = v.pausedGroups;
        info.maxLossBp = v.maxLossBp;
        info.dailyLossBp = v.dailyLossBp;
        info.maxSlippageBp = v.maxSlippageBp;
        info.cooldownSeconds = v.cooldownSeconds;
    }

    /// @inheritdoc IALMInfo
    function vaultPools(uint256 vaultId) external view guardedView returns (PoolView[] memory pools) {
        uint256[] memory config = VaultConfig.load(VaultStorage.vault(vaultId));
        uint16[] memory weightsBp = Rebalancer.weightsBp(config);
        pools = new PoolView[](config.poolCount());
        for (uint256 i; i < pools.length; ++i) {
            PoolWord pool = config.pool(i);
            pools[i] = PoolView({
                poolId: pool.poolId(),
                family: pool.family(),
                class: pool.class(),
                enabled: pool.isEnabled(),
                bandBp: pool.bandBp(),
                twapWindow: pool.twapWindow(),
                minWidthTicks: pool.minWidthTicks(),
                maxOffsetTicks: pool.maxOffsetTicks(),
                cScore: RiskLib.effectiveCScore(pool.poolId()),
                weightBp: weightsBp[i]
            });
        }
    }

    /// @inheritdoc IALMInfo
    function vaultRanges(uint256 vaultId) external view guardedView returns (RangeView[] memory ranges) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        ranges = new RangeView[](snap.legs.length);
        for (uint256 i; i < ranges.length; ++i) {
            Leg memory leg = snap.legs[i];
            RangeView memory range = ranges[i];
            range.poolId = leg.pool.poolId();
            range.poolIndex = leg.poolIndex;
            range.tickLower = leg.tickLower;
            range.tickUpper = leg.tickUpper;
            range.liquidity = leg.liquidity;
            (range.amount0, range.amount1) = RangeMath.amountsDown(
                IDexAdapter(leg.adapter).spotSqrtPriceX96(leg.pool.poolId()),
                leg.sqrtLowerX96,
                leg.sqrtUpperX96,
                leg.liquidity
            );
            (range.fees0, range.fees1) =
                IDexAdapter(leg.adapter).pendingFees(leg.pool.poolId(), address(this), leg.tickLower, leg.tickUpper);
        }
    }

    /// @inheritdoc IALMInfo
    function poolVault(bytes32 poolId) external view returns (uint256) {
        return VaultStorage.state().poolVault[poolId];
    }

    /// @inheritdoc IALMInfo
    function totalBalances(uint256 vaultId) external view guardedView returns (uint256 amount0, uint256 amount1) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        Valuation.priceUnchecked(snap);
        return (snap.cash0 + snap.range0, snap.cash1 + snap.range1);
    }

    /// @inheritdoc IALMInfo
    function cashBalances(uint256 vaultId) external view guardedView returns (uint256 cash0, uint256 cash1) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        return (snap.cash0, snap.cash1);
    }

    /// @inheritdoc IALMInfo
    function unreleasedProfit(uint256 vaultId) external view guardedView returns (uint256 amount0, uint256 amount1) {
        return ProfitRelease.lockedUp(VaultStorage.vault(vaultId));
    }

    /// @inheritdoc IALMInfo
    function valueAtAnchor(uint256 vaultId) external view guardedView returns (uint256 value, uint160 sqrtAnchorX96) {
        (, value, sqrtAnchorX96) = _valued(vaultId);
    }

    /// @inheritdoc IALMInfo
    function valuePerShareWad(uint256 vaultId) external view guardedView returns (uint256) {
        (uint256 supply, uint256 value,) = _valued(vaultId);
        return supply == 0 ? 0 : FixedPointMathLib.fullMulDiv(value, SHARE_UNIT * 1e18, supply);
    }

    /// @inheritdoc IALMInfo
    function targetWeightsAndCash(uint256 vaultId)
        external
        view
        guardedView
        returns (uint16[] memory weightsBp, uint256 cashTargetBp)
    {
        (, Rebalancer.Targets memory targets) = Rebalancer.target(VaultStorage.vault(vaultId));
        weightsBp = targets.weightsBp;
        cashTargetBp = targets.value == 0 ? BP : FixedPointMathLib.fullMulDivUp(targets.cashTarget, BP, targets.value);
    }

    /// @inheritdoc IALMInfo
    function lossBudget(uint256 vaultId)
        external
        view
        guardedView
        returns (uint256 usedPpm, uint256 budgetPpm, uint256 readyAt)
    {
        Vault storage v = VaultStorage.vault(vaultId);
        usedPpm = LossBudget.usedPpm(v.lossWindow);
        budgetPpm = uint256(v.dailyLossBp) * (PPM / BP);
        readyAt = LossBudget.readyAt(v.lossWindow, v.cooldownSeconds);
    }

    /// @inheritdoc IALMInfo
    function requireCalm(uint256 vaultId) external view guardedView {
        Snapshot memory snap = Valuation.loadUnpriceable(VaultStorage.vault(vaultId));
        Valuation.requireCalm(snap, Valuation.sqrtAnchorX96(snap.token0, snap.token1));
    }

    /// @inheritdoc IALMInfo
    function adapter(uint8 family) external view returns (address) {
        return VaultStorage.state().adapters[family];
    }

    /// @inheritdoc IALMInfo
    function previewHarvest(uint256 vaultId) external view guardedView returns (uint256 fees0, uint256 fees1) {
        return Exits.pendingFees(Valuation.loadUnpriceable(VaultStorage.vault(vaultId)));
    }

    /// @inheritdoc IALMInfo
    function planRebalance(uint256 vaultId, IALMProtected.RangeOrder[] calldata orders)
        external
        view
        guardedView
        returns (RebalancePlan memory plan)
    {
        (Snapshot memory snap, Rebalancer.Targets memory targets) = Rebalancer.target(VaultStorage.vault(vaultId));
        Placements.Placement[] memory placed;
        (placed, plan.need0, plan.need1) = Placements.resolve(
            snap, orders, targets.sqrtAnchorX96, targets.weightsBp, targets.value - targets.cashTarget
        );
        Valuation.priceCalmDown(snap, targets.sqrtAnchorX96);
        plan.liquidity = new uint128[](placed.length);
        for (uint256 i; i < placed.length; ++i) {
            plan.liquidity[i] = placed[i].liquidity;
        }
        plan.have0 = snap.cash0 - snap.invested0 + snap.range0;
        plan.have1 = snap.cash1 - snap.invested1 + snap.range1;
        plan.weightsBp = targets.weightsBp;
        plan.valueAtAnchor = targets.value;
        plan.cashTarget = targets.cashTarget;
    }

    /// @inheritdoc IALMInfo
    function checkRebalance(uint256 vaultId) external view guardedView returns (bool ready, bytes memory reason) {
        reason = VaultChecks.keeperReason(VaultStorage.vault(vaultId), vaultId);
        if (reason.length != 0) return (false, reason);
        // Through the diamond, because only an external call can be caught.
        try IALMInfo(address(this)).requireCalm(vaultId) {
            return (true, "");
        } catch (bytes memory cause) {
            return (false, cause);
        }
    }

    function _valued(uint256 vaultId) private view returns (uint256 supply, uint256 value, uint160 sqrtAnchorX96) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        supply = snap.supply;
        sqrtAnchorX96 = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        value = Valuation.valueAtAnchorDown(snap, sqrtAnchorX96);
    }
}
