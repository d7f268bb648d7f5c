// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGoverned} from "./IGoverned.sol";

/// @title IXauLedger
/// @notice Collateral in, stable tokens out: the gold system's only source of stable tokens, counted in ounces of gold.
/// @dev Units. An ounce amount ("xau") is scaled by 1e18. A USD value or price is 1e18-scaled (Wad), per whole token.
/// Token amounts are raw. Bp are 1/10,000. Ray is 1e27. Source: DESIGN sections 5 and 6.
///
/// Assumptions for correctness: the oracle answers true prices or none; collateral tokens neither rebase nor change
/// decimals; debt tokens are M1 tokens of which the ledger is a minter. For liveness of new debt: all feeds involved,
/// and XAU's, are fresh. Liveness of repayment, of adding collateral and of withdrawing from an account without debt
/// needs nothing but the tokens themselves: no price, no owner, no pause.
interface IXauLedger is IGoverned {
    /// @notice How a token is priced.
    /// @param feed The oracle's feed of the token in USD, or `keccak256("USD")`: worth one dollar by definition.
    /// @param checkFeed A second, independent feed; zero is none. With one, new debt is judged at the worse of the two
    /// prices and a liquidation at the better, so no single venue moves either.
    /// @param maxUsdWad Price above which no answer is believed, USD per whole token. Also what an unreadable
    /// collateral is worth at most, see `liquidate`.
    struct PriceParams {
        bytes32 feed;
        bytes32 checkFeed;
        uint128 maxUsdWad;
    }

    /// @notice What a token is as collateral.
    /// @param collateralFactorBp Part of its value that can be borrowed against; above zero, below the threshold.
    /// @param liquidationThresholdBp Part of its value a debt may grow to.
    /// @param liquidationBonusBp What a liquidator receives at most beyond what it repays; above zero, and
    /// threshold * (1 + bonus) is below 1, so that a liquidation at the threshold leaves the account healthier.
    /// @param cap Greatest total amount deposited, scaled by whoever decides to the token's liquidity.
    struct CollateralParams {
        uint16 collateralFactorBp;
        uint16 liquidationThresholdBp;
        uint16 liquidationBonusBp;
        uint128 cap;
    }

    /// @notice What a token is as debt.
    /// @param feePerSecondRay Stability fee of one second, Ray: the index grows by the factor (1 + fee) each second.
    /// @param ceiling Greatest total debt and greatest net issue (minted less burned) that a loan may lead to, and greatest
    /// net issue that fee collection may. After a loss the net issue is the greater.
    /// @param minDebt Least debt a loan may lead to; a liquidation whose close factor would leave less may close it
    /// all. Keeps every debt worth liquidating.
    /// @param closeFactorBp Part of a debt that one liquidation may repay.
    struct DebtParams {
        uint88 feePerSecondRay;
        uint128 ceiling;
        uint128 minDebt;
        uint16 closeFactorBp;
    }

    /// @notice A token's settings and totals.
    /// @param price Pricing.
    /// @param collateral Settings as collateral; a zero factor means it was never collateral.
    /// @param debt Settings as debt; a zero close factor means it was never debt.
    /// @param decimals The token's.
    /// @param borrowPaused Whether the guardian stopped new debt in it.
    /// @param totalCollateral Sum of all accounts' collateral.
    /// @param totalScaledDebt Sum of all accounts' debt at index one.
    /// @param indexRay Index at `accruedAt`.
    /// @param accruedAt Unix seconds.
    /// @param minted All the ledger minted of it: loans and collected fees.
    /// @param burned All the ledger burned of it: repayments and what the reserve gave.
    /// @param badDebt All that was ever written off.
    /// @param collateralOpenedAt When its cap last left zero.
    /// @param debtOpenedAt When its ceiling last left zero.
    /// @param stablePremiumPerSecondRay What a loan at a stable rate costs beyond the fee; zero is no such loans.
    /// @param stablePrincipal Sum of the stable debts, each as of its account's last loan or repayment.
    /// @param collateralReceipt The ac token; zero before the token was collateral.
    /// @param variableReceipt The vdc token; zero before the token was debt.
    /// @param stableReceipt The sdc token; zero before the token was debt.
    struct Asset {
        PriceParams price;
        CollateralParams collateral;
        DebtParams debt;
        uint8 decimals;
        bool borrowPaused;
        uint256 totalCollateral;
        uint256 totalScaledDebt;
        uint256 indexRay;
        uint256 accruedAt;
        uint256 minted;
        uint256 burned;
        uint256 badDebt;
        uint256 collateralOpenedAt;
        uint256 debtOpenedAt;
        uint256 stablePremiumPerSecondRay;
        uint256 stablePrincipal;
        address collateralReceipt;
        address variableReceipt;
        address stableReceipt;
    }

    /// @notice The token is not listed.
    error Ledger_NotListed(address token);
    /// @notice The token is already listed.
    error Ledger_Listed(address token);
    /// @notice No more tokens can be listed: an account's legs are read in one call and must stay few.
    error Ledger_TooManyAssets(uint256 max);
    /// @notice The token has more decimals than values are computed with.
    error Ledger_TooManyDecimals(address token, uint8 decimals, uint8 max);
    /// @notice The token was never set up as collateral.
    error Ledger_NotCollateral(address token);
    /// @notice The token was never set up as debt.
    error Ledger_NotDebt(address token);
    /// @notice The collateral factor is zero or not below the liquidation threshold.
    error Ledger_FactorNotBelowThreshold(uint256 collateralFactorBp, uint256 liquidationThresholdBp);
    /// @notice The bonus is zero, or threshold * (1 + bonus) is not below one.
    error Ledger_BonusOutOfRange(uint256 liquidationThresholdBp, uint256 liquidationBonusBp);
    /// @notice The close factor is zero or above one.
    error Ledger_CloseFactorOutOfRange(uint256 closeFactorBp);
    /// @notice The stability fee, or fee and premium together, is above the greatest allowed.
    error Ledger_FeeTooHigh(uint256 feePerSecondRay, uint256 maxPerSecondRay);
    /// @notice The greatest believed price is outside what prices can be.
    error Ledger_MaxPriceOutOfRange(uint256 maxUsdWad, uint256 least, uint256 greatest);
    /// @notice The cap or ceiling, at the greatest believed price, is worth more than values are computed with.
    error Ledger_LimitTooLarge(address token, uint256 amount, uint256 maxAmount);
    /// @notice The reserve must be an address.
    error Ledger_ReserveZero();

    /// @notice An amount of zero does nothing, and no token moves for nothing.
    error Ledger_ZeroAmount();
    /// @notice Address zero receives or owns nothing.
    error Ledger_ZeroAddress();
    /// @notice The amount, or what the ledger would hold of it, is 2^128 or more.
    error Ledger_AmountTooLarge(uint256 amount);
    /// @notice Neither 1 (stable) nor 2 (variable).
    error Ledger_BadRateMode(uint256 rateMode);
    /// @notice The token has no premium set for loans at a stable rate: there are none.
    error Ledger_StableRateUnavailable(address token);
    /// @notice New debt in the token is paused.
    error Ledger_BorrowPaused(address token);
    /// @notice The deposit would lift the total above the cap now in force.
    error Ledger_CapExceeded(address token, uint256 total, uint256 cap);
    /// @notice The loan would lift the total debt, or what was issued, above the ceiling now in force.
    error Ledger_CeilingExceeded(address token, uint256 total, uint256 ceiling);
    /// @notice The account's debt in the token would be smaller than the least allowed.
    error Ledger_DebtTooSmall(address token, uint256 debt, uint256 minDebt);
    /// @notice The account has less collateral than asked.
    error Ledger_NotEnoughCollateral(address account, address token, uint256 amount, uint256 collateral);
    /// @notice The account owes nothing in the token.
    error Ledger_NoDebt(address account, address token);
    /// @notice Only the token's ac receipt moves collateral between accounts.
    error Ledger_NotReceipt(address caller, address receipt);
    /// @notice The call is none of those that a batch may hold.
    error Ledger_UnknownCall(bytes4 selector);
    /// @notice The account's debt would exceed what its collateral supports.
    error Ledger_Unhealthy(address account, uint256 supportedUsdWad, uint256 debtUsdWad);
    /// @notice The account is at or above its threshold: nothing to liquidate.
    error Ledger_Healthy(address account, uint256 healthWad);
    /// @notice The liquidation would pay less than the caller accepts.
    error Ledger_TooLittleCollateral(uint256 seized, uint256 minCollateral);
    /// @notice The account's collateral is more than crumbs, or covers its debt: there is no loss to record.
    error Ledger_NotSpent(address account, uint256 collateralUsdWad, uint256 debtUsdWad);
    /// @notice A price is zero, below or above what is believed.
    error Ledger_RateOutOfRange(bytes32 feed, uint256 priceWad, uint256 minWad, uint256 maxWad);
    /// @notice The token's rate in ounces, or its inverse, rounds to zero.
    error Ledger_ZeroRate(address token, uint256 usdWad, uint256 xauUsdWad);
    /// @notice The ledger has no surplus in the token to mint (or no room for it under the ceiling).
    error Ledger_NoFees(address token);
    /// @notice The ledger has no deficit in the token, or the reserve gave nothing for it.
    error Ledger_NothingCovered(address token, uint256 deficit);

    event AssetListed(address indexed token, uint256 id, uint8 decimals);
    event PriceSet(address indexed token, PriceParams oldParams, PriceParams params);
    event CollateralSet(address indexed token, CollateralParams oldParams, CollateralParams params);
    event DebtSet(address indexed token, DebtParams oldParams, DebtParams params);
    event StablePremiumSet(address indexed token, uint256 oldPremiumPerSecondRay, uint256 premiumPerSecondRay);
    event CollateralReceiptMade(address indexed token, address collateralReceipt);
    event DebtReceiptsMade(address indexed token, address variableReceipt, address stableReceipt);
    event BorrowPausedSet(address indexed token, bool paused);
    event ReserveSet(address indexed oldReserve, address indexed reserve);

    event CollateralDeposited(address indexed caller, address indexed account, address indexed token, uint256 amount);
    event CollateralWithdrawn(address indexed account, address indexed token, address indexed receiver, uint256 amount);
    event CollateralMoved(address indexed token, address indexed from, address indexed to, uint256 amount);
    /// @param xau The loan in ounces, rounded up.
    event Borrowed(
        address indexed account,
        address indexed token,
        address indexed receiver,
        uint256 amount,
        uint256 rateMode,
        uint256 xau
    );
    event Repaid(
        address indexed caller, address indexed account, address indexed token, uint256 amount, uint256 rateMode
    );
    event Liquidated(
        address indexed liquidator,
        address indexed account,
        address debtToken,
        address collateralToken,
        uint256 repaid,
        uint256 seized
    );
    /// @notice A lost account's crumbs of collateral became the reserve's.
    event CrumbsTaken(address indexed account, address indexed token, address indexed reserve, uint256 amount);
    /// @notice A loan was lost.
    /// @param amount Written off.
    /// @param burned What the reserve gave for it, burned.
    /// @param deficit The token's public deficit afterwards.
    event BadDebtRecorded(
        address indexed account, address indexed token, uint256 amount, uint256 burned, uint256 deficit
    );
    event DeficitCovered(address indexed token, uint256 burned, uint256 deficit);
    event FeesCollected(address indexed token, address indexed reserve, uint256 amount);
    event Accrued(address indexed token, uint256 indexRay);

    // ---- accounts ----

    /// @notice Adds collateral to an account, anyone's. Cannot be paused and needs no price.
    /// @param token Listed as collateral.
    /// @param amount Raw units to transfer in; what arrives is what counts.
    /// @param onBehalf Whose collateral it becomes.
    /// @return received What arrived.
    /// @dev Reverts `Ledger_NotListed`, `Ledger_NotCollateral`, `Ledger_ZeroAmount`, `Ledger_ZeroAddress`,
    /// `Ledger_CapExceeded`, or with the token's own error.
    function depositCollateral(address token, uint256 amount, address onBehalf) external returns (uint256 received);

    /// @notice Takes collateral out of the caller's account. Without debt this needs no price and cannot be refused;
    /// with debt the rest must support it at its collateral factors, and one whose price cannot be read supports
    /// nothing.
    /// @param token A collateral.
    /// @param amount Raw units; `type(uint256).max` is all.
    /// @param receiver Who is paid.
    /// @return withdrawn Raw units taken out.
    /// @dev Reverts `Ledger_NotListed`, `Ledger_ZeroAmount`, `Ledger_ZeroAddress`, `Ledger_NotEnoughCollateral`,
    /// `Ledger_Unhealthy`, or, where the caller owes a token whose price cannot be read, with the oracle's reason.
    function withdrawCollateral(address token, uint256 amount, address receiver) external returns (uint256 withdrawn);

    /// @notice Borrows against the caller's collateral; the tokens are minted.
    /// @param token Listed as debt.
    /// @param amount Raw units.
    /// @param rateMode 1, stable: fee and premium as they are now, until repaid; a further loan makes it the mean of both,
    /// weighted by amount, rounded up. 2, variable: the fee as it changes.
    /// @param receiver Who is paid.
    /// @dev Needs the price of every leg of the account, and XAU's. Reverts `Ledger_NotListed`, `Ledger_NotDebt`,
    /// `Ledger_BadRateMode`, `Ledger_StableRateUnavailable`, `Ledger_BorrowPaused`, `Ledger_ZeroAmount`,
    /// `Ledger_ZeroAddress`, `Ledger_AmountTooLarge`, `Ledger_DebtTooSmall`, `Ledger_CeilingExceeded`,
    /// `Ledger_RateOutOfRange`, `Ledger_ZeroRate`, `Ledger_Unhealthy`, with the oracle's reason, or with the token's
    /// (`Token_CapExceeded`, `Token_RateExceeded`).
    function borrow(address token, uint256 amount, uint256 rateMode, address receiver) external;

    /// @notice Repays anyone's debt with the caller's tokens, which are burned. Cannot be paused and needs no price.
    /// @param token A debt of the account.
    /// @param amount Raw units; more than the debt (`type(uint256).max`) repays it all.
    /// @param rateMode Which debt: 1, stable, or 2, variable.
    /// @param onBehalf Whose debt.
    /// @return repaid What was burned. Rounded up: the debt falls by at most this.
    /// @dev Takes an allowance. Reverts `Ledger_NotListed`, `Ledger_BadRateMode`, `Ledger_NoDebt`,
    /// `Ledger_ZeroAmount`, or with the token's own error.
    function repay(address token, uint256 amount, uint256 rateMode, address onBehalf) external returns (uint256 repaid);

    /// @notice Runs operations in order, the caller's health judged at the end, so that an account may pass through a
    /// state it could not rest in: repay from what is withdrawn, change one collateral for another.
    /// @param calls Each the calldata of `depositCollateral`, `withdrawCollateral`, `borrow`, `repay` or `liquidate`.
    /// @dev All of it happens or nothing. With a loan in it the account is judged as by `borrow`, with a withdrawal as by
    /// `withdrawCollateral`, once before every liquidation and once at the end. Reverts `Ledger_UnknownCall`,
    /// `Ledger_Unhealthy`, and as its operations.
    function batch(bytes[] calldata calls) external;

    /// @notice Moves collateral from one account to another: a transfer of the ac token.
    /// @param token A collateral.
    /// @param from Whose it is; must be healthy afterwards as after a withdrawal.
    /// @param to Whose it becomes.
    /// @param amount Raw units; zero changes nothing.
    /// @dev The token's ac receipt only, which has the holder's word. Reverts `Ledger_NotListed`, `Ledger_NotReceipt`,
    /// `Ledger_ZeroAddress`, `Ledger_NotEnoughCollateral`, `Ledger_Unhealthy`, or, where `from` owes a token whose price
    /// cannot be read, with the oracle's reason.
    function moveCollateral(address token, address from, address to, uint256 amount) external;

    /// @notice Repays part of an unhealthy account's debt for its collateral and a bonus: the token's, or less where
    /// the account's collateral leaves less over its debt, but a quarter of it at least.
    /// @param account Whose health is below 1e18.
    /// @param debtToken What is repaid, with the caller's tokens (allowance needed).
    /// @param collateralToken What is paid out.
    /// @param repayAmount Upper limit; less is taken where the close factor or the collateral ends first.
    /// @param minCollateral Least the caller accepts.
    /// @return repaid What was burned, rounded up.
    /// @return seized What was paid out, rounded down.
    /// @dev The close factor does not bind when the health is below 0.95e18, or where it would leave less than the
    /// least debt. The two tokens' prices must be readable. Any other price that is not is taken in the account's
    /// favour, a collateral at its greatest believed price, a debt at nothing: so a stale leg neither exposes an
    /// account nor, added as a crumb, shields it. Variable debt is repaid before stable. If nothing but crumbs is left the remaining debt is written off as by
    /// `writeOff`. Reverts `Ledger_NotListed`, `Ledger_NoDebt`, `Ledger_Healthy`, `Ledger_NotEnoughCollateral`,
    /// `Ledger_ZeroAmount`, `Ledger_TooLittleCollateral`, `Ledger_RateOutOfRange`, with the oracle's reason, or with a
    /// token's own error.
    function liquidate(
        address account,
        address debtToken,
        address collateralToken,
        uint256 repayAmount,
        uint256 minCollateral
    ) external returns (uint256 repaid, uint256 seized);

    /// @notice Records the loss of an account whose collateral is gone, or worth less than its debt and less than a
    /// dollar in all: the crumbs become the reserve's position, the debts are written off, and the reserve is asked to
    /// burn as much of each token. What it does not give is the token's public deficit. Open to anyone.
    /// @dev Reverts `Ledger_NotSpent`.
    function writeOff(address account) external;

    /// @notice Brings a token's index up to this second. Open to anyone; every operation does it for itself.
    /// @dev Reverts `Ledger_NotListed`.
    function accrue(address token) external;

    /// @notice Mints stability fees to the reserve. Open to anyone. Fees offset a deficit before any can be minted.
    /// @param token A debt token.
    /// @param maxAmount Upper limit, raw units.
    /// @return amount What was minted.
    /// @dev Reverts `Ledger_NotListed`, `Ledger_NoFees`, or with the token's limits.
    function collectFees(address token, uint256 maxAmount) external returns (uint256 amount);

    /// @notice Asks the reserve again to burn against a token's deficit. Open to anyone.
    /// @return burned What it gave.
    /// @dev Reverts `Ledger_NotListed`, `Ledger_NothingCovered`.
    function coverDeficit(address token) external returns (uint256 burned);

    // ---- settings ----

    /// @notice Lists a token; it is neither collateral nor debt yet. Its price must be readable now.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Ledger_Listed`, `Ledger_TooManyAssets`,
    /// `Ledger_TooManyDecimals`, `Ledger_MaxPriceOutOfRange`, `Ledger_RateOutOfRange`, or with the oracle's reason.
    function listAsset(address token, PriceParams calldata params) external;

    /// @notice Changes how a token is priced. Its price must be readable now.
    /// @dev Owner only. Reverts as `listAsset`, and `Ledger_NotListed`, `Ledger_LimitTooLarge`.
    function setPrice(address token, PriceParams calldata params) external;

    /// @notice Makes a token collateral or changes its terms. A cap that leaves zero opens a market: for 24 hours a
    /// tenth of it is in force.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Ledger_NotListed`, `Ledger_FactorNotBelowThreshold`,
    /// `Ledger_BonusOutOfRange`, `Ledger_LimitTooLarge`.
    function setCollateral(address token, CollateralParams calldata params) external;

    /// @notice Makes a token borrowable or changes its terms; fees so far accrue at the old rate. A ceiling that leaves
    /// zero opens a market: for 24 hours a tenth of it is in force.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Ledger_NotListed`, `Ledger_FeeTooHigh`,
    /// `Ledger_CloseFactorOutOfRange`, `Ledger_LimitTooLarge`.
    function setDebt(address token, DebtParams calldata params) external;

    /// @notice Sets what loans at a stable rate cost beyond the stability fee, from now on; zero makes no more of them.
    /// Debts that are there keep their rate.
    /// @param token A debt token.
    /// @param premiumPerSecondRay Ray, of one second.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Ledger_NotListed`, `Ledger_NotDebt`, `Ledger_FeeTooHigh`.
    function setStablePremium(address token, uint88 premiumPerSecondRay) external;

    /// @notice Names the reserve: bucket E, which covers bad debt and receives fees.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Ledger_ReserveZero`.
    function setReserve(address newReserve) external;

    /// @notice Stops new debt in a token at once. Nothing else can be stopped.
    /// @dev Guardian or owner. Reverts `Governed_NotGuardian`, `Ledger_NotListed`.
    function pauseBorrow(address token) external;

    /// @notice Allows new debt in a token again.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Ledger_NotListed`.
    function unpauseBorrow(address token) external;

    // ---- conversions ----

    /// @notice Raw `amount` of `token` in ounces, rounded down (a payout).
    /// @dev Reverts `Ledger_NotListed`, `Ledger_RateOutOfRange`, `Ledger_ZeroRate`, or with the oracle's reason.
    function toXau(address token, uint256 amount) external view returns (uint256 xau);

    /// @notice As `toXau`, rounded up, at the other of two prices where there are two (a charge).
    function toXauUp(address token, uint256 amount) external view returns (uint256 xau);

    /// @notice Ounces in raw `token`, rounded down (a payout).
    function fromXau(address token, uint256 xau) external view returns (uint256 amount);

    /// @notice As `fromXau`, rounded up, at the other of two prices where there are two (a charge).
    function fromXauUp(address token, uint256 xau) external view returns (uint256 amount);

    /// @notice Raw `amount` of `from` in raw `to`, through ounces, each step rounded down: no cycle of conversions
    /// gains.
    function convert(address from, address to, uint256 amount) external view returns (uint256 converted);

    /// @notice As `convert`, each step rounded up: what `to` is charged for `amount` of `from`.
    function convertUp(address from, address to, uint256 amount) external view returns (uint256 converted);

    // ---- views ----

    /// @notice Collateral at its liquidation threshold over debt, 1e18-scaled: 1e18 is exactly at the threshold, below
    /// it the account can be liquidated. `type(uint256).max` without debt.
    /// @dev Reads every price the account depends on; reverts as they do, though `liquidate` may not.
    function healthFactor(address account) external view returns (uint256 healthWad);

    /// @notice Whether the account can be liquidated now, unreadable prices taken in its favour.
    function liquidatable(address account) external view returns (bool);

    /// @notice All of an account in ounces: collateral rounded down, debt rounded up.
    function accountXau(address account) external view returns (uint256 collateralXau, uint256 debtXau);

    /// @notice An account's collateral, raw units.
    function collateralOf(address account, address token) external view returns (uint256 amount);

    /// @notice An account's debt at both rates with fees to this second, rounded up, raw units.
    function debtOf(address account, address token) external view returns (uint256 amount);

    /// @notice An account's debt at one rate mode with fees to this second, rounded up, raw units.
    /// @dev Reverts `Ledger_NotListed`, `Ledger_BadRateMode`.
    function debtIn(address account, address token, uint256 rateMode) external view returns (uint256 amount);

    /// @notice What an account's stable debt costs, Ray of one second; zero without one.
    function stableRateOf(address account, address token) external view returns (uint256 perSecondRay);

    /// @notice An account's variable debt at index one.
    function scaledDebtOf(address account, address token) external view returns (uint256 amount);

    /// @notice All accounts' debt with fees to this second, rounded down, raw units. Of stable debts interest on interest
    /// is counted only from their accounts' next loan or repayment on.
    function totalDebt(address token) external view returns (uint256 amount);

    /// @notice As `totalDebt`, at one rate mode.
    /// @dev Reverts `Ledger_NotListed`, `Ledger_BadRateMode`.
    function totalDebtIn(address token, uint256 rateMode) external view returns (uint256 amount);

    /// @notice The index this second, Ray.
    function indexRay(address token) external view returns (uint256);

    /// @notice Stability fees earned and not yet minted: what is owed beyond what was issued.
    function feesOf(address token) external view returns (uint256 amount);

    /// @notice The public deficit: what was issued and nobody owes any more. Fees and the reserve make it good.
    function deficitOf(address token) external view returns (uint256 amount);

    /// @notice The collateral cap in force: a tenth of it for 24 hours after opening.
    function collateralCap(address token) external view returns (uint256 amount);

    /// @notice The debt ceiling in force: a tenth of it for 24 hours after opening.
    function debtCeiling(address token) external view returns (uint256 amount);

    /// @notice A token's settings and totals.
    function asset(address token) external view returns (Asset memory);

    /// @notice The listed tokens, in the order of their ids.
    function tokens() external view returns (address[] memory);

    /// @notice Bucket E.
    function reserve() external view returns (address);
}
