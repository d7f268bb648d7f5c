// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";

/// @title AggregatorSource
/// @notice One call to an aggregator's `latestRoundData`, without reverting.
library AggregatorSource {
    /// @param ok The call succeeded and returned five words. An address without code returns none.
    /// @dev Words are returned as they came: a caller that narrows them checks them first.
    function latest(address aggregator)
        internal
        view
        returns (bool ok, uint256 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint256 answeredInRound)
    {
        bytes4 selector = IAggregatorV3.latestRoundData.selector;
        assembly ("memory-safe") {
            // The free memory pointer is read, not moved: the answer is on the stack when the block ends.
            let out := mload(0x40)
            mstore(0x00, selector)
            // Arguments are evaluated from the right: the call comes before its returndatasize.
            ok := and(gt(returndatasize(), 0x9f), staticcall(gas(), aggregator, 0x00, 0x04, out, 0xa0))
            roundId := mload(out)
            answer := mload(add(out, 0x20))
            startedAt := mload(add(out, 0x40))
            updatedAt := mload(add(out, 0x60))
            answeredInRound := mload(add(out, 0x80))
        }
    }
}
