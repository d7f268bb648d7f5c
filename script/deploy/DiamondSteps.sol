// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CantileverDiamond} from "../../src/diamond/CantileverDiamond.sol";
import {DiamondCutFacet} from "../../src/diamond/DiamondCutFacet.sol";
import {DiamondInit} from "../../src/diamond/DiamondInit.sol";
import {IAccess} from "../../src/interfaces/IAccess.sol";
import {IDiamondCut} from "../../src/interfaces/IDiamondCut.sol";
import {IDiamondInit} from "../../src/interfaces/IDiamondInit.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {Create2} from "./Create2.sol";
import {FacetCatalog, FacetSpec} from "./FacetCatalog.sol";

/// @dev Salt of everything deployed: with the same caller it gives the same addresses on every chain.
bytes32 constant DEPLOYMENT_SALT = keccak256("cantilever.v1");

/// @notice A facet as deployed.
struct DeployedFacet {
    string name;
    address at;
    bytes4[] selectors;
}

/// @title DiamondSteps
/// @notice Deploys the diamond and cuts its facets in. Safe to repeat: what is there is left as it is.
library DiamondSteps {
    /// @dev EIP-1155 and its metadata extension.
    bytes4 private constant ERC1155_ID = 0xd9b67a26;
    bytes4 private constant ERC1155_METADATA_ID = 0x0e89341c;

    /// @notice The diamond with every facet of the catalog.
    function deploy(bytes32 salt, address admin, IAccess.RoleGrant[] memory grants)
        internal
        returns (address diamond, DeployedFacet[] memory facets)
    {
        return deploy(salt, admin, grants, FacetCatalog.all());
    }

    /// @notice The diamond, its facets, and the first role holders.
    /// @param salt Same salt and first ADMIN, same addresses on every chain, whatever facets a chain has.
    /// @param admin First ADMIN; must be the caller, who makes the first cut.
    /// @param grants Further holders, given with the first cut.
    /// @param specs The facets, see `VenueSteps.catalog`.
    function deploy(bytes32 salt, address admin, IAccess.RoleGrant[] memory grants, FacetSpec[] memory specs)
        internal
        returns (address diamond, DeployedFacet[] memory facets)
    {
        address cutFacet = Create2.deploy(salt, type(DiamondCutFacet).creationCode);
        diamond =
            Create2.deploy(salt, abi.encodePacked(type(CantileverDiamond).creationCode, abi.encode(admin, cutFacet)));
        facets = _deployFacets(salt, cutFacet, specs);
        IDiamondCut.FacetCut[] memory cuts = _missing(diamond, facets);
        if (cuts.length == 0) return (diamond, facets);
        address init = Create2.deploy(salt, type(DiamondInit).creationCode);
        bytes4[] memory ids = new bytes4[](2);
        (ids[0], ids[1]) = (ERC1155_ID, ERC1155_METADATA_ID);
        bool first = _facetOf(diamond, IAccess.hasRole.selector) == address(0);
        bytes memory initCall = first
            ? abi.encodeCall(IDiamondInit.init, (grants, ids))
            : abi.encodeCall(IDiamondInit.registerInterfaces, (ids, true));
        IDiamondCut(diamond).diamondCut(cuts, init, initCall);
    }

    /// @notice Deploys facets as they are built now, and says where they are. Cuts nothing.
    function deployFacets(bytes32 salt, FacetSpec[] memory specs) internal returns (DeployedFacet[] memory facets) {
        return _deployFacets(salt, Create2.deploy(salt, type(DiamondCutFacet).creationCode), specs);
    }

    /// @dev DiamondCutFacet first, then the others in their order.
    function _deployFacets(bytes32 salt, address cutFacet, FacetSpec[] memory specs)
        private
        returns (DeployedFacet[] memory facets)
    {
        facets = new DeployedFacet[](specs.length + 1);
        bytes4[] memory cutSelector = new bytes4[](1);
        cutSelector[0] = IDiamondCut.diamondCut.selector;
        facets[0] = DeployedFacet("DiamondCutFacet", cutFacet, cutSelector);
        for (uint256 i; i < specs.length; ++i) {
            address at = Create2.deploy(salt, specs[i].creationCode);
            facets[i + 1] = DeployedFacet(specs[i].name, at, specs[i].selectors);
        }
    }

    /// @dev What the diamond does not serve yet. A function that another facet serves is left alone: replacing code is
    /// an upgrade, not a deployment.
    function _missing(address diamond, DeployedFacet[] memory facets)
        private
        view
        returns (IDiamondCut.FacetCut[] memory cuts)
    {
        cuts = new IDiamondCut.FacetCut[](facets.length);
        uint256 count;
        for (uint256 i; i < facets.length; ++i) {
            bytes4[] memory absent = new bytes4[](facets[i].selectors.length);
            uint256 found;
            for (uint256 j; j < absent.length; ++j) {
                bytes4 selector = facets[i].selectors[j];
                if (_facetOf(diamond, selector) == address(0)) absent[found++] = selector;
            }
            if (found == 0) continue;
            assembly ("memory-safe") {
                mstore(absent, found) // shortened: found <= its length
            }
            cuts[count++] = IDiamondCut.FacetCut(facets[i].at, IDiamondCut.FacetCutAction.Add, absent);
        }
        assembly ("memory-safe") {
            mstore(cuts, count) // shortened: count <= its length
        }
    }

    /// @dev The facet of a selector; before the loupe is cut in, only diamondCut is served.
    function _facetOf(address diamond, bytes4 selector) private view returns (address facet) {
        try IDiamondLoupe(diamond).facetAddress(selector) returns (address at) {
            return at;
        } catch {
            return selector == IDiamondCut.diamondCut.selector ? diamond : address(0);
        }
    }
}
