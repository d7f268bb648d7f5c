// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessStorage} from "../access/AccessStorage.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {IAccess} from "../interfaces/IAccess.sol";
import {IDiamondCut} from "../interfaces/IDiamondCut.sol";
import {IDiamondInit} from "../interfaces/IDiamondInit.sol";
import {IDiamondLoupe} from "../interfaces/IDiamondLoupe.sol";
import {IERC165} from "../interfaces/IERC165.sol";
import {DiamondStorage} from "./DiamondStorage.sol";

/// @title DiamondInit
/// @notice The init of the first cut.
/// @dev Unguarded, because the cut that runs it holds the lock; it calls nobody.
contract DiamondInit is IDiamondInit {
    using RoleLib for AccessStorage.Layout;

    address private immutable SELF = address(this);

    /// @dev At its own address an init would write a storage that nobody reads; refusing says so.
    modifier onlyDelegated() {
        if (address(this) == SELF) revert DiamondInit_OnlyDelegateCall();
        _;
    }

    /// @inheritdoc IDiamondInit
    function init(IAccess.RoleGrant[] calldata grants, bytes4[] calldata interfaceIds) external onlyDelegated {
        DiamondStorage.Layout storage self = DiamondStorage.state();
        if (self.initialized) revert DiamondInit_AlreadyInitialized();
        self.initialized = true;

        AccessStorage.Layout storage access = AccessStorage.state();
        for (uint256 i; i < grants.length; ++i) {
            access.grant(grants[i].role, grants[i].account);
        }

        _setInterface(type(IERC165).interfaceId, true);
        _setInterface(type(IDiamondCut).interfaceId, true);
        _setInterface(type(IDiamondLoupe).interfaceId, true);
        _setInterfaces(interfaceIds, true);
    }

    /// @inheritdoc IDiamondInit
    function registerInterfaces(bytes4[] calldata interfaceIds, bool supported) external onlyDelegated {
        _setInterfaces(interfaceIds, supported);
    }

    function _setInterfaces(bytes4[] calldata interfaceIds, bool supported) private {
        for (uint256 i; i < interfaceIds.length; ++i) {
            _setInterface(interfaceIds[i], supported);
        }
    }

    function _setInterface(bytes4 interfaceId, bool supported) private {
        if (interfaceId == 0xffffffff) revert DiamondInit_InvalidInterface(interfaceId);
        DiamondStorage.state().supportedInterfaces[interfaceId] = supported;
        emit InterfaceSupportSet(interfaceId, supported);
    }
}
