// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";

import {AnchorMath} from "../../../src/oracle/AnchorMath.sol";
import {WideMath} from "./WideMath.sol";

/// @notice Differential: results are squared and compared with exact integers of up to 768 bits.
/// forge-config: ci.fuzz.runs = 10000
contract AnchorMathTest is Test {
    uint256 private constant Q96 = 1 << 96;
    uint8[5] private DECIMALS = [0, 6, 8, 18, 24];

    function testFuzz_fromAnswer_isWithinItsErrorBound(uint256 answer, uint256 answerBits, int256 exponent)
        public
        pure
    {
        answer = _spread(answer, answerBits);
        exponent = bound(exponent, -48, 24);
        uint256 root = AnchorMath.fromAnswer(answer, exponent, false);
        (uint256 numerator, uint256 denominator) = _powers(exponent);
        // root² <= answer·10^e·2^192: never above.
        assertLe(_compareSquare(root, denominator, answer, numerator), 0, "above");
        assertGt(_compareSquare(_up(root), denominator, answer, numerator), 0, "too low");
    }

    function testFuzz_fromAnswer_invertedIsWithinItsErrorBound(uint256 answer, uint256 answerBits, int256 exponent)
        public
        pure
    {
        answer = _spread(answer, answerBits);
        exponent = bound(exponent, -24, 48);
        uint256 root = AnchorMath.fromAnswer(answer, exponent, true);
        (uint256 numerator, uint256 denominator) = _powers(exponent);
        // root² against 10^e·2^192 / answer.
        assertLe(_compareSquare(_down(root), answer * denominator, 1, numerator), 0, "too high");
        assertGt(_compareSquare(_up(root), answer * denominator, 1, numerator), 0, "too low");
    }

    function testFuzz_fromRatio_isWithinItsErrorBound(
        uint256 price0,
        uint256 bits0,
        uint256 price1,
        uint256 bits1,
        int256 exponent
    ) public pure {
        price0 = _spread(price0, bits0);
        price1 = _spread(price1, bits1);
        exponent = bound(exponent, -24, 24);
        uint256 root = AnchorMath.fromRatio(price0, price1, exponent);
        (uint256 numerator, uint256 denominator) = _powers(exponent);
        assertLe(_compareSquare(_down(root), price1 * denominator, price0, numerator), 0, "too high");
        assertGt(_compareSquare(_up(root), price1 * denominator, price0, numerator), 0, "too low");
    }

    /// @dev Every pair of token decimals and every source's decimals, the price at both ends and in the middle.
    function test_fromAnswer_matrixOfDecimals() public view {
        uint256[4] memory answers = [uint256(1), 1e8, 2_345_678_901_234_567_890, type(uint128).max];
        for (uint256 i; i < 125; ++i) {
            int256 tokens = int256(uint256(DECIMALS[i / 25])) - int256(uint256(DECIMALS[i / 5 % 5]));
            int256 source = int256(uint256(DECIMALS[i % 5]));
            for (uint256 j; j < answers.length; ++j) {
                testFuzz_fromAnswer_isWithinItsErrorBound(answers[j], 128, tokens - source);
                testFuzz_fromAnswer_invertedIsWithinItsErrorBound(answers[j], 128, tokens + source);
                testFuzz_fromRatio_isWithinItsErrorBound(answers[j], 128, answers[3 - j], 128, tokens);
            }
        }
    }

    /// @dev Exact floors of square roots, computed with unlimited integers by test/vectors/anchor.mjs.
    function test_fromAnswer_goldenValues() public view {
        string memory json = vm.readFile("test/vectors/anchor.json");
        string[] memory answers = vm.parseJsonStringArray(json, ".answer");
        int256[] memory exponents = vm.parseJsonIntArray(json, ".exponent");
        bool[] memory inverted = vm.parseJsonBoolArray(json, ".inverted");
        string[] memory roots = vm.parseJsonStringArray(json, ".sqrtX96");
        assertGt(answers.length, 100);
        for (uint256 i; i < answers.length; ++i) {
            uint256 exact = vm.parseUint(roots[i]);
            uint256 got = AnchorMath.fromAnswer(vm.parseUint(answers[i]), exponents[i], inverted[i]);
            assertApproxEqAbs(got, exact, (exact >> 77) + 1, answers[i]);
        }
    }

    function test_fromAnswer_knownPools() public pure {
        // 2,000 USDC (6) per WETH (18), answered with 8 decimals: sqrt(2000e-12)·2^96.
        assertApproxEqAbs(AnchorMath.fromAnswer(2000e8, 6 - 18 - 8, false), 3_543_191_142_285_914_205_922_034, 1);
        // The same price for USDC as token0: the answer is token0 per token1.
        assertApproxEqRel(
            AnchorMath.fromAnswer(2000e8, 18 + 8 - 6, true), 1_771_595_571_142_957_102_961_017_161_607_260, 1
        );
        // One for one is exactly 2^96, either way.
        assertEq(AnchorMath.fromAnswer(1e8, -8, false), Q96);
        assertEq(AnchorMath.fromAnswer(1e8, 8, true), Q96);
        assertEq(AnchorMath.fromRatio(1e18, 1e18, 0), Q96);
    }

    function testFuzz_fromRatio_agreesWithFromAnswer(uint256 price0, uint256 bits0, int256 exponent) public pure {
        price0 = _spread(price0, bits0);
        exponent = bound(exponent, -24, 24);
        uint256 ratio = AnchorMath.fromRatio(price0, 1e18, exponent);
        uint256 answer = AnchorMath.fromAnswer(price0, exponent - 18, false);
        assertApproxEqAbs(ratio, answer, (answer >> 76) + 2);
    }

    /// @dev A number of 1 to 128 bits, each length as likely.
    function _spread(uint256 x, uint256 bits) private pure returns (uint256) {
        bits = bound(bits, 1, 128);
        uint256 low = 1 << (bits - 1);
        return bits == 128 && x <= type(uint128).max && x != 0 ? x : bound(x, low, (low - 1) * 2 + 1);
    }

    function _powers(int256 exponent) private pure returns (uint256 numerator, uint256 denominator) {
        return exponent >= 0 ? (10 ** uint256(exponent), uint256(1)) : (uint256(1), 10 ** uint256(-exponent));
    }

    /// @dev root²·denominator against a·b·2^192.
    function _compareSquare(uint256 root, uint256 denominator, uint256 a, uint256 b) private pure returns (int256) {
        return WideMath.compare(root, root, denominator, a, b, 1 << 192);
    }

    /// @dev The least number above what the error bound allows the exact value to be.
    function _up(uint256 root) private pure returns (uint256) {
        return root + 1 + ((root + 1) >> 77) + 1;
    }

    function _down(uint256 root) private pure returns (uint256) {
        uint256 slack = 1 + (root >> 77) + 1;
        return root > slack ? root - slack : 0;
    }
}
