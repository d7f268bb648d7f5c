// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {PMMPricing, PMMState} from "../PMMPricing.sol";
import {PoolGuide} from "./PoolGuide.sol";

/// @title PoolViews
/// @notice What DODO's routers and indexers read, under DODO's names.
abstract contract PoolViews is PoolGuide {
    /// @inheritdoc IPMMPool
    function getPMMStateForCall()
        external
        view
        returns (uint256 i, uint256 K, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R)
    {
        PMMState memory s = _stateNow();
        return (s.i, s.K, s.B, s.Q, s.B0, s.Q0, uint256(s.R));
    }

    /// @inheritdoc IPMMPool
    function getMidPrice() external view returns (uint256) {
        return PMMPricing.getMidPrice(_stateNow());
    }

    /// @inheritdoc IPMMPool
    function getInventoryDeviation() external view returns (int256 basePpm, int256 quotePpm) {
        PMMState memory s = _stateNow();
        return (PMMPricing.inventoryPpm(s.B, s.B0), PMMPricing.inventoryPpm(s.Q, s.Q0));
    }

    /// @inheritdoc IPMMPool
    function getVaultReserve() external view returns (uint256 baseReserve, uint256 quoteReserve) {
        return (_reserves.base, _reserves.quote);
    }

    /// @inheritdoc IPMMPool
    function getUserFeeRate(address user) external view returns (uint256 lpFeeRate, uint256 mtFeeRate) {
        if (!_isFeeFree(user)) return (_side.lpFee, _MT_FEE_RATE_);
    }

    /// @inheritdoc IPMMPool
    function getBaseInput() external view returns (uint256 input) {
        return _inputOf(_BASE_TOKEN_, _reserves.base);
    }

    /// @inheritdoc IPMMPool
    function getQuoteInput() external view returns (uint256 input) {
        return _inputOf(_QUOTE_TOKEN_, _reserves.quote);
    }

    /// @inheritdoc IPMMPool
    function _BASE_RESERVE_() external view returns (uint112) {
        return _reserves.base;
    }

    /// @inheritdoc IPMMPool
    function _QUOTE_RESERVE_() external view returns (uint112) {
        return _reserves.quote;
    }

    /// @inheritdoc IPMMPool
    function _BASE_TARGET_() external view returns (uint112) {
        Found memory f = _find();
        // At ONE and in surplus at most the reserve, scarce as stored: 112 bits each.
        return uint112(_state(f, f.i).B0);
    }

    /// @inheritdoc IPMMPool
    function _QUOTE_TARGET_() external view returns (uint112) {
        Found memory f = _find();
        // As the base target.
        return uint112(_state(f, f.i).Q0);
    }

    /// @inheritdoc IPMMPool
    function _RState_() external view returns (uint32) {
        return uint32(_side.r);
    }

    /// @inheritdoc IPMMPool
    function _I_() external view returns (uint256) {
        return _find().i;
    }

    /// @inheritdoc IPMMPool
    function _K_() external view returns (uint256) {
        return _side.k;
    }

    /// @inheritdoc IPMMPool
    function _LP_FEE_RATE_() external view returns (uint256) {
        return _side.lpFee;
    }

    /// @inheritdoc IPMMPool
    function maxVolumePerBlock() external view returns (uint256 max, uint256 used) {
        Volume memory v = _volume;
        return (v.max, v.blockNumber == block.number ? v.used : 0);
    }

    /// @inheritdoc IPMMPool
    function _BLOCK_TIMESTAMP_LAST_() external view returns (uint32) {
        // DODO's type; wraps in 2106 as theirs does.
        return uint32(_clock.timestamp);
    }

    /// @inheritdoc IPMMPool
    function _BASE_PRICE_CUMULATIVE_LAST_() external view returns (uint256) {
        return _clock.cumulative;
    }

    /// @inheritdoc IPMMPool
    function version() external pure returns (string memory) {
        return "Cantilever PMM 1.0.0";
    }
}
