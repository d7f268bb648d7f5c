// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ALMInfoFacet} from "src/vault/facets/ALMInfoFacet.sol";

/// @title UpgradedInfoFacet
/// @notice The info facet's next version: everything it had, and one function more.
contract UpgradedInfoFacet is ALMInfoFacet {
    function infoVersion() external pure returns (uint256) {
        return 2;
    }
}
