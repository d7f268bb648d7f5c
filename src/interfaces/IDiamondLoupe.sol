// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IDiamondLoupe
/// @notice What the diamond is made of, ERC-2535. Interface id 0x48e2b093.
/// @dev For off-chain readers: the first two walk over every selector.
interface IDiamondLoupe {
    struct Facet {
        address facetAddress;
        bytes4[] functionSelectors;
    }

    /// @notice All facets, in the order of their first selector, each with its selectors.
    function facets() external view returns (Facet[] memory facets_);

    /// @notice The selectors a facet serves; none if it is no facet.
    function facetFunctionSelectors(address facet) external view returns (bytes4[] memory selectors);

    /// @notice The addresses of all facets, each once, in the order of their first selector.
    function facetAddresses() external view returns (address[] memory addresses);

    /// @notice The facet that serves a selector; zero if none does.
    function facetAddress(bytes4 selector) external view returns (address facet);
}
