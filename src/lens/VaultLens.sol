// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICantilever} from "../interfaces/ICantilever.sol";
import {IVaultLens} from "../interfaces/IVaultLens.sol";

/// @title VaultLens
/// @notice Rich reads of vaults from outside the diamond.
contract VaultLens is IVaultLens {
    /// @inheritdoc IVaultLens
    function vault(address diamond, uint256 vaultId) external view returns (VaultReport memory report) {
        return _report(ICantilever(diamond), vaultId);
    }

    /// @inheritdoc IVaultLens
    function vaults(address diamond, uint256 first, uint256 count)
        external
        view
        returns (VaultReport[] memory reports)
    {
        uint256 last = ICantilever(diamond).vaultCount();
        if (first == 0) first = 1; // ids count from one
        if (first > last) return new VaultReport[](0);
        uint256 left = last - first + 1;
        reports = new VaultReport[](count < left ? count : left);
        for (uint256 i; i < reports.length; ++i) {
            reports[i] = _report(ICantilever(diamond), first + i);
        }
    }

    function _report(ICantilever diamond, uint256 vaultId) private view returns (VaultReport memory report) {
        report.vaultId = vaultId;
        report.settings = diamond.vaultInfo(vaultId);
        report.pools = diamond.vaultPools(vaultId);
        report.ranges = diamond.vaultRanges(vaultId);
        (report.total0, report.total1) = diamond.totalBalances(vaultId);
        (report.cash0, report.cash1) = diamond.cashBalances(vaultId);
        (report.unreleased0, report.unreleased1) = diamond.unreleasedProfit(vaultId);
        (report.lossUsedPpm, report.lossBudgetPpm, report.readyAt) = diamond.lossBudget(vaultId);
        (report.rebalanceReady, report.rebalanceReason) = diamond.checkRebalance(vaultId);
        (report.leastCScore, report.greatestCScore, report.meanCScore, report.varianceCScore) =
            diamond.scoreSpread(vaultId);
        // The others that need a price fail for the same reason or none: they read the same anchor.
        try diamond.valueAtAnchor(vaultId) returns (uint256 value, uint160 sqrtAnchorX96) {
            (report.value, report.sqrtAnchorX96) = (value, sqrtAnchorX96);
            _addPriced(diamond, vaultId, report);
        } catch (bytes memory reason) {
            report.unpriced = reason;
        }
    }

    function _addPriced(ICantilever diamond, uint256 vaultId, VaultReport memory report) private view {
        report.valuePerShareWad = diamond.valuePerShareWad(vaultId);
        report.attribution = diamond.attribution(vaultId);
        report.diversification = diamond.diversification(vaultId);
        report.flags = diamond.riskFlags(vaultId, 0, 0);
        // Also asks for calm pools and the feed in dollars: absent when either is not to be had.
        try diamond.targetWeightsAndCash(vaultId) returns (uint16[] memory, uint256 cashTargetBp) {
            report.cashTargetBp = cashTargetBp;
        } catch {
            report.cashTargetBp = 0;
        }
    }
}
