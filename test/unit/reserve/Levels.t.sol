// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IBridgeReserveCoordinator} from "../../../src/interfaces/IBridgeReserveCoordinator.sol";
import {IOutflowMeter} from "../../../src/interfaces/IOutflowMeter.sol";
import {IReserveSystem} from "../../../src/interfaces/IReserveSystem.sol";
import {ReserveFixture} from "./ReserveFixture.sol";

/// @notice Bucket B's level against what flows out, and the coordinator that tells of it.
contract LevelsTest is ReserveFixture {
    /// @dev Each of the three levels, at and around its edge: `held` is B's value, 250,000 of gold.
    function testFuzz_level_byThreeAndFive(uint256 need) public {
        uint256 held = bucket.valueXau();
        need = bound(need, 1, held);
        _require(need);
        (IReserveSystem.Level level, uint256 found) = reserve.level();
        assertEq(found, held);
        IReserveSystem.Level expected = held < 3 * need
            ? IReserveSystem.Level.BELOW_TARGET
            : held < 5 * need ? IReserveSystem.Level.AT_TARGET : IReserveSystem.Level.AT_POLICY;
        assertEq(uint256(level), uint256(expected));
    }

    /// @dev Told when it changes, and only then.
    function test_checkLevel_tellsOfTheChange() public {
        uint256 held = bucket.valueXau();
        vm.expectEmit(address(reserve));
        emit IReserveSystem.ReserveLevelChanged(
            IReserveSystem.Level.BELOW_TARGET, IReserveSystem.Level.AT_POLICY, held, 0, 0
        );
        reserve.checkLevel();
        vm.recordLogs();
        reserve.checkLevel();
        assertEq(vm.getRecordedLogs().length, 0);
        _require(held / 3 + 1);
        vm.expectEmit(address(reserve));
        emit IReserveSystem.ReserveLevelChanged(
            IReserveSystem.Level.AT_POLICY,
            IReserveSystem.Level.BELOW_TARGET,
            held,
            3 * (held / 3 + 1),
            5 * (held / 3 + 1)
        );
        assertEq(uint256(reserve.checkLevel()), 0);
    }

    /// @dev B lacks what three times the need asks: told, once per cool-down.
    function testFuzz_triggerB(uint256 need, uint256 wait) public {
        uint256 held = bucket.valueXau();
        need = bound(need, held / 3 + 1, held);
        _require(need);
        vm.expectEmit(address(coordinator));
        emit IBridgeReserveCoordinator.RebalancingTriggered(
            IReserveSystem.Bucket.B, address(quote), held, 3 * need, anyone
        );
        vm.prank(anyone);
        coordinator.triggerB();
        uint256 first = vm.getBlockTimestamp();
        vm.warp(first + bound(wait, 0, 1 hours - 1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IBridgeReserveCoordinator.Coordinator_CoolingDown.selector, vm.getBlockTimestamp(), first + 1 hours
            )
        );
        coordinator.triggerB();
        vm.warp(first + 1 hours);
        coordinator.triggerB();
    }

    function testFuzz_RevertWhen_triggerB_nothingLacks(uint256 need) public {
        uint256 held = bucket.valueXau();
        need = bound(need, 0, held / 3);
        _require(need);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBridgeReserveCoordinator.Coordinator_NothingLacks.selector,
                IReserveSystem.Bucket.B,
                address(quote),
                held,
                3 * need
            )
        );
        coordinator.triggerB();
    }

    /// @dev bridgeReserve >= peakBridgeOutflow · latency, of each token for itself.
    function testFuzz_triggerD(uint256 outflow, uint256 latency) public {
        outflow = bound(outflow, 1, LIMIT / 2);
        latency = bound(latency, 1, 1 days / 1 minutes);
        _fund(LIMIT, 0);
        _toBucket(IReserveSystem.Bucket.D, address(base), LIMIT);
        vm.prank(admin);
        coordinator.setSettings(latency, 1 hours);
        vm.prank(bridge);
        bucketD.release(address(base), outflow, anyone);
        (uint256 held, uint256 needed) = coordinator.needOfD(address(base));
        assertEq(held, LIMIT - outflow);
        assertEq(needed, outflow * latency);
        if (held >= needed) {
            vm.expectPartialRevert(IBridgeReserveCoordinator.Coordinator_NothingLacks.selector);
            coordinator.triggerD(address(base));
            return;
        }
        vm.expectEmit(address(coordinator));
        emit IBridgeReserveCoordinator.RebalancingTriggered(
            IReserveSystem.Bucket.D, address(base), held, needed, address(this)
        );
        coordinator.triggerD(address(base));
        vm.expectPartialRevert(IBridgeReserveCoordinator.Coordinator_CoolingDown.selector);
        coordinator.triggerD(address(base));
        vm.expectPartialRevert(IBridgeReserveCoordinator.Coordinator_NothingLacks.selector);
        coordinator.triggerD(address(quote));
    }

    function test_RevertWhen_coordinatorSettings() public {
        vm.startPrank(admin);
        uint256[2][3] memory bad = [[uint256(0), 0], [uint256(1_441), 0], [uint256(1), 1 days + 1]];
        for (uint256 n; n < 3; ++n) {
            vm.expectRevert(
                abi.encodeWithSelector(IBridgeReserveCoordinator.Coordinator_BadSettings.selector, bad[n][0], bad[n][1])
            );
            coordinator.setSettings(bad[n][0], bad[n][1]);
        }
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, anyone, Roles.ADMIN));
        vm.prank(anyone);
        coordinator.setSettings(1, 1);
    }

    /// @dev The meter's own answers are its tests' subject; here they are given.
    function _require(uint256 need) private {
        vm.mockCall(
            address(meter), abi.encodeCall(IOutflowMeter.requiredReserve, ()), abi.encode(need, 3 * need, 5 * need)
        );
    }
}
