// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../../../src/access/Roles.sol";
import {CantileverDiamond} from "../../../src/diamond/CantileverDiamond.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "../../../src/interfaces/IDiamondInit.sol";
import {IDiamondLoupe} from "../../../src/interfaces/IDiamondLoupe.sol";
import {IERC165} from "../../../src/interfaces/IERC165.sol";
import {DiamondFixture} from "./DiamondFixture.sol";

/// @notice D3: nothing initialises twice, and nothing but the diamond initialises at all.
contract DiamondInitTest is DiamondFixture {
    IDiamondCut.FacetCut[] private noCuts;

    function test_init_grantsTheFirstHolders() public view {
        bytes32[5] memory roles = allRoles();
        address[5] memory held = holders();
        for (uint256 i; i < 5; ++i) {
            for (uint256 j; j < 5; ++j) {
                assertEq(access.hasRole(roles[i], held[j]), i == j);
            }
        }
        assertEq(access.adminCount(), 1);
    }

    function test_init_claimsItsInterfaces() public view {
        IERC165 erc165 = IERC165(diamond);
        assertTrue(erc165.supportsInterface(0x01ffc9a7), "ERC-165");
        assertTrue(erc165.supportsInterface(0x48e2b093), "loupe");
        assertTrue(erc165.supportsInterface(0x1f931c1c), "cut");
        assertFalse(erc165.supportsInterface(0xffffffff), "reserved");
    }

    function testFuzz_supportsInterface_isFalseForTheRest(bytes4 id) public view {
        if (id == 0x01ffc9a7 || id == 0x48e2b093 || id == 0x1f931c1c) id = 0xd9b67a26;
        assertFalse(IERC165(diamond).supportsInterface(id));
    }

    function testFuzz_init_claimsFurtherInterfaces(bytes4 id) public {
        if (id == 0xffffffff) id = 0xd9b67a26;
        address bare = _bare();
        vm.expectEmit(bare);
        emit IDiamondInit.InterfaceSupportSet(id, true);
        vm.prank(admin);
        IDiamondCut(bare)
            .diamondCut(firstCuts(), diamondInit, abi.encodeCall(IDiamondInit.init, (firstGrants(), one(id))));
        assertTrue(IERC165(bare).supportsInterface(id));
    }

    function testFuzz_registerInterfaces_comeAndGo(bytes4 id) public {
        if (id == 0xffffffff) id = 0xd9b67a26;
        _initAsAdmin(abi.encodeCall(IDiamondInit.registerInterfaces, (one(id), true)));
        assertTrue(IERC165(diamond).supportsInterface(id), "claimed");
        _initAsAdmin(abi.encodeCall(IDiamondInit.registerInterfaces, (one(id), false)));
        assertFalse(IERC165(diamond).supportsInterface(id), "no longer");
    }

    function test_RevertWhen_registerReservedInterface() public {
        vm.expectRevert(abi.encodeWithSelector(IDiamondInit.DiamondInit_InvalidInterface.selector, bytes4(0xffffffff)));
        _initAsAdmin(abi.encodeCall(IDiamondInit.registerInterfaces, (one(0xffffffff), true)));
    }

    /// @dev Even ADMIN, even with other arguments, even long after.
    function testFuzz_RevertWhen_initTwice(address account, uint32 later) public {
        vm.warp(block.timestamp + later);
        vm.expectRevert(IDiamondInit.DiamondInit_AlreadyInitialized.selector);
        _initAsAdmin(abi.encodeCall(IDiamondInit.init, (_grantOf(Roles.MANAGER, account), new bytes4[](0))));
    }

    function testFuzz_RevertWhen_initCalledOnTheDiamond(address caller, bytes32 role) public {
        bytes memory input = abi.encodeCall(IDiamondInit.init, (_grantOf(role, caller), new bytes4[](0)));
        vm.prank(caller);
        (bool ok, bytes memory reason) = diamond.call(input);
        assertFalse(ok);
        assertEq(
            reason, abi.encodeWithSelector(IDiamondCut.Diamond_UnknownSelector.selector, IDiamondInit.init.selector)
        );
        vm.prank(caller);
        (ok,) = diamond.call(abi.encodeCall(IDiamondInit.registerInterfaces, (one(0x12345678), true)));
        assertFalse(ok);
    }

    function testFuzz_RevertWhen_initCalledDirectly(address caller, bytes32 role) public {
        vm.startPrank(caller);
        vm.expectRevert(IDiamondInit.DiamondInit_OnlyDelegateCall.selector);
        IDiamondInit(diamondInit).init(_grantOf(role, caller), new bytes4[](0));
        vm.expectRevert(IDiamondInit.DiamondInit_OnlyDelegateCall.selector);
        IDiamondInit(diamondInit).registerInterfaces(one(0x12345678), true);
    }

    /// @dev Between construction and first cut there is nothing to win for anybody but the admin.
    function testFuzz_RevertWhen_firstCutIsRaced(address racer) public {
        if (racer == admin) racer = outsider;
        address bare = _bare();
        vm.prank(racer);
        expectMissingRole(racer, Roles.ADMIN);
        IDiamondCut(bare)
            .diamondCut(
                firstCuts(),
                diamondInit,
                abi.encodeCall(IDiamondInit.init, (_grantOf(Roles.ADMIN, racer), new bytes4[](0)))
            );
    }

    function testFuzz_RevertWhen_initGrantsUnknownRole(bytes32 role) public {
        bytes32[5] memory roles = allRoles();
        for (uint256 i; i < 5; ++i) {
            if (role == roles[i]) role = keccak256("OTHER");
        }
        address bare = _bare();
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_UnknownRole.selector, role));
        IDiamondCut(bare)
            .diamondCut(
                firstCuts(), diamondInit, abi.encodeCall(IDiamondInit.init, (_grantOf(role, outsider), new bytes4[](0)))
            );
    }

    /// @dev The bootstrap admin hands over to the timelock in the first cut and steps down.
    function test_init_handsOverToATimelock() public {
        address timelock = makeAddr("timelock");
        address bare = _bare();
        vm.startPrank(admin);
        IDiamondCut(bare)
            .diamondCut(
                firstCuts(),
                diamondInit,
                abi.encodeCall(IDiamondInit.init, (_grantOf(Roles.ADMIN, timelock), new bytes4[](0)))
            );
        IAccess(bare).renounceRole(Roles.ADMIN);
        vm.stopPrank();

        assertEq(IAccess(bare).adminCount(), 1);
        assertTrue(IAccess(bare).hasRole(Roles.ADMIN, timelock));
        vm.prank(admin);
        expectMissingRole(admin, Roles.ADMIN);
        IDiamondCut(bare).diamondCut(noCuts, address(0), "");
    }

    // Facets at their own addresses

    /// @dev Whoever calls a facet directly, with whatever role in the diamond, changes nothing anywhere.
    function testFuzz_RevertWhen_facetCalledDirectly(uint256 who, address stranger, bytes32 salt) public {
        address caller = who % 6 == 5 ? stranger : holders()[who % 6];
        bytes[] memory calls = _changingCalls(caller, salt);
        vm.record();
        for (uint256 i; i < calls.length; ++i) {
            address facet = loupe.facetAddress(bytes4(calls[i]));
            vm.prank(caller);
            (bool ok,) = facet.call(calls[i]);
            assertFalse(ok, "call");
            assertWroteNothing(facet);
        }
        assertWroteNothing(diamond);
    }

    function testFuzz_RevertWhen_facetSentNative(uint96 value) public {
        address[] memory facets = loupe.facetAddresses();
        for (uint256 i; i < facets.length; ++i) {
            vm.deal(address(this), value);
            (bool ok,) = facets[i].call{value: value}("");
            assertFalse(ok);
        }
    }

    function test_facets_holdNoStateAndNoRole() public view {
        address[] memory facets = loupe.facetAddresses();
        bytes32[5] memory roles = allRoles();
        for (uint256 i; i < facets.length; ++i) {
            assertFalse(access.isSuspended(facets[i]));
            for (uint256 j; j < 5; ++j) {
                assertFalse(access.hasRole(roles[j], facets[i]), "in the diamond");
                assertFalse(IAccess(accessFacet).hasRole(roles[j], facets[i]), "in the facet");
            }
        }
        assertEq(IAccess(accessFacet).adminCount(), 0);
        assertEq(IDiamondLoupe(loupeFacet).facetAddresses().length, 0);
    }

    function _changingCalls(address caller, bytes32 salt) private view returns (bytes[] memory calls) {
        bytes32 role = allRoles()[uint256(salt) % 5];
        calls = new bytes[](13);
        calls[0] = abi.encodeCall(access.proposeRole, (role, caller));
        calls[1] = abi.encodeCall(access.acceptRole, (role));
        calls[2] = abi.encodeCall(access.cancelProposal, (role, caller));
        calls[3] = abi.encodeCall(access.grantKeeper, (caller));
        calls[4] = abi.encodeCall(access.revokeRole, (role, caller));
        calls[5] = abi.encodeCall(access.renounceRole, (role));
        calls[6] = abi.encodeCall(access.revokeAll, (role));
        calls[7] = abi.encodeCall(access.suspendManager, (manager));
        calls[8] = abi.encodeCall(access.reinstateManager, (manager));
        calls[9] = abi.encodeCall(access.setGrantTiming, (2 days, 3 days));
        calls[10] = abi.encodeCall(pauser.pause, (1));
        calls[11] = abi.encodeCall(pauser.unpause, (1));
        calls[12] = abi.encodeCall(cutter.diamondCut, (firstCuts(), address(0), ""));
    }

    function _bare() private returns (address) {
        return address(new CantileverDiamond(admin, cutFacet));
    }

    function _initAsAdmin(bytes memory initCalldata) private {
        IDiamondCut.FacetCut[] memory none = noCuts;
        vm.prank(admin);
        cutter.diamondCut(none, diamondInit, initCalldata);
    }

    function _grantOf(bytes32 role, address account) private pure returns (IAccess.RoleGrant[] memory grants) {
        grants = new IAccess.RoleGrant[](1);
        grants[0] = IAccess.RoleGrant(role, account);
    }
}
