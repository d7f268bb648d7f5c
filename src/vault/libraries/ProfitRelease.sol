// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {PROFIT_RELEASE_SECONDS} from "../VaultConstants.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {LedgerSlots} from "./LedgerSlots.sol";

/// @title ProfitRelease
/// @notice Collected fees become part of the share value linearly over six hours, token by token.
/// @dev Glossary: `profit` raw units locked at `updatedAt`; `endsAt` when the last of them is free; `locked` what is
/// still locked now:
///     locked = ceil(profit * (endsAt - now) / (endsAt - updatedAt)),  0 from endsAt on.
/// New fees get the full six hours and the old remainder keeps its own pace on average: the new end is the mean of
/// both ends weighted by amount, floored to a second. The floor never lies before the old end (the mean is at least
/// that and the old end is whole), so collecting dust every block neither delays nor hastens what is locked.
/// Rounding: locked is rounded up, in favour of those who stay.
library ProfitRelease {
    /// @notice What is still locked, raw units, rounded up.
    function lockedUp(Vault storage v) internal view returns (uint256 locked0, uint256 locked1) {
        (uint256 profit0, uint256 profit1) = LedgerSlots.profit(v);
        (uint256 updatedAt, uint256 endsAt0, uint256 endsAt1) = LedgerSlots.times(v);
        locked0 = _lockedUp(profit0, updatedAt, endsAt0);
        locked1 = _lockedUp(profit1, updatedAt, endsAt1);
    }

    /// @notice Adds freshly collected fees: they are cash at once, and locked at once.
    function book(Vault storage v, uint256 fees0, uint256 fees1) internal {
        bookWith(v, 0, 0, fees0, fees1);
    }

    /// @notice The same beside an income that is free at once, both in one write of the cash.
    function bookWith(Vault storage v, uint256 free0, uint256 free1, uint256 fees0, uint256 fees1) internal {
        Cash.credit(v, free0 + fees0, free1 + fees1);
        if (fees0 == 0 && fees1 == 0) return;
        (uint256 locked0, uint256 locked1) = lockedUp(v);
        (, uint256 endsAt0, uint256 endsAt1) = LedgerSlots.times(v);
        // A timestamp fits 40 bits until the year 36,812; so do both ends, see `_newEnd`.
        LedgerSlots.setTimes(v, block.timestamp, _newEnd(locked0, endsAt0, fees0), _newEnd(locked1, endsAt1, fees1));
        LedgerSlots.setProfit(v, _requireUint128(locked0 + fees0), _requireUint128(locked1 + fees1));
    }

    /// @notice Ends the release: the last live holder takes the remainder.
    function clear(Vault storage v) internal {
        LedgerSlots.setProfit(v, 0, 0);
    }

    function _lockedUp(uint256 profit, uint256 updatedAt, uint256 endsAt) private view returns (uint256) {
        if (profit == 0 || endsAt <= block.timestamp) return 0;
        // endsAt > now >= updatedAt, so the divisor is positive. profit < 2^128 and times < 2^40: no overflow.
        return FixedPointMathLib.divUp(profit * (endsAt - block.timestamp), endsAt - updatedAt);
    }

    function _newEnd(uint256 locked, uint256 endsAt, uint256 fees) private view returns (uint256) {
        if (fees == 0) return endsAt; // of 40 bits in storage
        uint256 remaining = locked == 0 ? 0 : endsAt - block.timestamp; // locked > 0 only before endsAt
        // locked < 2^128; fees + cash fit uint128, checked where they are stored; times < 2^40: no overflow.
        uint256 wait = (locked * remaining + fees * PROFIT_RELEASE_SECONDS) / (locked + fees);
        return block.timestamp + wait; // wait <= six hours
    }

    function _requireUint128(uint256 x) private pure returns (uint256) {
        if (x > type(uint128).max) revert IVaultErrors.Vault_Overflow(x);
        return x;
    }
}
