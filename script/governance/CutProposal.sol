// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {DiamondCutInverse} from "../../src/diamond/DiamondCutInverse.sol";
import {IDiamondCut} from "../../src/interfaces/IDiamondCut.sol";
import {IDiamondLoupe} from "../../src/interfaces/IDiamondLoupe.sol";
import {CutPlan} from "./CutPlan.sol";

/// @notice A cut as the timelock takes it: one operation, a call of `diamondCut` without value.
/// @param title What it is called; its hash makes the salt, so that one cut can be proposed twice under two titles.
/// @param init Contract to run after the cut, or zero.
/// @param predecessor Operation that must be done before, or zero.
/// @param delay Seconds from scheduling to readiness.
struct CutProposal {
    string title;
    address timelock;
    address diamond;
    IDiamondCut.FacetCut[] cuts;
    address init;
    bytes initCalldata;
    bytes32 predecessor;
    bytes32 salt;
    uint256 delay;
}

/// @title CutProposalLib
/// @notice The calls a Safe makes for a proposal, and the proposal that undoes it.
library CutProposalLib {
    function create(
        string memory title,
        address timelock,
        address diamond,
        IDiamondCut.FacetCut[] memory cuts,
        uint256 delay
    ) internal pure returns (CutProposal memory proposal) {
        proposal.title = title;
        proposal.timelock = timelock;
        proposal.diamond = diamond;
        proposal.cuts = cuts;
        proposal.salt = keccak256(bytes(title));
        proposal.delay = delay;
    }

    /// @notice What the timelock will call the diamond with.
    function callData(CutProposal memory self) internal pure returns (bytes memory) {
        return abi.encodeCall(IDiamondCut.diamondCut, (self.cuts, self.init, self.initCalldata));
    }

    /// @notice The timelock's id of the operation.
    function id(CutProposal memory self) internal pure returns (bytes32) {
        return keccak256(abi.encode(self.diamond, uint256(0), callData(self), self.predecessor, self.salt));
    }

    /// @notice The Safe's call of the timelock that announces it.
    function scheduleCall(CutProposal memory self) internal pure returns (bytes memory) {
        return abi.encodeCall(
            TimelockController.schedule, (self.diamond, 0, callData(self), self.predecessor, self.salt, self.delay)
        );
    }

    /// @notice The call of the timelock that makes it happen.
    function executeCall(CutProposal memory self) internal pure returns (bytes memory) {
        return
            abi.encodeCall(TimelockController.execute, (self.diamond, 0, callData(self), self.predecessor, self.salt));
    }

    /// @notice The Safe's call of the timelock that withdraws it.
    function cancelCall(CutProposal memory self) internal pure returns (bytes memory) {
        return abi.encodeCall(TimelockController.cancel, (id(self)));
    }

    /// @notice The proposal that restores every selector, computed from the loupe before the cut.
    /// @dev It undoes no init, and leaves guardrails that the cut adds. Waits for nothing but its own delay, so that it
    /// can be scheduled together with the cut, and be ready as soon as it is wanted.
    function inverseOf(CutProposal memory self) internal view returns (CutProposal memory) {
        IDiamondLoupe diamond = IDiamondLoupe(self.diamond);
        (IDiamondCut.FacetCut[] memory some,) = CutPlan.reversible(diamond, self.cuts);
        return create(
            string.concat("Undo: ", self.title),
            self.timelock,
            self.diamond,
            DiamondCutInverse.inverseOf(diamond, some),
            self.delay
        );
    }
}
