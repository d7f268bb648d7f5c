// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {AdapterCalls} from "../../adapters/AdapterCalls.sol";
import {IALMProtected} from "../../interfaces/IALMProtected.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {PoolWord} from "../PoolWord.sol";
import {BP, MAX_RANGES} from "../VaultConstants.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {Positions} from "./Positions.sol";
import {RangeSlots} from "./RangeSlots.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Placements
/// @notice Turns a keeper's range orders into liquidity: the keeper chooses where, the pools' weights how much.
/// @dev For an order with target value t (raw token1 at the anchor) the liquidity is t / v, where v is the value at the
/// anchor of one unit of liquidity minted at the pool's spot. If the orders together need more of a token than the
/// vault has, all are scaled by the same factor, so weights keep their proportions and the rest stays cash.
library Placements {
    using AdapterCalls for address;
    using VaultConfig for uint256[];

    uint256 private constant WAD = 1e18;
    /// @dev Liquidity used to find the value of one unit: large enough that a wei is far below one ppm of it.
    uint128 private constant PROBE = 1 << 64;

    /// @notice One order, resolved.
    struct Placement {
        PoolWord pool;
        address adapter;
        uint8 poolIndex;
        int24 tickLower;
        int24 tickUpper;
        uint160 sqrtLowerX96;
        uint160 sqrtUpperX96;
        uint160 sqrtSpotX96;
        uint128 liquidity;
    }

    /// @notice Checks orders against their pools' limits and sizes them; reverts by the rule an order breaks.
    /// @param snap The vault, its list of ranges burned; pools not yet found calm are judged here.
    /// @param weightsBp Weight of each of the vault's pools, bp.
    /// @param deployable Value to place, raw token1 at the anchor.
    /// @return placed One per order.
    /// @return need0 Raw token0 all of them need, rounded up.
    /// @return need1 Raw token1.
    function resolve(
        Snapshot memory snap,
        IALMProtected.RangeOrder[] calldata orders,
        uint160 sqrtAnchorX96,
        uint16[] memory weightsBp,
        uint256 deployable
    ) internal view returns (Placement[] memory placed, uint256 need0, uint256 need1) {
        return resolveInto(snap, orders, sqrtAnchorX96, roomsDown(weightsBp, deployable));
    }

    /// @notice A value shared out by weight, raw token1, each rounded down.
    function roomsDown(uint16[] memory weightsBp, uint256 deployable) internal pure returns (uint256[] memory rooms) {
        rooms = new uint256[](weightsBp.length);
        for (uint256 i; i < rooms.length; ++i) {
            rooms[i] = FixedPointMathLib.fullMulDiv(deployable, weightsBp[i], BP);
        }
    }

    /// @notice As `resolve`, with the value that each pool may take given: an order takes its share of its pool's.
    /// @param rooms By pool, raw token1 at the anchor.
    function resolveInto(
        Snapshot memory snap,
        IALMProtected.RangeOrder[] calldata orders,
        uint160 sqrtAnchorX96,
        uint256[] memory rooms
    ) internal view returns (Placement[] memory placed, uint256 need0, uint256 need1) {
        if (orders.length > MAX_RANGES) {
            revert IVaultErrors.Vault_TooMany(orders.length, MAX_RANGES);
        }
        int256 anchorTick = TickMath.getTickAtSqrtPrice(sqrtAnchorX96);
        placed = new Placement[](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            Placement memory p = placed[i];
            _locate(snap.config, orders[i], anchorTick, p);
            uint256 shareBp = _requireShares(orders, placed, i);
            p.sqrtSpotX96 = Valuation.calmSpotOf(snap, p.poolIndex, p.pool, p.adapter, sqrtAnchorX96);
            uint256 target = FixedPointMathLib.fullMulDiv(rooms[p.poolIndex], shareBp, BP);
            p.liquidity = _liquidityForValueDown(p, target, sqrtAnchorX96);
            (uint256 x, uint256 y) = RangeMath.amountsUp(p.sqrtSpotX96, p.sqrtLowerX96, p.sqrtUpperX96, p.liquidity);
            need0 += x;
            need1 += y;
        }
    }

    /// @notice What all placements hold at one price, rounded down.
    function principalAtDown(Placement[] memory placed, uint160 sqrtPriceX96)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        for (uint256 i; i < placed.length; ++i) {
            Placement memory p = placed[i];
            (uint256 x, uint256 y) = RangeMath.amountsDown(sqrtPriceX96, p.sqrtLowerX96, p.sqrtUpperX96, p.liquidity);
            // Unchecked: liquidity is below 2^128 and a sqrt price in [2^32, 2^160), so each amount is below 2^192, and
            // placements are at most MAX_RANGES.
            unchecked {
                amount0 += x;
                amount1 += y;
            }
        }
    }

    /// @notice Scales placements to what the vault has, mints them and records them.
    /// @dev Records overwrite those of the ranges burned before.
    /// @param snap The vault after burns and swaps: its tokens, and its cash as what may be spent; reduced by what is.
    /// @param first Where the new records begin: behind those of ranges that stay.
    function place(
        Vault storage v,
        uint256 vaultId,
        Snapshot memory snap,
        Placement[] memory placed,
        uint256 need0,
        uint256 need1,
        uint256 first
    ) internal {
        uint256 scale = FixedPointMathLib.min(
            _scaleDown(snap.cash0, need0, placed.length), _scaleDown(snap.cash1, need1, placed.length)
        );
        (uint256 cash0, uint256 cash1) = (snap.cash0, snap.cash1);
        uint256 index = first;
        for (uint256 i; i < placed.length; ++i) {
            Placement memory p = placed[i];
            if (scale != WAD) p.liquidity = uint128(uint256(p.liquidity) * scale / WAD); // scale < WAD: smaller
            if (p.liquidity == 0) continue;
            RangeSlots.write(v, index++, p.poolIndex, p.tickLower, p.tickUpper, p.liquidity);
            _mint(vaultId, snap, p);
        }
        v.rangeCount = uint8(index); // at most MAX_RANGES
        Positions.forget(v, index, snap.legs.length);
        Cash.debit(v, cash0 - snap.cash0, cash1 - snap.cash1);
    }

    function _mint(uint256 vaultId, Snapshot memory snap, Placement memory p) private {
        (uint256 paid0, uint256 paid1) = p.adapter
            .mint(
                p.pool.poolId(), snap.token0, snap.token1, p.tickLower, p.tickUpper, p.liquidity, snap.cash0, snap.cash1
            );
        // The adapter lets the venue take no more than the cash it is given here.
        snap.cash0 -= paid0;
        snap.cash1 -= paid1;
        emit IALMProtected.RangePlaced(vaultId, p.pool.poolId(), p.tickLower, p.tickUpper, p.liquidity, paid0, paid1);
    }

    /// @dev Fills in where an order goes, after checking pool, width and offset.
    function _locate(
        uint256[] memory config,
        IALMProtected.RangeOrder calldata order,
        int256 anchorTick,
        Placement memory p
    ) private pure {
        uint8 poolIndex = order.poolIndex;
        if (poolIndex >= config.poolCount()) revert IVaultErrors.Vault_PoolUnavailable(poolIndex);
        PoolWord pool = config.pool(poolIndex);
        if (!pool.isEnabled()) revert IVaultErrors.Vault_PoolUnavailable(poolIndex);
        p.pool = pool;
        p.adapter = config.adapter(poolIndex);
        p.poolIndex = poolIndex;
        (int24 tickLower, int24 tickUpper) = (order.tickLower, order.tickUpper);
        (p.tickLower, p.tickUpper) = (tickLower, tickUpper);
        _requirePlace(pool, tickLower, tickUpper, anchorTick);
        p.sqrtLowerX96 = TickMath.getSqrtPriceAtTick(tickLower);
        p.sqrtUpperX96 = TickMath.getSqrtPriceAtTick(tickUpper);
    }

    /// @dev Checks width and offset.
    function _requirePlace(PoolWord pool, int256 lower, int256 upper, int256 anchorTick) private pure {
        // A negative width counts as none.
        uint256 width;
        uint256 offset;
        // Unchecked: all three are int24, whose sums and differences in int256 cannot overflow.
        unchecked {
            if (upper > lower) width = uint256(upper - lower);
            offset = FixedPointMathLib.abs((lower + upper) / 2 - anchorTick);
        }
        if (width == 0 || width < pool.minWidthTicks()) {
            revert IVaultErrors.Vault_RangeTooNarrow(pool.poolId(), width, pool.minWidthTicks());
        }
        if (offset > pool.maxOffsetTicks()) {
            revert IVaultErrors.Vault_RangeOffCentre(pool.poolId(), offset, pool.maxOffsetTicks());
        }
    }

    /// @dev Refuses duplicates of earlier orders, and shares of one pool above the whole.
    function _requireShares(IALMProtected.RangeOrder[] calldata orders, Placement[] memory placed, uint256 i)
        private
        pure
        returns (uint256 shareBp)
    {
        Placement memory p = placed[i];
        shareBp = orders[i].shareBp;
        uint256 sum = shareBp;
        for (uint256 j; j < i; ++j) {
            Placement memory q = placed[j];
            if (q.poolIndex != p.poolIndex) continue;
            sum += orders[j].shareBp;
            if (q.tickLower == p.tickLower && q.tickUpper == p.tickUpper) {
                revert IVaultErrors.Vault_DuplicateRange(p.pool.poolId(), p.tickLower, p.tickUpper);
            }
        }
        if (sum > BP) revert IVaultErrors.Vault_ShareOverflow(p.pool.poolId(), sum);
    }

    /// @dev Liquidity worth `target` at the anchor when minted at spot; 0 if a unit is worth nothing.
    function _liquidityForValueDown(Placement memory p, uint256 target, uint160 sqrtAnchorX96)
        private
        pure
        returns (uint128)
    {
        (uint256 x, uint256 y) = RangeMath.amountsDown(p.sqrtSpotX96, p.sqrtLowerX96, p.sqrtUpperX96, PROBE);
        uint256 value = RangeMath.valueInToken1Down(x, y, sqrtAnchorX96);
        if (value == 0) return 0;
        uint256 liquidity = FixedPointMathLib.fullMulDiv(target, PROBE, value);
        if (liquidity > type(uint128).max) revert IVaultErrors.Vault_Overflow(liquidity);
        return uint128(liquidity);
    }

    /// @dev Factor, WAD, at which `count` roundings up still fit into `have`.
    function _scaleDown(uint256 have, uint256 need, uint256 count) private pure returns (uint256) {
        if (need <= have) return WAD;
        return have <= count ? 0 : FixedPointMathLib.fullMulDiv(have - count, WAD, need);
    }
}
