// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IGuidePriceSource
/// @notice Where a PMM pool reads what its guide price should be.
interface IGuidePriceSource {
    /// @notice The oracle value of one raw unit of base in raw units of quote.
    /// @return i Raw quote per raw base, scaled by 1e18 (DODO's `i`); at least 1.
    /// @dev Reverts when there is no such value now: a stale feed, a disagreement of sources, or a token gated by its
    /// market feed. The pool then halts swaps; LP exit needs no price. Source: DESIGN sections 5 and 7 (h).
    function guidePrice() external view returns (uint256 i);
}
