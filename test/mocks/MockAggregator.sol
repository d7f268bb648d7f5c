// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../../src/interfaces/external/IAggregatorV3.sol";

/// @title MockAggregator
/// @notice A price feed whose every word a test can choose. Why a mock: a genuine aggregator takes signed reports from
/// a committee of nodes, which no test can produce at will, least of all wrong ones.
/// @dev Reads as many slots as Chainlink's OCR2 aggregator does for `latestRoundData`: one for the newest round's
/// number, one for that round's transmission (answer and times packed). Put it behind `MockAggregatorProxy` where gas
/// is measured. It also serves as an L2 sequencer uptime feed: `answer` 0 is up, 1 is down, `startedAt` since when.
contract MockAggregator is IAggregatorV3 {
    /// @dev How `latestRoundData` misbehaves. NONE: it does not. REVERT: it reverts. SHORT: it returns four words.
    /// BURN_GAS: it uses all the gas it is given.
    enum Failure {
        NONE,
        REVERT,
        SHORT,
        BURN_GAS
    }

    /// @inheritdoc IAggregatorV3
    uint8 public override decimals;

    /// @dev The slot OCR2 calls hot: newest round (32), rounds by which `answeredInRound` lags (32), failure (8).
    uint256 private hot;
    /// @dev Of each round: answer (192), startedAt (32), updatedAt (32).
    mapping(uint256 round => uint256) private transmissions;

    uint256 private constant LAG_OFFSET = 32;
    uint256 private constant FAILURE_OFFSET = 64;
    uint256 private constant STARTED_OFFSET = 192;
    uint256 private constant UPDATED_OFFSET = 224;

    error MockAggregator_Down();

    /// @param decimals_ Decimals of the answers.
    /// @param answer_ First answer, given now.
    constructor(uint8 decimals_, int256 answer_) {
        decimals = decimals_;
        setAnswer(answer_);
    }

    /// @notice A new round with this answer, given now.
    function setAnswer(int256 answer) public {
        setAnswerAt(answer, block.timestamp);
    }

    /// @notice A new round with this answer, given at `updatedAt` (zero: the round is still open).
    function setAnswerAt(int256 answer, uint256 updatedAt) public {
        require(answer == int192(answer) && updatedAt == uint32(updatedAt), "MockAggregator: does not fit");
        ++hot;
        transmissions[uint32(hot)] =
            uint256(uint192(int192(answer))) | (updatedAt << STARTED_OFFSET) | (updatedAt << UPDATED_OFFSET);
    }

    /// @notice Overwrites the newest round's start. A sequencer feed tells by it since when its status holds.
    function setStartedAt(uint32 startedAt) external {
        uint256 round = uint32(hot);
        uint256 mask = uint256(type(uint32).max) << STARTED_OFFSET;
        transmissions[round] = (transmissions[round] & ~mask) | (uint256(startedAt) << STARTED_OFFSET);
    }

    /// @notice Changes the decimals, as no genuine feed does after it is deployed.
    function setDecimals(uint8 decimals_) external {
        decimals = decimals_;
    }

    /// @notice Makes answers appear carried over from `lag` rounds ago; zero in every healthy feed.
    function setAnsweredInRoundLag(uint32 lag) external {
        hot = (hot & ~(uint256(type(uint32).max) << LAG_OFFSET)) | (uint256(lag) << LAG_OFFSET);
    }

    /// @notice Makes `latestRoundData` fail, or work again.
    function setFailure(Failure failure) external {
        hot = uint64(hot) | (uint256(failure) << FAILURE_OFFSET);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData()
        external
        view
        override
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        uint256 word = hot;
        if (word >> FAILURE_OFFSET != 0) _fail(Failure(word >> FAILURE_OFFSET));
        roundId = uint32(word);
        answeredInRound = uint80(uint32(word) - uint32(word >> LAG_OFFSET));
        word = transmissions[roundId];
        answer = int192(uint192(word));
        startedAt = uint32(word >> STARTED_OFFSET);
        updatedAt = word >> UPDATED_OFFSET;
    }

    function _fail(Failure failure) private pure {
        if (failure == Failure.REVERT) revert MockAggregator_Down();
        assembly ("memory-safe") {
            // SHORT
            if eq(failure, 2) {
                mstore(0x00, 0)
                mstore(0x20, 0)
                return(0x00, 0x80)
            }
            // BURN_GAS
            invalid()
        }
    }
}
