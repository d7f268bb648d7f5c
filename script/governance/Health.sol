// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {SignatureBook, Signatures} from "./Signatures.sol";

/// @notice A facet as a deployment's record has it; of another contract, its name, address and code, and no selectors.
struct RecordedFacet {
    string name;
    address at;
    bytes32 codeHash;
    bytes4[] selectors;
}

/// @title Health
/// @notice Compares a live diamond with the record of its deployment.
library Health {
    using Signatures for SignatureBook;

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice The record is of another chain than the RPC serves.
    error Health_WrongChain(uint256 chainId, uint256 recorded);

    /// @notice What the comparison works on.
    /// @dev `found` counts the problems at the front of `list`.
    struct Findings {
        string[] list;
        uint256 found;
        SignatureBook book;
    }

    /// @notice Reads a record.
    /// @return diamond The recorded diamond.
    /// @return facets The recorded facets, then the other contracts.
    function read(string memory json) internal view returns (address diamond, RecordedFacet[] memory facets) {
        uint256 chainId = vm.parseJsonUint(json, ".chainId");
        if (chainId != block.chainid) revert Health_WrongChain(block.chainid, chainId);
        diamond = vm.parseJsonAddress(json, ".contracts.CantileverDiamond.address");
        string[] memory names = vm.parseJsonKeys(json, ".facets");
        string[] memory others = vm.parseJsonKeys(json, ".contracts");
        facets = new RecordedFacet[](names.length + others.length);
        for (uint256 i; i < names.length; ++i) {
            string memory path = string.concat(".facets['", names[i], "']");
            string[] memory texts = vm.parseJsonStringArray(json, string.concat(path, ".selectors"));
            bytes4[] memory selectors = new bytes4[](texts.length);
            for (uint256 j; j < texts.length; ++j) {
                selectors[j] = bytes4(vm.parseBytes(texts[j]));
            }
            facets[i] = _entry(json, path, names[i], selectors);
        }
        for (uint256 i; i < others.length; ++i) {
            string memory path = string.concat(".contracts['", others[i], "']");
            facets[names.length + i] = _entry(json, path, others[i], new bytes4[](0));
        }
    }

    function _entry(string memory json, string memory path, string memory name, bytes4[] memory selectors)
        private
        pure
        returns (RecordedFacet memory)
    {
        return RecordedFacet({
            name: name,
            at: vm.parseJsonAddress(json, string.concat(path, ".address")),
            codeHash: vm.parseJsonBytes32(json, string.concat(path, ".codeHash")),
            selectors: selectors
        });
    }

    /// @notice Everything in which the live diamond differs from its record; empty if it is healthy.
    function problems(IDiamondLoupe diamond, RecordedFacet[] memory recorded) internal view returns (string[] memory) {
        Findings memory findings;
        if (address(diamond).code.length == 0) {
            string[] memory nothing = new string[](1);
            nothing[0] = string.concat("diamond ", vm.toString(address(diamond)), " has no code");
            return nothing;
        }
        findings.book = Signatures.load();
        IDiamondLoupe.Facet[] memory live = diamond.facets();
        // A problem for each facet's code, each recorded selector and each live selector, at the most.
        uint256 most = recorded.length;
        for (uint256 i; i < recorded.length; ++i) {
            most += recorded[i].selectors.length;
        }
        for (uint256 i; i < live.length; ++i) {
            most += live[i].functionSelectors.length;
        }
        findings.list = new string[](most);

        for (uint256 i; i < recorded.length; ++i) {
            _checkFacet(diamond, recorded[i], findings);
        }
        for (uint256 i; i < live.length; ++i) {
            _checkUnrecorded(live[i], recorded, findings);
        }
        string[] memory list = findings.list;
        uint256 found = findings.found;
        assembly ("memory-safe") {
            mstore(list, found) // shortened: found <= its length
        }
        return list;
    }

    function _checkFacet(IDiamondLoupe diamond, RecordedFacet memory facet, Findings memory findings) private view {
        string memory here = string.concat(facet.name, " at ", vm.toString(facet.at));
        if (facet.at.code.length == 0) {
            _add(findings, string.concat(here, " has no code"));
        } else if (facet.at.codehash != facet.codeHash) {
            _add(
                findings,
                string.concat(
                    here,
                    " has other code: ",
                    vm.toString(facet.at.codehash),
                    ", recorded ",
                    vm.toString(facet.codeHash)
                )
            );
        }
        for (uint256 i; i < facet.selectors.length; ++i) {
            address server = diamond.facetAddress(facet.selectors[i]);
            if (server == facet.at) continue;
            string memory which = findings.book.describe(facet.selectors[i]);
            if (server == address(0)) _add(findings, string.concat(which, " is gone, recorded at ", here));
            else _add(findings, string.concat(which, " is served by ", vm.toString(server), ", recorded at ", here));
        }
    }

    function _checkUnrecorded(
        IDiamondLoupe.Facet memory facet,
        RecordedFacet[] memory recorded,
        Findings memory findings
    ) private pure {
        for (uint256 i; i < facet.functionSelectors.length; ++i) {
            bytes4 selector = facet.functionSelectors[i];
            if (_isRecorded(recorded, selector)) continue;
            _add(
                findings,
                string.concat(
                    findings.book.describe(selector),
                    " is served by ",
                    vm.toString(facet.facetAddress),
                    ", recorded nowhere"
                )
            );
        }
    }

    function _isRecorded(RecordedFacet[] memory recorded, bytes4 selector) private pure returns (bool) {
        for (uint256 i; i < recorded.length; ++i) {
            for (uint256 j; j < recorded[i].selectors.length; ++j) {
                if (recorded[i].selectors[j] == selector) return true;
            }
        }
        return false;
    }

    function _add(Findings memory findings, string memory problem) private pure {
        findings.list[findings.found++] = problem;
    }
}
