// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GoldContract} from "./GoldContext.sol";

/// @dev What every owned contract of the gold system answers to.
interface IHasOwner {
    function owner() external view returns (address);
    function pendingOwner() external view returns (address);
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
}

/// @title OwnershipSteps
/// @notice The way of the gold system's ownerships from the deployer to the timelock: token factory, ledger, PMM factory,
/// provider, public pools. Safe to repeat.
/// @dev A run offers what the caller owns. The Safe has the timelock accept all of it in one batch.
library OwnershipSteps {
    /// @notice Offers the timelock what the caller owns.
    /// @return offered What waits for the timelock's acceptance, now or from an earlier run.
    function offer(GoldContract[] memory made, address caller, address timelock)
        internal
        returns (address[] memory offered)
    {
        offered = new address[](made.length);
        uint256 count;
        for (uint256 n; n < made.length; ++n) {
            if (!_isOwned(made[n].at)) continue;
            IHasOwner owned = IHasOwner(made[n].at);
            if (owned.owner() == caller && owned.pendingOwner() != timelock) owned.transferOwnership(timelock);
            if (owned.pendingOwner() == timelock) offered[count++] = made[n].at;
        }
        assembly ("memory-safe") {
            mstore(offered, count)
        }
    }

    /// @notice What the Safe tells the timelock, first to schedule and later to execute, to make it accept.
    function acceptance(address[] memory offered, uint256 delay)
        internal
        pure
        returns (bytes memory scheduleCall, bytes memory executeCall)
    {
        uint256[] memory values = new uint256[](offered.length);
        bytes[] memory calls = new bytes[](offered.length);
        for (uint256 n; n < offered.length; ++n) {
            calls[n] = abi.encodeCall(IHasOwner.acceptOwnership, ());
        }
        scheduleCall = abi.encodeCall(TimelockController.scheduleBatch, (offered, values, calls, 0, 0, delay));
        executeCall = abi.encodeCall(TimelockController.executeBatch, (offered, values, calls, 0, 0));
    }

    /// @dev Of the contracts recorded some have no owner, and tokens answer calls in their own way.
    function _isOwned(address at) private view returns (bool) {
        (bool ok, bytes memory answer) = at.staticcall(abi.encodeCall(IHasOwner.pendingOwner, ()));
        return ok && answer.length == 32;
    }
}
