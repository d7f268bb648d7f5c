// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "../interfaces/IGuidePriceSource.sol";

/// @title IOracleConversion
/// @notice The part of the oracle's door that a guide price needs.
interface IOracleConversion {
    /// @notice Raw `amount` of `tokenA` in raw `tokenB`, rounded down; reverts with a needed feed's reason.
    function convertDown(address tokenA, address tokenB, uint256 amount) external view returns (uint256);

    /// @notice Reverts if the token's market feed is too far from its par or cannot be read.
    function requireOpen(address token) external view;
}

/// @title OracleGuidePrice
/// @notice A pool's guide price from the oracle: what the tokens are worth, halted while either is off its par.
/// @dev Immutable and without state: one for each pair. DODO's `i` is the raw quote that 1e18 raw base is worth, so the
/// oracle's own conversion gives it, decimals included, and one that has no XAU leg reads no XAU feed.
/// Source: DESIGN sections 5 and 7 (h).
contract OracleGuidePrice is IGuidePriceSource {
    /// @notice A part is missing, or both tokens are the same.
    error OracleGuidePrice_BadParts(address oracle, address base, address quote);

    uint256 private constant ONE = 1e18;

    /// @notice The oracle: the diamond.
    IOracleConversion public immutable ORACLE;
    /// @notice The token priced.
    address public immutable BASE;
    /// @notice The token it is priced in.
    address public immutable QUOTE;

    constructor(IOracleConversion oracle, address base, address quote) {
        if (address(oracle) == address(0) || base == address(0) || quote == address(0) || base == quote) {
            revert OracleGuidePrice_BadParts(address(oracle), base, quote);
        }
        (ORACLE, BASE, QUOTE) = (oracle, base, quote);
    }

    /// @inheritdoc IGuidePriceSource
    function guidePrice() external view returns (uint256 i) {
        ORACLE.requireOpen(BASE);
        ORACLE.requireOpen(QUOTE);
        return ORACLE.convertDown(BASE, QUOTE, ONE);
    }
}
