// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {CloseMath} from "../CloseMath.sol";
import {PMMPricing, RState} from "../PMMPricing.sol";
import {PoolState} from "./PoolState.sol";
import {ONE} from "./PoolTerms.sol";

/// @title PoolCloses
/// @notice What is remembered: how blocks closed, and the time integral of the price.
/// @dev A touch is a call that changes reserves or guide price. Before anything changes it books what it found:
/// - the price left by the previous touch, over the seconds since, into the accumulator;
/// - if it is the first of its block, the close of the previously touched block into a ring of eight.
/// Both use the stored guide price, so neither needs the source and LP exit works without it.
abstract contract PoolCloses is PoolState {
    /// @inheritdoc IPMMPool
    function closes(uint256 n) external view returns (Close[] memory list) {
        if (n > MAX_CLOSES) revert PMMPool_TooManyCloses(n, MAX_CLOSES);
        Found memory f = _find();
        if (f.touchBlock == 0) return list;
        list = new Close[](n);
        uint256 found;
        uint256 number = block.number - 1;
        if (f.touchBlock <= number) {
            uint256 word = _closeWord(f, _factorOf(f));
            while (found < n && number >= f.touchBlock) {
                list[found++] = CloseMath.unpack(word, number--);
            }
        }
        uint256 head = _clock.head;
        for (uint256 back = 1; back <= MAX_CLOSES && found < n; ++back) {
            uint256 word = _ring[(head + 256 - back) % MAX_CLOSES];
            uint256 start = CloseMath.blockOf(word);
            if (start == 0) break;
            while (found < n && number >= start) {
                list[found++] = CloseMath.unpack(word, number--);
            }
        }
        assembly ("memory-safe") {
            mstore(list, found)
        }
    }

    /// @inheritdoc IPMMPool
    function lastTouchBlock() external view returns (uint256) {
        return _reserves.touchBlock;
    }

    /// @inheritdoc IPMMPool
    function priceCumulative() external view returns (uint256 cumulative, uint256 timestamp) {
        Clock memory c = _clock;
        Found memory f = _find();
        if (_IS_OPEN_TWAP_ && f.touchBlock != 0) _accumulate(c, f, _factorOf(f));
        return (c.cumulative, block.timestamp);
    }

    // ---- Booking ----

    /// @dev Called before anything changes. Needs no source and cannot revert.
    function _touch(Found memory f) internal {
        Clock memory c = _clock;
        bool isNewTime = _IS_OPEN_TWAP_ && c.timestamp != block.timestamp;
        bool isNewBlock = f.touchBlock != block.number;
        if (!isNewTime && !isNewBlock) return;
        uint256 factor = _factorOf(f);
        if (isNewTime) _accumulate(c, f, factor);
        if (isNewBlock) {
            _ring[c.head % MAX_CLOSES] = _closeWord(f, factor);
            // Wraps at 256, a multiple of the ring's length.
            unchecked {
                ++c.head;
            }
        }
        _clock = c;
    }

    /// @dev The close the stored state stands for, as kept in the ring. The gap cannot underflow: `_setSide` stores no
    /// target that a reserve reaches.
    function _closeWord(Found memory f, uint256 factor) internal pure returns (uint256) {
        uint256 gap = f.r == RState.ONE ? 0 : f.target - (f.r == RState.ABOVE_ONE ? f.base : f.quote);
        return CloseMath.pack(f.touchBlock, f.r, f.i, f.oracle, factor, gap);
    }

    function _factorOf(Found memory f) internal pure returns (uint256) {
        if (f.r == RState.ONE) return ONE;
        return PMMPricing.priceFactor(f.r == RState.ABOVE_ONE ? f.base : f.quote, f.target, f.k);
    }

    /// @dev Adds the price since the last write. Wraps by design: readers take differences.
    function _accumulate(Clock memory c, Found memory f, uint256 factor) private view {
        uint256 mid = PMMPricing.applyFactor(f.i, f.r, factor);
        unchecked {
            c.cumulative = uint208(c.cumulative + mid * (block.timestamp - c.timestamp));
        }
        c.timestamp = uint40(block.timestamp);
    }
}
