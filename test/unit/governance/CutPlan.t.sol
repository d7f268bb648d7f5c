// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DeployedFacet} from "script/deploy/DiamondSteps.sol";
import {CutPlan} from "script/governance/CutPlan.sol";
import {CutProposal, CutProposalLib} from "script/governance/CutProposal.sol";
import {Rehearsal} from "script/governance/Rehearsal.sol";
import {Guardrails} from "src/diamond/Guardrails.sol";
import {IDiamondCut} from "src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "src/interfaces/IDiamondLoupe.sol";
import {DiamondFixture} from "../diamond/DiamondFixture.sol";
import {EchoFacet} from "../diamond/EchoFacet.sol";
import {RewiringInit} from "./RewiringInit.sol";

/// @notice The cut that a difference comes to, and its rehearsal.
contract CutPlanTest is DiamondFixture {
    using CutProposalLib for CutProposal;

    uint256 private constant POOL = 12;
    uint256 private constant FACETS = 3;

    address[] private echoes;
    bytes4[] private pool;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < FACETS; ++i) {
            echoes.push(address(new EchoFacet()));
        }
    }

    /// @dev From any set of facets to any other: the plan leads there, the rehearsal agrees, and the inverse leads back.
    /// forge-config: default.fuzz.runs = 64
    /// forge-config: ci.fuzz.runs = 128
    function testFuzz_plan_leadsToWhatIsWantedAndBack(uint256 seed) public {
        for (uint256 i; i < POOL; ++i) {
            pool.push(freeSelector(bytes4(keccak256(abi.encode(seed, i)))));
        }
        _apply(CutPlan.between(loupe, _wanted(uint256(keccak256(abi.encode(seed, "before"))))).cuts);
        address[] memory before = _servers();
        uint256 target = uint256(keccak256(abi.encode(seed, "after")));
        CutPlan.Plan memory plan = CutPlan.between(loupe, _wanted(target));
        CutProposal memory proposal = CutProposalLib.create("fuzzed", admin, diamond, plan.cuts, 0);
        CutProposal memory inverse = proposal.inverseOf();

        IDiamondLoupe.Facet[] memory rehearsed = Rehearsal.run(proposal, inverse, 0);
        assertEq(abi.encode(_servers()), abi.encode(before), "a rehearsal changes nothing");
        _apply(plan.cuts);
        for (uint256 i; i < POOL; ++i) {
            assertEq(loupe.facetAddress(pool[i]), _assigned(target, i), "as wanted");
        }
        assertEq(abi.encode(loupe.facets()), abi.encode(rehearsed), "as rehearsed");
        assertEq(plan.kept.length, 0);
        assertEq(CutPlan.between(loupe, _wanted(target)).cuts.length, 0, "nothing left to do");
        _apply(inverse.cuts);
        assertEq(abi.encode(_servers()), abi.encode(before), "and back");
    }

    /// @dev A guardrail that other code should serve is named and left, whichever it is; its facet's other functions move.
    function testFuzz_plan_keepsFrozenSelectors(uint256 pick) public {
        bytes4[] memory frozen = Guardrails.frozen();
        bytes4 selector = frozen[pick % frozen.length];
        DeployedFacet[] memory wanted = _own();
        DeployedFacet[] memory more = new DeployedFacet[](wanted.length + 1);
        for (uint256 i; i < wanted.length; ++i) {
            more[i] = DeployedFacet(wanted[i].name, wanted[i].at, _without(wanted[i].selectors, selector));
        }
        bytes4[] memory two = new bytes4[](2);
        (two[0], two[1]) = (selector, 0x12345678);
        more[wanted.length] = DeployedFacet("Echo", echoes[0], two);

        CutPlan.Plan memory plan = CutPlan.between(loupe, more);
        assertEq(abi.encode(plan.kept), abi.encode(one(selector)), "kept");
        assertEq(plan.cuts.length, 1);
        assertEq(abi.encode(plan.cuts[0].functionSelectors), abi.encode(one(0x12345678)), "only the other one");
        _apply(plan.cuts);
    }

    /// @dev What nobody wants goes, unless it is a guardrail.
    function test_plan_keepsGuardrailsThatNobodyWants() public {
        addAsAdmin(echoes[0], Guardrails.WITHDRAW_IN_KIND);
        CutPlan.Plan memory plan = CutPlan.between(loupe, new DeployedFacet[](0));
        // 21 frozen and one exit stay; the loupe's five would go.
        assertEq(plan.kept.length, 22);
        assertEq(plan.cuts.length, 1);
        assertEq(uint8(plan.cuts[0].action), uint8(IDiamondCut.FacetCutAction.Remove));
        assertEq(plan.cuts[0].functionSelectors.length, 5);
    }

    /// @dev An exit that the cut adds stays for good: the inverse is made of the rest, and the rest only.
    function testFuzz_inverse_leavesAnExitThatTheCutAdds(bool skipping) public {
        bytes4 forGood = skipping ? Guardrails.WITHDRAW_IN_KIND_SKIPPING : Guardrails.WITHDRAW_IN_KIND;
        bytes4[] memory two = new bytes4[](2);
        (two[0], two[1]) = (forGood, 0x12345678);
        CutProposal memory proposal =
            CutProposalLib.create("exit", admin, diamond, oneCut(echoes[0], IDiamondCut.FacetCutAction.Add, two), 0);
        (, bytes4[] memory irreversible) = CutPlan.reversible(loupe, proposal.cuts);
        assertEq(abi.encode(irreversible), abi.encode(one(forGood)));

        CutProposal memory inverse = proposal.inverseOf();
        assertEq(inverse.cuts.length, 1);
        assertEq(abi.encode(inverse.cuts[0].functionSelectors), abi.encode(one(0x12345678)));
        Rehearsal.run(proposal, inverse, 1);
        // A rehearsal that expects everything undone finds what stays.
        vm.expectRevert(abi.encodeWithSelector(Rehearsal.Rehearsal_LeftBehind.selector, 26, 27));
        this.rehearse(proposal, inverse);
    }

    /// @dev An exit that is there already is replaced, and the replacement is undone.
    function test_inverse_restoresAnExitThatIsReplaced() public {
        addAsAdmin(echoes[0], Guardrails.WITHDRAW_IN_KIND);
        IDiamondCut.FacetCut[] memory cuts =
            oneCut(echoes[1], IDiamondCut.FacetCutAction.Replace, one(Guardrails.WITHDRAW_IN_KIND));
        (, bytes4[] memory irreversible) = CutPlan.reversible(loupe, cuts);
        assertEq(irreversible.length, 0);
        CutProposal memory proposal = CutProposalLib.create("replace", admin, diamond, cuts, 0);
        Rehearsal.run(proposal, proposal.inverseOf(), 0);
    }

    // -- rehearsal ------------------------------------------------------------------------------------------------

    function test_RevertWhen_anInitMovesASelector() public {
        addAsAdmin(echoes[0], 0x11111111);
        CutProposal memory proposal = _withInit(abi.encodeCall(RewiringInit.move, (0x11111111, echoes[1])));
        CutProposal memory inverse = proposal.inverseOf();
        vm.expectRevert(
            abi.encodeWithSelector(Rehearsal.Rehearsal_NotRestored.selector, bytes4(0x11111111), echoes[0], echoes[1])
        );
        this.rehearse(proposal, inverse);
    }

    function test_RevertWhen_anInitAddsASelector() public {
        CutProposal memory proposal = _withInit(abi.encodeCall(RewiringInit.add, (0x11111111, echoes[1])));
        CutProposal memory inverse = proposal.inverseOf();
        // 26 functions of the diamond's own rooms.
        vm.expectRevert(abi.encodeWithSelector(Rehearsal.Rehearsal_LeftBehind.selector, 26, 27));
        this.rehearse(proposal, inverse);
    }

    /// @dev What the diamond refuses is found before it is proposed.
    function test_RevertWhen_theCutItselfFails() public {
        IDiamondCut.FacetCut[] memory cuts =
            oneCut(makeAddr("no code"), IDiamondCut.FacetCutAction.Add, one(0x12345678));
        CutProposal memory proposal = CutProposalLib.create("empty", admin, diamond, cuts, 0);
        CutProposal memory inverse = proposal.inverseOf();
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_NoCode.selector, makeAddr("no code")));
        this.rehearse(proposal, inverse);
    }

    /// @dev External, so that expectRevert has a call to watch.
    function rehearse(CutProposal memory proposal, CutProposal memory inverse) external {
        Rehearsal.run(proposal, inverse, 0);
    }

    // -- helpers --------------------------------------------------------------------------------------------------

    function _withInit(bytes memory call) private returns (CutProposal memory proposal) {
        IDiamondCut.FacetCut[] memory cuts = oneCut(echoes[2], IDiamondCut.FacetCutAction.Add, one(0x22222222));
        proposal = CutProposalLib.create("init", admin, diamond, cuts, 0);
        (proposal.init, proposal.initCalldata) = (address(new RewiringInit()), call);
    }

    function _apply(IDiamondCut.FacetCut[] memory cuts) private {
        vm.prank(admin);
        cutter.diamondCut(cuts, address(0), "");
    }

    /// @dev The diamond's own rooms, and the pool's selectors as a seed assigns them.
    function _wanted(uint256 seed) private view returns (DeployedFacet[] memory wanted) {
        DeployedFacet[] memory own = _own();
        wanted = new DeployedFacet[](own.length + FACETS);
        for (uint256 i; i < own.length; ++i) {
            wanted[i] = own[i];
        }
        for (uint256 f; f < FACETS; ++f) {
            bytes4[] memory selectors = new bytes4[](POOL);
            uint256 count;
            for (uint256 i; i < POOL; ++i) {
                if (_assigned(seed, i) == echoes[f]) selectors[count++] = pool[i];
            }
            assembly ("memory-safe") {
                mstore(selectors, count)
            }
            wanted[own.length + f] = DeployedFacet("Echo", echoes[f], selectors);
        }
    }

    /// @dev A selector's facet by a seed; none with a chance of one in four.
    function _assigned(uint256 seed, uint256 i) private view returns (address) {
        uint256 draw = uint256(keccak256(abi.encode(seed, i))) % (FACETS + 1);
        return draw == FACETS ? address(0) : echoes[draw];
    }

    function _own() private view returns (DeployedFacet[] memory own) {
        own = new DeployedFacet[](4);
        own[0] = DeployedFacet("DiamondCutFacet", cutFacet, one(IDiamondCut.diamondCut.selector));
        own[1] = DeployedFacet("DiamondLoupeFacet", loupeFacet, loupeSelectors());
        own[2] = DeployedFacet("AccessControlFacet", accessFacet, accessSelectors());
        own[3] = DeployedFacet("PauseFacet", pauseFacet, pauseSelectors());
    }

    function _without(bytes4[] memory selectors, bytes4 selector) private pure returns (bytes4[] memory rest) {
        rest = new bytes4[](selectors.length);
        uint256 count;
        for (uint256 i; i < selectors.length; ++i) {
            if (selectors[i] != selector) rest[count++] = selectors[i];
        }
        assembly ("memory-safe") {
            mstore(rest, count)
        }
    }

    function _servers() private view returns (address[] memory servers) {
        servers = new address[](POOL);
        for (uint256 i; i < POOL; ++i) {
            servers[i] = loupe.facetAddress(pool[i]);
        }
    }
}
