// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IStabilizerBatch} from "../interfaces/IStabilizerBatch.sol";
import {PegManager} from "./PegManager.sol";

/// @title CommodityPegManager
/// @notice The peg of gold: the smallest deviation decides, and only if all pools agree. See IPegManager.
contract CommodityPegManager is PegManager {
    /// @param authority The diamond.
    /// @param asset "XAU".
    /// @param batch What a trigger runs.
    constructor(address authority, bytes32 asset, IStabilizerBatch batch) PegManager(authority, asset, batch) {}

    function _decisive(int256[] memory each) internal pure override returns (uint256 at) {
        for (uint256 n; n < each.length; ++n) {
            if (each[n] == 0 || (each[n] > 0) != (each[0] > 0)) return each.length;
            if (FixedPointMathLib.abs(each[n]) < FixedPointMathLib.abs(each[at])) at = n;
        }
    }
}
