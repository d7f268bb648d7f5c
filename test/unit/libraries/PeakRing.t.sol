// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {PeakRing} from "../../../src/libraries/PeakRing.sol";

/// @notice The greatest minute of a day against a list of all that was ever noted.
contract PeakRingTest is Test {
    using PeakRing for PeakRing.Ring;

    uint256 internal constant NOTES = 100;

    struct Noted {
        uint256 amount;
        uint256 hour;
    }

    PeakRing.Ring internal ring;
    Noted[] internal all;

    function setUp() public {
        vm.warp(1_700_000_000);
    }

    /// @dev Whatever is noted whenever, at any time the peak is the greatest of this hour's and the 23 before it.
    function testFuzz_peak_isTheGreatestOfTheDay(uint256 seed, uint8 range, uint8 pace) public {
        // Of few values many are equal; with a slow pace an hour has many notes, with a fast one whole days have none.
        uint256 values = bound(range, 1, 50);
        uint256 stride = [uint256(10 minutes), 1 hours, 3 hours, 13 hours][pace % 4];
        for (uint256 n; n < NOTES; ++n) {
            uint256 random = uint256(keccak256(abi.encode(seed, n)));
            _note(1 + uint128(random) % values);
            vm.warp(vm.getBlockTimestamp() + (random >> 128) % (2 * stride));
            assertEq(ring.peak(), _greatest(), "of the day");
        }
    }

    /// @dev Falling peaks, one an hour, are all kept: each is the greatest once those before it are forgotten.
    function testFuzz_peak_everyHourComesToLight(uint256 top) public {
        top = bound(top, 100, type(uint128).max);
        for (uint256 n; n < 100; ++n) {
            _note(top - n);
            assertEq(ring.peak(), n < 24 ? top : top - n + 23);
            vm.warp(vm.getBlockTimestamp() + 1 hours);
        }
        for (uint256 n = 1; n < 30; ++n) {
            assertEq(ring.peak(), n < 24 ? top - 100 + 24 - n : 0, "in silence");
            vm.warp(vm.getBlockTimestamp() + 1 hours);
        }
    }

    /// @dev What was noted in an hour is known to the end of the 23rd hour after it, to the second.
    function testFuzz_peak_isForgottenOnTheHour(uint256 amount, uint256 second) public {
        amount = bound(amount, 1, type(uint128).max);
        uint256 start = vm.getBlockTimestamp() / 1 hours * 1 hours;
        vm.warp(start + bound(second, 0, 1 hours - 1));
        ring.note(amount);
        vm.warp(start + 24 hours - 1);
        assertEq(ring.peak(), amount);
        vm.warp(start + 24 hours);
        assertEq(ring.peak(), 0);
    }

    function testFuzz_note_beyondItsWidthIsTheMost(uint256 amount) public {
        amount = bound(amount, uint256(type(uint128).max) + 1, type(uint256).max);
        ring.note(amount);
        assertEq(ring.peak(), type(uint128).max);
    }

    /// @dev Cleared it has forgotten everything, whatever lay in its places, and knows what is noted from then on.
    function testFuzz_clear_forgetsAndBeginsAnew(uint256 seed, uint8 every) public {
        uint256 period = bound(every, 1, 50);
        for (uint256 n; n < NOTES; ++n) {
            uint256 random = uint256(keccak256(abi.encode(seed, n)));
            if (n % period == period - 1) {
                ring.clear();
                delete all;
                assertEq(ring.peak(), 0, "forgotten");
            }
            _note(1 + uint128(random) % 50);
            vm.warp(vm.getBlockTimestamp() + (random >> 128) % 3 hours);
            assertEq(ring.peak(), _greatest(), "of what was noted since");
        }
    }

    /// @dev In steady state both read two slots, and what an hour has seen before writes none.
    function test_note_andPeak_touchFewSlots() public {
        for (uint256 n; n < 30; ++n) {
            ring.note(100);
            vm.warp(vm.getBlockTimestamp() + 1 hours);
        }
        ring.note(100);
        vm.record();
        ring.peak();
        ring.note(99);
        (bytes32[] memory reads, bytes32[] memory writes) = vm.accesses(address(this));
        assertEq(writes.length, 0);
        for (uint256 n; n < reads.length; ++n) {
            for (uint256 m; m < n; ++m) {
                if (reads[m] == reads[n]) reads[n] = 0;
            }
        }
        uint256 distinct;
        for (uint256 n; n < reads.length; ++n) {
            if (reads[n] != 0) ++distinct;
        }
        assertEq(distinct, 2);
    }

    function _note(uint256 amount) private {
        ring.note(amount);
        all.push(Noted(amount, vm.getBlockTimestamp() / 1 hours));
    }

    function _greatest() private view returns (uint256 greatest) {
        uint256 hour = vm.getBlockTimestamp() / 1 hours;
        for (uint256 n; n < all.length; ++n) {
            if (hour - all[n].hour < 24 && all[n].amount > greatest) greatest = all[n].amount;
        }
    }
}
