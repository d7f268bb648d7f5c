// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guardrails} from "../../src/diamond/Guardrails.sol";
import {IDiamondCut} from "../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {DeployedFacet} from "../deploy/DiamondSteps.sol";

/// @title CutPlan
/// @notice The cut that takes a live diamond to a wanted set of facets.
/// @dev What no cut may touch stays as it is and is named: frozen selectors that another facet should serve, and
/// selectors that should go but are frozen or permanent (`Guardrails`).
library CutPlan {
    /// @notice What to cut, and what would have to be cut but cannot.
    /// @param cuts One entry a facet and action: replacements and additions in the order of `wanted`, removals last.
    /// @param kept Guardrails that stay with the facet they have.
    struct Plan {
        IDiamondCut.FacetCut[] cuts;
        bytes4[] kept;
    }

    /// @notice Compares the live loupe with what is wanted.
    /// @param wanted Every facet that the diamond shall have, with all of its selectors.
    function between(IDiamondLoupe diamond, DeployedFacet[] memory wanted) internal view returns (Plan memory plan) {
        IDiamondLoupe.Facet[] memory live = diamond.facets();
        plan.cuts = new IDiamondCut.FacetCut[](2 * wanted.length + 1);
        plan.kept = new bytes4[](_countSelectors(live));
        uint256 cuts;
        uint256 kept;
        for (uint256 i; i < wanted.length; ++i) {
            (bytes4[] memory absent, bytes4[] memory moved, bytes4[] memory frozen) = _sort(diamond, wanted[i]);
            if (moved.length != 0) {
                plan.cuts[cuts++] = IDiamondCut.FacetCut(wanted[i].at, IDiamondCut.FacetCutAction.Replace, moved);
            }
            if (absent.length != 0) {
                plan.cuts[cuts++] = IDiamondCut.FacetCut(wanted[i].at, IDiamondCut.FacetCutAction.Add, absent);
            }
            for (uint256 j; j < frozen.length; ++j) {
                plan.kept[kept++] = frozen[j];
            }
        }
        bytes4[] memory gone;
        (gone, kept) = _unwanted(live, wanted, plan.kept, kept);
        if (gone.length != 0) {
            plan.cuts[cuts++] = IDiamondCut.FacetCut(address(0), IDiamondCut.FacetCutAction.Remove, gone);
        }
        _shorten(plan.kept, kept);
        IDiamondCut.FacetCut[] memory list = plan.cuts;
        assembly ("memory-safe") {
            mstore(list, cuts) // shortened: cuts <= its length, two a facet and the removal
        }
    }

    /// @notice The cuts without the additions that could never be taken back: what an inverse can be made of.
    function reversible(IDiamondLoupe diamond, IDiamondCut.FacetCut[] memory cuts)
        internal
        view
        returns (IDiamondCut.FacetCut[] memory some, bytes4[] memory irreversible)
    {
        some = new IDiamondCut.FacetCut[](cuts.length);
        irreversible = new bytes4[](_countSelectors(cuts));
        uint256 lost;
        for (uint256 i; i < cuts.length; ++i) {
            bytes4[] memory selectors = cuts[i].functionSelectors;
            bytes4[] memory left = new bytes4[](selectors.length);
            uint256 count;
            for (uint256 j; j < selectors.length; ++j) {
                bool forGood = cuts[i].action == IDiamondCut.FacetCutAction.Add && _isGuardrail(selectors[j])
                    && diamond.facetAddress(selectors[j]) == address(0);
                if (forGood) irreversible[lost++] = selectors[j];
                else left[count++] = selectors[j];
            }
            _shorten(left, count);
            some[i] = IDiamondCut.FacetCut(cuts[i].facetAddress, cuts[i].action, left);
        }
        _shorten(irreversible, lost);
    }

    /// @dev A wanted facet's selectors by what has to happen to them; those it serves already are left out.
    function _sort(IDiamondLoupe diamond, DeployedFacet memory wanted)
        private
        view
        returns (bytes4[] memory absent, bytes4[] memory moved, bytes4[] memory frozen)
    {
        uint256 n = wanted.selectors.length;
        (absent, moved, frozen) = (new bytes4[](n), new bytes4[](n), new bytes4[](n));
        uint256[3] memory counts;
        for (uint256 i; i < n; ++i) {
            bytes4 selector = wanted.selectors[i];
            address server = diamond.facetAddress(selector);
            if (server == wanted.at) continue;
            if (server == address(0)) absent[counts[0]++] = selector;
            else if (Guardrails.isFrozen(selector)) frozen[counts[2]++] = selector;
            else moved[counts[1]++] = selector;
        }
        _shorten(absent, counts[0]);
        _shorten(moved, counts[1]);
        _shorten(frozen, counts[2]);
    }

    /// @dev Live selectors that nobody wants; guardrails among them join `kept`.
    function _unwanted(
        IDiamondLoupe.Facet[] memory live,
        DeployedFacet[] memory wanted,
        bytes4[] memory kept,
        uint256 keptBefore
    ) private pure returns (bytes4[] memory gone, uint256 keptAfter) {
        gone = new bytes4[](_countSelectors(live));
        keptAfter = keptBefore;
        uint256 count;
        for (uint256 i; i < live.length; ++i) {
            for (uint256 j; j < live[i].functionSelectors.length; ++j) {
                bytes4 selector = live[i].functionSelectors[j];
                if (_isWanted(wanted, selector)) continue;
                if (_isGuardrail(selector)) kept[keptAfter++] = selector;
                else gone[count++] = selector;
            }
        }
        _shorten(gone, count);
    }

    function _isWanted(DeployedFacet[] memory wanted, bytes4 selector) private pure returns (bool) {
        for (uint256 i; i < wanted.length; ++i) {
            for (uint256 j; j < wanted[i].selectors.length; ++j) {
                if (wanted[i].selectors[j] == selector) return true;
            }
        }
        return false;
    }

    function _isGuardrail(bytes4 selector) private pure returns (bool) {
        return Guardrails.isFrozen(selector) || Guardrails.isPermanent(selector);
    }

    function _countSelectors(IDiamondLoupe.Facet[] memory facets) private pure returns (uint256 count) {
        for (uint256 i; i < facets.length; ++i) {
            count += facets[i].functionSelectors.length;
        }
    }

    function _countSelectors(IDiamondCut.FacetCut[] memory cuts) private pure returns (uint256 count) {
        for (uint256 i; i < cuts.length; ++i) {
            count += cuts[i].functionSelectors.length;
        }
    }

    /// @dev `count` is at most the list's length.
    function _shorten(bytes4[] memory list, uint256 count) private pure {
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }
}
