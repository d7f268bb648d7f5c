// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IInfo} from "../../interfaces/IInfo.sol";
import {IRiskModel} from "../../interfaces/IRiskModel.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {Concentration} from "../../risk/Concentration.sol";
import {RiskLib} from "../../risk/RiskLib.sol";
import {RiskModelLib} from "../../risk/RiskModelLib.sol";
import {PoolWord} from "../PoolWord.sol";
import {BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Leg, Snapshot} from "../VaultTypes.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title InfoFacet
/// @notice Reads for those who watch the vaults.
contract InfoFacet is IInfo, Guarded {
    using VaultConfig for uint256[];

    uint256 private constant CONCENTRATED = 1;
    uint256 private constant DEGRADED = 2;
    uint256 private constant BUFFER_BELOW_REDEMPTIONS = 4;
    /// @dev A pool with more than this is a concentration, bp.
    uint256 private constant CONCENTRATION_BP = 5000;

    /// @inheritdoc IInfo
    function attribution(uint256 vaultId) external view guardedView returns (PoolAttribution[] memory pools) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        uint16[] memory weightsBp = Rebalancer.weightsBp(snap.config);
        uint256 total;
        (pools, total) = _principal(snap);
        for (uint256 i; i < pools.length; ++i) {
            PoolAttribution memory pool = pools[i];
            pool.poolId = snap.config.pool(i).poolId();
            pool.targetBp = weightsBp[i];
            pool.cScore = RiskLib.effectiveCScore(pool.poolId);
            if (total != 0) pool.valueBp = pool.value * BP / total;
        }
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            (uint256 fees0, uint256 fees1) =
                IDexAdapter(leg.adapter).pendingFees(leg.pool.poolId(), address(this), leg.tickLower, leg.tickUpper);
            pools[leg.poolIndex].fees0 += fees0;
            pools[leg.poolIndex].fees1 += fees1;
        }
    }

    /// @inheritdoc IInfo
    function diversification(uint256 vaultId) external view guardedView returns (Diversification memory spread) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        uint256[] memory partsBp = _partsBp(snap);
        spread.herfindahlBp = Concentration.herfindahlBpUp(partsBp);
        spread.effectivePoolsWad = Concentration.effectiveNumberWadDown(partsBp);
        spread.largestBp = Concentration.largestBp(partsBp);
        partsBp = _targetsBp(snap.config);
        spread.targetHerfindahlBp = Concentration.herfindahlBpUp(partsBp);
        spread.targetEffectivePoolsWad = Concentration.effectiveNumberWadDown(partsBp);
        spread.targetLargestBp = Concentration.largestBp(partsBp);
    }

    /// @inheritdoc IInfo
    function scoreSpread(uint256 vaultId)
        external
        view
        guardedView
        returns (uint256 least, uint256 greatest, uint256 mean, uint256 variance)
    {
        uint256[] memory config = VaultConfig.load(VaultStorage.vault(vaultId));
        uint256[] memory scores = new uint256[](config.poolCount());
        uint256 open;
        for (uint256 i; i < scores.length; ++i) {
            PoolWord pool = config.pool(i);
            if (pool.isEnabled()) scores[open++] = RiskLib.effectiveCScore(pool.poolId());
        }
        assembly ("memory-safe") {
            mstore(scores, open) // shortened: open <= its length
        }
        return Concentration.spreadDown(scores);
    }

    /// @inheritdoc IInfo
    function riskFlags(uint256 vaultId, uint256 redeemed0, uint256 redeemed1)
        external
        view
        guardedView
        returns (uint256 flags)
    {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        uint256[] memory partsBp = snap.legs.length == 0 ? _targetsBp(snap.config) : _partsBp(snap);
        if (Concentration.largestBp(partsBp) > CONCENTRATION_BP) flags |= CONCENTRATED;
        for (uint256 i; i < partsBp.length; ++i) {
            PoolWord pool = snap.config.pool(i);
            if (pool.isEnabled() && RiskLib.isDegraded(pool.poolId())) flags |= DEGRADED;
        }
        if (snap.cash0 < redeemed0 || snap.cash1 < redeemed1) flags |= BUFFER_BELOW_REDEMPTIONS;
    }

    /// @inheritdoc IInfo
    /// @dev Pure, nothing to guard.
    function weightModelPresets()
        external
        pure
        returns (
            IRiskModel.WeightModel memory standard,
            IRiskModel.WeightModel memory conservative,
            IRiskModel.WeightModel memory aggressive
        )
    {
        return (RiskModelLib.defaultModel(), RiskModelLib.conservativeModel(), RiskModelLib.aggressiveModel());
    }

    /// @dev Each pool's principal at the anchor, and the value of all of it.
    function _principal(Snapshot memory snap) private view returns (PoolAttribution[] memory pools, uint256 total) {
        pools = new PoolAttribution[](snap.config.poolCount());
        if (snap.legs.length == 0) return (pools, 0);
        uint160 anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            PoolAttribution memory pool = pools[leg.poolIndex];
            (uint256 x, uint256 y) = RangeMath.amountsDown(anchor, leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
            pool.amount0 += x;
            pool.amount1 += y;
        }
        for (uint256 i; i < pools.length; ++i) {
            pools[i].value = RangeMath.valueInToken1Down(pools[i].amount0, pools[i].amount1, anchor);
            total += pools[i].value;
        }
    }

    function _partsBp(Snapshot memory snap) private view returns (uint256[] memory partsBp) {
        (PoolAttribution[] memory pools, uint256 total) = _principal(snap);
        partsBp = new uint256[](pools.length);
        if (total == 0) return partsBp;
        for (uint256 i; i < pools.length; ++i) {
            partsBp[i] = pools[i].value * BP / total;
        }
    }

    function _targetsBp(uint256[] memory config) private view returns (uint256[] memory partsBp) {
        uint16[] memory weightsBp = Rebalancer.weightsBp(config);
        partsBp = new uint256[](weightsBp.length);
        for (uint256 i; i < weightsBp.length; ++i) {
            partsBp[i] = weightsBp[i];
        }
    }
}
