// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Script, console} from "forge-std/Script.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {Health, RecordedFacet} from "./Health.sol";

/// @title HealthCheck
/// @notice Compares the diamond on the chain that the RPC serves with the record of its deployment.
/// @dev Usage: forge script script/governance/HealthCheck.s.sol --rpc-url RPC. Sends nothing. Ends with an error that
/// counts the problems, after printing them. Environment: DEPLOYMENT_RECORD, default `deployments/<chainId>.json`.
contract HealthCheck is Script {
    /// @notice The diamond is not what its record says; the list is printed above.
    error HealthCheck_Failed(uint256 problems);

    /// @notice Prints what differs, if anything does.
    function run() external view {
        string memory path =
            vm.envOr("DEPLOYMENT_RECORD", string.concat("deployments/", vm.toString(block.chainid), ".json"));
        (address diamond, RecordedFacet[] memory facets) = Health.read(vm.readFile(path));
        string[] memory problems = Health.problems(IDiamondLoupe(diamond), facets);
        for (uint256 i; i < problems.length; ++i) {
            console.log(problems[i]);
        }
        if (problems.length != 0) revert HealthCheck_Failed(problems.length);
        console.log("healthy: %s as recorded in %s", diamond, path);
    }
}
