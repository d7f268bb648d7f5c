// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IVaultErrors} from "../interfaces/IVaultErrors.sol";
import {Claim, MarketClaim, Vault} from "./VaultTypes.sol";

/// @title VaultStorage
/// @notice The vault room's namespaced storage (ERC-7201). Only this room imports it.
library VaultStorage {
    /// @custom:storage-location erc7201:cantilever.storage.vault
    struct Layout {
        uint256 vaultCount;
        mapping(uint256 vaultId => Vault) vaults;
        // ERC-1155 share balances; the sum over holders of a vault equals its totalShares.
        mapping(uint256 vaultId => mapping(address holder => uint256)) balances;
        mapping(address holder => mapping(address operator => bool)) operators;
        // A pool belongs to one vault for good: venues key positions by (owner, range), and the owner is the diamond.
        mapping(bytes32 poolId => uint256 vaultId) poolVault;
        mapping(uint8 family => address adapter) adapters;
        // Swap routers, by function.
        mapping(address router => mapping(bytes4 selector => bool)) routers;
        // Receivers that a closed vault takes deposits for.
        mapping(uint256 vaultId => mapping(address receiver => bool)) admitted;
        // What exits in kind left in venues that did not pay; ids count from one.
        uint256 claimCount;
        mapping(uint256 claimId => Claim) claims;
        // Units of each money market's receipt that vaults and claims have on record, together.
        mapping(address receipt => uint256) receiptUnits;
        uint256 marketClaimCount;
        mapping(uint256 claimId => MarketClaim) marketClaims;
        // Every token of a vault, and the vaults of each, so that what is owed of a token can be added up.
        address[] tokens;
        mapping(address token => uint256[] vaultIds) vaultsOf;
        // Where the diamond keeps something: tokens of vaults, pools, money markets and their receipts. Never routers.
        mapping(address place => bool) isPlace;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("cantilever.storage.vault")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant SLOT = 0xe506cc52efc26e9240fdb485a6e8ecedd6aab936be09346a13fd3ce6adb5a600;

    function state() internal pure returns (Layout storage s) {
        assembly ("memory-safe") {
            s.slot := SLOT
        }
    }

    /// @notice The vault with this id; reverts `Vault_Unknown` if it was never created.
    function vault(uint256 vaultId) internal view returns (Vault storage v) {
        v = state().vaults[vaultId];
        if (v.config == address(0)) revert IVaultErrors.Vault_Unknown(vaultId);
    }
}
