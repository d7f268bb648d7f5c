// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "./IPMMPool.sol";

/// @title IPMMRouter
/// @notice Sells through one pool or a path of pools and buys shares, with bounds and a deadline, in one transaction.
/// @dev Amounts are raw. Payment goes from the caller straight into the first pool, and from each pool into the next:
/// the router never holds a token, never spends a balance of its own and never takes from anybody but its caller. What
/// is sent to it by mistake stays there, out of everybody's reach.
///
/// What a sale brought is measured at the receiver, in the token the caller named. A pool in the path that lies about
/// its tokens, its price or its payment makes the sale fail; it cannot make it cheaper than `minReceived`.
/// Assumption for correctness, of purchases of shares only: the pool is one the caller trusts, because the pool itself
/// says what its shares are. Of sales: nobody else pays the receiver in the same call to make up for a bad price.
/// Source: DESIGN section 7 (a router adds min-out, deadline and multi-hop); Uniswap's Permit2.
interface IPMMRouter {
    /// @notice One step of a path.
    /// @param pool The pool sold to.
    /// @param sellsBase Whether its base token is sold (or else its quote token).
    struct Hop {
        IPMMPool pool;
        bool sellsBase;
    }

    /// @notice A sale of exactly `amountIn`.
    /// @param tokenIn What is sold: the first hop's input.
    /// @param tokenOut What is bought: the last hop's output.
    /// @param amountIn Taken from the caller, all of it.
    /// @param minReceived Least `tokenOut` that must reach `to`, fees taken off.
    /// @param to Receives the output; neither zero nor the router.
    /// @param deadline Last acceptable block time, unix seconds.
    /// @param path At least one hop; each hop's output is the next one's input.
    struct Sale {
        address tokenIn;
        address tokenOut;
        uint256 amountIn;
        uint256 minReceived;
        address to;
        uint256 deadline;
        Hop[] path;
    }

    /// @notice A purchase of a pool's shares.
    /// @param pool The pool, one the caller trusts.
    /// @param baseToken Its base token, as the caller believes.
    /// @param quoteToken Its quote token, as the caller believes.
    /// @param baseMax Most base taken.
    /// @param quoteMax Most quote taken.
    /// @param minShares Least shares accepted. It is what protects a first purchase from somebody who came before with
    /// next to nothing, at a proportion of his own.
    /// @param to Receives the shares; neither zero nor the router.
    /// @param deadline Last acceptable block time, unix seconds.
    struct Purchase {
        IPMMPool pool;
        address baseToken;
        address quoteToken;
        uint256 baseMax;
        uint256 quoteMax;
        uint256 minShares;
        address to;
        uint256 deadline;
    }

    /// @notice A Permit2 signature of the caller with the router as spender: a batch of one permission (`tokenIn`) for a
    /// sale, of two (base, then quote) for a purchase.
    /// @param nonce Unordered nonce of Permit2.
    /// @param deadline Unix seconds after which Permit2 refuses.
    /// @param signed0 Amount signed for of the first token.
    /// @param signed1 Amount signed for of the second token; ignored for a sale.
    /// @param signature By the caller.
    struct Permit2Batch {
        uint256 nonce;
        uint256 deadline;
        uint256 signed0;
        uint256 signed1;
        bytes signature;
    }

    /// @notice The call came too late.
    error PMMRouter_Expired(uint256 deadline, uint256 time);
    /// @notice Nobody could use what is sent there: the receiver is zero or the router.
    error PMMRouter_BadReceiver(address to);
    /// @notice A sale without a pool.
    error PMMRouter_EmptyPath();
    /// @notice Hop `index` takes another token than the one that reaches it.
    error PMMRouter_BrokenPath(uint256 index, address arriving, address taken);
    /// @notice The path ends in another token than the caller wants.
    error PMMRouter_WrongTokenOut(address tokenOut, address pathsEnd);
    /// @notice The pool's tokens are not those the caller believes.
    error PMMRouter_WrongTokens(address pool, address baseToken, address quoteToken);
    /// @notice Less (or more) reached the pool than was taken from the caller: a token that takes fees or lies.
    error PMMRouter_WrongArrival(address token, uint256 taken, uint256 arrived);
    /// @notice What came of it is less than the caller accepts: tokens of a sale, shares of a purchase.
    error PMMRouter_TooLittle(uint256 received, uint256 minReceived);

    /// @notice Sells, paid by allowance to the router.
    /// @return received `tokenOut` that reached `to`, measured there.
    /// @dev Open to anyone. Guarded: a token or a pool that calls back finds the router closed. Reverts with the errors
    /// above, a token's, or a pool's (`IPMMPool.sellBase`).
    function sell(Sale calldata sale) external returns (uint256 received);

    /// @notice Sells, paid through Permit2: exactly `amountIn` is taken, not what was signed.
    /// @dev As `sell`, and Permit2's own errors.
    function sellPermit2(Sale calldata sale, Permit2Batch calldata permit) external returns (uint256 received);

    /// @notice Buys shares, paid by allowances to the router, in the proportion of the pool's reserves.
    /// @return shares Shares that reached `to`, measured there.
    /// @return baseAmount Base taken, rounded up, at most `baseMax`; the rest stays with the caller.
    /// @return quoteAmount Quote taken, likewise.
    /// @dev Open to anyone. Guarded as `sell`. A pool without shares has no proportion: it takes both in full. Reverts
    /// with the errors above, a token's, or the pool's (`IPMMPool.buyShares`).
    function addLiquidity(Purchase calldata purchase)
        external
        returns (uint256 shares, uint256 baseAmount, uint256 quoteAmount);

    /// @notice Buys shares, paid through Permit2: only what the proportion asks for is taken.
    /// @dev As `addLiquidity`, and Permit2's own errors.
    function addLiquidityPermit2(Purchase calldata purchase, Permit2Batch calldata permit)
        external
        returns (uint256 shares, uint256 baseAmount, uint256 quoteAmount);

    /// @notice What a path would pay now, by each pool's own query.
    /// @param path At least one hop; must visit no pool twice, since a query knows nothing of the hop before.
    /// @param amountIn Raw input of the first hop.
    /// @return amountOut Raw output of the last hop, fees taken off; zero if a hop pays nothing.
    /// @dev For off-chain callers to choose `minReceived` with. Reverts EmptyPath, BrokenPath, or with a pool's reason.
    function quote(Hop[] calldata path, uint256 amountIn) external view returns (uint256 amountOut);
}
