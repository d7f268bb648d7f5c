// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

import {IOracle} from "../interfaces/IOracle.sol";
import {FeedIds} from "./FeedIds.sol";
import {OracleLib} from "./OracleLib.sol";
import {OracleStorage} from "./OracleStorage.sol";

/// @title XauRates
/// @notice Cross rates between units of worth, gold among them. For rooms inside the diamond.
/// @dev Glossary. Unit: what something is worth one of: a feed quoted in USD (`FeedIds.XAU_USD` is one troy ounce,
/// `FeedIds.ETH_USD` one ether, `FeedIds.EUR_USD` one euro), or `FeedIds.USD` itself, worth 1 by definition.
/// Amount: of a unit, in any scale; the result has the same scale. Ounces: scaled by 1e18.
///
/// Formula. amount·price(A)/price(B), one division, so one rounding, in the direction of the name. Exact to that unit.
///
/// Domain. amount·price(A)/price(B) below 2^256, else `FullMulDivFailed()`; prices are in [1, 2^128).
///
/// What is read: the feeds of A and B, each only if it is not USD, none if A is B. Where gold cancels it is not read:
/// while XAU is stale, ETH still converts to USD and EUR. No cycle of `Down` conversions gains: exact rates multiply to
/// one around it, and each step rounds down.
library XauRates {
    uint256 private constant WAD = 1e18;

    /// @notice `amount` of `unitA` in `unitB`, rounded down.
    /// @dev Errors: those of `IOracle.price` for a feed that is needed.
    function convertDown(bytes32 unitA, bytes32 unitB, uint256 amount) internal view returns (uint256) {
        if (unitA == unitB) return amount;
        return FixedPointMathLib.fullMulDiv(amount, unitPriceWad(unitA), unitPriceWad(unitB));
    }

    /// @notice `amount` of `unitA` in `unitB`, rounded up.
    function convertUp(bytes32 unitA, bytes32 unitB, uint256 amount) internal view returns (uint256) {
        if (unitA == unitB) return amount;
        return FixedPointMathLib.fullMulDivUp(amount, unitPriceWad(unitA), unitPriceWad(unitB));
    }

    /// @notice Price of one `unitA` in `unitB`, 1e18-scaled, rounded down.
    function ratioWad(bytes32 unitA, bytes32 unitB) internal view returns (uint256) {
        return convertDown(unitA, unitB, WAD);
    }

    /// @notice Ounces one US dollar buys, rounded down.
    function xauPerUsdWad() internal view returns (uint256) {
        return ratioWad(FeedIds.USD, FeedIds.XAU_USD);
    }

    /// @notice Ounces one euro buys, rounded down.
    function xauPerEurWad() internal view returns (uint256) {
        return ratioWad(FeedIds.EUR_USD, FeedIds.XAU_USD);
    }

    /// @notice Ounces one ether buys, rounded down.
    function xauPerEthWad() internal view returns (uint256) {
        return ratioWad(FeedIds.ETH_USD, FeedIds.XAU_USD);
    }

    /// @notice Ounces of a wad amount of a unit, rounded down.
    function toXauDown(bytes32 unit, uint256 amountWad) internal view returns (uint256 ounces) {
        return convertDown(unit, FeedIds.XAU_USD, amountWad);
    }

    /// @notice Ounces of a wad amount of a unit, rounded up.
    function toXauUp(bytes32 unit, uint256 amountWad) internal view returns (uint256 ounces) {
        return convertUp(unit, FeedIds.XAU_USD, amountWad);
    }

    /// @notice Wad amount of a unit that ounces are worth, rounded down.
    function fromXauDown(bytes32 unit, uint256 ounces) internal view returns (uint256 amountWad) {
        return convertDown(FeedIds.XAU_USD, unit, ounces);
    }

    /// @notice Wad amount of a unit that ounces are worth, rounded up.
    function fromXauUp(bytes32 unit, uint256 ounces) internal view returns (uint256 amountWad) {
        return convertUp(FeedIds.XAU_USD, unit, ounces);
    }

    /// @notice Raw `amount` of `tokenA` in raw `tokenB`, at their units' prices, rounded down.
    /// @dev Errors: `Oracle_UnitNotSet`; those of `IOracle.price` for a feed that is needed.
    function convertTokenDown(address tokenA, address tokenB, uint256 amount) internal view returns (uint256) {
        OracleStorage.Unit memory a = tokenUnit(tokenA);
        OracleStorage.Unit memory b = tokenUnit(tokenB);
        return _scaledDown(a.id, a.decimals, b.id, b.decimals, amount);
    }

    /// @notice Raw `amount` of `tokenA` in raw `tokenB`, at their units' prices, rounded up.
    function convertTokenUp(address tokenA, address tokenB, uint256 amount) internal view returns (uint256) {
        OracleStorage.Unit memory a = tokenUnit(tokenA);
        OracleStorage.Unit memory b = tokenUnit(tokenB);
        return _scaledUp(a.id, a.decimals, b.id, b.decimals, amount);
    }

    /// @notice Ounces of raw `amount` of a token, rounded down.
    function tokenToXauDown(address token, uint256 amount) internal view returns (uint256 ounces) {
        OracleStorage.Unit memory unit = tokenUnit(token);
        return _scaledDown(unit.id, unit.decimals, FeedIds.XAU_USD, 18, amount);
    }

    /// @notice Ounces of raw `amount` of a token, rounded up.
    function tokenToXauUp(address token, uint256 amount) internal view returns (uint256 ounces) {
        OracleStorage.Unit memory unit = tokenUnit(token);
        return _scaledUp(unit.id, unit.decimals, FeedIds.XAU_USD, 18, amount);
    }

    /// @notice Raw token amount that ounces are worth, rounded down.
    function tokenFromXauDown(address token, uint256 ounces) internal view returns (uint256 amount) {
        OracleStorage.Unit memory unit = tokenUnit(token);
        return _scaledDown(FeedIds.XAU_USD, 18, unit.id, unit.decimals, ounces);
    }

    /// @notice Raw token amount that ounces are worth, rounded up.
    function tokenFromXauUp(address token, uint256 ounces) internal view returns (uint256 amount) {
        OracleStorage.Unit memory unit = tokenUnit(token);
        return _scaledUp(FeedIds.XAU_USD, 18, unit.id, unit.decimals, ounces);
    }

    /// @notice What a token is worth one of. Error: `Oracle_UnitNotSet`.
    function tokenUnit(address token) internal view returns (OracleStorage.Unit memory unit) {
        unit = OracleStorage.state().units[token];
        if (unit.id == 0) revert IOracle.Oracle_UnitNotSet(token);
    }

    /// @notice A unit's price in USD, 1e18-scaled.
    function unitPriceWad(bytes32 unit) internal view returns (uint256) {
        return unit == FeedIds.USD ? WAD : OracleLib.priceWad(unit);
    }

    function _scaledDown(bytes32 unitA, uint256 decimalsA, bytes32 unitB, uint256 decimalsB, uint256 amount)
        private
        view
        returns (uint256)
    {
        (uint256 numerator, uint256 denominator) = _rate(unitA, decimalsA, unitB, decimalsB);
        return FixedPointMathLib.fullMulDiv(amount, numerator, denominator);
    }

    function _scaledUp(bytes32 unitA, uint256 decimalsA, bytes32 unitB, uint256 decimalsB, uint256 amount)
        private
        view
        returns (uint256)
    {
        (uint256 numerator, uint256 denominator) = _rate(unitA, decimalsA, unitB, decimalsB);
        return FixedPointMathLib.fullMulDivUp(amount, numerator, denominator);
    }

    /// @dev Raw B per raw A as a fraction. Prices below 2^128 and decimals of at most 24: both below 2^208.
    function _rate(bytes32 unitA, uint256 decimalsA, bytes32 unitB, uint256 decimalsB)
        private
        view
        returns (uint256 numerator, uint256 denominator)
    {
        (numerator, denominator) = (10 ** decimalsB, 10 ** decimalsA);
        if (unitA != unitB) {
            numerator *= unitPriceWad(unitA);
            denominator *= unitPriceWad(unitB);
        }
    }
}
