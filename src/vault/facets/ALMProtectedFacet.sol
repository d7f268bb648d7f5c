// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Rebalancer} from "../libraries/Rebalancer.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";

/// @title ALMProtectedFacet
/// @notice The keeper's door.
contract ALMProtectedFacet is IALMProtected, Guarded {
    /// @inheritdoc IALMProtected
    function rebalance(uint256 vaultId, SwapOrder[] calldata swaps, RangeOrder[] calldata orders)
        external
        guarded
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        AccessLib.requireRole(Roles.KEEPER);
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.KEEPER);
        Rebalancer.Targets memory targets;
        uint256 lossPpm;
        (targets, valueAfter, lossPpm) = Rebalancer.rebalance(v, vaultId, swaps, orders);
        valueBefore = targets.value;
        emit Rebalanced(vaultId, msg.sender, valueBefore, valueAfter, lossPpm, targets.sqrtAnchorX96);
    }
}
