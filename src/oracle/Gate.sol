// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../interfaces/IOracle.sol";

/// @title Gate
/// @notice A market feed of a token that is worth its par by definition: it only says whether trading may go on.
library Gate {
    uint256 private constant PAR_WAD = 1e18;
    /// @dev 50 bp of par, 0.5 %, inclusive.
    uint256 private constant BAND_WAD = 0.005e18;

    /// @notice Whether the market price is within 50 bp of par.
    function isOpen(uint256 marketWad) internal pure returns (bool) {
        return marketWad >= PAR_WAD - BAND_WAD && marketWad <= PAR_WAD + BAND_WAD;
    }

    /// @notice Reverts `Oracle_Gated` if it is not.
    function requireOpen(address token, uint256 marketWad) internal pure {
        if (!isOpen(marketWad)) revert IOracle.Oracle_Gated(token, marketWad);
    }
}
