// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {Roles} from "../../src/access/Roles.sol";
import {IAccess} from "../../src/interfaces/IAccess.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {DeployedFacet} from "../deploy/DiamondSteps.sol";
import {Record} from "../deploy/Record.sol";
import {CutPlan} from "./CutPlan.sol";
import {CutProposal, CutProposalLib} from "./CutProposal.sol";
import {Health, RecordedFacet} from "./Health.sol";
import {ProposalFile} from "./ProposalFile.sol";
import {Rehearsal} from "./Rehearsal.sol";

/// @title Propose
/// @notice From the facets that are wanted to the files that are signed: plans the cut, rehearses it and its inverse,
/// and writes the proposal and the record that will be right once it is executed.
library Propose {
    using CutProposalLib for CutProposal;

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice The diamond consists of what is wanted already, save for guardrails that no cut may touch.
    error Propose_NothingToCut(address diamond);
    /// @notice The timelock could not execute the proposal: it does not hold ADMIN.
    error Propose_TimelockNotAdmin(address timelock, address diamond);

    /// @notice What a proposal is made from.
    /// @param recordPath The deployment's record, which names facets and is what the next record is made from.
    /// @param path Where the proposal goes; the next record goes beside it, `.json` replaced by `.record.json`.
    struct Request {
        string title;
        string commit;
        string recordPath;
        string path;
        address timelock;
        uint256 delay;
        bytes32 predecessor;
        address init;
        bytes initCalldata;
    }

    /// @notice Writes both files.
    /// @param wanted Every facet that the diamond shall have, deployed.
    function run(Request memory request, DeployedFacet[] memory wanted)
        internal
        returns (CutProposal memory proposal, CutProposal memory inverse)
    {
        string memory json = vm.readFile(request.recordPath);
        (address at, RecordedFacet[] memory recorded) = Health.read(json);
        if (!IAccess(at).hasRole(Roles.ADMIN, request.timelock)) {
            revert Propose_TimelockNotAdmin(request.timelock, at);
        }
        CutPlan.Plan memory plan = CutPlan.between(IDiamondLoupe(at), wanted);
        if (plan.cuts.length == 0) revert Propose_NothingToCut(at);

        proposal = CutProposalLib.create(request.title, request.timelock, at, plan.cuts, request.delay);
        proposal.predecessor = request.predecessor;
        proposal.init = request.init;
        proposal.initCalldata = request.initCalldata;
        inverse = proposal.inverseOf();
        (, bytes4[] memory forGood) = CutPlan.reversible(IDiamondLoupe(at), plan.cuts);

        IDiamondLoupe.Facet[] memory next = Rehearsal.run(proposal, inverse, forGood.length);
        ProposalFile.write(request.path, proposal, inverse, plan.kept);
        _writeRecord(request, json, next, wanted, recorded);
    }

    function _writeRecord(
        Request memory request,
        string memory json,
        IDiamondLoupe.Facet[] memory next,
        DeployedFacet[] memory wanted,
        RecordedFacet[] memory recorded
    ) private {
        DeployedFacet[] memory facets = new DeployedFacet[](next.length);
        for (uint256 i; i < next.length; ++i) {
            facets[i] = DeployedFacet({
                name: _nameOf(next[i].facetAddress, wanted, recorded),
                at: next[i].facetAddress,
                selectors: next[i].functionSelectors
            });
        }
        string[] memory names = vm.parseJsonKeys(json, ".contracts");
        string[] memory entries = new string[](names.length);
        for (uint256 i; i < names.length; ++i) {
            string memory path = string.concat(".contracts['", names[i], "']");
            entries[i] = Record.contractEntry(
                names[i],
                vm.parseJsonAddress(json, string.concat(path, ".address")),
                vm.parseJsonStringArray(json, string.concat(path, ".args"))
            );
        }
        Record.write(recordPath(request.path), request.commit, names, entries, facets);
    }

    /// @notice Where the record goes that is right once a proposal is executed.
    function recordPath(string memory path) internal pure returns (string memory) {
        return vm.replace(path, ".json", ".record.json");
    }

    /// @dev A wanted facet's name. What stays because of its guardrails is marked, as the wanted facet of that name may
    /// be there beside it, with the functions that are no guardrails.
    function _nameOf(address at, DeployedFacet[] memory wanted, RecordedFacet[] memory recorded)
        private
        pure
        returns (string memory)
    {
        for (uint256 i; i < wanted.length; ++i) {
            if (wanted[i].at == at) return wanted[i].name;
        }
        for (uint256 i; i < recorded.length; ++i) {
            if (recorded[i].at == at) return string.concat(recorded[i].name, "Kept");
        }
        return string.concat("Unknown", vm.toString(at));
    }
}
