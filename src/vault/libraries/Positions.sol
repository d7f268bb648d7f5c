// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {AdapterCalls} from "../../adapters/AdapterCalls.sol";
import {Leg, Range, Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {Fees} from "./Fees.sol";
import {RangeSlots} from "./RangeSlots.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Positions
/// @notice The vault's ranges: burning them, in whole or by fraction, and keeping the list.
/// @dev Records are written before the venue is called. What comes back is measured once over all calls, and
/// the protocol's fees are taken from it there: no way of burning or collecting gets past them.
library Positions {
    using AdapterCalls for address;
    using VaultConfig for uint256[];

    uint256 private constant WAD = 1e18;

    /// @notice What burns brought the holders, raw units: principal, which the venue rounds down, less the management fee's
    /// part; fees, less the performance fee, which is told apart.
    struct Proceeds {
        uint256 principal0;
        uint256 principal1;
        uint256 fees0;
        uint256 fees1;
        uint256 performance0;
        uint256 performance1;
    }

    /// @notice Burns every range whole and collects all fees.
    /// @dev Leaves the records behind the list's end, for the caller to overwrite or to `forget`.
    function burnAll(Vault storage v, Snapshot memory snap) internal returns (Proceeds memory got) {
        uint256 count = snap.legs.length;
        if (count == 0) return got;
        uint256 before0 = Cash.balance(snap.token0);
        uint256 before1 = Cash.balance(snap.token1);
        v.rangeCount = 0;
        for (uint256 i; i < count; ++i) {
            _burnAt(snap.legs[i], snap.legs[i].liquidity, got);
        }
        _receive(v, snap, before0, before1, got);
    }

    /// @notice Clears records that are no longer in the list.
    function forget(Vault storage v, uint256 from, uint256 to) internal {
        for (uint256 i = from; i < to; ++i) {
            delete v.ranges[i];
        }
    }

    /// @notice Burns the ranges whose bit is set, whole, and collects their fees. Bits without a range mean nothing.
    function burnSelected(Vault storage v, Snapshot memory snap, uint256 mask) internal returns (Proceeds memory got) {
        uint256 before0 = Cash.balance(snap.token0);
        uint256 before1 = Cash.balance(snap.token1);
        // Downwards, as in burnFractionDown.
        for (uint256 i = snap.legs.length; i != 0;) {
            --i;
            if (mask >> i & 1 != 0) _burn(v, snap.legs[i], i, snap.legs[i].liquidity, got);
        }
        _receive(v, snap, before0, before1, got);
    }

    /// @notice Burns `numerator / denominator` of each range but those whose bit is set, liquidity rounded down, and
    /// collects all fees of the rest.
    /// @dev numerator <= denominator. With equality every range is closed.
    function burnFractionDown(
        Vault storage v,
        Snapshot memory snap,
        uint256 numerator,
        uint256 denominator,
        uint256 skipMask
    ) internal returns (Proceeds memory got) {
        uint256 count = snap.legs.length;
        if (count == 0) return got;
        uint256 before0 = Cash.balance(snap.token0);
        uint256 before1 = Cash.balance(snap.token1);
        // Downwards, because closing a range moves the last one into its place.
        for (uint256 i = count; i != 0;) {
            --i;
            if (skipMask >> i & 1 != 0) continue;
            uint256 part = FixedPointMathLib.fullMulDiv(snap.legs[i].liquidity, numerator, denominator);
            _burn(v, snap.legs[i], i, uint128(part), got); // part <= liquidity < 2^128
        }
        _receive(v, snap, before0, before1, got);
    }

    /// @notice Burns the smallest common fraction of all ranges that yields at least the needed amounts, rounded up,
    /// and collects all fees.
    /// @dev Each burn of part of a range loses less than one wei a token to the venue's rounding, hence one wei a
    /// range on top. `range*` of the snapshot are at spot and are what a full burn pays, less the management fee's part
    /// rounded up: at most one wei short of it.
    function burnForUp(Vault storage v, Snapshot memory snap, uint256 need0, uint256 need1)
        internal
        returns (Proceeds memory got)
    {
        uint256 count = snap.legs.length;
        uint256 fraction =
            FixedPointMathLib.max(_fractionUp(need0, snap.range0, count), _fractionUp(need1, snap.range1, count));
        uint256 before0 = Cash.balance(snap.token0);
        uint256 before1 = Cash.balance(snap.token1);
        for (uint256 i = count; i != 0;) {
            --i;
            // fraction <= WAD, so the part is at most the liquidity, which is below 2^128.
            uint256 part = FixedPointMathLib.fullMulDivUp(snap.legs[i].liquidity, fraction, WAD);
            _burn(v, snap.legs[i], i, uint128(part), got);
        }
        _receive(v, snap, before0, before1, got);
    }

    /// @notice Collects fees of every range; burns nothing.
    function collect(Vault storage v, Snapshot memory snap) internal returns (Proceeds memory got) {
        return burnFractionDown(v, snap, 0, 1, 0);
    }

    /// @dev The share of `available` that covers `need` and the roundings of `count` burns, WAD, at most one.
    function _fractionUp(uint256 need, uint256 available, uint256 count) private pure returns (uint256) {
        if (need == 0) return 0;
        need += count;
        return need >= available ? WAD : FixedPointMathLib.fullMulDivUp(need, WAD, available);
    }

    function _burn(Vault storage v, Leg memory leg, uint256 index, uint128 part, Proceeds memory got) private {
        if (part != 0) {
            if (part == leg.liquidity) _remove(v, index);
            else RangeSlots.write(v, index, leg.poolIndex, leg.tickLower, leg.tickUpper, leg.liquidity - part);
        }
        _burnAt(leg, part, got);
    }

    function _burnAt(Leg memory leg, uint128 part, Proceeds memory got) private {
        (uint256 p0, uint256 p1, uint256 f0, uint256 f1) =
            leg.adapter.burn(leg.pool.poolId(), leg.tickLower, leg.tickUpper, part);
        got.principal0 += p0;
        got.principal1 += p1;
        got.fees0 += f0;
        got.fees1 += f1;
    }

    function _remove(Vault storage v, uint256 index) private {
        uint256 last = uint256(v.rangeCount) - 1;
        if (index != last) {
            Range memory moved = v.ranges[last];
            v.ranges[index] = moved;
        }
        delete v.ranges[last];
        v.rangeCount = uint8(last); // smaller than the uint8 it was
    }

    /// @dev Checks that all of it arrived, and takes the protocol's part: of principal the management fee's debt, of fees
    /// the performance fee. Both are rounded down, once a call.
    function _receive(Vault storage v, Snapshot memory snap, uint256 before0, uint256 before1, Proceeds memory got)
        private
    {
        Cash.requireBalance(snap.token0, before0 + got.principal0 + got.fees0);
        Cash.requireBalance(snap.token1, before1 + got.principal1 + got.fees1);
        uint256 word = snap.config.feeWord();
        if (word == 0) return;
        uint256 performanceBp = Fees.unpack(word).performanceBp;
        got.performance0 = Fees.partDown(got.fees0, performanceBp);
        got.performance1 = Fees.partDown(got.fees1, performanceBp);
        uint256 debt0 = Fees.debtDown(got.principal0, snap.debtWad);
        uint256 debt1 = Fees.debtDown(got.principal1, snap.debtWad);
        got.fees0 -= got.performance0;
        got.fees1 -= got.performance1;
        got.principal0 -= debt0;
        got.principal1 -= debt1;
        Fees.bookEarned(v, snap, got.performance0, got.performance1, debt0, debt1);
    }
}
