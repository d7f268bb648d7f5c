// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {VaultFixture} from "./VaultFixture.sol";

/// @dev Takes shares, and calls the diamond while it is told of them.
contract HookCaller {
    bytes public reentry;
    bytes public answer;

    function set(bytes calldata reentry_) external {
        reentry = reentry_;
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        (, answer) = msg.sender.call(reentry);
        return this.onERC1155Received.selector;
    }
}

/// @title LockedRoom
/// @notice While the diamond is at work no function of a room that changes anything or tells a value answers.
abstract contract LockedRoom is VaultFixture {
    HookCaller internal hook = new HookCaller();

    function setUp() public override {
        super.setUp();
        depositAs(alice, 10e18, 30_000e6);
    }

    /// @dev From a share receiver's hook. Arguments are all zero, which every signature can decode (a dynamic one at offset
    /// zero is empty): the lock is asked before anything else, so what they say is of no matter.
    function test_RevertWhen_reentered() public {
        string[] memory calls = _guarded();
        assertGt(calls.length, 0);
        for (uint256 i; i < calls.length; ++i) {
            hook.set(bytes.concat(bytes4(keccak256(bytes(calls[i]))), new bytes(12 * 32)));
            vm.prank(alice);
            diamond.safeTransferFrom(alice, address(hook), vaultId, 1, "");
            assertEq(hook.answer(), abi.encodeWithSelector(Lock.Lock_Reentered.selector), calls[i]);
        }
    }

    /// @notice Signatures of the room's functions behind the lock.
    function _guarded() internal pure virtual returns (string[] memory calls);
}
