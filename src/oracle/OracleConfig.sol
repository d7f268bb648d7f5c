// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {LibCall} from "solady/utils/LibCall.sol";

import {IFeedFollower} from "../interfaces/IFeedFollower.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IOracleAdmin} from "../interfaces/IOracleAdmin.sol";
import {IV3Observations} from "../interfaces/external/IV3Observations.sol";
import {AggregatorSource} from "./AggregatorSource.sol";
import {FeedIds} from "./FeedIds.sol";
import {FeedWord, FeedWordLib} from "./FeedWord.sol";
import {OracleReader} from "./OracleReader.sol";
import {OracleStorage} from "./OracleStorage.sol";
import {OracleTwap} from "./OracleTwap.sol";

/// @title OracleConfig
/// @notice Verbs that change the oracle's settings. Who may is the facet's business.
library OracleConfig {
    using OracleReader for OracleStorage.Layout;
    using OracleConfig for OracleStorage.Layout;

    /// @dev Bound of AnchorMath and XauRates.
    uint256 internal constant MAX_DECIMALS = 24;
    /// @dev An answer older than this is nobody's present price: heartbeats are a day at most, a weekend is 49 hours.
    uint256 internal constant MAX_TTL = 2 days;
    /// @dev Farthest a probe may be from what it replaces, or from its fallback.
    uint256 internal constant MAX_PROBE_BP = 1000;
    /// @dev The same for square roots of prices.
    uint256 internal constant MAX_PROBE_SQRT_BP = 500;
    /// @dev A price of 1e6 wad units has six digits: one part in a million.
    uint256 internal constant MIN_PROBE_WAD = 1e6;
    uint256 internal constant MAX_CHANGE_BASE_BP = 5000;
    uint256 internal constant MAX_PEER_BP = 1000;
    uint256 internal constant MAX_CONFIDENCE_BP = 1000;
    uint256 internal constant MIN_GRACE = 1 minutes;
    uint256 internal constant MAX_GRACE = 1 days;
    /// @dev Each costs a change about 30,000 gas, and SYNC_GAS at worst: all of them together less than 2^24, the most a
    /// transaction may use where that is bounded (EIP-7825).
    uint256 internal constant MAX_FOLLOWERS = 32;
    /// @dev What a follower gets to renew its copies. A `GuidePriceSource` needs less than half of it, with every slot new
    /// and every read cold.
    uint256 internal constant SYNC_GAS = 300_000;
    /// @dev Gas before the call at which it is sure to get that: of what is left at the call it gets 63/64.
    uint256 private constant SYNC_GAS_BEFORE = SYNC_GAS * 64 / 63 + 5000;
    /// @dev As many bytes of a follower's reason are told: a named error with seven values.
    uint16 private constant MAX_REASON_BYTES = 228;

    /// @notice Sets or replaces a feed, and probes it.
    /// @return wad The probe's price.
    function setFeed(OracleStorage.Layout storage self, bytes32 feedId, IOracle.FeedConfig memory config)
        internal
        returns (uint256 wad)
    {
        if (feedId == 0 || feedId == FeedIds.USD) revert IOracleAdmin.Oracle_ReservedId(feedId);
        if (self.feeds[feedId].has(FeedWordLib.PAIR)) revert IOracle.Oracle_WrongKind(feedId);
        _takeKey(self, feedId);
        (bool replaces, uint256 oldWad,) = IOracle(address(this)).tryPrice(feedId);

        int8 exponent;
        if (config.kind == IOracle.SourceKind.TWAP) {
            (address token0, address token1) = _poolTokens(config.source);
            exponent = _decimalsDifference(token0, token1);
        } else if (config.inverted) {
            revert IOracleAdmin.Oracle_InversionNotAllowed(feedId);
        }
        wad = _write(self, feedId, config, 0, exponent);
        if (replaces) _requireNear(feedId, wad, oldWad, MAX_PROBE_BP);
        self.tellFollowers();
    }

    /// @notice Sets or replaces a pair's own source, and probes it.
    function setPairFeed(
        OracleStorage.Layout storage self,
        address token0,
        address token1,
        IOracle.FeedConfig memory config
    ) internal returns (uint160 sqrtPriceX96) {
        bytes32 id = _requirePair(self, token0, token1);
        uint160 oldSqrtX96 = _tryAnchor(token0, token1);

        if (config.kind == IOracle.SourceKind.TWAP) {
            if (config.inverted) revert IOracleAdmin.Oracle_InversionNotAllowed(id);
            (address poolToken0, address poolToken1) = _poolTokens(config.source);
            if (poolToken0 != token0 || poolToken1 != token1) {
                revert IOracleAdmin.Oracle_PoolTokensMismatch(config.source, token0, token1);
            }
        }
        delete self.crosses[id];
        // Seen from token1: an anchor's power of ten is decimals1 - decimals0.
        _write(self, id, config, FeedWordLib.PAIR, _decimalsDifference(token1, token0));
        sqrtPriceX96 = _probeAnchor(self, id, token0, token1, oldSqrtX96);
    }

    /// @notice Sets or replaces a pair by the quotient of two feeds, and probes it.
    function setPairCross(
        OracleStorage.Layout storage self,
        address token0,
        address token1,
        bytes32 feed0,
        bytes32 feed1
    ) internal returns (uint160 sqrtPriceX96) {
        bytes32 id = _requirePair(self, token0, token1);
        uint160 oldSqrtX96 = _tryAnchor(token0, token1);
        _requireUnit(self, feed0);
        _requireUnit(self, feed1);

        delete self.bounds[id];
        delete self.changes[id];
        delete self.links[id];
        delete self.extras[id];
        self.crosses[id] = OracleStorage.Cross(feed0, feed1);
        self.feeds[id] = FeedWordLib.packCross(feed0, feed1, _decimalsDifference(token1, token0));
        sqrtPriceX96 = _probeAnchor(self, id, token0, token1, oldSqrtX96);
    }

    /// @notice Disables a feed or pair. Disabling twice changes nothing.
    function disable(OracleStorage.Layout storage self, bytes32 feedId) internal {
        FeedWord word = self.feeds[feedId];
        if (!word.isSet()) revert IOracle.Oracle_FeedNotSet(feedId);
        _store(self, feedId, word.with(FeedWordLib.DISABLED));
        self.tellFollowersOfStop();
    }

    /// @notice Enables a disabled feed or pair, and probes it.
    function enable(OracleStorage.Layout storage self, bytes32 feedId) internal {
        FeedWord word = self.feeds[feedId];
        if (!word.has(FeedWordLib.DISABLED)) revert IOracleAdmin.Oracle_NotDisabled(feedId);
        _store(self, feedId, word.without(FeedWordLib.DISABLED));

        if (word.kind() == IOracle.SourceKind.CROSS) {
            OracleStorage.Cross storage cross = self.crosses[feedId];
            self.unitPriceWad(cross.feed0);
            self.unitPriceWad(cross.feed1);
        } else {
            self.priceWad(feedId);
        }
        self.tellFollowers();
    }

    /// @notice Moves the reference of a feed's bounds on change to its present price.
    function accept(OracleStorage.Layout storage self, bytes32 feedId) internal returns (uint256 oldWad, uint256 wad) {
        if (!self.feeds[feedId].has(FeedWordLib.CHANGE)) revert IOracleAdmin.Oracle_NoChangeBounds(feedId);
        OracleStorage.Change storage change = self.changes[feedId];
        uint256 readyAt = uint256(change.lastAt) + change.minIntervalSeconds;
        if (block.timestamp < readyAt) revert IOracleAdmin.Oracle_TooSoon(feedId, readyAt);

        oldWad = change.lastWad;
        wad = self.ownPriceWad(feedId);
        // A price is below 2^128; 40 bits of seconds last 34,000 years.
        change.lastWad = uint128(wad);
        change.lastAt = uint40(block.timestamp);
    }

    /// @notice Sets the sequencer's uptime feed, which must answer.
    function setSequencer(OracleStorage.Layout storage self, address uptimeFeed, uint32 graceSeconds) internal {
        if (graceSeconds < MIN_GRACE || graceSeconds > MAX_GRACE) {
            revert IOracleAdmin.Oracle_GraceOutOfRange(graceSeconds, MIN_GRACE, MAX_GRACE);
        }
        (bool ok,,, uint256 startedAt,,) = AggregatorSource.latest(_requireCode(uptimeFeed));
        if (!ok || startedAt == 0) revert IOracle.Oracle_SequencerDown(uptimeFeed, 0);
        self.sequencer = OracleStorage.Sequencer(uptimeFeed, graceSeconds);
    }

    /// @notice Sets a token's unit, which must be readable; zero unsets it.
    function setUnit(OracleStorage.Layout storage self, address token, bytes32 unitId)
        internal
        returns (bytes32 oldUnit, uint8 decimals)
    {
        oldUnit = self.units[token].id;
        if (unitId == 0) {
            delete self.units[token];
        } else {
            _requireUnit(self, unitId);
            self.unitPriceWad(unitId);
            decimals = _decimals(token);
            self.units[token] = OracleStorage.Unit(unitId, decimals);
        }
    }

    /// @notice Sets a token's gate; zero unsets it. The feed need not be on par, nor readable: then the gate is shut.
    function setGate(OracleStorage.Layout storage self, address token, bytes32 feedId)
        internal
        returns (bytes32 oldFeed)
    {
        if (feedId != 0) _requireFeed(self, feedId);
        oldFeed = self.gates[token];
        self.gates[token] = feedId;
        // A gate where none was can only stop what went through before.
        if (oldFeed == 0) self.tellFollowersOfStop();
        else self.tellFollowers();
    }

    /// @notice Adds a follower and lets it copy what it follows, which it must manage within `SYNC_GAS`.
    function addFollower(OracleStorage.Layout storage self, address follower) internal {
        if (self.isFollower[follower]) revert IOracleAdmin.Oracle_AlreadyFollows(follower);
        if (self.followers.length == MAX_FOLLOWERS) revert IOracleAdmin.Oracle_TooManyFollowers(MAX_FOLLOWERS);
        // Truncated to an address, then compared.
        address followed = address(uint160(_ask(follower, IFeedFollower.oracle.selector)));
        if (followed != address(this)) revert IOracleAdmin.Oracle_FollowsAnother(follower, followed);

        self.isFollower[follower] = true;
        self.followers.push(follower);
        _requireSynced(follower);
    }

    /// @notice Removes a follower. Its last copy is of nothing: it asks the diamond from then on. One that fails to take it
    /// is removed all the same.
    function removeFollower(OracleStorage.Layout storage self, address follower) internal {
        if (!self.isFollower[follower]) revert IOracleAdmin.Oracle_NoFollower(follower);
        self.isFollower[follower] = false;
        address[] storage list = self.followers;
        uint256 last = list.length - 1;
        for (uint256 i; i < last; ++i) {
            if (list[i] == follower) {
                list[i] = list[last];
                break;
            }
        }
        list.pop();
        _syncOrReport(follower);
    }

    /// @notice Tells every follower, and insists that it learns. To be called after each change of what a feed or gate
    /// answers: a follower left behind would go on with the old source while everything else has the new one.
    function tellFollowers(OracleStorage.Layout storage self) internal {
        address[] memory list = self.followers;
        for (uint256 i; i < list.length; ++i) {
            _requireSynced(list[i]);
        }
    }

    /// @notice Tells every follower, and goes on past those that fail. To be called after a change that only stops what
    /// went through before: nothing may hold that up, and a follower left behind is no worse off than it was.
    function tellFollowersOfStop(OracleStorage.Layout storage self) internal {
        address[] memory list = self.followers;
        for (uint256 i; i < list.length; ++i) {
            _syncOrReport(list[i]);
        }
    }

    function _requireSynced(address follower) private {
        (bool synced, bytes memory reason) = _trySync(follower);
        if (!synced) revert IOracleAdmin.Oracle_FollowerNotSynced(follower, reason);
    }

    function _syncOrReport(address follower) private {
        (bool synced, bytes memory reason) = _trySync(follower);
        if (!synced) emit IOracleAdmin.FollowerNotSynced(follower, reason);
    }

    /// @dev Contains whatever the follower does: gas is bounded, and so is what is copied of its answer.
    function _trySync(address follower) private returns (bool synced, bytes memory reason) {
        uint256 gasBefore = gasleft();
        (synced,, reason) =
            LibCall.tryCall(follower, 0, SYNC_GAS, MAX_REASON_BYTES, abi.encodeCall(IFeedFollower.sync, ()));
        // A call of an account without code succeeds.
        if (synced && follower.code.length == 0) (synced, reason) = (false, "");
        // Who sends too little gas must not make a follower that works pass for one that failed.
        if (!synced && gasBefore < SYNC_GAS_BEFORE) {
            revert IOracleAdmin.Oracle_TooLittleGas(gasBefore, SYNC_GAS_BEFORE);
        }
    }

    /// @dev Validates, writes and probes. The first price becomes the reference of the bounds on change: it can only be
    /// judged by what it replaces, which the callers do.
    function _write(
        OracleStorage.Layout storage self,
        bytes32 feedId,
        IOracle.FeedConfig memory config,
        uint8 flags,
        int8 exponent
    ) private returns (uint256 wad) {
        uint8 sourceDecimals = _requireSource(config);
        flags |= _requireGuards(self, feedId, config);
        _writeGuards(self, feedId, config);
        FeedWord word = FeedWordLib.pack(
            config.source, config.ttlSeconds, config.kind, flags, sourceDecimals, exponent, config.inverted
        );

        _store(self, feedId, word);
        wad = self.ownPriceWad(feedId);
        if (wad < MIN_PROBE_WAD) revert IOracleAdmin.Oracle_PriceTooSmall(feedId, wad, MIN_PROBE_WAD);
        if (config.fallbackId != 0) {
            _requireNear(feedId, wad, self.priceWad(config.fallbackId), MAX_PROBE_BP);
        }
        if (config.changeBpPerHour != 0) {
            _store(self, feedId, word.with(FeedWordLib.CHANGE));
            // A price is below 2^128; 40 bits of seconds last 34,000 years.
            self.changes[feedId] = OracleStorage.Change(
                uint128(wad),
                uint40(block.timestamp),
                config.changeBaseBp,
                config.changeBpPerHour,
                config.changeMinIntervalSeconds
            );
        }
    }

    /// @dev A feed's word is kept twice: under its id, and, unless it is a pair's, under its key.
    function _store(OracleStorage.Layout storage self, bytes32 feedId, FeedWord word) private {
        self.feeds[feedId] = word;
        if (!word.has(FeedWordLib.PAIR)) self.legs[FeedWordLib.keyOf(feedId)] = word;
    }

    /// @dev Makes the feed's key its own, for good. Ids are hashes: a second one with the same 12 bytes was searched for.
    function _takeKey(OracleStorage.Layout storage self, bytes32 feedId) private {
        bytes12 key = FeedWordLib.keyOf(feedId);
        bytes32 owner = self.legIds[key];
        bool foreign = owner != 0 && owner != feedId;
        if (foreign || key == FeedWordLib.keyOf(FeedIds.USD)) revert IOracleAdmin.Oracle_KeyTaken(feedId, owner);
        self.legIds[key] = feedId;
    }

    /// @dev Everything about the source itself. Returns the decimals of its answers.
    function _requireSource(IOracle.FeedConfig memory config) private view returns (uint8 sourceDecimals) {
        address source = _requireCode(config.source);
        IOracle.SourceKind kind = config.kind;
        bool isTwap = kind == IOracle.SourceKind.TWAP;
        bool isPyth = kind == IOracle.SourceKind.PYTH;
        if (!isTwap && !isPyth && kind != IOracle.SourceKind.AGGREGATOR) {
            revert IOracleAdmin.Oracle_KindNotAllowed(kind);
        }

        uint256 minTtl = isTwap ? OracleTwap.MIN_WINDOW : 1;
        uint256 maxTtl = isTwap ? OracleTwap.MAX_WINDOW : MAX_TTL;
        if (config.ttlSeconds < minTtl || config.ttlSeconds > maxTtl) {
            revert IOracleAdmin.Oracle_TtlOutOfRange(config.ttlSeconds, minTtl, maxTtl);
        }
        if (isTwap != (config.observationSpacingSeconds != 0)) {
            revert IOracleAdmin.Oracle_BadObservationSpacing(config.observationSpacingSeconds);
        }
        bool pythSet = config.pythId != 0 && config.pythMaxConfidenceBp != 0;
        bool pythUnset = config.pythId == 0 && config.pythMaxConfidenceBp == 0;
        if (isPyth ? !pythSet || config.pythMaxConfidenceBp > MAX_CONFIDENCE_BP : !pythUnset) {
            revert IOracleAdmin.Oracle_BadPythSettings(config.pythId, config.pythMaxConfidenceBp);
        }

        if (isTwap) _requireHistory(source, config.ttlSeconds, config.observationSpacingSeconds);
        if (isTwap || isPyth) return 18;
        return _decimals(source);
    }

    function _requireHistory(address pool, uint32 window, uint32 spacingSeconds) private view {
        OracleTwap.History memory history = OracleTwap.historyOf(pool, window, spacingSeconds);
        if (history.cardinality < history.required) {
            revert IOracleAdmin.Oracle_CardinalityTooLow(pool, history.cardinality, history.required);
        }
        if (!history.covers) revert IOracleAdmin.Oracle_HistoryTooShort(pool, window);
    }

    /// @dev Everything about the optional guards. Returns their flags, but for CHANGE, which needs a first price.
    function _requireGuards(OracleStorage.Layout storage self, bytes32 feedId, IOracle.FeedConfig memory config)
        private
        view
        returns (uint8 flags)
    {
        if (config.checkSequencer) {
            if (self.sequencer.uptimeFeed == address(0)) revert IOracleAdmin.Oracle_SequencerNotSet();
            flags |= FeedWordLib.SEQUENCER;
        }
        if (config.minWad != 0 || config.maxWad != 0) {
            if (config.minWad == 0 || config.minWad > config.maxWad) {
                revert IOracleAdmin.Oracle_BadBounds(config.minWad, config.maxWad);
            }
            flags |= FeedWordLib.BOUNDS;
        }
        bool changeSet = config.changeBaseBp != 0 && config.changeBpPerHour != 0 && config.changeMinIntervalSeconds != 0;
        bool changeUnset =
            config.changeBaseBp == 0 && config.changeBpPerHour == 0 && config.changeMinIntervalSeconds == 0;
        if (!(changeSet || changeUnset) || config.changeBaseBp > MAX_CHANGE_BASE_BP) {
            revert IOracleAdmin.Oracle_BadChangeBounds(
                config.changeBaseBp, config.changeBpPerHour, config.changeMinIntervalSeconds
            );
        }
        if (config.fallbackId != 0) {
            _requireLink(self, feedId, config.fallbackId);
            flags |= FeedWordLib.FALLBACK;
        }
        if ((config.peerId == 0) != (config.peerMaxDeviationBp == 0) || config.peerMaxDeviationBp > MAX_PEER_BP) {
            revert IOracleAdmin.Oracle_BadPeerLimit(config.peerMaxDeviationBp);
        }
        if (config.peerId != 0) {
            _requireLink(self, feedId, config.peerId);
            flags |= FeedWordLib.PEER;
        }
    }

    function _writeGuards(OracleStorage.Layout storage self, bytes32 feedId, IOracle.FeedConfig memory config) private {
        self.bounds[feedId] = OracleStorage.Bounds(config.minWad, config.maxWad);
        delete self.changes[feedId];
        self.links[feedId] = OracleStorage.Links(config.fallbackId, config.peerId, config.peerMaxDeviationBp);
        self.extras[feedId] =
            OracleStorage.Extra(config.pythId, config.pythMaxConfidenceBp, config.observationSpacingSeconds);
    }

    function _requirePair(OracleStorage.Layout storage self, address token0, address token1)
        private
        view
        returns (bytes32 id)
    {
        if (token0 >= token1) revert IOracleAdmin.Oracle_UnsortedPair(token0, token1);
        id = FeedIds.pair(token0, token1);
        FeedWord word = self.feeds[id];
        if (word.isSet() && !word.has(FeedWordLib.PAIR)) revert IOracle.Oracle_WrongKind(id);
    }

    /// @dev A unit is USD or a feed that is no pair's.
    function _requireUnit(OracleStorage.Layout storage self, bytes32 unitId) private view {
        if (unitId != FeedIds.USD) _requireFeed(self, unitId);
    }

    function _requireFeed(OracleStorage.Layout storage self, bytes32 feedId) private view {
        FeedWord word = self.feeds[feedId];
        if (!word.isSet()) revert IOracle.Oracle_FeedNotSet(feedId);
        if (word.has(FeedWordLib.PAIR)) revert IOracle.Oracle_WrongKind(feedId);
    }

    /// @dev Fallbacks and peers may be pairs with a source of their own: a pair's other source is found there.
    function _requireLink(OracleStorage.Layout storage self, bytes32 feedId, bytes32 linkedId) private view {
        if (linkedId == feedId) revert IOracleAdmin.Oracle_SelfLink(feedId);
        if (!self.feeds[linkedId].isSet()) revert IOracle.Oracle_FeedNotSet(linkedId);
    }

    function _requireNear(bytes32 feedId, uint256 probe, uint256 expected, uint256 maxBp) private pure {
        if (!OracleReader.agrees(probe, expected, maxBp)) {
            revert IOracleAdmin.Oracle_ProbeDiffers(feedId, probe, expected, maxBp);
        }
    }

    function _tryAnchor(address token0, address token1) private view returns (uint160 sqrtPriceX96) {
        // A read starved of gas would leave too little for the writes that follow.
        try IOracle(address(this)).anchorSqrtPriceX96(token0, token1) returns (uint160 answered) {
            return answered;
        } catch {
            return 0;
        }
    }

    function _probeAnchor(
        OracleStorage.Layout storage self,
        bytes32 id,
        address token0,
        address token1,
        uint160 oldSqrtX96
    ) private view returns (uint160 sqrtPriceX96) {
        sqrtPriceX96 = self.anchorSqrtPriceX96(token0, token1);
        if (oldSqrtX96 != 0) _requireNear(id, sqrtPriceX96, oldSqrtX96, MAX_PROBE_SQRT_BP);
    }

    function _requireCode(address source) private view returns (address) {
        if (source.code.length == 0) revert IOracleAdmin.Oracle_SourceWithoutCode(source);
        return source;
    }

    function _decimalsDifference(address tokenA, address tokenB) private view returns (int8) {
        // Both at most 24.
        return int8(_decimals(tokenA)) - int8(_decimals(tokenB));
    }

    /// @dev Aggregators and tokens tell their decimals by the same selector.
    function _decimals(address target) private view returns (uint8) {
        uint256 decimals = _ask(target, IERC20Metadata.decimals.selector);
        if (decimals > MAX_DECIMALS) revert IOracleAdmin.Oracle_TooManyDecimals(target, decimals, MAX_DECIMALS);
        return uint8(decimals); // at most 24
    }

    function _poolTokens(address pool) private view returns (address token0, address token1) {
        // Truncated to addresses: a pool that answers more than 160 bits trades none of our tokens.
        token0 = address(uint160(_ask(pool, IV3Observations.token0.selector)));
        token1 = address(uint160(_ask(pool, IV3Observations.token1.selector)));
    }

    /// @dev The one word a contract answers to a question without arguments.
    function _ask(address target, bytes4 selector) private view returns (uint256) {
        (bool ok, bytes memory data) = _requireCode(target).staticcall(abi.encodePacked(selector));
        if (!ok || data.length < 0x20) revert IOracleAdmin.Oracle_NotAnswering(target, selector);
        return abi.decode(data, (uint256));
    }
}
