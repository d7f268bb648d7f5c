// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {V4Storage} from "./V4Storage.sol";

/// @title V4Managers
/// @notice The V4 adapter's door for rooms above: whether a PoolManager is listed.
/// @dev Read from storage, not through the diamond: chains without Uniswap V4 have no facet to answer.
library V4Managers {
    /// @notice Whether pools of a manager may be registered.
    function isListed(address manager) internal view returns (bool) {
        return V4Storage.state().isTrusted[manager];
    }
}
