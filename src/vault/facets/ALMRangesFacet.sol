// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../../access/AccessLib.sol";
import {Roles} from "../../access/Roles.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IALMRanges} from "../../interfaces/IALMRanges.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Remints} from "../libraries/Remints.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";

/// @title ALMRangesFacet
/// @notice The keeper's door to single ranges.
contract ALMRangesFacet is IALMRanges, Guarded {
    /// @inheritdoc IALMRanges
    function mintRanges(uint256 vaultId, IALMProtected.RangeOrder[] calldata orders)
        external
        guarded
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        return _remint(vaultId, 0, orders);
    }

    /// @inheritdoc IALMRanges
    function remintRanges(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        external
        guarded
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        return _remint(vaultId, burnMask, orders);
    }

    function _remint(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        private
        returns (uint256 valueBefore, uint256 valueAfter)
    {
        AccessLib.requireRole(Roles.KEEPER);
        Vault storage v = VaultStorage.vault(vaultId);
        VaultChecks.requireRunning(v, vaultId, PauseGroups.KEEPER);
        uint256 lossPpm;
        (valueBefore, valueAfter, lossPpm) = Remints.remint(v, vaultId, burnMask, orders);
        emit RangesReminted(vaultId, msg.sender, burnMask, valueBefore, valueAfter, lossPpm);
    }
}
