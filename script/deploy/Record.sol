// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {DeployedFacet} from "./DiamondSteps.sol";

/// @title Record
/// @notice Writes what was deployed where:
/// `{chainId, commit, contracts: {Name: {address, codeHash, args}}, facets: {Name: {address, codeHash, selectors}}}`.
library Record {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @param contracts JSON objects by name, see `contractEntry`.
    function write(
        string memory path,
        string memory commit,
        string[] memory names,
        string[] memory contracts,
        DeployedFacet[] memory facets
    ) internal {
        // The cheatcode's objects live as long as the process: each starts empty, or a second record would hold the first.
        string memory list = vm.serializeJson("contracts", "{}");
        for (uint256 i; i < names.length; ++i) {
            list = vm.serializeString("contracts", names[i], contracts[i]);
        }
        string memory facetList = vm.serializeJson("facets", "{}");
        for (uint256 i; i < facets.length; ++i) {
            facetList = vm.serializeString("facets", facets[i].name, _facetEntry(facets[i]));
        }
        vm.serializeUint("record", "chainId", block.chainid);
        vm.serializeString("record", "commit", commit);
        vm.serializeString("record", "contracts", list);
        vm.writeJson(vm.serializeString("record", "facets", facetList), path);
    }

    /// @notice A contract's entry: its address, the hash of its code, and its constructor's arguments, as text.
    function contractEntry(string memory name, address at, string[] memory args) internal returns (string memory) {
        vm.serializeAddress(name, "address", at);
        vm.serializeBytes32(name, "codeHash", at.codehash);
        return vm.serializeString(name, "args", args);
    }

    function _facetEntry(DeployedFacet memory facet) private returns (string memory) {
        string[] memory selectors = new string[](facet.selectors.length);
        for (uint256 i; i < selectors.length; ++i) {
            selectors[i] = _hex4(facet.selectors[i]);
        }
        vm.serializeAddress(facet.name, "address", facet.at);
        vm.serializeBytes32(facet.name, "codeHash", facet.at.codehash);
        return vm.serializeString(facet.name, "selectors", selectors);
    }

    function _hex4(bytes4 selector) private pure returns (string memory) {
        return vm.toString(abi.encodePacked(selector));
    }
}
