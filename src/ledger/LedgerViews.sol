// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, Book, LedgerBook, Position, STABLE, VARIABLE, WAD} from "./LedgerBook.sol";
import {LedgerHealth, View, Weight} from "./LedgerHealth.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerIssue} from "./LedgerIssue.sol";
import {LedgerRates} from "./LedgerRates.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title LedgerViews
/// @notice Everything of the ledger that only reads its state.
/// @dev Views of value refuse to answer while a call is half done; conversions depend on prices alone, limits and
/// indices on what no call changes half way.
abstract contract LedgerViews is IXauLedger, LedgerState {
    using FixedPointMathLib for uint256;
    using LedgerBook for AssetState;
    using LedgerBook for Book;
    using LedgerHealth for Book;
    using LedgerHealth for Weight;
    using LedgerInterest for AssetState;
    using LedgerInterest for Position;
    using LedgerIssue for AssetState;
    using LedgerRates for LedgerRates.Source;

    /// @notice The oracle's feed of one ounce in USD.
    bytes32 public immutable XAU_FEED;

    constructor(bytes32 xauFeed) {
        XAU_FEED = xauFeed;
    }

    // ---- conversions ----

    /// @inheritdoc IXauLedger
    function toXau(address token, uint256 amount) public view override returns (uint256) {
        return _source().toXau(_book.listed(token), token, amount);
    }

    /// @inheritdoc IXauLedger
    function toXauUp(address token, uint256 amount) public view override returns (uint256) {
        return _source().toXauUp(_book.listed(token), token, amount);
    }

    /// @inheritdoc IXauLedger
    function fromXau(address token, uint256 xau) public view override returns (uint256) {
        return _source().fromXau(_book.listed(token), token, xau);
    }

    /// @inheritdoc IXauLedger
    function fromXauUp(address token, uint256 xau) public view override returns (uint256) {
        return _source().fromXauUp(_book.listed(token), token, xau);
    }

    /// @inheritdoc IXauLedger
    function convert(address from, address to, uint256 amount) external view override returns (uint256) {
        return fromXau(to, toXau(from, amount));
    }

    /// @inheritdoc IXauLedger
    function convertUp(address from, address to, uint256 amount) external view override returns (uint256) {
        return fromXauUp(to, toXauUp(from, amount));
    }

    // ---- accounts ----

    /// @inheritdoc IXauLedger
    function healthFactor(address account) external view override guardedView returns (uint256) {
        return _book.weigh(ORACLE, account, View.HEALTH).health();
    }

    /// @inheritdoc IXauLedger
    function liquidatable(address account) external view override guardedView returns (bool) {
        return _book.weigh(ORACLE, account, View.LIQUIDATION).health() < WAD;
    }

    /// @inheritdoc IXauLedger
    function accountXau(address account)
        external
        view
        override
        guardedView
        returns (uint256 collateralXau, uint256 debtXau)
    {
        Weight memory w = _book.weigh(ORACLE, account, View.NEW_DEBT);
        uint256 xauUsd = _source().ounceUsd();
        return (w.collateral.fullMulDiv(WAD, xauUsd), w.debt.fullMulDivUp(WAD, xauUsd));
    }

    /// @inheritdoc IXauLedger
    function collateralOf(address account, address token) external view override guardedView returns (uint256) {
        return _book.positions[account][token].collateral;
    }

    /// @inheritdoc IXauLedger
    function debtOf(address account, address token) external view override guardedView returns (uint256) {
        return _book.listed(token).debtOf(_book.positions[account][token]);
    }

    /// @inheritdoc IXauLedger
    function debtIn(address account, address token, uint256 rateMode)
        external
        view
        override
        guardedView
        returns (uint256)
    {
        AssetState storage a = _book.listed(token);
        return _debtIn(a, _book.positions[account][token], rateMode);
    }

    /// @inheritdoc IXauLedger
    function stableRateOf(address account, address token) external view override guardedView returns (uint256) {
        return _book.positions[account][token].stableFeePerSecondRay;
    }

    /// @inheritdoc IXauLedger
    function scaledDebtOf(address account, address token) external view override guardedView returns (uint256) {
        return _book.positions[account][token].scaledDebt;
    }

    // ---- tokens ----

    /// @inheritdoc IXauLedger
    function totalDebt(address token) external view override guardedView returns (uint256) {
        return _book.listed(token).totalDebt();
    }

    /// @inheritdoc IXauLedger
    function totalDebtIn(address token, uint256 rateMode) external view override guardedView returns (uint256) {
        AssetState storage a = _book.listed(token);
        _requireRateMode(rateMode);
        return rateMode == STABLE ? a.totalStable() : a.totalVariable();
    }

    /// @inheritdoc IXauLedger
    function indexRay(address token) external view override returns (uint256) {
        return _book.listed(token).index();
    }

    /// @inheritdoc IXauLedger
    function feesOf(address token) external view override guardedView returns (uint256) {
        return _book.listed(token).fees();
    }

    /// @inheritdoc IXauLedger
    function deficitOf(address token) external view override guardedView returns (uint256) {
        return _book.listed(token).deficit();
    }

    /// @inheritdoc IXauLedger
    function collateralCap(address token) external view override returns (uint256) {
        return _book.listed(token).capInForce();
    }

    /// @inheritdoc IXauLedger
    function debtCeiling(address token) external view override returns (uint256) {
        return _book.listed(token).ceilingInForce();
    }

    /// @inheritdoc IXauLedger
    function asset(address token) external view override guardedView returns (Asset memory) {
        AssetState storage a = _book.listed(token);
        return Asset({
            price: a.priceParams(),
            collateral: a.collateralParams(),
            debt: a.debtParams(),
            decimals: a.decimals,
            borrowPaused: a.borrowPaused,
            totalCollateral: a.totalCollateral,
            totalScaledDebt: a.totalScaledDebt,
            indexRay: a.indexRay,
            accruedAt: a.accruedAt,
            minted: a.minted,
            burned: a.burned,
            badDebt: a.badDebt,
            collateralOpenedAt: a.collateralOpenedAt,
            debtOpenedAt: a.debtOpenedAt,
            stablePremiumPerSecondRay: a.stablePremiumPerSecondRay,
            stablePrincipal: a.stablePrincipal,
            collateralReceipt: a.collateralReceipt,
            variableReceipt: a.variableReceipt,
            stableReceipt: a.stableReceipt
        });
    }

    /// @inheritdoc IXauLedger
    function tokens() external view override returns (address[] memory) {
        return _book.tokens;
    }

    /// @inheritdoc IXauLedger
    function reserve() external view override returns (address) {
        return _book.reserve;
    }

    function _debtIn(AssetState storage a, Position storage p, uint256 rateMode) internal view returns (uint256) {
        _requireRateMode(rateMode);
        return rateMode == STABLE ? p.stableDebtOf() : a.variableDebtOf(p);
    }

    function _requireRateMode(uint256 rateMode) internal pure {
        if (rateMode != STABLE && rateMode != VARIABLE) revert Ledger_BadRateMode(rateMode);
    }

    function _source() internal view returns (LedgerRates.Source memory) {
        return LedgerRates.Source(ORACLE, XAU_FEED);
    }
}
