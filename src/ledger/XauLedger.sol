// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IBadDebtReserve} from "../interfaces/IBadDebtReserve.sol";
import {IM1Token} from "../interfaces/IM1Token.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {Governed} from "./Governed.sol";

/// @dev The price unit that needs no feed: the tokens defined to be one dollar.
bytes32 constant USD = keccak256("USD");
uint256 constant WAD = 1e18;
uint256 constant RAY = 1e27;
uint256 constant BP = 10_000;

/// @dev Prices outside are not believed: at 1e-12 and 1e12 dollars a token something else is wrong. With them every
/// price and its inverse (1e36 / price) is at least 1e6 / 1e18, so no quotient of one price rounds to zero.
uint256 constant MIN_USD_WAD = 1e6;
uint256 constant MAX_USD_WAD = 1e30;
/// @dev Greatest value of a cap or ceiling at the greatest believed price: 1e15 dollars. See "Sizes".
uint256 constant MAX_VALUE_USD_WAD = 1e33;
uint8 constant MAX_DECIMALS = 24;
/// @dev An account's legs are all read in one call: 16 tokens keep the longest liquidation far below a block's gas.
uint256 constant MAX_ASSETS = 16;
/// @dev 100 % a year: floor((2^(1/31,536,000) - 1) * 1e27).
uint256 constant MAX_FEE_PER_SECOND_RAY = 21_979_553_151_239_153_027;
/// @dev An index that nobody touches stops here, so that its power cannot overflow and lock repayment: 2^10 at most.
uint256 constant MAX_ACCRUAL_SECONDS = 3_650 days;
/// @dev Below this health the whole debt may be repaid at once: the account has fallen faster than liquidators act.
uint256 constant FULL_CLOSE_BP = 9_500;
/// @dev A quarter of its bonus is a liquidator's however little an account has left: see "Liquidation".
uint256 constant LEAST_BONUS_DIVISOR = 4;
/// @dev What is left of a lost account, all told, that no liquidator would come for: one dollar.
uint256 constant CRUMBS_USD_WAD = 1e18;
uint256 constant LAUNCH_PERIOD = 24 hours;
uint256 constant LAUNCH_SHARE_BP = 1_000;
uint256 constant STABLE = 1;
uint256 constant VARIABLE = 2;
/// @dev In an account's map of legs token n has bit 2n for collateral, bit 2n + 1 for debt.
uint256 constant DEBT_LEGS = 0xAAAAAAAA;

/// @title XauLedger
/// @notice See IXauLedger.
/// @dev
/// HEALTH
/// An account's collateral and debts are weighed against each other in USD: gold cancels in the quotient, so a stale
/// XAU feed stops nothing that has no XAU leg. New debt alone is counted in ounces first, and stops with XAU.
/// - New debt and withdrawal: collateral at the lower price, times its collateral factor, rounded down; debt at the
///   higher price, rounded up.
/// - Liquidation: collateral at the higher price, times its threshold, rounded up; debt at the lower, rounded down.
///
/// UNREADABLE PRICES
/// - New debt: refused.
/// - Withdrawal: the collateral counts for nothing; a debt without a price refuses.
/// - Liquidation: in the account's favour (see `liquidate`), except the two tokens exchanged, which need their prices.
/// Warning: if they simply refused, a crumb of gold would shield any account over a weekend.
///
/// LIQUIDATION
/// Repaying v for collateral worth v * (1 + bonus) raises the health exactly if it is above threshold * (1 + bonus) of
/// the collateral taken. The setters keep that below one; with one collateral worth debt * (1 + bonus) or more it
/// holds. With several, taking the one of the highest threshold can lower a health already below it; collateral over
/// debt still rises. An account worth less than debt * (1 + bonus) could not pay the bonus on all of it: the rest would
/// be a loss that its owner, liquidating itself, pockets. So the bonus is at most what collateral leaves over debt, and
/// at least a quarter of itself, so that someone comes for an account beyond saving, too.
///
/// INTEREST
/// index(t + n) = index(t) * (1 + fee)^n, the power by squaring in Ray, each product rounded to nearest (2 log2(n)
/// products of relative error 5e-28 at most), the last product rounded down. So over n seconds the index is within
/// n * 1e-27 of exact (relative), never falls, and accruing in pieces differs from accruing at once by no more than
/// that. An account's debt is ceil(scaled * index); total debt is floor(sum of scaled * index).
///
/// WHAT WAS ISSUED AND WHAT IS OWED
/// issued = minted - burned; owed = total debt. owed - issued is the surplus (uncollected fees, plus rounding, always
/// the ledger's way); issued - owed is the deficit (bad debt that neither the reserve nor fees have covered). Neither
/// is stored, so neither can drift. Loans, repayments and fee collection never lower owed - issued below zero; only a
/// write-off does. No other account's collateral is ever touched for it.
///
/// CUSTODY
/// Internal accounting only: what is sent here unasked changes nothing and is nobody's.
/// Warning: no path takes from an account without its authority but `liquidate` and `writeOff`; there is no donation.
///
/// SIZES
/// Amounts, scaled debts and indices are below 2^128. Caps and ceilings are worth at most 1e33 (Wad) at the greatest
/// believed price; interest adds a factor of 2^10 a decade at most. Sums over 16 legs times 1e4 are thus far below
/// 2^256.
contract XauLedger is IXauLedger, Governed, Guarded {
    using FixedPointMathLib for uint256;
    using SafeTransferLib for address;

    struct AssetState {
        bytes32 feed; // slot 0
        bytes32 checkFeed; // slot 1
        uint128 maxUsdWad; // slot 2: 128
        uint80 scale; // + 80 = 208; 10^decimals, 10^24 < 2^80
        uint16 collateralFactorBp; // + 16 = 224
        uint16 liquidationThresholdBp; // + 16 = 240
        uint16 liquidationBonusBp; // + 16 = 256
        uint128 totalCollateral; // slot 3: 128
        uint128 collateralCap; // + 128 = 256
        uint128 totalScaledDebt; // slot 4: 128
        uint128 indexRay; // + 128 = 256
        uint88 feePerSecondRay; // slot 5: 88
        uint40 accruedAt; // + 40 = 128
        uint128 debtCeiling; // + 128 = 256
        uint128 minDebt; // slot 6: 128
        uint40 collateralOpenedAt; // + 40 = 168
        uint40 debtOpenedAt; // + 40 = 208
        uint16 closeFactorBp; // + 16 = 224
        uint8 decimals; // + 8 = 232
        uint8 id; // + 8 = 240
        bool listed; // + 8 = 248
        bool borrowPaused; // + 8 = 256
        uint128 minted; // slot 7: 128
        uint128 burned; // + 128 = 256
        uint128 badDebt; // slot 8: 128
    }

    /// @dev The second slot belongs to rate mode 1: a principal, its own rate and the time it was last compounded.
    struct Position {
        uint128 collateral; // slot 0: 128
        uint128 scaledDebt; // + 128 = 256
        uint128 stablePrincipal; // slot 1: 128
        uint88 stableFeePerSecondRay; // + 88 = 216
        uint40 stableSince; // + 40 = 256
    }

    /// @dev Whose side the weighing takes, see "Health" and "Unreadable prices". HEALTH is LIQUIDATION's sides with
    /// every price required: for showing, where guessing would mislead.
    enum View {
        NEW_DEBT,
        WITHDRAWAL,
        LIQUIDATION,
        HEALTH
    }

    /// @dev All USD Wad. `backing` is collateral after factor or threshold.
    struct Weight {
        uint256 collateral;
        uint256 backing;
        uint256 debt;
    }

    /// @notice Where prices come from.
    IOracle public immutable ORACLE;
    /// @notice The oracle's feed of one ounce in USD.
    bytes32 public immutable XAU_FEED;

    /// @inheritdoc IXauLedger
    address public override reserve;

    address[] private _tokens;
    mapping(address token => AssetState) private _assets;
    mapping(address account => mapping(address token => Position)) private _positions;
    mapping(address account => uint256 bits) private _legs;

    constructor(IOracle oracle, bytes32 xauFeed, address owner_, address guardian_, address reserve_)
        Governed(owner_, guardian_)
    {
        ORACLE = oracle;
        XAU_FEED = xauFeed;
        _setReserve(reserve_);
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
        AssetState storage a = _listed(token);
        if (a.collateralFactorBp == 0) revert Ledger_NotCollateral(token);
        if (onBehalf == address(0)) revert Ledger_ZeroAddress();

        // Interaction, first because what counts is what arrives. The lock is held.
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        received = token.balanceOf(address(this)) - before;
        if (received == 0) revert Ledger_ZeroAmount();

        // Effect
        uint256 total = a.totalCollateral + received;
        if (total > _capInForce(a)) revert Ledger_CapExceeded(token, total, _capInForce(a));
        _addCollateral(a, token, onBehalf, received);
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
        AssetState storage a = _listed(token);
        if (receiver == address(0)) revert Ledger_ZeroAddress();
        uint256 held = _positions[msg.sender][token].collateral;
        withdrawn = amount == type(uint256).max ? held : amount;
        if (withdrawn == 0) revert Ledger_ZeroAmount();
        if (withdrawn > held) revert Ledger_NotEnoughCollateral(msg.sender, token, withdrawn, held);

        // Effect
        _removeCollateral(a, token, msg.sender, withdrawn);
        emit CollateralWithdrawn(msg.sender, token, receiver, withdrawn);
        _requireHealthy(msg.sender, View.WITHDRAWAL);

        // Interaction
        token.safeTransfer(receiver, withdrawn);
    }

    /// @inheritdoc IXauLedger
    function borrow(address token, uint256 amount, uint256 rateMode, address receiver) external override guarded {
        // Check
        AssetState storage a = _listed(token);
        if (a.closeFactorBp == 0) revert Ledger_NotDebt(token);
        if (rateMode == STABLE) revert Ledger_StableRateUnavailable(token);
        if (rateMode != VARIABLE) revert Ledger_BadRateMode(rateMode);
        if (a.borrowPaused) revert Ledger_BorrowPaused(token);
        if (amount == 0) revert Ledger_ZeroAmount();
        if (receiver == address(0)) revert Ledger_ZeroAddress();
        uint256 xau = _toXauUp(token, a, amount);

        // Effect
        _accrue(token, a);
        _addDebt(a, token, msg.sender, amount);
        uint256 debt = _debtOf(a, msg.sender, token);
        if (debt < a.minDebt) revert Ledger_DebtTooSmall(token, debt, a.minDebt);
        uint256 total = _totalDebt(a);
        if (total > _ceilingInForce(a)) revert Ledger_CeilingExceeded(token, total, _ceilingInForce(a));
        emit Borrowed(msg.sender, token, receiver, amount, rateMode, xau);
        _requireHealthy(msg.sender, View.NEW_DEBT);

        // Interaction
        _mint(a, token, receiver, amount);
    }

    /// @inheritdoc IXauLedger
    function repay(address token, uint256 amount, uint256 rateMode, address onBehalf)
        external
        override
        guarded
        returns (uint256 repaid)
    {
        // Check
        AssetState storage a = _listed(token);
        if (rateMode == STABLE) revert Ledger_NoDebt(onBehalf, token);
        if (rateMode != VARIABLE) revert Ledger_BadRateMode(rateMode);
        if (amount == 0) revert Ledger_ZeroAmount();
        _accrue(token, a);
        uint256 debt = _debtOf(a, onBehalf, token);
        if (debt == 0) revert Ledger_NoDebt(onBehalf, token);

        // Effect
        repaid = amount.min(debt);
        _removeDebt(a, token, onBehalf, repaid, debt);
        emit Repaid(msg.sender, onBehalf, token, repaid, rateMode);

        // Interaction
        _burnFrom(a, token, msg.sender, repaid);
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
        AssetState storage d = _listed(debtToken);
        AssetState storage c = _listed(collateralToken);
        _accrue(debtToken, d);
        uint256 debt = _debtOf(d, account, debtToken);
        if (debt == 0) revert Ledger_NoDebt(account, debtToken);
        Weight memory w = _weigh(account, View.LIQUIDATION);
        if (w.backing >= w.debt) revert Ledger_Healthy(account, _health(w));
        uint256 held = _positions[account][collateralToken].collateral;
        if (held == 0) revert Ledger_NotEnoughCollateral(account, collateralToken, minCollateral, 0);
        (repaid, seized) = _exchange(d, c, w, repayAmount.min(_closable(d, w, debt)), held);
        if (seized == 0) revert Ledger_ZeroAmount();
        if (seized < minCollateral) revert Ledger_TooLittleCollateral(seized, minCollateral);

        // Effect
        _removeDebt(d, debtToken, account, repaid, debt);
        _removeCollateral(c, collateralToken, account, seized);
        emit Liquidated(msg.sender, account, debtToken, collateralToken, repaid, seized);

        // Interaction
        _burnFrom(d, debtToken, msg.sender, repaid);
        (bool spent,) = _isSpent(account);
        if (spent) _writeOff(account);
        collateralToken.safeTransfer(msg.sender, seized);
    }

    /// @inheritdoc IXauLedger
    function writeOff(address account) external override guarded {
        (bool spent, Weight memory w) = _isSpent(account);
        if (!spent) revert Ledger_NotSpent(account, w.collateral, w.debt);
        _writeOff(account);
    }

    /// @inheritdoc IXauLedger
    function accrue(address token) external override guarded {
        _accrue(token, _listed(token));
    }

    /// @inheritdoc IXauLedger
    function collectFees(address token, uint256 maxAmount) external override guarded returns (uint256 amount) {
        AssetState storage a = _listed(token);
        _accrue(token, a);
        // Net issue stays within the ceiling; fees beyond it wait until loans are repaid.
        uint256 room = (uint256(a.debtCeiling) + a.burned).zeroFloorSub(a.minted);
        amount = _fees(a).min(room).min(maxAmount);
        if (amount == 0) revert Ledger_NoFees(token);
        emit FeesCollected(token, reserve, amount);
        _mint(a, token, reserve, amount);
    }

    /// @inheritdoc IXauLedger
    function coverDeficit(address token) external override guarded returns (uint256 burned) {
        AssetState storage a = _listed(token);
        _accrue(token, a);
        uint256 deficit = _deficit(a);
        burned = _burnFromReserve(a, token, deficit);
        if (burned == 0) revert Ledger_NothingCovered(token, deficit);
        emit DeficitCovered(token, burned, _deficit(a));
    }

    // ---- settings ----

    /// @inheritdoc IXauLedger
    function listAsset(address token, PriceParams calldata params) external override guarded onlyOwner {
        AssetState storage a = _assets[token];
        if (a.listed) revert Ledger_Listed(token);
        if (_tokens.length == MAX_ASSETS) revert Ledger_TooManyAssets(MAX_ASSETS);
        uint8 decimals = IERC20Metadata(token).decimals();
        if (decimals > MAX_DECIMALS) revert Ledger_TooManyDecimals(token, decimals, MAX_DECIMALS);
        a.listed = true;
        a.decimals = decimals;
        a.scale = uint80(10 ** decimals); // at most 10^24 < 2^80
        a.id = uint8(_tokens.length); // below 16
        a.indexRay = uint128(RAY);
        a.accruedAt = uint40(block.timestamp); // 2^40 seconds are 34,000 years
        _tokens.push(token);
        emit AssetListed(token, a.id, decimals);
        _setPrice(token, a, params);
    }

    /// @inheritdoc IXauLedger
    function setPrice(address token, PriceParams calldata params) external override guarded onlyOwner {
        _setPrice(token, _listed(token), params);
    }

    /// @inheritdoc IXauLedger
    function setCollateral(address token, CollateralParams calldata params) external override guarded onlyOwner {
        AssetState storage a = _listed(token);
        if (params.collateralFactorBp == 0 || params.collateralFactorBp >= params.liquidationThresholdBp) {
            revert Ledger_FactorNotBelowThreshold(params.collateralFactorBp, params.liquidationThresholdBp);
        }
        if (
            params.liquidationBonusBp == 0
                || params.liquidationThresholdBp * (BP + params.liquidationBonusBp) >= BP * BP
        ) revert Ledger_BonusOutOfRange(params.liquidationThresholdBp, params.liquidationBonusBp);

        emit CollateralSet(token, _collateralParams(a), params);
        if (a.collateralCap == 0) a.collateralOpenedAt = uint40(block.timestamp);
        a.collateralFactorBp = params.collateralFactorBp;
        a.liquidationThresholdBp = params.liquidationThresholdBp;
        a.liquidationBonusBp = params.liquidationBonusBp;
        a.collateralCap = params.cap;
        _requireBounded(token, a, params.cap);
    }

    /// @inheritdoc IXauLedger
    function setDebt(address token, DebtParams calldata params) external override guarded onlyOwner {
        AssetState storage a = _listed(token);
        if (params.feePerSecondRay > MAX_FEE_PER_SECOND_RAY) {
            revert Ledger_FeeTooHigh(params.feePerSecondRay, MAX_FEE_PER_SECOND_RAY);
        }
        if (params.closeFactorBp == 0 || params.closeFactorBp > BP) {
            revert Ledger_CloseFactorOutOfRange(params.closeFactorBp);
        }
        _accrue(token, a);

        emit DebtSet(token, _debtParams(a), params);
        if (a.debtCeiling == 0) a.debtOpenedAt = uint40(block.timestamp);
        a.feePerSecondRay = params.feePerSecondRay;
        a.debtCeiling = params.ceiling;
        a.minDebt = params.minDebt;
        a.closeFactorBp = params.closeFactorBp;
        _requireBounded(token, a, params.ceiling);
    }

    /// @inheritdoc IXauLedger
    function setReserve(address newReserve) external override guarded onlyOwner {
        _setReserve(newReserve);
    }

    /// @inheritdoc IXauLedger
    function pauseBorrow(address token) external override guarded onlyGuardian {
        _listed(token).borrowPaused = true;
        emit BorrowPausedSet(token, true);
    }

    /// @inheritdoc IXauLedger
    function unpauseBorrow(address token) external override guarded onlyOwner {
        _listed(token).borrowPaused = false;
        emit BorrowPausedSet(token, false);
    }

    // ---- conversions ----

    /// @inheritdoc IXauLedger
    function toXau(address token, uint256 amount) public view override returns (uint256) {
        AssetState storage a = _listed(token);
        (uint256 low, uint256 xau) = _xauRateLow(token, a);
        // low * WAD <= 1e48; scale * xau <= 1e54.
        return amount.fullMulDiv(low * WAD, a.scale * xau);
    }

    /// @inheritdoc IXauLedger
    function toXauUp(address token, uint256 amount) public view override returns (uint256) {
        return _toXauUp(token, _listed(token), amount);
    }

    /// @inheritdoc IXauLedger
    function fromXau(address token, uint256 xau) public view override returns (uint256) {
        AssetState storage a = _listed(token);
        (uint256 high, uint256 xauUsd) = _xauRateHigh(token, a);
        return xau.fullMulDiv(a.scale * xauUsd, high * WAD);
    }

    /// @inheritdoc IXauLedger
    function fromXauUp(address token, uint256 xau) public view override returns (uint256) {
        AssetState storage a = _listed(token);
        (uint256 low, uint256 xauUsd) = _xauRateLow(token, a);
        return xau.fullMulDivUp(a.scale * xauUsd, low * WAD);
    }

    /// @inheritdoc IXauLedger
    function convert(address from, address to, uint256 amount) external view override returns (uint256) {
        return fromXau(to, toXau(from, amount));
    }

    /// @inheritdoc IXauLedger
    function convertUp(address from, address to, uint256 amount) external view override returns (uint256) {
        return fromXauUp(to, toXauUp(from, amount));
    }

    // ---- views ----

    /// @inheritdoc IXauLedger
    function healthFactor(address account) external view override guardedView returns (uint256) {
        return _health(_weigh(account, View.HEALTH));
    }

    /// @inheritdoc IXauLedger
    function liquidatable(address account) external view override guardedView returns (bool) {
        return _health(_weigh(account, View.LIQUIDATION)) < WAD;
    }

    /// @inheritdoc IXauLedger
    function accountXau(address account)
        external
        view
        override
        guardedView
        returns (uint256 collateralXau, uint256 debtXau)
    {
        Weight memory w = _weigh(account, View.NEW_DEBT);
        uint256 xauUsd = _xauUsd();
        return (w.collateral.fullMulDiv(WAD, xauUsd), w.debt.fullMulDivUp(WAD, xauUsd));
    }

    /// @inheritdoc IXauLedger
    function collateralOf(address account, address token) external view override guardedView returns (uint256) {
        return _positions[account][token].collateral;
    }

    /// @inheritdoc IXauLedger
    function debtOf(address account, address token) external view override guardedView returns (uint256) {
        return _debtOf(_listed(token), account, token);
    }

    /// @inheritdoc IXauLedger
    function scaledDebtOf(address account, address token) external view override guardedView returns (uint256) {
        return _positions[account][token].scaledDebt;
    }

    /// @inheritdoc IXauLedger
    function totalDebt(address token) external view override guardedView returns (uint256) {
        return _totalDebt(_listed(token));
    }

    /// @inheritdoc IXauLedger
    function indexRay(address token) external view override returns (uint256) {
        return _index(_listed(token));
    }

    /// @inheritdoc IXauLedger
    function feesOf(address token) external view override guardedView returns (uint256) {
        return _fees(_listed(token));
    }

    /// @inheritdoc IXauLedger
    function deficitOf(address token) external view override guardedView returns (uint256) {
        return _deficit(_listed(token));
    }

    /// @inheritdoc IXauLedger
    function collateralCap(address token) external view override returns (uint256) {
        return _capInForce(_listed(token));
    }

    /// @inheritdoc IXauLedger
    function debtCeiling(address token) external view override returns (uint256) {
        return _ceilingInForce(_listed(token));
    }

    /// @inheritdoc IXauLedger
    function asset(address token) external view override guardedView returns (Asset memory) {
        AssetState storage a = _listed(token);
        return Asset({
            price: PriceParams(a.feed, a.checkFeed, a.maxUsdWad),
            collateral: _collateralParams(a),
            debt: _debtParams(a),
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
            debtOpenedAt: a.debtOpenedAt
        });
    }

    /// @inheritdoc IXauLedger
    function tokens() external view override returns (address[] memory) {
        return _tokens;
    }

    // ---- health ----

    /// @dev Ends every entry that lowers an account's health. Without debt it reads nothing and always passes.
    function _requireHealthy(address account, View v) internal view {
        if (_legs[account] & DEBT_LEGS == 0) return;
        Weight memory w = _weigh(account, v);
        if (w.backing < w.debt) revert Ledger_Unhealthy(account, w.backing, w.debt);
    }

    /// @dev floor(backing / debt): below 1e18 exactly when backing < debt.
    function _health(Weight memory w) private pure returns (uint256) {
        // The second condition keeps the product below 2^256; such a health is none to tell from no debt.
        if (w.debt == 0 || w.backing / w.debt > type(uint128).max) return type(uint256).max;
        return w.backing.fullMulDiv(WAD, w.debt);
    }

    /// @dev Adds up the account's legs as `v` sees them.
    function _weigh(address account, View v) internal view returns (Weight memory w) {
        uint256 legs = _legs[account];
        for (uint256 id; legs != 0; (++id, legs >>= 2)) {
            if (legs & 3 == 0) continue;
            address token = _tokens[id];
            AssetState storage a = _assets[token];
            (bool ok, uint256 low, uint256 high) = _prices(a, v);
            if (legs & 1 != 0) _weighCollateral(w, a, _positions[account][token].collateral, v, ok, low, high);
            if (legs & 2 != 0) _weighDebt(w, a, _debtOf(a, account, token), v, ok, low, high);
        }
    }

    function _weighCollateral(
        Weight memory w,
        AssetState storage a,
        uint256 amount,
        View v,
        bool ok,
        uint256 low,
        uint256 high
    ) private view {
        if (v == View.LIQUIDATION || v == View.HEALTH) {
            uint256 value = amount.fullMulDivUp(ok ? high : a.maxUsdWad, a.scale);
            w.collateral += value;
            w.backing += (value * a.liquidationThresholdBp).divUp(BP);
        } else if (ok) {
            uint256 value = amount.fullMulDiv(low, a.scale);
            w.collateral += value;
            w.backing += value * a.collateralFactorBp / BP;
        }
    }

    function _weighDebt(
        Weight memory w,
        AssetState storage a,
        uint256 amount,
        View v,
        bool ok,
        uint256 low,
        uint256 high
    ) private view {
        if (v == View.LIQUIDATION || v == View.HEALTH) {
            if (ok) w.debt += amount.fullMulDiv(low, a.scale);
        } else {
            // Not readable here only in a withdrawal: asking again reverts with the reason.
            if (!ok) (, high) = _requirePrices(a);
            w.debt += amount.fullMulDivUp(high, a.scale);
        }
    }

    // ---- liquidation ----

    /// @dev How much of an unhealthy account's `debt` may be repaid now.
    function _closable(AssetState storage d, Weight memory w, uint256 debt) private view returns (uint256) {
        if (w.backing * BP < w.debt * FULL_CLOSE_BP) return debt;
        uint256 part = debt.fullMulDivUp(d.closeFactorBp, BP);
        return debt - part < d.minDebt ? debt : part;
    }

    /// @dev What `repayAmount` buys of at most `held`: the debt at its lower price, the collateral at its higher, the
    /// direction of the health that allowed it. Both are required.
    function _exchange(AssetState storage d, AssetState storage c, Weight memory w, uint256 repayAmount, uint256 held)
        private
        view
        returns (uint256 repaid, uint256 seized)
    {
        (uint256 debtUsd,) = _requirePrices(d);
        (, uint256 collateralUsd) = _requirePrices(c);
        // seized / repaid, a fraction of two numbers below 1e30 * 1e24 * 1e20 = 1e74 < 2^256.
        uint256 numerator = debtUsd * c.scale * (WAD + _bonusWad(c, w));
        uint256 denominator = collateralUsd * d.scale * WAD;

        uint256 priceOfAll = held.fullMulDivUp(denominator, numerator);
        if (repayAmount >= priceOfAll) return (priceOfAll, held);
        return (repayAmount, repayAmount.fullMulDiv(numerator, denominator));
    }

    /// @dev See "Liquidation". w.debt is above zero: the account is unhealthy.
    function _bonusWad(AssetState storage c, Weight memory w) private view returns (uint256) {
        uint256 full = c.liquidationBonusBp * (WAD / BP);
        uint256 margin = w.collateral.fullMulDiv(WAD, w.debt).zeroFloorSub(WAD);
        return margin.clamp(full / LEAST_BONUS_DIVISOR, full);
    }

    /// @dev Whether nothing is left that a liquidator would come for, while debt is. Without any collateral this needs
    /// no price.
    function _isSpent(address account) private view returns (bool spent, Weight memory w) {
        uint256 legs = _legs[account];
        if (legs & DEBT_LEGS == 0) return (false, w);
        if (legs & ~DEBT_LEGS == 0) return (true, w);
        w = _weigh(account, View.LIQUIDATION);
        spent = w.collateral < w.debt && w.collateral <= CRUMBS_USD_WAD;
    }

    function _writeOff(address account) private {
        uint256 legs = _legs[account];
        for (uint256 id; legs != 0; (++id, legs >>= 2)) {
            if (legs & 3 == 0) continue;
            address token = _tokens[id];
            AssetState storage a = _assets[token];
            if (legs & 1 != 0) {
                uint256 crumbs = _positions[account][token].collateral;
                _removeCollateral(a, token, account, crumbs);
                _addCollateral(a, token, reserve, crumbs);
                emit CrumbsTaken(account, token, reserve, crumbs);
            }
            if (legs & 2 != 0) {
                _accrue(token, a);
                uint256 debt = _debtOf(a, account, token);
                _removeDebt(a, token, account, debt, debt);
                a.badDebt = _toUint128(a.badDebt + debt);
                uint256 burned = _burnFromReserve(a, token, debt);
                emit BadDebtRecorded(account, token, debt, burned, _deficit(a));
            }
        }
    }

    /// @dev Burns what the reserve hands over of `amount`. Whatever the reserve does, the caller's operation goes on.
    function _burnFromReserve(AssetState storage a, address token, uint256 amount) private returns (uint256 burned) {
        if (amount == 0 || reserve.code.length == 0) return 0;
        uint256 before = token.balanceOf(address(this));
        try IBadDebtReserve(reserve).coverBadDebt(token, amount) {} catch {}
        // Not below `before`: nobody has an allowance of the ledger.
        burned = (token.balanceOf(address(this)) - before).min(amount);
        if (burned == 0) return 0;
        a.burned = _toUint128(a.burned + burned);
        IM1Token(token).burn(burned);
    }

    // ---- bookkeeping ----

    function _addCollateral(AssetState storage a, address token, address account, uint256 amount) private {
        a.totalCollateral = _toUint128(a.totalCollateral + amount);
        // Not above the total, which fits.
        _positions[account][token].collateral += uint128(amount);
        _legs[account] |= 1 << (2 * uint256(a.id));
    }

    /// @dev `amount` is at most the account's collateral, hence below 2^128 and at most the total.
    function _removeCollateral(AssetState storage a, address token, address account, uint256 amount) private {
        Position storage p = _positions[account][token];
        p.collateral -= uint128(amount);
        a.totalCollateral -= uint128(amount);
        if (p.collateral == 0) _legs[account] &= ~(1 << (2 * uint256(a.id)));
    }

    /// @dev Scaled up: the account owes at least `amount` more. The index is current.
    function _addDebt(AssetState storage a, address token, address account, uint256 amount) private {
        uint256 scaled = amount.fullMulDivUp(RAY, a.indexRay);
        a.totalScaledDebt = _toUint128(a.totalScaledDebt + scaled);
        // Not above the total, which fits.
        _positions[account][token].scaledDebt += uint128(scaled);
        _legs[account] |= 2 << (2 * uint256(a.id));
    }

    /// @dev Scaled down: the account owes at most `amount` less; all of `debt` clears it. The index is current.
    function _removeDebt(AssetState storage a, address token, address account, uint256 amount, uint256 debt) private {
        Position storage p = _positions[account][token];
        // amount < debt = ceil(scaled * index), so floor(amount / index) <= scaled, which is below 2^128.
        uint128 scaled = amount == debt ? p.scaledDebt : uint128(amount.fullMulDiv(RAY, a.indexRay));
        p.scaledDebt -= scaled;
        a.totalScaledDebt -= scaled;
        if (p.scaledDebt == 0) _legs[account] &= ~(2 << (2 * uint256(a.id)));
    }

    function _mint(AssetState storage a, address token, address to, uint256 amount) private {
        a.minted = _toUint128(a.minted + amount);
        IM1Token(token).mint(to, amount);
    }

    function _burnFrom(AssetState storage a, address token, address from, uint256 amount) private {
        a.burned = _toUint128(a.burned + amount);
        IM1Token(token).burnFrom(from, amount);
    }

    /// @dev Rounded up: what the account has to pay.
    function _debtOf(AssetState storage a, address account, address token) private view returns (uint256) {
        uint256 scaled = _positions[account][token].scaledDebt;
        return scaled == 0 ? 0 : scaled.fullMulDivUp(_index(a), RAY);
    }

    /// @dev Rounded down: what the ledger counts on.
    function _totalDebt(AssetState storage a) private view returns (uint256) {
        return uint256(a.totalScaledDebt).fullMulDiv(_index(a), RAY);
    }

    function _fees(AssetState storage a) private view returns (uint256) {
        return (_totalDebt(a) + a.burned).zeroFloorSub(a.minted);
    }

    function _deficit(AssetState storage a) private view returns (uint256) {
        return uint256(a.minted).zeroFloorSub(_totalDebt(a) + a.burned);
    }

    function _accrue(address token, AssetState storage a) private {
        if (a.accruedAt == block.timestamp) return;
        uint256 index = _index(a);
        a.indexRay = uint128(index); // at most 2^128 - 1, see `_index`
        a.accruedAt = uint40(block.timestamp);
        emit Accrued(token, index);
    }

    /// @dev See "Interest". Stops at the end of its type instead of trapping what depends on it.
    function _index(AssetState storage a) private view returns (uint256) {
        uint256 elapsed = (block.timestamp - a.accruedAt).min(MAX_ACCRUAL_SECONDS);
        if (elapsed == 0 || a.feePerSecondRay == 0) return a.indexRay;
        uint256 growth = FixedPointMathLib.rpow(RAY + a.feePerSecondRay, elapsed, RAY);
        return uint256(a.indexRay).fullMulDiv(growth, RAY).min(type(uint128).max);
    }

    function _capInForce(AssetState storage a) private view returns (uint256) {
        return _inForce(a.collateralCap, a.collateralOpenedAt);
    }

    function _ceilingInForce(AssetState storage a) private view returns (uint256) {
        return _inForce(a.debtCeiling, a.debtOpenedAt);
    }

    function _inForce(uint256 limit, uint256 openedAt) private view returns (uint256) {
        return block.timestamp < openedAt + LAUNCH_PERIOD ? limit * LAUNCH_SHARE_BP / BP : limit;
    }

    // ---- prices ----

    /// @dev The two prices of a token, in order, or `ok` false where `v` can do without.
    function _prices(AssetState storage a, View v) private view returns (bool ok, uint256 low, uint256 high) {
        if (v == View.NEW_DEBT || v == View.HEALTH) {
            (low, high) = _requirePrices(a);
            return (true, low, high);
        }
        (ok, low) = _tryRead(a.feed);
        high = low;
        if (ok && a.checkFeed != 0) {
            uint256 second;
            (ok, second) = _tryRead(a.checkFeed);
            (low, high) = (low.min(second), high.max(second));
        }
        ok = ok && low >= MIN_USD_WAD && high <= a.maxUsdWad;
    }

    function _requirePrices(AssetState storage a) private view returns (uint256 low, uint256 high) {
        low = high = _read(a.feed, a.maxUsdWad);
        if (a.checkFeed != 0) {
            uint256 second = _read(a.checkFeed, a.maxUsdWad);
            (low, high) = (low.min(second), high.max(second));
        }
    }

    function _read(bytes32 feed, uint256 maxUsdWad) private view returns (uint256 priceWad) {
        priceWad = feed == USD ? WAD : ORACLE.price(feed);
        if (priceWad < MIN_USD_WAD || priceWad > maxUsdWad) {
            revert Ledger_RateOutOfRange(feed, priceWad, MIN_USD_WAD, maxUsdWad);
        }
    }

    function _tryRead(bytes32 feed) private view returns (bool ok, uint256 priceWad) {
        if (feed == USD) return (true, WAD);
        (ok, priceWad,) = ORACLE.tryPrice(feed);
    }

    function _xauUsd() private view returns (uint256) {
        return _read(XAU_FEED, MAX_USD_WAD);
    }

    function _xauRateLow(address token, AssetState storage a) private view returns (uint256 low, uint256 xauUsd) {
        (low,) = _requirePrices(a);
        xauUsd = _xauUsd();
        _requireRate(token, low, xauUsd);
    }

    function _xauRateHigh(address token, AssetState storage a) private view returns (uint256 high, uint256 xauUsd) {
        (, high) = _requirePrices(a);
        xauUsd = _xauUsd();
        _requireRate(token, high, xauUsd);
    }

    /// @dev A rate that rounds to zero would make something count for nothing; so would its inverse.
    function _requireRate(address token, uint256 usdWad, uint256 xauUsdWad) private pure {
        if (usdWad * WAD / xauUsdWad == 0 || xauUsdWad * WAD / usdWad == 0) {
            revert Ledger_ZeroRate(token, usdWad, xauUsdWad);
        }
    }

    function _toXauUp(address token, AssetState storage a, uint256 amount) private view returns (uint256) {
        (uint256 high, uint256 xauUsd) = _xauRateHigh(token, a);
        return amount.fullMulDivUp(high * WAD, a.scale * xauUsd);
    }

    // ---- settings, inside ----

    function _setPrice(address token, AssetState storage a, PriceParams calldata params) private {
        if (params.maxUsdWad < MIN_USD_WAD || params.maxUsdWad > MAX_USD_WAD) {
            revert Ledger_MaxPriceOutOfRange(params.maxUsdWad, MIN_USD_WAD, MAX_USD_WAD);
        }
        emit PriceSet(token, PriceParams(a.feed, a.checkFeed, a.maxUsdWad), params);
        a.feed = params.feed;
        a.checkFeed = params.checkFeed;
        a.maxUsdWad = params.maxUsdWad;
        _requirePrices(a);
        _requireBounded(token, a, uint256(a.collateralCap).max(a.debtCeiling));
    }

    /// @dev See "Sizes".
    function _requireBounded(address token, AssetState storage a, uint256 amount) private view {
        uint256 maxAmount = MAX_VALUE_USD_WAD * a.scale / a.maxUsdWad; // 1e33 * 1e24 at most
        if (amount > maxAmount) revert Ledger_LimitTooLarge(token, amount, maxAmount);
    }

    function _setReserve(address newReserve) private {
        if (newReserve == address(0)) revert Ledger_ReserveZero();
        emit ReserveSet(reserve, newReserve);
        reserve = newReserve;
    }

    function _collateralParams(AssetState storage a) private view returns (CollateralParams memory) {
        return CollateralParams(a.collateralFactorBp, a.liquidationThresholdBp, a.liquidationBonusBp, a.collateralCap);
    }

    function _debtParams(AssetState storage a) private view returns (DebtParams memory) {
        return DebtParams(a.feePerSecondRay, a.debtCeiling, a.minDebt, a.closeFactorBp);
    }

    function _listed(address token) private view returns (AssetState storage a) {
        a = _assets[token];
        if (!a.listed) revert Ledger_NotListed(token);
    }

    function _toUint128(uint256 x) private pure returns (uint128) {
        if (x > type(uint128).max) revert Ledger_AmountTooLarge(x);
        return uint128(x);
    }
}
