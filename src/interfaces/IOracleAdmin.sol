// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "./IOracle.sol";

/// @title IOracleAdmin
/// @notice The oracle's settings. A new or changed source can only come through ADMIN, the timelock; taking one away is
/// instant for MANAGER and GUARDIAN.
/// @dev Every setter probes what it set: the transaction reverts with the reason if the new price cannot be read, or is
/// far from what it replaces or from its fallback. All functions hold the diamond's lock. Source: DESIGN section 5.
interface IOracleAdmin {
    /// @notice A feed was set. `oldConfig` is all zero the first time; `priceWad` is the probe's answer.
    event FeedSet(bytes32 indexed feedId, IOracle.FeedConfig oldConfig, IOracle.FeedConfig newConfig, uint256 priceWad);
    /// @notice A pair was given a source of its own.
    event PairFeedSet(
        bytes32 indexed pairId,
        address indexed token0,
        address indexed token1,
        IOracle.FeedConfig oldConfig,
        IOracle.FeedConfig newConfig,
        uint160 sqrtPriceX96
    );
    /// @notice A pair was set to the quotient of two feeds.
    event PairCrossSet(
        bytes32 indexed pairId,
        address indexed token0,
        address indexed token1,
        IOracle.FeedConfig oldConfig,
        bytes32 oldFeed0,
        bytes32 oldFeed1,
        bytes32 newFeed0,
        bytes32 newFeed1,
        uint160 sqrtPriceX96
    );
    /// @notice A feed or pair was disabled.
    event FeedDisabled(bytes32 indexed feedId, address indexed by);
    /// @notice A disabled feed or pair was enabled as it was.
    event FeedEnabled(bytes32 indexed feedId, address indexed by);
    /// @notice A price became the reference of a feed's bounds on change.
    event PriceAccepted(bytes32 indexed feedId, uint256 oldWad, uint256 newWad);
    /// @notice The L2 sequencer's uptime feed was set.
    event SequencerSet(address oldFeed, address newFeed, uint32 oldGraceSeconds, uint32 newGraceSeconds);
    /// @notice What a token is worth one of was set.
    event UnitSet(address indexed token, bytes32 oldUnit, bytes32 newUnit, uint8 decimals);
    /// @notice A token's gate was set.
    event GateSet(address indexed token, bytes32 oldFeed, bytes32 newFeed);

    /// @notice A contract is told of changes from now on.
    event FollowerAdded(address indexed follower);
    /// @notice A contract is no longer told of changes; it was emptied, unless `FollowerNotSynced` says otherwise.
    event FollowerRemoved(address indexed follower);
    /// @notice A follower did not learn of a stop, or of its removal: what it kept before, it may go on serving until
    /// somebody calls its `sync` with success. `reason` is what it reverted with, 228 bytes at most; empty if it ran out of
    /// gas or has no code.
    event FollowerNotSynced(address indexed follower, bytes reason);

    /// @notice Zero and the USD unit name no feed.
    error Oracle_ReservedId(bytes32 feedId);
    /// @notice Another id, or the USD unit's (`owner` zero), begins with the same 12 bytes.
    error Oracle_KeyTaken(bytes32 feedId, bytes32 owner);
    /// @notice This source kind cannot be set here.
    error Oracle_KindNotAllowed(IOracle.SourceKind kind);
    /// @notice There is no contract at the source's address.
    error Oracle_SourceWithoutCode(address source);
    /// @notice The ttl, or TWAP window, is outside its limits, seconds, inclusive.
    error Oracle_TtlOutOfRange(uint256 ttlSeconds, uint256 minSeconds, uint256 maxSeconds);
    /// @notice A source or token has more decimals than the price mathematics covers.
    error Oracle_TooManyDecimals(address source, uint256 decimals, uint256 maxDecimals);
    /// @notice `inverted` has no meaning for this feed.
    error Oracle_InversionNotAllowed(bytes32 feedId);
    /// @notice Absolute bounds must be both zero or 0 < min <= max.
    error Oracle_BadBounds(uint256 minWad, uint256 maxWad);
    /// @notice Bounds on change need a base from 1 to 5,000 bp, a growth and an interval above zero; or all three zero.
    error Oracle_BadChangeBounds(uint256 baseBp, uint256 bpPerHour, uint256 minIntervalSeconds);
    /// @notice A feed cannot be its own fallback or peer.
    error Oracle_SelfLink(bytes32 feedId);
    /// @notice A peer needs a limit from 1 to 1,000 bp; no peer, none.
    error Oracle_BadPeerLimit(uint256 maxDeviationBp);
    /// @notice A Pyth feed needs an id and a confidence limit from 1 to 1,000 bp; other kinds neither.
    error Oracle_BadPythSettings(bytes32 pythId, uint256 maxConfidenceBp);
    /// @notice A TWAP needs the chain's observation spacing, at least a second; other kinds none.
    error Oracle_BadObservationSpacing(uint256 spacingSeconds);
    /// @notice The pool keeps too few observations to cover the window whatever the trading.
    error Oracle_CardinalityTooLow(address pool, uint256 cardinality, uint256 required);
    /// @notice The pool's history does not reach back over the window yet.
    error Oracle_HistoryTooShort(address pool, uint256 windowSeconds);
    /// @notice The pool trades other tokens than the pair's.
    error Oracle_PoolTokensMismatch(address pool, address token0, address token1);
    /// @notice Pairs are set with token0 < token1.
    error Oracle_UnsortedPair(address token0, address token1);
    /// @notice The probe's price has too few digits for pools and vaults to use.
    error Oracle_PriceTooSmall(bytes32 feedId, uint256 priceWad, uint256 minWad);
    /// @notice The probe's price is too far from the price it replaces, or from its fallback's. Units or direction are
    /// probably wrong. A feed that is itself wrong is disabled first, then replaced.
    error Oracle_ProbeDiffers(bytes32 feedId, uint256 probe, uint256 expected, uint256 maxDeviationBp);
    /// @notice The feed asks for the L2 sequencer, but no uptime feed is set.
    error Oracle_SequencerNotSet();
    /// @notice The grace period is outside its limits, seconds, inclusive.
    error Oracle_GraceOutOfRange(uint256 graceSeconds, uint256 minSeconds, uint256 maxSeconds);
    /// @notice The feed has no bounds on change: there is no reference to move.
    error Oracle_NoChangeBounds(bytes32 feedId);
    /// @notice The reference was moved too recently.
    error Oracle_TooSoon(bytes32 feedId, uint256 readyAt);
    /// @notice The feed is not disabled.
    error Oracle_NotDisabled(bytes32 feedId);
    /// @notice A source or token did not answer what its interface says when it was set.
    error Oracle_NotAnswering(address target, bytes4 selector);
    /// @notice The follower follows another oracle.
    error Oracle_FollowsAnother(address follower, address oracle);
    /// @notice The contract is a follower already.
    error Oracle_AlreadyFollows(address follower);
    /// @notice The contract is no follower.
    error Oracle_NoFollower(address follower);
    /// @notice There are as many followers as a change can tell in one transaction.
    error Oracle_TooManyFollowers(uint256 maxFollowers);
    /// @notice The follower did not renew its copies in the gas it gets. `reason` as in `FollowerNotSynced`.
    error Oracle_FollowerNotSynced(address follower, bytes reason);
    /// @notice A follower failed, but the gas sent did not suffice to give it what it may use: send more.
    error Oracle_TooLittleGas(uint256 gasLeft, uint256 gasNeeded);

    /// @notice Sets or replaces a feed, all of its settings at once. ADMIN.
    /// @param feedId Hash of the feed's label, e.g. `keccak256("XAU/USD")`.
    /// @param config See `IOracle.FeedConfig`.
    /// @dev Where the feed is readable before, the new price must be within 10 % of the old one; a fallback's within
    /// 10 % of it. All followers must learn of it, see `addFollower`. Errors: `Access_MissingRole`, those above, and the
    /// read's own.
    function setFeed(bytes32 feedId, IOracle.FeedConfig calldata config) external;

    /// @notice Gives a pair a source of its own, answering whole token1 per whole token0 (or the reverse, `inverted`).
    /// ADMIN.
    /// @dev The pair's tokens tell their decimals now, once. Where the pair has an anchor before, the new one must be
    /// within 5 % of it, 10 % in price.
    function setPairFeed(address token0, address token1, IOracle.FeedConfig calldata config) external;

    /// @notice Sets a pair's anchor to feed0 / feed1, which price token0 and token1 in the same currency. ADMIN.
    /// @dev `keccak256("USD")` stands for a token worth 1 USD by definition. Guards are the two feeds' own.
    function setPairCross(address token0, address token1, bytes32 feed0, bytes32 feed1) external;

    /// @notice Disables a feed or pair at once: its reads revert `Oracle_FeedDisabled`. ADMIN, MANAGER or GUARDIAN.
    /// @dev No follower can hold it up: one that fails is named by `FollowerNotSynced`. What that one then goes on serving
    /// is its own affair: close what relies on it. A `GuidePriceSource` does not fail, see there. Errors:
    /// `Access_MissingRole`, `Oracle_FeedNotSet`, `Oracle_TooLittleGas`.
    function disableFeed(bytes32 feedId) external;

    /// @notice Enables a disabled feed or pair as it was; it must be readable. ADMIN.
    /// @dev All followers must learn of it, see `addFollower`.
    function enableFeed(bytes32 feedId) external;

    /// @notice Makes a feed's present price the reference of its bounds on change. Anyone.
    /// @dev Only a price that passes every guard of the feed is taken, the bounds on change included, and never its
    /// fallback's; so a caller gains nothing by the moment it chooses. `Oracle_TooSoon` before the feed's interval is
    /// over: then one wrong source moves the reference by the base allowance an interval at most.
    /// @return priceWad The accepted price.
    function pokeFeed(bytes32 feedId) external returns (uint256 priceWad);

    /// @notice Sets the L2 sequencer's uptime feed and the grace period after an outage. ADMIN.
    /// @param uptimeFeed Chainlink's uptime feed, which must answer now.
    /// @param graceSeconds From 1 minute to 1 day.
    function setSequencer(address uptimeFeed, uint32 graceSeconds) external;

    /// @notice Says what a token is worth one of. ADMIN.
    /// @param unitId A feed quoted in USD, readable now; `keccak256("USD")`; or zero to unset.
    /// @dev By this definition cUSDT and cUSDC are 1 USD, cEURT is 1 EUR, wrapped native is 1 ETH. The token tells its
    /// decimals now, once.
    function setUnit(address token, bytes32 unitId) external;

    /// @notice Gates a token by a market feed whose par is 1. ADMIN.
    /// @param feedId A feed that is set; or zero for no gate.
    /// @dev Where there was no gate, no follower can hold it up: one that fails is named by `FollowerNotSynced` and goes on
    /// without it. To replace or lift a gate all followers must learn of it, see `addFollower`.
    function setGate(address token, bytes32 feedId) external;

    /// @notice Tells a contract of every change of a feed or gate, from now on, in the transaction of the change. ADMIN.
    /// @param follower An `IFeedFollower` of this diamond, e.g. a pool's `GuidePriceSource`; at most 32 of them.
    /// @dev It gets 300,000 gas each time, and must renew its copies in that now: `Oracle_FollowerNotSynced`.
    /// Later, where a feed or gate comes to answer something else (`setFeed`, `enableFeed`, a gate replaced or lifted), a
    /// follower that fails makes the call revert with the same: it would go on serving the old source unnoticed. Its
    /// removal does not depend on it and can be in the same batch of the timelock. Where something is only stopped
    /// (`disableFeed`, a first gate), it holds up nothing and is named by `FollowerNotSynced`.
    /// A follower must be our own code all the same: what it serves is what its pool trades at.
    function addFollower(address follower) external;

    /// @notice Stops telling a contract, and empties it. ADMIN.
    /// @dev Removed even if it fails; then `FollowerNotSynced` says so: every later call of its `sync` finds nothing to keep.
    function removeFollower(address follower) external;
}
