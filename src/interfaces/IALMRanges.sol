// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "./IALMProtected.sol";

/// @title IALMRanges
/// @notice The keeper's finer tools, none of which swaps: ranges placed beside those that stay, some exchanged for others.
/// Source: section 3 of the specification, "Keeper operations".
interface IALMRanges {
    /// @notice The keeper placed ranges beside those that stayed. Values at the anchor, raw token1, rounded down.
    /// @param burnMask Ranges closed first; 0 for none.
    event RangesReminted(
        uint256 indexed vaultId,
        address indexed keeper,
        uint256 burnMask,
        uint256 valueBefore,
        uint256 valueAfter,
        uint256 lossPpm
    );

    /// @notice The mask names ranges that the vault does not have.
    error Ranges_NoSuchRange(uint256 mask, uint256 rangeCount);

    /// @notice Places ranges beside those that are there, from cash above its target. KEEPER.
    /// @dev A pool takes at most its weight, what it holds included; an order's part of that is its shareBp. Pools must
    /// be calm; cool-down and both loss budgets hold, as in `rebalance`.
    /// Errors: `Vault_DuplicateRange` (also for a range that is live: exchange it), `Vault_TooMany`, those of `rebalance`.
    /// @return valueBefore Value at the anchor, raw token1, rounded down.
    /// @return valueAfter The same, afterwards.
    function mintRanges(uint256 vaultId, IALMProtected.RangeOrder[] calldata orders)
        external
        returns (uint256 valueBefore, uint256 valueAfter);

    /// @notice Closes the ranges whose bit is set (bit i: range i of `vaultRanges`), then places others. KEEPER.
    /// @dev As `mintRanges`. Errors: besides, `Ranges_NoSuchRange`.
    function remintRanges(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        external
        returns (uint256 valueBefore, uint256 valueAfter);
}
