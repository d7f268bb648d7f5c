// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IGuidePriceSource} from "../../interfaces/IGuidePriceSource.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {PMMPricing, PMMState, RState} from "../PMMPricing.sol";
import {PoolTerms} from "./PoolTerms.sol";

/// @title PoolState
/// @notice Everything a pool stores, what it was made with, and how a call finds and leaves it.
/// @dev The only part with state: the others are what is done with it.
abstract contract PoolState is IPMMPool, Guarded {
    /// @dev Slot sum: 112 + 112 + 32 = 256.
    struct Reserves {
        uint112 base;
        uint112 quote;
        // Block of the last touch; zero before the first purchase of shares.
        uint32 touchBlock;
    }

    /// @dev Slot sum: 112 + 8 + 64 + 64 + 8 = 256. `target` is the scarce token's; zero at ONE. `k` is at most 1e18 and
    /// `lpFee` a tenth of it: both fit in 64 bits. They share the slot that every trade reads and writes.
    struct Side {
        uint112 target;
        RState r;
        uint64 k;
        uint64 lpFee;
        bool isCapped;
    }

    /// @dev Slot sum: 112 + 112 + 32 = 256. Raw base; `used` belongs to `blockNumber`. Read only while `Side.isCapped`.
    struct Volume {
        uint112 max;
        uint112 used;
        uint32 blockNumber;
    }

    /// @dev Slot sum: 112 + 112 + 32 = 256. Unused without a source.
    struct Guide {
        uint112 i;
        uint112 oracle;
        uint32 blockNumber;
    }

    /// @dev Slot sum: 208 + 40 + 8 = 256. The accumulator wraps at 2^208: for i of 2^112 after 2^96 seconds.
    struct Clock {
        uint208 cumulative;
        uint40 timestamp;
        // Entries made so far, modulo 256: the next goes to head % 8.
        uint8 head;
    }

    /// @dev What a call finds in storage, read once. Without a source `i` and `oracle` are the fixed guide price.
    struct Found {
        uint256 base;
        uint256 quote;
        uint256 touchBlock;
        uint256 target;
        RState r;
        uint256 k;
        uint256 lpFee;
        bool isCapped;
        uint256 i;
        uint256 oracle;
        uint256 guideBlock;
    }

    /// @inheritdoc IPMMPool
    uint256 public constant MAX_CLOSES = 8;

    /// @inheritdoc IPMMPool
    address public immutable _BASE_TOKEN_;
    /// @inheritdoc IPMMPool
    address public immutable _QUOTE_TOKEN_;
    /// @inheritdoc IPMMPool
    uint256 public immutable _MT_FEE_RATE_;
    /// @inheritdoc IPMMPool
    address public immutable _MAINTAINER_;
    /// @inheritdoc IPMMPool
    bool public immutable _IS_OPEN_TWAP_;
    /// @inheritdoc IPMMPool
    IGuidePriceSource public immutable _SOURCE_;
    /// @inheritdoc IPMMPool
    uint256 public immutable GUIDE_STEP_BP;
    /// @inheritdoc IPMMPool
    uint256 public immutable GUIDE_CAP_BP;

    uint256 internal immutable FIXED_I;
    uint256 internal immutable FEED_THRESHOLD;
    uint8 internal immutable DECIMALS;

    Reserves internal _reserves;
    Side internal _side;
    Guide internal _guide;
    Clock internal _clock;
    uint256[MAX_CLOSES] internal _ring;
    Volume internal _volume;

    /// @inheritdoc IPMMPool
    address public stabilizer;
    /// @inheritdoc IPMMPool
    address public owner;
    /// @inheritdoc IPMMPool
    address public pendingOwner;
    /// @inheritdoc IPMMPool
    uint40 public curveChangedAt;

    constructor(PoolConfig memory c) {
        PoolTerms.requireConfig(c);
        _BASE_TOKEN_ = c.baseToken;
        _QUOTE_TOKEN_ = c.quoteToken;
        // Checked above: at most 1e18 and a tenth of it.
        (_side.k, _side.lpFee) = (uint64(c.k), uint64(c.lpFeeRate));
        _MT_FEE_RATE_ = c.mtFeeRate;
        _MAINTAINER_ = c.maintainer;
        _IS_OPEN_TWAP_ = c.isOpenTWAP;
        _SOURCE_ = c.source;
        GUIDE_STEP_BP = c.guideStepBp;
        GUIDE_CAP_BP = c.guideCapBp;
        FIXED_I = c.i;
        FEED_THRESHOLD = c.feedThreshold;
        DECIMALS = ERC20(c.baseToken).decimals();
        owner = c.owner;
        emit OwnershipAccepted(address(0), c.owner);
    }

    // ---- Finding ----

    function _find() internal view returns (Found memory f) {
        Reserves memory reserves = _reserves;
        Side memory side = _side;
        (f.base, f.quote, f.touchBlock) = (reserves.base, reserves.quote, reserves.touchBlock);
        (f.target, f.r) = (side.target, side.r);
        (f.k, f.lpFee, f.isCapped) = (side.k, side.lpFee, side.isCapped);
        if (address(_SOURCE_) == address(0)) {
            (f.i, f.oracle) = (FIXED_I, FIXED_I);
        } else {
            Guide memory guide = _guide;
            (f.i, f.oracle, f.guideBlock) = (guide.i, guide.oracle, guide.blockNumber);
        }
    }

    function _findLive() internal view returns (Found memory f) {
        f = _find();
        if (f.touchBlock == 0) revert PMMPool_NotInitialised();
    }

    /// @dev The state trades are priced from, on its curve. Virtual so that tests can price states as given.
    function _state(Found memory f, uint256 i) internal view virtual returns (PMMState memory s) {
        s.i = i;
        s.K = f.k;
        s.B = f.base;
        s.Q = f.quote;
        s.R = f.r;
        s.B0 = f.r == RState.ABOVE_ONE ? f.target : f.base;
        s.Q0 = f.r == RState.BELOW_ONE ? f.target : f.quote;
        PMMPricing.adjustedTarget(s);
    }

    /// @dev What was paid in since the last call: balance less reserve.
    function _inputOf(address token, uint256 reserve) internal view returns (uint256) {
        uint256 balance = SafeTransferLib.balanceOf(token, address(this));
        if (balance < reserve) revert PMMPool_BalanceBelowReserve(balance, reserve);
        return balance - reserve;
    }

    function _isFeeFree(address trader) internal view returns (bool) {
        return trader != address(0) && trader == stabilizer;
    }

    // ---- Leaving ----

    function _setReserves(uint256 base, uint256 quote) internal {
        if (base > type(uint112).max) revert PMMPool_ReserveOverflow(base);
        if (quote > type(uint112).max) revert PMMPool_ReserveOverflow(quote);
        // Checked above; block numbers pass 2^32 after centuries.
        _reserves = Reserves(uint112(base), uint112(quote), uint32(block.number));
    }

    /// @dev Stores a side and its target. A scarce token at or above its target is not scarce: fees made up for what
    /// was taken, or a purchase of shares brought it. Then both reserves become the targets.
    function _setSide(Found memory f, RState r, uint256 target, uint256 base, uint256 quote) internal {
        if (r == RState.ONE || (r == RState.ABOVE_ONE ? base : quote) >= target) (r, target) = (RState.ONE, 0);
        if (r == f.r && target == f.target) return;
        if (target > type(uint112).max) revert PMMPool_ReserveOverflow(target);
        // Checked above; k and fee were read from 64 bits each.
        _side = Side(uint112(target), r, uint64(f.k), uint64(f.lpFee), f.isCapped);
        if (r != f.r) emit RChange(uint8(r));
    }
}
