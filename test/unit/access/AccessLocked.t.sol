// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LockedRoom} from "test/utils/LockedRoom.sol";

/// @notice D4, X22: the lock on the doors to roles and pauses.
contract AccessLockedTest is LockedRoom {
    function _guarded() internal pure override returns (string[] memory calls) {
        calls = new string[](12);
        calls[0] = "acceptRole(bytes32)";
        calls[1] = "cancelProposal(bytes32,address)";
        calls[2] = "grantKeeper(address)";
        calls[3] = "proposeRole(bytes32,address)";
        calls[4] = "reinstateManager(address)";
        calls[5] = "renounceRole(bytes32)";
        calls[6] = "revokeAll(bytes32)";
        calls[7] = "revokeRole(bytes32,address)";
        calls[8] = "setGrantTiming(uint256,uint256)";
        calls[9] = "suspendManager(address)";
        calls[10] = "pause(uint256)";
        calls[11] = "unpause(uint256)";
    }
}
