// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {LibClone} from "solady/utils/LibClone.sol";
import {IALMInfo} from "../../interfaces/IALMInfo.sol";
import {VaultWrapper} from "./VaultWrapper.sol";

/// @title VaultWrapperFactory
/// @notice Makes the one ERC-20 wrapper of a vault; open to anyone.
/// @dev Addresses depend on the factory, the diamond and the vault id alone.
contract VaultWrapperFactory {
    /// @notice The code that clones run.
    address public immutable IMPLEMENTATION;

    /// @notice A wrapper was made.
    event WrapperCreated(address indexed diamond, uint256 indexed vaultId, address wrapper);

    /// @notice The diamond has no such vault.
    error WrapperFactory_NoSuchVault(address diamond, uint256 vaultId);

    constructor() {
        IMPLEMENTATION = address(new VaultWrapper());
    }

    /// @notice Makes a vault's wrapper, or returns the one there is.
    function createWrapper(address diamond, uint256 vaultId) external returns (address wrapper) {
        if (vaultId == 0 || vaultId > IALMInfo(diamond).vaultCount()) {
            revert WrapperFactory_NoSuchVault(diamond, vaultId);
        }
        bool exists;
        (exists, wrapper) = LibClone.createDeterministicClone(IMPLEMENTATION, _args(diamond, vaultId), bytes32(0));
        if (!exists) emit WrapperCreated(diamond, vaultId, wrapper);
    }

    /// @notice Where a vault's wrapper is, or would be.
    function wrapperOf(address diamond, uint256 vaultId) external view returns (address) {
        return LibClone.predictDeterministicAddress(IMPLEMENTATION, _args(diamond, vaultId), bytes32(0), address(this));
    }

    function _args(address diamond, uint256 vaultId) private pure returns (bytes memory) {
        return abi.encodePacked(diamond, vaultId);
    }
}
