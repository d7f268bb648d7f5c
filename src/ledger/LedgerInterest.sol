// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, Book, LedgerBook, Position, RAY} from "./LedgerBook.sol";

/// @dev An index that nobody touches stops here, so that its power cannot overflow and lock repayment: 2^10 at most.
uint256 constant MAX_ACCRUAL_SECONDS = 3_650 days;

/// @title LedgerInterest
/// @notice Debts and what time adds to them.
/// @dev index(t + n) = index(t) * (1 + fee)^n, the power by squaring in Ray, each product rounded to nearest (2 log2(n)
/// products of relative error 5e-28 at most), the last product rounded down. So over n seconds the index is within
/// n * 1e-27 of exact (relative), never falls, and accruing in pieces differs from accruing at once by no more than
/// that. An account's debt is ceil(scaled * index); total debt is floor(sum of scaled * index).
library LedgerInterest {
    using FixedPointMathLib for uint256;

    function accrue(AssetState storage a, address token) internal {
        if (a.accruedAt == block.timestamp) return;
        uint256 current = index(a);
        a.indexRay = uint128(current); // at most 2^128 - 1, see `index`
        a.accruedAt = uint40(block.timestamp);
        emit IXauLedger.Accrued(token, current);
    }

    /// @dev Stops at the end of its type instead of trapping what depends on it.
    function index(AssetState storage a) internal view returns (uint256) {
        uint256 elapsed = (block.timestamp - a.accruedAt).min(MAX_ACCRUAL_SECONDS);
        if (elapsed == 0 || a.feePerSecondRay == 0) return a.indexRay;
        uint256 growth = FixedPointMathLib.rpow(RAY + a.feePerSecondRay, elapsed, RAY);
        return uint256(a.indexRay).fullMulDiv(growth, RAY).min(type(uint128).max);
    }

    /// @dev Scaled up: the account owes at least `amount` more. The index is current.
    function addDebt(Book storage self, AssetState storage a, address token, address account, uint256 amount) internal {
        uint256 scaled = amount.fullMulDivUp(RAY, a.indexRay);
        a.totalScaledDebt = LedgerBook.toUint128(a.totalScaledDebt + scaled);
        // Not above the total, which fits.
        self.positions[account][token].scaledDebt += uint128(scaled);
        self.legs[account] |= 2 << (2 * uint256(a.id));
    }

    /// @dev Scaled down: the account owes at most `amount` less; all of `debt` clears it. The index is current.
    function removeDebt(
        Book storage self,
        AssetState storage a,
        address token,
        address account,
        uint256 amount,
        uint256 debt
    ) internal {
        Position storage p = self.positions[account][token];
        // amount < debt = ceil(scaled * index), so floor(amount / index) <= scaled, which is below 2^128.
        uint128 scaled = amount == debt ? p.scaledDebt : uint128(amount.fullMulDiv(RAY, a.indexRay));
        p.scaledDebt -= scaled;
        a.totalScaledDebt -= scaled;
        if (p.scaledDebt == 0) self.legs[account] &= ~(2 << (2 * uint256(a.id)));
    }

    /// @dev Rounded up: what the account has to pay.
    function debtOf(Book storage self, AssetState storage a, address account, address token)
        internal
        view
        returns (uint256)
    {
        uint256 scaled = self.positions[account][token].scaledDebt;
        return scaled == 0 ? 0 : scaled.fullMulDivUp(index(a), RAY);
    }

    /// @dev Rounded down: what the ledger counts on.
    function totalDebt(AssetState storage a) internal view returns (uint256) {
        return uint256(a.totalScaledDebt).fullMulDiv(index(a), RAY);
    }
}
