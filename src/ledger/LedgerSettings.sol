// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, Book, BP, LedgerBook, MAX_ASSETS, RAY} from "./LedgerBook.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerRates, MAX_USD_WAD, MIN_USD_WAD} from "./LedgerRates.sol";

/// @dev Greatest value of a cap or ceiling at the greatest believed price: 1e15 dollars. See XauLedger, "Sizes".
uint256 constant MAX_VALUE_USD_WAD = 1e33;
uint8 constant MAX_DECIMALS = 24;
/// @dev 100 % a year: floor((2^(1/31,536,000) - 1) * 1e27).
uint256 constant MAX_FEE_PER_SECOND_RAY = 21_979_553_151_239_153_027;

/// @title LedgerSettings
/// @notice The terms of the ledger's tokens, and what no terms may be.
library LedgerSettings {
    using FixedPointMathLib for uint256;
    using LedgerBook for Book;
    using LedgerInterest for AssetState;

    function list(Book storage self, IOracle oracle, address token, IXauLedger.PriceParams calldata params) internal {
        AssetState storage a = self.assets[token];
        if (a.listed) revert IXauLedger.Ledger_Listed(token);
        if (self.tokens.length == MAX_ASSETS) revert IXauLedger.Ledger_TooManyAssets(MAX_ASSETS);
        uint8 decimals = IERC20Metadata(token).decimals();
        if (decimals > MAX_DECIMALS) revert IXauLedger.Ledger_TooManyDecimals(token, decimals, MAX_DECIMALS);
        a.listed = true;
        a.decimals = decimals;
        a.scale = uint80(10 ** decimals); // at most 10^24 < 2^80
        a.id = uint8(self.tokens.length); // below 16
        a.indexRay = uint128(RAY);
        a.accruedAt = uint40(block.timestamp); // 2^40 seconds are 34,000 years
        self.tokens.push(token);
        emit IXauLedger.AssetListed(token, a.id, decimals);
        setPrice(a, oracle, token, params);
    }

    function setPrice(AssetState storage a, IOracle oracle, address token, IXauLedger.PriceParams calldata params)
        internal
    {
        if (params.maxUsdWad < MIN_USD_WAD || params.maxUsdWad > MAX_USD_WAD) {
            revert IXauLedger.Ledger_MaxPriceOutOfRange(params.maxUsdWad, MIN_USD_WAD, MAX_USD_WAD);
        }
        emit IXauLedger.PriceSet(token, priceParams(a), params);
        a.feed = params.feed;
        a.checkFeed = params.checkFeed;
        a.maxUsdWad = params.maxUsdWad;
        LedgerRates.prices(oracle, a);
        _requireBounded(a, token, uint256(a.collateralCap).max(a.debtCeiling));
    }

    function setCollateral(AssetState storage a, address token, IXauLedger.CollateralParams calldata params) internal {
        if (params.collateralFactorBp == 0 || params.collateralFactorBp >= params.liquidationThresholdBp) {
            revert IXauLedger.Ledger_FactorNotBelowThreshold(params.collateralFactorBp, params.liquidationThresholdBp);
        }
        if (
            params.liquidationBonusBp == 0
                || params.liquidationThresholdBp * (BP + params.liquidationBonusBp) >= BP * BP
        ) revert IXauLedger.Ledger_BonusOutOfRange(params.liquidationThresholdBp, params.liquidationBonusBp);

        emit IXauLedger.CollateralSet(token, collateralParams(a), params);
        if (a.collateralCap == 0) a.collateralOpenedAt = uint40(block.timestamp);
        a.collateralFactorBp = params.collateralFactorBp;
        a.liquidationThresholdBp = params.liquidationThresholdBp;
        a.liquidationBonusBp = params.liquidationBonusBp;
        a.collateralCap = params.cap;
        _requireBounded(a, token, params.cap);
    }

    /// @dev Fees so far accrue at the old rate.
    function setDebt(AssetState storage a, address token, IXauLedger.DebtParams calldata params) internal {
        if (params.feePerSecondRay > MAX_FEE_PER_SECOND_RAY) {
            revert IXauLedger.Ledger_FeeTooHigh(params.feePerSecondRay, MAX_FEE_PER_SECOND_RAY);
        }
        if (params.closeFactorBp == 0 || params.closeFactorBp > BP) {
            revert IXauLedger.Ledger_CloseFactorOutOfRange(params.closeFactorBp);
        }
        a.accrue(token);

        emit IXauLedger.DebtSet(token, debtParams(a), params);
        if (a.debtCeiling == 0) a.debtOpenedAt = uint40(block.timestamp);
        a.feePerSecondRay = params.feePerSecondRay;
        a.debtCeiling = params.ceiling;
        a.minDebt = params.minDebt;
        a.closeFactorBp = params.closeFactorBp;
        _requireBounded(a, token, params.ceiling);
    }

    function setReserve(Book storage self, address newReserve) internal {
        if (newReserve == address(0)) revert IXauLedger.Ledger_ReserveZero();
        emit IXauLedger.ReserveSet(self.reserve, newReserve);
        self.reserve = newReserve;
    }

    function priceParams(AssetState storage a) internal view returns (IXauLedger.PriceParams memory) {
        return IXauLedger.PriceParams(a.feed, a.checkFeed, a.maxUsdWad);
    }

    function collateralParams(AssetState storage a) internal view returns (IXauLedger.CollateralParams memory) {
        return IXauLedger.CollateralParams(
            a.collateralFactorBp, a.liquidationThresholdBp, a.liquidationBonusBp, a.collateralCap
        );
    }

    function debtParams(AssetState storage a) internal view returns (IXauLedger.DebtParams memory) {
        return IXauLedger.DebtParams(a.feePerSecondRay, a.debtCeiling, a.minDebt, a.closeFactorBp);
    }

    /// @dev See XauLedger, "Sizes".
    function _requireBounded(AssetState storage a, address token, uint256 amount) private view {
        uint256 maxAmount = MAX_VALUE_USD_WAD * a.scale / a.maxUsdWad; // 1e33 * 1e24 at most
        if (amount > maxAmount) revert IXauLedger.Ledger_LimitTooLarge(token, amount, maxAmount);
    }
}
