// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "./IGuidePriceSource.sol";

/// @title IPMMPool
/// @notice A proactive-market-maker pool of two tokens, compatible with DODO's V2 pools where routers meet them.
/// @dev Units. Token amounts are raw. The guide price `i` and every price are raw quote per raw base, scaled by 1e18.
/// `k` and fee rates are scaled by 1e18. Bp are 1/10,000, ppm 1/1,000,000 (1 bp = 100 ppm).
/// R. 0 = ONE, both reserves at their targets; 1 = ABOVE_ONE, base scarce; 2 = BELOW_ONE, quote scarce.
/// Transfer first, then call: a sell's or a purchase's input is what the pool holds beyond its recorded reserves, so
/// both steps must be in one transaction. Whoever calls first takes an unsynced balance as input.
/// Targets. The scarce token's target is stored and scaled by shares; the other token's follows from it, the reserves
/// and `i` (`PMMPricing.adjustedTarget`), so that fees and moves of `i` land in it. At ONE both are the reserves.
///
/// Assumptions for correctness: tokens move exactly what they are told and do not rebase; the guide price source tells
/// the truth or reverts. Assumptions for liveness: the source answers; without it swaps halt, LP exit goes on.
///
/// Source: DESIGN section 7 (pool), section 8 (closes).
interface IPMMPool {
    /// @notice Everything a pool is made with. Only k, LP fee and owner can change later.
    /// @param baseToken The token `i` prices.
    /// @param quoteToken The token it is priced in.
    /// @param lpFeeRate Part of each swap's output that stays with the LPs; with mtFeeRate at most 10 %.
    /// @param mtFeeRate Part of each swap's output that goes to the maintainer.
    /// @param maintainer Receives the maintainer fee; not zero if there is one.
    /// @param k Slippage: 0, or 1e12 to 0.99e18, or 1e18.
    /// @param i Guide price of a pool without a source, 1 to 1e36; zero with one.
    /// @param source Where the guide price is read; zero for a fixed one.
    /// @param feedThreshold Relative move of the feed that triggers its update (the largest when several feeds make the
    /// price), 1e18-scaled: lpFeeRate must be at least half of it. Not zero with a source.
    /// @param guideStepBp How far the guide price may move per elapsed block, 1 to 100; zero without a source.
    /// @param guideCapBp How far it may move at once however long ago the last move was; guideStepBp to 1,000.
    /// @param isOpenTWAP Whether the price accumulator is kept.
    /// @param owner Sets the stabilizer: the timelock, or the deployer until it hands over.
    struct PoolConfig {
        address baseToken;
        address quoteToken;
        uint256 lpFeeRate;
        uint256 mtFeeRate;
        address maintainer;
        uint256 k;
        uint256 i;
        IGuidePriceSource source;
        uint256 feedThreshold;
        uint16 guideStepBp;
        uint16 guideCapBp;
        bool isOpenTWAP;
        address owner;
    }

    /// @notice How one completed block closed.
    /// @param blockNumber The block.
    /// @param deviationBps (mid / oracle - 1) in bp, rounded toward zero; positive when base is dear.
    /// @param deviationPpm The same in ppm.
    /// @param gap Target minus reserve of the scarce token, raw; zero at ONE.
    /// @param R Which token is scarce: 0 none, 1 base, 2 quote.
    /// @param oraclePrice The oracle value the deviation is against, 1e18-scaled, rounded down to at least 40
    /// significant bits (the deviation is not). Without a source it is `i`.
    struct Close {
        uint256 blockNumber;
        int256 deviationBps;
        int256 deviationPpm;
        uint256 gap;
        uint256 R;
        uint256 oraclePrice;
    }

    // ---- Events (DODO's names and shapes first) ----

    /// @notice A swap. `trader` called the pool, `receiver` got `toAmount`, net of fees.
    event DODOSwap(
        address fromToken, address toToken, uint256 fromAmount, uint256 toAmount, address trader, address receiver
    );
    /// @notice A flash loan was taken and settled.
    event DODOFlashLoan(address borrower, address assetTo, uint256 baseAmount, uint256 quoteAmount);
    /// @notice Shares were bought; `totalShares` is what `to` holds now.
    event BuyShares(address to, uint256 increaseShares, uint256 totalShares);
    /// @notice Shares were sold; `totalShares` is what `payer` still holds.
    event SellShares(address payer, address to, uint256 decreaseShares, uint256 totalShares);
    /// @notice The pool changed sides, as in DODO's pools.
    event RChange(uint8 newRState);
    /// @notice The guide price moved toward `oraclePrice`.
    event GuidePriceMoved(uint256 oldI, uint256 newI, uint256 oraclePrice);
    /// @notice The address whose swaps pay no fee changed.
    event StabilizerSet(address oldStabilizer, address newStabilizer);
    /// @notice The curve's `k` and the LP fee rate changed, 1e18-scaled.
    event CurveSet(uint256 oldK, uint256 newK, uint256 oldLpFeeRate, uint256 newLpFeeRate);
    /// @notice What one block's trades may move changed, raw base; zero for no limit.
    event MaxVolumeSet(uint256 oldMaxVolume, uint256 newMaxVolume);
    /// @notice Ownership was offered to `newOwner`, who has to accept.
    event OwnershipOffered(address owner, address newOwner);
    /// @notice Ownership passed.
    event OwnershipAccepted(address oldOwner, address newOwner);

    // ---- Errors ----

    /// @notice A token is zero, or both are the same.
    error PMMPool_BadTokens(address baseToken, address quoteToken);
    /// @notice `k` is not 0, 1e18 or from 1e12 to 0.99e18.
    error PMMPool_BadK(uint256 k);
    /// @notice The guide price is zero or above its limit (1e36 fixed, 2^112 - 1 with a source).
    error PMMPool_BadGuidePrice(uint256 i);
    /// @notice Fees above 10 %, or a maintainer fee without a maintainer.
    error PMMPool_BadFee(uint256 lpFeeRate, uint256 mtFeeRate, address maintainer);
    /// @notice The LP fee is below half the feed's update threshold: every update would be free money.
    error PMMPool_FeeBelowFeedThreshold(uint256 lpFeeRate, uint256 feedThreshold);
    /// @notice Source, its threshold, and the step and cap of the guide price do not belong together.
    error PMMPool_BadGuideConfig(address source, uint256 feedThreshold, uint256 guideStepBp, uint256 guideCapBp);
    /// @notice One change may move k by a tenth of itself, the LP fee rate by 5 bp; k 0 and k 1 stay.
    error PMMPool_StepTooLarge(uint256 oldValue, uint256 newValue, uint256 maxStep);
    /// @notice k and LP fee change once in 24 hours.
    error PMMPool_CurveTooSoon(uint256 timestamp, uint256 earliest);
    /// @notice The block's trades would exceed what one block may move, raw base.
    error PMMPool_BlockVolume(uint256 volume, uint256 maxVolume);
    /// @notice The owner is zero.
    error PMMPool_ZeroOwner();
    /// @notice The caller is not the owner.
    error PMMPool_NotOwner(address caller);
    /// @notice The caller was not offered the ownership.
    error PMMPool_NotPendingOwner(address caller);
    /// @notice The caller is not the stabilizer.
    error PMMPool_NotStabilizer(address caller);
    /// @notice Nothing was paid in.
    error PMMPool_ZeroInput();
    /// @notice The input is worth less than one unit of output.
    error PMMPool_ZeroOutput(uint256 input);
    /// @notice The pool has no shares yet, so it cannot trade.
    error PMMPool_NotInitialised();
    /// @notice A token balance is below the recorded reserve: the token broke its promise.
    error PMMPool_BalanceBelowReserve(uint256 balance, uint256 reserve);
    /// @notice A reserve would not fit in 112 bits.
    error PMMPool_ReserveOverflow(uint256 reserve);
    /// @notice The first deposit is too small to be worth `minShares`.
    error PMMPool_FirstDepositTooSmall(uint256 shares, uint256 minShares);
    /// @notice The deposit is not worth one share.
    error PMMPool_ZeroShares(uint256 baseInput, uint256 quoteInput);
    /// @notice The shares pay less than asked.
    error PMMPool_WithdrawNotEnough(uint256 baseAmount, uint256 quoteAmount, uint256 baseMin, uint256 quoteMin);
    /// @notice The deadline has passed.
    error PMMPool_Expired(uint256 deadline);
    /// @notice The flash loan was not returned, and what was paid instead does not buy it.
    error PMMPool_FlashLoanFailed(uint256 baseOwed, uint256 quoteOwed);
    /// @notice More closes were asked for than are kept.
    error PMMPool_TooManyCloses(uint256 n, uint256 max);

    // ---- Swaps ----

    /// @notice Sells the base paid in since the last call, and sends quote to `to`.
    /// @return receiveQuoteAmount Raw quote sent, net of fees, rounded down: never above the exact integral.
    /// @dev Guarded. Reverts ZeroInput, ZeroOutput, NotInitialised, ReserveOverflow, or with the source's reason when
    /// there is no guide price. While `i` differs from the oracle the worse of the two for the trader is used.
    function sellBase(address to) external returns (uint256 receiveQuoteAmount);

    /// @notice Sells the quote paid in since the last call, and sends base to `to`.
    /// @return receiveBaseAmount Raw base sent, net of fees, rounded down.
    /// @dev As sellBase.
    function sellQuote(address to) external returns (uint256 receiveBaseAmount);

    /// @notice As sellBase without any fee; the stabilizer only (NotStabilizer).
    /// @dev The guide price rules hold as for anyone. A function of its own, so that no ordinary swap pays for the
    /// question who asks.
    function sellBaseFeeFree(address to) external returns (uint256 receiveQuoteAmount);

    /// @notice As sellQuote without any fee; the stabilizer only (NotStabilizer).
    function sellQuoteFeeFree(address to) external returns (uint256 receiveBaseAmount);

    /// @notice What sellBase would pay now.
    /// @param trader Pays no fee if it is the stabilizer; otherwise irrelevant.
    /// @param payBaseAmount Raw base paid in; zero gives zero.
    /// @return receiveQuoteAmount Raw quote, net of fees.
    /// @return mtFee Maintainer's part, raw quote.
    /// @return newRState R after the trade.
    /// @return newBaseTarget Base target after the trade, before the trade's own fees.
    /// @dev Reverts when there is no guide price.
    function querySellBase(address trader, uint256 payBaseAmount)
        external
        view
        returns (uint256 receiveQuoteAmount, uint256 mtFee, uint8 newRState, uint256 newBaseTarget);

    /// @notice What sellQuote would pay now. As querySellBase, with the quote target.
    function querySellQuote(address trader, uint256 payQuoteAmount)
        external
        view
        returns (uint256 receiveBaseAmount, uint256 mtFee, uint8 newRState, uint256 newQuoteTarget);

    /// @notice Lends tokens until the end of the call, without a fee if all is returned.
    /// @param baseAmount Raw base to lend, sent to `assetTo` before the callback.
    /// @param quoteAmount Raw quote to lend.
    /// @param assetTo Receives the tokens and, if `data` is not empty, `DVMFlashLoanCall`.
    /// @param data Passed on.
    /// @dev Guarded: no other state-changing call of the pool works inside. What is not returned of one token must be
    /// bought with the other at sell prices and fees (FlashLoanFailed); such a loan is a swap and emits DODOSwap. If
    /// everything is back, nothing is written: an excess stays an unsynced balance.
    function flashLoan(uint256 baseAmount, uint256 quoteAmount, address assetTo, bytes calldata data) external;

    // ---- Shares ----

    /// @notice Mints shares for the tokens paid in since the last call, in the proportion of the reserves.
    /// @return shares Shares minted to `to`, rounded down.
    /// @return baseInput Raw base taken.
    /// @return quoteInput Raw quote taken.
    /// @dev Guarded. What exceeds the proportion is the pool's. The first purchase needs the guide price, burns the dead
    /// shares from its own and sets the targets to what was paid in. Reverts FirstDepositTooSmall, ZeroShares,
    /// ReserveOverflow.
    function buyShares(address to) external returns (uint256 shares, uint256 baseInput, uint256 quoteInput);

    /// @notice Burns the caller's shares for their part of the recorded reserves. Needs no price and cannot be paused.
    /// @param shareAmount Shares to burn.
    /// @param to Receives the tokens and, if `data` is not empty, `DVMSellShareCall`.
    /// @param baseMinAmount Least raw base accepted.
    /// @param quoteMinAmount Least raw quote accepted.
    /// @param data Passed on.
    /// @param deadline Last acceptable block time, unix seconds.
    /// @return baseAmount Raw base paid, rounded down.
    /// @return quoteAmount Raw quote paid, rounded down.
    /// @dev Guarded. Reverts ZeroInput, Expired, WithdrawNotEnough, or ERC-20's InsufficientBalance.
    function sellShares(
        uint256 shareAmount,
        address to,
        uint256 baseMinAmount,
        uint256 quoteMinAmount,
        bytes calldata data,
        uint256 deadline
    ) external returns (uint256 baseAmount, uint256 quoteAmount);

    // ---- Guide price ----

    /// @notice Moves the stored guide price as far toward the oracle as its allowance goes. Anyone may call.
    /// @return i The guide price now in force.
    /// @dev Guarded. A touch: it counts for closes. Reverts with the source's reason; does nothing without a source.
    function pokeGuidePrice() external returns (uint256 i);

    /// @notice The guide price in force and the oracle value it follows, both as of now, without a trade.
    /// @return i Guide price.
    /// @return oraclePrice The source's answer; `i` itself without a source.
    /// @dev Reverts with the source's reason.
    function guidePrice() external view returns (uint256 i, uint256 oraclePrice);

    /// @notice The guide price stored by the last touch that read the source, that touch's oracle value and block.
    function storedGuidePrice() external view returns (uint256 i, uint256 oraclePrice, uint256 blockNumber);

    // ---- Closes and TWAP ----

    /// @notice The closes of the last `n` completed blocks, newest first: entry 0 is block `block.number - 1`.
    /// @param n At most MAX_CLOSES.
    /// @return list Shorter than n where blocks before the pool's first purchase of shares would be asked for.
    /// @dev Independent of everything done in the current block, and complete from its beginning. A block's close is the
    /// state after its last touch (swap, purchase or sale of shares, poke, flash loan that became a swap) against the
    /// oracle value last read, with the guide price then in force; an untouched block closes like the one before it.
    function closes(uint256 n) external view returns (Close[] memory list);

    /// @notice How the current block would close if nothing more happened, but against the oracle's value of now.
    /// @return close As a Close of block `block.number`, with the guide price of `guidePrice()`; the gap is of the stored
    /// reserves.
    /// @dev Reverts with the source's reason.
    function currentClose() external view returns (Close memory close);

    /// @notice The number of the last block in which the pool was touched.
    function lastTouchBlock() external view returns (uint256);

    /// @notice The time integral of the mid price up to now: 1e18-scaled price times seconds.
    /// @return cumulative Take two readings and divide their difference by the seconds between for the average.
    /// @return timestamp The time it is for, now.
    /// @dev Each interval counts with the price its beginning left behind (stored reserves and guide price), never with
    /// a price made later, so what is undone within one block leaves no trace.
    function priceCumulative() external view returns (uint256 cumulative, uint256 timestamp);

    // ---- Owner ----

    /// @notice Names the address whose swaps pay no fee; zero for none. Owner only.
    function setStabilizer(address newStabilizer) external;

    /// @notice Moves the curve's `k` and the LP fee rate by a bounded step. Owner only, once in 24 hours.
    /// @param newK Within a tenth of the present k, in 1e12 to 0.99e18. A pool of k 0 or 1 keeps it.
    /// @param newLpFeeRate Within 5 bp of the present rate, at least half the feed's threshold.
    /// @dev Guarded. A touch, without a read of the source: what the old curve left is booked with the old curve. The
    /// mid price of an unbalanced pool moves with k, by at most a tenth of its distance from the guide price. Settings
    /// of a stabilizer should be asked again (`IStabilizer.validate`). Reverts PMMPool_NotOwner, PMMPool_CurveTooSoon,
    /// PMMPool_BadK, PMMPool_BadFee, PMMPool_FeeBelowFeedThreshold, PMMPool_StepTooLarge.
    function setCurve(uint256 newK, uint256 newLpFeeRate) external;

    /// @notice Limits what one block's trades may move, in raw base, both directions added; zero, as at first, for no
    /// limit. Owner only.
    /// @dev Guarded. Reverts PMMPool_NotOwner, PMMPool_ReserveOverflow. Counts swaps and loans that became swaps, not the
    /// stabilizer's. Quotes do not look at it. Warning: whoever fills a block's volume keeps others out of that block.
    /// Source: ATTACKS X43, INVARIANTS P5.
    function setMaxVolumePerBlock(uint256 newMaxVolume) external;

    /// @notice What one block's trades may move, zero for no limit, and what this block's have moved, raw base.
    function maxVolumePerBlock() external view returns (uint256 max, uint256 used);

    /// @notice When `setCurve` was last called, seconds; zero for never.
    function curveChangedAt() external view returns (uint40);

    /// @notice Offers ownership; owner only. `acceptOwnership` by `newOwner` completes it.
    function transferOwnership(address newOwner) external;

    /// @notice Takes over an ownership that was offered.
    function acceptOwnership() external;

    /// @notice Who was offered the ownership; zero for nobody.
    function pendingOwner() external view returns (address);

    /// @notice Who may name the stabilizer, move the curve and limit the volume.
    function owner() external view returns (address);

    /// @notice The address whose swaps pay no fee.
    function stabilizer() external view returns (address);

    // ---- DODO's views ----

    /// @notice The state trades are priced from: i, K, reserves, targets, R, as DODO's routers read it.
    /// @dev Reverts with the source's reason. `i` is the guide price; while it differs from the oracle a trade may be
    /// priced at the oracle instead (see sellBase).
    function getPMMStateForCall()
        external
        view
        returns (uint256 i, uint256 K, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R);

    /// @notice The price of the next infinitesimal trade at the guide price, rounded down. Reverts as guidePrice().
    function getMidPrice() external view returns (uint256 midPrice);

    /// @notice How far each reserve is off its target: (reserve - target) / target in ppm, rounded toward zero, capped at
    /// 2^31 - 1; negative for the scarce token, and then positive or zero for the other. Zeros at ONE.
    /// @return basePpm Of base. The paper's InventoryDeviation: to the first order the mid price is
    /// `i · (1 - 2 · k · basePpm / 1e6)` while base is scarce.
    /// @return quotePpm Of quote: `i · (1 + 2 · k · quotePpm / 1e6)` while quote is.
    /// @dev Of the recorded reserves and the targets of `getPMMStateForCall`, so with the guide price of now. A reserve
    /// whose target is zero, as a far move of the guide price may leave it, has the cap. Reverts as guidePrice(). Source:
    /// DESIGN section 7.
    function getInventoryDeviation() external view returns (int256 basePpm, int256 quotePpm);

    /// @notice The recorded reserves.
    function getVaultReserve() external view returns (uint256 baseReserve, uint256 quoteReserve);

    /// @notice The fee rates a trader pays, 1e18-scaled; zero for the stabilizer (through the fee-free functions).
    function getUserFeeRate(address user) external view returns (uint256 lpFeeRate, uint256 mtFeeRate);

    /// @notice Base held beyond the reserve: input of the next call.
    function getBaseInput() external view returns (uint256 input);

    /// @notice Quote held beyond the reserve: input of the next call.
    function getQuoteInput() external view returns (uint256 input);

    /// @notice Base token.
    function _BASE_TOKEN_() external view returns (address);

    /// @notice Quote token.
    function _QUOTE_TOKEN_() external view returns (address);

    /// @notice Recorded base reserve.
    function _BASE_RESERVE_() external view returns (uint112);

    /// @notice Recorded quote reserve.
    function _QUOTE_RESERVE_() external view returns (uint112);

    /// @notice Base target, with the stored guide price.
    function _BASE_TARGET_() external view returns (uint112);

    /// @notice Quote target, with the stored guide price.
    function _QUOTE_TARGET_() external view returns (uint112);

    /// @notice R: 0, 1 or 2.
    function _RState_() external view returns (uint32);

    /// @notice The stored guide price, or the fixed one.
    function _I_() external view returns (uint256);

    /// @notice Slippage, 1e18-scaled.
    function _K_() external view returns (uint256);

    /// @notice LP fee rate, 1e18-scaled.
    function _LP_FEE_RATE_() external view returns (uint256);

    /// @notice Maintainer fee rate, 1e18-scaled.
    function _MT_FEE_RATE_() external view returns (uint256);

    /// @notice Receiver of the maintainer fee.
    function _MAINTAINER_() external view returns (address);

    /// @notice Whether the price accumulator is kept.
    function _IS_OPEN_TWAP_() external view returns (bool);

    /// @notice When the accumulator was last written, unix seconds.
    function _BLOCK_TIMESTAMP_LAST_() external view returns (uint32);

    /// @notice The accumulator as of then.
    function _BASE_PRICE_CUMULATIVE_LAST_() external view returns (uint256);

    /// @notice The guide price's source; zero for a fixed one.
    function _SOURCE_() external view returns (IGuidePriceSource);

    /// @notice How far the guide price may move per elapsed block, bp.
    function GUIDE_STEP_BP() external view returns (uint256);

    /// @notice How far it may move at once, bp.
    function GUIDE_CAP_BP() external view returns (uint256);

    /// @notice Most closes that can be asked for.
    function MAX_CLOSES() external view returns (uint256);

    /// @notice Shares burned by the first purchase.
    function DEAD_SHARES() external view returns (uint256);

    /// @notice DODO's version string of this pool kind.
    function version() external pure returns (string memory);
}
