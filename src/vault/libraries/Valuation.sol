// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {AdapterCalls} from "../../adapters/AdapterCalls.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {OracleLib} from "../../oracle/OracleLib.sol";
import {PoolWord} from "../PoolWord.sol";
import {MAX_BAND_VOLATILE_BP} from "../VaultConstants.sol";
import {Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {Markets} from "../markets/Markets.sol";
import {Fees} from "./Fees.sol";
import {ProfitRelease} from "./ProfitRelease.sol";
import {RangeSlots} from "./RangeSlots.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Valuation
/// @notice What a vault owns, and what that is worth.
/// @dev Glossary (DESIGN section 3): s, each pool's spot; a, the anchor price from the oracle; A(x), the vault's
/// amounts with every range computed at x; V(A, p), their value at p, raw token1. Unreleased profit, uncollected
/// fees and the management fee's part of the ranges are in none of them. Principal is computed from recorded liquidity with the venues' own formula, rounded down
/// exactly as a burn pays, so nothing anyone sends to the diamond or mints on its behalf can enter.
library Valuation {
    using AdapterCalls for address;
    using VaultConfig for uint256[];

    /// @notice Everything about a vault but what depends on spots.
    function load(Vault storage v) internal view returns (Snapshot memory snap) {
        loadInto(v, snap);
    }

    /// @notice As `load`, into a fresh snapshot of the caller's.
    function loadInto(Vault storage v, Snapshot memory snap) internal view {
        _loadBooks(v, snap);
        Markets.load(v, snap);
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            leg.sqrtLowerX96 = TickMath.getSqrtPriceAtTick(leg.tickLower);
            leg.sqrtUpperX96 = TickMath.getSqrtPriceAtTick(leg.tickUpper);
        }
    }

    /// @notice As `load`, without invested cash and the ranges' bounds as sqrt prices: enough to burn and to collect, not to
    /// value.
    function loadUnpriceable(Vault storage v) internal view returns (Snapshot memory snap) {
        _loadBooks(v, snap);
    }

    function _loadBooks(Vault storage v, Snapshot memory snap) private view {
        snap.config = VaultConfig.load(v);
        snap.token0 = snap.config.token0();
        snap.token1 = snap.config.token1();
        snap.supply = v.totalShares;
        (snap.locked0, snap.locked1) = ProfitRelease.lockedUp(v);
        snap.cash0 = v.cash0 - snap.locked0;
        snap.cash1 = v.cash1 - snap.locked1;
        snap.debtWad = Fees.debtWad(v, snap.config.feeWord());
        uint256 count = v.rangeCount;
        snap.legs = new Leg[](count);
        snap.spotsX96 = new uint160[](snap.config.poolCount());
        for (uint256 i; i < count; ++i) {
            _loadLeg(v, snap.config, i, snap.legs[i]);
        }
    }

    /// @notice Adds principal at spot, A(s), as a burn pays it, after checking that each pool in use is calm.
    function priceCalmDown(Snapshot memory snap, uint160 anchorX96) internal view {
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            _addPrincipalDown(snap, leg, _calmSpotOf(snap, leg, anchorX96));
        }
        _deductDebtUp(snap);
    }

    /// @notice The same as a mint charges it: what a newcomer pays for, lest fractions of a wei in each range be its gain.
    function priceCalmUp(Snapshot memory snap, uint160 anchorX96) internal view {
        Markets.priceForEntry(snap);
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            uint160 spot = _calmSpotOf(snap, leg, anchorX96);
            (uint256 x, uint256 y) = RangeMath.amountsUp(spot, leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
            snap.range0 += x;
            snap.range1 += y;
        }
        snap.range0 -= Fees.debtDown(snap.range0, snap.debtWad);
        snap.range1 -= Fees.debtDown(snap.range1, snap.debtWad);
    }

    /// @notice Reverts `Vault_NotCalm` if a pool in use is off the anchor.
    function requireCalm(Snapshot memory snap, uint160 anchorX96) internal view {
        for (uint256 i; i < snap.legs.length; ++i) {
            _calmSpotOf(snap, snap.legs[i], anchorX96);
        }
    }

    /// @notice Spot of one of the vault's pools, read and judged once a snapshot; reverts `Vault_NotCalm` if it is off the
    /// anchor.
    /// @dev Whoever may have moved prices since the first reading (by a swap) forgets it first, see `forgetSpots`.
    /// @param pool The pool at `poolIndex`, and its adapter: callers have them at hand.
    function calmSpotOf(Snapshot memory snap, uint256 poolIndex, PoolWord pool, address adapter, uint160 anchorX96)
        internal
        view
        returns (uint160 spot)
    {
        spot = snap.spotsX96[poolIndex];
        if (spot != 0) return spot; // no venue has a price of zero
        spot = calmSpot(pool, adapter, anchorX96);
        snap.spotsX96[poolIndex] = spot;
    }

    /// @notice Lets every spot be read and judged afresh.
    function forgetSpots(Snapshot memory snap) internal pure {
        snap.spotsX96 = new uint160[](snap.spotsX96.length);
    }

    /// @notice Adds principal at spot without judging the spot: for exits in kind, which need no price.
    function priceUnchecked(Snapshot memory snap) internal view {
        for (uint256 i; i < snap.legs.length; ++i) {
            Leg memory leg = snap.legs[i];
            _addPrincipalDown(snap, leg, IDexAdapter(leg.adapter).spotSqrtPriceX96(leg.pool.poolId()));
        }
        _deductDebtUp(snap);
    }

    /// @notice A pool's spot; reverts `Vault_NotCalm` if it or the TWAP leaves the pool's band around the anchor.
    function calmSpot(PoolWord pool, address adapter, uint160 anchorX96) internal view returns (uint160 spotX96) {
        uint256 band = pool.bandBp();
        int24 twapTick;
        int24 spotTick;
        (spotX96, twapTick, spotTick) = adapter.prices(pool.poolId(), pool.twapWindow());
        if (twapTick != spotTick && _areSurelyWithin(spotX96, anchorX96, band, twapTick, spotTick)) return spotX96;
        if (!RangeMath.isWithinBand(spotX96, anchorX96, band)) _revertNotCalm(pool, spotX96, anchorX96);
        // A mean in the very tick of spot is as near as spot, to a tick, which is one bp.
        if (twapTick == spotTick) return spotX96;
        uint160 twapX96 = TickMath.getSqrtPriceAtTick(twapTick);
        if (!RangeMath.isWithinBand(twapX96, anchorX96, band)) _revertNotCalm(pool, twapX96, anchorX96);
    }

    /// @dev Whether spot and the mean are within the band for certain, by one look at spot. False means no more than that
    /// both must be looked at.
    /// Proof, in parts of one. Spot lies in its tick or on that tick's upper end, so n ticks, one more than lie between,
    /// are at least what parts it from the mean: their prices are apart by at most 1.0001^n. Spot is within band - 2n of
    /// the anchor, n in bp. Below: 1.0001^-n >= 1 - n, and (1 - band + 2n) * (1 - n) >= 1 - band + n. Above: n <= band / 2 <=
    /// 100 bp, so 1.0001^n <= 1 + 1.06n, and (1 + band - 2n) * (1 + 1.06n) <= 1 + band - 0.9n. What is left of n, 9e-5 at
    /// least, is far above the rounding of a tick's price (one unit in 2^32) and of the band (2^-57 bp).
    function _areSurelyWithin(uint160 spotX96, uint160 anchorX96, uint256 band, int256 twapTick, int256 spotTick)
        private
        pure
        returns (bool)
    {
        // Unchecked: ticks are int24, and what is subtracted is not larger.
        unchecked {
            uint256 margin = 2 * (FixedPointMathLib.dist(twapTick, spotTick) + 1);
            return
                margin <= band && band <= MAX_BAND_VOLATILE_BP
                    && RangeMath.isWithinBand(spotX96, anchorX96, band - margin);
        }
    }

    function _revertNotCalm(PoolWord pool, uint160 sqrtPriceX96, uint160 anchorX96) private pure {
        // Once spot is back, the average follows within a window at the latest.
        revert IVaultErrors.Vault_NotCalm(
            pool.poolId(), RangeMath.deviationBpUp(sqrtPriceX96, anchorX96), pool.twapWindow()
        );
    }

    /// @notice The anchor price of a vault's pair, Q64.96 sqrt; reverts with the oracle's reason.
    function sqrtAnchorX96(address token0, address token1) internal view returns (uint160) {
        return OracleLib.anchorSqrtPriceX96(token0, token1);
    }

    /// @notice V(A(a), a): the vault's value with every range computed at the anchor, raw token1, rounded down.
    /// @dev Independent of any pool's spot.
    function valueAtAnchorDown(Snapshot memory snap, uint160 anchor) internal pure returns (uint256) {
        (uint256 amount0, uint256 amount1) = principalAtDown(snap, anchor);
        return RangeMath.valueInToken1Down(snap.cash0 + amount0, snap.cash1 + amount1, anchor);
    }

    /// @notice A(p) without the cash: every range's principal at one price, whatever the pools' spots, rounded down.
    function principalAtDown(Snapshot memory snap, uint160 sqrtPriceX96)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        uint256 count = snap.legs.length;
        for (uint256 i; i < count; ++i) {
            Leg memory leg = snap.legs[i];
            (uint256 x, uint256 y) =
                RangeMath.amountsDown(sqrtPriceX96, leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
            // Unchecked: liquidity is below 2^128 and a sqrt price in [2^32, 2^160), so each amount is below 2^192, and
            // ranges are few.
            unchecked {
                amount0 += x;
                amount1 += y;
            }
        }
        amount0 -= Fees.debtUp(amount0, snap.debtWad);
        amount1 -= Fees.debtUp(amount1, snap.debtWad);
    }

    /// @notice V(A(s), a): what the vault would hold if it burned all now, at the anchor, raw token1, rounded up.
    function valueOfHoldingsUp(Snapshot memory snap, uint160 anchor) internal pure returns (uint256) {
        return RangeMath.valueInToken1Up(snap.cash0 + snap.range0, snap.cash1 + snap.range1, anchor);
    }

    function _loadLeg(Vault storage v, uint256[] memory config, uint256 index, Leg memory leg) private view {
        RangeSlots.read(v, index, leg);
        uint256 poolIndex = leg.poolIndex;
        leg.pool = config.pool(poolIndex);
        leg.adapter = config.adapter(poolIndex);
    }

    function _calmSpotOf(Snapshot memory snap, Leg memory leg, uint160 anchorX96) private view returns (uint160) {
        return calmSpotOf(snap, leg.poolIndex, leg.pool, leg.adapter, anchorX96);
    }

    /// @dev Leaves the management fee's part out of the ranges' principal.
    function _deductDebtUp(Snapshot memory snap) private pure {
        snap.range0 -= Fees.debtUp(snap.range0, snap.debtWad);
        snap.range1 -= Fees.debtUp(snap.range1, snap.debtWad);
    }

    function _addPrincipalDown(Snapshot memory snap, Leg memory leg, uint160 spot) private pure {
        (uint256 x, uint256 y) = RangeMath.amountsDown(spot, leg.sqrtLowerX96, leg.sqrtUpperX96, leg.liquidity);
        snap.range0 += x;
        snap.range1 += y;
    }
}
