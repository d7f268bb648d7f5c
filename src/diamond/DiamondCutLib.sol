// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IDiamondCut} from "../interfaces/IDiamondCut.sol";
import {DiamondStorage} from "./DiamondStorage.sol";
import {Guardrails} from "./Guardrails.sol";

/// @title DiamondCutLib
/// @notice Verbs of the dispatch table: add, replace, remove, and the init that may follow.
library DiamondCutLib {
    using DiamondCutLib for DiamondStorage.Layout;

    /// @dev How the code of an account starts that delegates to other code (EIP-7702).
    bytes3 private constant DELEGATION_PREFIX = 0xef0100;

    /// @notice Applies cuts in order.
    function cut(DiamondStorage.Layout storage self, IDiamondCut.FacetCut[] calldata cuts) internal {
        for (uint256 i; i < cuts.length; ++i) {
            IDiamondCut.FacetCut calldata one = cuts[i];
            address facet = one.facetAddress;
            bytes4[] calldata selectors = one.functionSelectors;
            if (selectors.length == 0) revert IDiamondCut.Diamond_NoSelectors(facet);

            if (one.action == IDiamondCut.FacetCutAction.Remove) {
                if (facet != address(0)) revert IDiamondCut.Diamond_FacetGiven(facet);
                for (uint256 j; j < selectors.length; ++j) {
                    self.remove(selectors[j]);
                }
                continue;
            }

            requireFacet(facet);
            bool adding = one.action == IDiamondCut.FacetCutAction.Add;
            for (uint256 j; j < selectors.length; ++j) {
                if (adding) self.add(selectors[j], facet);
                else replace(selectors[j], facet);
            }
        }
    }

    /// @notice Gives a free selector to a facet.
    function add(DiamondStorage.Layout storage self, bytes4 selector, address facet) internal {
        (address taken,) = DiamondStorage.entry(selector);
        if (taken != address(0)) revert IDiamondCut.Diamond_SelectorTaken(selector, taken);

        DiamondStorage.setEntry(selector, facet, self.selectors.length);
        self.selectors.push(selector);
    }

    /// @notice Gives a selector to another facet. Its position in the list stays.
    function replace(bytes4 selector, address facet) internal {
        (address old, uint256 position) = DiamondStorage.entry(selector);
        if (old == address(0)) revert IDiamondCut.Diamond_SelectorAbsent(selector);
        if (Guardrails.isFrozen(selector)) revert IDiamondCut.Diamond_SelectorFrozen(selector);
        if (old == facet) revert IDiamondCut.Diamond_SameFacet(selector, facet);

        DiamondStorage.setEntry(selector, facet, position);
    }

    /// @notice Takes a selector out. The last one of the list moves to its position.
    function remove(DiamondStorage.Layout storage self, bytes4 selector) internal {
        (address old, uint256 position) = DiamondStorage.entry(selector);
        if (old == address(0)) revert IDiamondCut.Diamond_SelectorAbsent(selector);
        if (Guardrails.isFrozen(selector)) revert IDiamondCut.Diamond_SelectorFrozen(selector);
        if (Guardrails.isPermanent(selector)) revert IDiamondCut.Diamond_SelectorPermanent(selector);

        bytes4 last = self.selectors[self.selectors.length - 1];
        if (last != selector) {
            (address facetOfLast,) = DiamondStorage.entry(last);
            DiamondStorage.setEntry(last, facetOfLast, position);
            self.selectors[position] = last;
        }
        self.selectors.pop();
        DiamondStorage.setEntry(selector, address(0), 0);
    }

    /// @notice Runs an init as the diamond, once and only here; its revert reason becomes the cut's.
    function runInit(address init, bytes calldata initCalldata) internal {
        if (init == address(0)) {
            if (initCalldata.length != 0) revert IDiamondCut.Diamond_InitCalldataWithoutInit(initCalldata.length);
            return;
        }
        requireCode(init);

        bytes32 before = Guardrails.digest();
        // The caller is ADMIN, which chose the target; see the warning of IDiamondCut.
        (bool ok, bytes memory reason) = init.delegatecall(initCalldata);
        if (!ok) {
            if (reason.length == 0) revert IDiamondCut.Diamond_InitFailed(init);
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
        if (Guardrails.digest() != before) revert IDiamondCut.Diamond_GuardrailsMoved(init);
    }

    /// @notice Reverts unless the address can serve selectors.
    function requireFacet(address facet) internal view {
        if (facet == address(0)) revert IDiamondCut.Diamond_ZeroFacet();
        if (facet == address(this)) revert IDiamondCut.Diamond_FacetIsDiamond();
        requireCode(facet);
    }

    /// @notice Reverts unless the address has code of its own.
    function requireCode(address target) internal view {
        if (target.code.length == 0) revert IDiamondCut.Diamond_NoCode(target);
        bytes32 head;
        assembly ("memory-safe") {
            // Scratch space; what lies beyond the end of the code reads as zero.
            extcodecopy(target, 0, 0, 0x20)
            head := mload(0)
        }
        // No deployed contract starts with 0xef (EIP-3541), so the prefix cannot refuse an honest one.
        if (bytes3(head) == DELEGATION_PREFIX) revert IDiamondCut.Diamond_NoCode(target);
    }
}
