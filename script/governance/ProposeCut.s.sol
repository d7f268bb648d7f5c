// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Script, console} from "forge-std/Script.sol";
import {Config} from "../deploy/Config.sol";
import {DEPLOYMENT_SALT, DeployedFacet, DiamondSteps} from "../deploy/DiamondSteps.sol";
import {FacetCatalog, FacetSpec} from "../deploy/FacetCatalog.sol";
import {VenueSteps} from "../deploy/VenueSteps.sol";
import {CutProposal, CutProposalLib} from "./CutProposal.sol";
import {Propose} from "./Propose.sol";

/// @title ProposeCut
/// @notice Deploys the facets as they are built now and writes the proposal that brings them into the live diamond.
/// @dev Usage: PROPOSAL_TITLE="…" forge script script/governance/ProposeCut.s.sol --rpc-url RPC --broadcast (and a
/// signer, who pays for the facets and needs no role). Without --broadcast the files are the same, but the facets are
/// not there yet. Writes `deployments/proposals/<chainId>-<id>.json` and the record to keep once it is executed.
/// Environment:
///  - PROPOSAL_TITLE: what it is called; required, a title can be executed once;
///  - PROPOSAL_PATH: where it goes instead;
///  - DEPLOYMENT_RECORD: the present record (default `deployments/<chainId>.json`); DEPLOYMENT_COMMIT: the new one's commit;
///  - TIMELOCK: default, the record's CantileverTimelock; DELAY: seconds, default its minimum; PREDECESSOR: an id;
///  - CUT_INIT, CUT_INIT_CALLDATA: what runs after the cut. It has no inverse: write one before proposing.
contract ProposeCut is Script {
    using CutProposalLib for CutProposal;

    string private constant FOLDER = "deployments/proposals";

    /// @notice Writes the proposal and the next record.
    function run() external {
        Propose.Request memory request;
        request.title = vm.envString("PROPOSAL_TITLE");
        request.commit = vm.envOr("DEPLOYMENT_COMMIT", string("unversioned"));
        string memory chain = vm.toString(block.chainid);
        request.recordPath = vm.envOr("DEPLOYMENT_RECORD", string.concat("deployments/", chain, ".json"));
        request.timelock = vm.envOr("TIMELOCK", address(0));
        if (request.timelock == address(0)) {
            request.timelock =
                vm.parseJsonAddress(vm.readFile(request.recordPath), ".contracts.CantileverTimelock.address");
        }
        request.delay = vm.envOr("DELAY", uint256(0));
        if (request.delay == 0) request.delay = TimelockController(payable(request.timelock)).getMinDelay();
        request.predecessor = vm.envOr("PREDECESSOR", bytes32(0));
        request.init = vm.envOr("CUT_INIT", address(0));
        request.initCalldata = vm.envOr("CUT_INIT_CALLDATA", bytes(""));
        request.path = vm.envOr("PROPOSAL_PATH", string(""));
        if (bytes(request.path).length == 0) request.path = _path(chain, request.title);

        vm.startBroadcast();
        // A chain without an address book has no venues listed: it gets what the code offers.
        FacetSpec[] memory specs = Config.exists() ? VenueSteps.catalog(Config.load()) : FacetCatalog.all();
        DeployedFacet[] memory wanted = DiamondSteps.deployFacets(DEPLOYMENT_SALT, specs);
        vm.stopBroadcast();
        (CutProposal memory proposal, CutProposal memory inverse) = Propose.run(request, wanted);

        console.log("proposal", request.path);
        console.log("record  ", Propose.recordPath(request.path));
        console.log("The Safe calls the timelock", request.timelock);
        console.log("to schedule:");
        console.logBytes(proposal.scheduleCall());
        console.log("to execute, after %s seconds and within seven days from then:", proposal.delay);
        console.logBytes(proposal.executeCall());
        console.log("To roll back, it schedules the inverse:");
        console.logBytes(inverse.scheduleCall());
    }

    /// @dev Named after the chain and the title's hash, which is also the operation's salt.
    function _path(string memory chain, string memory title) private returns (string memory) {
        vm.createDir(FOLDER, true);
        string memory slug = vm.toString(abi.encodePacked(bytes4(keccak256(bytes(title)))));
        return string.concat(FOLDER, "/", chain, "-", slug, ".json");
    }
}
