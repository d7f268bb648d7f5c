// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LockedRoom} from "test/utils/LockedRoom.sol";

/// @notice D4, X22: the lock on the risk model's doors.
contract RiskLockedTest is LockedRoom {
    function _guarded() internal pure override returns (string[] memory calls) {
        calls = new string[](3);
        calls[0] = "setPoolCScore(bytes32,uint16)";
        calls[1] = "setPoolScores(bytes32,uint16,uint16,uint16,bytes32)";
        calls[2] = "setWeightModel((uint16,uint16,uint16,uint16,uint16))";
    }
}
