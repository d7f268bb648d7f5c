// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../../src/interfaces/external/IAggregatorV3.sol";

/// @title MockAggregatorProxy
/// @notice The address feeds are known by: forwards to an aggregator that its owner can replace.
/// @dev Why a mock: Chainlink's proxy is not published as an artifact. Costs what that proxy costs without an access
/// controller: one slot (phase and aggregator packed), one call, and the phase put into the round numbers' upper bits.
contract MockAggregatorProxy is IAggregatorV3 {
    uint256 private constant PHASE_OFFSET = 64;

    /// @dev 160 + 16 = 176 bits.
    struct Phase {
        IAggregatorV3 aggregator;
        uint16 id;
    }

    Phase public phase;

    constructor(IAggregatorV3 first) {
        phase = Phase(first, 1);
    }

    /// @notice The aggregator behind the proxy, as Chainlink's proxy tells it.
    function aggregator() external view returns (IAggregatorV3) {
        return phase.aggregator;
    }

    /// @notice Moves to another aggregator, as when a feed is upgraded.
    function setAggregator(IAggregatorV3 next) external {
        phase = Phase(next, phase.id + 1);
    }

    /// @inheritdoc IAggregatorV3
    function decimals() external view override returns (uint8) {
        return phase.aggregator.decimals();
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData()
        external
        view
        override
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        Phase memory current = phase;
        (roundId, answer, startedAt, updatedAt, answeredInRound) = current.aggregator.latestRoundData();
        uint80 upper = uint80(uint256(current.id) << PHASE_OFFSET); // 16 + 64 bits
        roundId |= upper;
        answeredInRound |= upper;
    }
}
