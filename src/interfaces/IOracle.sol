// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IOracle
/// @notice The read door of the oracle: prices of feeds, anchor prices of token pairs, and what tokens are worth.
/// @dev Units. A price "wad" is scaled by 1e18 and always in [1, 2^128). An ounce amount is scaled by 1e18 (1e18 is one
/// troy ounce). Token amounts are raw. Bp are 1/10,000.
/// Names. A feed is named by the hash of its label, `keccak256("XAU/USD")`; a token pair by
/// `keccak256(abi.encode(token0, token1))`. Both live in one namespace and obey the same rules.
/// The one rule. A read returns a fully checked price or reverts with the reason; nothing falls back to a spot price.
///
/// Assumptions for correctness: a source that answers in time, in bounds and in agreement tells the truth; token
/// decimals never change. Assumptions for liveness: sources are updated within their ttl; otherwise reads revert and
/// only operations that need no price go on.
///
/// None of these views is lock-guarded: no value read here depends on the state a diamond operation is changing.
interface IOracle {
    /// @notice Where a feed's price comes from.
    /// @dev NONE: not set. AGGREGATOR: Chainlink's `latestRoundData`. TWAP: a Uniswap-V3-style pool's tick averaged over
    /// a window. CROSS: pairs only; the quotient of two feeds in the same quote currency. PYTH: Pyth's pull oracle.
    enum SourceKind {
        NONE,
        AGGREGATOR,
        TWAP,
        CROSS,
        PYTH
    }

    /// @notice Everything ADMIN decides about a feed. Optional guards are off at zero.
    /// @param kind Source kind, not NONE or CROSS.
    /// @param source AGGREGATOR: the aggregator or its proxy. TWAP: the pool. PYTH: the Pyth contract.
    /// @param ttlSeconds AGGREGATOR, PYTH: greatest age of an answer, inclusive. TWAP: the averaging window.
    /// @param inverted Pair on AGGREGATOR or PYTH: the source answers token0 per token1. TWAP feed: the price of the
    /// pool's token1 in token0. Not allowed elsewhere.
    /// @param checkSequencer Also require the L2 sequencer to be up and its grace period over.
    /// @param minWad Least accepted price, inclusive. Both bounds zero: none.
    /// @param maxWad Greatest accepted price, inclusive.
    /// @param changeBaseBp Change from the last accepted price that is accepted at once.
    /// @param changeBpPerHour By how much that allowance widens for each hour since; zero turns change bounds off.
    /// @param changeMinIntervalSeconds Least time between two acceptances, so that pokes cannot walk the price.
    /// @param fallbackId Feed that serves when this one's source is stale or fails; zero is none.
    /// @param peerId Feed that must agree with this one; zero is none.
    /// @param peerMaxDeviationBp Greatest deviation from the peer's price, in bp of it, inclusive.
    /// @param observationSpacingSeconds TWAP: least time between two observations of the pool on this chain (its block
    /// time, at least 1). PYTH: unused.
    /// @param pythId PYTH: Pyth's own name of the price.
    /// @param pythMaxConfidenceBp PYTH: widest accepted confidence interval, in bp of the price, inclusive.
    struct FeedConfig {
        SourceKind kind;
        address source;
        uint32 ttlSeconds;
        bool inverted;
        bool checkSequencer;
        uint128 minWad;
        uint128 maxWad;
        uint16 changeBaseBp;
        uint16 changeBpPerHour;
        uint32 changeMinIntervalSeconds;
        bytes32 fallbackId;
        bytes32 peerId;
        uint16 peerMaxDeviationBp;
        uint32 observationSpacingSeconds;
        bytes32 pythId;
        uint16 pythMaxConfidenceBp;
    }

    /// @notice What is known of a feed beyond its configuration.
    /// @param disabled Reads revert `Oracle_FeedDisabled`.
    /// @param isPair The feed is a token pair's.
    /// @param sourceDecimals Decimals of the source's answers (18 for TWAP and PYTH, whose answers are scaled here).
    /// @param lastAcceptedWad Reference of the change bounds; zero when they are off.
    /// @param lastAcceptedAt When it was accepted, unix seconds.
    /// @param feed0 CROSS: the feed that prices token0.
    /// @param feed1 CROSS: the feed that prices token1.
    struct FeedStatus {
        bool disabled;
        bool isPair;
        uint8 sourceDecimals;
        uint128 lastAcceptedWad;
        uint40 lastAcceptedAt;
        bytes32 feed0;
        bytes32 feed1;
    }

    /// @notice No source is set for the feed (or the pair; pairs are set sorted).
    error Oracle_FeedNotSet(bytes32 feedId);
    /// @notice The feed was disabled by MANAGER or GUARDIAN.
    error Oracle_FeedDisabled(bytes32 feedId);
    /// @notice The id names a pair where a feed is asked, or the reverse.
    error Oracle_WrongKind(bytes32 feedId);
    /// @notice The answer is older than the feed's ttl.
    error Oracle_Stale(bytes32 feedId, uint256 updatedAt, uint256 ttlSeconds);
    /// @notice The answer carries a time after this block's.
    error Oracle_FutureDated(bytes32 feedId, uint256 updatedAt);
    /// @notice The round has no update time, or its answer was carried over from an earlier round.
    error Oracle_IncompleteRound(bytes32 feedId, uint256 roundId, uint256 answeredInRound);
    /// @notice The answer is zero or negative, or scales to zero.
    error Oracle_NonPositive(bytes32 feedId, int256 answer);
    /// @notice The answer, or its scaled price, is 2^128 or more: no asset's price.
    error Oracle_TooLarge(bytes32 feedId, uint256 answer);
    /// @notice The price is outside the feed's absolute bounds or its bounds on change. `high` saturates at 2^128 - 1.
    error Oracle_OutOfBounds(bytes32 feedId, uint256 priceWad, uint256 lowWad, uint256 highWad);
    /// @notice The source reverted, has no code, or answered something else than its interface says.
    error Oracle_SourceFailed(bytes32 feedId, address source);
    /// @notice The feed and its peer differ by more than the limit.
    error Oracle_SourcesDisagree(bytes32 feedId, uint256 priceWad, uint256 peerWad, uint256 maxDeviationBp);
    /// @notice Pyth's confidence interval is wider than the feed accepts.
    error Oracle_Unsure(bytes32 feedId, uint256 priceWad, uint256 confidenceWad, uint256 maxConfidenceBp);
    /// @notice The L2 sequencer is down, or its status is unknown (`since` zero).
    error Oracle_SequencerDown(address sequencerFeed, uint256 since);
    /// @notice The L2 sequencer is back, but for too short a time.
    error Oracle_GracePeriod(address sequencerFeed, uint256 upSince, uint256 graceSeconds);
    /// @notice The anchor of the pair is no price a concentrated-liquidity pool can have.
    error Oracle_AnchorOutOfRange(address token0, address token1, uint256 sqrtPriceX96);
    /// @notice A market feed shows the token too far from its par: what touches it must halt.
    error Oracle_Gated(address token, uint256 priceWad);
    /// @notice The token was given no unit of worth.
    error Oracle_UnitNotSet(address token);
    /// @notice `tryPrice` was given too little gas to tell a failing feed from a starved read.
    error Oracle_ReadStarved(bytes32 feedId);

    /// @notice A feed's checked price.
    /// @param feedId The feed, e.g. `keccak256("XAU/USD")`, or a pair's id.
    /// @return priceWad Quote per base, 1e18-scaled, rounded down, never zero. For a pair's id the price as its source
    /// answers it (whole token1 per whole token0, or the reverse if configured inverted).
    /// @dev Reverts with the reason there is none. Source: DESIGN section 5.
    function price(bytes32 feedId) external view returns (uint256 priceWad);

    /// @notice A feed's checked price, or why there is none.
    /// @return ok Whether a price was read.
    /// @return priceWad The price, 1e18-scaled; zero when not ok.
    /// @return reason The ABI-encoded error when not ok; empty when ok.
    /// @dev Reverts only with `Oracle_ReadStarved`, so that a caller cannot pass off lack of gas as a failing feed.
    function tryPrice(bytes32 feedId) external view returns (bool ok, uint256 priceWad, bytes memory reason);

    /// @notice The anchor price of a pair.
    /// @param token0 The lower address.
    /// @param token1 The higher address.
    /// @return sqrtPriceX96 sqrt(raw token1 per raw token0), Q64.96, within one unit plus 2^-77 of itself of exact, and
    /// within the range of pool prices.
    /// @dev Reverts with the reason there is none.
    function anchorSqrtPriceX96(address token0, address token1) external view returns (uint160 sqrtPriceX96);

    /// @notice `amount` of unit `unitA` expressed in unit `unitB`, rounded down.
    /// @dev A unit is a feed id whose quote is USD, or `keccak256("USD")` itself, which is 1 and reads nothing; equal
    /// units read nothing either. So a feed is read only where its asset is a leg: XAU's only when XAU is.
    /// A guide price "quote per base, scaled by 10^s" is `convertUnitsDown(base, quote, 10 ** s)`. Reverts with the
    /// reason of a feed that is needed, or `FullMulDivFailed()` where the result exceeds 256 bits.
    function convertUnitsDown(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256);

    /// @notice As `convertUnitsDown`, rounded up.
    function convertUnitsUp(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256);

    /// @notice Price of one `unitA` in `unitB`, 1e18-scaled, rounded down.
    function ratioWad(bytes32 unitA, bytes32 unitB) external view returns (uint256);

    /// @notice Raw `amount` of `tokenA` in raw `tokenB` at their units' prices, rounded down (what is paid out).
    /// @dev Reverts `Oracle_UnitNotSet`, or with the reason of a feed that is needed. Gates are not looked at.
    function convertDown(address tokenA, address tokenB, uint256 amount) external view returns (uint256);

    /// @notice As `convertDown`, rounded up (what is charged).
    function convertUp(address tokenA, address tokenB, uint256 amount) external view returns (uint256);

    /// @notice Raw `amount` of `token` in ounces of gold (1e18 is one), rounded down.
    function xauValueDown(address token, uint256 amount) external view returns (uint256 ounces);

    /// @notice As `xauValueDown`, rounded up.
    function xauValueUp(address token, uint256 amount) external view returns (uint256 ounces);

    /// @notice Ounces of gold (1e18 is one) in raw `token`, rounded down.
    function fromXauDown(address token, uint256 ounces) external view returns (uint256 amount);

    /// @notice As `fromXauDown`, rounded up.
    function fromXauUp(address token, uint256 ounces) external view returns (uint256 amount);

    /// @notice Reverts `Oracle_Gated` if the token's market feed is more than 50 bp from par, and with the feed's own
    /// reason if it cannot be read. A token without a gate passes.
    function requireOpen(address token) external view;

    /// @notice `convertUnitsDown`, after `requireOpen` of both tokens: a pool's guide price in one call.
    /// @param tokenA The token whose unit is `unitA`.
    /// @param tokenB The token whose unit is `unitB`.
    /// @param amount Scale of the answer: for DODO's `i`, 10^(18 + decimals of B - decimals of A).
    function guideRateDown(address tokenA, bytes32 unitA, address tokenB, bytes32 unitB, uint256 amount)
        external
        view
        returns (uint256);

    /// @notice A feed's configuration and status. All zero when not set.
    function feed(bytes32 feedId) external view returns (FeedConfig memory config, FeedStatus memory status);

    /// @notice The words of two units' feeds and of the feeds that gate two tokens: what the caller, a follower, copies.
    /// Zero where a unit is USD or a token has no gate. A caller that is no follower gets nothing to keep, since it would
    /// not be told of changes.
    /// @return follows Whether the caller is a follower; all words are zero if not.
    /// @dev The layout is that of `FeedWord`.
    function followedWords(bytes32 unitA, bytes32 unitB, address tokenA, address tokenB)
        external
        view
        returns (bool follows, uint256 wordA, uint256 wordB, uint256 gateA, uint256 gateB);

    /// @notice The contracts that are told of every change of a feed or gate.
    function followers() external view returns (address[] memory);

    /// @notice The id of a pair: `keccak256(abi.encode(token0, token1))`.
    function pairId(address token0, address token1) external pure returns (bytes32);

    /// @notice The L2 sequencer's uptime feed and grace period, seconds. Zero address when none.
    function sequencer() external view returns (address uptimeFeed, uint32 graceSeconds);

    /// @notice What a token is worth one of: a unit (feed id or `keccak256("USD")`) and the token's decimals.
    function unitOf(address token) external view returns (bytes32 unitId, uint8 decimals);

    /// @notice The market feed that gates a token; zero when none.
    function gateOf(address token) external view returns (bytes32 feedId);
}
