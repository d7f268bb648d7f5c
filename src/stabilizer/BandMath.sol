// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title BandMath
/// @notice How far a pool's inventory may drift before its price leaves a band, and whether settings hold it there.
/// @dev
/// Glossary. V is the reserve of the scarce token, V0 its target, V0 - V the gap; k = K / 1e18; d a deviation, 1 = 100 %.
///
/// Gap of a deviation. The scarce token's price is f = 1 - k + k·(V0/V)² times the guide price. Hence
///
///     V = V0 · sqrt(k / (k + f - 1))        gap(f) = V0 · (1 - sqrt(k / (k + f - 1)))
///
/// Scarce base: mid = i·f, so a deviation d is f - 1 = d. Scarce quote: mid = i/f, so a deviation of -d is
/// f - 1 = d / (1 - d), a little more. `gapDown` takes the former (least gap at which the band may be left), `gapUp` the
/// latter (greatest gap at which theta may not be passed), so one answer serves both sides. With k = 0 the price does not
/// tell the gap at all: both are V0, and no settings hold.
///
/// Condition for the band, oracle still. The worst path: a close falls just short of theta at gap(theta). From then on
/// flow adds flow·blockTime a block, and one trade of maxTrade may overshoot it. The next N closes count, and the action
/// falls in the block after them, perhaps behind its last trade: N + 1 blocks of flow. So
///
///     gap(theta) + flow·blockTime·(N + 1) + maxTrade <= maxGap = gap(band)
///
/// Condition for the gain. While actions follow each other every D blocks, each removes gain·gap and between them flow
/// adds flow·blockTime·D. The gap before an action settles at flow·blockTime·D / gain; four times that within maxGap
/// leaves three quarters of the band to theta, trades and noise: gain >= 4·flow·blockTime·D / maxGap. A gain above 1
/// would carry the price past the oracle.
///
/// Oracle-bounded gap. While the guide price lags, equilibrium of the inventory is not the oracle's price. With
/// r = max(1, i/oracle) for scarce quote, max(1, oracle/i) for scarce base, the mid price reaches the oracle at f = r,
/// that is at V = V0·sqrt(k / (k + r - 1)) <= V0.
///
/// Gain of a sale. From V to V + x <= V0 the factor falls at least as fast as at V0, by 2k/V0 a unit. So selling x earns,
/// beyond the price at its end, at least the guide price times k·x²/V0; and since the sale starts where the price is best,
/// selling half of x earns three quarters of that.
library BandMath {
    uint256 private constant WAD = 1e18;
    uint256 private constant BP_WAD = 1e14;
    /// @dev Milliseconds of an hour.
    uint256 private constant HOUR_MS = 3_600_000;

    /// @notice The reserve at which the scarce token's price factor is `fWad`, rounded down.
    /// @param V0 Target, below 2^128.
    /// @param K Slippage, at most 1e18.
    /// @param fWad Factor, 1e18-scaled; below 1e18 counts as 1e18.
    /// @dev Below exact by at most 1 + V0·3e-18/sqrt(k/(k+f-1)).
    function reserveAtFactorDown(uint256 V0, uint256 K, uint256 fWad) internal pure returns (uint256) {
        if (fWad <= WAD) return V0;
        // sqrt of a ratio scaled by 1e36 is scaled by 1e18.
        return FixedPointMathLib.fullMulDiv(
            V0, FixedPointMathLib.sqrt(FixedPointMathLib.fullMulDiv(K, WAD * WAD, K + fWad - WAD)), WAD
        );
    }

    /// @notice Least gap at which the price can be `bp` away from the guide price, rounded down.
    /// @param bp Deviation, below 10,000.
    function gapDown(uint256 V0, uint256 K, uint256 bp) internal pure returns (uint256) {
        if (K == 0) return V0;
        uint256 rootUp = FixedPointMathLib.sqrt(FixedPointMathLib.fullMulDivUp(K, WAD * WAD, K + bp * BP_WAD)) + 1;
        return V0 - FixedPointMathLib.min(V0, FixedPointMathLib.fullMulDivUp(V0, rootUp, WAD));
    }

    /// @notice Greatest gap at which the price is still within `bp` of the guide price, rounded up.
    /// @param bp Deviation, below 10,000.
    function gapUp(uint256 V0, uint256 K, uint256 bp) internal pure returns (uint256) {
        if (K == 0) return V0;
        uint256 d = bp * BP_WAD;
        uint256 excess = FixedPointMathLib.fullMulDivUp(d, WAD, WAD - d);
        return V0 - reserveAtFactorDown(V0, K, WAD + excess);
    }

    /// @notice Flow of one block, rounded up.
    /// @param flowPerHour Design flow, raw units.
    /// @param blockTimeMs Block time, milliseconds.
    /// @param blocks How many blocks.
    function flowUp(uint256 flowPerHour, uint256 blockTimeMs, uint256 blocks) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(flowPerHour, blockTimeMs * blocks, HOUR_MS);
    }

    /// @notice Least gain that keeps up with the flow, in bp (10,000 is 1), rounded up; no gain does if maxGap is zero.
    function minGainBp(uint256 flowPerHour, uint256 blockTimeMs, uint256 minBlocks, uint256 maxGap)
        internal
        pure
        returns (uint256)
    {
        if (maxGap == 0) return type(uint256).max;
        return FixedPointMathLib.fullMulDivUp(4 * 10_000, flowUp(flowPerHour, blockTimeMs, minBlocks), maxGap);
    }

    /// @notice What the sale of `x` earns at least beyond the price at its end, raw units of the other token, rounded down.
    /// @param V0 Target of the token sold, below 2^112.
    /// @param K Slippage, at most 1e18.
    /// @param i Guide price, raw quote per raw base, 1e18-scaled, from 1 to 1e36.
    /// @param x Size, below 2^112.
    /// @param sellsBase Whether base is sold, for quote.
    function gainDown(uint256 V0, uint256 K, uint256 i, uint256 x, bool sellsBase) internal pure returns (uint256) {
        // Base: k·x²/V0·i; quote: k·x²/(V0·i), where the scales of K and i cancel. 112 + 120 bits at most below the line.
        return sellsBase
            ? FixedPointMathLib.fullMulDiv(x * x, K * i, V0 * WAD * WAD)
            : FixedPointMathLib.fullMulDiv(x * x, K, V0 * i);
    }
}
