// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Snapshot, Vault} from "../VaultTypes.sol";
import {FeeDebt} from "./FeeDebt.sol";
import {Positions} from "./Positions.sol";
import {ProfitRelease} from "./ProfitRelease.sol";
import {Valuation} from "./Valuation.sol";

/// @title Harvests
/// @notice Collects what a vault's ranges have earned and shares it out: performance fee, management fee, holders.
library Harvests {
    /// @notice Collects and books; burns no principal, needs no price.
    /// @return fees0 Raw token0 that the venues paid, before anyone's part.
    /// @return fees1 Raw token1.
    function harvest(Vault storage v) internal returns (uint256 fees0, uint256 fees1) {
        Snapshot memory snap = Valuation.loadUnpriceable(v);
        Positions.Proceeds memory got = Positions.collect(v, snap);
        (fees0, fees1) = (got.fees0 + got.performance0, got.fees1 + got.performance1);
        (got.fees0, got.fees1) = FeeDebt.payFrom(v, snap, got.fees0, got.fees1);
        ProfitRelease.book(v, got.fees0, got.fees1);
    }
}
