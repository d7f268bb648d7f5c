// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {CutProposal, CutProposalLib} from "script/governance/CutProposal.sol";
import {Health, RecordedFacet} from "script/governance/Health.sol";
import {Propose} from "script/governance/Propose.sol";
import {Roles} from "src/access/Roles.sol";
import {IALMInfo} from "src/interfaces/IALMInfo.sol";
import {IAccess} from "src/interfaces/IAccess.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {ICantileverTimelock} from "src/interfaces/ICantileverTimelock.sol";
import {GovernanceFixture} from "./GovernanceFixture.sol";
import {UpgradedInfoFacet} from "./UpgradedInfoFacet.sol";

/// @notice How the diamond is upgraded, end to end: a genuine Safe, the timelock, the files a proposal is made of, the
/// health check, and the way back; and every way in which it must not be upgraded.
contract GovernanceStoryTest is GovernanceFixture {
    using CutProposalLib for CutProposal;

    /// @dev What OpenZeppelin's timelock calls ready, waiting or ready.
    bytes32 private constant READY = bytes32(uint256(1 << 2));

    function test_safe_isTheGenuineOne() public view {
        assertEq(safe.VERSION(), "1.4.1");
        assertEq(safe.getThreshold(), 2);
        assertEq(safe.getOwners().length, 3);
    }

    function test_handover_leavesTheTimelockAsTheOnlyAdmin() public {
        assertTrue(diamond.hasRole(Roles.ADMIN, address(timelock)));
        assertFalse(diamond.hasRole(Roles.ADMIN, admin));
        assertEq(diamond.adminCount(), 1);
        _expectMissingAdmin(admin);
        diamond.diamondCut(new IDiamondCut.FacetCut[](0), address(0), "");
        vm.prank(address(safe));
        _expectMissingAdmin(address(safe));
        diamond.diamondCut(new IDiamondCut.FacetCut[](0), address(0), "");
    }

    /// @dev The whole way there and back, driven by the files alone.
    function test_upgrade_goesThereAndBack() public {
        writeRecord("story");
        _assertHealthy(recordPath);
        IDiamondLoupe.Facet[] memory before = diamond.facets();
        uint256 value = diamond.valuePerShareWad(vaultId);
        Propose.run(request("Info facet 2"), upgraded());

        // Propose
        propose(_fromFile(".proposal.safe.schedule"));
        bytes32 id = vm.parseJsonBytes32(vm.readFile(proposalPath), ".proposal.id");
        assertTrue(timelock.isOperationPending(id), "the file's id is the timelock's");
        _assertHealthy(recordPath);

        // Wait, execute, check
        wait(DELAY);
        propose(_fromFile(".proposal.safe.execute"));
        assertTrue(timelock.isOperationDone(id));
        assertEq(UpgradedInfoFacet(address(diamond)).infoVersion(), 2, "added");
        vm.expectRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_UnknownSelector.selector, IALMInfo.previewHarvest.selector)
        );
        diamond.previewHarvest(vaultId);
        assertEq(diamond.valuePerShareWad(vaultId), value, "replaced, and nothing lost");
        _assertHealthy(Propose.recordPath(proposalPath));
        // 16 functions moved, one added, one gone.
        assertEq(_problems(recordPath).length, 18, "no longer what was recorded");

        // Roll back
        propose(_fromFile(".inverse.safe.schedule"));
        wait(DELAY);
        propose(_fromFile(".inverse.safe.execute"));
        _assertSame(before);
        _assertHealthy(recordPath);
        assertEq(diamond.valuePerShareWad(vaultId), value);
        uint256 shares = sharesOf(alice);
        vm.prank(alice);
        diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertEq(sharesOf(alice), 0, "and who wants to leave, leaves");
    }

    /// @dev The inverse may be scheduled with the cut, to be at hand; too early it does nothing but fail.
    function test_inverse_canWaitBesideTheProposal() public {
        writeRecord("beside");
        Propose.run(request("Info facet 2"), upgraded());
        IDiamondLoupe.Facet[] memory before = diamond.facets();
        propose(_fromFile(".proposal.safe.schedule"));
        propose(_fromFile(".inverse.safe.schedule"));
        wait(DELAY);
        proposeExpecting(_fromFile(".inverse.safe.execute"), _two(), "GS013");
        _assertSame(before);
        propose(_fromFile(".proposal.safe.execute"));
        propose(_fromFile(".inverse.safe.execute"));
        _assertSame(before);
    }

    // -- what must not happen -------------------------------------------------------------------------------------

    function testFuzz_RevertWhen_executedEarly(uint256 age) public {
        age = bound(age, 0, DELAY - 1);
        CutProposal memory proposal = _scheduled("early");
        wait(age);
        proposeExpecting(proposal.executeCall(), _two(), "GS013");
        // The Safe hides the timelock's reason behind its own code; asked directly it gives it.
        vm.prank(address(safe));
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockUnexpectedOperationState.selector, proposal.id(), READY)
        );
        _execute(proposal);
    }

    function testFuzz_RevertWhen_executedTooLate(uint256 late) public {
        late = bound(late, 1, 3650 days);
        CutProposal memory proposal = _scheduled("late");
        uint256 expiry = block.timestamp + DELAY + 7 days;
        wait(DELAY + 7 days + late);
        proposeExpecting(proposal.executeCall(), _two(), "GS013");
        vm.prank(address(safe));
        vm.expectRevert(abi.encodeWithSelector(ICantileverTimelock.Timelock_Expired.selector, proposal.id(), expiry));
        _execute(proposal);
    }

    /// @dev Whoever of the three it is, and whether it signs once or twice.
    function testFuzz_RevertWhen_oneOwnerActsAlone(uint256 which, bool twice) public {
        uint256[] memory signers = new uint256[](twice ? 2 : 1);
        for (uint256 i; i < signers.length; ++i) {
            signers[i] = keys[which % 3];
        }
        CutProposal memory proposal = _proposal("alone");
        proposeExpecting(proposal.scheduleCall(), signers, twice ? "GS026" : "GS020");
        assertFalse(timelock.isOperation(proposal.id()));
    }

    function testFuzz_RevertWhen_aStrangerSignsAsSecond(uint256 which, uint256 key) public {
        key = bound(key, 1, 1e36);
        uint256[] memory signers = new uint256[](2);
        (signers[0], signers[1]) = (keys[which % 3], key);
        proposeExpecting(_proposal("stranger").scheduleCall(), signers, "GS026");
    }

    /// @dev Neither an owner by itself, nor the diamond's other roles, nor anyone else may use the timelock.
    function testFuzz_RevertWhen_anyoneElseUsesTheTimelock(address caller) public {
        if (caller == address(safe) || caller == address(timelock)) caller = attacker;
        _assertRefused(caller);
        _assertRefused(safe.getOwners()[0]);
        _assertRefused(manager);
        _assertRefused(guardian);
        _assertRefused(admin);
    }

    function test_cancel_endsAProposal() public {
        CutProposal memory proposal = _scheduled("cancelled");
        wait(DELAY);
        propose(proposal.cancelCall());
        assertFalse(timelock.isOperation(proposal.id()));
        proposeExpecting(proposal.executeCall(), _two(), "GS013");
    }

    /// @dev Whoever steals the Safe still cannot make itself ADMIN against GUARDIAN: the grant takes a second step, which
    /// GUARDIAN forbids while it waits.
    function test_guardian_vetoesAGrantOfAdmin() public {
        bytes memory grant = abi.encodeCall(IAccess.proposeRole, (Roles.ADMIN, attacker));
        propose(abi.encodeCall(timelock.schedule, (address(diamond), 0, grant, 0, 0, DELAY)));
        wait(DELAY);
        propose(abi.encodeCall(timelock.execute, (address(diamond), 0, grant, 0, 0)));
        vm.prank(guardian);
        diamond.cancelProposal(Roles.ADMIN, attacker);
        wait(1 days);
        vm.prank(attacker);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_NoProposal.selector, Roles.ADMIN, attacker));
        diamond.acceptRole(Roles.ADMIN);
    }

    /// @dev While a proposal waits, who dislikes it leaves with the exact slice.
    function testFuzz_exit_staysOpenWhileAProposalWaits(uint256 age, uint256 part) public {
        _scheduled("exit");
        wait(bound(age, 0, DELAY));
        uint256 shares = bound(part, 1, sharesOf(alice));
        (uint256 amount0, uint256 amount1) = diamond.previewWithdrawInKind(vaultId, shares);
        vm.prank(alice);
        (uint256 paid0, uint256 paid1) = diamond.withdrawInKind(vaultId, shares, 0, 0, alice);
        assertEq(paid0, amount0);
        assertEq(paid1, amount1);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    /// @dev One function more: where the question is who may when, not what.
    function _proposal(string memory name) private returns (CutProposal memory) {
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = UpgradedInfoFacet.infoVersion.selector;
        cuts[0] = IDiamondCut.FacetCut(address(new UpgradedInfoFacet()), IDiamondCut.FacetCutAction.Add, selectors);
        return CutProposalLib.create(name, address(timelock), address(diamond), cuts, DELAY);
    }

    function _scheduled(string memory name) private returns (CutProposal memory proposal) {
        proposal = _proposal(name);
        propose(proposal.scheduleCall());
    }

    function _execute(CutProposal memory proposal) private {
        timelock.execute(proposal.diamond, 0, proposal.callData(), proposal.predecessor, proposal.salt);
    }

    function _assertRefused(address caller) private {
        bytes32[2] memory roles = [timelock.PROPOSER_ROLE(), timelock.EXECUTOR_ROLE()];
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, roles[0])
        );
        timelock.schedule(address(diamond), 0, "", 0, 0, DELAY);
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, roles[1])
        );
        timelock.execute(address(diamond), 0, "", 0, 0);
    }

    function _fromFile(string memory path) private view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile(proposalPath), path);
    }

    function _problems(string memory path) private view returns (string[] memory) {
        (address at, RecordedFacet[] memory recorded) = Health.read(vm.readFile(path));
        return Health.problems(IDiamondLoupe(at), recorded);
    }

    function _assertHealthy(string memory path) private view {
        string[] memory problems = _problems(path);
        if (problems.length != 0) assertEq(problems[0], "", "a problem");
    }

    /// @dev Every selector is where it was, and there is no other.
    function _assertSame(IDiamondLoupe.Facet[] memory before) private view {
        uint256 count;
        for (uint256 i; i < before.length; ++i) {
            for (uint256 j; j < before[i].functionSelectors.length; ++j) {
                assertEq(diamond.facetAddress(before[i].functionSelectors[j]), before[i].facetAddress, "restored");
                ++count;
            }
        }
        IDiamondLoupe.Facet[] memory now_ = diamond.facets();
        assertEq(now_.length, before.length, "facets");
        for (uint256 i; i < now_.length; ++i) {
            count -= now_[i].functionSelectors.length;
        }
        assertEq(count, 0, "selectors");
    }

    function _expectMissingAdmin(address account) private {
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, account, Roles.ADMIN));
    }
}
