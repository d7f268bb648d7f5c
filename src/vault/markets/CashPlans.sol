// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMCash} from "../../interfaces/IALMCash.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {CashCurve} from "../../risk/CashCurve.sol";
import {BP} from "../VaultConstants.sol";
import {Snapshot} from "../VaultTypes.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {Valuation} from "../libraries/Valuation.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";
import {MarketWord} from "./MarketWord.sol";
import {Markets} from "./Markets.sol";

/// @title CashPlans
/// @notice How much of each token is to lie idle, by the cash curve, and what that leaves to invest or to bring home.
/// @dev The floor of a token is r·(1 - lowOffset) of what the vault has of it at the anchor: an exit of that part of the
/// vault takes the same part of each token. By value the two floors are r·(1 - lowOffset)·T together.
library CashPlans {
    using MarketWord for uint256;
    using VaultConfig for uint256[];

    uint256 private constant WAD = 1e18;

    /// @notice The plan of a vault whose value at the anchor is `value`, raw token1.
    function planOf(Snapshot memory snap, uint160 anchor, uint256 value)
        internal
        view
        returns (IALMCash.CashPlan memory plan)
    {
        plan.targetWad = CashCurve.targetRatio(Rebalancer.tvlUsdWad(snap.config, value));
        (uint16 low, uint16 high) = snap.config.cashBand();
        (plan.lowWad, plan.highWad) = CashCurve.triggers(plan.targetWad, low, high);
        uint256 cashValue = RangeMath.valueInToken1Down(snap.cash0, snap.cash1, anchor);
        plan.bufferWad = value == 0 ? WAD : FixedPointMathLib.fullMulDiv(cashValue, WAD, value);
        (uint256 range0, uint256 range1) = Valuation.principalAtDown(snap, anchor);
        plan.invested0 = snap.invested0;
        plan.invested1 = snap.invested1;
        plan.idle0 = snap.cash0 - snap.invested0;
        plan.idle1 = snap.cash1 - snap.invested1;
        plan.floor0 = FixedPointMathLib.fullMulDivUp(snap.cash0 + range0, plan.lowWad, WAD);
        plan.floor1 = FixedPointMathLib.fullMulDivUp(snap.cash1 + range1, plan.lowWad, WAD);
        plan.investable0 = _investable(snap.config.market(0), plan.idle0, plan.floor0, plan.invested0, snap.entryExtra0);
        plan.investable1 = _investable(snap.config.market(1), plan.idle1, plan.floor1, plan.invested1, snap.entryExtra1);
        plan.divestable0 =
            FixedPointMathLib.min(FixedPointMathLib.zeroFloorSub(plan.floor0, plan.idle0), plan.invested0);
        plan.divestable1 =
            FixedPointMathLib.min(FixedPointMathLib.zeroFloorSub(plan.floor1, plan.idle1), plan.invested1);
    }

    function _investable(uint256 word, uint256 idle, uint256 floor, uint256 invested, uint256 entryExtra)
        private
        pure
        returns (uint256)
    {
        if (word.shareBp() == 0 || entryExtra == Markets.CLOSED) return 0;
        uint256 most = FixedPointMathLib.fullMulDiv(idle + invested, word.shareBp(), BP);
        return FixedPointMathLib.min(
            FixedPointMathLib.zeroFloorSub(idle, floor), FixedPointMathLib.zeroFloorSub(most, invested)
        );
    }
}
