// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IVaultToken
/// @notice Vault shares as an ERC-1155 token: the id is the vault id, balances have 18 decimals. Source: EIP-1155.
interface IVaultToken {
    /// @notice Shares moved, were minted (`from` zero) or burned (`to` zero).
    event TransferSingle(address indexed operator, address indexed from, address indexed to, uint256 id, uint256 value);
    /// @notice Shares of several vaults moved.
    event TransferBatch(
        address indexed operator, address indexed from, address indexed to, uint256[] ids, uint256[] values
    );
    /// @notice `account` lets `operator` move all its shares, or no longer.
    event ApprovalForAll(address indexed account, address indexed operator, bool approved);

    /// @notice The holder has fewer shares.
    error Token_InsufficientShares(address holder, uint256 vaultId, uint256 held, uint256 needed);
    /// @notice The caller is neither the holder nor its operator.
    error Token_NotApproved(address holder, address operator);
    /// @notice The receiving contract does not accept ERC-1155 shares.
    error Token_RejectedByReceiver(address receiver);
    /// @notice Shares may not be sent to the zero address.
    error Token_ZeroReceiver();
    /// @notice Two arrays that belong together differ in length.
    error Token_LengthMismatch(uint256 left, uint256 right);

    /// @notice Shares of vault `id` held by `account`.
    function balanceOf(address account, uint256 id) external view returns (uint256);

    /// @notice `balanceOf` for pairs of accounts and ids.
    function balanceOfBatch(address[] calldata accounts, uint256[] calldata ids)
        external
        view
        returns (uint256[] memory);

    /// @notice Shares in existence of vault `id`, dead shares included.
    function totalSupply(uint256 id) external view returns (uint256);

    /// @notice Lets `operator` move all of the caller's shares, or no longer.
    function setApprovalForAll(address operator, bool approved) external;

    /// @notice Whether `operator` may move all of `account`'s shares.
    function isApprovedForAll(address account, address operator) external view returns (bool);

    /// @notice Moves shares; a contract receiver must accept them.
    function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes calldata data) external;

    /// @notice Moves shares of several vaults at once.
    function safeBatchTransferFrom(
        address from,
        address to,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external;

    /// @notice Metadata of a vault's share as a data URI (JSON with name, description, decimals); EIP-1155 metadata.
    function uri(uint256 id) external view returns (string memory);
}
