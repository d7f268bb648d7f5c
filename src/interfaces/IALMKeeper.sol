// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMKeeper
/// @notice Taking liquidity out of venues: by the keeper within its budgets, by a guardian in an emergency. Source: DESIGN
/// sections 2 and 3.
interface IALMKeeper {
    /// @notice The keeper closed ranges. Values at the anchor, raw token1, rounded down.
    event RangesBurned(
        uint256 indexed vaultId, address indexed keeper, uint256 mask, uint256 valueBefore, uint256 valueAfter
    );
    /// @notice An emergency turned ranges into cash; amounts are principal and fees, raw units.
    event Liquidated(uint256 indexed vaultId, address indexed by, uint256 skipMask, uint256 amount0, uint256 amount1);

    /// @notice The mask names no range, or one that the vault does not have.
    error Keeper_NoSuchRange(uint256 mask, uint256 rangeCount);

    /// @notice Closes the ranges whose bit is set (bit i: range i of `vaultRanges`); they become cash. KEEPER.
    /// @dev Pools in use must be calm; the cool-down and both loss budgets hold, as in `rebalance`.
    /// Errors: `Keeper_NoSuchRange`, `Vault_CoolingDown`, `Vault_NotCalm`, `Access_Paused`, `Vault_Paused`, the oracle's.
    /// @return valueBefore Value at the anchor, raw token1, rounded down.
    /// @return valueAfter The same, afterwards.
    function burnRanges(uint256 vaultId, uint256 mask) external returns (uint256 valueBefore, uint256 valueAfter);

    /// @notice What `burnRanges` would meet now.
    /// @return ready Whether nothing stops it.
    /// @return reason The error that would, encoded; empty if ready.
    function checkBurnRanges(uint256 vaultId, uint256 mask) external view returns (bool ready, bytes memory reason);

    /// @notice Emergency: closes every range but those whose bit is set, whatever prices are, and while paused too.
    /// GUARDIAN or MANAGER.
    /// @dev No swap, no price: nothing can be taken from the vault by it. To keep the keeper from placing ranges again,
    /// pause its group first. `skipMask` leaves out venues that do not pay.
    /// @return amount0 Raw token0 that became cash, fees included.
    /// @return amount1 Raw token1.
    function liquidate(uint256 vaultId, uint256 skipMask) external returns (uint256 amount0, uint256 amount1);
}
