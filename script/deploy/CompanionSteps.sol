// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VaultLens} from "../../src/lens/VaultLens.sol";
import {VaultWrapperFactory} from "../../src/vault/wrapper/VaultWrapperFactory.sol";
import {Create2} from "./Create2.sol";

/// @notice A contract that stands beside the diamond.
struct Companion {
    string name;
    address at;
}

/// @title CompanionSteps
/// @notice The contracts that serve any diamond and belong to none: no arguments, no owner, no role. Safe to repeat.
library CompanionSteps {
    /// @notice Deploys what is not there yet.
    /// @param salt As for the diamond: equal code gets one address on every chain.
    function run(bytes32 salt) internal returns (Companion[] memory companions) {
        companions = new Companion[](2);
        companions[0] = Companion("VaultLens", Create2.deploy(salt, type(VaultLens).creationCode));
        companions[1] = Companion("VaultWrapperFactory", Create2.deploy(salt, type(VaultWrapperFactory).creationCode));
    }
}
