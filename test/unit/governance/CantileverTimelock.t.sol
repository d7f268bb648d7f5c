// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {CantileverTimelock} from "src/governance/CantileverTimelock.sol";
import {ICantileverTimelock} from "src/interfaces/ICantileverTimelock.sol";

/// @notice What the subclass adds: bounds of delays, and expiry as every view and every door sees it.
contract CantileverTimelockTest is Test {
    uint256 private constant START = 1_760_000_000;
    uint256 private constant DELAY = 2 days;
    bytes32 private constant SALT = keccak256("operation");

    CantileverTimelock private timelock;
    address private proposer = makeAddr("proposer");
    address private executor = makeAddr("executor");
    address private stranger = makeAddr("stranger");

    /// @dev What operations change, so that their execution shows.
    uint256 private touched;

    function setUp() public {
        vm.warp(START);
        timelock = _deploy(DELAY);
    }

    function touch(uint256 value) external {
        assertEq(msg.sender, address(timelock), "only by the timelock");
        touched = value;
    }

    // -- construction ---------------------------------------------------------------------------------------------

    function testFuzz_construct_keepsTheDelay(uint256 delay) public {
        delay = bound(delay, 1 days, 30 days);
        assertEq(_deploy(delay).getMinDelay(), delay);
    }

    function testFuzz_RevertWhen_constructedWithADelayTooShort(uint256 delay) public {
        delay = bound(delay, 0, 1 days - 1);
        vm.expectRevert(_outOfBounds(delay));
        _deploy(delay);
    }

    function testFuzz_RevertWhen_constructedWithADelayTooLong(uint256 delay) public {
        delay = bound(delay, 30 days + 1, type(uint256).max);
        vm.expectRevert(_outOfBounds(delay));
        _deploy(delay);
    }

    function test_RevertWhen_constructedWithoutAProposer() public {
        bytes32 role = timelock.PROPOSER_ROLE();
        vm.expectRevert(abi.encodeWithSelector(ICantileverTimelock.Timelock_NoHolder.selector, role));
        new CantileverTimelock(DELAY, new address[](0), _one(executor));
    }

    function test_RevertWhen_constructedWithoutAnExecutor() public {
        bytes32 role = timelock.EXECUTOR_ROLE();
        vm.expectRevert(abi.encodeWithSelector(ICantileverTimelock.Timelock_NoHolder.selector, role));
        new CantileverTimelock(DELAY, _one(proposer), new address[](0));
    }

    function test_RevertWhen_aProposerIsZero() public {
        address[] memory proposers = new address[](2);
        proposers[0] = proposer;
        vm.expectRevert(abi.encodeWithSelector(ICantileverTimelock.Timelock_ZeroProposer.selector, 1));
        new CantileverTimelock(DELAY, proposers, _one(executor));
    }

    /// @dev No account administers it but itself: not the deployer, not the proposer.
    function test_construct_leavesNobodyInCharge() public view {
        bytes32 adminRole = timelock.DEFAULT_ADMIN_ROLE();
        assertTrue(timelock.hasRole(adminRole, address(timelock)));
        assertFalse(timelock.hasRole(adminRole, address(this)));
        assertFalse(timelock.hasRole(adminRole, proposer));
        assertFalse(timelock.hasRole(adminRole, executor));
        assertFalse(timelock.hasRole(adminRole, address(0)));
        assertTrue(timelock.hasRole(timelock.CANCELLER_ROLE(), proposer), "who proposes may cancel");
    }

    // -- delay ----------------------------------------------------------------------------------------------------

    function testFuzz_schedule_takesDelaysWithinBounds(uint256 delay, bool batch) public {
        delay = bound(delay, DELAY, 30 days);
        bytes32 id = _schedule(1, delay, batch);
        assertEq(timelock.getTimestamp(id), START + delay);
        assertEq(timelock.expiresAt(id), START + delay + 7 days);
    }

    function testFuzz_RevertWhen_operationIsDelayedTooLong(uint256 delay, bool batch) public {
        // Beyond this the base's addition overflows, which reverts as well.
        delay = bound(delay, 30 days + 1, type(uint256).max - START);
        vm.prank(proposer);
        vm.expectRevert(_outOfBounds(delay));
        this.scheduleFor(1, delay, batch);
    }

    function testFuzz_RevertWhen_operationIsDelayedLessThanTheMinimum(uint256 delay, bool batch) public {
        delay = bound(delay, 0, DELAY - 1);
        vm.prank(proposer);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, delay, DELAY));
        this.scheduleFor(1, delay, batch);
    }

    function testFuzz_updateDelay_worksByOperation(uint256 delay) public {
        delay = bound(delay, 1 days, 30 days);
        _updateDelay(delay, "");
        assertEq(timelock.getMinDelay(), delay);
    }

    function testFuzz_RevertWhen_updatedDelayIsOutOfBounds(uint256 delay, bool tooLong) public {
        delay = tooLong ? bound(delay, 30 days + 1, type(uint256).max) : bound(delay, 0, 1 days - 1);
        _updateDelay(delay, _outOfBounds(delay));
        assertEq(timelock.getMinDelay(), DELAY);
    }

    function testFuzz_RevertWhen_anyoneElseUpdatesTheDelay(address caller, uint256 delay) public {
        if (caller == address(timelock)) caller = stranger;
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, caller));
        timelock.updateDelay(delay);
    }

    // -- execution and expiry -------------------------------------------------------------------------------------

    /// @dev The whole life, second by second of any choice: state, views and doors always say the same.
    function testFuzz_operation_isWhatItsAgeSays(uint256 delay, uint256 age, uint256 value, bool batch) public {
        delay = bound(delay, DELAY, 30 days);
        age = bound(age, 0, delay + 21 days);
        value = bound(value, 1, type(uint256).max);
        bytes32 id = _schedule(value, delay, batch);
        skip(age);

        bool waiting = age < delay;
        bool expired = age > delay + 7 days;
        bool ready = !waiting && !expired;
        assertEq(timelock.isOperation(id), !expired, "exists");
        assertEq(timelock.isOperationPending(id), !expired, "pending");
        assertEq(timelock.isOperationReady(id), ready, "ready");
        assertFalse(timelock.isOperationDone(id), "done");
        assertEq(timelock.getTimestamp(id), expired ? 0 : START + delay, "timestamp");
        assertEq(timelock.expiresAt(id), START + delay + 7 days, "expiry");
        TimelockController.OperationState state = waiting
            ? TimelockController.OperationState.Waiting
            : ready ? TimelockController.OperationState.Ready : TimelockController.OperationState.Unset;
        assertEq(uint8(timelock.getOperationState(id)), uint8(state), "state");

        vm.prank(executor);
        if (expired) vm.expectRevert(_expired(id, START + delay + 7 days));
        else if (waiting) vm.expectRevert(_unexpected(id, TimelockController.OperationState.Ready));
        this.executeFor(value, batch);
        assertEq(touched, ready ? value : 0, "executed if and only if ready");
        assertEq(timelock.isOperationDone(id), ready);
    }

    function test_execute_worksInItsLastSecond() public {
        bytes32 id = _schedule(1, DELAY, false);
        skip(DELAY + 7 days);
        vm.prank(executor);
        this.executeFor(1, false);
        assertTrue(timelock.isOperationDone(id));
    }

    /// @dev Done is for ever: expiry must not make an executed operation one that can be repeated.
    function testFuzz_done_neverExpires(uint256 later, bool batch) public {
        bytes32 id = _schedule(1, DELAY, batch);
        skip(DELAY);
        vm.prank(executor);
        this.executeFor(1, batch);
        skip(bound(later, 0, 3650 days));

        assertTrue(timelock.isOperationDone(id));
        assertEq(timelock.expiresAt(id), 0, "nothing to expire");
        assertEq(timelock.getTimestamp(id), 1);
        vm.prank(proposer);
        vm.expectRevert(_unexpected(id, TimelockController.OperationState.Unset));
        this.scheduleFor(1, DELAY, batch);
        vm.prank(executor);
        vm.expectRevert(_unexpected(id, TimelockController.OperationState.Ready));
        this.executeFor(1, batch);
    }

    /// @dev What expired may be tried again, and waits again.
    function testFuzz_expired_canBeScheduledAnew(uint256 later, bool batch) public {
        bytes32 id = _schedule(1, DELAY, batch);
        skip(DELAY + 7 days + 1 + bound(later, 0, 3650 days));
        uint256 again = block.timestamp;
        assertEq(_schedule(1, DELAY, batch), id, "the same operation");
        assertEq(timelock.getTimestamp(id), again + DELAY);

        vm.prank(executor);
        vm.expectRevert(_unexpected(id, TimelockController.OperationState.Ready));
        this.executeFor(1, batch);
        skip(DELAY);
        vm.prank(executor);
        this.executeFor(1, batch);
        assertEq(touched, 1);
    }

    /// @dev A successor of an expired operation is not let through.
    function test_RevertWhen_predecessorExpired() public {
        bytes32 first = _schedule(1, DELAY, false);
        bytes memory data = abi.encodeCall(this.touch, (2));
        vm.prank(proposer);
        timelock.schedule(address(this), 0, data, first, SALT, DELAY + 6 days);
        skip(DELAY + 7 days + 1);
        vm.prank(executor);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnexecutedPredecessor.selector, first));
        timelock.execute(address(this), 0, data, first, SALT);
    }

    // -- cancelling -----------------------------------------------------------------------------------------------

    function testFuzz_cancel_worksUntilExpiry(uint256 age, bool batch) public {
        age = bound(age, 0, DELAY + 7 days);
        bytes32 id = _schedule(1, DELAY, batch);
        skip(age);
        vm.prank(proposer);
        timelock.cancel(id);
        assertFalse(timelock.isOperation(id));
        assertEq(timelock.expiresAt(id), 0);
    }

    function testFuzz_RevertWhen_cancellingWhatExpired(uint256 later) public {
        bytes32 id = _schedule(1, DELAY, false);
        skip(DELAY + 7 days + 1 + bound(later, 0, 3650 days));
        vm.prank(proposer);
        // Waiting or ready: bits 1 and 2.
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector, id, bytes32(uint256(6))
            )
        );
        timelock.cancel(id);
    }

    // -- roles ----------------------------------------------------------------------------------------------------

    /// @dev The overrides keep the base's role checks: nobody but the proposer schedules and cancels, nobody but the
    /// executor executes.
    function testFuzz_RevertWhen_aStrangerDoesAnything(bool batch) public {
        bytes32 id = _schedule(1, DELAY, batch);
        bytes memory refusal = _unauthorized(timelock.PROPOSER_ROLE());
        vm.prank(stranger);
        vm.expectRevert(refusal);
        this.scheduleFor(2, DELAY, batch);
        refusal = _unauthorized(timelock.CANCELLER_ROLE());
        vm.prank(stranger);
        vm.expectRevert(refusal);
        timelock.cancel(id);
        skip(DELAY);
        refusal = _unauthorized(timelock.EXECUTOR_ROLE());
        vm.prank(stranger);
        vm.expectRevert(refusal);
        this.executeFor(1, batch);
    }

    /// @dev The zero address as executor opens execution, and nothing else.
    function testFuzz_execute_isOpenWhereTheZeroAddressMay(address caller) public {
        timelock = new CantileverTimelock(DELAY, _one(proposer), _one(address(0)));
        _schedule(1, DELAY, false);
        skip(DELAY);
        vm.prank(caller);
        this.executeFor(1, false);
        assertEq(touched, 1);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev External, so that expectRevert has one call to watch; acts as whoever calls it.
    function scheduleFor(uint256 value, uint256 delay, bool batch) external returns (bytes32 id) {
        bytes memory data = abi.encodeCall(this.touch, (value));
        if (!batch) {
            vm.prank(msg.sender);
            timelock.schedule(address(this), 0, data, 0, SALT, delay);
            return timelock.hashOperation(address(this), 0, data, 0, SALT);
        }
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _batch(data);
        vm.prank(msg.sender);
        timelock.scheduleBatch(targets, values, payloads, 0, SALT, delay);
        return timelock.hashOperationBatch(targets, values, payloads, 0, SALT);
    }

    function executeFor(uint256 value, bool batch) external {
        bytes memory data = abi.encodeCall(this.touch, (value));
        if (!batch) {
            vm.prank(msg.sender);
            timelock.execute(address(this), 0, data, 0, SALT);
            return;
        }
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _batch(data);
        vm.prank(msg.sender);
        timelock.executeBatch(targets, values, payloads, 0, SALT);
    }

    function _schedule(uint256 value, uint256 delay, bool batch) private returns (bytes32 id) {
        vm.prank(proposer);
        return this.scheduleFor(value, delay, batch);
    }

    /// @dev Changes the delay as the timelock does it, by an operation on itself.
    function _updateDelay(uint256 delay, bytes memory refusal) private {
        bytes memory data = abi.encodeCall(timelock.updateDelay, (delay));
        vm.prank(proposer);
        timelock.schedule(address(timelock), 0, data, 0, SALT, DELAY);
        skip(DELAY);
        vm.prank(executor);
        if (refusal.length != 0) vm.expectRevert(refusal);
        timelock.execute(address(timelock), 0, data, 0, SALT);
    }

    function _deploy(uint256 delay) private returns (CantileverTimelock) {
        return new CantileverTimelock(delay, _one(proposer), _one(executor));
    }

    function _batch(bytes memory data)
        private
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory payloads)
    {
        (targets, values, payloads) = (_one(address(this)), new uint256[](1), new bytes[](1));
        payloads[0] = data;
    }

    function _one(address account) private pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }

    function _outOfBounds(uint256 delay) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ICantileverTimelock.Timelock_DelayOutOfBounds.selector, delay, 1 days, 30 days);
    }

    function _expired(bytes32 id, uint256 at) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ICantileverTimelock.Timelock_Expired.selector, id, at);
    }

    function _unexpected(bytes32 id, TimelockController.OperationState wanted) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            TimelockController.TimelockUnexpectedOperationState.selector, id, bytes32(1 << uint8(wanted))
        );
    }

    function _unauthorized(bytes32 role) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, role);
    }
}
