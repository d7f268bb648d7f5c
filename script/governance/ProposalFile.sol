// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IDiamondCut} from "../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {CutPlan} from "./CutPlan.sol";
import {CutProposal, CutProposalLib} from "./CutProposal.sol";
import {SignatureBook, Signatures} from "./Signatures.sol";

/// @title ProposalFile
/// @notice Writes a proposal and its inverse as one JSON file: what the signers read, and what their Safe sends.
/// @dev `{chainId, proposal: Operation, inverse: Operation, kept: [Function], irreversible: [Function]}`, where an
/// Operation is `{title, id, target, value, calldata, predecessor, salt, delay, init, added, replaced, removed: [Change],
/// safe: {to, schedule, execute, cancel}}`, a Change "selector signature: old facet -> new facet".
library ProposalFile {
    using CutProposalLib for CutProposal;
    using Signatures for SignatureBook;

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Lists of one operation's changes, filled from the front.
    struct Changes {
        string[] added;
        string[] replaced;
        string[] removed;
    }

    /// @notice Writes the file, from the loupe as it is before the cut.
    /// @param kept Guardrails that the wanted facets would move and that stay, see CutPlan.
    function write(string memory path, CutProposal memory proposal, CutProposal memory inverse, bytes4[] memory kept)
        internal
    {
        SignatureBook memory book = Signatures.load();
        IDiamondLoupe diamond = IDiamondLoupe(proposal.diamond);
        (, bytes4[] memory irreversible) = CutPlan.reversible(diamond, proposal.cuts);
        string memory key = string.concat("proposal file ", path);
        vm.serializeUint(key, "chainId", block.chainid);
        vm.serializeString(key, "kept", _describe(book, kept));
        vm.serializeString(key, "irreversible", _describe(book, irreversible));
        vm.serializeString(key, "proposal", _operation(proposal, book, new IDiamondCut.FacetCut[](0)));
        vm.writeJson(vm.serializeString(key, "inverse", _operation(inverse, book, proposal.cuts)), path);
    }

    /// @param applied Cuts that will have happened when this operation runs.
    function _operation(CutProposal memory operation, SignatureBook memory book, IDiamondCut.FacetCut[] memory applied)
        private
        returns (string memory)
    {
        string memory key = string.concat("operation ", operation.title);
        vm.serializeString(key, "title", operation.title);
        vm.serializeBytes32(key, "id", operation.id());
        vm.serializeAddress(key, "target", operation.diamond);
        vm.serializeUint(key, "value", 0);
        vm.serializeBytes(key, "calldata", operation.callData());
        vm.serializeBytes32(key, "predecessor", operation.predecessor);
        vm.serializeBytes32(key, "salt", operation.salt);
        vm.serializeUint(key, "delay", operation.delay);
        vm.serializeAddress(key, "init", operation.init);
        vm.serializeBytes(key, "initCalldata", operation.initCalldata);
        Changes memory changes = _changes(operation, book, applied);
        vm.serializeString(key, "added", changes.added);
        vm.serializeString(key, "replaced", changes.replaced);
        vm.serializeString(key, "removed", changes.removed);
        return vm.serializeString(key, "safe", _safe(operation));
    }

    function _safe(CutProposal memory operation) private returns (string memory) {
        string memory key = string.concat("safe ", operation.title);
        vm.serializeAddress(key, "to", operation.timelock);
        vm.serializeBytes(key, "schedule", operation.scheduleCall());
        vm.serializeBytes(key, "execute", operation.executeCall());
        return vm.serializeBytes(key, "cancel", operation.cancelCall());
    }

    function _changes(CutProposal memory operation, SignatureBook memory book, IDiamondCut.FacetCut[] memory applied)
        private
        view
        returns (Changes memory changes)
    {
        changes.added = _list(operation, book, applied, IDiamondCut.FacetCutAction.Add);
        changes.replaced = _list(operation, book, applied, IDiamondCut.FacetCutAction.Replace);
        changes.removed = _list(operation, book, applied, IDiamondCut.FacetCutAction.Remove);
    }

    function _list(
        CutProposal memory operation,
        SignatureBook memory book,
        IDiamondCut.FacetCut[] memory applied,
        IDiamondCut.FacetCutAction action
    ) private view returns (string[] memory list) {
        uint256 count;
        for (uint256 i; i < operation.cuts.length; ++i) {
            if (operation.cuts[i].action == action) count += operation.cuts[i].functionSelectors.length;
        }
        list = new string[](count);
        count = 0;
        for (uint256 i; i < operation.cuts.length; ++i) {
            IDiamondCut.FacetCut memory cut = operation.cuts[i];
            if (cut.action != action) continue;
            for (uint256 j; j < cut.functionSelectors.length; ++j) {
                address from = _server(operation.diamond, applied, cut.functionSelectors[j]);
                list[count++] = string.concat(
                    book.describe(cut.functionSelectors[j]), ": ", _facet(from), " -> ", _facet(cut.facetAddress)
                );
            }
        }
    }

    /// @dev Who will serve a selector once some cuts are applied: a removal names the zero facet, which is right.
    function _server(address diamond, IDiamondCut.FacetCut[] memory applied, bytes4 selector)
        private
        view
        returns (address)
    {
        for (uint256 i = applied.length; i > 0; --i) {
            bytes4[] memory selectors = applied[i - 1].functionSelectors;
            for (uint256 j; j < selectors.length; ++j) {
                if (selectors[j] == selector) return applied[i - 1].facetAddress;
            }
        }
        return IDiamondLoupe(diamond).facetAddress(selector);
    }

    function _facet(address at) private pure returns (string memory) {
        return at == address(0) ? "none" : vm.toString(at);
    }

    function _describe(SignatureBook memory book, bytes4[] memory selectors)
        private
        pure
        returns (string[] memory described)
    {
        described = new string[](selectors.length);
        for (uint256 i; i < selectors.length; ++i) {
            described[i] = book.describe(selectors[i]);
        }
    }
}
