// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {AccessControlFacet} from "../../../src/access/AccessControlFacet.sol";
import {PauseFacet} from "../../../src/access/PauseFacet.sol";
import {Roles} from "../../../src/access/Roles.sol";
import {CantileverDiamond} from "../../../src/diamond/CantileverDiamond.sol";
import {DiamondCutFacet} from "../../../src/diamond/DiamondCutFacet.sol";
import {DiamondInit} from "../../../src/diamond/DiamondInit.sol";
import {DiamondLoupeFacet} from "../../../src/diamond/DiamondLoupeFacet.sol";
import {IAccess} from "../../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "../../../src/interfaces/IDiamondInit.sol";
import {IDiamondLoupe} from "../../../src/interfaces/IDiamondLoupe.sol";
import {IERC165} from "../../../src/interfaces/IERC165.sol";
import {IPause} from "../../../src/interfaces/IPause.sol";

/// @notice The diamond with its own rooms, deployed as the deployment script does it, one holder to a role.
abstract contract DiamondFixture is Test {
    bytes32 internal constant LOCK_SLOT = bytes32(uint256(keccak256("cantilever.lock")) - 1);

    address internal admin = makeAddr("admin");
    address internal manager = makeAddr("manager");
    address internal keeper = makeAddr("keeper");
    address internal treasury = makeAddr("treasury");
    address internal guardian = makeAddr("guardian");
    address internal outsider = makeAddr("outsider");

    address internal diamond;
    IDiamondCut internal cutter;
    IDiamondLoupe internal loupe;
    IAccess internal access;
    IPause internal pauser;

    address internal cutFacet;
    address internal loupeFacet;
    address internal accessFacet;
    address internal pauseFacet;
    address internal diamondInit;

    function setUp() public virtual {
        cutFacet = address(new DiamondCutFacet());
        loupeFacet = address(new DiamondLoupeFacet());
        accessFacet = address(new AccessControlFacet());
        pauseFacet = address(new PauseFacet());
        diamondInit = address(new DiamondInit());

        diamond = address(new CantileverDiamond(admin, cutFacet));
        cutter = IDiamondCut(diamond);
        loupe = IDiamondLoupe(diamond);
        access = IAccess(diamond);
        pauser = IPause(diamond);

        vm.prank(admin);
        cutter.diamondCut(firstCuts(), diamondInit, abi.encodeCall(IDiamondInit.init, (firstGrants(), new bytes4[](0))));
    }

    function firstCuts() internal view returns (IDiamondCut.FacetCut[] memory cuts) {
        cuts = new IDiamondCut.FacetCut[](3);
        cuts[0] = IDiamondCut.FacetCut(loupeFacet, IDiamondCut.FacetCutAction.Add, loupeSelectors());
        cuts[1] = IDiamondCut.FacetCut(accessFacet, IDiamondCut.FacetCutAction.Add, accessSelectors());
        cuts[2] = IDiamondCut.FacetCut(pauseFacet, IDiamondCut.FacetCutAction.Add, pauseSelectors());
    }

    function firstGrants() internal view returns (IAccess.RoleGrant[] memory grants) {
        grants = new IAccess.RoleGrant[](4);
        grants[0] = IAccess.RoleGrant(Roles.MANAGER, manager);
        grants[1] = IAccess.RoleGrant(Roles.KEEPER, keeper);
        grants[2] = IAccess.RoleGrant(Roles.TREASURY, treasury);
        grants[3] = IAccess.RoleGrant(Roles.GUARDIAN, guardian);
    }

    /// @dev The five roles, in the order of `holders`.
    function allRoles() internal pure returns (bytes32[5] memory) {
        return [Roles.ADMIN, Roles.MANAGER, Roles.KEEPER, Roles.TREASURY, Roles.GUARDIAN];
    }

    function holders() internal view returns (address[5] memory) {
        return [admin, manager, keeper, treasury, guardian];
    }

    function loupeSelectors() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](5);
        s[0] = IDiamondLoupe.facets.selector;
        s[1] = IDiamondLoupe.facetFunctionSelectors.selector;
        s[2] = IDiamondLoupe.facetAddresses.selector;
        s[3] = IDiamondLoupe.facetAddress.selector;
        s[4] = IERC165.supportsInterface.selector;
    }

    function accessSelectors() internal pure returns (bytes4[] memory s) {
        bytes4[] memory changing = accessChangingSelectors();
        s = new bytes4[](changing.length + 6);
        for (uint256 i; i < changing.length; ++i) {
            s[i] = changing[i];
        }
        s[changing.length] = IAccess.hasRole.selector;
        s[changing.length + 1] = IAccess.isSuspended.selector;
        s[changing.length + 2] = IAccess.adminCount.selector;
        s[changing.length + 3] = IAccess.roleEpoch.selector;
        s[changing.length + 4] = IAccess.proposalOf.selector;
        s[changing.length + 5] = IAccess.grantTiming.selector;
    }

    function accessChangingSelectors() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](10);
        s[0] = IAccess.proposeRole.selector;
        s[1] = IAccess.acceptRole.selector;
        s[2] = IAccess.cancelProposal.selector;
        s[3] = IAccess.grantKeeper.selector;
        s[4] = IAccess.revokeRole.selector;
        s[5] = IAccess.renounceRole.selector;
        s[6] = IAccess.revokeAll.selector;
        s[7] = IAccess.suspendManager.selector;
        s[8] = IAccess.reinstateManager.selector;
        s[9] = IAccess.setGrantTiming.selector;
    }

    function pauseSelectors() internal pure returns (bytes4[] memory s) {
        s = new bytes4[](4);
        s[0] = IPause.pause.selector;
        s[1] = IPause.unpause.selector;
        s[2] = IPause.pausedGroups.selector;
        s[3] = IPause.isPaused.selector;
    }

    function one(bytes4 selector) internal pure returns (bytes4[] memory s) {
        s = new bytes4[](1);
        s[0] = selector;
    }

    function oneCut(address facet, IDiamondCut.FacetCutAction action, bytes4[] memory selectors)
        internal
        pure
        returns (IDiamondCut.FacetCut[] memory cuts)
    {
        cuts = new IDiamondCut.FacetCut[](1);
        cuts[0] = IDiamondCut.FacetCut(facet, action, selectors);
    }

    function cutAsAdmin(address facet, IDiamondCut.FacetCutAction action, bytes4[] memory selectors) internal {
        vm.prank(admin);
        cutter.diamondCut(oneCut(facet, action, selectors), address(0), "");
    }

    function addAsAdmin(address facet, bytes4 selector) internal {
        cutAsAdmin(facet, IDiamondCut.FacetCutAction.Add, one(selector));
    }

    /// @dev The selector itself, or the next one that no facet serves.
    function freeSelector(bytes4 selector) internal view returns (bytes4) {
        while (loupe.facetAddress(selector) != address(0)) {
            unchecked {
                // Wraps round: a selector is any 32 bits.
                selector = bytes4(uint32(selector) + 1);
            }
        }
        return selector;
    }

    /// @dev No storage of `target` was written since `vm.record`, reverted writes included. The lock's own slot does
    /// not count: its storage twin writes it before a call is refused.
    function assertWroteNothing(address target) internal {
        (, bytes32[] memory writes) = vm.accesses(target);
        for (uint256 i; i < writes.length; ++i) {
            assertEq(writes[i], LOCK_SLOT, "written");
        }
    }

    function expectMissingRole(address account, bytes32 role) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccess.Access_MissingRole.selector, account, role));
    }
}
