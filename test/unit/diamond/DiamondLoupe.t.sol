// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDiamondCut} from "../../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../../src/interfaces/IDiamondLoupe.sol";
import {DiamondFixture} from "./DiamondFixture.sol";
import {EchoFacet} from "./EchoFacet.sol";

/// @notice D1: the loupe tells what dispatch does, after any sequence of cuts.
contract DiamondLoupeTest is DiamondFixture {
    uint256 private constant POOL = 24;
    uint256 private constant FACETS = 4;

    bytes4[] private pool;
    address[] private echoes;
    /// @dev The reference: who should serve what.
    mapping(bytes4 selector => address facet) private model;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < FACETS; ++i) {
            echoes.push(address(new EchoFacet()));
        }
    }

    function test_loupe_listsTheFirstCut() public view {
        address[] memory addresses = loupe.facetAddresses();
        assertEq(addresses.length, 4);
        assertEq(addresses[0], cutFacet);
        assertEq(addresses[1], loupeFacet);
        assertEq(addresses[2], accessFacet);
        assertEq(addresses[3], pauseFacet);
        _assertSelectors(loupe.facetFunctionSelectors(cutFacet), one(IDiamondCut.diamondCut.selector));
        _assertSelectors(loupe.facetFunctionSelectors(loupeFacet), loupeSelectors());
        _assertSelectors(loupe.facetFunctionSelectors(accessFacet), accessSelectors());
        _assertSelectors(loupe.facetFunctionSelectors(pauseFacet), pauseSelectors());
    }

    function testFuzz_loupe_isEmptyForStrangers(address facet, bytes4 selector) public view {
        if (facet != cutFacet && facet != loupeFacet && facet != accessFacet && facet != pauseFacet) {
            assertEq(loupe.facetFunctionSelectors(facet).length, 0);
        }
        assertEq(loupe.facetAddress(freeSelector(selector)), address(0));
    }

    /// @dev Up to 40 random cuts over 24 selectors and 4 facets, then everything is compared with the model.
    function testFuzz_loupe_equalsDispatchAfterAnyCuts(uint256 seed, uint256 steps) public {
        _fillPool(seed);
        steps = bound(steps, 1, 40);
        for (uint256 i; i < steps; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _step(seed);
        }

        uint256 served;
        for (uint256 i; i < POOL; ++i) {
            bytes4 selector = pool[i];
            assertEq(loupe.facetAddress(selector), model[selector], "loupe");
            assertEq(_dispatch(selector), model[selector], "dispatch");
            if (model[selector] != address(0)) ++served;
        }
        _assertListing(served + 26);
    }

    /// @dev Removing must keep the list dense whichever selector goes, the last one included.
    function testFuzz_loupe_survivesRemovalAtAnyPosition(uint256 position) public {
        bytes4[] memory selectors = new bytes4[](9);
        for (uint256 i; i < selectors.length; ++i) {
            selectors[i] = bytes4(uint32(0xabcd0000 + i));
        }
        cutAsAdmin(echoes[0], IDiamondCut.FacetCutAction.Add, selectors);
        position = bound(position, 0, selectors.length - 1);
        cutAsAdmin(address(0), IDiamondCut.FacetCutAction.Remove, one(selectors[position]));

        for (uint256 i; i < selectors.length; ++i) {
            assertEq(_dispatch(selectors[i]), i == position ? address(0) : echoes[0], "dispatch");
        }
        _assertListing(26 + 8);

        // Whichever moved into the gap can be removed from there.
        for (uint256 left = 8; left > 0; --left) {
            bytes4[] memory rest = loupe.facetFunctionSelectors(echoes[0]);
            bytes4 next = rest[(position + left) % left];
            cutAsAdmin(address(0), IDiamondCut.FacetCutAction.Remove, one(next));
            assertEq(_dispatch(next), address(0), "dispatch");
            _assertListing(26 + left - 1);
        }
    }

    /// @dev Adds, replaces or removes one to three selectors, as their present state allows.
    function _step(uint256 seed) private {
        uint256 n = 1 + (seed >> 8) % 3;
        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](n);
        for (uint256 i; i < n; ++i) {
            bytes4 selector = pool[(seed >> (16 + 8 * i)) % POOL];
            address facet = echoes[(seed >> (48 + 8 * i)) % FACETS];
            IDiamondCut.FacetCutAction action = IDiamondCut.FacetCutAction.Add;
            if (model[selector] != address(0)) {
                bool removing = model[selector] == facet;
                action = removing ? IDiamondCut.FacetCutAction.Remove : IDiamondCut.FacetCutAction.Replace;
                if (removing) facet = address(0);
            }
            model[selector] = facet;
            cuts[i] = IDiamondCut.FacetCut(facet, action, one(selector));
        }
        vm.prank(admin);
        cutter.diamondCut(cuts, address(0), "");
    }

    function _fillPool(uint256 seed) private {
        for (uint256 i; i < POOL; ++i) {
            bytes4 selector = freeSelector(bytes4(keccak256(abi.encode(seed, i))));
            pool.push(selector);
        }
    }

    /// @dev facets(), facetAddresses() and facetFunctionSelectors() agree, each selector is listed once, each facet
    /// has code, and the whole has the expected size.
    function _assertListing(uint256 expected) private view {
        IDiamondLoupe.Facet[] memory all = loupe.facets();
        address[] memory addresses = loupe.facetAddresses();
        assertEq(all.length, addresses.length, "facets");
        uint256 total;
        for (uint256 i; i < all.length; ++i) {
            assertEq(all[i].facetAddress, addresses[i], "order");
            assertGt(addresses[i].code.length, 0, "code");
            assertGt(all[i].functionSelectors.length, 0, "no empty facet");
            _assertSelectors(all[i].functionSelectors, loupe.facetFunctionSelectors(addresses[i]));
            for (uint256 j; j < i; ++j) {
                assertTrue(addresses[j] != addresses[i], "each facet once");
            }
            for (uint256 j; j < all[i].functionSelectors.length; ++j) {
                assertEq(loupe.facetAddress(all[i].functionSelectors[j]), addresses[i], "listed where it is served");
            }
            total += all[i].functionSelectors.length;
        }
        // Each listed selector is served by the facet it is listed under, so a duplicate would sit in one facet's
        // list: the count of the whole excludes it.
        assertEq(total, expected, "count");
    }

    function _assertSelectors(bytes4[] memory actual, bytes4[] memory expected) private pure {
        assertEq(abi.encode(actual), abi.encode(expected), "selectors");
    }

    function _dispatch(bytes4 selector) private returns (address server) {
        (bool ok, bytes memory result) = diamond.call(abi.encodePacked(selector));
        if (!ok) {
            assertEq(result, abi.encodeWithSelector(IDiamondCut.Diamond_UnknownSelector.selector, selector));
            return address(0);
        }
        (server,,,,) = abi.decode(result, (address, address, address, uint256, bytes));
    }
}
