// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Investment, Vault} from "../VaultTypes.sol";
import {Cash} from "../libraries/Cash.sol";
import {ProfitRelease} from "../libraries/ProfitRelease.sol";
import {MarketCalls} from "./MarketCalls.sol";
import {MarketWord} from "./MarketWord.sol";
import {Markets} from "./Markets.sol";

/// @title Investments
/// @notice Moves cash into a market and out of it, and keeps the record. What moves is measured on both sides.
/// @dev The lock is held throughout; a market that calls back finds every door of the diamond shut.
library Investments {
    using MarketWord for uint256;

    /// @notice Which token of which vault, and where it is invested.
    struct Place {
        uint256 word;
        uint256 tokenIndex;
        address token;
    }

    /// @notice Invests idle cash. Books what the market says it is worth, at most what was paid.
    /// @dev Reverts `Market_EntryClosed` while a loss is not written down: investing would bury it in a new record.
    function invest(Vault storage v, Place memory at, uint256 amount) internal {
        Markets.Reading memory r = Markets.read(v, at.word, at.tokenIndex, at.token);
        if (r.isBelow) revert IMarkets.Market_EntryClosed(at.token);
        Investment storage record = v.investments[at.tokenIndex];
        if (at.tokenIndex == 0) Cash.debit(v, amount, 0);
        else Cash.debit(v, 0, amount);
        uint256 units = r.units + _supply(at, record.receipt, amount);
        (bool heard, uint256 reported) = MarketCalls.report(at.word, at.token, units);
        if (!heard) revert IMarkets.Market_Silent(at.word.market());
        uint256 added = FixedPointMathLib.zeroFloorSub(reported, r.reported);
        if (added + Markets.toleranceOf(amount) < amount) revert IMarkets.Market_Shortfall(at.token, amount, added);
        write(record, units, Markets.forEntry(r) + FixedPointMathLib.min(added, amount));
        record.sightedAt = 0;
    }

    /// @notice Redeems units; reverts if the market pays less than `amountMin` or burns more than it was asked to.
    /// @param isWhole Whether what exceeds the counted worth is free at once.
    /// @return released What is idle and free now, raw token.
    /// @return surplus What is released like collected fees.
    function redeem(Vault storage v, Place memory at, uint256 units, uint256 amountMin, bool isWhole)
        internal
        returns (uint256 released, uint256 surplus)
    {
        Markets.Reading memory r = Markets.read(v, at.word, at.tokenIndex, at.token);
        if (units == 0 || r.units == 0) revert IMarkets.Market_NothingInvested(at.token);
        (uint256 amount, uint256 burned) = redeemMeasured(at, v.investments[at.tokenIndex].receipt, units);
        if (amount < amountMin) revert IMarkets.Market_Shortfall(at.token, amountMin, amount);
        VaultStorage.state().receiptUnits[v.investments[at.tokenIndex].receipt] -= burned;
        take(v, at.tokenIndex, burned);
        // Not zero: some units were there.
        released =
            isWhole ? amount : FixedPointMathLib.min(amount, FixedPointMathLib.fullMulDiv(r.counted, units, r.units));
        surplus = amount - released;
        if (at.tokenIndex == 0) {
            ProfitRelease.bookWith(v, released, 0, surplus, 0);
        } else {
            ProfitRelease.bookWith(v, 0, released, 0, surplus);
        }
    }

    /// @notice Redeems units of a receipt the diamond holds, whoever's they are; both sides measured.
    function redeemMeasured(Place memory at, address receipt, uint256 units)
        internal
        returns (uint256 amount, uint256 burned)
    {
        uint256 before = Cash.balance(at.token);
        uint256 heldBefore = MarketCalls.held(at.word, receipt);
        (, uint256 worth) = MarketCalls.report(at.word, at.token, units);
        MarketCalls.redeem(at.word, at.token, units, worth);
        amount = Cash.balance(at.token) - before;
        burned = heldBefore - MarketCalls.held(at.word, receipt);
        if (burned > units) revert IMarkets.Market_Overburned(receipt, units, burned);
    }

    /// @notice Sends units of a receipt, measured.
    /// @return moved At most `units`.
    function sendMeasured(Place memory at, address receipt, uint256 units, address to)
        internal
        returns (uint256 moved)
    {
        uint256 heldBefore = MarketCalls.held(at.word, receipt);
        (, uint256 worth) = MarketCalls.report(at.word, at.token, units);
        MarketCalls.transferReceipts(at.word, receipt, to, units, worth);
        moved = heldBefore - MarketCalls.held(at.word, receipt);
        if (moved == 0 || moved > units) revert IMarkets.Market_Overburned(receipt, units, moved);
    }

    /// @notice Takes units off the record; what is recorded for them goes in proportion, rounded in the record's disfavour.
    /// @dev Neither marks nor writes down: a loss not yet written stays one.
    function take(Vault storage v, uint256 tokenIndex, uint256 units) internal {
        Investment storage record = v.investments[tokenIndex];
        uint256 had = record.units;
        uint256 left = had - units;
        // Both shrink, so they fit where they were.
        record.value = uint104(FixedPointMathLib.fullMulDiv(record.value, left, had));
        record.units = uint120(left);
        if (record.sightedAt != 0) {
            record.sightedValue = uint104(FixedPointMathLib.fullMulDiv(record.sightedValue, left, had));
        }
    }

    /// @notice Before `units` leave in kind for `shares / supply` of the record: if they are fewer than that part, because the
    /// surplus stays, the record still falls by the whole part. Otherwise some surplus would count at once for those who stay.
    function forgoSurplus(Vault storage v, uint256 tokenIndex, uint256 shares, uint256 supply, uint256 units) internal {
        Investment storage record = v.investments[tokenIndex];
        uint256 had = record.units;
        uint256 part = FixedPointMathLib.fullMulDiv(had, shares, supply);
        if (units >= part) return;
        // part <= had, so it shrinks; units < part, so the divisor is positive.
        record.value = uint104(FixedPointMathLib.fullMulDiv(record.value, had - part, had - units));
    }

    /// @notice Marks a record, after checking that it fits.
    function write(Investment storage record, uint256 units, uint256 value) internal {
        if (units > type(uint120).max) revert IVaultErrors.Vault_Overflow(units);
        if (value > type(uint104).max) revert IVaultErrors.Vault_Overflow(value);
        record.units = uint120(units);
        record.value = uint104(value);
        record.markedAt = uint32(block.timestamp); // until 2106
    }

    /// @notice Units whose counted worth is at least `amount`, one wei of rounding included; at most all.
    function unitsFor(Markets.Reading memory r, uint256 amount) internal pure returns (uint256) {
        if (amount >= r.counted) return r.units;
        return FixedPointMathLib.min(r.units, FixedPointMathLib.fullMulDivUp(amount + 1, r.units, r.counted) + 1);
    }

    function _supply(Place memory at, address receipt, uint256 amount) private returns (uint256 minted) {
        uint256 before = Cash.balance(at.token);
        uint256 heldBefore = MarketCalls.held(at.word, receipt);
        MarketCalls.supply(at.word, at.token, amount);
        uint256 spent = before - Cash.balance(at.token);
        if (spent != amount) revert IMarkets.Market_Shortfall(at.token, amount, spent);
        minted = MarketCalls.held(at.word, receipt) - heldBefore;
        VaultStorage.state().receiptUnits[receipt] += minted;
    }
}
