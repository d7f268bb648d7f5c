// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LockedRoom} from "test/utils/LockedRoom.sol";

/// @notice D4, X22: the lock on the treasury's doors.
contract TreasuryLockedTest is LockedRoom {
    function _guarded() internal pure override returns (string[] memory calls) {
        calls = new string[](18);
        calls[0] = "flashLoan(address,address,uint256,bytes)";
        calls[1] = "flashLoanFrom(uint256,address,address,uint256,bytes)";
        calls[2] = "maxFlashLoan(address)";
        calls[3] = "maxFlashLoanFrom(uint256,address)";
        calls[4] = "setFlashLending(uint256,bool)";
        calls[5] = "setFlashVault(address,uint256)";
        calls[6] = "accounted(address)";
        calls[7] = "cancelRescue(uint256)";
        calls[8] = "executeRescue(uint256)";
        calls[9] = "requestRescue(uint8,address,uint256,uint256,address)";
        calls[10] = "rescuable(address)";
        calls[11] = "setRescueDelay(uint256)";
        calls[12] = "accruedManagementFee(uint256)";
        calls[13] = "collect(uint256)";
        calls[14] = "pendingFees(uint256)";
        calls[15] = "setCollector(address)";
        calls[16] = "setFeeOverride(uint256,address,(uint16,uint16,uint16))";
        calls[17] = "setVaultFees(uint256,(uint16,uint16,uint16,uint16,uint16))";
    }
}
