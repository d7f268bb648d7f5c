// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title CashCurve
/// @notice The part of a vault that is kept as cash, idle or invested, so that users rarely touch a pool.
/// @dev Formula: r(T) = m + (1 - m)·H / (H + T), T the vault's value in USD. Everything is cash in an empty vault,
/// 24.6 % at $100,000, 7.4 % at $1M, 5.2 % at $10M, 5.0 % at $100M. WAD. Specification: section 3, "Cash buffer".
///
/// Around the target lies a band in which the keeper does nothing: [r·(1 - lowOffset), r·(1 + highOffset)].
library CashCurve {
    /// @notice The lower edge of the band would be below zero.
    error CashCurve_LowOffsetTooHigh(uint256 lowOffsetBp);

    /// @dev m, the ratio of a vault without bound.
    uint256 internal constant MIN_RATIO_WAD = 0.05e18;
    /// @dev H in USD, WAD: the value at which the ratio is half-way between one and m. Fitted to 7.4 % at $1M and 5.0 %
    /// at $100M.
    uint256 internal constant HALF_TVL_WAD = 25_918e18;
    /// @dev Half-width of the band below and above the target, unless a vault has its own.
    uint256 internal constant DEFAULT_LOW_OFFSET_BP = 5000;
    uint256 internal constant DEFAULT_HIGH_OFFSET_BP = 5000;

    uint256 private constant WAD = 1e18;
    uint256 private constant BP = 10_000;

    /// @notice Target part of cash in a vault.
    /// @param tvlUsdWad The vault's value in USD, WAD; any.
    /// @return ratioWad From 1 (empty) down to 0.05, rounded down.
    function targetRatio(uint256 tvlUsdWad) internal pure returns (uint256 ratioWad) {
        // (1 - m)·H is below 2^135. Where H + T would overflow the fraction is zero long since.
        unchecked {
            uint256 denominator = HALF_TVL_WAD + tvlUsdWad;
            if (denominator < tvlUsdWad) return MIN_RATIO_WAD;
            ratioWad = MIN_RATIO_WAD + (WAD - MIN_RATIO_WAD) * HALF_TVL_WAD / denominator;
        }
    }

    /// @notice Edges of the band in which the keeper leaves the cash alone.
    /// @param ratioWad Target, at most 1, WAD.
    /// @param lowOffsetBp How far below the target the band reaches, bp of the target, at most 10,000.
    /// @param highOffsetBp How far above.
    /// @return lowWad ratio·(1 - lowOffset), rounded down.
    /// @return highWad ratio·(1 + highOffset), rounded up, at most 1: a vault cannot hold more cash than it has.
    function triggers(uint256 ratioWad, uint256 lowOffsetBp, uint256 highOffsetBp)
        internal
        pure
        returns (uint256 lowWad, uint256 highWad)
    {
        if (lowOffsetBp > BP) revert CashCurve_LowOffsetTooHigh(lowOffsetBp);
        lowWad = ratioWad * (BP - lowOffsetBp) / BP;
        highWad = (ratioWad * (BP + highOffsetBp) + BP - 1) / BP;
        if (highWad > WAD) highWad = WAD;
    }
}
