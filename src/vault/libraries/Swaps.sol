// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {V4Managers} from "../../adapters/v4/V4Managers.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {ISwap} from "../../interfaces/ISwap.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {ProfitRelease} from "./ProfitRelease.sol";

/// @title Swaps
/// @notice Swaps a vault's cash through a listed function of a listed router.
/// @dev The router and its data come from a keeper who may be hostile. What bounds it: the pair (router, selector) is
/// listed by ADMIN; the allowance is this order's amount and ends with it; both sides are measured; the output is at
/// least the anchor's, less the vault's slippage limit, whoever the data names as receiver.
library Swaps {
    uint256 private constant Q96 = 1 << 96;

    /// @notice Whose swap it is, and the anchor price that bounds its output.
    struct Context {
        uint256 vaultId;
        address token0;
        address token1;
        uint160 sqrtAnchorX96;
    }

    /// @notice Runs one order; amounts are measured.
    function execute(Vault storage v, Context memory c, IALMProtected.SwapOrder calldata order) internal {
        bytes4 selector = bytes4(order.data);
        if (!VaultStorage.state().routers[order.router][selector]) {
            revert IVaultErrors.Swap_NotListed(order.router, selector);
        }
        // Again: it may have become a place since it was listed.
        if (isPlace(order.router)) revert ISwap.Swap_InvalidRouter(order.router);
        (address tokenIn, address tokenOut) = order.zeroForOne ? (c.token0, c.token1) : (c.token1, c.token0);
        _requireReleased(v, tokenIn, order);
        (uint256 spent, uint256 received) = _measured(tokenIn, tokenOut, order);
        if (spent > order.amountIn) revert IVaultErrors.Swap_Overspent(tokenIn, spent, order.amountIn);
        uint256 minimum = minimumOutUp(spent, order.zeroForOne, c.sqrtAnchorX96, v.maxSlippageBp);
        if (minimum < order.amountOutMin) minimum = order.amountOutMin;
        if (received < minimum) revert IVaultErrors.Swap_BelowOracleMinimum(received, minimum);

        if (order.zeroForOne) {
            Cash.debit(v, spent, 0);
            Cash.credit(v, 0, received);
        } else {
            Cash.debit(v, 0, spent);
            Cash.credit(v, received, 0);
        }
        emit IALMProtected.Swapped(c.vaultId, order.router, order.zeroForOne, spent, received);
    }

    /// @notice Whether the diamond keeps something at an address: a token, pool, money market or receipt of a vault, or a
    /// listed PoolManager. What is said to one in the diamond's name can move what is kept there, and neither measuring the
    /// vault's two tokens nor comparing values, which are recorded, would show it.
    function isPlace(address account) internal view returns (bool) {
        return VaultStorage.state().isPlace[account] || V4Managers.isListed(account);
    }

    /// @notice Least output for an input at the anchor with slippage, raw units, rounded up.
    function minimumOutUp(uint256 amountIn, bool zeroForOne, uint160 sqrtAnchorX96, uint256 slippageBp)
        internal
        pure
        returns (uint256)
    {
        uint256 fair;
        if (zeroForOne) {
            fair = RangeMath.valueInToken1Up(amountIn, 0, sqrtAnchorX96);
        } else {
            fair = FixedPointMathLib.fullMulDivUp(amountIn, Q96, sqrtAnchorX96);
            fair = FixedPointMathLib.fullMulDivUp(fair, Q96, sqrtAnchorX96);
        }
        return FixedPointMathLib.fullMulDivUp(fair, BP - slippageBp, BP);
    }

    /// @dev Unreleased profit lies in the same balance but is not the vault's to trade yet.
    function _requireReleased(Vault storage v, address tokenIn, IALMProtected.SwapOrder calldata order) private view {
        (uint256 locked0, uint256 locked1) = ProfitRelease.lockedUp(v);
        uint256 cash = order.zeroForOne ? v.cash0 - locked0 : v.cash1 - locked1;
        if (order.amountIn > cash) revert IVaultErrors.Swap_ExceedsCash(tokenIn, order.amountIn, cash);
    }

    /// @dev Lends the router the order's amount for one call, and measures what that did to both balances.
    function _measured(address tokenIn, address tokenOut, IALMProtected.SwapOrder calldata order)
        private
        returns (uint256 spent, uint256 received)
    {
        uint256 inBefore = Cash.balance(tokenIn);
        uint256 outBefore = Cash.balance(tokenOut);
        SafeTransferLib.safeApproveWithRetry(tokenIn, order.router, order.amountIn);
        _call(order.router, order.data);
        SafeTransferLib.safeApproveWithRetry(tokenIn, order.router, 0);
        spent = FixedPointMathLib.zeroFloorSub(inBefore, Cash.balance(tokenIn));
        received = FixedPointMathLib.zeroFloorSub(Cash.balance(tokenOut), outBefore);
    }

    function _call(address router, bytes calldata data) private {
        (bool ok, bytes memory result) = router.call(data);
        if (ok) return;
        if (result.length == 0) revert IVaultErrors.Swap_Failed(router);
        assembly ("memory-safe") {
            revert(add(result, 32), mload(result))
        }
    }
}
