// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IFeedFollower
/// @notice A contract outside the diamond that keeps copies of feeds' words, to read aggregators without the diamond's
/// dispatch, and is told by the diamond when to renew them.
interface IFeedFollower {
    /// @notice The copies were renewed; `follows` is false when there are none to keep.
    event Synced(bool follows, uint256 wordBase, uint256 wordQuote, uint256 gateBase, uint256 gateQuote);

    /// @notice The diamond that is followed.
    function oracle() external view returns (address);

    /// @notice Renews the copies from the diamond. Anyone may call: they can only become what is there.
    /// @dev Called by the diamond with 300,000 gas. It should not revert: a stop of a feed does not wait for it (see
    /// `IOracleAdmin.FollowerNotSynced`), so what cannot be renewed had better be dropped.
    /// Not lock-guarded: it asks one view of a fixed contract and stores what that answers.
    function sync() external;
}
