// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IRiskModel
/// @notice How much of a vault each of its pools may hold: scores, the model that turns them into weights, and weights.
/// @dev Scores, weights and factors are in basis points (10,000 = 1) unless named otherwise. Specification: section 4,
/// "Risk model".
///
/// `targetWeights` and `targetAllocations` are pure: they need no storage and answer on a facet that belongs to no
/// diamond.
interface IRiskModel {
    /// @notice How scores become weights. 5 × 16 = 80 bits, one slot.
    struct WeightModel {
        /// Score of a pool that nobody has scored yet, bp.
        uint16 defaultCScore;
        /// Exponent of the score in the weight, bp: 15,000 is 1.5.
        uint16 scoreAmplifierBp;
        /// What the cap on one pool's weight falls to as pools are added, bp.
        uint16 minMaxBp;
        /// What the cap never exceeds, bp.
        uint16 maxBp;
        /// Decay of the cap per pool, bp: the cap is min(maxBp, minMaxBp + e^(-n·d)). Higher is stricter.
        uint16 diversificationFactorBp;
    }

    /// @notice What is known of a pool's score, and who says so.
    struct PoolScore {
        /// The score in force now, bp.
        uint16 cScore;
        /// The score last set, towards which `cScore` rises, bp.
        uint16 targetCScore;
        /// When it was set, unix seconds; zero if never.
        uint40 setAt;
        /// Who set it.
        address setter;
        /// Hash of what it was computed from.
        bytes32 inputsHash;
        /// The score in force just before it was set, bp; zero if it was set once or never.
        uint16 previousCScore;
    }

    /// @notice A score or a part of one exceeds 10,000; `index` is its place in the call.
    error Risk_ScoreTooHigh(uint256 index, uint256 score);
    /// @notice A score with parts was set without the hash of what they were computed from.
    error Risk_InputsHashMissing(bytes32 poolId);
    /// @notice The default score exceeds 10,000.
    error Risk_DefaultScoreTooHigh(uint256 defaultCScore);
    /// @notice The score amplifier is outside 7,500 to 25,000.
    error Risk_AmplifierOutOfRange(uint256 scoreAmplifierBp);
    /// @notice The floor of the cap is below 1,000.
    error Risk_MinMaxTooLow(uint256 minMaxBp);
    /// @notice The ceiling of the cap is below its floor or above 10,000.
    error Risk_MaxOutOfRange(uint256 maxBp, uint256 minMaxBp);
    /// @notice The diversification factor is outside 500 to 20,000.
    error Risk_DiversificationOutOfRange(uint256 diversificationFactorBp);

    /// @notice The model changed.
    event WeightModelSet(WeightModel oldModel, WeightModel newModel);
    /// @notice A pool's score was set. `cScore` is in force at once; if lower than `newTarget` it rises to it at 1,000
    /// bp a day.
    event PoolCScoreSet(
        bytes32 indexed poolId,
        address indexed setter,
        uint16 oldCScore,
        uint16 oldTarget,
        uint16 cScore,
        uint16 newTarget,
        bytes32 inputsHash
    );
    /// @notice The parts of the score that `PoolCScoreSet` announces in the same call.
    event PoolScoresSet(bytes32 indexed poolId, uint16 trust, uint16 liquidity, uint16 performance, bytes32 inputsHash);

    /// @notice The weight of each pool: cScore^a over the sum of those, none above the cap.
    /// @dev The cap in force is max(maxWeightBp, ceil(10,000 / n)), n the number of scores above zero, so that the
    /// weights can always sum to one; above 10,000 it binds nothing. What exceeds it is shared among the other pools in
    /// proportion to their powers, zero scores excepted. Each weight is floored to a bp; what that leaves goes to the
    /// largest weight below the cap, up to the cap, then to the next. Of equal weights the higher score comes first, of
    /// equal scores the first in the list.
    /// @param cScores Scores, bp, 0 to 10,000 each. A pool with score zero has weight zero.
    /// @param maxWeightBp Cap on one pool, bp; `maxWeightBp(n)` is the model's.
    /// @param scoreAmplifierBp The exponent a, bp. Any value; the model's are 7,500 to 25,000.
    /// @return weightsBp In the order of `cScores`; they sum to exactly 10,000, or are all zero if the scores are.
    /// @custom:error Risk_ScoreTooHigh A score exceeds 10,000.
    function targetWeights(uint16[] calldata cScores, uint16 maxWeightBp, uint16 scoreAmplifierBp)
        external
        pure
        returns (uint16[] memory weightsBp);

    /// @notice `totalAmount` split by `targetWeights`.
    /// @param cScores As in `targetWeights`.
    /// @param totalAmount What is to be allocated, in any unit; any value up to 2^256 - 1.
    /// @param maxWeightBp As in `targetWeights`.
    /// @param scoreAmplifierBp As in `targetWeights`.
    /// @return amounts totalAmount·weight/10,000 floored, the remainder to the largest weight (the first of equals):
    /// they sum to exactly `totalAmount`, or are all zero if the scores are.
    /// @custom:error Risk_ScoreTooHigh A score exceeds 10,000.
    function targetAllocations(
        uint16[] calldata cScores,
        uint256 totalAmount,
        uint16 maxWeightBp,
        uint16 scoreAmplifierBp
    ) external pure returns (uint256[] memory amounts);

    /// @notice The model's cap on one pool's weight, floored: min(maxBp, minMaxBp + e^(-n·d)).
    /// @param poolCount n, the pools with a score above zero.
    function maxWeightBp(uint256 poolCount) external view returns (uint16);

    /// @notice The model in force; the default preset until one is set.
    function weightModel() external view returns (WeightModel memory);

    /// @notice The score in force now, bp: the model's default for a pool never scored.
    /// @param poolId The pool, named as in IDexAdapter.
    function poolCScore(bytes32 poolId) external view returns (uint16);

    /// @notice A pool's score with its provenance.
    /// @param poolId The pool, named as in IDexAdapter.
    function poolScore(bytes32 poolId) external view returns (PoolScore memory);

    /// @notice Replaces the model. ADMIN only: a looser model is a larger risk, so it waits for the timelock.
    /// @param model Default score at most 10,000; amplifier 7,500 to 25,000; 1,000 ≤ minMaxBp ≤ maxBp ≤ 10,000;
    /// diversification 500 to 20,000.
    /// @custom:error Access_MissingRole The caller is not ADMIN.
    /// @custom:error Risk_DefaultScoreTooHigh, Risk_AmplifierOutOfRange, Risk_MinMaxTooLow, Risk_MaxOutOfRange,
    /// Risk_DiversificationOutOfRange A parameter is outside its range.
    function setWeightModel(WeightModel calldata model) external;

    /// @notice Sets a pool's score. MANAGER only. A decrease acts at once; an increase accrues from the score in force
    /// at no more than 1,000 bp a day, rounded down.
    /// @dev The hash kept is keccak256(abi.encode(cScore)): the score is its own input.
    /// @param poolId The pool, named as in IDexAdapter.
    /// @param cScore The new score, bp.
    /// @custom:error Access_MissingRole The caller is not MANAGER.
    /// @custom:error Risk_ScoreTooHigh The score exceeds 10,000 (index 0).
    function setPoolCScore(bytes32 poolId, uint16 cScore) external;

    /// @notice Sets a pool's score from its parts: (trust · liquidity · performance)^(1/3), floored; any zero gives
    /// zero. MANAGER only; rises as `setPoolCScore` says.
    /// @dev The hash kept is keccak256(abi.encode(trust, liquidity, performance, inputsHash)).
    /// @param poolId The pool, named as in IDexAdapter.
    /// @param trust Security, audits, team, decentralisation, bp.
    /// @param liquidity Depth, volume, capital efficiency, slippage, bp.
    /// @param performance Fees, impermanent loss, stability of yield, bp.
    /// @param inputsHash Hash of the evidence the three were computed from; not zero.
    /// @custom:error Access_MissingRole The caller is not MANAGER.
    /// @custom:error Risk_ScoreTooHigh A part exceeds 10,000 (its index, from 0).
    /// @custom:error Risk_InputsHashMissing The hash is zero.
    function setPoolScores(bytes32 poolId, uint16 trust, uint16 liquidity, uint16 performance, bytes32 inputsHash)
        external;
}
