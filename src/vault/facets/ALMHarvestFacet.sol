// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IALMHarvest} from "../../interfaces/IALMHarvest.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Harvests} from "../libraries/Harvests.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";

/// @title ALMHarvestFacet
/// @notice Anyone's door to what ranges have earned.
contract ALMHarvestFacet is IALMHarvest, Guarded {
    /// @inheritdoc IALMHarvest
    function harvest(uint256 vaultId) external guarded returns (uint256 fees0, uint256 fees1) {
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.HARVEST);
        (fees0, fees1) = Harvests.harvest(v);
        emit Harvested(vaultId, msg.sender, fees0, fees1);
    }
}
