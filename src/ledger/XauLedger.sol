// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {CollateralReceipt} from "./CollateralReceipt.sol";
import {DebtReceipt} from "./DebtReceipt.sol";
import {Governed} from "./Governed.sol";
import {AssetState, Book, LedgerBook, STABLE} from "./LedgerBook.sol";
import {LedgerHealth, View, Weight} from "./LedgerHealth.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerIssue} from "./LedgerIssue.sol";
import {LedgerLiquidation} from "./LedgerLiquidation.sol";
import {LedgerRates} from "./LedgerRates.sol";
import {LedgerSettings} from "./LedgerSettings.sol";
import {LedgerState} from "./LedgerState.sol";
import {LedgerViews} from "./LedgerViews.sol";

/// @title XauLedger
/// @notice See IXauLedger.
/// @dev Read with it: LedgerHealth (how accounts are weighed, and what an unreadable price does), LedgerLiquidation,
/// LedgerInterest, LedgerIssue (surplus and deficit), LedgerRates (ounces), LedgerSettings (what terms may be).
///
/// CUSTODY
/// Internal accounting only: what is sent here unasked changes nothing and is nobody's.
/// Warning: no path takes from an account without its authority but `liquidate` and `writeOff`; there is no donation. A
/// receipt moves its holders' collateral at their word: it is made by the ledger itself, from code of its own.
///
/// BATCHES
/// Within a batch the caller's account may pass through any state; it is judged at the end, and before any liquidation.
/// Warning: what a batch borrows exists before its end. Every collateral is without hooks or pays out under the lock, and
/// the sum lent is bounded by ceiling and minter's rate all the same.
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
    using SafeTransferLib for address;

    /// @dev When an operation that lowers the caller's health has it judged.
    enum Judged {
        NOW,
        AT_THE_END
    }

    /// @notice The code of the ledger's settings.
    address public immutable SETTINGS;

    constructor(IOracle oracle, bytes32 xauFeed, address owner_, address guardian_, address reserve_)
        Governed(owner_, guardian_)
        LedgerState(oracle)
        LedgerViews(xauFeed)
    {
        SETTINGS = address(new LedgerSettings(oracle, address(new CollateralReceipt()), address(new DebtReceipt())));
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
        return _deposit(token, amount, onBehalf);
    }

    /// @inheritdoc IXauLedger
    function withdrawCollateral(address token, uint256 amount, address receiver)
        external
        override
        guarded
        returns (uint256 withdrawn)
    {
        return _withdraw(token, amount, receiver, Judged.NOW);
    }

    /// @inheritdoc IXauLedger
    function borrow(address token, uint256 amount, uint256 rateMode, address receiver) external override guarded {
        _borrow(token, amount, rateMode, receiver, Judged.NOW);
    }

    /// @inheritdoc IXauLedger
    function repay(address token, uint256 amount, uint256 rateMode, address onBehalf)
        external
        override
        guarded
        returns (uint256 repaid)
    {
        return _repay(token, amount, rateMode, onBehalf);
    }

    /// @inheritdoc IXauLedger
    function liquidate(
        address account,
        address debtToken,
        address collateralToken,
        uint256 repayAmount,
        uint256 minCollateral
    ) external override guarded returns (uint256 repaid, uint256 seized) {
        return _liquidate(account, debtToken, collateralToken, repayAmount, minCollateral);
    }

    /// @inheritdoc IXauLedger
    function batch(bytes[] calldata calls) external override guarded {
        // What the caller's account must pass at the end. Only ever set: no call takes back what one before it needs.
        bool borrowed;
        bool withdrawn;
        for (uint256 i; i < calls.length; ++i) {
            bytes4 id = bytes4(calls[i]);
            if (id == this.depositCollateral.selector) {
                (address token, uint256 amount, address onBehalf) =
                    abi.decode(calls[i][4:], (address, uint256, address));
                _deposit(token, amount, onBehalf);
            } else if (id == this.withdrawCollateral.selector) {
                (address token, uint256 amount, address receiver) =
                    abi.decode(calls[i][4:], (address, uint256, address));
                withdrawn = true;
                _withdraw(token, amount, receiver, Judged.AT_THE_END);
            } else if (id == this.borrow.selector) {
                (address token, uint256 amount, uint256 rateMode, address receiver) =
                    abi.decode(calls[i][4:], (address, uint256, uint256, address));
                borrowed = true;
                _borrow(token, amount, rateMode, receiver, Judged.AT_THE_END);
            } else if (id == this.repay.selector) {
                (address token, uint256 amount, uint256 rateMode, address onBehalf) =
                    abi.decode(calls[i][4:], (address, uint256, uint256, address));
                _repay(token, amount, rateMode, onBehalf);
            } else if (id == this.liquidate.selector) {
                // Not from an account that the batch itself has made unhealthy: that is how Euler was emptied.
                _judge(borrowed, withdrawn);
                (address account, address debt, address collateral, uint256 amount, uint256 least) =
                    abi.decode(calls[i][4:], (address, address, address, uint256, uint256));
                _liquidate(account, debt, collateral, amount, least);
            } else {
                revert Ledger_UnknownCall(id);
            }
        }
        _judge(borrowed, withdrawn);
    }

    /// @inheritdoc IXauLedger
    function moveCollateral(address token, address from, address to, uint256 amount) external override guarded {
        // Check
        AssetState storage a = _book.listed(token);
        if (msg.sender != a.collateralReceipt) revert Ledger_NotReceipt(msg.sender, a.collateralReceipt);
        if (to == address(0)) revert Ledger_ZeroAddress();
        uint256 held = _book.positions[from][token].collateral;
        if (amount > held) revert Ledger_NotEnoughCollateral(from, token, amount, held);

        // Effect
        _book.moveCollateral(a, token, from, to, amount);
        emit CollateralMoved(token, from, to, amount);
        _book.requireHealthy(ORACLE, from, View.WITHDRAWAL);
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

    // ---- settings, see LedgerSettings ----

    /// @inheritdoc IXauLedger
    function listAsset(address, PriceParams calldata) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function setPrice(address, PriceParams calldata) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function setCollateral(address, CollateralParams calldata) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function setDebt(address, DebtParams calldata) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function setStablePremium(address, uint88) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function setReserve(address) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function pauseBorrow(address) external override {
        _runSettings();
    }

    /// @inheritdoc IXauLedger
    function unpauseBorrow(address) external override {
        _runSettings();
    }

    /// @dev Runs the call, calldata as it is, as code of LedgerSettings: it takes the lock and asks who calls.
    function _runSettings() private {
        address settings = SETTINGS;
        assembly {
            // The call ends here either way, so memory from zero is free to use.
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), settings, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }

    // ---- operations, alone or in a batch ----

    function _deposit(address token, uint256 amount, address onBehalf) private returns (uint256 received) {
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

    function _withdraw(address token, uint256 amount, address receiver, Judged when)
        private
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
        if (when == Judged.NOW) _book.requireHealthy(ORACLE, msg.sender, View.WITHDRAWAL);

        // Interaction
        token.safeTransfer(receiver, withdrawn);
    }

    function _borrow(address token, uint256 amount, uint256 rateMode, address receiver, Judged when) private {
        // Check
        AssetState storage a = _book.listed(token);
        if (a.closeFactorBp == 0) revert Ledger_NotDebt(token);
        _requireRateMode(rateMode);
        if (rateMode == STABLE && a.stablePremiumPerSecondRay == 0) revert Ledger_StableRateUnavailable(token);
        if (a.borrowPaused) revert Ledger_BorrowPaused(token);
        if (amount == 0) revert Ledger_ZeroAmount();
        if (receiver == address(0)) revert Ledger_ZeroAddress();
        uint256 xau = _source().toXauUp(a, token, amount);

        // Effect
        a.accrue(token);
        _book.addDebt(a, token, msg.sender, amount, rateMode);
        uint256 debt = a.debtOf(_book.positions[msg.sender][token]);
        if (debt < a.minDebt) revert Ledger_DebtTooSmall(token, debt, a.minDebt);
        uint256 total = a.exposure(amount);
        if (total > a.ceilingInForce()) revert Ledger_CeilingExceeded(token, total, a.ceilingInForce());
        emit Borrowed(msg.sender, token, receiver, amount, rateMode, xau);
        if (when == Judged.NOW) _book.requireHealthy(ORACLE, msg.sender, View.NEW_DEBT);

        // Interaction
        a.mint(token, receiver, amount);
    }

    function _repay(address token, uint256 amount, uint256 rateMode, address onBehalf)
        private
        returns (uint256 repaid)
    {
        // Check
        AssetState storage a = _book.listed(token);
        if (amount == 0) revert Ledger_ZeroAmount();
        a.accrue(token);
        uint256 debt = _debtIn(a, _book.positions[onBehalf][token], rateMode);
        if (debt == 0) revert Ledger_NoDebt(onBehalf, token);

        // Effect
        repaid = amount.min(debt);
        _book.removeDebt(a, token, onBehalf, repaid, debt, rateMode);
        emit Repaid(msg.sender, onBehalf, token, repaid, rateMode);

        // Interaction
        a.burnFrom(token, msg.sender, repaid);
    }

    function _liquidate(
        address account,
        address debtToken,
        address collateralToken,
        uint256 repayAmount,
        uint256 minCollateral
    ) private returns (uint256 repaid, uint256 seized) {
        // Check
        AssetState storage d = _book.listed(debtToken);
        AssetState storage c = _book.listed(collateralToken);
        d.accrue(debtToken);
        {
            uint256 debt = d.debtOf(_book.positions[account][debtToken]);
            if (debt == 0) revert Ledger_NoDebt(account, debtToken);
            Weight memory w = _book.weigh(ORACLE, account, View.LIQUIDATION);
            if (w.backing >= w.debt) revert Ledger_Healthy(account, w.health());
            uint256 held = _book.positions[account][collateralToken].collateral;
            if (held == 0) revert Ledger_NotEnoughCollateral(account, collateralToken, minCollateral, 0);
            (repaid, seized) = LedgerLiquidation.exchange(ORACLE, d, c, w, repayAmount.min(d.closable(w, debt)), held);
        }
        if (seized == 0) revert Ledger_ZeroAmount();
        if (seized < minCollateral) revert Ledger_TooLittleCollateral(seized, minCollateral);

        // Effect
        _book.removeAny(d, debtToken, account, repaid);
        _book.removeCollateral(c, collateralToken, account, seized);
        emit Liquidated(msg.sender, account, debtToken, collateralToken, repaid, seized);

        // Interaction
        d.burnFrom(debtToken, msg.sender, repaid);
        (bool spent,) = _book.isSpent(ORACLE, account);
        if (spent) _book.writeOff(account);
        collateralToken.safeTransfer(msg.sender, seized);
    }

    /// @dev New debt is judged the more strictly, so one judgement covers both.
    function _judge(bool borrowed, bool withdrawn) private view {
        if (borrowed) _book.requireHealthy(ORACLE, msg.sender, View.NEW_DEBT);
        else if (withdrawn) _book.requireHealthy(ORACLE, msg.sender, View.WITHDRAWAL);
    }
}
