// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRiskModel} from "../../../src/interfaces/IRiskModel.sol";
import {RiskModelLib} from "../../../src/risk/RiskModelLib.sol";

/// @notice The library as other rooms call it, from memory; and its powers, which no contract exposes.
contract RiskModelLibHarness {
    function powers(uint16[] memory cScores, uint256 amplifierBp)
        external
        pure
        returns (uint256[] memory table, uint256 sum, uint256 top, uint256 active)
    {
        return RiskModelLib.powers(cScores, amplifierBp);
    }

    /// @return weightsBp The weights.
    /// @return scoresAfter The scores as the library left them.
    function targetWeightsBp(uint16[] memory cScores, uint16 maxWeight, uint16 amplifierBp)
        external
        pure
        returns (uint16[] memory weightsBp, uint16[] memory scoresAfter)
    {
        weightsBp = RiskModelLib.targetWeightsBp(cScores, maxWeight, amplifierBp);
        scoresAfter = cScores;
    }

    function targetAllocations(uint16[] memory cScores, uint256 totalAmount, uint16 maxWeight, uint16 amplifierBp)
        external
        pure
        returns (uint256[] memory)
    {
        return RiskModelLib.targetAllocations(cScores, totalAmount, maxWeight, amplifierBp);
    }

    function maxWeightBp(IRiskModel.WeightModel memory model, uint256 n) external pure returns (uint16) {
        return RiskModelLib.maxWeightBp(model, n);
    }
}
