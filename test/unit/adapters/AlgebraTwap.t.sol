// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {AlgebraTwap} from "src/adapters/algebra/AlgebraTwap.sol";

/// @notice Timepoints as a test sets them.
/// @dev A mock because a genuine ring would take 65,536 swaps to fill, and its index as many to come round.
contract ScriptedTimepoints {
    struct Timepoint {
        bool initialized;
        uint32 time;
        int56 cumulative;
    }

    mapping(uint256 index => Timepoint) private _timepoints;
    /// @dev Time of all timepoints not set; 0 if there are none.
    uint32 private _others;

    function setOthers(uint32 time) external {
        _others = time;
    }

    function timepoints(uint256 index) external view returns (bool, uint32, int56) {
        Timepoint memory t = _timepoints[index];
        if (!t.initialized && _others != 0) return (true, _others, 0);
        return (t.initialized, t.time, t.cumulative);
    }

    function set(uint256 index, uint32 time, int56 cumulative) external {
        _timepoints[index] = Timepoint(true, time, cumulative);
    }
}

/// @notice The search through the ring against a walk through it, wherever in the ring the newest timepoint lies.
contract AlgebraTwapTest is Test {
    uint256 private constant RING = 65_536;

    ScriptedTimepoints private history = new ScriptedTimepoints();

    function setUp() public {
        vm.warp(1_760_000_000);
    }

    /// @dev A pace with rushes and lulls, cumulatives that wrap, an index that comes round.
    function testFuzz_consult_isTheMeanOfEachSecond(
        uint16 newest,
        uint8 count,
        bool filled,
        uint32 window,
        uint256 seed
    ) public {
        uint256 steps = bound(count, 1, 60);
        // Without having come round, the oldest is slot 0.
        if (!filled) newest = uint16(steps - 1);
        int24[] memory tickOf = new int24[](steps);
        uint256[] memory ageOf = new uint256[](steps);
        ageOf[0] = seed % 3 == 0 ? 0 : seed % 20;
        for (uint256 i = 1; i < steps; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            ageOf[i] = ageOf[i - 1] + 1 + (seed % 5 == 0 ? (seed >> 8) % 500 : (seed >> 8) % 8);
            tickOf[i] = int24(int256((seed >> 64) % 1_774_545)) - 887_272;
        }
        int24 spotTick = int24(int256((seed >> 128) % 1_774_545)) - 887_272;
        _write(newest, tickOf, ageOf, int56(uint56(seed)));
        uint256 oldest = ageOf[steps - 1];
        if (filled) {
            oldest += 100_000;
            history.setOthers(uint32(block.timestamp - oldest));
        }
        window = uint32(bound(window, 1, ageOf[steps - 1] + 20));

        (bool served, int24 mean) = AlgebraTwap.consult(address(history), newest, spotTick, window);
        assertEq(AlgebraTwap.oldestAge(address(history), newest), oldest, "oldest");
        if (window > ageOf[steps - 1]) {
            if (!filled) assertFalse(served, "history is too short");
            return;
        }
        assertTrue(served);
        assertEq(mean, _meanBySecond(tickOf, ageOf, spotTick, window));
    }

    function test_consult_isNotServedWithoutTimepoints() public view {
        (bool served,) = AlgebraTwap.consult(address(history), 0, 0, 1);
        assertFalse(served);
        assertEq(AlgebraTwap.oldestAge(address(history), 0), 0);
    }

    function test_RevertWhen_consult_nobodyKeepsTimepoints() public {
        vm.expectRevert(abi.encodeWithSelector(AlgebraTwap.AlgebraTwap_Unreadable.selector, address(1)));
        this.consult(address(1));
    }

    /// @dev The library behind a call of its own, for a revert to be expected of it.
    function consult(address keeper) external view {
        AlgebraTwap.consult(keeper, 0, 0, 1);
    }

    /// @dev tickOf[i] is the tick between timepoints i and i - 1; cumulatives are summed up from the oldest.
    function _write(uint256 newest, int24[] memory tickOf, uint256[] memory ageOf, int56 cumulative) private {
        for (uint256 i = tickOf.length; i != 0;) {
            --i;
            history.set((newest + RING - i) % RING, uint32(block.timestamp - ageOf[i]), cumulative);
            if (i == 0) break;
            // Wraps as the venue's.
            unchecked {
                cumulative += int56(tickOf[i]) * int56(uint56(ageOf[i] - ageOf[i - 1]));
            }
        }
    }

    function _meanBySecond(int24[] memory tickOf, uint256[] memory ageOf, int24 spotTick, uint256 window)
        private
        pure
        returns (int24)
    {
        int256 sum;
        for (uint256 second; second < window; ++second) {
            // The second that began `second + 1` ago and ended `second` ago.
            uint256 i;
            while (i < ageOf.length && ageOf[i] <= second) ++i;
            sum += i == 0 ? int256(spotTick) : int256(tickOf[i]);
        }
        int256 mean = sum / int256(window);
        if (sum < 0 && sum % int256(window) != 0) --mean;
        return int24(mean);
    }
}
