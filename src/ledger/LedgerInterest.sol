// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, Book, LedgerBook, Position, RAY, STABLE, VARIABLE} from "./LedgerBook.sol";
import {LedgerReceipts} from "./LedgerReceipts.sol";

/// @dev An index that nobody touches stops here, so that its power cannot overflow and lock repayment: 2^10 at most.
uint256 constant MAX_ACCRUAL_SECONDS = 3_650 days;

/// @title LedgerInterest
/// @notice Debts and what time adds to them.
/// @dev
/// VARIABLE
/// index(t + n) = index(t) * (1 + fee)^n, the power by squaring in Ray, each product rounded to nearest (2 log2(n)
/// products of relative error 5e-28 at most), the last product rounded down. So over n seconds the index is within
/// n * 1e-27 of exact (relative), never falls, and accruing in pieces differs from accruing at once by no more than
/// that. An account's debt is ceil(scaled * index); the total is floor(sum of scaled * index).
///
/// STABLE
/// Fee plus premium at the time of the loan, fixed until repaid; a further loan makes the rate the mean of both, weighted
/// by amount, rounded up. The debt is ceil(principal * (1 + rate)^n) after n seconds, of the same power; each loan and
/// repayment makes what is owed the new principal. Past ten years untouched, where the power stops, simple interest on
/// the principal goes on once it is more, so a debt is never less than principal * (1 + rate * n).
/// Powers of different rates have no sum in closed form, so the total counts simple interest since each account's last
/// loan or repayment: sum of principal * (1 + rate * n), rounded down, from three sums that are kept exactly. It is never
/// more than the sum of the debts, and less by interest on interest alone: by less than principal * (rate * n)^2 / 2 *
/// e^(rate * n) each, 1 in 30,000 of a debt left alone for 30 days at 10 % a year. What it lacks becomes fees with the
/// account's next loan, repayment or liquidation; a repayment of one unit by anyone does it.
library LedgerInterest {
    using FixedPointMathLib for uint256;
    using LedgerReceipts for address;

    // ---- the index ----

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

    // ---- loans ----

    /// @dev Rounded up: the account owes at least `amount` more. The index is current.
    function addDebt(
        Book storage self,
        AssetState storage a,
        address token,
        address account,
        uint256 amount,
        uint256 rateMode
    ) internal {
        Position storage p = self.positions[account][token];
        if (rateMode == STABLE) {
            _addStable(a, p, amount);
        } else {
            uint256 scaled = amount.fullMulDivUp(RAY, a.indexRay);
            a.totalScaledDebt = LedgerBook.toUint128(a.totalScaledDebt + scaled);
            // Not above the total, which fits.
            p.scaledDebt += uint128(scaled);
        }
        self.legs[account] |= 2 << (2 * uint256(a.id));
        _receipt(a, rateMode).note(address(0), account, amount);
    }

    /// @dev The account owes at most `amount` less; all of `debt`, what it owes at this rate, clears it. The index is
    /// current.
    function removeDebt(
        Book storage self,
        AssetState storage a,
        address token,
        address account,
        uint256 amount,
        uint256 debt,
        uint256 rateMode
    ) internal {
        Position storage p = self.positions[account][token];
        if (rateMode == STABLE) {
            _setStable(a, p, debt - amount, p.stableFeePerSecondRay);
        } else {
            // amount < debt = ceil(scaled * index), so floor(amount / index) <= scaled, which is below 2^128.
            uint128 scaled = amount == debt ? p.scaledDebt : uint128(amount.fullMulDiv(RAY, a.indexRay));
            p.scaledDebt -= scaled;
            a.totalScaledDebt -= scaled;
        }
        if (p.scaledDebt == 0 && p.stablePrincipal == 0) self.legs[account] &= ~(2 << (2 * uint256(a.id)));
        _receipt(a, rateMode).note(account, address(0), amount);
    }

    /// @dev Repays up to `amount` of a debt at either rate, the variable first. The index is current.
    function removeAny(Book storage self, AssetState storage a, address token, address account, uint256 amount)
        internal
        returns (uint256 removed)
    {
        Position storage p = self.positions[account][token];
        uint256 debt = variableDebtOf(a, p);
        uint256 part = amount.min(debt);
        if (part != 0) removeDebt(self, a, token, account, part, debt, VARIABLE);
        removed = part;
        debt = stableDebtOf(p);
        part = (amount - part).min(debt);
        if (part != 0) removeDebt(self, a, token, account, part, debt, STABLE);
        removed += part;
    }

    // ---- what is owed ----

    /// @dev At both rates, rounded up: what the account has to pay.
    function debtOf(AssetState storage a, Position storage p) internal view returns (uint256) {
        return variableDebtOf(a, p) + stableDebtOf(p);
    }

    /// @dev Rounded up.
    function variableDebtOf(AssetState storage a, Position storage p) internal view returns (uint256) {
        uint256 scaled = p.scaledDebt;
        return scaled == 0 ? 0 : scaled.fullMulDivUp(index(a), RAY);
    }

    /// @dev Rounded up. Stops at the end of its type instead of trapping what depends on it.
    function stableDebtOf(Position storage p) internal view returns (uint256) {
        uint256 principal = p.stablePrincipal;
        uint256 elapsed = block.timestamp - p.stableSince;
        if (principal == 0 || elapsed == 0) return principal;
        uint256 rate = p.stableFeePerSecondRay;
        uint256 growth = FixedPointMathLib.rpow(RAY + rate, elapsed.min(MAX_ACCRUAL_SECONDS), RAY);
        return principal.fullMulDivUp(growth.max(RAY + rate * elapsed), RAY).min(type(uint128).max);
    }

    /// @dev Rounded down: what the ledger counts on.
    function totalDebt(AssetState storage a) internal view returns (uint256) {
        return totalVariable(a) + totalStable(a);
    }

    /// @dev Rounded down.
    function totalVariable(AssetState storage a) internal view returns (uint256) {
        return uint256(a.totalScaledDebt).fullMulDiv(index(a), RAY);
    }

    /// @dev Rounded down, see "Stable". Every `since` is in the past, so the difference is not negative.
    function totalStable(AssetState storage a) internal view returns (uint256) {
        uint256 principal = a.stablePrincipal;
        if (principal == 0) return 0;
        // Principals are money within a ceiling and its fees, rates below 2^65, a time below 2^40: far below 2^256.
        return principal + (a.stableFlowRay * block.timestamp - a.stableFlowSinceRay) / RAY;
    }

    // ---- stable debt ----

    function _addStable(AssetState storage a, Position storage p, uint256 amount) private {
        uint256 rate = uint256(a.feePerSecondRay) + a.stablePremiumPerSecondRay;
        uint256 debt = stableDebtOf(p);
        amount = LedgerBook.toUint128(amount);
        // Weights and rates are below 2^128 and 2^88, and a mean is not above both.
        _setStable(a, p, debt + amount, (debt * p.stableFeePerSecondRay + amount * rate).divUp(debt + amount));
    }

    /// @dev Makes `principal` the account's debt as of now, and takes what it was out of the sums.
    function _setStable(AssetState storage a, Position storage p, uint256 principal, uint256 rate) private {
        if (principal == 0) rate = 0;
        uint256 oldFlow = uint256(p.stablePrincipal) * p.stableFeePerSecondRay;
        uint256 flow = principal * rate;
        a.stablePrincipal = a.stablePrincipal + principal - p.stablePrincipal;
        a.stableFlowRay = a.stableFlowRay + flow - oldFlow;
        a.stableFlowSinceRay = a.stableFlowSinceRay + flow * block.timestamp - oldFlow * p.stableSince;
        p.stablePrincipal = LedgerBook.toUint128(principal);
        p.stableFeePerSecondRay = uint88(rate); // the setters keep fee and premium within 100 % a year
        p.stableSince = principal == 0 ? 0 : uint40(block.timestamp);
    }

    function _receipt(AssetState storage a, uint256 rateMode) private view returns (address) {
        return rateMode == STABLE ? a.stableReceipt : a.variableReceipt;
    }
}
