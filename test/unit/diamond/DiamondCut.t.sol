// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {Guardrails} from "../../../src/diamond/Guardrails.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {DiamondFixture} from "./DiamondFixture.sol";
import {EchoFacet} from "./EchoFacet.sol";

contract DiamondCutTest is DiamondFixture {
    address private echo;
    address private otherEcho;

    function setUp() public override {
        super.setUp();
        echo = address(new EchoFacet());
        otherEcho = address(new EchoFacet());
    }

    function testFuzz_cut_addsReplacesRemoves(bytes4 selector) public {
        selector = freeSelector(selector);
        bytes4[] memory selectors = one(selector);

        vm.expectEmit(diamond);
        emit IDiamondCut.DiamondCut(oneCut(echo, IDiamondCut.FacetCutAction.Add, selectors), address(0), "");
        cutAsAdmin(echo, IDiamondCut.FacetCutAction.Add, selectors);
        assertEq(_server(selector), echo, "added");

        cutAsAdmin(otherEcho, IDiamondCut.FacetCutAction.Replace, selectors);
        assertEq(_server(selector), otherEcho, "replaced");

        cutAsAdmin(address(0), IDiamondCut.FacetCutAction.Remove, selectors);
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_UnknownSelector.selector, selector));
        (bool ok,) = diamond.call(abi.encodePacked(selector));
        assertTrue(ok, "expectRevert turns a revert into success");
        assertEq(loupe.facetFunctionSelectors(echo).length, 0, "echo");
        assertEq(loupe.facetFunctionSelectors(otherEcho).length, 0, "other echo");
    }

    /// @dev Every role but ADMIN, all of them together, and a stranger.
    function testFuzz_RevertWhen_cutByAnyoneButAdmin(address caller, bytes4 selector) public {
        selector = freeSelector(selector);
        IDiamondCut.FacetCut[] memory cuts = oneCut(echo, IDiamondCut.FacetCutAction.Add, one(selector));
        address[5] memory callers = [manager, keeper, treasury, guardian, caller == admin ? outsider : caller];

        for (uint256 i; i < callers.length; ++i) {
            vm.prank(callers[i]);
            expectMissingRole(callers[i], Roles.ADMIN);
            cutter.diamondCut(cuts, address(0), "");
        }
    }

    function testFuzz_RevertWhen_addTakenSelector(uint256 pick, bool sameFacet) public {
        bytes4 selector = _pickServed(pick);
        address server = loupe.facetAddress(selector);

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_SelectorTaken.selector, selector, server),
            oneCut(sameFacet ? server : echo, IDiamondCut.FacetCutAction.Add, one(selector))
        );
    }

    /// @dev Two facets of one cut that clash with each other, or one that names a selector twice.
    function testFuzz_RevertWhen_addSelectorTwiceInOneCut(bytes4 selector, bool sameFacet) public {
        selector = freeSelector(selector);
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](2);
        cuts[0] = IDiamondCut.FacetCut(echo, IDiamondCut.FacetCutAction.Add, one(selector));
        cuts[1] = IDiamondCut.FacetCut(sameFacet ? echo : otherEcho, IDiamondCut.FacetCutAction.Add, one(selector));

        _expectCutRevert(abi.encodeWithSelector(IDiamondCut.Diamond_SelectorTaken.selector, selector, echo), cuts);
        assertEq(loupe.facetAddress(selector), address(0), "all or nothing");
    }

    function testFuzz_RevertWhen_facetHasNoCode(address facet, bytes4 selector, bool replacing) public {
        selector = freeSelector(selector);
        if (facet == address(0)) facet = outsider;
        if (facet.code.length != 0) facet = outsider;
        if (replacing) addAsAdmin(echo, selector);

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_NoCode.selector, facet),
            oneCut(facet, _addOrReplace(replacing), one(selector))
        );
    }

    /// @dev An account that borrows code (EIP-7702) may borrow other code tomorrow.
    function testFuzz_RevertWhen_facetIsADelegation(address delegate, bytes4 selector, bool replacing) public {
        selector = freeSelector(selector);
        if (replacing) addAsAdmin(echo, selector);
        vm.etch(outsider, abi.encodePacked(hex"ef0100", delegate));

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_NoCode.selector, outsider),
            oneCut(outsider, _addOrReplace(replacing), one(selector))
        );
    }

    function testFuzz_RevertWhen_facetIsZero(bytes4 selector, bool replacing) public {
        selector = freeSelector(selector);
        if (replacing) addAsAdmin(echo, selector);

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_ZeroFacet.selector),
            oneCut(address(0), _addOrReplace(replacing), one(selector))
        );
    }

    function testFuzz_RevertWhen_facetIsTheDiamond(bytes4 selector, bool replacing) public {
        selector = freeSelector(selector);
        if (replacing) addAsAdmin(echo, selector);

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_FacetIsDiamond.selector),
            oneCut(diamond, _addOrReplace(replacing), one(selector))
        );
    }

    function testFuzz_RevertWhen_replaceOrRemoveAbsent(bytes4 selector, bool replacing) public {
        selector = freeSelector(selector);

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_SelectorAbsent.selector, selector),
            replacing
                ? oneCut(echo, IDiamondCut.FacetCutAction.Replace, one(selector))
                : oneCut(address(0), IDiamondCut.FacetCutAction.Remove, one(selector))
        );
    }

    function testFuzz_RevertWhen_replaceWithSameFacet(bytes4 selector) public {
        selector = freeSelector(selector);
        addAsAdmin(echo, selector);

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_SameFacet.selector, selector, echo),
            oneCut(echo, IDiamondCut.FacetCutAction.Replace, one(selector))
        );
    }

    function testFuzz_RevertWhen_removeNamesAFacet(bytes4 selector, address facet) public {
        selector = freeSelector(selector);
        addAsAdmin(echo, selector);
        if (facet == address(0)) facet = echo;

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_FacetGiven.selector, facet),
            oneCut(facet, IDiamondCut.FacetCutAction.Remove, one(selector))
        );
    }

    function testFuzz_RevertWhen_cutNamesNoSelectors(uint8 action) public {
        action = uint8(bound(action, 0, 2));

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_NoSelectors.selector, echo),
            oneCut(echo, IDiamondCut.FacetCutAction(action), new bytes4[](0))
        );
    }

    function test_RevertWhen_actionIsUndefined() public {
        bytes memory input = abi.encodeCall(
            cutter.diamondCut, (oneCut(echo, IDiamondCut.FacetCutAction.Add, one(0x12345678)), address(0), "")
        );
        // Head (3 words), offsets (length, first), facet, then the action.
        uint256 at = 4 + 32 * (3 + 2 + 1);

        // 2 is Remove, which names no facet: the byte is the action.
        input[at + 31] = 0x02;
        vm.prank(admin);
        (bool ok, bytes memory reason) = diamond.call(input);
        assertFalse(ok, "Remove");
        assertEq(reason, abi.encodeWithSelector(IDiamondCut.Diamond_FacetGiven.selector, echo), "Remove");

        input[at + 31] = 0x03;
        vm.prank(admin);
        (ok, reason) = diamond.call(input);
        assertFalse(ok, "undefined");
        assertEq(reason, "", "refused while decoding");
    }

    // Guardrails

    function test_RevertWhen_frozenSelectorReplacedOrRemoved() public {
        bytes4[] memory selectors = Guardrails.frozen();
        for (uint256 i; i < selectors.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IDiamondCut.Diamond_SelectorFrozen.selector, selectors[i]);
            _expectCutRevert(reason, oneCut(echo, IDiamondCut.FacetCutAction.Replace, one(selectors[i])));
            _expectCutRevert(reason, oneCut(address(0), IDiamondCut.FacetCutAction.Remove, one(selectors[i])));
        }
    }

    /// @dev The list in Guardrails is exactly what the compiled facets serve: a function added to them must join it.
    function test_frozen_areThoseOfCutAccessAndPause() public view {
        string[3] memory facets = ["DiamondCutFacet", "AccessControlFacet", "PauseFacet"];
        uint256 count;
        for (uint256 i; i < facets.length; ++i) {
            string memory artifact = vm.readFile(string.concat("out/", facets[i], ".sol/", facets[i], ".json"));
            string[] memory signatures = vm.parseJsonKeys(artifact, ".methodIdentifiers");
            for (uint256 j; j < signatures.length; ++j) {
                bytes4 selector = bytes4(keccak256(bytes(signatures[j])));
                assertTrue(Guardrails.isFrozen(selector), signatures[j]);
                assertTrue(loupe.facetAddress(selector) != address(0), "in the diamond");
            }
            count += signatures.length;
        }
        assertEq(Guardrails.frozen().length, count, "nothing else");
    }

    function testFuzz_frozen_isFalseForTheRest(bytes4 selector) public view {
        selector = freeSelector(selector);
        assertFalse(Guardrails.isFrozen(selector));
        bytes4[] memory served = loupeSelectors();
        for (uint256 i; i < served.length; ++i) {
            assertFalse(Guardrails.isFrozen(served[i]));
        }
    }

    function test_permanent_areTheInKindExits() public pure {
        assertEq(
            Guardrails.WITHDRAW_IN_KIND, bytes4(keccak256("withdrawInKind(uint256,uint256,uint256,uint256,address)"))
        );
        assertEq(
            Guardrails.WITHDRAW_IN_KIND_SKIPPING,
            bytes4(keccak256("withdrawInKind(uint256,uint256,uint256,uint256,address,uint256)"))
        );
    }

    function testFuzz_permanent_replacedNeverRemoved(bool skipping) public {
        bytes4 selector = skipping ? Guardrails.WITHDRAW_IN_KIND_SKIPPING : Guardrails.WITHDRAW_IN_KIND;
        addAsAdmin(echo, selector);

        cutAsAdmin(otherEcho, IDiamondCut.FacetCutAction.Replace, one(selector));
        assertEq(_server(selector), otherEcho, "replaced");

        _expectCutRevert(
            abi.encodeWithSelector(IDiamondCut.Diamond_SelectorPermanent.selector, selector),
            oneCut(address(0), IDiamondCut.FacetCutAction.Remove, one(selector))
        );
    }

    function _expectCutRevert(bytes memory reason, IDiamondCut.FacetCut[] memory cuts) private {
        vm.prank(admin);
        vm.expectRevert(reason);
        cutter.diamondCut(cuts, address(0), "");
    }

    function _addOrReplace(bool replacing) private pure returns (IDiamondCut.FacetCutAction) {
        return replacing ? IDiamondCut.FacetCutAction.Replace : IDiamondCut.FacetCutAction.Add;
    }

    function _pickServed(uint256 pick) private view returns (bytes4) {
        address[] memory facets = loupe.facetAddresses();
        bytes4[] memory selectors = loupe.facetFunctionSelectors(facets[pick % facets.length]);
        return selectors[(pick / facets.length) % selectors.length];
    }

    /// @dev The facet that serves the selector by its own word, not by the loupe's.
    function _server(bytes4 selector) private returns (address server) {
        (bool ok, bytes memory result) = diamond.call(abi.encodePacked(selector));
        assertTrue(ok, "served");
        (server,,,,) = abi.decode(result, (address, address, address, uint256, bytes));
        assertEq(loupe.facetAddress(selector), server, "loupe");
    }
}
