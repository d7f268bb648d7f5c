// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IStabilizerBatch} from "../interfaces/IStabilizerBatch.sol";
import {PegManager} from "./PegManager.sol";

/// @title StablecoinPegManager
/// @notice The peg of one currency's stable tokens: the pool that is furthest off decides. See IPegManager.
contract StablecoinPegManager is PegManager {
    /// @param authority The diamond.
    /// @param asset "USD" or "EUR".
    /// @param batch What a trigger runs.
    constructor(address authority, bytes32 asset, IStabilizerBatch batch) PegManager(authority, asset, batch) {}

    function _decisive(int256[] memory each) internal pure override returns (uint256 at) {
        for (uint256 n = 1; n < each.length; ++n) {
            if (FixedPointMathLib.abs(each[n]) > FixedPointMathLib.abs(each[at])) at = n;
        }
    }
}
