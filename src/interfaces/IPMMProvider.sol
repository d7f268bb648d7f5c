// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "./IPMMPool.sol";

/// @title IPMMProvider
/// @notice Quotes and sells through the best of the registered pools of two tokens.
/// @dev Amounts are raw. Payment goes from the caller straight into the pool; the provider never holds a token and takes
/// from nobody but its caller. What a sale brought is measured at the receiver.
/// Assumption for liveness: the owner registers real pools. One that lies in its quotes can win them, and then fails the
/// sales of whoever asks for more than nothing, until it is removed.
/// Source: DESIGN section 7 (a provider registers pools and offers `getQuote`, `executeSwap`).
interface IPMMProvider {
    /// @notice A sale of exactly `amountIn`.
    /// @param tokenIn What is sold.
    /// @param tokenOut What is bought.
    /// @param amountIn Taken from the caller, all of it.
    /// @param minReceived Least `tokenOut` that must reach `to`, fees taken off.
    /// @param to Receives the output; neither zero nor the provider.
    /// @param deadline Last acceptable block time, unix seconds.
    struct Swap {
        address tokenIn;
        address tokenOut;
        uint256 amountIn;
        uint256 minReceived;
        address to;
        uint256 deadline;
    }

    /// @notice A pool now serves its two tokens, in both directions.
    event PoolRegistered(address indexed pool, address indexed baseToken, address indexed quoteToken);
    /// @notice A pool serves no more.
    event PoolRemoved(address indexed pool, address indexed baseToken, address indexed quoteToken);

    /// @notice The pool serves already.
    error PMMProvider_AlreadyRegistered(address pool);
    /// @notice The pool does not serve.
    error PMMProvider_NotRegistered(address pool);
    /// @notice The two tokens have as many pools as a quote may have to ask.
    error PMMProvider_TooManyPools(address baseToken, address quoteToken, uint256 max);
    /// @notice No pool of the two tokens would pay anything for the amount.
    error PMMProvider_NoQuote(address tokenIn, address tokenOut, uint256 amount);
    /// @notice The call came too late.
    error PMMProvider_Expired(uint256 deadline, uint256 time);
    /// @notice Nobody could use what is sent there: the receiver is zero or the provider.
    error PMMProvider_BadReceiver(address to);
    /// @notice Another amount reached the pool than was taken from the caller: a token that takes fees or lies.
    error PMMProvider_WrongArrival(address token, uint256 taken, uint256 arrived);
    /// @notice What came of it is less than the caller accepts.
    error PMMProvider_TooLittle(uint256 received, uint256 minReceived);

    /// @notice Lets a pool serve its two tokens in both directions.
    /// @dev Owner only. Not guarded: no value moves. Reverts AlreadyRegistered, TooManyPools.
    function registerPool(IPMMPool pool) external;

    /// @notice Takes a pool out of service.
    /// @dev Owner only. Not guarded, as registerPool. Reverts NotRegistered. The order of the rest may change.
    function removePool(IPMMPool pool) external;

    /// @notice The pool that pays most for a sale now, by each pool's own query, and what it pays.
    /// @return pool The first of equals.
    /// @return amountOut Raw, fees taken off, rounded down.
    /// @dev A pool whose query reverts (not opened yet, oracle stale) is passed over. Reverts NoQuote.
    function getQuote(address tokenIn, address tokenOut, uint256 amount)
        external
        view
        returns (IPMMPool pool, uint256 amountOut);

    /// @notice Sells through the pool that `getQuote` names at that moment, paid by allowance to the provider.
    /// @return received `tokenOut` that reached `to`, measured there.
    /// @dev Open to anyone. Guarded. Reverts with the errors above, a token's, or the pool's (`IPMMPool.sellBase`).
    function executeSwap(Swap calldata swap) external returns (uint256 received);

    /// @notice The pools that serve two tokens, in whichever order.
    function poolsOf(address tokenA, address tokenB) external view returns (IPMMPool[] memory pools);

    /// @notice Whether the pool serves.
    function isRegistered(IPMMPool pool) external view returns (bool);

    /// @notice Most pools of two tokens.
    function MAX_POOLS() external view returns (uint256);
}
