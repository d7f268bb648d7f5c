// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "../interfaces/IAccess.sol";
import {IDiamondCut} from "../interfaces/IDiamondCut.sol";
import {IPause} from "../interfaces/IPause.sol";
import {DiamondStorage} from "./DiamondStorage.sol";

/// @title Guardrails
/// @notice The selectors no cut may take from the diamond.
/// @dev In code, not in storage, so that nothing the diamond runs can edit the list.
library Guardrails {
    /// @dev withdrawInKind(uint256,uint256,uint256,uint256,address).
    bytes4 internal constant WITHDRAW_IN_KIND = 0x7258f06b;
    /// @dev withdrawInKind(uint256,uint256,uint256,uint256,address,uint256), the last one being skipMask.
    bytes4 internal constant WITHDRAW_IN_KIND_SKIPPING = 0x17e6ccc2;

    /// @notice Selectors that can be neither replaced nor removed: how the diamond is cut, who may, and how it stops.
    function frozen() internal pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](21);
        selectors[0] = IDiamondCut.diamondCut.selector;
        selectors[1] = IAccess.proposeRole.selector;
        selectors[2] = IAccess.acceptRole.selector;
        selectors[3] = IAccess.cancelProposal.selector;
        selectors[4] = IAccess.grantKeeper.selector;
        selectors[5] = IAccess.revokeRole.selector;
        selectors[6] = IAccess.renounceRole.selector;
        selectors[7] = IAccess.revokeAll.selector;
        selectors[8] = IAccess.suspendManager.selector;
        selectors[9] = IAccess.reinstateManager.selector;
        selectors[10] = IAccess.setGrantTiming.selector;
        selectors[11] = IAccess.hasRole.selector;
        selectors[12] = IAccess.isSuspended.selector;
        selectors[13] = IAccess.adminCount.selector;
        selectors[14] = IAccess.roleEpoch.selector;
        selectors[15] = IAccess.proposalOf.selector;
        selectors[16] = IAccess.grantTiming.selector;
        selectors[17] = IPause.pause.selector;
        selectors[18] = IPause.unpause.selector;
        selectors[19] = IPause.pausedGroups.selector;
        selectors[20] = IPause.isPaused.selector;
    }

    function isFrozen(bytes4 selector) internal pure returns (bool) {
        bytes4[] memory selectors = frozen();
        for (uint256 i; i < selectors.length; ++i) {
            if (selectors[i] == selector) return true;
        }
        return false;
    }

    /// @notice Whether the selector may be replaced but not removed.
    function isPermanent(bytes4 selector) internal pure returns (bool) {
        return selector == WITHDRAW_IN_KIND || selector == WITHDRAW_IN_KIND_SKIPPING;
    }

    /// @notice Fingerprint of what an init must leave alone: the facets of the frozen, the presence of the permanent.
    function digest() internal view returns (bytes32) {
        bytes4[] memory selectors = frozen();
        uint256 n = selectors.length;
        address[] memory facets = new address[](n + 2);
        for (uint256 i; i < n; ++i) {
            (facets[i],) = DiamondStorage.entry(selectors[i]);
        }
        facets[n] = _presence(WITHDRAW_IN_KIND);
        facets[n + 1] = _presence(WITHDRAW_IN_KIND_SKIPPING);
        return keccak256(abi.encode(facets));
    }

    /// @dev 1 if some facet serves the selector, else 0.
    function _presence(bytes4 selector) private view returns (address) {
        (address facet,) = DiamondStorage.entry(selector);
        return facet == address(0) ? address(0) : address(1);
    }
}
