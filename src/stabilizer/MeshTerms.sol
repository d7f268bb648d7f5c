// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Roles} from "../access/Roles.sol";
import {IMeshPool} from "../interfaces/IMeshPool.sol";
import {IMeshTrade} from "../interfaces/IMeshTrade.sol";
import {Authorised} from "./Authorised.sol";

/// @title MeshTerms
/// @notice Who may trade with a mesh pool or a pair of them, and how much in one block.
abstract contract MeshTerms is IMeshTrade, Authorised {
    /// @dev Slot sum: 112 + 112 + 32 = 256. Raw counter token; `used` belongs to `blockNumber`.
    struct Volume {
        uint112 max;
        uint112 used;
        uint32 blockNumber;
    }

    /// @inheritdoc IMeshTrade
    mapping(address trader => bool) public isTrader;

    Volume private _volume;

    // ---- ADMIN ----

    /// @inheritdoc IMeshTrade
    /// @dev Not guarded: it moves nothing.
    function setTrader(address trader, bool allowed) external onlyRole(Roles.ADMIN) {
        isTrader[trader] = allowed;
        emit IMeshPool.MeshTraderSet(trader, allowed);
    }

    /// @inheritdoc IMeshTrade
    /// @dev Not guarded: it moves nothing.
    function setMaxVolumePerBlock(uint256 newMaxVolume) external onlyRole(Roles.ADMIN) {
        if (newMaxVolume > type(uint112).max) revert IMeshPool.Mesh_ReserveOverflow(newMaxVolume);
        emit IMeshPool.MeshMaxVolumeSet(_volume.max, newMaxVolume);
        // Checked above.
        _volume.max = uint112(newMaxVolume);
    }

    // ---- Views ----

    /// @inheritdoc IMeshTrade
    function maxVolumePerBlock() external view returns (uint256) {
        return _volume.max;
    }

    /// @inheritdoc IMeshTrade
    function volumeLeft() external view returns (uint256) {
        Volume memory v = _volume;
        return FixedPointMathLib.zeroFloorSub(v.max, _usedIn(v));
    }

    // ---- Counting ----

    /// @dev Books what a trade moves, raw counter token.
    function _countVolume(uint256 counter) internal {
        Volume memory v = _volume;
        uint256 total = _usedIn(v) + counter;
        if (total > v.max) revert IMeshPool.Mesh_BlockVolume(total, v.max);
        // At most `max`; block numbers pass 2^32 after centuries.
        _volume = Volume(v.max, uint112(total), uint32(block.number));
    }

    function _usedIn(Volume memory v) private view returns (uint256) {
        return v.blockNumber == block.number ? v.used : 0;
    }
}
