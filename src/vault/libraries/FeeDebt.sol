// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {Fees} from "./Fees.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title FeeDebt
/// @notice How the management fee's debt ends without an exit: paid from what a harvest collects, or with the ranges.
library FeeDebt {
    using VaultConfig for uint256[];

    uint256 private constant WAD = 1e18;

    /// @notice Pays as much of the debt from collected fees as they cover of both tokens, and books it.
    /// @dev The debt is phi of the ranges at each pool's time-weighted price: anyone may harvest, and spot could be moved
    /// for the moment of it. Both tokens are paid in the debt's proportion; the rest waits for the ranges to be burned.
    /// @param fees0 Raw token0 collected, performance fee taken.
    /// @param fees1 Raw token1.
    /// @return left0 What remains for the holders.
    /// @return left1 The same of token1.
    function payFrom(Vault storage v, Snapshot memory snap, uint256 fees0, uint256 fees1)
        internal
        returns (uint256 left0, uint256 left1)
    {
        (uint256 paid0, uint256 paid1, uint256 leftWad) = quote(snap, fees0, fees1);
        if (leftWad == snap.debtWad) return (fees0, fees1);
        snap.debtWad = leftWad;
        Fees.fixDebt(v, leftWad);
        Fees.bookEarned(v, snap, 0, 0, paid0, paid1);
        return (fees0 - paid0, fees1 - paid1);
    }

    /// @notice What `payFrom` would pay, and the phi that would be left.
    function quote(Snapshot memory snap, uint256 fees0, uint256 fees1)
        internal
        view
        returns (uint256 paid0, uint256 paid1, uint256 leftWad)
    {
        leftWad = snap.debtWad;
        if (leftWad == 0 || (fees0 == 0 && fees1 == 0)) return (0, 0, leftWad);
        (uint256 owed0, uint256 owed1) = _principalAtMean(snap);
        owed0 = Fees.debtDown(owed0, leftWad);
        owed1 = Fees.debtDown(owed1, leftWad);
        if (owed0 == 0 && owed1 == 0) return (0, 0, leftWad);
        uint256 partWad = WAD;
        if (fees0 < owed0) partWad = FixedPointMathLib.fullMulDiv(fees0, WAD, owed0);
        if (fees1 < owed1) partWad = FixedPointMathLib.min(partWad, FixedPointMathLib.fullMulDiv(fees1, WAD, owed1));
        // partWad <= fees / owed, so neither is above what was collected.
        paid0 = FixedPointMathLib.fullMulDiv(owed0, partWad, WAD);
        paid1 = FixedPointMathLib.fullMulDiv(owed1, partWad, WAD);
        leftWad -= FixedPointMathLib.fullMulDiv(leftWad, partWad, WAD);
    }

    /// @notice Starts the debt anew once every range is burned, and with them the debt is booked: what is placed next
    /// owes from now on.
    function restart(Vault storage v, Snapshot memory snap) internal {
        if (!Fees.isManaged(snap.config.feeWord())) return;
        snap.debtWad = 0;
        Fees.fixDebt(v, 0);
    }

    /// @notice Spreads the debt over ranges placed beside those that owe it, so that new ones bring none of their own and
    /// the debt stays what it was: phi' = phi * (value of the old) / (value of all), rounded down.
    /// @param snap The vault as it is now, the new ranges among its legs; its phi is brought up to date.
    /// @param oldValue Of the ranges that were there, by one price, raw token1.
    /// @param allValue Of all ranges, by the same.
    function dilute(Vault storage v, Snapshot memory snap, uint256 oldValue, uint256 allValue) internal {
        if (!Fees.isManaged(snap.config.feeWord())) return;
        snap.debtWad = allValue == 0 ? 0 : FixedPointMathLib.fullMulDiv(snap.debtWad, oldValue, allValue);
        Fees.fixDebt(v, snap.debtWad);
    }

    function _principalAtMean(Snapshot memory snap) private view returns (uint256 amount0, uint256 amount1) {
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            // The window is 16 bits of the word.
            (, int24 meanTick,) = IDexAdapter(leg.adapter).prices(leg.pool.poolId(), uint32(leg.pool.twapWindow()));
            (uint256 x, uint256 y) = RangeMath.amountsDown(
                TickMath.getSqrtPriceAtTick(meanTick), leg.tickLower, leg.tickUpper, leg.liquidity
            );
            amount0 += x;
            amount1 += y;
        }
    }
}
