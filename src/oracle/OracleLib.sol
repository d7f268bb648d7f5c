// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TickMath} from "v4-core/libraries/TickMath.sol";

import {IOracle} from "../interfaces/IOracle.sol";
import {AggregatorSource} from "./AggregatorSource.sol";
import {AnchorMath} from "./AnchorMath.sol";
import {FeedIds} from "./FeedIds.sol";
import {FeedWord, FeedWordLib} from "./FeedWord.sol";
import {OracleStorage} from "./OracleStorage.sol";

/// @title OracleLib
/// @notice The oracle's door for rooms that run inside the diamond.
/// @dev The plain case is read inline: one aggregator without optional guards that answers well, one slot and one call;
/// or the quotient of two such feeds. Everything else, and every failure, goes through the diamond's own oracle door (`IOracle`), which holds the
/// full reader and names the reason. So callers carry little code, and errors are worded in one place. The inline read
/// accepts nothing the full reader would refuse (a test compares them).
library OracleLib {
    /// @notice Anchor price of a pair, sqrt(raw token1 per raw token0), Q64.96.
    /// @param token0 The lower address.
    /// @param token1 The higher address.
    /// @dev Errors and precision: `IOracle.anchorSqrtPriceX96`.
    function anchorSqrtPriceX96(address token0, address token1) internal view returns (uint160 sqrtPriceX96) {
        sqrtPriceX96 = plainAnchorSqrtPriceX96(FeedIds.pair(token0, token1));
        if (sqrtPriceX96 == 0) return IOracle(address(this)).anchorSqrtPriceX96(token0, token1);
    }

    /// @notice A feed's price, 1e18-scaled, never zero.
    /// @dev Errors: `IOracle.price`.
    function priceWad(bytes32 feedId) internal view returns (uint256 wad) {
        wad = plainPriceWad(feedId);
        if (wad == 0) return IOracle(address(this)).price(feedId);
    }

    /// @notice A feed's price, or the ABI-encoded reason why there is none.
    /// @dev `IOracle.tryPrice`.
    function tryPriceWad(bytes32 feedId) internal view returns (bool ok, uint256 wad, bytes memory reason) {
        wad = plainPriceWad(feedId);
        if (wad != 0) return (true, wad, "");
        return IOracle(address(this)).tryPrice(feedId);
    }

    /// @notice Reverts if the token's market feed is off its par, or cannot be read.
    /// @dev `IOracle.requireOpen`. A token without a gate costs one slot.
    function requireOpen(address token) internal view {
        if (OracleStorage.state().gates[token] != 0) IOracle(address(this)).requireOpen(token);
    }

    /// @notice The anchor of a plain pair, or of a cross of two plain feeds; 0 if the pair is neither, or a feed did not
    /// answer well.
    function plainAnchorSqrtPriceX96(bytes32 id) internal view returns (uint160) {
        FeedWord word = OracleStorage.state().feeds[id];
        uint256 kindAndFlags = word.kindAndFlags();
        uint256 sqrtX96;
        if (kindAndFlags == FeedWordLib.PLAIN_PAIR) {
            uint256 answer = AggregatorSource.freshAnswer(word.source(), word.ttl());
            if (answer == 0) return 0;
            bool inverted = word.inverted();
            int256 exponent = word.exponent();
            int256 decimals = int256(word.sourceDecimals()); // 8 bits
            sqrtX96 = AnchorMath.fromAnswer(answer, inverted ? exponent + decimals : exponent - decimals, inverted);
        } else if (kindAndFlags == FeedWordLib.CROSS_PAIR) {
            (bytes12 key0, bytes12 key1) = word.legKeys();
            uint256 price0 = _plainLegWad(key0);
            uint256 price1 = _plainLegWad(key1);
            if (price0 == 0 || price1 == 0) return 0;
            sqrtX96 = AnchorMath.fromRatio(price0, price1, word.exponent());
        }
        if (sqrtX96 < TickMath.MIN_SQRT_PRICE || sqrtX96 >= TickMath.MAX_SQRT_PRICE) return 0;
        return uint160(sqrtX96); // below MAX_SQRT_PRICE < 2^160
    }

    /// @notice The price of a plain feed, or 0 if the feed is not plain or did not answer well.
    function plainPriceWad(bytes32 feedId) internal view returns (uint256) {
        return plainPriceOf(OracleStorage.state().feeds[feedId]);
    }

    /// @notice The price of a plain feed by its word, wherever that is kept.
    function plainPriceOf(FeedWord word) internal view returns (uint256 wad) {
        if (word.kindAndFlags() != FeedWordLib.PLAIN_FEED) return 0;
        wad = scaleToWad(AggregatorSource.freshAnswer(word.source(), word.ttl()), word.sourceDecimals());
        if (wad > type(uint128).max) return 0;
    }

    /// @notice `answer`·10^(18 - decimals), rounded down.
    /// @param answer Below 2^128.
    /// @param decimals At most 24.
    function scaleToWad(uint256 answer, uint256 decimals) internal pure returns (uint256) {
        // 2^128·10^18 < 2^188; the subtrahend is the smaller in both branches.
        unchecked {
            return decimals <= 18 ? answer * 10 ** (18 - decimals) : answer / 10 ** (decimals - 18);
        }
    }

    /// @dev USD's key belongs to no feed: the setter keeps it free.
    function _plainLegWad(bytes12 key) private view returns (uint256) {
        if (key == bytes12(FeedIds.USD)) return 1e18;
        return plainPriceOf(OracleStorage.state().legs[key]);
    }
}
