// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IALMInfo} from "./IALMInfo.sol";
import {IInfo} from "./IInfo.sol";

/// @title IVaultLens
/// @notice A whole vault in one call, for frontends and monitors. Reads a diamond from outside; holds nothing.
/// @dev What needs a price is left empty when the oracle has none, and `unpriced` says why: a report never fails because
/// a feed did. It does fail within an operation of the diamond (`Lock_Reentered`), and for a vault that does not exist.
interface IVaultLens {
    /// @notice A vault, as of now. Amounts are raw units, shares have 18 decimals.
    struct VaultReport {
        uint256 vaultId;
        IALMInfo.VaultView settings;
        IALMInfo.PoolView[] pools;
        IALMInfo.RangeView[] ranges;
        /// Cash and principal at the pools' spots: what the vault holds, never what a share is worth.
        uint256 total0;
        uint256 total1;
        uint256 cash0;
        uint256 cash1;
        uint256 unreleased0;
        uint256 unreleased1;
        /// Keeper losses of the last 24 hours and their limit, ppm; first second of the next operation.
        uint256 lossUsedPpm;
        uint256 lossBudgetPpm;
        uint256 readyAt;
        /// Whether a rebalance would be let through, and if not, the error it would meet.
        bool rebalanceReady;
        bytes rebalanceReason;
        /// Scores of the enabled pools, see IInfo.
        uint256 leastCScore;
        uint256 greatestCScore;
        uint256 meanCScore;
        uint256 varianceCScore;
        /// From here on: empty when `unpriced` is not.
        bytes unpriced;
        uint256 value;
        uint160 sqrtAnchorX96;
        uint256 valuePerShareWad;
        uint256 cashTargetBp;
        IInfo.PoolAttribution[] attribution;
        IInfo.Diversification diversification;
        /// See `IInfo.riskFlags`, without redemptions.
        uint256 flags;
    }

    /// @notice One vault of a diamond.
    function vault(address diamond, uint256 vaultId) external view returns (VaultReport memory report);

    /// @notice Vaults of a diamond by id, from `first` on, at most `count`; ids that do not exist are left out.
    function vaults(address diamond, uint256 first, uint256 count) external view returns (VaultReport[] memory reports);
}
