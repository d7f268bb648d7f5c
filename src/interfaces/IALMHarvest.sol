// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMHarvest
/// @notice Collecting what a vault's ranges have earned. Amounts are raw token units. Source: DESIGN section 3.
interface IALMHarvest {
    /// @notice Fees were collected, as the venues paid them. Less the performance fee and what they covered of the
    /// management fee (see ITreasury.EarnedFeesBooked) they become part of the share value over six hours.
    event Harvested(uint256 indexed vaultId, address indexed caller, uint256 fees0, uint256 fees1);

    /// @notice Collects the fees of every range of a vault. Anyone may call; never swaps, needs no oracle.
    /// @dev While a management fee is owed, what can be paid of it is judged by each pool's own average, so a pool that
    /// cannot tell its average reverts. Errors: `Access_Paused`, `Vault_Paused`, `Vault_Unknown`, the venues' own.
    /// @return fees0 Raw token0 collected, the protocol's part included.
    /// @return fees1 Raw token1.
    function harvest(uint256 vaultId) external returns (uint256 fees0, uint256 fees1);
}
