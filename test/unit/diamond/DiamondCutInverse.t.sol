// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DiamondCutInverse} from "../../../src/diamond/DiamondCutInverse.sol";
import {Guardrails} from "../../../src/diamond/Guardrails.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../../src/interfaces/IDiamondLoupe.sol";
import {DiamondFixture} from "./DiamondFixture.sol";
import {EchoFacet} from "./EchoFacet.sol";

contract DiamondCutInverseTest is DiamondFixture {
    uint256 private constant POOL = 12;
    uint256 private constant FACETS = 3;

    bytes4[] private pool;
    address[] private echoes;
    mapping(bytes4 selector => address facet) private model;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < FACETS; ++i) {
            echoes.push(address(new EchoFacet()));
        }
    }

    /// @dev Any populated diamond, any valid cut, selectors touched several times included: cut and inverse restore
    /// every selector, and undoing the undoing restores the cut.
    function testFuzz_inverse_restoresEverySelector(uint256 seed, uint256 size) public {
        for (uint256 i; i < POOL; ++i) {
            pool.push(freeSelector(bytes4(keccak256(abi.encode(seed, i)))));
        }
        _apply(_randomCuts(seed, 10));
        address[] memory before = _servers();

        IDiamondCut.FacetCut[] memory cuts = _randomCuts(uint256(keccak256(abi.encode(seed))), bound(size, 1, 24));
        IDiamondCut.FacetCut[] memory inverse = DiamondCutInverse.inverseOf(loupe, cuts);
        _apply(cuts);
        address[] memory between = _servers();

        IDiamondCut.FacetCut[] memory again = DiamondCutInverse.inverseOf(loupe, inverse);
        _apply(inverse);
        assertEq(abi.encode(_servers()), abi.encode(before), "undone");
        _apply(again);
        assertEq(abi.encode(_servers()), abi.encode(between), "redone");
    }

    function test_inverse_ofNothingIsNothing() public {
        bytes4 selector = 0x12345678;
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](2);
        cuts[0] = IDiamondCut.FacetCut(echoes[0], IDiamondCut.FacetCutAction.Add, one(selector));
        cuts[1] = IDiamondCut.FacetCut(address(0), IDiamondCut.FacetCutAction.Remove, one(selector));

        assertEq(DiamondCutInverse.inverseOf(loupe, cuts).length, 0, "no change, no inverse");
        _apply(cuts);
        assertEq(loupe.facetAddress(selector), address(0));
    }

    function test_inverse_readsAsWritten() public {
        bytes4[] memory selectors = new bytes4[](2);
        (selectors[0], selectors[1]) = (bytes4(0x11111111), bytes4(0x22222222));
        cutAsAdmin(echoes[0], IDiamondCut.FacetCutAction.Add, selectors);
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](3);
        cuts[0] = IDiamondCut.FacetCut(echoes[1], IDiamondCut.FacetCutAction.Add, one(0x33333333));
        cuts[1] = IDiamondCut.FacetCut(echoes[2], IDiamondCut.FacetCutAction.Replace, one(selectors[0]));
        cuts[2] = IDiamondCut.FacetCut(address(0), IDiamondCut.FacetCutAction.Remove, one(selectors[1]));

        IDiamondCut.FacetCut[] memory inverse = DiamondCutInverse.inverseOf(loupe, cuts);

        assertEq(inverse.length, 3);
        _assertStep(inverse[0], address(0), IDiamondCut.FacetCutAction.Remove, 0x33333333);
        _assertStep(inverse[1], echoes[0], IDiamondCut.FacetCutAction.Replace, selectors[0]);
        _assertStep(inverse[2], echoes[0], IDiamondCut.FacetCutAction.Add, selectors[1]);
    }

    /// @dev The inverse of adding what can never be removed does not exist, and the library says so beforehand.
    function testFuzz_RevertWhen_inverseNeedsAGuardrailRemoved(bool skipping) public {
        bytes4 selector = skipping ? Guardrails.WITHDRAW_IN_KIND_SKIPPING : Guardrails.WITHDRAW_IN_KIND;

        vm.expectRevert(abi.encodeWithSelector(DiamondCutInverse.DiamondCutInverse_Irreversible.selector, selector));
        this.inverseOf(oneCut(echoes[0], IDiamondCut.FacetCutAction.Add, one(selector)));
    }

    function test_RevertWhen_inverseNeedsAFrozenSelectorRemoved() public {
        // The cut is made up: a diamond without pause exists only before its first cut.
        vm.mockCall(
            diamond, abi.encodeCall(IDiamondLoupe.facetAddress, (pauser.pause.selector)), abi.encode(address(0))
        );
        vm.expectRevert(
            abi.encodeWithSelector(DiamondCutInverse.DiamondCutInverse_Irreversible.selector, pauser.pause.selector)
        );
        this.inverseOf(oneCut(pauseFacet, IDiamondCut.FacetCutAction.Add, one(pauser.pause.selector)));
    }

    /// @dev External, so that expectRevert has a call to watch.
    function inverseOf(IDiamondCut.FacetCut[] memory cuts) external view returns (IDiamondCut.FacetCut[] memory) {
        return DiamondCutInverse.inverseOf(loupe, cuts);
    }

    function _apply(IDiamondCut.FacetCut[] memory cuts) private {
        vm.prank(admin);
        cutter.diamondCut(cuts, address(0), "");
    }

    /// @dev Cuts that succeed, by the model; one to three selectors each.
    function _randomCuts(uint256 seed, uint256 n) private returns (IDiamondCut.FacetCut[] memory cuts) {
        cuts = new IDiamondCut.FacetCut[](n);
        for (uint256 i; i < n; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            cuts[i] = _randomCut(seed);
        }
    }

    /// @dev The first selector decides the action; up to two more join if it is theirs as well.
    function _randomCut(uint256 seed) private returns (IDiamondCut.FacetCut memory cut) {
        bytes4 first = pool[seed % POOL];
        address facet = echoes[(seed >> 64) % FACETS];
        if (model[first] == address(0)) cut.action = IDiamondCut.FacetCutAction.Add;
        else if (model[first] != facet) cut.action = IDiamondCut.FacetCutAction.Replace;
        else cut.action = IDiamondCut.FacetCutAction.Remove;
        cut.facetAddress = cut.action == IDiamondCut.FacetCutAction.Remove ? address(0) : facet;

        bytes4[] memory chosen = new bytes4[](3);
        uint256 count;
        for (uint256 i; i < 3; ++i) {
            bytes4 selector = pool[(seed >> (16 * i)) % POOL];
            address server = model[selector];
            if (cut.action == IDiamondCut.FacetCutAction.Add && server != address(0)) continue;
            if (cut.action == IDiamondCut.FacetCutAction.Remove && server == address(0)) continue;
            if (cut.action == IDiamondCut.FacetCutAction.Replace && (server == address(0) || server == facet)) {
                continue;
            }
            chosen[count++] = selector;
            model[selector] = cut.facetAddress;
        }
        assembly ("memory-safe") {
            mstore(chosen, count)
        }
        cut.functionSelectors = chosen;
    }

    function _servers() private view returns (address[] memory servers) {
        servers = new address[](POOL);
        for (uint256 i; i < POOL; ++i) {
            servers[i] = loupe.facetAddress(pool[i]);
        }
    }

    function _assertStep(
        IDiamondCut.FacetCut memory step,
        address facet,
        IDiamondCut.FacetCutAction action,
        bytes4 selector
    ) private pure {
        assertEq(step.facetAddress, facet, "facet");
        assertEq(uint8(step.action), uint8(action), "action");
        assertEq(abi.encode(step.functionSelectors), abi.encode(one(selector)), "selector");
    }
}
