// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDiamondCut} from "../interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../interfaces/IDiamondLoupe.sol";
import {Guardrails} from "./Guardrails.sol";

/// @title DiamondCutInverse
/// @notice The cut that undoes a cut. For scripts: computed from the loupe before the cut is applied.
/// @dev It restores which facet serves each selector, and does so whatever the cut does to a selector on the way. It
/// does not undo an init: a cut that writes storage needs a second init written by hand.
library DiamondCutInverse {
    /// @notice The cut adds a selector that the diamond will not let go again.
    error DiamondCutInverse_Irreversible(bytes4 selector);

    /// @notice The cut that takes the diamond from the state after `cuts` back to the present one.
    /// @dev One entry per selector whose facet the cuts change, in the order of its first mention. Assumes that the
    /// cuts succeed. Errors: `DiamondCutInverse_Irreversible`.
    /// @param diamond Loupe of the diamond, before the cuts.
    /// @param cuts What is going to be applied.
    /// @return inverse What to apply to undo it; empty if the cuts change nothing.
    function inverseOf(IDiamondLoupe diamond, IDiamondCut.FacetCut[] memory cuts)
        internal
        view
        returns (IDiamondCut.FacetCut[] memory inverse)
    {
        (bytes4[] memory selectors, address[] memory facetsAfter) = _outcome(cuts);
        inverse = new IDiamondCut.FacetCut[](selectors.length);
        uint256 count;
        for (uint256 i; i < selectors.length; ++i) {
            address facetBefore = diamond.facetAddress(selectors[i]);
            if (facetBefore == facetsAfter[i]) continue;
            inverse[count++] = _step(selectors[i], facetsAfter[i], facetBefore);
        }
        assembly ("memory-safe") {
            // Shortens the array to what was filled: count <= its length.
            mstore(inverse, count)
        }
    }

    /// @dev The selectors the cuts mention, each once, and the facet each ends with.
    function _outcome(IDiamondCut.FacetCut[] memory cuts)
        private
        pure
        returns (bytes4[] memory selectors, address[] memory facetsAfter)
    {
        uint256 mentions;
        for (uint256 i; i < cuts.length; ++i) {
            mentions += cuts[i].functionSelectors.length;
        }
        selectors = new bytes4[](mentions);
        facetsAfter = new address[](mentions);
        uint256 count;
        for (uint256 i; i < cuts.length; ++i) {
            bytes4[] memory mentioned = cuts[i].functionSelectors;
            for (uint256 j; j < mentioned.length; ++j) {
                uint256 at = _indexOf(selectors, count, mentioned[j]);
                if (at == count) selectors[count++] = mentioned[j];
                // A removal names the zero facet, so this is its outcome as well.
                facetsAfter[at] = cuts[i].facetAddress;
            }
        }
        assembly ("memory-safe") {
            // Shortens both arrays to what was filled: count <= their length.
            mstore(selectors, count)
            mstore(facetsAfter, count)
        }
    }

    function _step(bytes4 selector, address from, address to) private pure returns (IDiamondCut.FacetCut memory step) {
        step.functionSelectors = new bytes4[](1);
        step.functionSelectors[0] = selector;
        step.facetAddress = to;
        if (from == address(0)) {
            step.action = IDiamondCut.FacetCutAction.Add;
        } else if (to == address(0)) {
            if (Guardrails.isFrozen(selector) || Guardrails.isPermanent(selector)) {
                revert DiamondCutInverse_Irreversible(selector);
            }
            step.action = IDiamondCut.FacetCutAction.Remove;
        } else {
            step.action = IDiamondCut.FacetCutAction.Replace;
        }
    }

    function _indexOf(bytes4[] memory selectors, uint256 count, bytes4 wanted) private pure returns (uint256 i) {
        while (i < count && selectors[i] != wanted) ++i;
    }
}
