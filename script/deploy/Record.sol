// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {DeployedFacet} from "./DiamondSteps.sol";

/// @title Record
/// @notice Writes and reads what was deployed where:
/// `{chainId, commit, contracts: {Name: {address, codeHash, args}}, facets: {Name: {address, codeHash, selectors}}}`.
library Record {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice No record there: nothing was deployed, or it was written elsewhere.
    error Record_Missing(string path);
    /// @notice The record is of another chain than the RPC serves.
    error Record_WrongChain(uint256 chainId, uint256 recorded);

    /// @notice Where the record is: DEPLOYMENT_RECORD, or the live chains' place.
    function defaultPath() internal view returns (string memory) {
        return vm.envOr("DEPLOYMENT_RECORD", string.concat("deployments/", vm.toString(block.chainid), ".json"));
    }

    /// @notice The text of the present chain's record; refuses any other.
    function load(string memory path) internal view returns (string memory record) {
        if (!vm.exists(path)) revert Record_Missing(path);
        record = vm.readFile(path);
        uint256 id = vm.parseJsonUint(record, ".chainId");
        if (id != block.chainid) revert Record_WrongChain(block.chainid, id);
    }

    /// @notice Where a recorded contract is.
    function addressOf(string memory record, string memory name) internal pure returns (address) {
        return vm.parseJsonAddress(record, string.concat(".contracts['", name, "'].address"));
    }

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
