// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {IPMMProvider} from "../../interfaces/IPMMProvider.sol";
import {Owned} from "./Owned.sol";

/// @title PMMProvider
/// @notice See IPMMProvider.
contract PMMProvider is IPMMProvider, Owned, Guarded {
    using SafeTransferLib for address;

    /// @inheritdoc IPMMProvider
    uint256 public constant MAX_POOLS = 8;

    /// @dev By the lower address, then the higher: one list for both directions.
    mapping(address low => mapping(address high => IPMMPool[])) private _pools;

    /// @inheritdoc IPMMProvider
    mapping(IPMMPool pool => bool) public isRegistered;

    constructor(address owner_) Owned(owner_) {}

    /// @inheritdoc IPMMProvider
    function registerPool(IPMMPool pool) external onlyOwner {
        if (isRegistered[pool]) revert PMMProvider_AlreadyRegistered(address(pool));
        (address baseToken, address quoteToken) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        IPMMPool[] storage pools = _listOf(baseToken, quoteToken);
        if (pools.length == MAX_POOLS) revert PMMProvider_TooManyPools(baseToken, quoteToken, MAX_POOLS);
        pools.push(pool);
        isRegistered[pool] = true;
        emit PoolRegistered(address(pool), baseToken, quoteToken);
    }

    /// @inheritdoc IPMMProvider
    function removePool(IPMMPool pool) external onlyOwner {
        if (!isRegistered[pool]) revert PMMProvider_NotRegistered(address(pool));
        (address baseToken, address quoteToken) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        IPMMPool[] storage pools = _listOf(baseToken, quoteToken);
        // A registered pool is in the list of its tokens, which never change.
        uint256 n;
        while (pools[n] != pool) ++n;
        pools[n] = pools[pools.length - 1];
        pools.pop();
        isRegistered[pool] = false;
        emit PoolRemoved(address(pool), baseToken, quoteToken);
    }

    /// @inheritdoc IPMMProvider
    function getQuote(address tokenIn, address tokenOut, uint256 amount)
        external
        view
        returns (IPMMPool pool, uint256 amountOut)
    {
        (pool, amountOut,) = _best(tokenIn, tokenOut, amount);
    }

    /// @inheritdoc IPMMProvider
    function executeSwap(Swap calldata s) external guarded returns (uint256 received) {
        // Check
        if (block.timestamp > s.deadline) revert PMMProvider_Expired(s.deadline, block.timestamp);
        if (s.to == address(0) || s.to == address(this)) revert PMMProvider_BadReceiver(s.to);
        (IPMMPool pool,, bool sellsBase) = _best(s.tokenIn, s.tokenOut, s.amountIn);

        // Interaction
        uint256 before = s.tokenIn.balanceOf(address(pool));
        s.tokenIn.safeTransferFrom(msg.sender, address(pool), s.amountIn);
        uint256 arrived = FixedPointMathLib.zeroFloorSub(s.tokenIn.balanceOf(address(pool)), before);
        if (arrived != s.amountIn) revert PMMProvider_WrongArrival(s.tokenIn, s.amountIn, arrived);

        before = s.tokenOut.balanceOf(s.to);
        if (sellsBase) pool.sellBase(s.to);
        else pool.sellQuote(s.to);
        received = FixedPointMathLib.zeroFloorSub(s.tokenOut.balanceOf(s.to), before);
        if (received < s.minReceived) revert PMMProvider_TooLittle(received, s.minReceived);
    }

    /// @inheritdoc IPMMProvider
    function poolsOf(address tokenA, address tokenB) external view returns (IPMMPool[] memory) {
        return _listOf(tokenA, tokenB);
    }

    function _best(address tokenIn, address tokenOut, uint256 amount)
        private
        view
        returns (IPMMPool best, uint256 amountOut, bool sellsBase)
    {
        IPMMPool[] storage pools = _listOf(tokenIn, tokenOut);
        uint256 count = pools.length;
        for (uint256 n; n < count; ++n) {
            IPMMPool pool = pools[n];
            bool isBase = pool._BASE_TOKEN_() == tokenIn;
            uint256 offer = _offer(pool, isBase, amount);
            if (offer > amountOut) (best, amountOut, sellsBase) = (pool, offer, isBase);
        }
        if (amountOut == 0) revert PMMProvider_NoQuote(tokenIn, tokenOut, amount);
    }

    /// @dev What one pool would pay; zero where it would not.
    function _offer(IPMMPool pool, bool sellsBase, uint256 amount) private view returns (uint256 offer) {
        if (sellsBase) {
            try pool.querySellBase(address(this), amount) returns (uint256 paid, uint256, uint8, uint256) {
                offer = paid;
            } catch {}
        } else {
            try pool.querySellQuote(address(this), amount) returns (uint256 paid, uint256, uint8, uint256) {
                offer = paid;
            } catch {}
        }
    }

    function _listOf(address tokenA, address tokenB) private view returns (IPMMPool[] storage) {
        return tokenA < tokenB ? _pools[tokenA][tokenB] : _pools[tokenB][tokenA];
    }
}
