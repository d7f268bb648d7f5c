// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {CloseMath} from "../CloseMath.sol";
import {PMMState} from "../PMMPricing.sol";
import {PoolCloses} from "./PoolCloses.sol";

/// @title PoolGuide
/// @notice The guide price: how it follows the oracle, and what it makes of the stored state now.
abstract contract PoolGuide is PoolCloses {
    uint256 private constant BP = 10_000;

    /// @inheritdoc IPMMPool
    function pokeGuidePrice() external guarded returns (uint256 i) {
        Found memory f = _findLive();
        uint256 oracle;
        (i, oracle) = _followGuide(f);
        _touch(f);
        _setGuide(f, i, oracle);
        _setReserves(f.base, f.quote);
    }

    /// @inheritdoc IPMMPool
    function guidePrice() external view returns (uint256 i, uint256 oraclePrice) {
        return _followGuide(_find());
    }

    /// @inheritdoc IPMMPool
    function storedGuidePrice() external view returns (uint256 i, uint256 oraclePrice, uint256 blockNumber) {
        Found memory f = _find();
        return (f.i, f.oracle, f.guideBlock);
    }

    /// @inheritdoc IPMMPool
    function currentClose() external view returns (Close memory close) {
        Found memory f = _findLive();
        (f.i, f.oracle) = _followGuide(f);
        close = CloseMath.unpack(_closeWord(f, _factorOf(f)), block.number);
    }

    // ---- Following ----

    /// @dev The guide price now: toward the oracle by the allowance of the blocks since it was last stored.
    function _followGuide(Found memory f) internal view returns (uint256 i, uint256 oracle) {
        if (address(_SOURCE_) == address(0)) return (f.i, f.i);
        oracle = _SOURCE_.guidePrice();
        if (oracle == 0 || oracle > type(uint112).max) revert PMMPool_BadGuidePrice(oracle);
        if (f.guideBlock == 0 || f.i == oracle) return (oracle, oracle);
        uint256 allowanceBp = FixedPointMathLib.min((block.number - f.guideBlock) * GUIDE_STEP_BP, GUIDE_CAP_BP);
        // Rounded up, lest a small i be stuck.
        uint256 allowance = FixedPointMathLib.divUp(f.i * allowanceBp, BP);
        i = FixedPointMathLib.clamp(oracle, FixedPointMathLib.zeroFloorSub(f.i, allowance), f.i + allowance);
    }

    /// @dev Stored at every touch that read the source, moved or not: allowance not used is not saved up.
    function _setGuide(Found memory f, uint256 i, uint256 oracle) internal {
        if (address(_SOURCE_) == address(0)) return;
        // The oracle was checked to fit; i lies between it and an i that did.
        _guide = Guide(uint112(i), uint112(oracle), uint32(block.number));
        if (i != f.i) emit GuidePriceMoved(f.i, i, oracle);
    }

    function _stateNow() internal view returns (PMMState memory) {
        Found memory f = _find();
        (uint256 i,) = _followGuide(f);
        return _state(f, i);
    }
}
