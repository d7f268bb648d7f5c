// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {BP} from "../VaultConstants.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";
import {Investment, Snapshot, Vault} from "../VaultTypes.sol";
import {MarketCalls} from "./MarketCalls.sol";
import {MarketWord} from "./MarketWord.sol";

/// @title Markets
/// @notice What a vault's invested cash counts for.
/// @dev Glossary, raw token: `base`, recorded at the last mark; `ceiling`, base grown at the market's highest rate since;
/// `reported`, what the market says the recorded units are worth now.
///
/// Exits, and every figure a vault reports, count  min(reported, ceiling), and nothing if the market is silent: nobody
/// takes out more than the market says there is, and whatever lifts its report (a donation, an inflated share, the
/// premium of a flash loan) counts only as fast as the highest rate.
/// Entries count  max(base, min(reported, ceiling)): a report pushed down for the length of a transaction buys nothing
/// cheap. A report more than a bp below base, or none, refuses entries instead, for then base is too high a price; they
/// open again when the report is back or when the loss is written down (see LossReports).
/// So what a newcomer pays for is never less than what it could leave with. What the report exceeds the ceiling by is
/// nobody's yet: brought home it is released like collected fees, and an exit in kind does not take it along.
library Markets {
    using MarketWord for uint256;
    using VaultConfig for uint256[];

    /// @dev Marks, in a snapshot, a token whose market refuses entries.
    uint256 internal constant CLOSED = type(uint256).max;
    uint256 private constant YEAR = 365 days;

    /// @notice An investment, read.
    /// @param counted What exits count.
    /// @param isBelow Whether the market says less than is recorded, or nothing.
    struct Reading {
        uint256 word;
        uint256 units;
        uint256 base;
        uint256 reported;
        uint256 counted;
        bool isHeard;
        bool isBelow;
    }

    /// @notice Adds invested cash to a snapshot's cash. Costs next to nothing without markets.
    function load(Vault storage v, Snapshot memory snap) internal view {
        if (!snap.config.hasMarket()) return;
        (snap.invested0, snap.entryExtra0) = _load(v, snap.config, 0, snap.token0);
        (snap.invested1, snap.entryExtra1) = _load(v, snap.config, 1, snap.token1);
        snap.cash0 += snap.invested0;
        snap.cash1 += snap.invested1;
    }

    /// @notice Turns a snapshot's cash into what entries pay for; reverts `Market_EntryClosed`.
    function priceForEntry(Snapshot memory snap) internal pure {
        if (snap.entryExtra0 | snap.entryExtra1 == 0) return;
        if (snap.entryExtra0 == CLOSED) revert IMarkets.Market_EntryClosed(snap.token0);
        if (snap.entryExtra1 == CLOSED) revert IMarkets.Market_EntryClosed(snap.token1);
        snap.invested0 += snap.entryExtra0;
        snap.invested1 += snap.entryExtra1;
        snap.cash0 += snap.entryExtra0;
        snap.cash1 += snap.entryExtra1;
    }

    /// @notice Reads one token's investment and its market.
    function read(Vault storage v, uint256 word, uint256 tokenIndex, address token)
        internal
        view
        returns (Reading memory r)
    {
        Investment storage record = v.investments[tokenIndex];
        r.word = word;
        r.units = record.units;
        if (word == 0 || r.units == 0) return r;
        r.base = record.value;
        (r.isHeard, r.reported) = MarketCalls.report(word, token, r.units);
        r.counted = FixedPointMathLib.min(r.reported, ceilingDown(r.base, word, record.markedAt));
        r.isBelow = !r.isHeard || r.reported + toleranceOf(r.base) < r.base;
    }

    /// @notice What entries count; meaningless while the market is below its record.
    function forEntry(Reading memory r) internal pure returns (uint256) {
        return FixedPointMathLib.max(r.base, r.counted);
    }

    /// @notice A recorded value grown at the market's highest rate, raw token, rounded down.
    function ceilingDown(uint256 base, uint256 word, uint256 markedAt) internal view returns (uint256) {
        // base < 2^104, a rate < 2^16, seconds < 2^40: no overflow. The mark is never ahead of the clock.
        return base + base * word.rateBp() * (block.timestamp - markedAt) / (BP * YEAR);
    }

    /// @notice How far below its record a report may be and pass for rounding: a bp and two units.
    function toleranceOf(uint256 base) internal pure returns (uint256) {
        return base / BP + 2;
    }

    function _load(Vault storage v, uint256[] memory config, uint256 tokenIndex, address token)
        private
        view
        returns (uint256 counted, uint256 extra)
    {
        Reading memory r = read(v, config.market(tokenIndex), tokenIndex, token);
        counted = r.counted;
        extra = r.isBelow ? CLOSED : forEntry(r) - counted;
    }
}
