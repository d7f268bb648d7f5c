// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

import {Expectation as StorageExpectation} from "src/libraries/lock/storage/Expectation.sol";
import {Expectation as TransientExpectation} from "src/libraries/lock/transient/Expectation.sol";

interface IExpectationHarness {
    function arm(address payee_, address token0, address token1, uint256 max0, uint256 max1) external;
    function payee() external view returns (address);
    function terms() external view returns (address token0, address token1, uint256 max0, uint256 max1);
    function settle(uint256 amount0, uint256 amount1) external;
    function paid() external view returns (bool settled, uint256 amount0, uint256 amount1);
}

contract TransientExpectationHarness is IExpectationHarness {
    function arm(address payee_, address token0, address token1, uint256 max0, uint256 max1) external {
        TransientExpectation.arm(payee_, token0, token1, max0, max1);
    }

    function payee() external view returns (address) {
        return TransientExpectation.payee();
    }

    function terms() external view returns (address token0, address token1, uint256 max0, uint256 max1) {
        return TransientExpectation.terms();
    }

    function settle(uint256 amount0, uint256 amount1) external {
        TransientExpectation.settle(amount0, amount1);
    }

    function paid() external view returns (bool settled, uint256 amount0, uint256 amount1) {
        return TransientExpectation.paid();
    }
}

contract StorageExpectationHarness is IExpectationHarness {
    function arm(address payee_, address token0, address token1, uint256 max0, uint256 max1) external {
        StorageExpectation.arm(payee_, token0, token1, max0, max1);
    }

    function payee() external view returns (address) {
        return StorageExpectation.payee();
    }

    function terms() external view returns (address token0, address token1, uint256 max0, uint256 max1) {
        return StorageExpectation.terms();
    }

    function settle(uint256 amount0, uint256 amount1) external {
        StorageExpectation.settle(amount0, amount1);
    }

    function paid() external view returns (bool settled, uint256 amount0, uint256 amount1) {
        return StorageExpectation.paid();
    }
}

/// @notice The twins must behave alike: one suite, run on each.
abstract contract ExpectationTest is Test {
    IExpectationHarness internal expectation;

    function test_payee_isNobodyAtFirst() public view {
        assertEq(expectation.payee(), address(0));
    }

    function testFuzz_arm_setsTheTerms(address payee_, address token0, address token1, uint128 max0, uint128 max1)
        public
    {
        expectation.arm(payee_, token0, token1, max0, max1);
        assertEq(expectation.payee(), payee_);
        (address t0, address t1, uint256 m0, uint256 m1) = expectation.terms();
        assertEq(t0, token0);
        assertEq(t1, token1);
        assertEq(m0, max0);
        assertEq(m1, max1);
    }

    function testFuzz_arm_saturatesTheMaxima(uint256 max0, uint256 max1) public {
        expectation.arm(address(1), address(2), address(3), max0, max1);
        (,, uint256 m0, uint256 m1) = expectation.terms();
        assertEq(m0, max0 > type(uint128).max ? type(uint128).max : max0);
        assertEq(m1, max1 > type(uint128).max ? type(uint128).max : max1);
    }

    function testFuzz_settle_disarmsAndRecords(uint128 amount0, uint128 amount1) public {
        expectation.arm(address(1), address(2), address(3), type(uint256).max, type(uint256).max);
        expectation.settle(amount0, amount1);
        assertEq(expectation.payee(), address(0));
        (bool settled, uint256 paid0, uint256 paid1) = expectation.paid();
        assertTrue(settled);
        assertEq(paid0, amount0);
        assertEq(paid1, amount1);
    }

    function testFuzz_paid_isNothingWhileArmed(uint128 max0, uint128 max1) public {
        expectation.arm(address(1), address(2), address(3), max0, max1);
        (bool settled, uint256 paid0, uint256 paid1) = expectation.paid();
        assertFalse(settled);
        assertEq(paid0, 0);
        assertEq(paid1, 0);
    }
}

contract TransientExpectationTest is ExpectationTest {
    function setUp() public {
        expectation = new TransientExpectationHarness();
    }
}

contract StorageExpectationTest is ExpectationTest {
    function setUp() public {
        expectation = new StorageExpectationHarness();
    }
}
