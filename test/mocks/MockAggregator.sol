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
    /// @dev 192 + 32 + 32 = 256 bits.
    struct Transmission {
        int192 answer;
        uint32 startedAt;
        uint32 updatedAt;
    }

    /// @dev How `latestRoundData` misbehaves. NONE: it does not. REVERT: it reverts. SHORT: it returns four words.
    /// BURN_GAS: it uses all the gas it is given.
    enum Failure {
        NONE,
        REVERT,
        SHORT,
        BURN_GAS
    }

    /// @dev 32 + 32 + 8 + 8 = 80 bits: the slot OCR2 calls hot.
    uint32 public roundId;
    /// @dev Rounds by which `answeredInRound` lags; zero in every healthy feed.
    uint32 public answeredInRoundLag;
    uint8 public override decimals;
    Failure public failure;

    mapping(uint32 round => Transmission) public transmissions;

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
        ++roundId;
        // Test inputs fit; the casts revert where they do not.
        require(answer == int192(answer) && updatedAt == uint32(updatedAt), "MockAggregator: does not fit");
        transmissions[roundId] = Transmission(int192(answer), uint32(updatedAt), uint32(updatedAt));
    }

    /// @notice Overwrites the newest round's start. A sequencer feed tells by it since when its status holds.
    function setStartedAt(uint32 startedAt) external {
        transmissions[roundId].startedAt = startedAt;
    }

    /// @notice Changes the decimals, as no genuine feed does after it is deployed.
    function setDecimals(uint8 decimals_) external {
        decimals = decimals_;
    }

    /// @notice Makes answers appear carried over from `lag` rounds ago.
    function setAnsweredInRoundLag(uint32 lag) external {
        answeredInRoundLag = lag;
    }

    /// @notice Makes `latestRoundData` fail, or work again.
    function setFailure(Failure failure_) external {
        failure = failure_;
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData()
        external
        view
        override
        returns (uint80 round, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        uint32 latest = roundId;
        Failure mode = failure;
        if (mode == Failure.REVERT) revert MockAggregator_Down();
        if (mode == Failure.SHORT) {
            assembly ("memory-safe") {
                calldatacopy(0x00, calldatasize(), 0x40)
                return(0x00, 0x80)
            }
        }
        if (mode == Failure.BURN_GAS) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        Transmission memory transmission = transmissions[latest];
        return
            (latest, transmission.answer, transmission.startedAt, transmission.updatedAt, latest - answeredInRoundLag);
    }
}
