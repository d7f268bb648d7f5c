// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPriceSource} from "./IPriceSource.sol";

/// @title IFeedMirror
/// @notice The price reads of the diamond, without its dispatch: for pools that read a price on every trade.
/// @dev Saves the diamond's dispatch: its selector slot and its facet's address, 4,800 gas of a cold read. Keeps copies of feeds'
/// words and tokens' gates; the diamond renews them in the transaction that changes them. What is not a plain feed, and
/// every failure, is asked of the diamond, which names the reason.
interface IFeedMirror is IPriceSource {
    /// @notice A feed's word was taken over.
    event FeedSynced(bytes32 indexed feedId, uint256 oldWord, uint256 newWord);
    /// @notice A token's gate was taken over.
    event GateSynced(address indexed token, bytes32 oldFeed, bytes32 newFeed);

    /// @notice The diamond that is mirrored.
    function oracle() external view returns (address);

    /// @notice Takes over a feed's word from the diamond. Anyone: the word can only become what it is there.
    /// @dev Not lock-guarded: it asks a fixed contract one view and writes what it answers.
    function syncFeed(bytes32 feedId) external;

    /// @notice Takes over a token's gate from the diamond. Anyone, as above.
    function syncGate(address token) external;

    /// @notice Whether the copies of a feed's word and a token's gate are the diamond's. For health checks.
    function isInStep(bytes32 feedId, address token) external view returns (bool);
}
