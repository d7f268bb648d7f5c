// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IPriceSource
/// @notice The reads that contracts outside the diamond make on every trade. Answered alike by the diamond and by
/// `FeedMirror`, which is cheaper.
/// @dev Errors are `IOracle`'s.
interface IPriceSource {
    /// @notice A feed's checked price.
    /// @param feedId The feed, e.g. `keccak256("XAU/USD")`, or a pair's id.
    /// @return priceWad Quote per base, 1e18-scaled, rounded down, never zero. For a pair's id the price as its source
    /// answers it (whole token1 per whole token0, or the reverse if configured inverted).
    /// @dev Reverts with the reason there is none. Source: DESIGN section 5.
    function price(bytes32 feedId) external view returns (uint256 priceWad);

    /// @notice `amount` of unit `unitA` expressed in unit `unitB`, rounded down.
    /// @dev A unit is a feed id whose quote is USD, or `keccak256("USD")` itself, which is 1 and reads nothing; equal
    /// units read nothing either. So a feed is read only where its asset is a leg: XAU's only when XAU is.
    /// A guide price "quote per base, scaled by 10^s" is `convertUnitsDown(base, quote, 10 ** s)`. Reverts with the
    /// reason of a feed that is needed, or `FullMulDivFailed()` where the result exceeds 256 bits.
    function convertUnitsDown(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256);

    /// @notice As `convertUnitsDown`, rounded up.
    function convertUnitsUp(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256);

    /// @notice Reverts `Oracle_Gated` if the token's market feed is more than 50 bp from par, and with the feed's own
    /// reason if it cannot be read. A token without a gate passes.
    function requireOpen(address token) external view;

    /// @notice `convertUnitsDown`, after `requireOpen` of both tokens: a pool's guide price in one call.
    /// @param tokenA The token whose unit is `unitA`.
    /// @param tokenB The token whose unit is `unitB`.
    /// @param amount Scale of the answer: for DODO's `i`, 10^(18 + decimals of B - decimals of A).
    function guideRateDown(address tokenA, bytes32 unitA, address tokenB, bytes32 unitB, uint256 amount)
        external
        view
        returns (uint256);
}
