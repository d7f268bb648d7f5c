// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOutflowMeter} from "./IOutflowMeter.sol";
import {IStabilizer} from "./IStabilizer.sol";

/// @title IStabilizerBatch
/// @notice All stabilizers in one transaction, and what a keeper's automation asks and calls.
/// @dev It has no role: it asks each stabilizer for its full size, as anyone may. One that fails does not stop the others.
/// Rewards of the actions go to the payee. It holds no tokens. Source: DESIGN section 8.
interface IStabilizerBatch {
    /// @notice The stabilizer is listed already.
    error Batch_Listed(address stabilizer);
    /// @notice The stabilizer is not listed.
    error Batch_NotListed(address stabilizer);
    /// @notice As many are listed as a run may loop over.
    error Batch_TooMany(uint256 max);
    /// @notice Address zero cannot be paid.
    error Batch_ZeroPayee();

    /// @notice A stabilizer joined the batch, or left it.
    event StabilizerListed(address indexed stabilizer, bool listed);
    /// @notice A stabilizer acted: it sold up to `size` of `tokenIn`.
    event BatchActed(address indexed stabilizer, address indexed tokenIn, uint256 size);
    /// @notice A stabilizer that was due did not act; its reason is inside.
    event BatchFailed(address indexed stabilizer, bytes reason);

    /// @notice Observes every pool and has every stabilizer act that is due. Anyone.
    /// @param payee Receives the rewards, where there are any.
    /// @return acted How many acted.
    /// @dev Guarded. Reverts Batch_ZeroPayee, nothing else.
    function run(address payee) external returns (uint256 acted);

    /// @notice `run` in the shape of Chainlink Automation: the sender is paid. `performData` is ignored, since what is due
    /// is decided when it is done.
    function performUpkeep(bytes calldata performData) external;

    /// @notice Whether any stabilizer is due.
    /// @param checkData Ignored.
    /// @return upkeepNeeded Whether `performUpkeep` would have one act, as of the call's block.
    /// @return performData Which ones, `abi.encode(address[])`.
    function checkUpkeep(bytes calldata checkData) external view returns (bool upkeepNeeded, bytes memory performData);

    /// @notice The stabilizers that are due, in order of the list. One whose views fail is not due.
    function due() external view returns (IStabilizer[] memory);

    /// @notice Adds a stabilizer. ADMIN. Reverts Access_MissingRole, Batch_Listed, Batch_TooMany.
    function add(IStabilizer stabilizer) external;

    /// @notice Takes a stabilizer out. ADMIN. Reverts Access_MissingRole, Batch_NotListed.
    function remove(IStabilizer stabilizer) external;

    /// @notice The stabilizers of the batch.
    function stabilizers() external view returns (IStabilizer[] memory);

    /// @notice The meter that a run feeds.
    function METER() external view returns (IOutflowMeter);
}
