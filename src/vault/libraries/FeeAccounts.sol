// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMHarvest} from "../../interfaces/IALMHarvest.sol";
import {ITreasury} from "../../interfaces/ITreasury.sol";
import {MAX_ENTRY_BP, MAX_EXIT_BP, MAX_FLASH_BP, MAX_MANAGEMENT_BP, MAX_PERFORMANCE_BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {Fees} from "./Fees.sol";
import {Harvests} from "./Harvests.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title FeeAccounts
/// @notice The vault room's door for the treasury: rates, overrides, what is booked, what has accrued.
/// @dev Callers hold the lock and have settled who may.
library FeeAccounts {
    using VaultConfig for uint256[];

    /// @notice A vault's rates.
    function rates(uint256 vaultId) internal view returns (ITreasury.VaultFees memory) {
        return Fees.unpack(VaultConfig.load(VaultStorage.vault(vaultId)).feeWord());
    }

    /// @notice Sets a vault's rates; reverts `Treasury_FeeAboveMaximum`.
    /// @dev What has accrued until now is at the old rates: the debt is fixed, and before a higher performance fee what
    /// ranges have earned is collected.
    function setRates(uint256 vaultId, ITreasury.VaultFees memory fees) internal {
        _within(fees.entryBp, MAX_ENTRY_BP);
        _within(fees.exitBp, MAX_EXIT_BP);
        _within(fees.managementBp, MAX_MANAGEMENT_BP);
        _within(fees.performanceBp, MAX_PERFORMANCE_BP);
        _within(fees.flashBp, MAX_FLASH_BP);
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        uint256 word = config.feeWord();
        ITreasury.VaultFees memory old = Fees.unpack(word);
        if (fees.performanceBp > old.performanceBp) {
            (uint256 fees0, uint256 fees1) = Harvests.harvest(v);
            emit IALMHarvest.Harvested(vaultId, msg.sender, fees0, fees1);
        }
        bool managed = Fees.isManaged(word) || fees.managementBp != 0;
        if (fees.managementBp != old.managementBp) Fees.fixDebt(v, Fees.debtWad(v, word));
        config.setFeeWord(Fees.pack(fees, Fees.lends(word), managed));
        VaultConfig.store(v, config);
    }

    /// @notice Whether new rates are above the old ones anywhere.
    function raises(ITreasury.VaultFees memory old, ITreasury.VaultFees memory fees) internal pure returns (bool) {
        return fees.entryBp > old.entryBp || fees.exitBp > old.exitBp || fees.managementBp > old.managementBp
            || fees.performanceBp > old.performanceBp || fees.flashBp > old.flashBp;
    }

    /// @notice An account's own rates.
    function ownRates(uint256 vaultId, address account) internal view returns (ITreasury.FeeOverride memory) {
        return Fees.overrideOf(VaultStorage.vault(vaultId), account);
    }

    /// @notice Sets an account's own rates; reverts `Treasury_FeeAboveMaximum`.
    function setOwnRates(uint256 vaultId, address account, ITreasury.FeeOverride memory own) internal {
        _within(own.entryBp, MAX_ENTRY_BP);
        _within(own.exitBp, MAX_EXIT_BP);
        _within(own.flashBp, MAX_FLASH_BP);
        Fees.setOverride(VaultStorage.vault(vaultId), account, own);
    }

    /// @notice Whether an account's new rates are above its old ones anywhere.
    function raises(ITreasury.FeeOverride memory old, ITreasury.FeeOverride memory own) internal pure returns (bool) {
        return own.entryBp > old.entryBp || own.exitBp > old.exitBp || own.flashBp > old.flashBp;
    }

    /// @notice What is booked and not collected, raw units.
    function pending(uint256 vaultId) internal view returns (uint256, uint256) {
        Vault storage v = VaultStorage.vault(vaultId);
        return (v.pending0, v.pending1);
    }

    /// @notice Pays what is booked, all of it.
    function payPending(uint256 vaultId, address collector) internal returns (uint256 amount0, uint256 amount1) {
        Vault storage v = VaultStorage.vault(vaultId);
        (amount0, amount1) = (v.pending0, v.pending1);
        (v.pending0, v.pending1) = (0, 0);
        uint256[] memory config = VaultConfig.load(v);
        Cash.push(config.token0(), collector, amount0);
        Cash.push(config.token1(), collector, amount1);
    }

    /// @notice phi, and phi of every range's principal at spot, rounded up.
    function accrued(uint256 vaultId) internal view returns (uint256 partWad, uint256 amount0, uint256 amount1) {
        Snapshot memory snap = Valuation.load(VaultStorage.vault(vaultId));
        partWad = snap.debtWad;
        if (partWad == 0) return (0, 0, 0);
        // Ranges are priced with the debt in them, which is then the same as what pricing leaves out.
        snap.debtWad = 0;
        Valuation.priceUnchecked(snap);
        return (partWad, Fees.debtUp(snap.range0, partWad), Fees.debtUp(snap.range1, partWad));
    }

    function _within(uint256 bp, uint256 maximum) private pure {
        if (bp > maximum) revert ITreasury.Treasury_FeeAboveMaximum(bp, maximum);
    }
}
