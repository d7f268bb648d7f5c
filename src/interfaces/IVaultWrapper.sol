// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IVaultWrapper
/// @notice A vault's shares as an ERC-20 (with ERC-2612), one for one, for protocols that know no ERC-1155.
/// @dev A clone per vault, made by VaultWrapperFactory. Its supply is what it holds of the shares that were wrapped; 18
/// decimals, as shares have. Whoever sends shares by `safeTransferFrom` gets the tokens at once.
interface IVaultWrapper {
    /// @notice Shares became tokens.
    event Wrapped(address indexed from, address indexed to, uint256 amount);
    /// @notice Tokens became shares.
    event Unwrapped(address indexed from, address indexed to, uint256 amount);

    /// @notice Tokens left the vault in kind; `amount` shares were burned.
    event Exited(address indexed from, address indexed to, uint256 amount);

    /// @notice Shares would become the tokens of nobody: they came by a mint, or for the zero address. To deposit for a
    /// wrapper's tokens, deposit for oneself and wrap.
    error Wrapper_ZeroReceiver();
    /// @notice Shares came from elsewhere than the diamond, or of another vault.
    error Wrapper_NotItsShares(address token, uint256 vaultId);

    /// @notice Takes the caller's shares (approved with `setApprovalForAll`) and mints as many tokens to `to`.
    function wrap(uint256 amount, address to) external;

    /// @notice Burns the caller's tokens and sends as many shares to `to`, which must accept ERC-1155 if a contract.
    function unwrap(uint256 amount, address to) external;

    /// @notice Burns the caller's tokens and leaves the vault in kind with as many shares, see IALMClaims.withdrawInKind: no
    /// pause covers it, not that of transfers, which stops `unwrap`.
    /// @dev The shares' owner is the wrapper: its exit fee applies. Errors: `InsufficientBalance`, those of the exit.
    /// @param amount0Min Raw token0, or revert.
    /// @param amount1Min Raw token1, or revert.
    /// @param to Who gets the tokens, and owns the claims of what is skipped.
    /// @param skipMask Ranges to leave alone; zero for none.
    /// @return amount0 Token0 paid now, rounded down.
    /// @return amount1 Token1 paid now, rounded down.
    function withdrawInKind(uint256 amount, uint256 amount0Min, uint256 amount1Min, address to, uint256 skipMask)
        external
        returns (uint256 amount0, uint256 amount1);

    /// @notice The diamond whose shares these are.
    function diamond() external view returns (address);

    /// @notice The vault whose shares these are.
    function vaultId() external view returns (uint256);
}
