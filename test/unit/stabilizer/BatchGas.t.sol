// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {FourPools} from "./FourPools.sol";

/// @notice What a run of the batch over all four pools costs when there is nothing to do, as a transaction of its own.
/// @dev As StabilizerGasTest: everything cold, the test's price sources. Each pool has outflows of both tokens in the
/// meter's day, and each run begins a minute, so that the meter reads and writes all it ever does. Of a pool's 100,000 the
/// meter's reading is some 45,000 (the pool's close 14,000, what it writes 20,000), the question whether it is due 12,000
/// (its closes again), what bucket B holds against what flowed out 25,000 to 46,000 (two reserves, two limits, a price).
/// forge-config: default.isolate = true
contract BatchGasTest is FourPools {
    function setUp() public override {
        super.setUp();
        for (uint256 n; n < 4; ++n) {
            for (uint256 m; m < MARKETS; ++m) {
                _sellOn(_market(m), n % 2 == 0, _market(m).side / 50);
            }
            _nextMinute();
            batch.run(anyone);
        }
        // A little way off, within theta, so that the last minute has a flow, too.
        for (uint256 m; m < MARKETS; ++m) {
            _sellOn(_market(m), true, _market(m).side / 10_000);
        }
        _nextMinute();
    }

    function test_gas_batch_nothingDue() public {
        assertEq(batch.due().length, 0);
        batch.run(anyone);
        _report("batch of four, none due, a flow in each", 430_000);
        _nextMinute();
        batch.run(anyone);
        _report("batch of four, none due, all at rest", 405_000);
    }

    function _report(string memory what, uint256 limit) private {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        console2.log(what, used);
        assertLe(used, limit, what);
    }

    function _nextMinute() private {
        vm.roll(vm.getBlockNumber() + 30);
        vm.warp((vm.getBlockTimestamp() / 1 minutes + 1) * 1 minutes);
    }
}
