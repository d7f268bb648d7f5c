// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Lock} from "lock/Lock.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IRiskModel} from "../../../src/interfaces/IRiskModel.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {RiskModelFacet} from "../../../src/risk/RiskModelFacet.sol";
import {RiskModelLib} from "../../../src/risk/RiskModelLib.sol";
import {RiskStorage} from "../../../src/risk/RiskStorage.sol";
import {RiskModelFacetHarness} from "./RiskModelFacetHarness.sol";
import {RiskModelLibHarness} from "./RiskModelLibHarness.sol";

contract RiskModelFacetTest is Test {
    bytes32 private constant POOL = bytes32(uint256(0xA11CE));
    bytes32 private constant EVIDENCE = keccak256("audit reports, depth, fees");

    address private immutable ADMIN = makeAddr("admin");
    address private immutable MANAGER = makeAddr("manager");
    address private immutable OUTSIDER = makeAddr("outsider");

    RiskModelFacetHarness internal facet;

    function setUp() public {
        facet = new RiskModelFacetHarness();
        facet.grant(Roles.ADMIN, ADMIN);
        facet.grant(Roles.MANAGER, MANAGER);
        vm.warp(1_800_000_000);
    }

    // --- pure functions, on a facet of no diamond

    function testFuzz_targetWeights_equalTheLibrary(uint16[8] memory raw, uint16 cap, uint16 amplifier) public {
        RiskModelFacet bare = new RiskModelFacet();
        uint16[] memory scores = _scores(raw);
        (uint16[] memory expected,) = new RiskModelLibHarness().targetWeightsBp(scores, cap, amplifier);
        uint16[] memory weights = bare.targetWeights(scores, cap, amplifier);
        assertEq(keccak256(abi.encode(weights)), keccak256(abi.encode(expected)));
    }

    function testFuzz_targetAllocations_equalTheLibrary(
        uint16[8] memory raw,
        uint256 total,
        uint16 cap,
        uint16 amplifier
    ) public {
        RiskModelFacet bare = new RiskModelFacet();
        uint16[] memory scores = _scores(raw);
        uint256[] memory expected = new RiskModelLibHarness().targetAllocations(scores, total, cap, amplifier);
        uint256[] memory amounts = bare.targetAllocations(scores, total, cap, amplifier);
        assertEq(keccak256(abi.encode(amounts)), keccak256(abi.encode(expected)));
    }

    /// @dev The answer is written by hand: it must be what an encoder would write, to the byte.
    function test_targetAllocations_answerInCanonicalEncoding() public view {
        uint16[] memory scores = _scores([uint16(8000), 6000, 4000, 2000, 0, 1, 10_000, 77]);
        (bool ok, bytes memory answer) =
            address(facet).staticcall(abi.encodeCall(IRiskModel.targetAllocations, (scores, 1e18, 5511, 15_000)));
        assertTrue(ok);
        assertEq(answer, abi.encode(abi.decode(answer, (uint256[]))));
        (ok, answer) = address(facet).staticcall(abi.encodeCall(IRiskModel.targetWeights, (scores, 5511, 15_000)));
        assertTrue(ok);
        assertEq(answer, abi.encode(abi.decode(answer, (uint16[]))));
    }

    function test_targetWeights_ofNoPoolsAreNone() public view {
        assertEq(facet.targetWeights(new uint16[](0), 5511, 15_000).length, 0);
        assertEq(facet.targetAllocations(new uint16[](0), 1e18, 5511, 15_000).length, 0);
    }

    function testFuzz_targetWeights_RevertWhen_aScoreIsTooHigh(uint16 score) public {
        score = uint16(bound(score, 10_001, type(uint16).max));
        uint16[] memory scores = _scores([uint16(1), 10_000, 0, 4, 5, 6, 7, 8]);
        scores[5] = score;
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 5, score));
        facet.targetWeights(scores, 5511, 15_000);
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 5, score));
        facet.targetAllocations(scores, 1e18, 5511, 13_700);
    }

    /// @dev The array is copied without looking at it: an entry that only seems small in its lower 16 bits is refused.
    function testFuzz_targetWeights_RevertWhen_anEntryIsDirty(uint256 word) public view {
        word = bound(word, 1 << 16, type(uint256).max);
        uint16[2] memory amplifiers = [uint16(15_000), 13_700];
        for (uint256 i; i < 2; ++i) {
            bytes memory data = abi.encodePacked(
                IRiskModel.targetWeights.selector,
                abi.encode(uint256(0x60), uint256(5511), uint256(amplifiers[i]), uint256(2), uint256(5000), word)
            );
            (bool ok, bytes memory reason) = address(facet).staticcall(data);
            assertFalse(ok);
            assertEq(reason, abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 1, word));
        }
    }

    /// @dev An array that reaches beyond calldata would read as zeros.
    function test_targetWeights_RevertWhen_calldataIsShort() public view {
        bytes memory data = abi.encodePacked(
            IRiskModel.targetWeights.selector,
            abi.encode(uint256(0x60), uint256(5511), uint256(15_000), uint256(3), uint256(5000), uint256(5000))
        );
        (bool ok,) = address(facet).staticcall(data);
        assertFalse(ok);
    }

    // --- the model

    function test_weightModel_isTheDefaultPresetUntilSet() public {
        RiskModelFacet bare = new RiskModelFacet();
        assertEq(
            keccak256(abi.encode(bare.weightModel())),
            keccak256(abi.encode(IRiskModel.WeightModel(5000, 15_000, 2500, 10_000, 3000)))
        );
        assertEq(bare.maxWeightBp(4), 5511);
    }

    function testFuzz_setWeightModel_replacesTheModel(IRiskModel.WeightModel memory model, uint8 pools) public {
        model = _valid(model);
        vm.expectEmit(true, true, true, true, address(facet));
        emit IRiskModel.WeightModelSet(RiskModelLib.defaultModel(), model);
        vm.prank(ADMIN);
        facet.setWeightModel(model);
        assertEq(keccak256(abi.encode(facet.weightModel())), keccak256(abi.encode(model)));
        assertEq(facet.maxWeightBp(pools), RiskModelLib.maxWeightBp(model, pools));
        assertEq(facet.poolCScore(POOL), model.defaultCScore, "new pools start at the model's default");
    }

    function test_setWeightModel_acceptsTheBounds() public {
        vm.startPrank(ADMIN);
        facet.setWeightModel(IRiskModel.WeightModel(0, 7500, 1000, 1000, 500));
        facet.setWeightModel(IRiskModel.WeightModel(10_000, 25_000, 10_000, 10_000, 20_000));
        assertEq(facet.weightModel().scoreAmplifierBp, 25_000);
    }

    function test_setWeightModel_RevertWhen_defaultScoreTooHigh() public {
        _expectModelRefused(
            IRiskModel.WeightModel(10_001, 15_000, 2500, 10_000, 3000),
            abi.encodeWithSelector(IRiskModel.Risk_DefaultScoreTooHigh.selector, 10_001)
        );
    }

    function test_setWeightModel_RevertWhen_amplifierOutOfRange() public {
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 7499, 2500, 10_000, 3000),
            abi.encodeWithSelector(IRiskModel.Risk_AmplifierOutOfRange.selector, 7499)
        );
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 25_001, 2500, 10_000, 3000),
            abi.encodeWithSelector(IRiskModel.Risk_AmplifierOutOfRange.selector, 25_001)
        );
    }

    function test_setWeightModel_RevertWhen_minMaxTooLow() public {
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 15_000, 999, 10_000, 3000),
            abi.encodeWithSelector(IRiskModel.Risk_MinMaxTooLow.selector, 999)
        );
    }

    function test_setWeightModel_RevertWhen_maxOutOfRange() public {
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 15_000, 2500, 2499, 3000),
            abi.encodeWithSelector(IRiskModel.Risk_MaxOutOfRange.selector, 2499, 2500)
        );
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 15_000, 2500, 10_001, 3000),
            abi.encodeWithSelector(IRiskModel.Risk_MaxOutOfRange.selector, 10_001, 2500)
        );
    }

    function test_setWeightModel_RevertWhen_diversificationOutOfRange() public {
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 15_000, 2500, 10_000, 499),
            abi.encodeWithSelector(IRiskModel.Risk_DiversificationOutOfRange.selector, 499)
        );
        _expectModelRefused(
            IRiskModel.WeightModel(5000, 15_000, 2500, 10_000, 20_001),
            abi.encodeWithSelector(IRiskModel.Risk_DiversificationOutOfRange.selector, 20_001)
        );
    }

    function testFuzz_setWeightModel_RevertWhen_callerIsNotAdmin(address caller) public {
        if (caller == ADMIN) caller = MANAGER;
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.ADMIN));
        vm.prank(caller);
        facet.setWeightModel(RiskModelLib.defaultModel());
    }

    // --- scores

    function test_poolCScore_isFiveThousandForANewPool() public view {
        assertEq(facet.poolCScore(POOL), 5000);
        IRiskModel.PoolScore memory score = facet.poolScore(POOL);
        assertEq(score.cScore, 5000);
        assertEq(score.targetCScore, 5000);
        assertEq(score.setAt, 0);
        assertEq(score.setter, address(0));
        assertEq(score.inputsHash, 0);
    }

    function testFuzz_setPoolCScore_decreaseActsAtOnce(uint16 cScore, bytes32 poolId) public {
        cScore = uint16(bound(cScore, 0, 5000));
        vm.expectEmit(true, true, true, true, address(facet));
        emit IRiskModel.PoolCScoreSet(poolId, MANAGER, 5000, 5000, cScore, cScore, keccak256(abi.encode(cScore)));
        vm.prank(MANAGER);
        facet.setPoolCScore(poolId, cScore);
        assertEq(facet.poolCScore(poolId), cScore);
    }

    function testFuzz_setPoolCScore_increaseAccruesByTheDay(uint16 cScore, uint32 elapsed) public {
        cScore = uint16(bound(cScore, 5001, 10_000));
        vm.expectEmit(true, true, true, true, address(facet));
        emit IRiskModel.PoolCScoreSet(POOL, MANAGER, 5000, 5000, 5000, cScore, keccak256(abi.encode(cScore)));
        vm.prank(MANAGER);
        facet.setPoolCScore(POOL, cScore);
        assertEq(facet.poolCScore(POOL), 5000, "nothing at once");
        skip(elapsed);
        uint256 risen = 5000 + uint256(elapsed) * 1000 / 86_400;
        assertEq(facet.poolCScore(POOL), risen < cScore ? risen : cScore);
    }

    function test_setPoolCScore_risesByAThousandADay() public {
        vm.prank(MANAGER);
        facet.setPoolCScore(POOL, 7500);
        skip(1 days - 1);
        assertEq(facet.poolCScore(POOL), 5999);
        skip(1);
        assertEq(facet.poolCScore(POOL), 6000);
        skip(1.5 days);
        assertEq(facet.poolCScore(POOL), 7500);
        skip(365 days);
        assertEq(facet.poolCScore(POOL), 7500);
    }

    function test_setPoolCScore_aNewTargetStartsFromTheScoreInForce() public {
        vm.startPrank(MANAGER);
        facet.setPoolCScore(POOL, 9000);
        skip(1 days);
        vm.expectEmit(true, true, true, true, address(facet));
        emit IRiskModel.PoolCScoreSet(POOL, MANAGER, 6000, 9000, 6000, 7000, keccak256(abi.encode(uint16(7000))));
        facet.setPoolCScore(POOL, 7000);
        assertEq(facet.poolCScore(POOL), 6000, "a lower target above the score is no decrease");
        skip(1 days);
        assertEq(facet.poolCScore(POOL), 7000);
        facet.setPoolCScore(POOL, 0);
        assertEq(facet.poolCScore(POOL), 0);
        facet.setPoolCScore(POOL, 10_000);
        skip(10 days);
        assertEq(facet.poolCScore(POOL), 10_000);
    }

    /// @dev Whatever MANAGER sets, and however often, no score rises faster than the limit.
    function testFuzz_setPoolCScore_neverOutrunsTheLimit(uint16[8] memory cScores, uint32[8] memory waits) public {
        uint256 startScore = facet.poolCScore(POOL);
        uint256 startTime = block.timestamp;
        for (uint256 i; i < 8; ++i) {
            uint256 before = facet.poolCScore(POOL);
            uint256 beforeTime = block.timestamp;
            uint16 cScore = uint16(bound(cScores[i], 0, 10_000));
            vm.prank(MANAGER);
            facet.setPoolCScore(POOL, cScore);
            assertLe(facet.poolCScore(POOL), before, "setting never raises at once");
            assertEq(facet.poolCScore(POOL), cScore < before ? cScore : before, "a decrease acts at once");
            skip(bound(waits[i], 0, 3 days));
            uint256 afterwards = facet.poolCScore(POOL);
            assertLe(afterwards, before + (block.timestamp - beforeTime) * 1000 / 86_400, "step");
            assertLe(afterwards, startScore + (block.timestamp - startTime) * 1000 / 86_400, "since the start");
            assertLe(afterwards, facet.poolScore(POOL).targetCScore, "never above the target");
        }
    }

    function testFuzz_setPoolCScore_keepsItsProvenance(bytes32 poolId, uint16 cScore, uint40 time) public {
        cScore = uint16(bound(cScore, 0, 10_000));
        time = uint40(bound(time, 1, type(uint40).max));
        vm.warp(time);
        vm.prank(MANAGER);
        facet.setPoolCScore(poolId, cScore);
        IRiskModel.PoolScore memory score = facet.poolScore(poolId);
        assertEq(score.cScore, cScore < 5000 ? cScore : 5000);
        assertEq(score.targetCScore, cScore);
        assertEq(score.setAt, time);
        assertEq(score.setter, MANAGER);
        assertEq(score.inputsHash, keccak256(abi.encode(cScore)));
    }

    function testFuzz_setPoolCScore_leavesOtherPoolsAlone(bytes32 poolId, bytes32 other, uint16 cScore) public {
        if (other == poolId) other = ~poolId;
        vm.prank(MANAGER);
        facet.setPoolCScore(poolId, uint16(bound(cScore, 0, 10_000)));
        assertEq(facet.poolCScore(other), 5000);
    }

    function testFuzz_setPoolCScore_RevertWhen_tooHigh(uint16 cScore) public {
        cScore = uint16(bound(cScore, 10_001, type(uint16).max));
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 0, cScore));
        vm.prank(MANAGER);
        facet.setPoolCScore(POOL, cScore);
    }

    function testFuzz_setPoolCScore_RevertWhen_callerIsNotManager(address caller) public {
        if (caller == MANAGER) caller = OUTSIDER;
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.MANAGER));
        vm.prank(caller);
        facet.setPoolCScore(POOL, 1);
    }

    /// @dev c³ ≤ t·l·p < (c + 1)³: the floor of the cube root, without taking one.
    function testFuzz_setPoolScores_takesTheGeometricMean(uint16 trust, uint16 liquidity, uint16 performance) public {
        trust = uint16(bound(trust, 0, 10_000));
        liquidity = uint16(bound(liquidity, 0, 10_000));
        performance = uint16(bound(performance, 0, 10_000));
        vm.prank(MANAGER);
        facet.setPoolScores(POOL, trust, liquidity, performance, EVIDENCE);
        uint256 cScore = facet.poolScore(POOL).targetCScore;
        uint256 product = uint256(trust) * liquidity * performance;
        assertLe(cScore ** 3, product);
        assertGt((cScore + 1) ** 3, product);
    }

    /// @dev Cubes are where a floor is easily one short.
    function testFuzz_setPoolScores_ofEqualPartsIsThePart(uint16 part) public {
        part = uint16(bound(part, 0, 10_000));
        vm.prank(MANAGER);
        facet.setPoolScores(POOL, part, part, part, EVIDENCE);
        assertEq(facet.poolScore(POOL).targetCScore, part);
    }

    function testFuzz_setPoolScores_anyZeroGivesZeroAtOnce(uint16 a, uint16 b, uint8 which) public {
        uint16[3] memory parts;
        parts[which % 3] = 0;
        parts[(uint256(which) + 1) % 3] = uint16(bound(a, 0, 10_000));
        parts[(uint256(which) + 2) % 3] = uint16(bound(b, 0, 10_000));
        vm.prank(MANAGER);
        facet.setPoolScores(POOL, parts[0], parts[1], parts[2], EVIDENCE);
        assertEq(facet.poolCScore(POOL), 0);
    }

    function test_setPoolScores_keepsAHashOfAllItsInputs() public {
        // 8000·4000·2000 = 4000³.
        bytes32 hash = keccak256(abi.encode(uint16(8000), uint16(4000), uint16(2000), EVIDENCE));
        vm.expectEmit(true, true, true, true, address(facet));
        emit IRiskModel.PoolCScoreSet(POOL, MANAGER, 5000, 5000, 4000, 4000, hash);
        vm.expectEmit(true, true, true, true, address(facet));
        emit IRiskModel.PoolScoresSet(POOL, 8000, 4000, 2000, EVIDENCE);
        vm.prank(MANAGER);
        facet.setPoolScores(POOL, 8000, 4000, 2000, EVIDENCE);
        assertEq(facet.poolScore(POOL).inputsHash, hash);
    }

    function test_setPoolScores_RevertWhen_aPartIsTooHigh() public {
        vm.startPrank(MANAGER);
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 0, 10_001));
        facet.setPoolScores(POOL, 10_001, 1, 1, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 1, 10_002));
        facet.setPoolScores(POOL, 1, 10_002, 1, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_ScoreTooHigh.selector, 2, 10_003));
        facet.setPoolScores(POOL, 1, 1, 10_003, EVIDENCE);
    }

    function test_setPoolScores_RevertWhen_inputsHashIsMissing() public {
        vm.expectRevert(abi.encodeWithSelector(IRiskModel.Risk_InputsHashMissing.selector, POOL));
        vm.prank(MANAGER);
        facet.setPoolScores(POOL, 1, 1, 1, 0);
    }

    function testFuzz_setPoolScores_RevertWhen_callerIsNotManager(address caller) public {
        if (caller == MANAGER) caller = ADMIN;
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, caller, Roles.MANAGER));
        vm.prank(caller);
        facet.setPoolScores(POOL, 1, 1, 1, EVIDENCE);
    }

    function test_setters_RevertWhen_reentered() public {
        vm.startPrank(ADMIN);
        vm.expectRevert(Lock.Lock_Reentered.selector);
        facet.whileLocked(abi.encodeCall(IRiskModel.setWeightModel, (RiskModelLib.defaultModel())));
        vm.startPrank(MANAGER);
        vm.expectRevert(Lock.Lock_Reentered.selector);
        facet.whileLocked(abi.encodeCall(IRiskModel.setPoolCScore, (POOL, 1)));
        vm.expectRevert(Lock.Lock_Reentered.selector);
        facet.whileLocked(abi.encodeCall(IRiskModel.setPoolScores, (POOL, 1, 1, 1, EVIDENCE)));
    }

    // --- the room's inner door

    function test_effectiveCScore_readsOneSlot() public {
        vm.prank(MANAGER);
        facet.setPoolCScore(POOL, 8000);
        skip(1 days);
        vm.record();
        assertEq(facet.effectiveCScore(POOL), 6000);
        (bytes32[] memory reads,) = vm.accesses(address(facet));
        assertEq(reads.length, 1);
    }

    function test_setPoolCScore_writesTheScoreAndTheHash() public {
        vm.record();
        vm.prank(MANAGER);
        facet.setPoolCScore(POOL, 8000);
        (, bytes32[] memory writes) = vm.accesses(address(facet));
        uint256 own;
        for (uint256 i; i < writes.length; ++i) {
            bytes32 slot = keccak256(abi.encode(POOL, uint256(RiskStorage.SLOT) + 1));
            bytes32 hashSlot = keccak256(abi.encode(POOL, uint256(RiskStorage.SLOT) + 2));
            if (writes[i] == slot || writes[i] == hashSlot) ++own;
        }
        assertEq(own, 2, "one slot each, written once");
    }

    function testFuzz_targetWeightsOf_followScoresAndModel(uint16[4] memory raw, uint16[4] memory otherwise) public {
        bytes32[] memory poolIds = new bytes32[](4);
        uint16[] memory scores = new uint16[](4);
        uint256 active;
        for (uint256 i; i < 4; ++i) {
            poolIds[i] = bytes32(i + 1);
            scores[i] = uint16(bound(raw[i], 0, 5000));
            if (scores[i] != 0) ++active;
            vm.prank(MANAGER);
            facet.setPoolCScore(poolIds[i], scores[i]);
        }
        uint16[] memory expected = facet.targetWeights(scores, facet.maxWeightBp(active), 15_000);
        assertEq(keccak256(abi.encode(facet.targetWeightsOf(poolIds))), keccak256(abi.encode(expected)), "default");

        IRiskModel.WeightModel memory model =
            _valid(IRiskModel.WeightModel(0, otherwise[0], otherwise[1], otherwise[2], otherwise[3]));
        vm.prank(ADMIN);
        facet.setWeightModel(model);
        expected = facet.targetWeights(scores, RiskModelLib.maxWeightBp(model, active), model.scoreAmplifierBp);
        assertEq(keccak256(abi.encode(facet.targetWeightsOf(poolIds))), keccak256(abi.encode(expected)), "set");
    }

    function test_layout_isAtItsErc7201Slot() public pure {
        bytes32 inner = bytes32(uint256(keccak256("cantilever.storage.risk")) - 1);
        assertEq(RiskStorage.SLOT, keccak256(abi.encode(inner)) & ~bytes32(uint256(0xff)));
    }

    // --- helpers

    function _expectModelRefused(IRiskModel.WeightModel memory model, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(ADMIN);
        facet.setWeightModel(model);
    }

    function _valid(IRiskModel.WeightModel memory model) private pure returns (IRiskModel.WeightModel memory) {
        model.defaultCScore = uint16(bound(model.defaultCScore, 0, 10_000));
        model.scoreAmplifierBp = uint16(bound(model.scoreAmplifierBp, 7500, 25_000));
        model.minMaxBp = uint16(bound(model.minMaxBp, 1000, 10_000));
        model.maxBp = uint16(bound(model.maxBp, model.minMaxBp, 10_000));
        model.diversificationFactorBp = uint16(bound(model.diversificationFactorBp, 500, 20_000));
        return model;
    }

    function _scores(uint16[8] memory raw) private pure returns (uint16[] memory scores) {
        scores = new uint16[](8);
        for (uint256 i; i < 8; ++i) {
            scores[i] = uint16(bound(raw[i], 0, 10_000));
        }
    }
}
