// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, USD, WAD} from "./LedgerBook.sol";

/// @dev Prices outside are not believed: at 1e-12 and 1e12 dollars a token something else is wrong. With them every
/// price and its inverse (1e36 / price) is at least 1e6 / 1e18, so no quotient of one price rounds to zero.
uint256 constant MIN_USD_WAD = 1e6;
uint256 constant MAX_USD_WAD = 1e30;

/// @title LedgerRates
/// @notice Tokens in USD and in ounces. A token with a second feed has two prices, in order; a payout is counted at the
/// one, a charge at the other.
library LedgerRates {
    using FixedPointMathLib for uint256;

    /// @dev Where prices come from, and the feed of an ounce.
    struct Source {
        IOracle oracle;
        bytes32 xauFeed;
    }

    /// @dev Raw `amount` in ounces, rounded down.
    function toXau(Source memory s, AssetState storage a, address token, uint256 amount)
        internal
        view
        returns (uint256)
    {
        (uint256 low, uint256 xauUsd) = _rateLow(s, a, token);
        // low * WAD <= 1e48; scale * xau <= 1e54.
        return amount.fullMulDiv(low * WAD, a.scale * xauUsd);
    }

    /// @dev Raw `amount` in ounces, rounded up.
    function toXauUp(Source memory s, AssetState storage a, address token, uint256 amount)
        internal
        view
        returns (uint256)
    {
        (uint256 high, uint256 xauUsd) = _rateHigh(s, a, token);
        return amount.fullMulDivUp(high * WAD, a.scale * xauUsd);
    }

    /// @dev Ounces in raw units, rounded down.
    function fromXau(Source memory s, AssetState storage a, address token, uint256 xau)
        internal
        view
        returns (uint256)
    {
        (uint256 high, uint256 xauUsd) = _rateHigh(s, a, token);
        return xau.fullMulDiv(a.scale * xauUsd, high * WAD);
    }

    /// @dev Ounces in raw units, rounded up.
    function fromXauUp(Source memory s, AssetState storage a, address token, uint256 xau)
        internal
        view
        returns (uint256)
    {
        (uint256 low, uint256 xauUsd) = _rateLow(s, a, token);
        return xau.fullMulDivUp(a.scale * xauUsd, low * WAD);
    }

    /// @dev An ounce in USD.
    function ounceUsd(Source memory s) internal view returns (uint256) {
        return _read(s.oracle, s.xauFeed, MAX_USD_WAD);
    }

    /// @dev A token's two prices, in order, or `ok` false.
    function tryPrices(IOracle oracle, AssetState storage a)
        internal
        view
        returns (bool ok, uint256 low, uint256 high)
    {
        (ok, low) = _tryRead(oracle, a.feed);
        high = low;
        if (ok && a.checkFeed != 0) {
            uint256 second;
            (ok, second) = _tryRead(oracle, a.checkFeed);
            (low, high) = (low.min(second), high.max(second));
        }
        ok = ok && low >= MIN_USD_WAD && high <= a.maxUsdWad;
    }

    /// @dev A token's two prices, in order, or a revert with the reason.
    function prices(IOracle oracle, AssetState storage a) internal view returns (uint256 low, uint256 high) {
        low = high = _read(oracle, a.feed, a.maxUsdWad);
        if (a.checkFeed != 0) {
            uint256 second = _read(oracle, a.checkFeed, a.maxUsdWad);
            (low, high) = (low.min(second), high.max(second));
        }
    }

    function _rateLow(Source memory s, AssetState storage a, address token)
        private
        view
        returns (uint256 low, uint256 xauUsd)
    {
        (low,) = prices(s.oracle, a);
        xauUsd = ounceUsd(s);
        _requireRate(token, low, xauUsd);
    }

    function _rateHigh(Source memory s, AssetState storage a, address token)
        private
        view
        returns (uint256 high, uint256 xauUsd)
    {
        (, high) = prices(s.oracle, a);
        xauUsd = ounceUsd(s);
        _requireRate(token, high, xauUsd);
    }

    function _read(IOracle oracle, bytes32 feed, uint256 maxUsdWad) private view returns (uint256 priceWad) {
        priceWad = feed == USD ? WAD : oracle.price(feed);
        if (priceWad < MIN_USD_WAD || priceWad > maxUsdWad) {
            revert IXauLedger.Ledger_RateOutOfRange(feed, priceWad, MIN_USD_WAD, maxUsdWad);
        }
    }

    function _tryRead(IOracle oracle, bytes32 feed) private view returns (bool ok, uint256 priceWad) {
        if (feed == USD) return (true, WAD);
        (ok, priceWad,) = oracle.tryPrice(feed);
    }

    /// @dev A rate that rounds to zero would make something count for nothing; so would its inverse.
    function _requireRate(address token, uint256 usdWad, uint256 xauUsdWad) private pure {
        if (usdWad * WAD / xauUsdWad == 0 || xauUsdWad * WAD / usdWad == 0) {
            revert IXauLedger.Ledger_ZeroRate(token, usdWad, xauUsdWad);
        }
    }
}
