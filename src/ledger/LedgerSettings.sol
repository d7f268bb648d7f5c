// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {Governed} from "./Governed.sol";
import {AssetState, Book, BP, LedgerBook, MAX_ASSETS, RAY, STABLE, VARIABLE} from "./LedgerBook.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerReceipts} from "./LedgerReceipts.sol";
import {LedgerRates, MAX_USD_WAD, MIN_USD_WAD} from "./LedgerRates.sol";
import {LedgerState} from "./LedgerState.sol";

/// @dev Greatest value of a cap or ceiling at the greatest believed price: 1e15 dollars. See XauLedger, "Sizes".
uint256 constant MAX_VALUE_USD_WAD = 1e33;
uint8 constant MAX_DECIMALS = 24;
/// @dev 100 % a year: floor((2^(1/31,536,000) - 1) * 1e27).
uint256 constant MAX_FEE_PER_SECOND_RAY = 21_979_553_151_239_153_027;

/// @title LedgerSettings
/// @notice The ledger's owner's and guardian's calls: the terms of its tokens, and what no terms may be.
/// @dev Code of the ledger that lives at an address of its own, for size: the ledger makes it in its constructor and runs
/// it, and nothing else, by delegatecall on its own storage (LedgerState). Called directly it has an empty book and an
/// owner that never calls.
contract LedgerSettings is LedgerState {
    using FixedPointMathLib for uint256;
    using LedgerBook for AssetState;
    using LedgerBook for Book;
    using LedgerInterest for AssetState;
    using LedgerReceipts for address;

    /// @notice Implementations of the receipts.
    address public immutable COLLATERAL_RECEIPT;
    address public immutable DEBT_RECEIPT;

    constructor(IOracle oracle, address collateralReceipt, address debtReceipt)
        Governed(msg.sender, address(0))
        LedgerState(oracle)
    {
        COLLATERAL_RECEIPT = collateralReceipt;
        DEBT_RECEIPT = debtReceipt;
    }

    /// @notice See IXauLedger.
    function listAsset(address token, IXauLedger.PriceParams calldata params) external guarded onlyOwner {
        AssetState storage a = _book.assets[token];
        if (a.listed) revert IXauLedger.Ledger_Listed(token);
        if (_book.tokens.length == MAX_ASSETS) revert IXauLedger.Ledger_TooManyAssets(MAX_ASSETS);
        uint8 decimals = IERC20Metadata(token).decimals();
        if (decimals > MAX_DECIMALS) revert IXauLedger.Ledger_TooManyDecimals(token, decimals, MAX_DECIMALS);
        a.listed = true;
        a.decimals = decimals;
        a.scale = uint80(10 ** decimals); // at most 10^24 < 2^80
        a.id = uint8(_book.tokens.length); // below 16
        a.indexRay = uint128(RAY);
        a.accruedAt = uint40(block.timestamp); // 2^40 seconds are 34,000 years
        _book.tokens.push(token);
        emit IXauLedger.AssetListed(token, a.id, decimals);
        _setPrice(a, token, params);
    }

    /// @notice See IXauLedger.
    function setPrice(address token, IXauLedger.PriceParams calldata params) external guarded onlyOwner {
        _setPrice(_book.listed(token), token, params);
    }

    function _setPrice(AssetState storage a, address token, IXauLedger.PriceParams calldata params) private {
        if (params.maxUsdWad < MIN_USD_WAD || params.maxUsdWad > MAX_USD_WAD) {
            revert IXauLedger.Ledger_MaxPriceOutOfRange(params.maxUsdWad, MIN_USD_WAD, MAX_USD_WAD);
        }
        emit IXauLedger.PriceSet(token, a.priceParams(), params);
        a.feed = params.feed;
        a.checkFeed = params.checkFeed;
        a.maxUsdWad = params.maxUsdWad;
        LedgerRates.prices(ORACLE, a);
        _requireBounded(a, token, uint256(a.collateralCap).max(a.debtCeiling));
    }

    /// @notice See IXauLedger. The receipt is made with the first terms.
    function setCollateral(address token, IXauLedger.CollateralParams calldata params) external guarded onlyOwner {
        AssetState storage a = _book.listed(token);
        if (params.collateralFactorBp == 0 || params.collateralFactorBp >= params.liquidationThresholdBp) {
            revert IXauLedger.Ledger_FactorNotBelowThreshold(params.collateralFactorBp, params.liquidationThresholdBp);
        }
        if (
            params.liquidationBonusBp == 0
                || params.liquidationThresholdBp * (BP + params.liquidationBonusBp) >= BP * BP
        ) revert IXauLedger.Ledger_BonusOutOfRange(params.liquidationThresholdBp, params.liquidationBonusBp);

        if (a.collateralReceipt == address(0)) {
            a.collateralReceipt = COLLATERAL_RECEIPT.create(token, 0);
            emit IXauLedger.CollateralReceiptMade(token, a.collateralReceipt);
        }
        emit IXauLedger.CollateralSet(token, a.collateralParams(), params);
        if (a.collateralCap == 0) a.collateralOpenedAt = uint40(block.timestamp);
        a.collateralFactorBp = params.collateralFactorBp;
        a.liquidationThresholdBp = params.liquidationThresholdBp;
        a.liquidationBonusBp = params.liquidationBonusBp;
        a.collateralCap = params.cap;
        _requireBounded(a, token, params.cap);
    }

    /// @notice See IXauLedger. The two receipts are made with the first terms. Fees so far accrue at the old rate.
    function setDebt(address token, IXauLedger.DebtParams calldata params) external guarded onlyOwner {
        AssetState storage a = _book.listed(token);
        _requireFee(uint256(params.feePerSecondRay) + a.stablePremiumPerSecondRay);
        if (params.closeFactorBp == 0 || params.closeFactorBp > BP) {
            revert IXauLedger.Ledger_CloseFactorOutOfRange(params.closeFactorBp);
        }
        a.accrue(token);

        if (a.variableReceipt == address(0)) {
            a.variableReceipt = DEBT_RECEIPT.create(token, uint8(VARIABLE));
            a.stableReceipt = DEBT_RECEIPT.create(token, uint8(STABLE));
            emit IXauLedger.DebtReceiptsMade(token, a.variableReceipt, a.stableReceipt);
        }
        emit IXauLedger.DebtSet(token, a.debtParams(), params);
        if (a.debtCeiling == 0) a.debtOpenedAt = uint40(block.timestamp);
        a.feePerSecondRay = params.feePerSecondRay;
        a.debtCeiling = params.ceiling;
        a.minDebt = params.minDebt;
        a.closeFactorBp = params.closeFactorBp;
        _requireBounded(a, token, params.ceiling);
    }

    /// @notice See IXauLedger. For loans from now on: debts at a stable rate keep theirs.
    function setStablePremium(address token, uint88 premiumPerSecondRay) external guarded onlyOwner {
        AssetState storage a = _book.listed(token);
        if (a.closeFactorBp == 0) revert IXauLedger.Ledger_NotDebt(token);
        _requireFee(uint256(a.feePerSecondRay) + premiumPerSecondRay);
        emit IXauLedger.StablePremiumSet(token, a.stablePremiumPerSecondRay, premiumPerSecondRay);
        a.stablePremiumPerSecondRay = premiumPerSecondRay;
    }

    /// @notice See IXauLedger.
    function setReserve(address newReserve) external guarded onlyOwner {
        _book.setReserve(newReserve);
    }

    /// @notice See IXauLedger.
    function pauseBorrow(address token) external guarded onlyGuardian {
        _book.listed(token).borrowPaused = true;
        emit IXauLedger.BorrowPausedSet(token, true);
    }

    /// @notice See IXauLedger.
    function unpauseBorrow(address token) external guarded onlyOwner {
        _book.listed(token).borrowPaused = false;
        emit IXauLedger.BorrowPausedSet(token, false);
    }

    function _requireFee(uint256 feePerSecondRay) private pure {
        if (feePerSecondRay > MAX_FEE_PER_SECOND_RAY) {
            revert IXauLedger.Ledger_FeeTooHigh(feePerSecondRay, MAX_FEE_PER_SECOND_RAY);
        }
    }

    /// @dev See XauLedger, "Sizes".
    function _requireBounded(AssetState storage a, address token, uint256 amount) private view {
        uint256 maxAmount = MAX_VALUE_USD_WAD * a.scale / a.maxUsdWad; // 1e33 * 1e24 at most
        if (amount > maxAmount) revert IXauLedger.Ledger_LimitTooLarge(token, amount, maxAmount);
    }
}
