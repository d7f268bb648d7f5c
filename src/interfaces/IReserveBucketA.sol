// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "./IPMMPool.sol";
import {IReserveBucket} from "./IReserveBucket.sol";

/// @title IReserveBucketA
/// @notice Bucket A, the system's own liquidity in the public PMM pools: shares of the pools that ADMIN has listed.
/// @dev Shares lie here and can only be sold, for tokens that come here too. Shares sent by others count as A's.
interface IReserveBucketA is IReserveBucket {
    /// @notice The pool is not listed.
    error BucketA_NotListed(address pool);
    /// @notice A purchase brought too few shares.
    error BucketA_TooFewShares(uint256 shares, uint256 minShares);
    /// @notice The pool's mid price or its guide price is more than 50 bp off the oracle. `deviationPpm` is the mid price's.
    error BucketA_OffOracle(address pool, uint256 guidePrice, uint256 oraclePrice, int256 deviationPpm);

    /// @notice A pool was listed or struck off.
    event PoolListed(address indexed pool, bool listed);
    /// @notice Shares were bought.
    event SharesBought(address indexed pool, uint256 base, uint256 quote, uint256 shares);
    /// @notice Shares were sold.
    event SharesSold(address indexed pool, uint256 shares, uint256 base, uint256 quote);

    /// @notice Buys shares of a listed pool with A's tokens, in the proportion of the pool's reserves. TREASURY.
    /// @param pool A live pool whose price is at the oracle's: who trades a pool off its price before A buys and back
    /// after it would be paid by A. Opening a pool is not for A.
    /// @param baseMax Most raw base spent.
    /// @param quoteMax Most raw quote spent.
    /// @param minShares Least shares accepted.
    /// @return shares Shares bought.
    /// @dev Guarded. Amounts are rounded up. Reverts Access_MissingRole, BucketA_NotListed, BucketA_OffOracle,
    /// Bucket_NotEnough, BucketA_TooFewShares, PMMPool_NotInitialised, or with the reason why there is no oracle price.
    function buyShares(IPMMPool pool, uint256 baseMax, uint256 quoteMax, uint256 minShares)
        external
        returns (uint256 shares);

    /// @notice Sells shares of a pool; what they bring is A's. TREASURY. Goes on for a pool struck off.
    /// @dev Guarded. Reverts Access_MissingRole, or as `IPMMPool.sellShares`.
    function sellShares(IPMMPool pool, uint256 shares, uint256 minBase, uint256 minQuote, uint256 deadline)
        external
        returns (uint256 base, uint256 quote);

    /// @notice Lists a pool or strikes it off. ADMIN.
    function setPool(IPMMPool pool, bool listed) external;

    /// @notice Whether shares of `pool` may be bought.
    function isListed(IPMMPool pool) external view returns (bool);
}
