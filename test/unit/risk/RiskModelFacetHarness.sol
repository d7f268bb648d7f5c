// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {AccessLib} from "../../../src/access/AccessLib.sol";
import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {RiskLib} from "../../../src/risk/RiskLib.sol";
import {RiskModelFacet} from "../../../src/risk/RiskModelFacet.sol";

/// @notice The facet with its own storage, roles handed out directly, and the room's inner door as calls.
/// @dev Stands in for the diamond: granting through it takes two steps and days, which is the access room's own test.
contract RiskModelFacetHarness is RiskModelFacet {
    /// @dev Puts the account and the role in the same epoch; see AccessStorage.
    function grant(bytes32 role, address account) external {
        AccessStorage.Layout storage self = AccessStorage.state();
        uint256 lane = uint256(1) << AccessLib.laneOffset(role);
        self.state |= lane;
        self.records[account] |= lane;
    }

    /// @dev Runs a call of the facet as if from inside a guarded one.
    function whileLocked(bytes calldata data) external {
        Lock.enter();
        (bool ok, bytes memory reason) = address(this).delegatecall(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    function effectiveCScore(bytes32 poolId) external view returns (uint16) {
        return RiskLib.effectiveCScore(poolId);
    }

    function targetWeightsOf(bytes32[] memory poolIds) external view returns (uint16[] memory) {
        return RiskLib.targetWeightsBp(poolIds);
    }
}
