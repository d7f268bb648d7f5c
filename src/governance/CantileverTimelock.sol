// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ICantileverTimelock} from "../interfaces/ICantileverTimelock.sol";

/// @title CantileverTimelock
/// @notice Holds ADMIN of the diamond: whatever raises a user's risk is announced here, waits, and either happens soon
/// after or not at all. Source: DESIGN section 2.
///
/// EXPIRY
/// OpenZeppelin's base keeps an operation ready for ever. Here readiness ends after GRACE_PERIOD: an old proposal that
/// everybody forgot cannot be dug out when the code around it has changed. The base derives every state from
/// `getTimestamp`, so answering zero there for an expired operation makes it unset in all of them alike.
///
/// Warning: a predecessor that expires leaves those that name it waiting for it; reschedule it, or let them expire too.
/// Warning: an expired operation emits nothing, as no transaction marks the moment.
contract CantileverTimelock is ICantileverTimelock, TimelockController {
    /// @inheritdoc ICantileverTimelock
    uint256 public constant MIN_DELAY = 1 days;
    /// @inheritdoc ICantileverTimelock
    uint256 public constant MAX_DELAY = 30 days;
    /// @inheritdoc ICantileverTimelock
    uint256 public constant GRACE_PERIOD = 7 days;

    /// @param delay Minimum delay of operations, seconds, MIN_DELAY to MAX_DELAY.
    /// @param proposers Who may schedule, and cancel: a Safe.
    /// @param executors Who may execute what is ready; the zero address for everyone.
    /// @dev Errors: `Timelock_DelayOutOfBounds`, `Timelock_NoHolder`, `Timelock_ZeroProposer`.
    constructor(uint256 delay, address[] memory proposers, address[] memory executors)
        TimelockController(delay, proposers, executors, address(0))
    {
        _requireDelay(delay);
        if (proposers.length == 0) revert Timelock_NoHolder(PROPOSER_ROLE);
        if (executors.length == 0) revert Timelock_NoHolder(EXECUTOR_ROLE);
        for (uint256 i; i < proposers.length; ++i) {
            if (proposers[i] == address(0)) revert Timelock_ZeroProposer(i);
        }
    }

    /// @notice Schedules a call. Proposer.
    /// @dev Errors: `Timelock_DelayOutOfBounds` and the base's.
    /// @param delay Seconds until it is ready: the minimum delay to MAX_DELAY.
    function schedule(
        address target,
        uint256 value,
        bytes calldata data,
        bytes32 predecessor,
        bytes32 salt,
        uint256 delay
    ) public override {
        super.schedule(target, value, data, predecessor, salt, delay);
        _requireDelay(delay);
    }

    /// @notice Schedules calls that are executed together. Proposer.
    /// @dev Errors: `Timelock_DelayOutOfBounds` and the base's.
    /// @param delay Seconds until they are ready: the minimum delay to MAX_DELAY.
    function scheduleBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt,
        uint256 delay
    ) public override {
        super.scheduleBatch(targets, values, payloads, predecessor, salt, delay);
        _requireDelay(delay);
    }

    /// @notice Makes a ready call. Executor.
    /// @dev Errors: `Timelock_Expired`, the base's, and the call's own.
    function execute(address target, uint256 value, bytes calldata payload, bytes32 predecessor, bytes32 salt)
        public
        payable
        override
    {
        _requireLive(hashOperation(target, value, payload, predecessor, salt));
        super.execute(target, value, payload, predecessor, salt);
    }

    /// @notice Makes ready calls, all or none. Executor.
    /// @dev Errors: `Timelock_Expired`, the base's, and the calls' own.
    function executeBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt
    ) public payable override {
        _requireLive(hashOperationBatch(targets, values, payloads, predecessor, salt));
        super.executeBatch(targets, values, payloads, predecessor, salt);
    }

    /// @notice Sets the minimum delay of operations scheduled from now on. The timelock itself.
    /// @dev Errors: `Timelock_DelayOutOfBounds`, `TimelockUnauthorizedCaller`.
    /// @param newDelay Seconds, MIN_DELAY to MAX_DELAY.
    function updateDelay(uint256 newDelay) public override {
        super.updateDelay(newDelay);
        _requireDelay(newDelay);
    }

    /// @notice When an operation becomes ready: zero if it is unset or expired, one if it is done.
    function getTimestamp(bytes32 id) public view override returns (uint256) {
        uint256 end = expiresAt(id);
        return end != 0 && block.timestamp > end ? 0 : super.getTimestamp(id);
    }

    /// @inheritdoc ICantileverTimelock
    function expiresAt(bytes32 id) public view returns (uint256) {
        uint256 readyAt = super.getTimestamp(id);
        return readyAt > DONE_TIMESTAMP ? readyAt + GRACE_PERIOD : 0;
    }

    /// @dev The base would call an expired operation unset, which is true but does not say why.
    function _requireLive(bytes32 id) private view {
        uint256 end = expiresAt(id);
        if (end != 0 && block.timestamp > end) revert Timelock_Expired(id, end);
    }

    function _requireDelay(uint256 delay) private pure {
        if (delay < MIN_DELAY || delay > MAX_DELAY) revert Timelock_DelayOutOfBounds(delay, MIN_DELAY, MAX_DELAY);
    }
}
