// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Cantilever} from "../../../src/stabilizer/Cantilever.sol";

/// @notice The cantilever condition and reserve sizing, with the figures they are known by.
contract CantileverTest is Test {
    uint256 internal constant PER_MINUTE = uint256(50_000e6) / 60;

    /// @dev 50,000 an hour are 833.3 a minute: 25·33 = 825 does not carry them, 26·33 = 858 and 25·34 = 850 do.
    function test_holds_twentyFiveTimesThirtyThreeFails() public pure {
        assertFalse(Cantilever.holds(25e6, 33, PER_MINUTE));
        assertTrue(Cantilever.holds(26e6, 33, PER_MINUTE));
        assertTrue(Cantilever.holds(25e6, 34, PER_MINUTE));
        assertTrue(Cantilever.holds(5, 33, 165));
    }

    /// @dev 33 trades a minute cannot coexist with a delay of 3 blocks: 10 fit in 2 s blocks, 2 in 9 s blocks.
    function test_maxTradesPerMinute_byChain() public pure {
        assertEq(Cantilever.maxTradesPerMinute(2_000, 3), 10);
        assertEq(Cantilever.maxTradesPerMinute(2_000, 5), 6);
        assertEq(Cantilever.maxTradesPerMinute(9_000, 3), 2);
    }

    /// @dev The sizes that follow: 83.3, 138.9, 375 and, with 35 blocks of 9 s, 4,375.
    function test_sizeUp_byChain() public pure {
        assertEq(Cantilever.sizeUp(50_000e6, 2_000, 3), 83_333_334);
        assertEq(Cantilever.sizeUp(50_000e6, 2_000, 5), 138_888_889);
        assertEq(Cantilever.sizeUp(50_000e6, 9_000, 3), 375e6);
        assertEq(Cantilever.sizeUp(50_000e6, 9_000, 35), 4_375e6);
    }

    function testFuzz_sizeUp_isTheLeastThatHolds(uint256 flow, uint256 blockTimeMs, uint256 delay) public pure {
        flow = bound(flow, 1, type(uint128).max);
        blockTimeMs = bound(blockTimeMs, 100, 60_000);
        delay = bound(delay, 1, 255);
        uint256 size = Cantilever.sizeUp(flow, blockTimeMs, delay);
        assertTrue(Cantilever.holdsAt(size, blockTimeMs, delay, flow));
        if (size != 0) assertFalse(Cantilever.holdsAt(size - 1, blockTimeMs, delay, flow));
    }

    function testFuzz_holds_isTheProduct(uint128 size, uint64 trades, uint256 flow) public pure {
        flow = bound(flow, 0, type(uint200).max);
        assertEq(Cantilever.holds(size, trades, flow), uint256(size) * trades >= flow);
    }

    function test_reserveFor_tenThousandAndFiveMinutes() public pure {
        (uint256 need, uint256 target, uint256 policy) = Cantilever.reserveFor(10_000, 5);
        assertEq(need, 50_000);
        assertEq(target, 150_000);
        assertEq(policy, 250_000);
    }

    function test_standing_warnsBelowThree() public pure {
        assertEq(uint8(Cantilever.standing(149_999, 10_000, 5)), uint8(Cantilever.Standing.BELOW_TARGET));
        assertEq(uint8(Cantilever.standing(150_000, 10_000, 5)), uint8(Cantilever.Standing.AT_TARGET));
        assertEq(uint8(Cantilever.standing(249_999, 10_000, 5)), uint8(Cantilever.Standing.AT_TARGET));
        assertEq(uint8(Cantilever.standing(250_000, 10_000, 5)), uint8(Cantilever.Standing.AT_POLICY));
    }
}
