// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

import {IFeedFollower} from "../interfaces/IFeedFollower.sol";
import {IGuidePriceSource} from "../interfaces/IGuidePriceSource.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {FeedIds} from "./FeedIds.sol";
import {FeedWord} from "./FeedWord.sol";
import {Gate} from "./Gate.sol";
import {OracleLib} from "./OracleLib.sol";

/// @title GuidePriceSource
/// @notice The oracle value of a PMM pool's base in its quote, one hop from the aggregator. One per pool.
///
/// VALUE
/// Always what the diamond answers to `guideRateDown` at the same moment, and when that reverts, its reason: gates of
/// both tokens first, then base over quote, rounded down. Where both tokens have one unit (cUSDT/cUSDC) it is their
/// par, and no feed but the gates' is read.
///
/// COST
/// While the diamond counts it among its followers, it keeps the words of the feeds it needs and reads aggregators
/// directly: with one feed and no gate one slot and one aggregator. The diamond has the copies renewed in the very
/// transaction that changes a feed or gate, disabling included. A follower no longer, it holds nothing and asks the
/// diamond. It also asks the diamond for every feed that is not plain and for every reason.
///
/// STALENESS
/// It never serves a feed that the diamond has disabled, or a source it has replaced. The diamond does not insist on a
/// renewal when it disables a feed, but this one has nothing to fail by: if the diamond gives no answer, copies are
/// dropped, and the diamond is asked for every price. The gas it needs is less than half of what the diamond gives it.
///
/// Immutable, without roles and without funds.
contract GuidePriceSource is IGuidePriceSource, IFeedFollower {
    /// @notice The guide price is below one unit of its scale: the pair cannot be priced so.
    error GuidePriceSource_Zero();
    /// @notice The base has over 18 decimals more than the quote: DODO's scale has no digit left.
    error GuidePriceSource_DecimalsTooFarApart(uint256 baseDecimals, uint256 quoteDecimals);

    /// @dev Marks in the first word, which is read on every call: the copies are kept in step; a token has a gate.
    uint256 private constant KEPT = 1 << 255;
    uint256 private constant GATED_BASE = 1 << 254;
    uint256 private constant GATED_QUOTE = 1 << 253;
    uint256 private constant WAD = 1e18;

    IOracle private immutable ORACLE;
    address private immutable BASE;
    address private immutable QUOTE;
    bytes32 private immutable BASE_UNIT;
    bytes32 private immutable QUOTE_UNIT;
    /// @dev 10^(18 + quote decimals - base decimals): DODO's `i` is raw quote per raw base, scaled by 1e18.
    uint256 private immutable SCALE;

    /// @dev The base unit's word, or the quote unit's where the base is worth USD, with the marks above.
    uint256 private firstWord;
    /// @dev The quote unit's word where neither unit is USD.
    FeedWord private secondWord;
    FeedWord private baseGateWord;
    FeedWord private quoteGateWord;

    /// @param oracle_ The diamond. It must know both tokens' units, which are taken over for good.
    /// @param base The pool's base token.
    /// @param quote The pool's quote token.
    constructor(IOracle oracle_, address base, address quote) {
        (bytes32 baseUnit, uint8 baseDecimals) = oracle_.unitOf(base);
        (bytes32 quoteUnit, uint8 quoteDecimals) = oracle_.unitOf(quote);
        if (baseUnit == 0) revert IOracle.Oracle_UnitNotSet(base);
        if (quoteUnit == 0) revert IOracle.Oracle_UnitNotSet(quote);
        if (baseDecimals > 18 + quoteDecimals) {
            revert GuidePriceSource_DecimalsTooFarApart(baseDecimals, quoteDecimals);
        }
        (ORACLE, BASE, QUOTE, BASE_UNIT, QUOTE_UNIT) = (oracle_, base, quote, baseUnit, quoteUnit);
        SCALE = 10 ** (18 + quoteDecimals - baseDecimals);
    }

    /// @inheritdoc IGuidePriceSource
    /// @dev Errors: those of `IOracle`, `GuidePriceSource_Zero`.
    function guidePrice() external view returns (uint256 i) {
        i = _plainGuidePrice();
        if (i == 0) i = ORACLE.guideRateDown(BASE, BASE_UNIT, QUOTE, QUOTE_UNIT, SCALE);
        if (i == 0) revert GuidePriceSource_Zero();
    }

    /// @inheritdoc IFeedFollower
    /// @dev Never reverts but for want of gas. Nobody can have copies dropped by sending little of it: what would be left
    /// when the question ran out of gas, a 63rd of it, is less than one write.
    function sync() external {
        (bool ok, bytes memory answer) =
            address(ORACLE).staticcall(abi.encodeCall(IOracle.followedWords, (BASE_UNIT, QUOTE_UNIT, BASE, QUOTE)));
        // Whether it follows, and four words. All zero without an answer: as for one that does not follow.
        uint256[5] memory words;
        if (ok && answer.length == 0xa0) words = abi.decode(answer, (uint256[5]));
        _keep(words[0] != 0, words[1], words[2], words[3], words[4]);
    }

    /// @inheritdoc IFeedFollower
    function oracle() external view returns (address) {
        return address(ORACLE);
    }

    /// @notice The tokens, their units and the scale, as fixed at construction.
    function terms()
        external
        view
        returns (address base, address quote, bytes32 baseUnit, bytes32 quoteUnit, uint256 scale)
    {
        return (BASE, QUOTE, BASE_UNIT, QUOTE_UNIT, SCALE);
    }

    function _keep(bool follows, uint256 base, uint256 quote, uint256 baseGate, uint256 quoteGate) private {
        bool oneFeed = BASE_UNIT == FeedIds.USD;
        firstWord = (oneFeed ? quote : base) | (follows ? KEPT : 0) | (baseGate == 0 ? 0 : GATED_BASE)
            | (quoteGate == 0 ? 0 : GATED_QUOTE);
        secondWord = FeedWord.wrap(oneFeed ? 0 : quote);
        baseGateWord = FeedWord.wrap(baseGate);
        quoteGateWord = FeedWord.wrap(quoteGate);
        emit Synced(follows, base, quote, baseGate, quoteGate);
    }

    /// @dev The guide price from the copies, or 0 where they do not do.
    function _plainGuidePrice() private view returns (uint256) {
        uint256 first = firstWord;
        if (first & KEPT == 0) return 0;
        if (first & GATED_BASE != 0 && !Gate.isOpen(OracleLib.plainPriceOf(baseGateWord))) return 0;
        if (first & GATED_QUOTE != 0 && !Gate.isOpen(OracleLib.plainPriceOf(quoteGateWord))) return 0;
        if (BASE_UNIT == QUOTE_UNIT) return SCALE;

        uint256 price = OracleLib.plainPriceOf(FeedWord.wrap(first));
        if (price == 0) return 0;
        if (BASE_UNIT == FeedIds.USD) return FixedPointMathLib.fullMulDiv(SCALE, WAD, price);
        if (QUOTE_UNIT == FeedIds.USD) return FixedPointMathLib.fullMulDiv(SCALE, price, WAD);
        uint256 quotePrice = OracleLib.plainPriceOf(secondWord);
        return quotePrice == 0 ? 0 : FixedPointMathLib.fullMulDiv(SCALE, price, quotePrice);
    }
}
