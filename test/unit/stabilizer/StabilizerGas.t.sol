// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {StabilizerFixture} from "./StabilizerFixture.sol";

/// @notice What one action costs as a transaction of its own, steady state.
/// @dev forge's isolation makes the call a transaction: everything cold, intrinsic cost included. The price source is the
/// test's; the diamond's follower reads two slots and an aggregator behind its proxy more, cold once.
/// forge-config: default.isolate = true
contract StabilizerGasTest is StabilizerFixture {
    function test_gas_actionWithinItsBudget() public {
        _fundB(1_000 * USD, 0);
        _pushDown(20_000, 3);
        _act();
        _skipBlocks(3);
        _pushDown(20_000, 3);
        (uint256 size, address tokenIn, address tokenOut,) = stab.quotePrivateSwap();
        vm.prank(anyone);
        stab.executePrivateSwap(size, tokenIn, tokenOut);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        console2.log("stabilizer action, receipt gas:", gas);
        assertLe(gas, 240_000);
    }
}
