// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IVaultEntry
/// @notice Who may enter a vault, and up to what size it grows. Exits know neither. Source: DESIGN section 3, user
/// operations.
/// @dev The asymmetric rule: admitting more or letting the vault grow takes ADMIN, the opposite MANAGER at once.
interface IVaultEntry {
    /// @notice A vault's cap changed; zero is none. Raw token1 of value at the anchor.
    event DepositCapSet(uint256 indexed vaultId, uint256 oldCap, uint256 newCap);
    /// @notice A vault was closed to all but listed receivers, or opened.
    event AllowListSet(uint256 indexed vaultId, bool closed);
    /// @notice An account was put on a vault's list or taken off.
    event AdmittedSet(uint256 indexed vaultId, address indexed account, bool admitted);

    /// @notice The deposit would make the vault worth more than its cap allows.
    error Vault_AboveCap(uint256 valueAfter, uint256 cap);
    /// @notice The vault takes deposits for listed receivers only.
    error Vault_NotAdmitted(uint256 vaultId, address receiver);

    /// @notice Sets the most a deposit may make the vault worth, raw token1 at the anchor; zero for no cap. Below the
    /// present value it stops deposits and nothing else. Lowering: MANAGER; raising or lifting: ADMIN.
    /// @dev Errors: `Access_MissingRole`, `Vault_Overflow` above 2^128 - 1.
    function setDepositCap(uint256 vaultId, uint256 cap) external;

    /// @notice The cap, raw token1; zero if there is none.
    function depositCap(uint256 vaultId) external view returns (uint256);

    /// @notice Closes a vault to receivers not listed, or opens it. Closing: MANAGER; opening: ADMIN.
    /// @dev Shares stay transferable: the list says who may be minted to.
    function setAllowList(uint256 vaultId, bool closed) external;

    /// @notice Puts accounts on a vault's list, or takes them off. MANAGER.
    function setAdmitted(uint256 vaultId, address[] calldata accounts, bool admitted) external;

    /// @notice Whether a deposit for this receiver is let in now.
    function isAdmitted(uint256 vaultId, address receiver) external view returns (bool);
}
