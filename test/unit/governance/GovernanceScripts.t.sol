// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {HealthCheck} from "script/governance/HealthCheck.s.sol";
import {Propose} from "script/governance/Propose.sol";
import {ProposeCut} from "script/governance/ProposeCut.s.sol";
import {Guardrails} from "src/diamond/Guardrails.sol";
import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {GovernanceFixture} from "./GovernanceFixture.sol";

/// @notice The two scripts as they are run, over the whole diamond: every facet is deployed anew (another salt than the
/// fixture's gives other addresses), so everything is replaced that may be.
/// @dev The scripts read their environment, which belongs to the process: one test uses it, from start to end.
contract GovernanceScriptsTest is GovernanceFixture {
    function test_scripts_replaceTheWholeDiamondButItsGuardrails() public {
        writeRecord("scripts");
        IDiamondLoupe.Facet[] memory before = diamond.facets();
        vm.setEnv("PROPOSAL_TITLE", "Everything anew");
        vm.setEnv("PROPOSAL_PATH", proposalPath);
        vm.setEnv("DEPLOYMENT_RECORD", recordPath);
        vm.setEnv("TIMELOCK", vm.toString(address(timelock)));
        HealthCheck health = new HealthCheck();
        health.run();

        new ProposeCut().run();
        string memory json = vm.readFile(proposalPath);
        assertEq(vm.parseJsonStringArray(json, ".kept").length, Guardrails.frozen().length, "kept");
        assertEq(vm.parseJsonStringArray(json, ".irreversible").length, 0);
        assertEq(vm.parseJsonStringArray(json, ".proposal.added").length, 0);
        assertEq(vm.parseJsonStringArray(json, ".proposal.removed").length, 0);
        assertEq(vm.parseJsonUint(json, ".proposal.delay"), DELAY, "the timelock's own");
        uint256 replaced = vm.parseJsonStringArray(json, ".proposal.replaced").length;
        assertEq(replaced + Guardrails.frozen().length, _count(before), "everything else");

        propose(vm.parseJsonBytes(json, ".proposal.safe.schedule"));
        wait(DELAY);
        propose(vm.parseJsonBytes(json, ".proposal.safe.execute"));
        vm.expectRevert(abi.encodeWithSelector(HealthCheck.HealthCheck_Failed.selector, replaced));
        health.run();
        vm.setEnv("DEPLOYMENT_RECORD", Propose.recordPath(proposalPath));
        health.run();

        // The vault goes on living in the storage it had.
        uint256 shares = sharesOf(alice);
        rebalance(1_200);
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares / 2, 0, 0, alice);

        propose(vm.parseJsonBytes(json, ".inverse.safe.schedule"));
        wait(DELAY);
        propose(vm.parseJsonBytes(json, ".inverse.safe.execute"));
        vm.setEnv("DEPLOYMENT_RECORD", recordPath);
        health.run();
        assertEq(abi.encode(diamond.facets()), abi.encode(before), "restored, in the order it had");
        rebalance(1_000);
        shares = sharesOf(alice);
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
    }

    /// @dev Nothing to cut, and a timelock that could not execute, are refused before any file is written.
    function test_RevertWhen_thereIsNothingToCut() public {
        writeRecord("nothing");
        vm.expectRevert(abi.encodeWithSelector(Propose.Propose_NothingToCut.selector, address(diamond)));
        this.proposeNothing(address(timelock));
        assertFalse(vm.exists(proposalPath));
    }

    function test_RevertWhen_theTimelockIsNotAdmin() public {
        writeRecord("not-admin");
        vm.expectRevert(abi.encodeWithSelector(Propose.Propose_TimelockNotAdmin.selector, attacker, address(diamond)));
        this.proposeNothing(attacker);
        assertFalse(vm.exists(proposalPath));
    }

    /// @dev External, so that expectRevert has a call to watch.
    function proposeNothing(address by) external {
        Propose.Request memory asked = request("nothing");
        asked.timelock = by;
        Propose.run(asked, facets);
    }

    function _count(IDiamondLoupe.Facet[] memory facets_) private pure returns (uint256 count) {
        for (uint256 i; i < facets_.length; ++i) {
            count += facets_[i].functionSelectors.length;
        }
    }
}
