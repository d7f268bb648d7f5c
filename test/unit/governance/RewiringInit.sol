// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DiamondStorage} from "src/diamond/DiamondStorage.sol";

/// @title RewiringInit
/// @notice An init that changes the dispatch table behind the cut's back.
/// @dev A double, because no genuine init does what a rehearsal has to find.
contract RewiringInit {
    /// @notice Gives a selector that exists to another facet.
    function move(bytes4 selector, address facet) external {
        (, uint256 position) = DiamondStorage.entry(selector);
        DiamondStorage.setEntry(selector, facet, position);
    }

    /// @notice Adds a selector that no cut names.
    function add(bytes4 selector, address facet) external {
        bytes4[] storage selectors = DiamondStorage.state().selectors;
        DiamondStorage.setEntry(selector, facet, selectors.length);
        selectors.push(selector);
    }
}
