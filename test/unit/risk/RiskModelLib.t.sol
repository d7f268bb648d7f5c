// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IRiskModel} from "../../../src/interfaces/IRiskModel.sol";
import {RiskModelLib} from "../../../src/risk/RiskModelLib.sol";
import {ReferenceAllocation} from "./ReferenceAllocation.sol";
import {RiskModelLibHarness} from "./RiskModelLibHarness.sol";

/// forge-config: ci.fuzz.runs = 10000
contract RiskModelLibTest is Test {
    uint16 private constant DEFAULT_AMPLIFIER = 15_000;

    RiskModelLibHarness internal harness;

    function setUp() public {
        harness = new RiskModelLibHarness();
    }

    // --- powers

    /// @dev All 10,000 scores there are: the root is the integer square root with 56 fractional bits.
    function test_powers_rootIsTheFloorForEveryScore() public view {
        uint16[] memory scores = new uint16[](10_000);
        for (uint256 i; i < scores.length; ++i) {
            scores[i] = uint16(i + 1);
        }
        (uint256[] memory roots,,,) = harness.powers(scores, 5000);
        for (uint256 i; i < roots.length; ++i) {
            uint256 square = (i + 1) << 112;
            bool isFloor = roots[i] * roots[i] <= square && (roots[i] + 1) * (roots[i] + 1) > square;
            assertTrue(isFloor, "root");
        }
    }

    function testFuzz_powers_areExactForHalfMultiples(uint16 score, uint256 halves) public view {
        score = uint16(bound(score, 1, 10_000));
        halves = bound(halves, 0, 13);
        uint256 expected = halves % 2 == 0 ? 1 : FixedPointMathLib.sqrt(uint256(score) << 112);
        expected *= uint256(score) ** (halves / 2);
        (uint256[] memory table, uint256 sum, uint256 top, uint256 active) = harness.powers(_one(score), halves * 5000);
        assertEq(table[0], expected);
        assertEq(sum, expected);
        assertEq(top, expected);
        assertEq(active, 1);
    }

    /// @dev The bound the library's head states.
    function testFuzz_powers_areWithinTheirBoundForAnyAmplifier(uint16 score, uint16 amplifier) public view {
        score = uint16(bound(score, 1, 10_000));
        if (amplifier % 5000 == 0) ++amplifier;
        _checkRealPower(score, amplifier);
    }

    function test_powers_areWithinTheirBoundAtTheEdges() public view {
        uint16[6] memory amplifiers = [uint16(1), 7500, 12_500, 22_500, 24_999, type(uint16).max];
        uint16[6] memory scores = [uint16(1), 2, 39, 40, 9999, 10_000];
        for (uint256 i; i < 36; ++i) {
            _checkRealPower(scores[i % 6], amplifiers[i / 6]);
        }
    }

    function test_powers_largestStaysBelowTheStatedBound() public view {
        (, uint256 sum,,) = harness.powers(_one(10_000), type(uint16).max);
        assertLt(sum, 1 << 147);
        (, sum,,) = harness.powers(_one(10_000), 65_000);
        assertLt(sum, 1 << 143);
    }

    function testFuzz_powers_neverFallAsScoresRise(uint16 low, uint16 high, uint16 amplifier) public view {
        low = uint16(bound(low, 0, 10_000));
        high = uint16(bound(high, low, 10_000));
        (uint256[] memory lower,,,) = harness.powers(_one(low), amplifier);
        (uint256[] memory higher,,,) = harness.powers(_one(high), amplifier);
        assertLe(lower[0], higher[0]);
    }

    // --- weights: examples

    function test_targetWeights_ofTheWorkedExample() public view {
        uint16[] memory weights = _weights(_four(8000, 6000, 4000, 2000), 5511, DEFAULT_AMPLIFIER);
        _assertFour(weights, 4700, 3052, 1661, 587);
    }

    function test_targetAllocations_ofTheWorkedExample() public view {
        uint256[] memory amounts =
            harness.targetAllocations(_four(8000, 6000, 4000, 2000), 1_000_000e18, 5511, DEFAULT_AMPLIFIER);
        assertEq(amounts[0], 470_000e18);
        assertEq(amounts[1], 305_200e18);
        assertEq(amounts[2], 166_100e18);
        assertEq(amounts[3], 58_700e18);
    }

    /// @dev The excess of one dominant pool goes to the others in proportion, here in equal parts.
    function test_targetWeights_shareTheExcessOfOneDominantPool() public view {
        _assertFour(_weights(_four(10_000, 100, 100, 100), 5511, DEFAULT_AMPLIFIER), 5511, 1497, 1496, 1496);
    }

    /// @dev Cutting the first lifts the second above the cap, and cutting that the third: three rounds.
    function test_targetWeights_reachTheFixedPointInSeveralRounds() public view {
        // At amplifier 1: 10000 : 5000 : 2500 : 100 of 17600, cap 30 %.
        _assertFour(_weights(_four(10_000, 5000, 2500, 100), 3000, 10_000), 3000, 3000, 3000, 1000);
        // After the first cut 7000·5000/7600 = 46 %; after the second 4000·2500/2600 = 38 %.
        _assertFour(_weights(_four(10_000, 5000, 2500, 100), 5000, 10_000), 5000, 3291, 1644, 65);
    }

    function test_targetWeights_raiseACapThatCannotHold() public view {
        _assertFour(_weights(_four(8000, 6000, 4000, 2000), 0, DEFAULT_AMPLIFIER), 2500, 2500, 2500, 2500);
        uint16[] memory weights = _weights(_three(9000, 3000, 1), 3000, DEFAULT_AMPLIFIER);
        assertEq(weights[0], 3334, "cap is a third, rounded up");
        assertEq(weights[1], 3334);
        assertEq(weights[2], 3332);
    }

    /// @dev Dead pools do not count towards n: two live ones of four share by halves.
    function test_targetWeights_countLivePoolsOnlyForTheCap() public view {
        _assertFour(_weights(_four(9000, 0, 100, 0), 2500, DEFAULT_AMPLIFIER), 5000, 0, 5000, 0);
    }

    function test_targetWeights_giveAllToASinglePool() public view {
        assertEq(_weights(_one(1), 4000, DEFAULT_AMPLIFIER)[0], 10_000);
        _assertFour(_weights(_four(0, 0, 7, 0), 2500, DEFAULT_AMPLIFIER), 0, 0, 10_000, 0);
    }

    function test_targetWeights_areZeroWithoutAScore() public view {
        _assertFour(_weights(_four(0, 0, 0, 0), 5511, DEFAULT_AMPLIFIER), 0, 0, 0, 0);
        assertEq(_weights(new uint16[](0), 5511, DEFAULT_AMPLIFIER).length, 0);
        _assertFour(_weights(_four(0, 0, 0, 0), 5511, 13_700), 0, 0, 0, 0);
    }

    /// @dev Also where nothing else would set the words: the array lies over memory that was written before.
    function test_targetWeights_areZeroOverDirtyMemory() public pure {
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let i := 0 } lt(i, 0x400) { i := add(i, 0x20) } { mstore(add(free, i), not(0)) }
        }
        uint16[] memory weights = RiskModelLib.targetWeightsBp(_four(0, 10_000, 0, 0), 5511, DEFAULT_AMPLIFIER);
        _assertFour(weights, 0, 10_000, 0, 0);
    }

    /// @dev 10,000 / 7 is 1428.57 bp, and the higher score less than a tenth of a bp more: the floors are equal, yet
    /// the dust is the higher score's.
    function test_targetWeights_giveDustToTheHigherScoreOfEqualFloors() public view {
        uint16[] memory scores = new uint16[](7);
        for (uint256 i; i < 7; ++i) {
            scores[i] = 9000;
        }
        scores[4] = 9001;
        uint16[] memory weights = _weights(scores, 5511, 2500);
        assertEq(weights[4], 1432);
        assertEq(weights[0], 1428);
        assertEq(weights[6], 1428);
    }

    function test_targetWeights_giveDustToTheFirstOfEquals() public view {
        uint16[] memory weights = _weights(_three(5000, 5000, 5000), 8408, DEFAULT_AMPLIFIER);
        assertEq(weights[0], 3334);
        assertEq(weights[1], 3333);
        assertEq(weights[2], 3333);
    }

    /// @dev 41 equal pools: 243 each, 37 over. With the cap at 244 the dust goes on to the next when one is full.
    function test_targetWeights_giveDustToTheNextWhenTheCapIsReached() public view {
        uint16[] memory scores = new uint16[](41);
        for (uint256 i; i < 41; ++i) {
            scores[i] = 7000;
        }
        uint16[] memory weights = _weights(scores, 0, DEFAULT_AMPLIFIER);
        for (uint256 i; i < 41; ++i) {
            assertEq(weights[i], i < 37 ? 244 : 243);
        }
        weights = _weights(scores, 260, DEFAULT_AMPLIFIER);
        assertEq(weights[0], 260, "17 to the first");
        assertEq(weights[1], 260, "17 to the second");
        assertEq(weights[2], 246, "3 to the third");
        assertEq(weights[3], 243, "none to the fourth");
    }

    /// @dev Two full pools, one too small for a bp, one dead: the dust is for the small one, not for the dead one.
    function test_targetWeights_neverGiveDustToADeadPool() public view {
        _assertFour(_weights(_four(0, 10_000, 10_000, 1), 4999, DEFAULT_AMPLIFIER), 0, 4999, 4999, 2);
        uint16[] memory weights = _weights(_five(0, 10_000, 1, 10_000, 1), 4999, DEFAULT_AMPLIFIER);
        assertEq(weights[0], 0);
        assertEq(weights[2] + weights[4], 2);
        weights = _weights(_five(0, 9999, 2, 10_000, 1), 4999, 25_000);
        assertEq(weights[0], 0, "dead");
        assertEq(weights[2], 2, "1.7 floored, and the dust");
        assertEq(weights[4], 0, "0.3 floored");
    }

    /// @dev More pools than basis points: the cap is one bp, the first 10,000 get it.
    function test_targetWeights_ofMorePoolsThanBasisPoints() public view {
        uint16[] memory scores = new uint16[](12_000);
        for (uint256 i; i < scores.length; ++i) {
            scores[i] = 5000;
        }
        uint16[] memory weights = _weights(scores, 0, DEFAULT_AMPLIFIER);
        for (uint256 i; i < weights.length; ++i) {
            assertEq(weights[i], i < 10_000 ? 1 : 0);
        }
    }

    // --- weights: against the reference

    function testFuzz_targetWeights_equalTheReference(uint256 seed, uint16 cap, uint16 amplifier) public view {
        uint16[] memory scores = _randomScores(seed, 12);
        cap = uint16(bound(cap, 0, 10_000));
        // The presets' amplifiers half of the time, any other for the rest.
        amplifier = seed % 2 == 0 ? uint16(10_000 + (amplifier % 3) * 5000) : uint16(bound(amplifier, 7500, 25_000));
        _checkAgainstReference(scores, cap, amplifier);
    }

    function testFuzz_targetWeights_equalTheReferenceBeyondTheModel(uint256 seed, uint16 cap, uint16 amplifier)
        public
        view
    {
        _checkAgainstReference(_randomScores(seed, 6), cap, amplifier);
    }

    /// @dev The cap just above an equal share: many rounds, much dust that has nowhere to go at once.
    function testFuzz_targetWeights_equalTheReferenceUnderTightCaps(uint256 seed, uint256 slack) public view {
        uint16[] memory scores = _randomScores(seed, 41);
        uint256 active;
        for (uint256 i; i < scores.length; ++i) {
            if (scores[i] != 0) ++active;
        }
        uint256 cap = active == 0 ? 0 : 10_000 / active + bound(slack, 0, 12);
        _checkAgainstReference(scores, uint16(cap), DEFAULT_AMPLIFIER);
    }

    // --- weights: properties

    function testFuzz_targetWeights_sumToOneUnderTheCap(uint256 seed, uint16 cap, uint16 amplifier) public view {
        uint16[] memory scores = _randomScores(seed, 60);
        uint16[] memory weights = _weights(scores, cap, amplifier);
        uint256 active;
        uint256 sum;
        for (uint256 i; i < scores.length; ++i) {
            if (scores[i] != 0) ++active;
            else assertEq(weights[i], 0, "a dead pool has no weight");
            sum += weights[i];
        }
        assertEq(sum, active == 0 ? 0 : 10_000, "sum");
        if (active == 0) return;
        uint256 effective = FixedPointMathLib.max(cap, FixedPointMathLib.divUp(10_000, active));
        for (uint256 i; i < scores.length; ++i) {
            assertLe(weights[i], effective, "cap");
        }
    }

    function testFuzz_targetWeights_neverPreferALowerScore(uint256 seed, uint16 cap, uint16 amplifier) public view {
        uint16[] memory scores = _randomScores(seed, 16);
        uint16[] memory weights = _weights(scores, cap, amplifier);
        for (uint256 i; i < scores.length; ++i) {
            for (uint256 j; j < scores.length; ++j) {
                if (scores[i] > scores[j]) assertGe(weights[i], weights[j], "higher score, lower weight");
            }
        }
    }

    function testFuzz_targetWeights_leaveTheScoresAlone(uint256 seed, uint16 cap, uint16 amplifier) public view {
        uint16[] memory scores = _randomScores(seed, 16);
        (, uint16[] memory scoresAfter) = harness.targetWeightsBp(scores, cap, amplifier);
        assertEq(keccak256(abi.encode(scoresAfter)), keccak256(abi.encode(scores)));
    }

    function testFuzz_targetWeights_RevertWhen_aScoreIsTooHigh(uint256 seed, uint16 score, uint16 amplifier) public {
        uint16[] memory scores = _randomScores(seed, 16);
        score = uint16(bound(score, 10_001, type(uint16).max));
        uint256 at = seed % scores.length;
        scores[at] = score;
        // A later one is not the one named.
        scores[scores.length - 1] = at == scores.length - 1 ? score : 10_001;
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, at, score));
        harness.targetWeightsBp(scores, 5511, amplifier);
    }

    // --- amounts

    function testFuzz_targetAllocations_splitTheWholeAmount(uint256 seed, uint256 total, uint16 cap, uint16 amplifier)
        public
        view
    {
        uint16[] memory scores = _randomScores(seed, 30);
        uint16[] memory weights = _weights(scores, cap, amplifier);
        uint256[] memory amounts = harness.targetAllocations(scores, total, cap, amplifier);
        uint256 largest;
        uint256 left = total;
        for (uint256 i; i < weights.length; ++i) {
            if (weights[i] > weights[largest]) largest = i;
            left -= FixedPointMathLib.fullMulDiv(total, weights[i], 10_000);
        }
        for (uint256 i; i < weights.length; ++i) {
            uint256 expected = FixedPointMathLib.fullMulDiv(total, weights[i], 10_000);
            if (i == largest && weights[i] != 0) expected += left;
            assertEq(amounts[i], expected);
        }
    }

    function test_targetAllocations_splitTheLargestAmount() public view {
        uint256[] memory amounts =
            harness.targetAllocations(_four(8000, 6000, 4000, 2000), type(uint256).max, 5511, DEFAULT_AMPLIFIER);
        assertEq(amounts[0] + amounts[1] + amounts[2] + amounts[3], type(uint256).max);
        assertEq(amounts[3], FixedPointMathLib.fullMulDiv(type(uint256).max, 587, 10_000));
    }

    function test_targetAllocations_ofLessThanABasisPointGoToTheLargest() public view {
        uint256[] memory amounts = harness.targetAllocations(_four(2000, 8000, 4000, 6000), 1, 5511, DEFAULT_AMPLIFIER);
        assertEq(amounts[0], 0);
        assertEq(amounts[1], 1);
        assertEq(amounts[2], 0);
        assertEq(amounts[3], 0);
    }

    function test_targetAllocations_areZeroWithoutAScore() public view {
        uint256[] memory amounts = harness.targetAllocations(_four(0, 0, 0, 0), 1e18, 5511, DEFAULT_AMPLIFIER);
        assertEq(amounts[0] + amounts[1] + amounts[2] + amounts[3], 0);
        assertEq(harness.targetAllocations(new uint16[](0), 1e18, 5511, DEFAULT_AMPLIFIER).length, 0);
    }

    // --- the cap

    /// @dev The default preset, in tenths of a per cent: 99.1, 79.9, 55.1, 34.1, 25.8.
    function test_maxWeightBp_ofTheDefaultPreset() public view {
        IRiskModel.WeightModel memory model = RiskModelLib.defaultModel();
        assertEq(harness.maxWeightBp(model, 1), 9908);
        assertEq(harness.maxWeightBp(model, 2), 7988);
        assertEq(harness.maxWeightBp(model, 4), 5511);
        assertEq(harness.maxWeightBp(model, 8), 3407);
        assertEq(harness.maxWeightBp(model, 16), 2582);
    }

    function test_maxWeightBp_ofTheOtherPresets() public view {
        assertEq(harness.maxWeightBp(RiskModelLib.conservativeModel(), 1), 5000, "limited by maxBp");
        assertEq(harness.maxWeightBp(RiskModelLib.conservativeModel(), 4), 4353);
        assertEq(harness.maxWeightBp(RiskModelLib.aggressiveModel(), 1), 10_000, "limited by maxBp");
        assertEq(harness.maxWeightBp(RiskModelLib.aggressiveModel(), 4), 7703);
        assertEq(harness.maxWeightBp(RiskModelLib.conservativeModel(), 17), 3002, "here the conservative one");
        assertEq(harness.maxWeightBp(RiskModelLib.aggressiveModel(), 17), 2826, "allows more than the aggressive");
    }

    function test_maxWeightBp_isTheCeilingForNoPools() public view {
        assertEq(harness.maxWeightBp(RiskModelLib.defaultModel(), 0), 10_000);
        assertEq(harness.maxWeightBp(RiskModelLib.conservativeModel(), 0), 5000);
    }

    function testFuzz_maxWeightBp_isTheFloorForManyPools(uint256 n) public view {
        n = bound(n, 100, type(uint256).max);
        assertEq(harness.maxWeightBp(RiskModelLib.defaultModel(), n), 2500);
    }

    function test_maxWeightBp_withoutDecayNeverFalls() public view {
        IRiskModel.WeightModel memory model = RiskModelLib.defaultModel();
        model.diversificationFactorBp = 0;
        assertEq(harness.maxWeightBp(model, type(uint256).max), 10_000);
    }

    function testFuzz_maxWeightBp_neverRisesWithPools(uint256 n, uint16 minMax, uint16 maximum, uint16 decay)
        public
        view
    {
        n = bound(n, 0, 1000);
        IRiskModel.WeightModel memory model = _model(minMax, maximum, decay);
        assertLe(harness.maxWeightBp(model, n + 1), harness.maxWeightBp(model, n));
    }

    /// @dev e^-x as the reciprocal of a Taylor series in 36 decimals, x up to 10.
    function testFuzz_maxWeightBp_equalsTheReference(uint256 n, uint16 minMax, uint16 maximum, uint16 decay)
        public
        view
    {
        IRiskModel.WeightModel memory model = _model(minMax, maximum, decay);
        n = bound(n, 0, 30);
        uint256 x = n * model.diversificationFactorBp * 1e32;
        uint256 floorBp;
        if (x <= 10e36) {
            uint256 series = 1e36;
            uint256 term = 1e36;
            for (uint256 k = 1; term != 0; ++k) {
                term = term * x / 1e36 / k;
                series += term;
            }
            floorBp = 1e40 / series;
        }
        uint256 expected = FixedPointMathLib.min(model.maxBp, uint256(model.minMaxBp) + floorBp);
        assertEq(harness.maxWeightBp(model, n), expected);
    }

    // --- helpers

    function _checkRealPower(uint16 score, uint16 amplifier) private view {
        (uint256[] memory table,,,) = harness.powers(_one(score), amplifier);
        uint256 expected = ReferenceAllocation.power(score, amplifier);
        uint256 actual = table[0] * 1e18;
        uint256 difference = actual > expected ? actual - expected : expected - actual;
        assertLe(difference, expected >> 55, "relative error");
    }

    function _checkAgainstReference(uint16[] memory scores, uint16 cap, uint16 amplifier) private view {
        uint16[] memory weights = _weights(scores, cap, amplifier);
        ReferenceAllocation.Allocation memory expected = ReferenceAllocation.allocate(scores, cap, amplifier);
        for (uint256 i; i < scores.length; ++i) {
            assertGe(uint256(weights[i]) + 1, expected.floored[i], "more than 1 bp below exact");
            if (!expected.ambiguous) assertEq(weights[i], expected.weights[i], "weight");
        }
    }

    /// @dev 1 to `most` scores of one of six shapes: any; one dominant; all equal; with zeros; tiny; near the top.
    function _randomScores(uint256 seed, uint256 most) private pure returns (uint16[] memory scores) {
        scores = new uint16[](1 + uint256(keccak256(abi.encode(seed, "length"))) % most);
        uint256 shape = uint256(keccak256(abi.encode(seed, "shape"))) % 6;
        for (uint256 i; i < scores.length; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            if (shape == 0) scores[i] = uint16(random % 10_001);
            if (shape == 1) scores[i] = uint16(i == seed % scores.length ? 10_000 : random % 500);
            if (shape == 2) scores[i] = uint16(1 + uint256(keccak256(abi.encode(seed, "equal"))) % 10_000);
            if (shape == 3) scores[i] = uint16(random % 2 == 0 ? 0 : (random >> 8) % 10_001);
            if (shape == 4) scores[i] = uint16(random % 4);
            if (shape == 5) scores[i] = uint16(9990 + random % 11);
        }
    }

    function _model(uint16 minMax, uint16 maximum, uint16 decay) private pure returns (IRiskModel.WeightModel memory) {
        minMax = uint16(bound(minMax, 1000, 10_000));
        return IRiskModel.WeightModel({
            defaultCScore: 5000,
            scoreAmplifierBp: 15_000,
            minMaxBp: minMax,
            maxBp: uint16(bound(maximum, minMax, 10_000)),
            diversificationFactorBp: uint16(bound(decay, 500, 20_000))
        });
    }

    function _weights(uint16[] memory scores, uint16 cap, uint16 amplifier)
        private
        view
        returns (uint16[] memory weights)
    {
        (weights,) = harness.targetWeightsBp(scores, cap, amplifier);
    }

    function _assertFour(uint16[] memory weights, uint256 a, uint256 b, uint256 c, uint256 d) private pure {
        assertEq(weights.length, 4);
        assertEq(weights[0], a, "first");
        assertEq(weights[1], b, "second");
        assertEq(weights[2], c, "third");
        assertEq(weights[3], d, "fourth");
    }

    function _one(uint16 a) private pure returns (uint16[] memory scores) {
        scores = new uint16[](1);
        scores[0] = a;
    }

    function _three(uint16 a, uint16 b, uint16 c) private pure returns (uint16[] memory scores) {
        scores = new uint16[](3);
        (scores[0], scores[1], scores[2]) = (a, b, c);
    }

    function _four(uint16 a, uint16 b, uint16 c, uint16 d) private pure returns (uint16[] memory scores) {
        scores = new uint16[](4);
        (scores[0], scores[1], scores[2], scores[3]) = (a, b, c, d);
    }

    function _five(uint16 a, uint16 b, uint16 c, uint16 d, uint16 e) private pure returns (uint16[] memory scores) {
        scores = new uint16[](5);
        (scores[0], scores[1], scores[2], scores[3], scores[4]) = (a, b, c, d, e);
    }
}
