// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IOracle} from "../interfaces/IOracle.sol";
import {AggregatorSource} from "./AggregatorSource.sol";
import {AnchorMath} from "./AnchorMath.sol";
import {FeedIds} from "./FeedIds.sol";
import {FeedWord, FeedWordLib} from "./FeedWord.sol";
import {OracleLib} from "./OracleLib.sol";
import {OracleStorage} from "./OracleStorage.sol";
import {OracleTwap} from "./OracleTwap.sol";
import {PythSource} from "./PythSource.sol";

/// @title OracleReader
/// @notice The full reader: every source kind, every guard, every named reason. Only the oracle's facets carry it.
/// @dev A read runs in this order; the first rule broken is the reason given:
///  1. the feed is set and not disabled;
///  2. the L2 sequencer, if asked, is up and its grace period over;
///  3. the source answers, completely, positively, in time;
///  4. if 3 fails and there is a fallback, the fallback's price instead, by these same rules. A price that is merely
///     unwelcome (5, 6) is never replaced;
///  5. the price is within the absolute bounds and the bounds on change;
///  6. the peer, if set, can be read and agrees.
///
/// A fallback's own fallback is not followed, and neither link of a peer is: reads end after three feeds.
///
/// Lack of gas cannot select a fallback: what is left for it is at most 1/63 of what the failing source was given, and
/// a fallback needs more than that.
library OracleReader {
    uint256 internal constant BP = 10_000;

    /// @dev A price at or above this is nobody's: it would not fit the packed bounds.
    uint256 private constant PRICE_LIMIT = 1 << 128;

    /// @notice A feed's price, all guards applied.
    function priceWad(OracleStorage.Layout storage self, bytes32 feedId) internal view returns (uint256 wad) {
        return _read(self, feedId, true, true);
    }

    /// @notice The feed's own price, all guards applied, without its fallback: what may become the reference of change.
    function ownPriceWad(OracleStorage.Layout storage self, bytes32 feedId) internal view returns (uint256 wad) {
        return _read(self, feedId, false, true);
    }

    /// @notice A unit's price: its feed's, or 1 for USD itself.
    function unitPriceWad(OracleStorage.Layout storage self, bytes32 unit) internal view returns (uint256) {
        return unit == FeedIds.USD ? 1e18 : priceWad(self, unit);
    }

    /// @notice Anchor of a pair, all guards applied.
    function anchorSqrtPriceX96(OracleStorage.Layout storage self, address token0, address token1)
        internal
        view
        returns (uint160)
    {
        bytes32 id = FeedIds.pair(token0, token1);
        FeedWord word = _requireReadable(self, id);
        if (!word.has(FeedWordLib.PAIR)) revert IOracle.Oracle_WrongKind(id);

        uint256 sqrtX96;
        if (word.kind() == IOracle.SourceKind.CROSS) {
            OracleStorage.Cross storage cross = self.crosses[id];
            sqrtX96 =
                AnchorMath.fromRatio(unitPriceWad(self, cross.feed0), unitPriceWad(self, cross.feed1), word.exponent());
        } else {
            bool inverted = word.inverted();
            // The price is in wad here, whatever the source's decimals.
            int256 exponent = inverted ? word.exponent() + 18 : word.exponent() - 18;
            sqrtX96 = AnchorMath.fromAnswer(priceWad(self, id), exponent, inverted);
        }
        if (sqrtX96 < TickMath.MIN_SQRT_PRICE || sqrtX96 >= TickMath.MAX_SQRT_PRICE) {
            revert IOracle.Oracle_AnchorOutOfRange(token0, token1, sqrtX96);
        }
        return uint160(sqrtX96); // below MAX_SQRT_PRICE < 2^160
    }

    /// @notice The bounds on change at this moment.
    /// @return low Least accepted price.
    /// @return high Greatest accepted price, at most 2^128 - 1.
    /// @dev allowance = base + perHour·elapsed, without limit: any price becomes acceptable some day, so no feed can
    /// lock itself out. At 10,000 bp and more there is no lower bound left.
    function changeBounds(OracleStorage.Change memory change, uint256 timestamp)
        internal
        pure
        returns (uint256 low, uint256 high)
    {
        // lastAt was a block's time and cannot lie ahead. lastWad < 2^128, the allowance below 2^17 + 2^16·2^40.
        uint256 elapsed = timestamp - change.lastAt;
        uint256 allowanceBp = change.baseBp + change.bpPerHour * elapsed / 1 hours;
        uint256 last = change.lastWad;
        low = allowanceBp < BP ? FixedPointMathLib.mulDivUp(last, BP - allowanceBp, BP) : 0;
        high = FixedPointMathLib.min(last + last * allowanceBp / BP, PRICE_LIMIT - 1);
    }

    /// @notice Whether |a - b| is within `maxBp` of b.
    function agrees(uint256 a, uint256 b, uint256 maxBp) internal pure returns (bool) {
        // Both below 2^128 and maxBp below 2^16.
        return FixedPointMathLib.dist(a, b) * BP <= b * maxBp;
    }

    function _read(OracleStorage.Layout storage self, bytes32 feedId, bool followFallback, bool followPeer)
        private
        view
        returns (uint256 wad)
    {
        FeedWord word = _requireReadable(self, feedId);
        if (word.kind() == IOracle.SourceKind.CROSS) revert IOracle.Oracle_WrongKind(feedId);
        if (word.has(FeedWordLib.SEQUENCER)) _requireSequencer(self);

        bytes memory failure;
        (wad, failure) = _source(self, feedId, word);
        if (failure.length != 0) {
            if (!followFallback || !word.has(FeedWordLib.FALLBACK)) _revertWith(failure);
            wad = _read(self, self.links[feedId].fallbackId, false, true);
        }

        _requireBounds(self, feedId, word, wad);
        if (followPeer && word.has(FeedWordLib.PEER)) {
            OracleStorage.Links storage links = self.links[feedId];
            uint256 peerWad = _read(self, links.peerId, false, false);
            uint256 maxBp = links.peerMaxDeviationBp;
            if (!agrees(wad, peerWad, maxBp)) revert IOracle.Oracle_SourcesDisagree(feedId, wad, peerWad, maxBp);
        }
    }

    function _requireReadable(OracleStorage.Layout storage self, bytes32 feedId) private view returns (FeedWord word) {
        word = self.feeds[feedId];
        if (!word.isSet()) revert IOracle.Oracle_FeedNotSet(feedId);
        if (word.has(FeedWordLib.DISABLED)) revert IOracle.Oracle_FeedDisabled(feedId);
    }

    function _requireBounds(OracleStorage.Layout storage self, bytes32 feedId, FeedWord word, uint256 wad)
        private
        view
    {
        if (word.has(FeedWordLib.BOUNDS)) {
            OracleStorage.Bounds storage bounds = self.bounds[feedId];
            _requireWithin(feedId, wad, bounds.minWad, bounds.maxWad);
        }
        if (word.has(FeedWordLib.CHANGE)) {
            (uint256 low, uint256 high) = changeBounds(self.changes[feedId], block.timestamp);
            _requireWithin(feedId, wad, low, high);
        }
    }

    function _requireWithin(bytes32 feedId, uint256 wad, uint256 low, uint256 high) private pure {
        if (wad < low || wad > high) revert IOracle.Oracle_OutOfBounds(feedId, wad, low, high);
    }

    /// @dev An uptime feed answers 0 while the sequencer is up, and in `startedAt` since when its status holds; zero
    /// there means the feed was never initialised.
    function _requireSequencer(OracleStorage.Layout storage self) private view {
        address uptimeFeed = self.sequencer.uptimeFeed;
        uint256 grace = self.sequencer.graceSeconds;
        (bool ok,, int256 answer, uint256 since,,) = AggregatorSource.latest(uptimeFeed);
        if (!ok || since == 0) revert IOracle.Oracle_SequencerDown(uptimeFeed, 0);
        if (answer != 0) revert IOracle.Oracle_SequencerDown(uptimeFeed, since);
        if (since > block.timestamp || block.timestamp - since <= grace) {
            revert IOracle.Oracle_GracePeriod(uptimeFeed, since, grace);
        }
    }

    /// @dev The source's price in (0, 2^128), or the encoded reason why there is none.
    function _source(OracleStorage.Layout storage self, bytes32 feedId, FeedWord word)
        private
        view
        returns (uint256 wad, bytes memory failure)
    {
        IOracle.SourceKind kind = word.kind();
        if (kind == IOracle.SourceKind.AGGREGATOR) return _aggregator(feedId, word);
        if (kind == IOracle.SourceKind.TWAP) return _twap(feedId, word);
        return _pyth(self, feedId, word);
    }

    function _aggregator(bytes32 feedId, FeedWord word) private view returns (uint256 wad, bytes memory failure) {
        (bool ok, uint256 roundId, int256 answer,, uint256 updatedAt, uint256 answeredInRound) =
            AggregatorSource.latest(word.source());
        if (!ok) return (0, _sourceFailed(feedId, word));
        if (updatedAt == 0 || answeredInRound < roundId) {
            return
                (0, abi.encodeWithSelector(IOracle.Oracle_IncompleteRound.selector, feedId, roundId, answeredInRound));
        }
        failure = _timeFailure(feedId, updatedAt, word.ttl());
        if (failure.length != 0) return (0, failure);
        return _scaled(feedId, answer, word.sourceDecimals());
    }

    function _twap(bytes32 feedId, FeedWord word) private view returns (uint256 wad, bytes memory failure) {
        // The window was at most a day when it was set; word.ttl() is its 32 bits.
        (bool ok, int24 tick) = OracleTwap.meanTick(word.source(), uint32(word.ttl()));
        if (!ok) return (0, _sourceFailed(feedId, word));
        // A pair's exponent is stored for the anchor, with the other sign.
        int256 difference = word.has(FeedWordLib.PAIR) ? -word.exponent() : word.exponent();
        return _limited(feedId, OracleTwap.priceWadAtTick(tick, difference, word.inverted()));
    }

    function _pyth(OracleStorage.Layout storage self, bytes32 feedId, FeedWord word)
        private
        view
        returns (uint256 wad, bytes memory failure)
    {
        OracleStorage.Extra storage extra = self.extras[feedId];
        (bool ok, PythSource.Quote memory quote) = PythSource.latest(word.source(), extra.pythId);
        if (!ok) return (0, _sourceFailed(feedId, word));
        failure = _timeFailure(feedId, quote.publishTime, word.ttl());
        if (failure.length != 0) return (0, failure);
        (wad, failure) = _scaled(feedId, quote.answer, quote.decimals);
        if (failure.length != 0) return (0, failure);

        // The interval counts both sides of the price.
        uint256 widthWad = 2 * OracleLib.scaleToWad(quote.confidence, quote.decimals);
        uint256 maxBp = extra.pythMaxConfidenceBp;
        if (widthWad * BP > wad * maxBp) {
            failure = abi.encodeWithSelector(IOracle.Oracle_Unsure.selector, feedId, wad, widthWad, maxBp);
            wad = 0;
        }
    }

    function _timeFailure(bytes32 feedId, uint256 updatedAt, uint256 ttl) private view returns (bytes memory) {
        if (updatedAt > block.timestamp) {
            return abi.encodeWithSelector(IOracle.Oracle_FutureDated.selector, feedId, updatedAt);
        }
        if (block.timestamp - updatedAt > ttl) {
            return abi.encodeWithSelector(IOracle.Oracle_Stale.selector, feedId, updatedAt, ttl);
        }
        return "";
    }

    function _scaled(bytes32 feedId, int256 answer, uint256 decimals)
        private
        pure
        returns (uint256 wad, bytes memory failure)
    {
        if (answer <= 0) return (0, abi.encodeWithSelector(IOracle.Oracle_NonPositive.selector, feedId, answer));
        uint256 positive = uint256(answer); // above 0
        if (positive >= PRICE_LIMIT) {
            return (0, abi.encodeWithSelector(IOracle.Oracle_TooLarge.selector, feedId, positive));
        }
        return _limited(feedId, OracleLib.scaleToWad(positive, decimals));
    }

    function _limited(bytes32 feedId, uint256 wad) private pure returns (uint256, bytes memory) {
        if (wad == 0) return (0, abi.encodeWithSelector(IOracle.Oracle_NonPositive.selector, feedId, int256(0)));
        if (wad >= PRICE_LIMIT) return (0, abi.encodeWithSelector(IOracle.Oracle_TooLarge.selector, feedId, wad));
        return (wad, "");
    }

    function _sourceFailed(bytes32 feedId, FeedWord word) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOracle.Oracle_SourceFailed.selector, feedId, word.source());
    }

    function _revertWith(bytes memory failure) private pure {
        assembly ("memory-safe") {
            revert(add(failure, 0x20), mload(failure))
        }
    }
}
