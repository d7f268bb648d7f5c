// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ITreasury
/// @notice What vaults charge, what is owed to the protocol, and where it goes. Amounts are raw token units, rates bp.
/// Source: DESIGN section 3, Fees.
/// @dev The asymmetric rule: what raises a fee of anybody's takes ADMIN, who is a timelock; what lowers it MANAGER or
/// TREASURY, at once. No change is retroactive: a new management rate leaves what has accrued, a higher performance fee
/// is preceded by a collection at the old one, and what a claim owes was fixed when it was made.
/// Fees booked are in no vault's cash, and no share is worth more or less by them.
interface ITreasury {
    /// @notice A vault's rates, bp.
    /// @param entryBp Of what a depositor pays; at most 100.
    /// @param exitBp Of what an exit would pay; at most 100.
    /// @param managementBp A year, of the principal in ranges; at most 500.
    /// @param performanceBp Of the fees that ranges earn; at most 3,000.
    /// @param flashBp Of a flash loan; at most 100.
    struct VaultFees {
        uint16 entryBp;
        uint16 exitBp;
        uint16 managementBp;
        uint16 performanceBp;
        uint16 flashBp;
    }

    /// @notice The most that one account pays in one vault, bp. Above the vault's own rate it changes nothing.
    /// @param entryBp As payer of a deposit.
    /// @param exitBp As owner of the shares that leave, whoever calls.
    /// @param flashBp As receiver of a flash loan.
    struct FeeOverride {
        uint16 entryBp;
        uint16 exitBp;
        uint16 flashBp;
    }

    /// @notice A vault's rates changed.
    event VaultFeesSet(uint256 indexed vaultId, VaultFees oldFees, VaultFees newFees, address indexed by);
    /// @notice An account's own rates changed.
    event FeeOverrideSet(
        uint256 indexed vaultId,
        address indexed account,
        FeeOverride oldOverride,
        FeeOverride newOverride,
        address indexed by
    );
    /// @notice Fees go elsewhere from now on, those booked before included.
    event CollectorSet(address indexed oldCollector, address indexed newCollector);
    /// @notice All that was booked of a vault was paid.
    event FeesCollected(uint256 indexed vaultId, address indexed collector, uint256 amount0, uint256 amount1);
    /// @notice A depositor paid an entry fee.
    event EntryFeeBooked(uint256 indexed vaultId, address indexed payer, uint256 amount0, uint256 amount1);
    /// @notice An owner of shares paid an exit fee.
    event ExitFeeBooked(uint256 indexed vaultId, address indexed owner, uint256 amount0, uint256 amount1);
    /// @notice Performance and management fees were taken from what ranges brought.
    event EarnedFeesBooked(
        uint256 indexed vaultId, uint256 performance0, uint256 performance1, uint256 management0, uint256 management1
    );

    /// @notice A rate is above its maximum.
    error Treasury_FeeAboveMaximum(uint256 bp, uint256 maximumBp);
    /// @notice Fees cannot be collected before somebody was named to get them, nor by the zero address or the diamond.
    error Treasury_InvalidCollector(address collector);

    /// @notice Sets a vault's rates. If any rises: ADMIN; else MANAGER or TREASURY.
    /// @dev Raising the performance fee first collects at the old rate, so it needs every venue of the vault to answer.
    /// Errors: `Vault_Unknown`, `Treasury_FeeAboveMaximum`, `Access_MissingRole`, the venues' own.
    function setVaultFees(uint256 vaultId, VaultFees calldata fees) external;

    /// @notice A vault's rates.
    function vaultFees(uint256 vaultId) external view returns (VaultFees memory);

    /// @notice Sets the most one account pays in a vault. If any rises: ADMIN; else MANAGER or TREASURY.
    /// @dev The maxima, 100 each, lift it. Errors: as `setVaultFees`.
    function setFeeOverride(uint256 vaultId, address account, FeeOverride calldata own) external;

    /// @notice The most an account pays in a vault; 100 each if nothing was set.
    function feeOverride(uint256 vaultId, address account) external view returns (FeeOverride memory);

    /// @notice Names who gets the fees. ADMIN.
    /// @dev Errors: `Treasury_InvalidCollector` for zero and the diamond.
    function setCollector(address collector) external;

    /// @notice Who gets the fees; zero until one was named.
    function collector() external view returns (address);

    /// @notice Pays all that is booked of a vault to the collector. TREASURY.
    /// @dev Not open to all: whoever can wait for a new collector need not see fees pushed to the old one.
    /// Errors: `Vault_Unknown`, `Treasury_InvalidCollector`, `Access_MissingRole`, the tokens' own.
    /// @return amount0 Raw token0 paid: exactly what `pendingFees` said.
    /// @return amount1 Raw token1.
    function collect(uint256 vaultId) external returns (uint256 amount0, uint256 amount1);

    /// @notice What is booked of a vault and not yet collected.
    function pendingFees(uint256 vaultId) external view returns (uint256 amount0, uint256 amount1);

    /// @notice The management fee accrued and not yet booked: the part of every range's principal that it takes, WAD,
    /// rounded down; and that part at the pools' spot, raw units, rounded up as share value leaves it out.
    /// @dev Anyone can move spot for a moment: use the amounts to show, not to pay.
    function accruedManagementFee(uint256 vaultId)
        external
        view
        returns (uint256 partWad, uint256 amount0, uint256 amount1);
}
