// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRiskModel} from "./IRiskModel.sol";

/// @title IInfo
/// @notice How a vault's risk is spread, and what of it deserves attention. Source: section 4 of the specification.
/// @dev Values are at the oracle's anchor, so that nobody can move them within a transaction; they revert with the
/// oracle's reason when it has none. Scores and weights need no price.
interface IInfo {
    /// @notice What one pool contributes.
    struct PoolAttribution {
        bytes32 poolId;
        /// Principal of the vault's ranges in it at the anchor, raw token0, rounded down.
        uint256 amount0;
        /// Raw token1.
        uint256 amount1;
        /// Both, raw token1 at the anchor, rounded down.
        uint256 value;
        /// Part of what lies in ranges, bp, rounded down; 0 while nothing does.
        uint256 valueBp;
        /// Part it should have by its score, bp.
        uint256 targetBp;
        /// Score in force, bp.
        uint256 cScore;
        /// Uncollected fees, raw token0.
        uint256 fees0;
        /// Raw token1.
        uint256 fees1;
    }

    /// @notice How concentrated a vault is: by where its ranges are, and by where they should be.
    struct Diversification {
        /// Herfindahl index of the ranges' values, bp, rounded up; 0 while there are none.
        uint256 herfindahlBp;
        /// Effective number of pools, WAD, rounded down.
        uint256 effectivePoolsWad;
        /// Largest pool, bp of what lies in ranges.
        uint256 largestBp;
        /// The same three of the target weights.
        uint256 targetHerfindahlBp;
        uint256 targetEffectivePoolsWad;
        uint256 targetLargestBp;
    }

    /// @notice What each of a vault's pools holds, earns and should hold.
    function attribution(uint256 vaultId) external view returns (PoolAttribution[] memory pools);

    /// @notice How a vault is spread over its pools.
    function diversification(uint256 vaultId) external view returns (Diversification memory);

    /// @notice Scores in force of a vault's enabled pools, bp, and their variance, bp squared, rounded down.
    function scoreSpread(uint256 vaultId)
        external
        view
        returns (uint256 least, uint256 greatest, uint256 mean, uint256 variance);

    /// @notice What deserves attention, as bits: 1, a pool holds more than half of what lies in ranges (of the target
    /// weights while nothing does); 2, an enabled pool was last scored lower than before; 4, the cash is below
    /// what was redeemed recently.
    /// @dev Redemptions are in the events (`Withdrawn`), not in storage, where each exit would pay for them.
    /// @param redeemed0 Raw token0 that left in the time the caller looks at.
    /// @param redeemed1 Raw token1.
    function riskFlags(uint256 vaultId, uint256 redeemed0, uint256 redeemed1) external view returns (uint256 flags);

    /// @notice The models the specification names, for `setWeightModel`.
    function weightModelPresets()
        external
        pure
        returns (
            IRiskModel.WeightModel memory standard,
            IRiskModel.WeightModel memory conservative,
            IRiskModel.WeightModel memory aggressive
        );
}
