// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {PoolCloses} from "./PoolCloses.sol";
import {MAX_FEE, MAX_K, MIN_K, ONE} from "./PoolTerms.sol";

/// @title PoolSettings
/// @notice The owner's calls: the stabilizer, bounded steps of the curve, the limit of a block's volume, the owner.
abstract contract PoolSettings is PoolCloses {
    /// @dev Furthest one change moves the LP fee rate, 5 bp, and `k`, a part of itself.
    uint256 private constant MAX_FEE_STEP = 0.0005e18;
    uint256 private constant K_STEP_DIVISOR = 10;
    uint256 private constant CURVE_CHANGE_INTERVAL = 1 days;

    modifier onlyOwner() {
        if (msg.sender != owner) revert PMMPool_NotOwner(msg.sender);
        _;
    }

    /// @inheritdoc IPMMPool
    /// @dev Not guarded: it reads and moves nothing a swap or a loan could leave half-way.
    function setStabilizer(address newStabilizer) external onlyOwner {
        emit StabilizerSet(stabilizer, newStabilizer);
        stabilizer = newStabilizer;
    }

    /// @inheritdoc IPMMPool
    function setCurve(uint256 newK, uint256 newLpFeeRate) external guarded onlyOwner {
        // Check
        Found memory f = _find();
        _requireStep(f, newK, newLpFeeRate);
        // Effect: what was found is booked with the curve it was made by.
        if (f.touchBlock != 0) {
            _touch(f);
            _setReserves(f.base, f.quote);
        }
        // Checked: at most 1e18 and a tenth of it. Timestamps pass 2^40 after millennia.
        (_side.k, _side.lpFee, curveChangedAt) = (uint64(newK), uint64(newLpFeeRate), uint40(block.timestamp));
        emit CurveSet(f.k, newK, f.lpFee, newLpFeeRate);
    }

    /// @inheritdoc IPMMPool
    function setMaxVolumePerBlock(uint256 newMax) external guarded onlyOwner {
        if (newMax > type(uint112).max) revert PMMPool_ReserveOverflow(newMax);
        emit MaxVolumeSet(_volume.max, newMax);
        // Checked above.
        _volume.max = uint112(newMax);
        _side.isCapped = newMax != 0;
    }

    /// @inheritdoc IPMMPool
    /// @dev Not guarded, as setStabilizer.
    function transferOwnership(address newOwner) external onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipOffered(msg.sender, newOwner);
    }

    /// @inheritdoc IPMMPool
    /// @dev Not guarded, as setStabilizer.
    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert PMMPool_NotPendingOwner(msg.sender);
        emit OwnershipAccepted(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    /// @dev One day apart, `k` by a tenth of itself and never into or out of its special values 0 and 1, the fee by 5 bp
    /// and never below half the feed's threshold.
    function _requireStep(Found memory f, uint256 newK, uint256 newLpFee) private view {
        uint256 earliest = uint256(curveChangedAt) + CURVE_CHANGE_INTERVAL;
        if (curveChangedAt != 0 && block.timestamp < earliest) revert PMMPool_CurveTooSoon(block.timestamp, earliest);
        if (newK != f.k) {
            if (newK < MIN_K || newK > MAX_K) revert PMMPool_BadK(newK);
            uint256 maxStep = f.k == ONE ? 0 : f.k / K_STEP_DIVISOR;
            if (FixedPointMathLib.dist(newK, f.k) > maxStep) revert PMMPool_StepTooLarge(f.k, newK, maxStep);
        }
        if (newLpFee > MAX_FEE - _MT_FEE_RATE_) revert PMMPool_BadFee(newLpFee, _MT_FEE_RATE_, _MAINTAINER_);
        if (newLpFee * 2 < FEED_THRESHOLD) revert PMMPool_FeeBelowFeedThreshold(newLpFee, FEED_THRESHOLD);
        if (FixedPointMathLib.dist(newLpFee, f.lpFee) > MAX_FEE_STEP) {
            revert PMMPool_StepTooLarge(f.lpFee, newLpFee, MAX_FEE_STEP);
        }
    }
}
