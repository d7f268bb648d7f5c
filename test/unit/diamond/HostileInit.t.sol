// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lock} from "lock/Lock.sol";
import {DiamondStorage} from "../../../src/diamond/DiamondStorage.sol";
import {Guardrails} from "../../../src/diamond/Guardrails.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {DiamondFixture} from "./DiamondFixture.sol";
import {EchoFacet} from "./EchoFacet.sol";

/// @dev An init as an attacker would have it signed. No genuine init misbehaves, hence the double.
contract HostileInit {
    error HostileInit_Reason(uint256 value);

    event SlotWritten(bytes32 slot);

    function write(bytes32 slot, bytes32 value) external {
        assembly ("memory-safe") {
            sstore(slot, value)
        }
        emit SlotWritten(slot);
    }

    function moveEntry(bytes4 selector, address facet) external {
        (, uint256 position) = DiamondStorage.entry(selector);
        DiamondStorage.setEntry(selector, facet, position);
    }

    function cutAgain(bytes calldata input) external {
        (bool ok, bytes memory reason) = address(this).call(input);
        _bubble(ok, reason);
    }

    function failWith(uint256 value) external pure {
        revert HostileInit_Reason(value);
    }

    function failWithText(string calldata text) external pure {
        revert(text);
    }

    function failSilently() external pure {
        assembly ("memory-safe") {
            revert(0, 0)
        }
    }

    function _bubble(bool ok, bytes memory reason) private pure {
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

contract HostileInitTest is DiamondFixture {
    address private hostile;
    address private echo;
    IDiamondCut.FacetCut[] private noCuts;

    function setUp() public override {
        super.setUp();
        hostile = address(new HostileInit());
        echo = address(new EchoFacet());
    }

    /// @dev The control: an init does run as the diamond, so the refusals below have something to refuse.
    function testFuzz_init_runsAsTheDiamond(bytes32 slot, bytes32 value) public {
        slot = keccak256(abi.encode(slot));
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.write, (slot, value)));
        assertEq(vm.load(diamond, slot), value);
        assertEq(vm.load(hostile, slot), bytes32(0));
    }

    function testFuzz_RevertWhen_initReverts_withItsReason(uint256 value, string calldata text) public {
        vm.expectRevert(abi.encodeWithSelector(HostileInit.HostileInit_Reason.selector, value));
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.failWith, (value)));
        vm.expectRevert(bytes(text));
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.failWithText, (text)));
    }

    function testFuzz_RevertWhen_initRevertsSilently_andTheCutWithIt(bytes4 selector) public {
        selector = freeSelector(selector);
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_InitFailed.selector, hostile));
        _cut(
            oneCut(echo, IDiamondCut.FacetCutAction.Add, one(selector)),
            hostile,
            abi.encodeCall(HostileInit.failSilently, ())
        );
        assertEq(loupe.facetAddress(selector), address(0));
    }

    function testFuzz_RevertWhen_initHasNoCode(address init, bytes calldata input) public {
        if (init == address(0) || init.code.length != 0) init = outsider;
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_NoCode.selector, init));
        _cut(noCuts, init, input);
    }

    function testFuzz_RevertWhen_initIsADelegation(address delegate, bytes calldata input) public {
        vm.etch(outsider, abi.encodePacked(hex"ef0100", delegate));
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_NoCode.selector, outsider));
        _cut(noCuts, outsider, input);
    }

    function testFuzz_RevertWhen_initCalldataWithoutInit(bytes calldata input) public {
        if (input.length == 0) return;
        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_InitCalldataWithoutInit.selector, input.length));
        _cut(noCuts, address(0), input);
    }

    /// @dev What no cut can do, no init can do behind its back.
    function testFuzz_RevertWhen_initMovesAGuardrail(uint256 pick, address facet) public {
        bytes4[] memory frozen = Guardrails.frozen();
        bytes4 selector = frozen[pick % frozen.length];
        if (facet == loupe.facetAddress(selector)) facet = echo;

        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_GuardrailsMoved.selector, hostile));
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.moveEntry, (selector, facet)));
    }

    function testFuzz_RevertWhen_initTakesAnExitAway(bool skipping) public {
        bytes4 selector = skipping ? Guardrails.WITHDRAW_IN_KIND_SKIPPING : Guardrails.WITHDRAW_IN_KIND;
        addAsAdmin(echo, selector);

        vm.expectRevert(abi.encodeWithSelector(IDiamondCut.Diamond_GuardrailsMoved.selector, hostile));
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.moveEntry, (selector, address(0))));
        // Another facet is a replacement, which a cut may make as well.
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.moveEntry, (selector, hostile)));
        assertEq(loupe.facetAddress(selector), hostile);
    }

    /// @dev Even an init that speaks as an ADMIN cannot open a second cut inside the first.
    function testFuzz_RevertWhen_initCutsAgain(bytes4 selector) public {
        selector = freeSelector(selector);
        bytes memory inner = abi.encodeCall(
            cutter.diamondCut, (oneCut(echo, IDiamondCut.FacetCutAction.Add, one(selector)), address(0), "")
        );
        vm.expectRevert(Lock.Lock_Reentered.selector);
        _cut(noCuts, hostile, abi.encodeCall(HostileInit.cutAgain, (inner)));
    }

    function test_cut_emptyWithoutInitDoesNothing() public {
        bytes32 before = keccak256(abi.encode(loupe.facets()));
        _cut(noCuts, address(0), "");
        assertEq(keccak256(abi.encode(loupe.facets())), before);
    }

    function _cut(IDiamondCut.FacetCut[] memory cuts, address init, bytes memory input) private {
        vm.prank(admin);
        cutter.diamondCut(cuts, init, input);
    }
}
