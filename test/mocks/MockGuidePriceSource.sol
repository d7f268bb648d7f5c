// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGuidePriceSource} from "../../src/interfaces/IGuidePriceSource.sol";

/// @title MockGuidePriceSource
/// @notice A guide price source set by the test.
/// @dev Why not the real one: what a pool does for any price at all is not to depend on how feeds are configured.
contract MockGuidePriceSource is IGuidePriceSource {
    error MockGuidePriceSource_Stale();

    uint256 private _price;
    bool private _stale;

    constructor(uint256 price) {
        _price = price;
    }

    function set(uint256 price) external {
        _price = price;
    }

    function setStale(bool stale) external {
        _stale = stale;
    }

    function guidePrice() external view returns (uint256) {
        if (_stale) revert MockGuidePriceSource_Stale();
        return _price;
    }
}
