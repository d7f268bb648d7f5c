// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";

contract AccessControlTest is DiamondFixture {
    address private nominee = makeAddr("nominee");
    address private secondAdmin = makeAddr("second admin");

    function test_roles_areTheHashesOfTheirNames() public pure {
        assertEq(Roles.ADMIN, bytes32(0));
        assertEq(Roles.MANAGER, keccak256("MANAGER"));
        assertEq(Roles.KEEPER, keccak256("KEEPER"));
        assertEq(Roles.TREASURY, keccak256("TREASURY"));
        assertEq(Roles.GUARDIAN, keccak256("GUARDIAN"));
    }

    // Two-step grants

    function testFuzz_accept_withinItsWindow(uint256 pick, address account, uint256 wait) public {
        (bytes32 role, uint256 readyAt, uint256 expiresAt) = _propose(pick, account = _nobody(account));
        wait = bound(wait, readyAt, expiresAt);
        assertFalse(access.hasRole(role, account), "before");

        vm.warp(wait);
        vm.expectEmit(diamond);
        emit IAccess.RoleGranted(role, account, account);
        vm.prank(account);
        access.acceptRole(role);

        assertTrue(access.hasRole(role, account), "after");
        assertEq(access.adminCount(), role == Roles.ADMIN ? 2 : 1, "admins");
        (readyAt, expiresAt) = access.proposalOf(role, account);
        assertEq(readyAt + expiresAt, 0, "used up");
    }

    function testFuzz_RevertWhen_acceptTooEarly(uint256 pick, address account, uint256 wait) public {
        (bytes32 role, uint256 readyAt,) = _propose(pick, account = _nobody(account));
        vm.warp(bound(wait, block.timestamp, readyAt - 1));

        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_ProposalNotReady.selector, role, account, readyAt));
        access.acceptRole(role);
    }

    function testFuzz_RevertWhen_acceptTooLate(uint256 pick, address account, uint256 wait) public {
        (bytes32 role,, uint256 expiresAt) = _propose(pick, account = _nobody(account));
        vm.warp(bound(wait, expiresAt + 1, expiresAt + 3650 days));

        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_ProposalExpired.selector, role, account, expiresAt));
        access.acceptRole(role);
    }

    /// @dev The four seconds around the window's edges.
    function testFuzz_accept_toTheSecond(uint256 pick, address account) public {
        (bytes32 role, uint256 readyAt, uint256 expiresAt) = _propose(pick, account = _nobody(account));
        uint256[4] memory times = [readyAt - 1, readyAt, expiresAt, expiresAt + 1];
        for (uint256 i; i < 4; ++i) {
            uint256 before = vm.snapshotState();
            vm.warp(times[i]);
            vm.prank(account);
            (bool ok,) = diamond.call(abi.encodeCall(access.acceptRole, (role)));
            assertEq(ok, i == 1 || i == 2, "inside the window");
            vm.revertToState(before);
        }
    }

    function testFuzz_RevertWhen_acceptTwice(uint256 pick, address account) public {
        (bytes32 role, uint256 readyAt,) = _propose(pick, account = _nobody(account));
        vm.warp(readyAt);
        vm.startPrank(account);
        access.acceptRole(role);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, role, account));
        access.acceptRole(role);
    }

    /// @dev Revoked in the meantime, the old proposal cannot bring the role back.
    function testFuzz_RevertWhen_acceptAgainAfterRevocation(uint256 pick, address account) public {
        (bytes32 role, uint256 readyAt,) = _propose(pick, account = _nobody(account));
        vm.warp(readyAt);
        vm.prank(account);
        access.acceptRole(role);
        vm.prank(admin);
        access.revokeRole(role, account);

        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, role, account));
        access.acceptRole(role);
    }

    /// @dev Only the nominee's proposal is the nominee's, and only for the role it names.
    function testFuzz_RevertWhen_acceptAnothersProposal(uint256 pick, uint256 otherPick, address account, address thief)
        public
    {
        (bytes32 role, uint256 readyAt,) = _propose(pick, account = _nobody(account));
        bytes32 otherRole = _twoStepRole(otherPick);
        if (otherRole == role) otherRole = _twoStepRole(uint256(pick % 4) + 1);
        if (thief == account) thief = outsider == account ? secondAdmin : outsider;
        vm.warp(readyAt);

        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, role, thief));
        access.acceptRole(role);
        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, otherRole, account));
        access.acceptRole(otherRole);
    }

    function testFuzz_propose_opensItsWindow(uint256 pick, address account, uint32 delay, uint32 ttl) public {
        account = _nobody(account);
        bytes32 role = _twoStepRole(pick);
        delay = uint32(bound(delay, 1 days, 30 days));
        ttl = uint32(bound(ttl, 1 days, 30 days));
        vm.prank(admin);
        access.setGrantTiming(delay, ttl);

        uint256 readyAt = block.timestamp + delay;
        vm.expectEmit(diamond);
        emit IAccess.RoleProposed(role, account, admin, readyAt, readyAt + ttl);
        vm.prank(admin);
        access.proposeRole(role, account);

        (uint256 storedReady, uint256 storedExpiry) = access.proposalOf(role, account);
        assertEq(storedReady, readyAt);
        assertEq(storedExpiry, readyAt + ttl);
    }

    function test_RevertWhen_proposeKeeper() public {
        vm.prank(admin);
        vm.expectRevert(IAccess.Access_KeeperNeedsNoProposal.selector);
        access.proposeRole(Roles.KEEPER, nominee);
    }

    function testFuzz_RevertWhen_proposeToZero(uint256 pick) public {
        vm.prank(admin);
        vm.expectRevert(IAccess.Access_ZeroAccount.selector);
        access.proposeRole(_twoStepRole(pick), address(0));
    }

    function testFuzz_RevertWhen_proposeToHolder(uint256 pick) public {
        bytes32 role = _twoStepRole(pick);
        address holder = _holderOf(role);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_AlreadyHeld.selector, role, holder));
        access.proposeRole(role, holder);
    }

    function testFuzz_RevertWhen_proposeWhileOneIsOpen(uint256 pick, address account, uint256 wait) public {
        (bytes32 role,, uint256 expiresAt) = _propose(pick, account = _nobody(account));
        vm.warp(bound(wait, block.timestamp, expiresAt));

        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_ProposalPending.selector, role, account, expiresAt));
        access.proposeRole(role, account);
    }

    function testFuzz_propose_replacesAnExpiredOne(uint256 pick, address account) public {
        (bytes32 role,, uint256 expiresAt) = _propose(pick, account = _nobody(account));
        vm.warp(expiresAt + 1);
        vm.prank(admin);
        access.proposeRole(role, account);

        (uint256 readyAt,) = access.proposalOf(role, account);
        assertEq(readyAt, block.timestamp + 1 days);
    }

    function testFuzz_cancel_byAdminGuardianOrNominee(uint256 pick, address account, uint256 who) public {
        (bytes32 role, uint256 readyAt,) = _propose(pick, account = _nobody(account));
        address canceller = [admin, guardian, account][who % 3];

        vm.expectEmit(diamond);
        emit IAccess.RoleProposalCancelled(role, account, canceller);
        vm.prank(canceller);
        access.cancelProposal(role, account);

        vm.warp(readyAt);
        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, role, account));
        access.acceptRole(role);
    }

    function testFuzz_RevertWhen_cancelByTheRest(uint256 pick, address account, uint256 who) public {
        (bytes32 role,,) = _propose(pick, account = _nobody(account));
        address stranger = [manager, keeper, treasury, outsider == account ? secondAdmin : outsider][who % 4];

        vm.prank(stranger);
        expectMissingRole(stranger, Roles.ADMIN);
        access.cancelProposal(role, account);
    }

    function testFuzz_RevertWhen_cancelNothing(uint256 pick, address account) public {
        bytes32 role = _twoStepRole(pick);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, role, account));
        access.cancelProposal(role, account);
    }

    // Keepers

    function testFuzz_grantKeeper_actsAtOnce(address account, bool byManager) public {
        account = _nobody(account);
        address grantor = byManager ? manager : admin;
        vm.expectEmit(diamond);
        emit IAccess.RoleGranted(Roles.KEEPER, account, grantor);
        vm.prank(grantor);
        access.grantKeeper(account);
        assertTrue(access.hasRole(Roles.KEEPER, account));
    }

    function test_RevertWhen_grantKeeperTwiceOrToZero() public {
        vm.startPrank(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_AlreadyHeld.selector, Roles.KEEPER, keeper));
        access.grantKeeper(keeper);
        vm.expectRevert(IAccess.Access_ZeroAccount.selector);
        access.grantKeeper(address(0));
    }

    function testFuzz_revokeKeeper_byManagerGuardianOrAdmin(uint256 who) public {
        address revoker = [admin, guardian, manager][who % 3];
        vm.expectEmit(diamond);
        emit IAccess.RoleRevoked(Roles.KEEPER, keeper, revoker);
        vm.prank(revoker);
        access.revokeRole(Roles.KEEPER, keeper);
        assertFalse(access.hasRole(Roles.KEEPER, keeper));
    }

    // Revocation

    function testFuzz_revoke_actsAtOnceAndOnThatRoleOnly(uint256 pick) public {
        bytes32 role = allRoles()[bound(pick, 1, 4)];
        address holder = _holderOf(role);
        _grant(role == Roles.TREASURY ? Roles.GUARDIAN : Roles.TREASURY, holder);

        vm.prank(admin);
        access.revokeRole(role, holder);

        assertFalse(access.hasRole(role, holder), "revoked");
        assertTrue(access.hasRole(role == Roles.TREASURY ? Roles.GUARDIAN : Roles.TREASURY, holder), "other role");
        for (uint256 i; i < 5; ++i) {
            if (allRoles()[i] != role) assertTrue(access.hasRole(allRoles()[i], holders()[i]), "other holders");
        }
    }

    function testFuzz_RevertWhen_revokeNonHolder(uint256 pick, address account) public {
        bytes32 role = allRoles()[pick % 5];
        account = _nobody(account);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NotHeld.selector, role, account));
        access.revokeRole(role, account);
    }

    function testFuzz_renounce_givesUpOnesOwn(uint256 pick) public {
        bytes32 role = allRoles()[bound(pick, 1, 4)];
        address holder = _holderOf(role);
        vm.expectEmit(diamond);
        emit IAccess.RoleRevoked(role, holder, holder);
        vm.prank(holder);
        access.renounceRole(role);
        assertFalse(access.hasRole(role, holder));
    }

    function testFuzz_RevertWhen_renounceWhatIsNotHeld(uint256 pick, address account) public {
        bytes32 role = allRoles()[pick % 5];
        account = _nobody(account);
        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NotHeld.selector, role, account));
        access.renounceRole(role);
    }

    // The last ADMIN

    function test_RevertWhen_lastAdminGoes() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_LastAdmin.selector, admin));
        access.renounceRole(Roles.ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_LastAdmin.selector, admin));
        access.revokeRole(Roles.ADMIN, admin);
        vm.expectRevert(IAccess.Access_AdminNotRevocableAtOnce.selector);
        access.revokeAll(Roles.ADMIN);
    }

    /// @dev Of any number of ADMINs all but one can go, in any order and either way.
    function testFuzz_admins_goDownToOne(uint256 seed, uint256 extra) public {
        extra = bound(extra, 1, 6);
        address[] memory admins = new address[](extra + 1);
        admins[0] = admin;
        for (uint256 i = 1; i <= extra; ++i) {
            admins[i] = makeAddr(string.concat("admin ", vm.toString(i)));
            _grant(Roles.ADMIN, admins[i]);
        }
        assertEq(access.adminCount(), extra + 1);

        for (uint256 left = extra + 1; left > 1; --left) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 gone = seed % left;
            address leaver = admins[gone];
            admins[gone] = admins[left - 1];
            vm.prank(seed & (1 << 200) == 0 ? leaver : admins[0]);
            access.revokeRole(Roles.ADMIN, leaver);
            assertEq(access.adminCount(), left - 1);
            assertFalse(access.hasRole(Roles.ADMIN, leaver));
        }
        vm.prank(admins[0]);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_LastAdmin.selector, admins[0]));
        access.renounceRole(Roles.ADMIN);
    }

    // revokeAll

    function testFuzz_revokeAll_emptiesTheRoleInOneCall(uint256 pick, uint256 n) public {
        bytes32 role = allRoles()[bound(pick, 1, 4)];
        n = bound(n, 0, 8);
        for (uint256 i; i < n; ++i) {
            _grant(role, address(uint160(0xa000 + i)));
        }

        vm.expectEmit(diamond);
        emit IAccess.RoleEmptied(role, admin, 1, 2);
        vm.prank(admin);
        access.revokeAll(role);

        assertEq(access.roleEpoch(role), 2, "epoch");
        assertFalse(access.hasRole(role, _holderOf(role)), "first holder");
        for (uint256 i; i < n; ++i) {
            assertFalse(access.hasRole(role, address(uint160(0xa000 + i))), "holder");
        }
        for (uint256 i; i < 5; ++i) {
            if (allRoles()[i] == role) continue;
            assertTrue(access.hasRole(allRoles()[i], holders()[i]), "other role");
            assertEq(access.roleEpoch(allRoles()[i]), 1, "other epoch");
        }
    }

    function testFuzz_revokeAll_voidsProposals(uint256 pick, address account) public {
        bytes32 role = _twoStepRole(bound(pick, 1, 3));
        account = _nobody(account);
        vm.startPrank(admin);
        access.proposeRole(role, account);
        access.revokeAll(role);
        vm.stopPrank();
        vm.warp(block.timestamp + 1 days);

        vm.prank(account);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, role, account));
        access.acceptRole(role);
        // A new one may follow at once.
        _grant(role, account);
        assertTrue(access.hasRole(role, account));
    }

    /// @dev A holder of an earlier epoch can be granted the role again, and lose it again.
    function testFuzz_revokeAll_holdersMayReturn(uint256 pick, uint256 rounds) public {
        bytes32 role = allRoles()[bound(pick, 1, 4)];
        address holder = _holderOf(role);
        rounds = bound(rounds, 1, 5);
        for (uint256 i; i < rounds; ++i) {
            vm.prank(admin);
            access.revokeAll(role);
            assertFalse(access.hasRole(role, holder));
            _grant(role, holder);
            assertTrue(access.hasRole(role, holder));
        }
        assertEq(access.roleEpoch(role), rounds + 1);
    }

    function testFuzz_revokeAllKeepers_byManagerGuardianOrAdmin(uint256 who) public {
        vm.prank([admin, guardian, manager][who % 3]);
        access.revokeAll(Roles.KEEPER);
        assertFalse(access.hasRole(Roles.KEEPER, keeper));
    }

    /// @dev Emptied, a role is not the last word's: its holder of yesterday has nothing left to renounce.
    function testFuzz_RevertWhen_renounceAfterRevokeAll(uint256 pick) public {
        bytes32 role = allRoles()[bound(pick, 1, 4)];
        address holder = _holderOf(role);
        vm.prank(admin);
        access.revokeAll(role);
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NotHeld.selector, role, holder));
        access.renounceRole(role);
    }

    // Suspension

    function test_suspend_takesThePowersAtOnce() public {
        vm.expectEmit(diamond);
        emit IAccess.ManagerSuspended(manager, guardian);
        vm.prank(guardian);
        access.suspendManager(manager);

        assertTrue(access.isSuspended(manager));
        assertFalse(access.hasRole(Roles.MANAGER, manager));
        vm.startPrank(manager);
        expectMissingRole(manager, Roles.MANAGER);
        access.grantKeeper(nominee);
        expectMissingRole(manager, Roles.ADMIN);
        access.revokeRole(Roles.KEEPER, keeper);
        expectMissingRole(manager, Roles.GUARDIAN);
        pauser.pause(1);
        expectMissingRole(manager, Roles.MANAGER);
        pauser.unpause(1);
    }

    function test_reinstate_givesThemBack() public {
        vm.prank(guardian);
        access.suspendManager(manager);
        vm.expectEmit(diamond);
        emit IAccess.ManagerReinstated(manager, admin);
        vm.prank(admin);
        access.reinstateManager(manager);

        assertFalse(access.isSuspended(manager));
        vm.prank(manager);
        access.grantKeeper(nominee);
        assertTrue(access.hasRole(Roles.KEEPER, nominee));
    }

    /// @dev Neither losing the role and getting it again, nor an epoch in between, ends a suspension.
    function testFuzz_suspension_outlivesTheRole(uint256 way) public {
        vm.prank(guardian);
        access.suspendManager(manager);
        way %= 3;
        if (way == 0) {
            vm.prank(manager);
            access.renounceRole(Roles.MANAGER);
        } else if (way == 1) {
            vm.prank(admin);
            access.revokeRole(Roles.MANAGER, manager);
        } else {
            vm.prank(admin);
            access.revokeAll(Roles.MANAGER);
        }
        _grant(Roles.MANAGER, manager);
        assertFalse(access.hasRole(Roles.MANAGER, manager), "still suspended");

        vm.prank(admin);
        access.reinstateManager(manager);
        assertTrue(access.hasRole(Roles.MANAGER, manager), "reinstated");
    }

    /// @dev The other roles of a suspended account are its own.
    function testFuzz_suspension_leavesOtherRoles(uint256 pick) public {
        bytes32[4] memory roles = [Roles.ADMIN, Roles.KEEPER, Roles.TREASURY, Roles.GUARDIAN];
        bytes32 role = roles[pick % 4];
        _grant(role, manager);
        vm.prank(guardian);
        access.suspendManager(manager);
        assertTrue(access.hasRole(role, manager));
        assertFalse(access.hasRole(Roles.MANAGER, manager));
    }

    function testFuzz_RevertWhen_suspendNonManager(address account) public {
        if (account == manager) account = outsider;
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NotHeld.selector, Roles.MANAGER, account));
        access.suspendManager(account);
    }

    function test_RevertWhen_suspendTwice() public {
        vm.startPrank(guardian);
        access.suspendManager(manager);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_AlreadySuspended.selector, manager));
        access.suspendManager(manager);
    }

    function testFuzz_RevertWhen_reinstateUnsuspended(address account) public {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NotSuspended.selector, account));
        access.reinstateManager(account);
    }

    // Timing

    function testFuzz_setGrantTiming_withinBounds(uint256 delay, uint256 ttl) public {
        delay = bound(delay, 1 days, 30 days);
        ttl = bound(ttl, 1 days, 30 days);
        vm.expectEmit(diamond);
        emit IAccess.GrantTimingSet(1 days, delay, 7 days, ttl);
        vm.prank(admin);
        access.setGrantTiming(delay, ttl);

        (uint256 storedDelay, uint256 storedTtl) = access.grantTiming();
        assertEq(storedDelay, delay);
        assertEq(storedTtl, ttl);
    }

    function testFuzz_RevertWhen_timingOutOfBounds(uint256 value, bool below, bool isDelay) public {
        value = below ? bound(value, 0, 1 days - 1) : bound(value, 30 days + 1, type(uint256).max);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_TimingOutOfBounds.selector, value, 1 days, 30 days));
        access.setGrantTiming(isDelay ? value : 2 days, isDelay ? 2 days : value);
    }

    /// @dev A proposal keeps the window it was made with.
    function testFuzz_setGrantTiming_leavesOpenProposals(uint256 pick, uint256 delay, uint256 ttl) public {
        (bytes32 role, uint256 readyAt, uint256 expiresAt) = _propose(pick, nominee);
        vm.prank(admin);
        access.setGrantTiming(bound(delay, 1 days, 30 days), bound(ttl, 1 days, 30 days));
        (uint256 nowReady, uint256 nowExpires) = access.proposalOf(role, nominee);
        assertEq(nowReady, readyAt);
        assertEq(nowExpires, expiresAt);
    }

    // Unknown roles

    function testFuzz_RevertWhen_roleUnknown(bytes32 role) public {
        for (uint256 i; i < 5; ++i) {
            if (role == allRoles()[i]) role = keccak256("OTHER");
        }
        bytes memory reason = abi.encodeWithSelector(IAccess.Access_UnknownRole.selector, role);
        vm.startPrank(admin);
        vm.expectRevert(reason);
        access.proposeRole(role, nominee);
        vm.expectRevert(reason);
        access.acceptRole(role);
        vm.expectRevert(reason);
        access.cancelProposal(role, nominee);
        vm.expectRevert(reason);
        access.revokeRole(role, nominee);
        vm.expectRevert(reason);
        access.renounceRole(role);
        vm.expectRevert(reason);
        access.revokeAll(role);
        vm.expectRevert(reason);
        access.hasRole(role, nominee);
        vm.expectRevert(reason);
        access.roleEpoch(role);
        vm.expectRevert(reason);
        access.proposalOf(role, nominee);
    }

    function _propose(uint256 pick, address account)
        private
        returns (bytes32 role, uint256 readyAt, uint256 expiresAt)
    {
        role = _twoStepRole(pick);
        vm.prank(admin);
        access.proposeRole(role, account);
        (readyAt, expiresAt) = access.proposalOf(role, account);
    }

    /// @dev By the way the registry wants it for that role.
    function _grant(bytes32 role, address account) private {
        if (role == Roles.KEEPER) {
            vm.prank(admin);
            access.grantKeeper(account);
            return;
        }
        vm.prank(admin);
        access.proposeRole(role, account);
        vm.warp(block.timestamp + 1 days);
        vm.prank(account);
        access.acceptRole(role);
    }

    function _twoStepRole(uint256 pick) private pure returns (bytes32) {
        return [Roles.ADMIN, Roles.MANAGER, Roles.TREASURY, Roles.GUARDIAN][pick % 4];
    }

    function _holderOf(bytes32 role) private view returns (address) {
        for (uint256 i; i < 5; ++i) {
            if (allRoles()[i] == role) return holders()[i];
        }
        revert("no such role");
    }

    /// @dev The account itself unless it is zero or holds something.
    function _nobody(address account) private view returns (address) {
        for (uint256 i; i < 5; ++i) {
            if (account == holders()[i]) return nominee;
        }
        return account == address(0) ? nominee : account;
    }
}
