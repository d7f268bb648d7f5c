// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IDODOCallee} from "../../interfaces/IDODOCallee.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {PoolTrades} from "./PoolTrades.sol";

/// @title PoolLoans
/// @notice Flash loans. One that comes back in the other token is a swap.
abstract contract PoolLoans is PoolTrades {
    using SafeTransferLib for address;

    /// @inheritdoc IPMMPool
    function flashLoan(uint256 baseAmount, uint256 quoteAmount, address assetTo, bytes calldata data) external guarded {
        // Interaction
        if (baseAmount != 0) _BASE_TOKEN_.safeTransfer(assetTo, baseAmount);
        if (quoteAmount != 0) _QUOTE_TOKEN_.safeTransfer(assetTo, quoteAmount);
        if (data.length != 0) IDODOCallee(assetTo).DVMFlashLoanCall(msg.sender, baseAmount, quoteAmount, data);

        // Check: the lock kept the reserves as they were.
        Reserves memory r = _reserves;
        uint256 base = SafeTransferLib.balanceOf(_BASE_TOKEN_, address(this));
        uint256 quote = SafeTransferLib.balanceOf(_QUOTE_TOKEN_, address(this));
        uint256 baseOwed = FixedPointMathLib.zeroFloorSub(r.base, base);
        uint256 quoteOwed = FixedPointMathLib.zeroFloorSub(r.quote, quote);
        if (baseOwed | quoteOwed != 0) {
            uint256 input = quoteOwed == 0
                ? FixedPointMathLib.zeroFloorSub(quote, r.quote)
                : FixedPointMathLib.zeroFloorSub(base, r.base);
            if (input == 0) revert PMMPool_FlashLoanFailed(baseOwed, quoteOwed);
            _settleLoan(quoteOwed != 0, input, baseOwed | quoteOwed, assetTo);
        }
        emit DODOFlashLoan(msg.sender, assetTo, baseAmount, quoteAmount);
    }

    /// @dev A loan that came back in the other token: sold as anyone would sell it. What it bought beyond what was kept
    /// is the LPs'.
    function _settleLoan(bool sellsBase, uint256 input, uint256 kept, address assetTo) private {
        Found memory f = _findLive();
        Quote memory q = _price(f, sellsBase, input, false);
        if (q.receiveAmount < kept) revert PMMPool_FlashLoanFailed(sellsBase ? 0 : kept, sellsBase ? kept : 0);
        if (f.isCapped) _countVolume(sellsBase ? input : kept + q.mtFee);
        _book(f, q, sellsBase, input, kept + q.mtFee);
        (address tokenIn, address tokenOut) = _direction(sellsBase);
        if (q.mtFee != 0) tokenOut.safeTransfer(_MAINTAINER_, q.mtFee);
        emit DODOSwap(tokenIn, tokenOut, input, kept, msg.sender, assetTo);
    }
}
