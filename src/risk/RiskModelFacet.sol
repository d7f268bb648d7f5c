// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../access/AccessLib.sol";
import {Roles} from "../access/Roles.sol";
import {IRiskModel} from "../interfaces/IRiskModel.sol";
import {RiskLib} from "./RiskLib.sol";
import {RiskModelLib} from "./RiskModelLib.sol";
import {RiskStorage} from "./RiskStorage.sol";

/// @title RiskModelFacet
/// @notice The door of the risk room.
/// @dev Views are not guarded: scores and the model change in one write, no call can see them half-way.
contract RiskModelFacet is IRiskModel, Guarded {
    /// @inheritdoc IRiskModel
    /// @dev Pure, nothing to guard.
    function targetWeights(uint16[] calldata cScores, uint16 maxWeight, uint16 scoreAmplifierBp)
        external
        pure
        returns (uint16[] memory)
    {
        uint16[] memory weightsBp = RiskModelLib.targetWeightsBp(_toMemory(cScores), maxWeight, scoreAmplifierBp);
        uint256[] memory words;
        assembly ("memory-safe") {
            words := weightsBp
        }
        _return(words);
    }

    /// @inheritdoc IRiskModel
    /// @dev Pure, nothing to guard.
    function targetAllocations(
        uint16[] calldata cScores,
        uint256 totalAmount,
        uint16 maxWeight,
        uint16 scoreAmplifierBp
    ) external pure returns (uint256[] memory) {
        _return(RiskModelLib.targetAllocations(_toMemory(cScores), totalAmount, maxWeight, scoreAmplifierBp));
    }

    /// @inheritdoc IRiskModel
    function maxWeightBp(uint256 poolCount) external view returns (uint16) {
        return RiskLib.maxWeightBp(poolCount);
    }

    /// @inheritdoc IRiskModel
    function weightModel() external view returns (WeightModel memory) {
        return RiskLib.currentModel(RiskStorage.state());
    }

    /// @inheritdoc IRiskModel
    function poolCScore(bytes32 poolId) external view returns (uint16) {
        return RiskLib.effectiveCScore(poolId);
    }

    /// @inheritdoc IRiskModel
    function poolScore(bytes32 poolId) external view returns (PoolScore memory) {
        RiskStorage.Layout storage self = RiskStorage.state();
        RiskStorage.Score memory record = self.scores[poolId];
        uint16 cScore = RiskLib.currentCScore(self, record);
        return PoolScore({
            cScore: cScore,
            targetCScore: record.setAt == 0 ? cScore : record.target,
            setAt: record.setAt,
            setter: record.setter,
            inputsHash: self.inputsHashes[poolId],
            previousCScore: record.previous
        });
    }

    /// @inheritdoc IRiskModel
    function setWeightModel(WeightModel calldata model) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        RiskStorage.Layout storage self = RiskStorage.state();
        WeightModel memory oldModel = RiskLib.currentModel(self);
        RiskLib.setModel(self, model);
        emit WeightModelSet(oldModel, model);
    }

    /// @inheritdoc IRiskModel
    function setPoolCScore(bytes32 poolId, uint16 cScore) external guarded {
        AccessLib.requireRole(Roles.MANAGER);
        _setCScore(poolId, cScore, keccak256(abi.encode(cScore)));
    }

    /// @inheritdoc IRiskModel
    function setPoolScores(bytes32 poolId, uint16 trust, uint16 liquidity, uint16 performance, bytes32 inputsHash)
        external
        guarded
    {
        AccessLib.requireRole(Roles.MANAGER);
        if (inputsHash == 0) revert Risk_InputsHashMissing(poolId);
        uint256 cScore = RiskLib.compositeCScore(trust, liquidity, performance);
        _setCScore(poolId, cScore, keccak256(abi.encode(trust, liquidity, performance, inputsHash)));
        emit PoolScoresSet(poolId, trust, liquidity, performance, inputsHash);
    }

    function _setCScore(bytes32 poolId, uint256 cScore, bytes32 inputsHash) private {
        RiskStorage.Layout storage self = RiskStorage.state();
        RiskStorage.Score memory old = self.scores[poolId];
        (uint16 oldCScore, uint16 newCScore) = RiskLib.setCScore(self, poolId, cScore, inputsHash);
        uint16 oldTarget = old.setAt == 0 ? oldCScore : old.target;
        // setCScore refused anything above 10,000.
        emit PoolCScoreSet(poolId, msg.sender, oldCScore, oldTarget, newCScore, uint16(cScore), inputsHash);
    }

    /// @dev Copies an array of calldata at once instead of entry by entry. The upper bits of an entry are not looked at
    /// here: RiskModelLib checks whole words against 10,000. The decoder has checked that the array lies in calldata.
    function _toMemory(uint16[] calldata source) private pure returns (uint16[] memory copy) {
        assembly ("memory-safe") {
            let size := shl(5, source.length)
            copy := mload(0x40)
            mstore(copy, source.length)
            calldatacopy(add(copy, 0x20), source.offset, size)
            mstore(0x40, add(add(copy, 0x20), size))
        }
    }

    /// @dev Ends the call with an array as its ABI-encoded result, from where it lies: the encoder would copy it. The
    /// word before the array is one of ours (every array here is allocated after another) and no longer needed.
    function _return(uint256[] memory words) private pure {
        assembly ("memory-safe") {
            let start := sub(words, 0x20)
            mstore(start, 0x20)
            return(start, add(0x40, shl(5, mload(words))))
        }
    }
}
