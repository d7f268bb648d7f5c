// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {Governed} from "./Governed.sol";
import {AssetState, Book, LedgerBook, STABLE, VARIABLE} from "./LedgerBook.sol";
import {LedgerHealth, View, Weight} from "./LedgerHealth.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerIssue} from "./LedgerIssue.sol";
import {LedgerLiquidation} from "./LedgerLiquidation.sol";
import {LedgerRates} from "./LedgerRates.sol";
import {LedgerSettings} from "./LedgerSettings.sol";
import {LedgerViews} from "./LedgerViews.sol";

/// @title XauLedger
/// @notice See IXauLedger.
/// @dev Read with it: LedgerHealth (how accounts are weighed, and what an unreadable price does), LedgerLiquidation,
/// LedgerInterest, LedgerIssue (surplus and deficit), LedgerRates (ounces), LedgerSettings (what terms may be).
///
/// CUSTODY
/// Internal accounting only: what is sent here unasked changes nothing and is nobody's.
/// Warning: no path takes from an account without its authority but `liquidate` and `writeOff`; there is no donation.
///
/// SIZES
/// Amounts, scaled debts and indices are below 2^128. Caps and ceilings are worth at most 1e33 (Wad) at the greatest
/// believed price; interest adds a factor of 2^10 a decade at most. Sums over 16 legs times 1e4 are thus far below
/// 2^256.
contract XauLedger is LedgerViews {
    using FixedPointMathLib for uint256;
    using LedgerBook for AssetState;
    using LedgerBook for Book;
    using LedgerHealth for Book;
    using LedgerHealth for Weight;
    using LedgerInterest for AssetState;
    using LedgerInterest for Book;
    using LedgerIssue for AssetState;
    using LedgerLiquidation for AssetState;
    using LedgerLiquidation for Book;
    using LedgerRates for LedgerRates.Source;
    using LedgerSettings for AssetState;
    using LedgerSettings for Book;
    using SafeTransferLib for address;

    constructor(IOracle oracle, bytes32 xauFeed, address owner_, address guardian_, address reserve_)
        Governed(owner_, guardian_)
        LedgerViews(oracle, xauFeed)
    {
        _book.setReserve(reserve_);
    }

    // ---- accounts ----

    /// @inheritdoc IXauLedger
    function depositCollateral(address token, uint256 amount, address onBehalf)
        external
        override
        guarded
        returns (uint256 received)
    {
        // Check
        AssetState storage a = _book.listed(token);
        if (a.collateralFactorBp == 0) revert Ledger_NotCollateral(token);
        if (onBehalf == address(0)) revert Ledger_ZeroAddress();

        // Interaction, first because what counts is what arrives. The lock is held.
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        received = token.balanceOf(address(this)) - before;
        if (received == 0) revert Ledger_ZeroAmount();

        // Effect
        uint256 total = a.totalCollateral + received;
        if (total > a.capInForce()) revert Ledger_CapExceeded(token, total, a.capInForce());
        _book.addCollateral(a, token, onBehalf, received);
        emit CollateralDeposited(msg.sender, onBehalf, token, received);
    }

    /// @inheritdoc IXauLedger
    function withdrawCollateral(address token, uint256 amount, address receiver)
        external
        override
        guarded
        returns (uint256 withdrawn)
    {
        // Check
        AssetState storage a = _book.listed(token);
        if (receiver == address(0)) revert Ledger_ZeroAddress();
        uint256 held = _book.positions[msg.sender][token].collateral;
        withdrawn = amount == type(uint256).max ? held : amount;
        if (withdrawn == 0) revert Ledger_ZeroAmount();
        if (withdrawn > held) revert Ledger_NotEnoughCollateral(msg.sender, token, withdrawn, held);

        // Effect
        _book.removeCollateral(a, token, msg.sender, withdrawn);
        emit CollateralWithdrawn(msg.sender, token, receiver, withdrawn);
        _book.requireHealthy(ORACLE, msg.sender, View.WITHDRAWAL);

        // Interaction
        token.safeTransfer(receiver, withdrawn);
    }

    /// @inheritdoc IXauLedger
    function borrow(address token, uint256 amount, uint256 rateMode, address receiver) external override guarded {
        // Check
        AssetState storage a = _book.listed(token);
        if (a.closeFactorBp == 0) revert Ledger_NotDebt(token);
        if (rateMode == STABLE) revert Ledger_StableRateUnavailable(token);
        if (rateMode != VARIABLE) revert Ledger_BadRateMode(rateMode);
        if (a.borrowPaused) revert Ledger_BorrowPaused(token);
        if (amount == 0) revert Ledger_ZeroAmount();
        if (receiver == address(0)) revert Ledger_ZeroAddress();
        uint256 xau = _source().toXauUp(a, token, amount);

        // Effect
        a.accrue(token);
        _book.addDebt(a, token, msg.sender, amount);
        uint256 debt = _book.debtOf(a, msg.sender, token);
        if (debt < a.minDebt) revert Ledger_DebtTooSmall(token, debt, a.minDebt);
        uint256 total = a.totalDebt();
        if (total > a.ceilingInForce()) revert Ledger_CeilingExceeded(token, total, a.ceilingInForce());
        emit Borrowed(msg.sender, token, receiver, amount, rateMode, xau);
        _book.requireHealthy(ORACLE, msg.sender, View.NEW_DEBT);

        // Interaction
        a.mint(token, receiver, amount);
    }

    /// @inheritdoc IXauLedger
    function repay(address token, uint256 amount, uint256 rateMode, address onBehalf)
        external
        override
        guarded
        returns (uint256 repaid)
    {
        // Check
        AssetState storage a = _book.listed(token);
        if (rateMode == STABLE) revert Ledger_NoDebt(onBehalf, token);
        if (rateMode != VARIABLE) revert Ledger_BadRateMode(rateMode);
        if (amount == 0) revert Ledger_ZeroAmount();
        a.accrue(token);
        uint256 debt = _book.debtOf(a, onBehalf, token);
        if (debt == 0) revert Ledger_NoDebt(onBehalf, token);

        // Effect
        repaid = amount.min(debt);
        _book.removeDebt(a, token, onBehalf, repaid, debt);
        emit Repaid(msg.sender, onBehalf, token, repaid, rateMode);

        // Interaction
        a.burnFrom(token, msg.sender, repaid);
    }

    /// @inheritdoc IXauLedger
    function liquidate(
        address account,
        address debtToken,
        address collateralToken,
        uint256 repayAmount,
        uint256 minCollateral
    ) external override guarded returns (uint256 repaid, uint256 seized) {
        // Check
        AssetState storage d = _book.listed(debtToken);
        AssetState storage c = _book.listed(collateralToken);
        d.accrue(debtToken);
        uint256 debt = _book.debtOf(d, account, debtToken);
        if (debt == 0) revert Ledger_NoDebt(account, debtToken);
        Weight memory w = _book.weigh(ORACLE, account, View.LIQUIDATION);
        if (w.backing >= w.debt) revert Ledger_Healthy(account, w.health());
        uint256 held = _book.positions[account][collateralToken].collateral;
        if (held == 0) revert Ledger_NotEnoughCollateral(account, collateralToken, minCollateral, 0);
        (repaid, seized) = LedgerLiquidation.exchange(ORACLE, d, c, w, repayAmount.min(d.closable(w, debt)), held);
        if (seized == 0) revert Ledger_ZeroAmount();
        if (seized < minCollateral) revert Ledger_TooLittleCollateral(seized, minCollateral);

        // Effect
        _book.removeDebt(d, debtToken, account, repaid, debt);
        _book.removeCollateral(c, collateralToken, account, seized);
        emit Liquidated(msg.sender, account, debtToken, collateralToken, repaid, seized);

        // Interaction
        d.burnFrom(debtToken, msg.sender, repaid);
        (bool spent,) = _book.isSpent(ORACLE, account);
        if (spent) _book.writeOff(account);
        collateralToken.safeTransfer(msg.sender, seized);
    }

    /// @inheritdoc IXauLedger
    function writeOff(address account) external override guarded {
        (bool spent, Weight memory w) = _book.isSpent(ORACLE, account);
        if (!spent) revert Ledger_NotSpent(account, w.collateral, w.debt);
        _book.writeOff(account);
    }

    /// @inheritdoc IXauLedger
    function accrue(address token) external override guarded {
        _book.listed(token).accrue(token);
    }

    /// @inheritdoc IXauLedger
    function collectFees(address token, uint256 maxAmount) external override guarded returns (uint256 amount) {
        AssetState storage a = _book.listed(token);
        a.accrue(token);
        // Net issue stays within the ceiling; fees beyond it wait until loans are repaid.
        uint256 room = (uint256(a.debtCeiling) + a.burned).zeroFloorSub(a.minted);
        amount = a.fees().min(room).min(maxAmount);
        if (amount == 0) revert Ledger_NoFees(token);
        address reserve_ = _book.reserve;
        emit FeesCollected(token, reserve_, amount);
        a.mint(token, reserve_, amount);
    }

    /// @inheritdoc IXauLedger
    function coverDeficit(address token) external override guarded returns (uint256 burned) {
        AssetState storage a = _book.listed(token);
        a.accrue(token);
        uint256 deficit = a.deficit();
        burned = a.burnFromReserve(token, _book.reserve, deficit);
        if (burned == 0) revert Ledger_NothingCovered(token, deficit);
        emit DeficitCovered(token, burned, a.deficit());
    }

    // ---- settings ----

    /// @inheritdoc IXauLedger
    function listAsset(address token, PriceParams calldata params) external override guarded onlyOwner {
        _book.list(ORACLE, token, params);
    }

    /// @inheritdoc IXauLedger
    function setPrice(address token, PriceParams calldata params) external override guarded onlyOwner {
        _book.listed(token).setPrice(ORACLE, token, params);
    }

    /// @inheritdoc IXauLedger
    function setCollateral(address token, CollateralParams calldata params) external override guarded onlyOwner {
        _book.listed(token).setCollateral(token, params);
    }

    /// @inheritdoc IXauLedger
    function setDebt(address token, DebtParams calldata params) external override guarded onlyOwner {
        _book.listed(token).setDebt(token, params);
    }

    /// @inheritdoc IXauLedger
    function setReserve(address newReserve) external override guarded onlyOwner {
        _book.setReserve(newReserve);
    }

    /// @inheritdoc IXauLedger
    function pauseBorrow(address token) external override guarded onlyGuardian {
        _book.listed(token).borrowPaused = true;
        emit BorrowPausedSet(token, true);
    }

    /// @inheritdoc IXauLedger
    function unpauseBorrow(address token) external override guarded onlyOwner {
        _book.listed(token).borrowPaused = false;
        emit BorrowPausedSet(token, false);
    }
}
