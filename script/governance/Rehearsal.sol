// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IDiamondCut} from "../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {CutProposal} from "./CutProposal.sol";

/// @title Rehearsal
/// @notice Performs a proposal and its inverse on a copy of the chain, so that what cannot work is never proposed.
library Rehearsal {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice After the proposal and its inverse a selector is served by another facet than before.
    error Rehearsal_NotRestored(bytes4 selector, address before, address afterwards);
    /// @notice After the proposal and its inverse there are more selectors than before.
    error Rehearsal_LeftBehind(uint256 selectorsBefore, uint256 selectorsAfterwards);

    /// @notice Leaves the chain as it was.
    /// @param additions How many selectors stay for good, being guardrails that the proposal adds.
    /// @return facets What the diamond consists of once the proposal is executed.
    function run(CutProposal memory proposal, CutProposal memory inverse, uint256 additions)
        internal
        returns (IDiamondLoupe.Facet[] memory facets)
    {
        IDiamondLoupe diamond = IDiamondLoupe(proposal.diamond);
        IDiamondLoupe.Facet[] memory before = diamond.facets();
        uint256 state = vm.snapshotState();
        _apply(proposal);
        facets = diamond.facets();
        _apply(inverse);
        _requireRestored(diamond, before, additions);
        vm.revertToState(state);
    }

    function _apply(CutProposal memory proposal) private {
        vm.prank(proposal.timelock);
        IDiamondCut(proposal.diamond).diamondCut(proposal.cuts, proposal.init, proposal.initCalldata);
    }

    function _requireRestored(IDiamondLoupe diamond, IDiamondLoupe.Facet[] memory before, uint256 additions)
        private
        view
    {
        uint256 count;
        for (uint256 i; i < before.length; ++i) {
            count += before[i].functionSelectors.length;
            for (uint256 j; j < before[i].functionSelectors.length; ++j) {
                bytes4 selector = before[i].functionSelectors[j];
                address now_ = diamond.facetAddress(selector);
                if (now_ != before[i].facetAddress) {
                    revert Rehearsal_NotRestored(selector, before[i].facetAddress, now_);
                }
            }
        }
        IDiamondLoupe.Facet[] memory afterwards = diamond.facets();
        uint256 countAfterwards;
        for (uint256 i; i < afterwards.length; ++i) {
            countAfterwards += afterwards[i].functionSelectors.length;
        }
        if (countAfterwards != count + additions) revert Rehearsal_LeftBehind(count + additions, countAfterwards);
    }
}
