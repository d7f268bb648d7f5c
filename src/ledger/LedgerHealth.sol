// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, Book, BP, DEBT_LEGS, Position, WAD} from "./LedgerBook.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerRates} from "./LedgerRates.sol";

/// @dev Whose side the weighing takes. HEALTH is LIQUIDATION's sides with every price required: for showing, where
/// guessing would mislead.
enum View {
    NEW_DEBT,
    WITHDRAWAL,
    LIQUIDATION,
    HEALTH
}

/// @dev All USD Wad. `backing` is collateral after factor or threshold.
struct Weight {
    uint256 collateral;
    uint256 backing;
    uint256 debt;
}

/// @title LedgerHealth
/// @notice Weighs an account's collateral against its debts.
/// @dev In USD: gold cancels in the quotient, so a stale XAU feed stops nothing that has no XAU leg. New debt alone is
/// counted in ounces first, and stops with XAU.
/// - New debt and withdrawal: collateral at the lower price, times its collateral factor, rounded down; debt at the
///   higher price, rounded up.
/// - Liquidation: collateral at the higher price, times its threshold, rounded up; debt at the lower, rounded down.
///
/// UNREADABLE PRICES
/// - New debt: refused.
/// - Withdrawal: the collateral counts for nothing; a debt without a price refuses.
/// - Liquidation: in the account's favour (see `liquidate`), except the two tokens exchanged, which need their prices.
/// Warning: if they simply refused, a crumb of gold would shield any account over a weekend.
library LedgerHealth {
    using FixedPointMathLib for uint256;
    using LedgerInterest for AssetState;

    /// @dev One token's prices as a view has them: `ok` false where it does without.
    struct Quote {
        bool ok;
        uint256 low;
        uint256 high;
    }

    /// @dev Ends every entry that lowers an account's health. Without debt it reads nothing and always passes.
    function requireHealthy(Book storage self, IOracle oracle, address account, View v) internal view {
        if (self.legs[account] & DEBT_LEGS == 0) return;
        Weight memory w = weigh(self, oracle, account, v);
        if (w.backing < w.debt) revert IXauLedger.Ledger_Unhealthy(account, w.backing, w.debt);
    }

    /// @dev floor(backing / debt): below 1e18 exactly when backing < debt.
    function health(Weight memory w) internal pure returns (uint256) {
        // The second condition keeps the product below 2^256; such a health is none to tell from no debt.
        if (w.debt == 0 || w.backing / w.debt > type(uint128).max) return type(uint256).max;
        return w.backing.fullMulDiv(WAD, w.debt);
    }

    /// @dev Adds up the account's legs as `v` sees them.
    function weigh(Book storage self, IOracle oracle, address account, View v) internal view returns (Weight memory w) {
        uint256 legs = self.legs[account];
        for (uint256 id; legs != 0; (++id, legs >>= 2)) {
            if (legs & 3 == 0) continue;
            address token = self.tokens[id];
            AssetState storage a = self.assets[token];
            Quote memory q = _quote(oracle, a, v, legs & 2 != 0);
            Position storage p = self.positions[account][token];
            if (legs & 1 != 0) _weighCollateral(w, a, p.collateral, v, q);
            if (legs & 2 != 0) _weighDebt(w, a, a.debtOf(p), v, q);
        }
    }

    function _weighCollateral(Weight memory w, AssetState storage a, uint256 amount, View v, Quote memory q)
        private
        view
    {
        if (v == View.LIQUIDATION || v == View.HEALTH) {
            uint256 value = amount.fullMulDivUp(q.ok ? q.high : a.maxUsdWad, a.scale);
            w.collateral += value;
            w.backing += (value * a.liquidationThresholdBp).divUp(BP);
        } else if (q.ok) {
            uint256 value = amount.fullMulDiv(q.low, a.scale);
            w.collateral += value;
            w.backing += value * a.collateralFactorBp / BP;
        }
    }

    function _weighDebt(Weight memory w, AssetState storage a, uint256 amount, View v, Quote memory q) private view {
        if (v == View.LIQUIDATION || v == View.HEALTH) {
            if (q.ok) w.debt += amount.fullMulDiv(q.low, a.scale);
        } else {
            w.debt += amount.fullMulDivUp(q.high, a.scale);
        }
    }

    /// @dev The two prices of a token, in order, or `ok` false where `v` can do without.
    function _quote(IOracle oracle, AssetState storage a, View v, bool owed) private view returns (Quote memory q) {
        bool required = v == View.NEW_DEBT || v == View.HEALTH;
        if (!required) {
            (q.ok, q.low, q.high) = LedgerRates.tryPrices(oracle, a);
            // A withdrawal does not do without the price of a debt: asking again reverts with the reason.
            required = !q.ok && owed && v == View.WITHDRAWAL;
        }
        if (!required) return q;
        (q.low, q.high) = LedgerRates.prices(oracle, a);
        q.ok = true;
    }
}
