// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessLib} from "../../../src/access/AccessLib.sol";
import {AccessStorage} from "../../../src/access/AccessStorage.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IPause} from "../../../src/interfaces/IPause.sol";
import {PauseGroups} from "../../../src/types/PauseGroups.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";

/// @dev Shows the checks as another room's facet makes them. The library is internal, so something must carry it.
contract AccessLibHarness {
    function needRole(bytes32 role) external view {
        AccessLib.requireRole(role);
    }

    function needEither(bytes32 role, bytes32 otherRole) external view {
        AccessLib.requireEither(role, otherRole);
    }

    function needNotPaused(uint256 groups) external view {
        AccessLib.requireNotPaused(groups);
    }

    function needBoth(bytes32 role, uint256 groups) external view {
        AccessLib.requireRole(role);
        AccessLib.requireNotPaused(groups);
    }
}

contract AccessLibTest is DiamondFixture {
    AccessLibHarness private room;

    function setUp() public override {
        super.setUp();
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = AccessLibHarness.needRole.selector;
        selectors[1] = AccessLibHarness.needEither.selector;
        selectors[2] = AccessLibHarness.needNotPaused.selector;
        selectors[3] = AccessLibHarness.needBoth.selector;
        cutAsAdmin(address(new AccessLibHarness()), IDiamondCut.FacetCutAction.Add, selectors);
        room = AccessLibHarness(diamond);
    }

    function testFuzz_requireRole_passesHoldersOnly(uint256 pick, uint256 who, address stranger) public {
        bytes32 role = allRoles()[pick % 5];
        who %= 6;
        address caller = who == 5 ? stranger : holders()[who];
        bool holds = access.hasRole(role, caller);
        vm.prank(caller);
        if (!holds) expectMissingRole(caller, role);
        room.needRole(role);
        assertEq(holds, caller == holders()[pick % 5]);
    }

    function testFuzz_requireEither_passesHoldersOfOne(uint256 pick, uint256 otherPick, uint256 who) public {
        bytes32 role = allRoles()[pick % 5];
        bytes32 otherRole = allRoles()[otherPick % 5];
        address caller = holders()[who % 5];
        vm.prank(caller);
        if (who % 5 != pick % 5 && who % 5 != otherPick % 5) expectMissingRole(caller, role);
        room.needEither(role, otherRole);
    }

    function testFuzz_requireNotPaused_namesThePausedOnes(uint256 paused, uint256 asked) public {
        paused &= PauseGroups.ALL;
        if (paused != 0) {
            vm.prank(guardian);
            pauser.pause(paused);
        }
        if (paused & asked != 0) {
            vm.expectRevert(abi.encodeWithSelector(IPause.Access_Paused.selector, paused & asked));
        }
        room.needNotPaused(asked);
    }

    /// @dev No role comes from an account's unset record, not even for the zero address or in an unset storage.
    function testFuzz_hasRole_isFalseWithoutAGrant(uint256 pick, address account) public view {
        bytes32 role = allRoles()[pick % 5];
        address[5] memory held = holders();
        if (account != held[pick % 5]) assertFalse(access.hasRole(role, account), "diamond");
        assertFalse(IAccess(accessFacet).hasRole(role, account), "bare facet");
        assertFalse(access.hasRole(role, address(0)), "zero");
    }

    /// @dev What a check reads, slot by slot: the claim at the head of the library.
    function test_checks_readTheFewestSlots() public {
        assertEq(_reads(admin, abi.encodeCall(room.needRole, (Roles.ADMIN))), 1, "ADMIN");
        assertEq(_reads(keeper, abi.encodeCall(room.needRole, (Roles.KEEPER))), 2, "KEEPER");
        assertEq(_reads(manager, abi.encodeCall(room.needRole, (Roles.MANAGER))), 2, "MANAGER");
        assertEq(_reads(keeper, abi.encodeCall(room.needNotPaused, (PauseGroups.KEEPER))), 1, "pause");
        assertEq(_reads(keeper, abi.encodeCall(room.needBoth, (Roles.KEEPER, PauseGroups.KEEPER))), 2, "both");
    }

    /// @dev D2 for these rooms: the registry and the pause functions write their own namespace and nothing else.
    function testFuzz_changes_writeTheirOwnNamespaceOnly(address account) public {
        if (account == address(0) || account == keeper) account = outsider;
        vm.startMappingRecording();
        vm.record();
        vm.startPrank(admin);
        access.grantKeeper(account);
        access.setGrantTiming(2 days, 3 days);
        access.proposeRole(Roles.TREASURY, outsider);
        access.cancelProposal(Roles.TREASURY, outsider);
        access.revokeAll(Roles.KEEPER);
        pauser.pause(1);
        pauser.unpause(1);
        vm.stopPrank();

        (, bytes32[] memory writes) = vm.accesses(diamond);
        assertGe(writes.length, 7, "one for each call at least");
        for (uint256 i; i < writes.length; ++i) {
            // The lock's slot, where its storage twin is compiled in.
            if (writes[i] == LOCK_SLOT) continue;
            uint256 root = uint256(_root(writes[i]));
            uint256 base = uint256(AccessStorage.SLOT);
            // state, records, proposals, timing: four slots.
            assertTrue(root >= base && root < base + 4, vm.toString(writes[i]));
        }
    }

    /// @dev Distinct slots of the diamond read by a call, the dispatch table's own left out.
    function _reads(address caller, bytes memory input) private returns (uint256 count) {
        vm.record();
        vm.prank(caller);
        (bool ok,) = diamond.call(input);
        assertTrue(ok, "call");
        (bytes32[] memory reads,) = vm.accesses(diamond);
        for (uint256 i; i < reads.length; ++i) {
            bool seen;
            for (uint256 j; j < i; ++j) {
                seen = seen || reads[j] == reads[i];
            }
            if (!seen) ++count;
        }
        // Every call reads its entry of the dispatch table.
        --count;
    }

    /// @dev The slot from which mappings lead to `slot`; itself if it is no mapping's element.
    function _root(bytes32 slot) private returns (bytes32) {
        (bool found,, bytes32 parent) = vm.getMappingKeyAndParentOf(diamond, slot);
        return found ? _root(parent) : slot;
    }
}
