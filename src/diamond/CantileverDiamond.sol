// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessStorage} from "../access/AccessStorage.sol";
import {RoleLib} from "../access/RoleLib.sol";
import {IDiamondCut} from "../interfaces/IDiamondCut.sol";
import {DiamondCutLib} from "./DiamondCutLib.sol";
import {DiamondStorage} from "./DiamondStorage.sol";

/// @title CantileverDiamond
/// @notice The one address of Cantilever on a chain: hands every call to the facet of its selector (ERC-2535).
///
/// CONSTRUCTION
/// Takes the first ADMIN and the DiamondCut facet and leaves nothing open: nobody else can cut, and there is no
/// initializer to race for. Everything more is ADMIN's first cut. Both arguments are the same on every chain, so the
/// CREATE2 deployer gives the diamond one address everywhere; whoever deploys it first deploys the same diamond.
///
/// NATIVE COINS
/// A transfer without calldata looks up selector zero, finds no facet and reverts: the diamond's money is ERC-20, and
/// what it refuses need not be rescued. Should a facet ever take native coins from a venue, cutting it in at selector
/// zero makes its `receive` decide. Calls with calldata may carry value as far as their facet is payable.
///
/// GAS
/// A cold call costs one SLOAD, one DELEGATECALL and about 110 gas around them; see DiamondStorage for the table.
contract CantileverDiamond {
    /// @dev First four bytes of Diamond_UnknownSelector(bytes4), as the high bytes of a word.
    bytes32 private constant UNKNOWN_SELECTOR = 0x259821bb00000000000000000000000000000000000000000000000000000000;
    /// @dev DiamondStorage.TABLE: assembly reads constants of its own contract only.
    bytes32 private constant TABLE = 0x0a18b9677a6958e35adf52575899b2ecad0286cf8e92abb5d1ed46a600000000;

    /// @param admin First holder of ADMIN, not zero.
    /// @param cutFacet The DiamondCut facet.
    constructor(address admin, address cutFacet) {
        RoleLib.initialize(AccessStorage.state(), admin);

        DiamondCutLib.requireFacet(cutFacet);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IDiamondCut.diamondCut.selector;
        DiamondCutLib.add(DiamondStorage.state(), selectors[0], cutFacet);

        IDiamondCut.FacetCut[] memory cuts = new IDiamondCut.FacetCut[](1);
        cuts[0] = IDiamondCut.FacetCut(cutFacet, IDiamondCut.FacetCutAction.Add, selectors);
        emit IDiamondCut.DiamondCut(cuts, address(0), "");
    }

    /// @notice Any function of any facet.
    /// @dev Unguarded: facets take the lock themselves. Error: `Diamond_UnknownSelector`.
    fallback() external payable {
        assembly {
            // Solidity gets no memory back: every branch ends the call.
            // Calldata shorter than a selector reads as if padded with zeros; the facet then refuses its length.
            let entry := sload(or(TABLE, shr(224, calldataload(0))))
            if iszero(entry) {
                mstore(0, UNKNOWN_SELECTOR)
                mstore(4, shl(224, shr(224, calldataload(0))))
                revert(0, 36)
            }
            calldatacopy(0, 0, calldatasize())
            // DELEGATECALL takes the low 160 bits of its operand, which are the facet; the position above is cut off.
            // The copy is written twice because testing the result at once saves 10 gas of keeping it.
            if iszero(delegatecall(gas(), entry, 0, calldatasize(), 0, 0)) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
            returndatacopy(0, 0, returndatasize())
            return(0, returndatasize())
        }
    }
}
