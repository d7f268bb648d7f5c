// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDiamondLoupe} from "../interfaces/IDiamondLoupe.sol";
import {IERC165} from "../interfaces/IERC165.sol";
import {DiamondStorage} from "./DiamondStorage.sol";

/// @title DiamondLoupeFacet
/// @notice Shows what the diamond is made of, read from the very table that dispatches.
/// @dev Views only, open while the lock is held: nothing here is a price or a value.
contract DiamondLoupeFacet is IDiamondLoupe, IERC165 {
    /// @inheritdoc IDiamondLoupe
    function facets() external view returns (Facet[] memory facets_) {
        address[] memory addresses = facetAddresses();
        facets_ = new Facet[](addresses.length);
        for (uint256 i; i < addresses.length; ++i) {
            facets_[i] = Facet(addresses[i], facetFunctionSelectors(addresses[i]));
        }
    }

    /// @inheritdoc IDiamondLoupe
    function facetFunctionSelectors(address facet) public view returns (bytes4[] memory selectors) {
        bytes4[] memory all = DiamondStorage.state().selectors;
        selectors = new bytes4[](all.length);
        uint256 count;
        for (uint256 i; i < all.length; ++i) {
            (address server,) = DiamondStorage.entry(all[i]);
            if (server == facet) selectors[count++] = all[i];
        }
        assembly ("memory-safe") {
            // Shortens the array to what was filled: count <= its length.
            mstore(selectors, count)
        }
    }

    /// @inheritdoc IDiamondLoupe
    function facetAddresses() public view returns (address[] memory addresses) {
        bytes4[] memory all = DiamondStorage.state().selectors;
        addresses = new address[](all.length);
        uint256 count;
        for (uint256 i; i < all.length; ++i) {
            (address facet,) = DiamondStorage.entry(all[i]);
            if (!_contains(addresses, count, facet)) addresses[count++] = facet;
        }
        assembly ("memory-safe") {
            // Shortens the array to what was filled: count <= its length.
            mstore(addresses, count)
        }
    }

    /// @inheritdoc IDiamondLoupe
    function facetAddress(bytes4 selector) external view returns (address facet) {
        (facet,) = DiamondStorage.entry(selector);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported) {
        return DiamondStorage.state().supportedInterfaces[interfaceId];
    }

    function _contains(address[] memory addresses, uint256 count, address wanted) private pure returns (bool) {
        for (uint256 i; i < count; ++i) {
            if (addresses[i] == wanted) return true;
        }
        return false;
    }
}
