// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IBadDebtReserve} from "../interfaces/IBadDebtReserve.sol";
import {IM1Token} from "../interfaces/IM1Token.sol";
import {AssetState, LedgerBook} from "./LedgerBook.sol";
import {LedgerInterest} from "./LedgerInterest.sol";

/// @title LedgerIssue
/// @notice What the ledger minted and burned, and what that leaves over or short of what is owed to it.
/// @dev issued = minted - burned; owed = total debt. owed - issued is the surplus (uncollected fees, plus rounding,
/// always the ledger's way); issued - owed is the deficit (bad debt that neither the reserve nor fees have covered).
/// Neither is stored, so neither can drift. Loans, repayments and fee collection never lower owed - issued below zero;
/// only a write-off does. No other account's collateral is ever touched for it.
library LedgerIssue {
    using FixedPointMathLib for uint256;
    using LedgerInterest for AssetState;
    using SafeTransferLib for address;

    function mint(AssetState storage a, address token, address to, uint256 amount) internal {
        a.minted = LedgerBook.toUint128(a.minted + amount);
        IM1Token(token).mint(to, amount);
    }

    function burnFrom(AssetState storage a, address token, address from, uint256 amount) internal {
        a.burned = LedgerBook.toUint128(a.burned + amount);
        IM1Token(token).burnFrom(from, amount);
    }

    /// @dev Burns what the reserve hands over of `amount`. Whatever the reserve does, the caller's operation goes on.
    function burnFromReserve(AssetState storage a, address token, address reserve, uint256 amount)
        internal
        returns (uint256 burned)
    {
        if (amount == 0 || reserve.code.length == 0) return 0;
        uint256 before = token.balanceOf(address(this));
        try IBadDebtReserve(reserve).coverBadDebt(token, amount) {} catch {}
        // Not below `before`: nobody has an allowance of the ledger.
        burned = (token.balanceOf(address(this)) - before).min(amount);
        if (burned == 0) return 0;
        a.burned = LedgerBook.toUint128(a.burned + burned);
        IM1Token(token).burn(burned);
    }

    /// @dev What the ceiling bounds once `amount` more is minted: what is owed, or what was issued where losses made that
    /// more. Otherwise every loss would make room for as much new issue.
    function exposure(AssetState storage a, uint256 amount) internal view returns (uint256) {
        return a.totalDebt().max((a.minted + amount).zeroFloorSub(a.burned));
    }

    function fees(AssetState storage a) internal view returns (uint256) {
        return (a.totalDebt() + a.burned).zeroFloorSub(a.minted);
    }

    function deficit(AssetState storage a) internal view returns (uint256) {
        return uint256(a.minted).zeroFloorSub(a.totalDebt() + a.burned);
    }
}
