// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../interfaces/IOracle.sol";

/// @title Gate
/// @notice A market feed of a token that is worth its par by definition: it only says whether trading may go on.
library Gate {
    uint256 private constant PAR_WAD = 1e18;
    /// @dev 50 bp of par, 0.5 %, inclusive.
    uint256 private constant BAND_WAD = 0.005e18;

    /// @notice Reverts `Oracle_Gated` if the market price is more than 50 bp from par.
    function requireOpen(address token, uint256 marketWad) internal pure {
        if (marketWad < PAR_WAD - BAND_WAD || marketWad > PAR_WAD + BAND_WAD) {
            revert IOracle.Oracle_Gated(token, marketWad);
        }
    }
}
