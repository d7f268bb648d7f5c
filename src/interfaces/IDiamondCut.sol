// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IDiamondCut
/// @notice Adds, replaces and removes functions of the diamond, ERC-2535. Interface id 0x1f931c1c.
/// @dev GUARDRAILS, whoever calls:
///  - `diamondCut`, the role registry and the pause functions can be added, but neither replaced nor removed;
///  - `withdrawInKind`, with and without `skipMask`, can be replaced, but not removed: an exit is always open.
///
/// Warning: `init` runs any code over the diamond's storage. The guardrails are compared before and after it, and so
/// is the presence of the exits, but nothing else is. Read an init as carefully as a facet; that is what ADMIN's
/// timelock is for.
interface IDiamondCut {
    enum FacetCutAction {
        Add,
        Replace,
        Remove
    }

    struct FacetCut {
        /// Zero when removing.
        address facetAddress;
        FacetCutAction action;
        bytes4[] functionSelectors;
    }

    /// @notice No facet serves the selector of a call.
    error Diamond_UnknownSelector(bytes4 selector);
    /// @notice A cut names a facet but none of its functions.
    error Diamond_NoSelectors(address facet);
    /// @notice Adding or replacing needs a facet.
    error Diamond_ZeroFacet();
    /// @notice Removing names no facet: its address must be zero.
    error Diamond_FacetGiven(address facet);
    /// @notice The address has no code, or only the delegation of an account to some code (EIP-7702), which its owner
    /// could change at any time.
    error Diamond_NoCode(address target);
    /// @notice The diamond cannot be its own facet: the call would never end.
    error Diamond_FacetIsDiamond();
    /// @notice The selector to be added is taken.
    error Diamond_SelectorTaken(bytes4 selector, address facet);
    /// @notice The selector to be replaced or removed is not there.
    error Diamond_SelectorAbsent(bytes4 selector);
    /// @notice The facet already serves the selector.
    error Diamond_SameFacet(bytes4 selector, address facet);
    /// @notice The selector is a guardrail: neither replaced nor removed.
    error Diamond_SelectorFrozen(bytes4 selector);
    /// @notice The selector is an exit: replaced, but not removed.
    error Diamond_SelectorPermanent(bytes4 selector);
    /// @notice Calldata for an init that is not there.
    error Diamond_InitCalldataWithoutInit(uint256 length);
    /// @notice The init reverted without a reason. With one, that reason is what the cut reverts with.
    error Diamond_InitFailed(address init);
    /// @notice The init changed the facet of a guardrail, or took an exit away.
    error Diamond_GuardrailsMoved(address init);

    /// @notice Functions of the diamond changed.
    event DiamondCut(FacetCut[] diamondCut, address init, bytes initCalldata);

    /// @notice Changes functions, then runs `init`, if given, as the diamond. ADMIN.
    /// @dev All or nothing; cuts apply in order. Holds the diamond's lock: an init cannot call guarded functions.
    /// Errors: `Access_MissingRole` and all those above but the first.
    /// @param cuts What to add, replace and remove.
    /// @param init Contract to delegatecall, or zero.
    /// @param initCalldata Calldata of that call; empty if there is none.
    function diamondCut(FacetCut[] calldata cuts, address init, bytes calldata initCalldata) external;
}
