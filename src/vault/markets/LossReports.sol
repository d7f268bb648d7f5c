// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {LOSS_DELAY, LOSS_WINDOW} from "../VaultConstants.sol";
import {Investment, Vault} from "../VaultTypes.sol";
import {Investments} from "./Investments.sol";
import {MarketWord} from "./MarketWord.sol";
import {Markets} from "./Markets.sol";

/// @title LossReports
/// @notice Writes a market's loss down: once, and only a loss that lasts.
/// @dev While a market says less than is recorded, exits already count the lower figure and entries are refused, so there
/// is no hurry. What must not happen is that somebody pushes the report down, has it written, and buys shares at that
/// price: the recovery would be theirs in part. So the report is looked at twice, LOSS_DELAY apart, the higher figure
/// counts, and a sighting anyone finds untrue in between is gone. Even then recovery counts at the highest rate only.
library LossReports {
    using MarketWord for uint256;

    /// @notice Records a loss as sighted, or clears a sighting.
    /// @return r The market as read; `isBelow` says which of the two it was.
    function sight(Vault storage v, Investments.Place memory at) internal returns (Markets.Reading memory r) {
        r = _read(v, at);
        Investment storage record = v.investments[at.tokenIndex];
        uint256 sightedAt = record.sightedAt;
        if (!r.isBelow) {
            if (sightedAt == 0) revert IMarkets.Market_NoLoss(r.base, r.reported);
            record.sightedAt = 0;
            return r;
        }
        if (!r.isHeard) revert IMarkets.Market_Silent(at.word.market());
        if (sightedAt != 0 && block.timestamp <= sightedAt + LOSS_DELAY + LOSS_WINDOW) {
            revert IMarkets.Market_AlreadySighted(sightedAt);
        }
        record.sightedAt = uint40(block.timestamp);
        record.sightedValue = uint104(r.reported); // below the record, which is a uint104
    }

    /// @notice Writes a loss down.
    /// @param isAdmin Whether no sighting is needed, nor an answer.
    function writeDown(Vault storage v, Investments.Place memory at, bool isAdmin)
        internal
        returns (uint256 oldValue, uint256 newValue)
    {
        Markets.Reading memory r = _read(v, at);
        if (!r.isBelow) revert IMarkets.Market_NoLoss(r.base, r.reported);
        Investment storage record = v.investments[at.tokenIndex];
        (oldValue, newValue) = (r.base, r.reported);
        if (!isAdmin) {
            if (!r.isHeard) revert IMarkets.Market_Silent(at.word.market());
            uint256 readyAt = record.sightedAt == 0 ? 0 : record.sightedAt + LOSS_DELAY;
            uint256 endsAt = readyAt == 0 ? 0 : readyAt + LOSS_WINDOW;
            if (readyAt == 0 || block.timestamp < readyAt || block.timestamp > endsAt) {
                revert IMarkets.Market_NotSighted(readyAt, endsAt);
            }
            // Never above the record: exits since the sighting may have lowered it by more.
            newValue = FixedPointMathLib.min(oldValue, FixedPointMathLib.max(newValue, record.sightedValue));
        }
        Investments.write(record, r.units, newValue);
        record.sightedAt = 0;
    }

    function _read(Vault storage v, Investments.Place memory at) private view returns (Markets.Reading memory r) {
        r = Markets.read(v, at.word, at.tokenIndex, at.token);
        if (r.units == 0 || at.word == 0) revert IMarkets.Market_NothingInvested(at.token);
    }
}
