// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAccess} from "../interfaces/IAccess.sol";

/// @title Authorised
/// @notice Roles of contracts outside the diamond, asked of the diamond at every use: a revocation there acts here.
abstract contract Authorised {
    /// @notice The diamond whose roles and pauses hold here.
    address public immutable AUTHORITY;

    modifier onlyRole(bytes32 role) {
        if (!_hasRole(role, msg.sender)) revert IAccess.Access_MissingRole(msg.sender, role);
        _;
    }

    constructor(address authority) {
        AUTHORITY = authority;
    }

    function _hasRole(bytes32 role, address account) internal view returns (bool) {
        return IAccess(AUTHORITY).hasRole(role, account);
    }
}
