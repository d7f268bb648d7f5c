// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {PMMPricing, PMMState, RState} from "../PMMPricing.sol";
import {PoolGuide} from "./PoolGuide.sol";
import {ONE} from "./PoolTerms.sol";

/// @title PoolTrades
/// @notice Swaps: quoted, priced, booked and paid.
abstract contract PoolTrades is PoolGuide {
    using SafeTransferLib for address;

    /// @dev A priced trade. `state` is what it was priced from; its targets are those after the trade, before fees.
    /// `i` and `oracle` are the guide price and the oracle value read for it.
    struct Quote {
        uint256 receiveAmount;
        uint256 mtFee;
        RState newR;
        PMMState state;
        uint256 i;
        uint256 oracle;
    }

    modifier onlyStabilizer() {
        if (msg.sender != stabilizer) revert PMMPool_NotStabilizer(msg.sender);
        _;
    }

    /// @inheritdoc IPMMPool
    function sellBase(address to) external guarded returns (uint256) {
        return _sell(true, to, false);
    }

    /// @inheritdoc IPMMPool
    function sellQuote(address to) external guarded returns (uint256) {
        return _sell(false, to, false);
    }

    /// @inheritdoc IPMMPool
    function sellBaseFeeFree(address to) external guarded onlyStabilizer returns (uint256) {
        return _sell(true, to, true);
    }

    /// @inheritdoc IPMMPool
    function sellQuoteFeeFree(address to) external guarded onlyStabilizer returns (uint256) {
        return _sell(false, to, true);
    }

    /// @inheritdoc IPMMPool
    function querySellBase(address trader, uint256 payBaseAmount)
        external
        view
        returns (uint256 receiveQuoteAmount, uint256 mtFee, uint8 newRState, uint256 newBaseTarget)
    {
        Quote memory q = _query(true, trader, payBaseAmount);
        return (q.receiveAmount, q.mtFee, uint8(q.newR), q.state.B0);
    }

    /// @inheritdoc IPMMPool
    function querySellQuote(address trader, uint256 payQuoteAmount)
        external
        view
        returns (uint256 receiveBaseAmount, uint256 mtFee, uint8 newRState, uint256 newQuoteTarget)
    {
        Quote memory q = _query(false, trader, payQuoteAmount);
        return (q.receiveAmount, q.mtFee, uint8(q.newR), q.state.Q0);
    }

    // ---- Trading ----

    function _sell(bool sellsBase, address to, bool feeFree) private returns (uint256 received) {
        // Check
        Found memory f = _findLive();
        (address tokenIn, address tokenOut) = _direction(sellsBase);
        uint256 input = _inputOf(tokenIn, sellsBase ? f.base : f.quote);
        if (input == 0) revert PMMPool_ZeroInput();
        Quote memory q = _price(f, sellsBase, input, feeFree);
        received = q.receiveAmount;
        if (received == 0) revert PMMPool_ZeroOutput(input);

        // Effect
        if (f.isCapped && !feeFree) _countVolume(sellsBase ? input : received + q.mtFee);
        _book(f, q, sellsBase, input, received + q.mtFee);

        // Interaction
        tokenOut.safeTransfer(to, received);
        if (q.mtFee != 0) tokenOut.safeTransfer(_MAINTAINER_, q.mtFee);
        emit DODOSwap(tokenIn, tokenOut, input, received, msg.sender, to);
    }

    /// @dev Prices a sell at the guide price or the oracle, whichever pays the trader less: a seller of base gets more
    /// quote the higher i is, a seller of quote more base the lower.
    function _price(Found memory f, bool sellsBase, uint256 input, bool feeFree)
        internal
        view
        returns (Quote memory q)
    {
        uint256 gross;
        (q.i, q.oracle) = _followGuide(f);
        if (sellsBase) {
            q.state = _state(f, FixedPointMathLib.min(q.i, q.oracle));
            (gross, q.newR) = PMMPricing.sellBaseToken(q.state, input);
        } else {
            q.state = _state(f, FixedPointMathLib.max(q.i, q.oracle));
            (gross, q.newR) = PMMPricing.sellQuoteToken(q.state, input);
        }
        if (feeFree) {
            q.receiveAmount = gross;
        } else {
            // gross is at most a reserve, below 2^112; the fees are at most a tenth of ONE.
            unchecked {
                q.mtFee = gross * _MT_FEE_RATE_ / ONE;
                q.receiveAmount = gross * (ONE - f.lpFee - _MT_FEE_RATE_) / ONE;
            }
        }
    }

    /// @dev Records a trade: first what the touch found, then guide price, reserves and side.
    function _book(Found memory f, Quote memory q, bool sellsBase, uint256 input, uint256 paid) internal {
        _touch(f);
        _setGuide(f, q.i, q.oracle);
        (uint256 base, uint256 quote) = sellsBase ? (f.base + input, f.quote - paid) : (f.base - paid, f.quote + input);
        _setReserves(base, quote);
        _setSide(f, q.newR, q.newR == RState.ABOVE_ONE ? q.state.B0 : q.state.Q0, base, quote);
    }

    /// @dev Over both directions: what is sold and bought back counts twice.
    function _countVolume(uint256 base) internal {
        Volume memory v = _volume;
        uint256 total = (v.blockNumber == block.number ? v.used : 0) + base;
        if (total > v.max) revert PMMPool_BlockVolume(total, v.max);
        // At most `max`; block numbers pass 2^32 after centuries.
        _volume = Volume(v.max, uint112(total), uint32(block.number));
    }

    function _direction(bool sellsBase) internal view returns (address tokenIn, address tokenOut) {
        return sellsBase ? (_BASE_TOKEN_, _QUOTE_TOKEN_) : (_QUOTE_TOKEN_, _BASE_TOKEN_);
    }

    function _query(bool sellsBase, address trader, uint256 input) private view returns (Quote memory) {
        return _price(_findLive(), sellsBase, input, _isFeeFree(trader));
    }
}
