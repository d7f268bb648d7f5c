// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {AssetState, Book, BP, DEBT_LEGS, LedgerBook, WAD} from "./LedgerBook.sol";
import {LedgerHealth, View, Weight} from "./LedgerHealth.sol";
import {LedgerInterest} from "./LedgerInterest.sol";
import {LedgerIssue} from "./LedgerIssue.sol";
import {LedgerRates} from "./LedgerRates.sol";

/// @dev Below this health the whole debt may be repaid at once: the account has fallen faster than liquidators act.
uint256 constant FULL_CLOSE_BP = 9_500;
/// @dev A quarter of its bonus is a liquidator's however little an account has left.
uint256 constant LEAST_BONUS_DIVISOR = 4;
/// @dev What is left of a lost account, all told, that no liquidator would come for: one dollar.
uint256 constant CRUMBS_USD_WAD = 1e18;

/// @title LedgerLiquidation
/// @notice How much of an unhealthy account's debt may be repaid, for what, and what becomes of a loss.
/// @dev Repaying v for collateral worth v * (1 + bonus) raises the health exactly if it is above threshold * (1 + bonus)
/// of the collateral taken. The setters keep that below one; with one collateral worth debt * (1 + bonus) or more it
/// holds. With several, taking the one of the highest threshold can lower a health already below it; collateral over
/// debt still rises. An account worth less than debt * (1 + bonus) could not pay the bonus on all of it: the rest would
/// be a loss that its owner, liquidating itself, pockets. So the bonus is at most what collateral leaves over debt, and
/// at least a quarter of itself, so that someone comes for an account beyond saving, too.
library LedgerLiquidation {
    using FixedPointMathLib for uint256;
    using LedgerBook for Book;
    using LedgerHealth for Book;
    using LedgerInterest for AssetState;
    using LedgerInterest for Book;
    using LedgerIssue for AssetState;

    /// @dev How much of an unhealthy account's `debt` may be repaid now.
    function closable(AssetState storage d, Weight memory w, uint256 debt) internal view returns (uint256) {
        if (w.backing * BP < w.debt * FULL_CLOSE_BP) return debt;
        uint256 part = debt.fullMulDivUp(d.closeFactorBp, BP);
        return debt - part < d.minDebt ? debt : part;
    }

    /// @dev What `repayAmount` buys of at most `held`: the debt at its lower price, the collateral at its higher, the
    /// direction of the health that allowed it. Both are required.
    function exchange(
        IOracle oracle,
        AssetState storage d,
        AssetState storage c,
        Weight memory w,
        uint256 repayAmount,
        uint256 held
    ) internal view returns (uint256 repaid, uint256 seized) {
        (uint256 debtUsd,) = LedgerRates.prices(oracle, d);
        (, uint256 collateralUsd) = LedgerRates.prices(oracle, c);
        // seized / repaid, a fraction of two numbers below 1e30 * 1e24 * 1e20 = 1e74 < 2^256.
        uint256 numerator = debtUsd * c.scale * (WAD + _bonusWad(c, w));
        uint256 denominator = collateralUsd * d.scale * WAD;

        uint256 priceOfAll = held.fullMulDivUp(denominator, numerator);
        if (repayAmount >= priceOfAll) return (priceOfAll, held);
        return (repayAmount, repayAmount.fullMulDiv(numerator, denominator));
    }

    /// @dev Whether nothing is left that a liquidator would come for, while debt is. Without any collateral this needs
    /// no price.
    function isSpent(Book storage self, IOracle oracle, address account)
        internal
        view
        returns (bool spent, Weight memory w)
    {
        uint256 legs = self.legs[account];
        if (legs & DEBT_LEGS == 0) return (false, w);
        if (legs & ~DEBT_LEGS == 0) return (true, w);
        w = self.weigh(oracle, account, View.LIQUIDATION);
        spent = w.collateral < w.debt && w.collateral <= CRUMBS_USD_WAD;
    }

    /// @dev The crumbs become the reserve's position; the debts are written off against what the reserve burns.
    function writeOff(Book storage self, address account) internal {
        uint256 legs = self.legs[account];
        address reserve = self.reserve;
        for (uint256 id; legs != 0; (++id, legs >>= 2)) {
            if (legs & 3 == 0) continue;
            address token = self.tokens[id];
            AssetState storage a = self.assets[token];
            if (legs & 1 != 0) {
                uint256 crumbs = self.positions[account][token].collateral;
                self.removeCollateral(a, token, account, crumbs);
                self.addCollateral(a, token, reserve, crumbs);
                emit IXauLedger.CrumbsTaken(account, token, reserve, crumbs);
            }
            if (legs & 2 != 0) {
                a.accrue(token);
                uint256 debt = self.removeAny(a, token, account, type(uint256).max);
                a.badDebt = LedgerBook.toUint128(a.badDebt + debt);
                uint256 burned = a.burnFromReserve(token, reserve, debt);
                emit IXauLedger.BadDebtRecorded(account, token, debt, burned, a.deficit());
            }
        }
    }

    /// @dev See the library's head. w.debt is above zero: the account is unhealthy.
    function _bonusWad(AssetState storage c, Weight memory w) private view returns (uint256) {
        uint256 full = c.liquidationBonusBp * (WAD / BP);
        uint256 margin = w.collateral.fullMulDiv(WAD, w.debt).zeroFloorSub(WAD);
        return margin.clamp(full / LEAST_BONUS_DIVISOR, full);
    }
}
