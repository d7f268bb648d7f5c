// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CommonBase} from "forge-std/Base.sol";
import {AccessStorage} from "src/access/AccessStorage.sol";
import {AlgebraStorage} from "src/adapters/algebra/AlgebraStorage.sol";
import {V3Storage} from "src/adapters/v3/V3Storage.sol";
import {V4Storage} from "src/adapters/v4/V4Storage.sol";
import {DiamondStorage} from "src/diamond/DiamondStorage.sol";
import {OracleStorage} from "src/oracle/OracleStorage.sol";
import {RiskStorage} from "src/risk/RiskStorage.sol";
import {TreasuryStorage} from "src/treasury/TreasuryStorage.sol";
import {VaultStorage} from "src/vault/VaultStorage.sol";

/// @title Namespaces
/// @notice Whose a slot of the diamond is: climbs from members of structs, mappings and arrays to a namespace's root.
/// @dev Mappings are climbed with forge's record of the keccaks that the very call computed, so
/// `vm.startMappingRecording` must have been called before it.
abstract contract Namespaces is CommonBase {
    uint256 internal constant DIAMOND = 1 << 0;
    uint256 internal constant ACCESS = 1 << 1;
    uint256 internal constant VAULT = 1 << 2;
    uint256 internal constant ORACLE = 1 << 3;
    uint256 internal constant RISK = 1 << 4;
    uint256 internal constant V3 = 1 << 5;
    uint256 internal constant V4 = 1 << 6;
    uint256 internal constant ALGEBRA = 1 << 7;
    uint256 internal constant TREASURY = 1 << 8;

    /// @dev More members than any layout or struct of the diamond has.
    uint256 private constant MEMBERS = 16;
    /// @dev More slots than a dynamic array takes in a campaign.
    uint256 private constant ELEMENTS = 1 << 16;
    /// @dev Mappings of mappings, and one more.
    uint256 private constant NESTING = 3;

    /// @notice The namespace of a slot as one of the bits above; 0 if it is nobody's.
    function namespaceOf(address target, bytes32 slot) internal returns (uint256) {
        if (uint256(slot ^ DiamondStorage.TABLE) >> 32 == 0) return DIAMOND;
        bytes32[9] memory roots = [
            DiamondStorage.SLOT,
            AccessStorage.SLOT,
            VaultStorage.SLOT,
            OracleStorage.SLOT,
            RiskStorage.SLOT,
            V3Storage.SLOT,
            V4Storage.SLOT,
            AlgebraStorage.SLOT,
            TreasuryStorage.SLOT
        ];
        for (uint256 depth; depth <= NESTING; ++depth) {
            for (uint256 i; i < roots.length; ++i) {
                if (_within(slot, roots[i], MEMBERS)) return 1 << i;
            }
            bool climbed;
            for (uint256 member; member < MEMBERS && uint256(slot) >= member && !climbed; ++member) {
                bytes32 parent;
                (climbed,, parent) = vm.getMappingKeyAndParentOf(target, bytes32(uint256(slot) - member));
                if (climbed) slot = parent;
            }
            if (!climbed) return _ofArray(slot, roots);
        }
        return 0;
    }

    /// @dev An element of a dynamic array that is a member of a layout.
    function _ofArray(bytes32 slot, bytes32[9] memory roots) private pure returns (uint256) {
        for (uint256 i; i < roots.length; ++i) {
            for (uint256 member; member < MEMBERS; ++member) {
                if (_within(slot, keccak256(abi.encode(uint256(roots[i]) + member)), ELEMENTS)) return 1 << i;
            }
        }
        return 0;
    }

    function _within(bytes32 slot, bytes32 start, uint256 size) private pure returns (bool) {
        unchecked {
            // Wraps round for a slot below the start: far more than any size.
            return uint256(slot) - uint256(start) < size;
        }
    }
}
