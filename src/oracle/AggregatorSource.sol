// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";

/// @title AggregatorSource
/// @notice One call to an aggregator's `latestRoundData`, without reverting.
library AggregatorSource {
    /// @notice The answer if it is complete, in (0, 2^128) and at most `ttl` seconds old; 0 if anything is wrong.
    /// @dev The rules of `OracleReader`, which names the one that is broken, as one flag: this is the hot path.
    function freshAnswer(address aggregator, uint256 ttl) internal view returns (uint256 answer) {
        bytes4 selector = IAggregatorV3.latestRoundData.selector;
        assembly ("memory-safe") {
            // The free memory pointer is read, not moved: nothing is kept in memory when the block ends.
            let out := mload(0x40)
            mstore(0x00, selector)
            // Arguments are evaluated from the right: the call comes before its returndatasize.
            let good := and(gt(returndatasize(), 0x9f), staticcall(gas(), aggregator, 0x00, 0x04, out, 0xa0))
            answer := mload(add(out, 0x20))
            let updatedAt := mload(add(out, 0x60))
            // answeredInRound >= roundId, and the round is not open.
            good := and(good, iszero(lt(mload(add(out, 0x80)), mload(out))))
            good := and(good, iszero(iszero(updatedAt)))
            // An update time after this block's makes the difference wrap to an age of ages.
            good := and(good, iszero(gt(sub(timestamp(), updatedAt), ttl)))
            // Negative answers have high bits set.
            good := and(good, iszero(shr(128, answer)))
            answer := mul(answer, good)
        }
    }

    /// @notice The answer as it came.
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
