// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IPause} from "../../../src/interfaces/IPause.sol";
import {PauseGroups} from "../../../src/types/PauseGroups.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";

contract PauseTest is DiamondFixture {
    function testFuzz_pause_addsGroupsAtOnce(uint256 first, uint256 second, uint256 who) public {
        (first, second) = (_known(first), _known(second));
        address pausing = [guardian, manager, admin][who % 3];

        vm.expectEmit(diamond);
        emit IPause.GroupsPaused(pausing, first, 0, first);
        vm.prank(pausing);
        pauser.pause(first);
        assertEq(pauser.pausedGroups(), first, "first");

        vm.expectEmit(diamond);
        emit IPause.GroupsPaused(guardian, second, first, first | second);
        vm.prank(guardian);
        pauser.pause(second);
        assertEq(pauser.pausedGroups(), first | second, "both");
    }

    function testFuzz_unpause_takesGroupsAway(uint256 paused, uint256 groups, bool byManager) public {
        (paused, groups) = (_known(paused), _known(groups));
        vm.prank(guardian);
        pauser.pause(paused);

        address unpausing = byManager ? manager : admin;
        vm.expectEmit(diamond);
        emit IPause.GroupsUnpaused(unpausing, groups, paused, paused & ~groups);
        vm.prank(unpausing);
        pauser.unpause(groups);
        assertEq(pauser.pausedGroups(), paused & ~groups);
    }

    function testFuzz_isPaused_ifAnyOfTheGroupsIs(uint256 paused, uint256 asked) public {
        paused = _known(paused);
        vm.prank(guardian);
        pauser.pause(paused);
        assertEq(pauser.isPaused(asked), paused & asked != 0);
    }

    function testFuzz_RevertWhen_pauseByTheRest(address caller, uint256 groups) public {
        address[3] memory callers = [keeper, treasury, caller];
        if (caller == admin || caller == manager || caller == guardian) callers[2] = outsider;
        for (uint256 i; i < 3; ++i) {
            vm.prank(callers[i]);
            expectMissingRole(callers[i], Roles.GUARDIAN);
            pauser.pause(_known(groups));
        }
    }

    /// @dev GUARDIAN among them: who stops things does not restart them.
    function testFuzz_RevertWhen_unpauseByTheRest(address caller, uint256 groups) public {
        address[4] memory callers = [guardian, keeper, treasury, caller];
        if (caller == admin || caller == manager) callers[3] = outsider;
        for (uint256 i; i < 4; ++i) {
            vm.prank(callers[i]);
            expectMissingRole(callers[i], Roles.MANAGER);
            pauser.unpause(_known(groups));
        }
    }

    function testFuzz_RevertWhen_groupsUnknown(uint256 groups) public {
        groups |= 1 << (9 + groups % 247);
        bytes memory reason = abi.encodeWithSelector(IPause.Pause_UnknownGroups.selector, groups);
        vm.startPrank(manager);
        vm.expectRevert(reason);
        pauser.pause(groups);
        vm.expectRevert(reason);
        pauser.unpause(groups);
    }

    function test_RevertWhen_groupsEmpty() public {
        bytes memory reason = abi.encodeWithSelector(IPause.Pause_UnknownGroups.selector, 0);
        vm.startPrank(manager);
        vm.expectRevert(reason);
        pauser.pause(0);
        vm.expectRevert(reason);
        pauser.unpause(0);
    }

    /// @dev The bitmap shares a word with epochs and the count of ADMINs: neither moves the other.
    function testFuzz_pause_leavesItsNeighbours(uint256 paused, uint256 pick) public {
        paused = _known(paused);
        bytes32 role = allRoles()[bound(pick, 1, 4)];
        vm.prank(guardian);
        pauser.pause(paused);
        assertEq(access.adminCount(), 1, "admins");
        for (uint256 i; i < 5; ++i) {
            assertEq(access.roleEpoch(allRoles()[i]), 1, "epochs");
        }

        vm.prank(admin);
        access.revokeAll(role);
        assertEq(pauser.pausedGroups(), paused, "paused");
        vm.prank(admin);
        pauser.unpause(PauseGroups.ALL);
        assertEq(access.roleEpoch(role), 2, "epoch");
        assertEq(uint256(vm.load(diamond, AccessStorage.SLOT)) >> 224, 1, "admins in the word");
    }

    /// @dev With every MANAGER suspended, ADMIN can still restart what a stolen GUARDIAN key stopped.
    function test_unpause_byAdminWhileManagersAreSuspended() public {
        vm.startPrank(guardian);
        pauser.pause(PauseGroups.ALL);
        access.suspendManager(manager);
        vm.stopPrank();

        vm.prank(manager);
        expectMissingRole(manager, Roles.MANAGER);
        pauser.unpause(PauseGroups.ALL);
        vm.startPrank(admin);
        access.revokeRole(Roles.GUARDIAN, guardian);
        pauser.unpause(PauseGroups.ALL);
        assertEq(pauser.pausedGroups(), 0);
    }

    function _known(uint256 groups) private pure returns (uint256) {
        groups &= PauseGroups.ALL;
        return groups == 0 ? PauseGroups.ENTRY : groups;
    }
}
