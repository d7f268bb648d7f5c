// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMProtected} from "./IALMProtected.sol";

/// @title IALMPlans
/// @notice What keepers ask before they act: previews to the wei, checks in the style of `checkUpkeep`, and orders that
/// need no swap. Source: section 3 of the specification, "Keeper operations".
interface IALMPlans {
    /// @notice Orders and their one-sided companions come in pairs of one pool.
    error Ranges_Unpaired(uint256 index);

    /// @notice What placing ranges beside the others would do.
    /// @param liquidity Per order, before scaling to what is there.
    /// @param need0 Raw token0 the orders need together, rounded up.
    /// @param need1 Raw token1.
    /// @param have0 Raw token0 there is: cash, and what is closed first, unreleased profit left out.
    /// @param have1 Raw token1.
    /// @param roomsInToken1 What each of the vault's pools may still take, raw token1 at the anchor.
    struct RemintPlan {
        uint128[] liquidity;
        uint256 need0;
        uint256 need1;
        uint256 have0;
        uint256 have1;
        uint256[] roomsInToken1;
    }

    /// @notice What `remintRanges` would place; with an empty mask, `mintRanges`. Reverts by the rule an order breaks.
    function planRemint(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        external
        view
        returns (RemintPlan memory plan);

    /// @notice What `remintRanges` would meet now; with an empty mask, `mintRanges`.
    /// @return ready Whether nothing stops it but, perhaps, its loss.
    /// @return reason The error that would, encoded; empty if ready.
    function checkRemint(uint256 vaultId, uint256 burnMask, IALMProtected.RangeOrder[] calldata orders)
        external
        view
        returns (bool ready, bytes memory reason);

    /// @notice What closing ranges by `burnRanges` or `liquidate` would bring now, at the pools' spots: principal, and
    /// fees apart, each less the protocol's part. To the wei in the same block.
    function previewBurnRanges(uint256 vaultId, uint256 mask)
        external
        view
        returns (uint256 amount0, uint256 amount1, uint256 fees0, uint256 fees1);

    /// @notice Orders for a `rebalance` without swaps: where the vault has too little of one token for the orders, each
    /// gives a part of its share to its one-sided companion, which takes the other token alone.
    /// @dev The part is the same for all: t = have / need of the scarce token, in bp, rounded down.
    /// @param orders What the keeper would place if it swapped.
    /// @param above Companion of each, of the same pool, all above spot: takes token0 alone.
    /// @param below Companion of each, of the same pool, all below spot: takes token1 alone.
    /// @return planned `orders` alone if nothing is scarce; else each with its share cut, then their companions.
    /// Errors: `Ranges_Unpaired`, those of `planRebalance`.
    function planSwapFree(
        uint256 vaultId,
        IALMProtected.RangeOrder[] calldata orders,
        IALMProtected.RangeOrder[] calldata above,
        IALMProtected.RangeOrder[] calldata below
    ) external view returns (IALMProtected.RangeOrder[] memory planned);

    /// @notice Whether a harvest is worth its gas now: at least so much is uncollected of either token.
    /// @return ready Whether `harvest` would bring it and is not paused.
    /// @return reason The pause's error if it is paused; empty otherwise.
    function checkHarvest(uint256 vaultId, uint256 fees0Min, uint256 fees1Min)
        external
        view
        returns (bool ready, bytes memory reason);
}
