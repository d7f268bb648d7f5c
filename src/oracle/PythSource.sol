// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPyth} from "../interfaces/external/IPyth.sol";

/// @title PythSource
/// @notice One call to Pyth's latest price, without reverting, in decimal notation.
library PythSource {
    /// @param answer The price, scaled by 10^decimals; at most 2^63·10^12 in magnitude.
    /// @param confidence Half of the confidence interval, same scale; below 2^64·10^12.
    /// @param decimals At most 24.
    struct Quote {
        int256 answer;
        uint256 confidence;
        uint256 decimals;
        uint256 publishTime;
    }

    /// @dev Exponents in use lie in [-12, 0]; beyond these the source counts as failed.
    int256 private constant MIN_EXPO = -24;
    int256 private constant MAX_EXPO = 12;

    /// @param ok The call succeeded and its answer fits Pyth's types.
    function latest(address pyth, bytes32 pythId) internal view returns (bool ok, Quote memory quote) {
        (bool success, bytes memory data) = pyth.staticcall(abi.encodeCall(IPyth.getPriceUnsafe, (pythId)));
        if (!success || data.length < 0x80) return (false, quote);
        int256 expo;
        // As whole words, which cannot revert; narrower words are checked here.
        (quote.answer, quote.confidence, expo, quote.publishTime) = abi.decode(data, (int256, uint256, int256, uint256));
        ok = expo >= MIN_EXPO && expo <= MAX_EXPO && quote.confidence <= type(uint64).max
            && quote.answer >= type(int64).min && quote.answer <= type(int64).max;
        if (!ok) return (false, quote);
        if (expo <= 0) {
            quote.decimals = uint256(-expo); // in [0, 24]
        } else {
            uint256 lift = 10 ** uint256(expo); // expo in [1, 12]
            quote.answer *= int256(lift); // below 2^40
            quote.confidence *= lift;
        }
    }
}
