// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ITreasury} from "../../interfaces/ITreasury.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {BP, MAX_DEBT_WAD, MAX_ENTRY_BP, MAX_EXIT_BP, MAX_FLASH_BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";

/// @title Fees
/// @notice What a vault charges for the protocol, and the account it goes to.
/// @dev Rates are one word of the configuration, which every operation has read anyway, from the lowest bit: entry 16,
/// exit 16, management 16, performance 16, flash 16 (bp each), lends 1, managed 1. A word of zero costs nothing more.
/// An account's own rates are kept as what they are below the maxima (entry 16, exit 16, flash 16), so that nothing
/// stored means no override, and are read only where the vault charges.
///
/// The management fee is a debt: the part phi of every range's principal,
///     phi(t) = phi0 + rate * (t - t0),  at most MAX_DEBT_WAD,
/// linear, so that accruing in steps or at once is the same. Share value counts 1 - phi of the ranges. Deposits become
/// cash and leave phi alone; whatever burns principal books phi of what came, so an exit pays its own part and no more.
/// Ranges are only ever placed after all were burned, so new ones inherit no debt: see `restart`.
library Fees {
    uint256 private constant WAD = 1e18;
    uint256 private constant YEAR = 365 days;
    uint256 private constant RATE = 0xffff;
    uint256 private constant EXIT_SHIFT = 16;
    uint256 private constant MANAGEMENT_SHIFT = 32;
    uint256 private constant PERFORMANCE_SHIFT = 48;
    uint256 private constant FLASH_SHIFT = 64;
    uint256 private constant LENDS = 1 << 80;
    uint256 private constant MANAGED = 1 << 81;
    uint256 private constant OWN_FLASH_SHIFT = 32;

    // -- the word -------------------------------------------------------------------------------------------------

    /// @notice Makes a word of checked rates. `managed` once a management fee was ever charged: its debt outlives it.
    function pack(ITreasury.VaultFees memory fees, bool lending, bool managed) internal pure returns (uint256) {
        return uint256(fees.entryBp) | uint256(fees.exitBp) << EXIT_SHIFT | uint256(fees.managementBp)
            << MANAGEMENT_SHIFT | uint256(fees.performanceBp) << PERFORMANCE_SHIFT | uint256(fees.flashBp)
            << FLASH_SHIFT | (lending ? LENDS : 0) | (managed ? MANAGED : 0);
    }

    /// @notice The rates of a word; each cast keeps its own 16 bits.
    function unpack(uint256 word) internal pure returns (ITreasury.VaultFees memory) {
        return ITreasury.VaultFees({
            entryBp: uint16(word),
            exitBp: uint16(word >> EXIT_SHIFT),
            managementBp: uint16(word >> MANAGEMENT_SHIFT),
            performanceBp: uint16(word >> PERFORMANCE_SHIFT),
            flashBp: uint16(word >> FLASH_SHIFT)
        });
    }

    /// @notice Whether the vault lends its idle cash.
    function lends(uint256 word) internal pure returns (bool) {
        return word & LENDS != 0;
    }

    /// @notice Whether a management fee is or was charged.
    function isManaged(uint256 word) internal pure returns (bool) {
        return word & MANAGED != 0;
    }

    // -- rates ----------------------------------------------------------------------------------------------------

    /// @notice Entry fee of a payer, bp of what it pays.
    function entryBp(Vault storage v, uint256 word, address payer) internal view returns (uint256) {
        uint256 bp = word & RATE;
        // No override is above the maximum.
        return bp == 0 ? 0 : FixedPointMathLib.min(bp, MAX_ENTRY_BP - (v.feeDiscounts[payer] & RATE));
    }

    /// @notice Exit fee of an owner of shares, bp of what would be paid.
    function exitBp(Vault storage v, uint256 word, address owner) internal view returns (uint256) {
        uint256 bp = word >> EXIT_SHIFT & RATE;
        return bp == 0 ? 0 : FixedPointMathLib.min(bp, MAX_EXIT_BP - (v.feeDiscounts[owner] >> EXIT_SHIFT & RATE));
    }

    /// @notice Flash fee of a borrower, bp of the loan.
    function flashBp(Vault storage v, uint256 word, address borrower) internal view returns (uint256) {
        uint256 bp = word >> FLASH_SHIFT & RATE;
        return
            bp == 0 ? 0 : FixedPointMathLib.min(bp, MAX_FLASH_BP - (v.feeDiscounts[borrower] >> OWN_FLASH_SHIFT & RATE));
    }

    /// @notice An account's own rates; the maxima where it has none.
    function overrideOf(Vault storage v, address account) internal view returns (ITreasury.FeeOverride memory) {
        uint256 discounts = v.feeDiscounts[account];
        // A discount is at most its maximum, so each difference is one of 0 to 100.
        return ITreasury.FeeOverride({
            entryBp: uint16(MAX_ENTRY_BP - (discounts & RATE)),
            exitBp: uint16(MAX_EXIT_BP - (discounts >> EXIT_SHIFT & RATE)),
            flashBp: uint16(MAX_FLASH_BP - (discounts >> OWN_FLASH_SHIFT & RATE))
        });
    }

    /// @notice Stores checked rates of an account's own.
    function setOverride(Vault storage v, address account, ITreasury.FeeOverride memory own) internal {
        v.feeDiscounts[account] = (MAX_ENTRY_BP - own.entryBp) | (MAX_EXIT_BP - own.exitBp) << EXIT_SHIFT
            | (MAX_FLASH_BP - own.flashBp) << OWN_FLASH_SHIFT;
    }

    // -- amounts --------------------------------------------------------------------------------------------------

    /// @notice A fee of an amount, rounded up: entry, exit, flash.
    function partUp(uint256 amount, uint256 bp) internal pure returns (uint256) {
        return bp == 0 ? 0 : FixedPointMathLib.fullMulDivUp(amount, bp, BP);
    }

    /// @notice A fee of an amount, rounded down: performance.
    function partDown(uint256 amount, uint256 bp) internal pure returns (uint256) {
        return bp == 0 ? 0 : FixedPointMathLib.fullMulDiv(amount, bp, BP);
    }

    /// @notice The least amount of which `net` is left after `partUp`; exactly `net` is left of it.
    /// @dev What is left of x is floor(x * (BP - bp) / BP), which grows by at most one a unit of x, so the first x that
    /// leaves enough leaves no more. bp < BP.
    function grossUp(uint256 net, uint256 bp) internal pure returns (uint256) {
        return bp == 0 ? net : FixedPointMathLib.fullMulDivUp(net, BP, BP - bp);
    }

    // -- the management fee ---------------------------------------------------------------------------------------

    /// @notice phi now, WAD, rounded down.
    function debtWad(Vault storage v, uint256 word) internal view returns (uint256) {
        if (word & MANAGED == 0) return 0;
        uint256 rateBp = word >> MANAGEMENT_SHIFT & RATE;
        // bp below 2^16, WAD / BP below 2^47, seconds below 2^40: no overflow.
        uint256 accrued = v.debtWad + rateBp * (WAD / BP) * (block.timestamp - v.debtAt) / YEAR;
        return FixedPointMathLib.min(accrued, MAX_DEBT_WAD);
    }

    /// @notice phi of an amount, rounded down: what a burn books.
    function debtDown(uint256 amount, uint256 phiWad) internal pure returns (uint256) {
        return phiWad == 0 ? 0 : FixedPointMathLib.fullMulDiv(amount, phiWad, WAD);
    }

    /// @notice phi of an amount, rounded up: what share value leaves out.
    function debtUp(uint256 amount, uint256 phiWad) internal pure returns (uint256) {
        return phiWad == 0 ? 0 : FixedPointMathLib.fullMulDivUp(amount, phiWad, WAD);
    }

    /// @notice Fixes phi as of now: before a rate changes, and when a part of it was paid.
    function fixDebt(Vault storage v, uint256 phiWad) internal {
        v.debtWad = uint64(phiWad); // at most MAX_DEBT_WAD, below 2^64
        v.debtAt = uint40(block.timestamp); // a timestamp fits 40 bits until the year 36,812
    }

    // -- the account ----------------------------------------------------------------------------------------------

    /// @notice Adds to what is the protocol's. The tokens are in the diamond already, and in no vault's cash.
    function book(Vault storage v, uint256 amount0, uint256 amount1) internal {
        if (amount0 != 0) v.pending0 = _toUint128(v.pending0 + amount0);
        if (amount1 != 0) v.pending1 = _toUint128(v.pending1 + amount1);
    }

    /// @notice Books what ranges owe: the performance fee and the management fee. The vault has ranges.
    function bookEarned(
        Vault storage v,
        Snapshot memory snap,
        uint256 performance0,
        uint256 performance1,
        uint256 management0,
        uint256 management1
    ) internal {
        if (performance0 | performance1 | management0 | management1 == 0) return;
        book(v, performance0 + management0, performance1 + management1);
        // A pool is of one vault for good, so any range tells which vault this is.
        uint256 vaultId = VaultStorage.state().poolVault[snap.legs[0].pool.poolId()];
        emit ITreasury.EarnedFeesBooked(vaultId, performance0, performance1, management0, management1);
    }

    function _toUint128(uint256 x) private pure returns (uint128) {
        if (x > type(uint128).max) revert IVaultErrors.Vault_Overflow(x);
        return uint128(x);
    }
}
