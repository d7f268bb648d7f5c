// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Preflight, PreflightSpecimen} from "../../../script/deploy/Preflight.sol";

/// @notice What a build needs of a chain, read from code. What chains answer, `ts-tests/suites/preflight.test.ts` shows.
contract PreflightTest is Test {
    function run() external returns (uint256) {
        return Preflight.run();
    }

    /// @dev Either profile's own build: all or nothing.
    function test_neededBy_specimen_isAllOnCancunAndNothingOnLondon() public pure {
        uint256 needed = Preflight.neededBy(type(PreflightSpecimen).runtimeCode);
        uint256 expected = _runsPush0() ? Preflight.ALL : 0;
        assertEq(needed, expected);
    }

    function test_neededBy_eachOpcode() public pure {
        assertEq(Preflight.neededBy(hex"015f"), Preflight.PUSH0);
        assertEq(Preflight.neededBy(hex"60005e"), Preflight.MCOPY);
        assertEq(Preflight.neededBy(hex"60005c"), Preflight.TRANSIENT);
        assertEq(Preflight.neededBy(hex"60005d"), Preflight.TRANSIENT);
        assertEq(Preflight.neededBy(hex"5c5d5e5f"), Preflight.ALL);
        assertEq(Preflight.neededBy(""), 0);
    }

    /// @dev Whatever a PUSH carries is data, even where the code ends within it.
    function testFuzz_neededBy_passesOverPushData(uint256 size, bytes32 data, uint256 kept) public pure {
        size = bound(size, 1, 32);
        bytes memory push = abi.encodePacked(uint8(0x5f + size));
        kept = bound(kept, 0, size);
        for (uint256 i; i < kept; ++i) {
            push = bytes.concat(push, data[i]);
        }
        assertEq(Preflight.neededBy(push), 0);
        if (kept == size) assertEq(Preflight.neededBy(bytes.concat(push, hex"5d")), Preflight.TRANSIENT);
    }

    function testFuzz_profileFor(uint256 supported) public pure {
        supported = bound(supported, 0, Preflight.ALL);
        assertEq(Preflight.profileFor(supported), supported == Preflight.ALL ? "default" : "london");
    }

    function test_describe() public pure {
        assertEq(Preflight.describe(Preflight.ALL), "PUSH0, MCOPY, TLOAD and TSTORE");
        assertEq(Preflight.describe(Preflight.MCOPY | Preflight.TRANSIENT), "MCOPY, TLOAD and TSTORE");
        assertEq(Preflight.describe(Preflight.PUSH0), "PUSH0");
        assertEq(Preflight.describe(0), "");
    }

    /// @dev Without a chain behind it there is nobody to answer.
    function test_RevertWhen_nobodyAnswers() public {
        vm.expectRevert(abi.encodeWithSelector(Preflight.Preflight_NoAnswer.selector, block.chainid));
        this.run();
    }

    /// @dev Whether this test was compiled for shanghai or later, told by an opcode that any code there has.
    function _runsPush0() private pure returns (bool) {
        bytes memory code = type(Plain).runtimeCode;
        return Preflight.neededBy(code) & Preflight.PUSH0 != 0;
    }
}

/// @dev The least code there is with a dispatcher.
contract Plain {
    function zero() external pure returns (uint256) {
        return 0;
    }
}
