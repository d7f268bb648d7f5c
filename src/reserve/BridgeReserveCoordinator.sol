// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../access/Roles.sol";
import {IBridgeReserveCoordinator} from "../interfaces/IBridgeReserveCoordinator.sol";
import {IReserveBucketB} from "../interfaces/IReserveBucketB.sol";
import {IReserveBucketD} from "../interfaces/IReserveBucketD.sol";
import {IReserveSystem} from "../interfaces/IReserveSystem.sol";
import {Authorised} from "../stabilizer/Authorised.sol";

/// @title BridgeReserveCoordinator
/// @notice See IBridgeReserveCoordinator.
contract BridgeReserveCoordinator is IBridgeReserveCoordinator, Authorised {
    uint256 private constant MAX_LATENCY = 1 days / 1 minutes;
    uint256 private constant MAX_COOLDOWN = 1 days;

    /// @inheritdoc IBridgeReserveCoordinator
    IReserveSystem public immutable RESERVE;

    uint256 private _latencyMinutes = 60;
    uint256 private _cooldownSeconds = 1 hours;
    mapping(IReserveSystem.Bucket bucket => mapping(address token => uint256)) private _lastTrigger;

    /// @param authority The diamond.
    /// @param reserve The reserve system.
    constructor(address authority, IReserveSystem reserve) Authorised(authority) {
        RESERVE = reserve;
    }

    /// @inheritdoc IBridgeReserveCoordinator
    function triggerB() external {
        (uint256 held, uint256 needed) = needOfB();
        _trigger(IReserveSystem.Bucket.B, _bucketB().XAU(), held, needed);
    }

    /// @inheritdoc IBridgeReserveCoordinator
    function triggerD(address token) external {
        (uint256 held, uint256 needed) = needOfD(token);
        _trigger(IReserveSystem.Bucket.D, token, held, needed);
    }

    /// @inheritdoc IBridgeReserveCoordinator
    function setSettings(uint256 latencyMinutes, uint256 cooldownSeconds) external onlyRole(Roles.ADMIN) {
        if (latencyMinutes == 0 || latencyMinutes > MAX_LATENCY || cooldownSeconds > MAX_COOLDOWN) {
            revert Coordinator_BadSettings(latencyMinutes, cooldownSeconds);
        }
        (_latencyMinutes, _cooldownSeconds) = (latencyMinutes, cooldownSeconds);
        emit CoordinatorSettingsSet(latencyMinutes, cooldownSeconds);
    }

    /// @inheritdoc IBridgeReserveCoordinator
    function needOfB() public view returns (uint256 held, uint256 needed) {
        held = _bucketB().valueXau();
        (, needed,) = RESERVE.requiredReserve();
    }

    /// @inheritdoc IBridgeReserveCoordinator
    function needOfD(address token) public view returns (uint256 held, uint256 needed) {
        IReserveBucketD bucket = IReserveBucketD(address(RESERVE.account(IReserveSystem.Bucket.D)));
        return (bucket.balanceOf(token), bucket.peakOutflow(token) * _latencyMinutes);
    }

    /// @inheritdoc IBridgeReserveCoordinator
    function settings() external view returns (uint256, uint256) {
        return (_latencyMinutes, _cooldownSeconds);
    }

    function _trigger(IReserveSystem.Bucket bucket, address token, uint256 held, uint256 needed) private {
        if (held >= needed) revert Coordinator_NothingLacks(bucket, token, held, needed);
        uint256 last = _lastTrigger[bucket][token];
        if (last != 0 && block.timestamp < last + _cooldownSeconds) {
            revert Coordinator_CoolingDown(block.timestamp, last + _cooldownSeconds);
        }
        _lastTrigger[bucket][token] = block.timestamp;
        emit RebalancingTriggered(bucket, token, held, needed, msg.sender);
    }

    function _bucketB() private view returns (IReserveBucketB) {
        return IReserveBucketB(address(RESERVE.account(IReserveSystem.Bucket.B)));
    }
}
