// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMExitFor
/// @notice The exits of IALMUser and IALMSingle on another's behalf: the caller is the owner or its ERC-1155 operator.
/// Source: DESIGN section 3.
/// @dev Each behaves as its namesake without `owner`, whose previews hold for it; one error more: `Token_NotApproved`.
interface IALMExitFor {
    /// @notice As IALMUser.withdraw, burning the owner's shares.
    function withdraw(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address receiver,
        address owner
    ) external returns (uint256 amount0, uint256 amount1);

    /// @notice As IALMSingle.withdrawSingle, burning the owner's shares.
    function withdrawSingle(
        uint256 vaultId,
        address token,
        uint256 shares,
        uint256 amountMin,
        address receiver,
        address owner
    ) external returns (uint256 amount);

    /// @notice As IALMUser.withdrawInKind, burning the owner's shares. Cannot be paused.
    function withdrawInKind(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address receiver,
        address owner
    ) external returns (uint256 amount0, uint256 amount1);
}
