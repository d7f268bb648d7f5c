// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {IRiskModel} from "../../../src/interfaces/IRiskModel.sol";
import {RiskModelFacet} from "../../../src/risk/RiskModelFacet.sol";
import {RiskModelLib} from "../../../src/risk/RiskModelLib.sol";
import {RiskModelLibHarness} from "./RiskModelLibHarness.sol";

/// @notice Conformance to test/vectors/allocation.json: exact weights, computed outside this repository.
contract AllocationVectorsTest is Test {
    struct Model {
        string name;
        uint256 defaultCScore;
        uint256 scoreAmplifierBp;
        uint256 minMaxBp;
        uint256 maxBp;
        uint256 diversificationFactorBp;
    }

    struct Vector {
        Model model;
        uint256[] scores;
        uint256 maxWeightBp;
        string maxWeightBpExact;
        string[] weightsBp;
    }

    string private constant SCHEMA = "Vector(Model model,uint256[] scores,uint256 maxWeightBp,string maxWeightBpExact,string[] weightsBp)"
        "Model(string name,uint256 defaultCScore,uint256 scoreAmplifierBp,uint256 minMaxBp,uint256 maxBp,"
        "uint256 diversificationFactorBp)";

    uint256 private constant VECTORS = 200;

    RiskModelFacet internal facet;
    RiskModelLibHarness internal harness;

    function setUp() public {
        facet = new RiskModelFacet();
        harness = new RiskModelLibHarness();
    }

    function _vectors() private view returns (Vector[] memory vectors) {
        string memory json = vm.readFile("test/vectors/allocation.json");
        vectors = abi.decode(vm.parseJsonTypeArray(json, ".", SCHEMA), (Vector[]));
        assertEq(vectors.length, VECTORS, "all vectors are read");
    }

    /// @dev Floor of exact, less 1 bp at most, before dust; the sum is 10,000; nothing above the effective cap. In
    /// fact every weight but those that took dust equals the floor, so that is asserted.
    function test_targetWeights_meetEveryVector() public view {
        Vector[] memory vectors = _vectors();
        for (uint256 v; v < vectors.length; ++v) {
            (uint16[] memory scores, uint256 active) = _scores(vectors[v]);
            uint256 cap = active == 0 ? 0 : (10_000 + active - 1) / active;
            if (vectors[v].maxWeightBp > cap) cap = vectors[v].maxWeightBp;
            uint16[] memory weights =
                facet.targetWeights(scores, uint16(vectors[v].maxWeightBp), uint16(vectors[v].model.scoreAmplifierBp));
            assertEq(weights.length, scores.length, "one weight a score");
            _checkWeights(v, vectors[v], weights, cap, active);
        }
    }

    function test_targetAllocations_splitByTheWeightsOfEveryVector() public view {
        Vector[] memory vectors = _vectors();
        uint256[3] memory totals = [uint256(1_000_000e6), 999_999_999_999_999_999_999_999_999, type(uint256).max];
        for (uint256 v; v < vectors.length; ++v) {
            (uint16[] memory scores, uint256 active) = _scores(vectors[v]);
            uint16 maxWeight = uint16(vectors[v].maxWeightBp);
            uint16 amplifier = uint16(vectors[v].model.scoreAmplifierBp);
            uint256 total = totals[v % 3];
            uint16[] memory weights = facet.targetWeights(scores, maxWeight, amplifier);
            uint256[] memory amounts = facet.targetAllocations(scores, total, maxWeight, amplifier);
            uint256 sum;
            for (uint256 i; i < amounts.length; ++i) {
                sum += amounts[i];
                uint256 share = total / 10_000 * weights[i] + total % 10_000 * weights[i] / 10_000;
                assertGe(amounts[i], share, "at least its floor");
                assertLt(amounts[i] - share, scores.length, "no more than the remainder on top");
            }
            assertEq(sum, active == 0 ? 0 : total, "amounts sum to the total");
        }
    }

    /// @dev The vectors' own cap counts every listed score, zeros included: it is only the argument that
    /// `targetWeights` is called with. In the protocol n counts scores above zero.
    function test_maxWeightBp_meetsEveryVector() public view {
        Vector[] memory vectors = _vectors();
        for (uint256 v; v < vectors.length; ++v) {
            Model memory m = vectors[v].model;
            uint16 cap = harness.maxWeightBp(
                IRiskModel.WeightModel({
                    defaultCScore: uint16(m.defaultCScore),
                    scoreAmplifierBp: uint16(m.scoreAmplifierBp),
                    minMaxBp: uint16(m.minMaxBp),
                    maxBp: uint16(m.maxBp),
                    diversificationFactorBp: uint16(m.diversificationFactorBp)
                }),
                vectors[v].scores.length
            );
            assertEq(cap, vectors[v].maxWeightBp, "cap of the vector");
        }
    }

    /// @dev The vectors are of the three presets, so the presets must be what the vectors say.
    function test_presets_areThoseOfTheVectors() public view {
        Vector[] memory vectors = _vectors();
        uint256 seen;
        for (uint256 v; v < vectors.length; ++v) {
            Model memory m = vectors[v].model;
            bytes32 name = keccak256(bytes(m.name));
            IRiskModel.WeightModel memory preset;
            if (name == keccak256("default")) (preset, seen) = (RiskModelLib.defaultModel(), seen | 1);
            if (name == keccak256("conservative")) (preset, seen) = (RiskModelLib.conservativeModel(), seen | 2);
            if (name == keccak256("aggressive")) (preset, seen) = (RiskModelLib.aggressiveModel(), seen | 4);
            assertEq(preset.defaultCScore, m.defaultCScore, "defaultCScore");
            assertEq(preset.scoreAmplifierBp, m.scoreAmplifierBp, "scoreAmplifierBp");
            assertEq(preset.minMaxBp, m.minMaxBp, "minMaxBp");
            assertEq(preset.maxBp, m.maxBp, "maxBp");
            assertEq(preset.diversificationFactorBp, m.diversificationFactorBp, "diversificationFactorBp");
        }
        assertEq(seen, 7, "all three occur");
    }

    function _scores(Vector memory vector) private pure returns (uint16[] memory scores, uint256 active) {
        scores = new uint16[](vector.scores.length);
        for (uint256 i; i < scores.length; ++i) {
            scores[i] = uint16(vector.scores[i]);
            if (scores[i] != 0) ++active;
        }
    }

    function _checkWeights(uint256 v, Vector memory vector, uint16[] memory weights, uint256 cap, uint256 active)
        private
        pure
    {
        string memory name = string.concat("vector ", vm.toString(v));
        uint256[] memory floors = new uint256[](weights.length);
        uint256 dust = 10_000;
        uint256 sum;
        uint256 receiver = weights.length;
        for (uint256 i; i < weights.length; ++i) {
            floors[i] = _floorOf(vector.weightsBp[i]);
            dust -= floors[i];
            sum += weights[i];
            assertLe(weights[i], cap, string.concat(name, ": above the cap"));
            if (floors[i] < cap && (receiver == weights.length || floors[i] > floors[receiver])) receiver = i;
        }
        assertEq(sum, active == 0 ? 0 : 10_000, string.concat(name, ": sum"));
        if (active == 0) return;
        for (uint256 i; i < weights.length; ++i) {
            assertGe(uint256(weights[i]) + 1, floors[i], string.concat(name, ": more than 1 bp below"));
            uint256 expected = floors[i];
            // In all vectors the largest weight below the cap has room for the dust.
            if (dust != 0 && i == receiver) expected += dust;
            assertEq(weights[i], expected, string.concat(name, ": weight"));
        }
    }

    /// @dev The integer part of a decimal string.
    function _floorOf(string memory decimal) private pure returns (uint256 value) {
        bytes memory digits = bytes(decimal);
        for (uint256 i; i < digits.length && digits[i] != "."; ++i) {
            value = value * 10 + uint8(digits[i]) - 48;
        }
    }
}
