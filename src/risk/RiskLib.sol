// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IRiskModel} from "../interfaces/IRiskModel.sol";
import {RiskModelLib} from "./RiskModelLib.sol";
import {RiskStorage} from "./RiskStorage.sol";

/// @title RiskLib
/// @notice The risk room's verbs, and its door for other rooms of the diamond.
library RiskLib {
    /// @dev Most that a score may rise in a day, bp: a pool cannot be talked up faster than people can notice.
    uint256 internal constant MAX_RISE_PER_DAY_BP = 1000;

    /// @dev Bounds of the model.
    uint256 private constant AMPLIFIER_MIN_BP = 7500;
    uint256 private constant AMPLIFIER_MAX_BP = 25_000;
    uint256 private constant MIN_MAX_FLOOR_BP = 1000;
    uint256 private constant DIVERSIFICATION_MIN_BP = 500;
    uint256 private constant DIVERSIFICATION_MAX_BP = 20_000;

    /// @notice The score of a pool in force now, bp. One storage read; one more if it was never scored.
    function effectiveCScore(bytes32 poolId) internal view returns (uint16) {
        return currentCScore(RiskStorage.state(), RiskStorage.state().scores[poolId]);
    }

    /// @notice Weights of pools by the scores in force and the model in force; see `IRiskModel.targetWeights`.
    /// @param poolIds Each named once.
    /// @return weightsBp Sum exactly 10,000, or all zero if the scores are.
    function targetWeightsBp(bytes32[] memory poolIds) internal view returns (uint16[] memory weightsBp) {
        RiskStorage.Layout storage self = RiskStorage.state();
        IRiskModel.WeightModel memory model = currentModel(self);
        uint16[] memory cScores = new uint16[](poolIds.length);
        uint256 active;
        for (uint256 i; i < poolIds.length; ++i) {
            uint16 cScore = _scoreNow(self.scores[poolIds[i]], model.defaultCScore);
            cScores[i] = cScore;
            if (cScore != 0) ++active;
        }
        return RiskModelLib.targetWeightsBp(cScores, RiskModelLib.maxWeightBp(model, active), model.scoreAmplifierBp);
    }

    /// @notice The model's cap on one of `n` pools with a score above zero, bp.
    function maxWeightBp(uint256 n) internal view returns (uint16) {
        return RiskModelLib.maxWeightBp(currentModel(RiskStorage.state()), n);
    }

    /// @notice The model in force.
    function currentModel(RiskStorage.Layout storage self) internal view returns (IRiskModel.WeightModel memory model) {
        uint256 word;
        assembly ("memory-safe") {
            // The model is the first slot of the layout, whole, see RiskStorage.
            word := sload(self.slot)
        }
        // Each cast keeps its own 16 bits.
        model.defaultCScore = uint16(word);
        model.scoreAmplifierBp = uint16(word >> 16);
        model.minMaxBp = uint16(word >> 32);
        model.maxBp = uint16(word >> 48);
        model.diversificationFactorBp = uint16(word >> 64);
        if (model.scoreAmplifierBp == 0) model = RiskModelLib.defaultModel();
    }

    /// @notice The score in force now of a record, bp; the model's default if the record is empty.
    function currentCScore(RiskStorage.Layout storage self, RiskStorage.Score memory record)
        internal
        view
        returns (uint16)
    {
        if (record.setAt == 0) return currentModel(self).defaultCScore;
        return _risenCScore(record.base, record.target, record.setAt);
    }

    /// @dev As `currentCScore`, for a caller who has the model's default already, in one storage read.
    function _scoreNow(RiskStorage.Score storage record, uint16 defaultCScore) private view returns (uint16) {
        uint256 word;
        assembly ("memory-safe") {
            // A score is one slot: base 16 | target 16 | setAt 40 | ..., from the lowest bit, see RiskStorage.
            word := sload(record.slot)
        }
        uint256 setAt = uint40(word >> 32);
        return setAt == 0 ? defaultCScore : _risenCScore(uint16(word), uint16(word >> 16), setAt);
    }

    /// @dev base and target are 16 bits, setAt is a block's time.
    function _risenCScore(uint256 base, uint256 target, uint256 setAt) private view returns (uint16) {
        uint256 risen = (block.timestamp - setAt) * MAX_RISE_PER_DAY_BP / 1 days;
        // At most target, a uint16.
        return uint16(FixedPointMathLib.min(target, base + risen));
    }

    /// @notice Records a score: a decrease acts at once, an increase starts from the score in force.
    /// @return oldCScore In force before.
    /// @return newCScore In force now.
    function setCScore(RiskStorage.Layout storage self, bytes32 poolId, uint256 cScore, bytes32 inputsHash)
        internal
        returns (uint16 oldCScore, uint16 newCScore)
    {
        if (cScore > RiskModelLib.BP) revert IRiskModel.Risk_ScoreTooHigh(0, cScore);
        RiskStorage.Score memory old = self.scores[poolId];
        oldCScore = currentCScore(self, old);
        // The smaller of two scores, a uint16.
        newCScore = uint16(FixedPointMathLib.min(oldCScore, cScore));
        self.scores[poolId] = RiskStorage.Score({
            base: newCScore,
            // At most 10,000.
            target: uint16(cScore),
            // Holds until the year 36,812.
            setAt: uint40(block.timestamp),
            setter: msg.sender,
            // A first score is news, no change for the worse.
            previous: old.setAt == 0 ? 0 : oldCScore
        });
        self.inputsHashes[poolId] = inputsHash;
    }

    /// @notice Whether a pool was last scored lower than it was.
    function isDegraded(bytes32 poolId) internal view returns (bool) {
        RiskStorage.Score storage record = RiskStorage.state().scores[poolId];
        return record.target < record.previous; // both zero if it was never scored
    }

    /// @notice Composite of three parts: the cube root of their product, floored; zero if any is.
    function compositeCScore(uint256 trust, uint256 liquidity, uint256 performance) internal pure returns (uint256) {
        if (trust > RiskModelLib.BP) revert IRiskModel.Risk_ScoreTooHigh(0, trust);
        if (liquidity > RiskModelLib.BP) revert IRiskModel.Risk_ScoreTooHigh(1, liquidity);
        if (performance > RiskModelLib.BP) revert IRiskModel.Risk_ScoreTooHigh(2, performance);
        // At most 1e12.
        unchecked {
            return FixedPointMathLib.cbrt(trust * liquidity * performance);
        }
    }

    /// @notice Records a model within its bounds.
    function setModel(RiskStorage.Layout storage self, IRiskModel.WeightModel memory model) internal {
        if (model.defaultCScore > RiskModelLib.BP) revert IRiskModel.Risk_DefaultScoreTooHigh(model.defaultCScore);
        if (model.scoreAmplifierBp < AMPLIFIER_MIN_BP || model.scoreAmplifierBp > AMPLIFIER_MAX_BP) {
            revert IRiskModel.Risk_AmplifierOutOfRange(model.scoreAmplifierBp);
        }
        if (model.minMaxBp < MIN_MAX_FLOOR_BP) revert IRiskModel.Risk_MinMaxTooLow(model.minMaxBp);
        if (model.maxBp < model.minMaxBp || model.maxBp > RiskModelLib.BP) {
            revert IRiskModel.Risk_MaxOutOfRange(model.maxBp, model.minMaxBp);
        }
        if (
            model.diversificationFactorBp < DIVERSIFICATION_MIN_BP
                || model.diversificationFactorBp > DIVERSIFICATION_MAX_BP
        ) {
            revert IRiskModel.Risk_DiversificationOutOfRange(model.diversificationFactorBp);
        }
        self.model = model;
    }
}
