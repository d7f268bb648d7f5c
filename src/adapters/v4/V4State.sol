// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPoolManager} from "v4-core/interfaces/IPoolManager.sol";

import {IV4Adapter} from "../../interfaces/IV4Adapter.sol";
import {FeeGrowth} from "../../libraries/FeeGrowth.sol";
import {V4Records} from "./V4Records.sol";

/// @title V4State
/// @notice Reads a V4 pool out of its manager's storage, which answers for single slots only.
/// @dev Layout of the PoolManager's storage (v4-core, StateLibrary): pools in a mapping at slot 6. A pool: slot 0 price
/// 160 | tick 24 | fees; 1 and 2 growth of fees; 3 liquidity; 4 mapping of ticks; 6 mapping of positions. A tick: slot 1
/// and 2 growth outside. A position: slot 0 liquidity; 1 and 2 growth inside when last touched.
library V4State {
    using FeeGrowth for FeeGrowth.Side;

    uint256 private constant POOLS = 6;
    uint256 private constant GROWTH = 1;
    uint256 private constant TICKS = 4;
    uint256 private constant POSITIONS = 6;
    uint256 private constant TICK = 160;

    /// @notice A range of an owner.
    struct Position {
        address owner;
        int24 tickLower;
        int24 tickUpper;
    }

    /// @notice Spot price, Q64.96, and tick; both zero in a pool that was never initialised.
    function spot(IV4Adapter.V4Pool memory pool) internal view returns (uint160 sqrtPriceX96, int24 tick) {
        return _spotOf(IPoolManager(pool.manager).extsload(bytes32(_poolSlot(pool))));
    }

    /// @notice Liquidity of a position.
    function liquidity(IV4Adapter.V4Pool memory pool, Position memory p) internal view returns (uint128) {
        uint256 slot = _positionSlot(_poolSlot(pool), pool.salt, p);
        return uint128(uint256(IPoolManager(pool.manager).extsload(bytes32(slot)))); // the slot's low 128 bits
    }

    /// @notice Fees a position has earned since it was last touched, exact to the wei.
    /// @return fees0 Raw token0, rounded down as the manager does.
    /// @return fees1 Raw token1.
    function earnedDown(IV4Adapter.V4Pool memory pool, Position memory p)
        internal
        view
        returns (uint256 fees0, uint256 fees1)
    {
        // Spot; growth 0, 1; lower tick 0, 1; upper tick 0, 1; position's liquidity, growth 0, 1.
        bytes32[] memory words = IPoolManager(pool.manager).extsload(_slots(pool, p));
        (, int24 tick) = _spotOf(words[0]);
        uint128 units = uint128(uint256(words[7])); // the slot's low 128 bits
        fees0 = _side(words, 0).earnedDown(units, tick, p.tickLower, p.tickUpper);
        fees1 = _side(words, 1).earnedDown(units, tick, p.tickLower, p.tickUpper);
    }

    function _side(bytes32[] memory words, uint256 which) private pure returns (FeeGrowth.Side memory) {
        return FeeGrowth.Side({
            globalX128: uint256(words[1 + which]),
            outsideLowerX128: uint256(words[3 + which]),
            outsideUpperX128: uint256(words[5 + which]),
            insideLastX128: uint256(words[8 + which])
        });
    }

    function _slots(IV4Adapter.V4Pool memory pool, Position memory p) private pure returns (bytes32[] memory slots) {
        uint256 poolSlot = _poolSlot(pool);
        uint256 lower = _entry(uint256(int256(p.tickLower)), poolSlot + TICKS);
        uint256 upper = _entry(uint256(int256(p.tickUpper)), poolSlot + TICKS);
        uint256 position = _positionSlot(poolSlot, pool.salt, p);
        slots = new bytes32[](10);
        slots[0] = bytes32(poolSlot);
        for (uint256 i; i < 2; ++i) {
            slots[1 + i] = bytes32(poolSlot + GROWTH + i);
            slots[3 + i] = bytes32(lower + 1 + i);
            slots[5 + i] = bytes32(upper + 1 + i);
            slots[8 + i] = bytes32(position + 1 + i);
        }
        slots[7] = bytes32(position);
    }

    function _spotOf(bytes32 word) private pure returns (uint160 sqrtPriceX96, int24 tick) {
        sqrtPriceX96 = uint160(uint256(word)); // the slot's low 160 bits
        tick = int24(int256(uint256(word) >> TICK)); // the 24 bits above
    }

    function _poolSlot(IV4Adapter.V4Pool memory pool) private pure returns (uint256) {
        return _entry(uint256(keccak256(abi.encode(V4Records.keyOf(pool)))), POOLS);
    }

    function _positionSlot(uint256 poolSlot, bytes32 salt, Position memory p) private pure returns (uint256) {
        bytes32 key = keccak256(abi.encodePacked(p.owner, p.tickLower, p.tickUpper, salt));
        return _entry(uint256(key), poolSlot + POSITIONS);
    }

    /// @dev Slot of a mapping's entry. Slots are hashes: the checked additions above cannot be made to fail.
    function _entry(uint256 key, uint256 mappingSlot) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(key, mappingSlot)));
    }
}
