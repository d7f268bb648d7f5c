// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "./IPMMPool.sol";

/// @title IPMMEntry
/// @notice Pays a PMM pool and calls it in one transaction, for accounts that are no contracts.
/// @dev A pool takes what it finds beyond its reserves as its caller's. Between a transfer and a call of its own anyone
/// could be that caller. Here both are one transaction, with a bound on what comes of them.
///
/// Amounts are raw. The caller has allowed this contract both tokens; it takes what the call says and from nobody but
/// the caller. It holds nothing, owns nothing and has no settings.
/// Assumption for correctness: `pool` is a pool the caller trusts; whatever answers there gets the caller's tokens.
/// Source: DESIGN section 7 (transfer in, then call; min-out, deadline).
interface IPMMEntry {
    /// @notice The call came too late.
    error PMMEntry_Expired(uint256 deadline, uint256 time);
    /// @notice What comes of it is less than the caller accepts: tokens of a sale, shares of a purchase.
    error PMMEntry_TooLittle(uint256 received, uint256 minReceived);

    /// @notice Sells base for quote.
    /// @param amount Base to sell.
    /// @param minReceived Least quote accepted, fees taken off.
    /// @param to Receives the quote.
    /// @param deadline Last acceptable block time, unix seconds.
    /// @return received Quote sent to `to`, rounded down.
    /// @dev Open to anyone. Reverts Expired, TooLittle, with a token's error or with the pool's (`IPMMPool.sellBase`).
    function sellBase(IPMMPool pool, uint256 amount, uint256 minReceived, address to, uint256 deadline)
        external
        returns (uint256 received);

    /// @notice Sells quote for base. As `sellBase`.
    function sellQuote(IPMMPool pool, uint256 amount, uint256 minReceived, address to, uint256 deadline)
        external
        returns (uint256 received);

    /// @notice Buys shares for both tokens. What exceeds the proportion of the reserves is the pool's.
    /// @param baseAmount Base to pay.
    /// @param quoteAmount Quote to pay.
    /// @param minShares Least shares accepted. It is what protects a first purchase: if somebody came before it with
    /// next to nothing, at a proportion of his own, the shares are few.
    /// @param to Receives the shares.
    /// @param deadline Last acceptable block time, unix seconds.
    /// @return shares Minted to `to`, rounded down.
    /// @dev As `sellBase`, with the errors of `IPMMPool.buyShares`.
    function buyShares(
        IPMMPool pool,
        uint256 baseAmount,
        uint256 quoteAmount,
        uint256 minShares,
        address to,
        uint256 deadline
    ) external returns (uint256 shares);
}
