// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {DiamondFixture} from "./DiamondFixture.sol";

/// @notice What passing through the diamond costs, cold: execution gas, without the transaction's intrinsic cost.
contract DispatchGasTest is DiamondFixture {
    /// @dev The limit asked for, and what the two cold accesses cost at the least.
    uint256 private constant MUST = 4_911;
    uint256 private constant COLD_ACCESSES = 2_100 + 2_600;
    bytes4 private constant SELECTOR = 0x12345678;

    address private idle;

    function setUp() public override {
        super.setUp();
        // A facet of one STOP: it costs nothing, so the whole measure is the diamond's.
        idle = makeAddr("idle facet");
        vm.etch(idle, hex"00");
        addAsAdmin(idle, SELECTOR);
    }

    function test_dispatch_coldCostsWithinTheLimit() public {
        uint256 used = _coldCall(diamond, abi.encodePacked(SELECTOR));

        emit log_named_uint("cold dispatch, execution gas", used);
        assertLe(used, MUST, "limit");
        assertGe(used, COLD_ACCESSES, "was not cold");
    }

    /// @dev Each call of an isolated test is a transaction of its own: cold without being told to.
    /// forge-config: default.isolate = true
    function test_dispatch_coldCostsWithinTheLimitInATransactionOfItsOwn() public {
        (bool ok,) = diamond.call(abi.encodePacked(SELECTOR));
        // Intrinsic: the transaction itself and four non-zero bytes of calldata.
        uint256 used = vm.lastCallGas().gasTotalUsed - 21_000 - 4 * 16;

        assertTrue(ok, "ok");
        assertLe(used, MUST, "limit");
        assertGe(used, COLD_ACCESSES, "was not cold");
    }

    /// @dev With arguments and results: 6 gas a word more for copying there and back, and the memory they take.
    function testFuzz_dispatch_coldCostGrowsWithCalldataOnly(uint256 words) public {
        words = bound(words, 0, 64);
        uint256 used = _coldCall(diamond, abi.encodePacked(SELECTOR, new bytes(words * 32)));

        // Copy 3 a word, memory 3 a word plus its square over 512; three words of memory are there from the start.
        uint256 size = words + 1;
        assertLe(used, MUST + 6 * size + size * size / 512, "limit");
        assertGe(used, COLD_ACCESSES, "was not cold");
    }

    function test_dispatch_realFacetCostsWithinTheLimitMore() public {
        bytes memory input = abi.encodeCall(loupe.facetAddress, (IDiamondCut.diamondCut.selector));
        uint256 through = _coldCall(diamond, input);
        uint256 direct = _coldCall(loupeFacet, input);

        emit log_named_uint("facetAddress through the diamond, less the facet itself", through - direct);
        assertLe(through - direct, MUST);
    }

    function _coldCall(address target, bytes memory input) private returns (uint256 used) {
        vm.cool(diamond);
        vm.cool(idle);
        vm.cool(loupeFacet);
        (bool ok,) = target.call(input);
        used = vm.lastCallGas().gasTotalUsed;
        assertTrue(ok, "call");
    }
}
