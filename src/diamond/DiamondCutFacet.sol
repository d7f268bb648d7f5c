// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessLib} from "../access/AccessLib.sol";
import {Roles} from "../access/Roles.sol";
import {IDiamondCut} from "../interfaces/IDiamondCut.sol";
import {Guarded} from "lock/Lock.sol";
import {DiamondCutLib} from "./DiamondCutLib.sol";
import {DiamondStorage} from "./DiamondStorage.sol";

/// @title DiamondCutFacet
/// @notice The door through which the diamond changes. Part of it from its construction, for ever.
/// @dev Called at its own address it finds no ADMIN and reverts.
contract DiamondCutFacet is IDiamondCut, Guarded {
    using DiamondCutLib for DiamondStorage.Layout;

    /// @inheritdoc IDiamondCut
    function diamondCut(FacetCut[] calldata cuts, address init, bytes calldata initCalldata) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        DiamondStorage.state().cut(cuts);
        emit DiamondCut(cuts, init, initCalldata);
        DiamondCutLib.runInit(init, initCalldata);
    }
}
