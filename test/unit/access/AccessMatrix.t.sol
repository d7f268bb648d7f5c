// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IPause} from "../../../src/interfaces/IPause.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";

/// @notice T1 for the diamond's own rooms: who may call what, for every function and every set of roles.
/// @dev The matrix is written down here, not derived from the code. A function of the diamond that is missing from it
/// fails `test_matrix_coversEverySelector`.
contract AccessMatrixTest is DiamondFixture {
    uint256 private constant A = 1 << 0; // ADMIN
    uint256 private constant M = 1 << 1; // MANAGER
    uint256 private constant K = 1 << 2; // KEEPER
    uint256 private constant T = 1 << 3; // TREASURY
    uint256 private constant G = 1 << 4; // GUARDIAN

    struct Row {
        bytes input;
        /// Sets of roles of which one is enough.
        uint256 allowed;
    }

    address private caller = makeAddr("caller");
    address private otherManager = makeAddr("other manager");
    address private suspended = makeAddr("suspended");
    address private nominee = makeAddr("nominee");

    /// @dev Leaves a state in which every row succeeds if its role is there.
    function setUp() public override {
        super.setUp();
        vm.startPrank(admin);
        access.proposeRole(Roles.MANAGER, otherManager);
        access.proposeRole(Roles.MANAGER, suspended);
        vm.warp(block.timestamp + 1 days);
        vm.stopPrank();
        vm.prank(otherManager);
        access.acceptRole(Roles.MANAGER);
        vm.prank(suspended);
        access.acceptRole(Roles.MANAGER);
        vm.prank(guardian);
        access.suspendManager(suspended);
        vm.prank(admin);
        access.proposeRole(Roles.TREASURY, nominee);
    }

    /// @dev All 32 sets of roles on every row: the call succeeds if and only if the matrix says so.
    function test_matrix_holdsForEverySetOfRoles() public {
        Row[] memory rows = _matrix();
        for (uint256 set; set < 32; ++set) {
            uint256 before = vm.snapshotState();
            _give(set);
            for (uint256 i; i < rows.length; ++i) {
                uint256 ready = vm.snapshotState();
                _check(rows[i], set);
                vm.revertToState(ready);
            }
            vm.revertToState(before);
        }
    }

    /// @dev A suspended MANAGER counts as none, whatever else it holds.
    function testFuzz_matrix_holdsForSuspendedManagers(uint256 set) public {
        set = bound(set, 0, 31) | M;
        _give(set);
        vm.prank(guardian);
        access.suspendManager(caller);

        Row[] memory rows = _matrix();
        for (uint256 i; i < rows.length; ++i) {
            uint256 ready = vm.snapshotState();
            _check(rows[i], set & ~M);
            vm.revertToState(ready);
        }
    }

    /// @dev Each selector of the diamond is in the matrix, once for each way of using it, or is a view.
    function test_matrix_coversEverySelector() public view {
        Row[] memory rows = _matrix();
        bytes4[] memory views = _views();
        address[] memory facets = loupe.facetAddresses();
        for (uint256 i; i < facets.length; ++i) {
            bytes4[] memory selectors = loupe.facetFunctionSelectors(facets[i]);
            for (uint256 j; j < selectors.length; ++j) {
                bool found;
                for (uint256 k; k < rows.length; ++k) {
                    found = found || bytes4(rows[k].input) == selectors[j];
                }
                for (uint256 k; k < views.length; ++k) {
                    found = found || views[k] == selectors[j];
                }
                assertTrue(found, vm.toString(abi.encodePacked(selectors[j])));
            }
        }
    }

    /// @dev X31, X32: whatever arguments a stranger finds, no function of these rooms changes anything.
    function testFuzz_RevertWhen_strangerCallsWithAnyArguments(uint256 pick, bytes calldata arguments) public {
        Row[] memory rows = _matrix();
        vm.record();
        vm.prank(outsider);
        (bool ok,) = diamond.call(abi.encodePacked(bytes4(rows[pick % rows.length].input), arguments));
        assertFalse(ok);
        assertWroteNothing(diamond);
    }

    function _matrix() private view returns (Row[] memory rows) {
        rows = new Row[](22);
        uint256 n;
        // Cuts
        rows[n++] = Row(abi.encodeCall(IDiamondCut.diamondCut, (new IDiamondCut.FacetCut[](0), address(0), "")), A);
        // Two-step grants
        rows[n++] = Row(abi.encodeCall(IAccess.proposeRole, (Roles.ADMIN, outsider)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.proposeRole, (Roles.MANAGER, outsider)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.proposeRole, (Roles.TREASURY, outsider)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.proposeRole, (Roles.GUARDIAN, outsider)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.cancelProposal, (Roles.TREASURY, nominee)), A | G);
        // The caller has no proposal: acceptance is tried, and its own test shows when it works.
        rows[n++] = Row(abi.encodeCall(IAccess.acceptRole, (Roles.TREASURY)), 0);
        rows[n++] = Row(abi.encodeCall(IAccess.setGrantTiming, (2 days, 3 days)), A);
        // Keepers
        rows[n++] = Row(abi.encodeCall(IAccess.grantKeeper, (outsider)), A | M);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeRole, (Roles.KEEPER, keeper)), A | M | G);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeAll, (Roles.KEEPER)), A | M | G);
        // Revocation
        rows[n++] = Row(abi.encodeCall(IAccess.revokeRole, (Roles.MANAGER, otherManager)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeRole, (Roles.TREASURY, treasury)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeRole, (Roles.GUARDIAN, guardian)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeRole, (Roles.ADMIN, admin)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeAll, (Roles.MANAGER)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.revokeAll, (Roles.GUARDIAN)), A);
        rows[n++] = Row(abi.encodeCall(IAccess.renounceRole, (Roles.TREASURY)), T);
        // Suspension
        rows[n++] = Row(abi.encodeCall(IAccess.suspendManager, (otherManager)), G);
        rows[n++] = Row(abi.encodeCall(IAccess.reinstateManager, (suspended)), A);
        // Pause
        rows[n++] = Row(abi.encodeCall(IPause.pause, (1)), A | M | G);
        rows[n++] = Row(abi.encodeCall(IPause.unpause, (1)), A | M);
    }

    function _views() private pure returns (bytes4[] memory views) {
        views = new bytes4[](13);
        bytes4[] memory ofLoupe = loupeSelectors();
        for (uint256 i; i < 5; ++i) {
            views[i] = ofLoupe[i];
        }
        views[5] = IAccess.hasRole.selector;
        views[6] = IAccess.isSuspended.selector;
        views[7] = IAccess.adminCount.selector;
        views[8] = IAccess.roleEpoch.selector;
        views[9] = IAccess.proposalOf.selector;
        views[10] = IAccess.grantTiming.selector;
        views[11] = IPause.pausedGroups.selector;
        views[12] = IPause.isPaused.selector;
    }

    function _check(Row memory row, uint256 set) private {
        bool expected = row.allowed & set != 0;
        vm.prank(caller);
        (bool ok, bytes memory reason) = diamond.call(row.input);
        assertEq(ok, expected, string.concat(vm.toString(row.input), " by ", vm.toString(set)));
        if (ok || row.allowed == 0 || bytes4(row.input) == IAccess.renounceRole.selector) return;
        assertEq(bytes4(reason), IAccess.Access_MissingRole.selector, "refused for want of a role");
    }

    function _give(uint256 set) private {
        bytes32[5] memory roles = allRoles();
        for (uint256 i; i < 5; ++i) {
            if (set & (1 << i) == 0) continue;
            if (roles[i] == Roles.KEEPER) {
                vm.prank(admin);
                access.grantKeeper(caller);
                continue;
            }
            vm.prank(admin);
            access.proposeRole(roles[i], caller);
            vm.warp(block.timestamp + 1 days);
            vm.prank(caller);
            access.acceptRole(roles[i]);
        }
    }
}
