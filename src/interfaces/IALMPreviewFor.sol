// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMPreviewFor
/// @notice Previews for an account that is not the caller and may have fees of its own, see ITreasury. The functions of
/// the same names without `For` quote the caller. Raw token units, shares have 18 decimals. Source: DESIGN
/// section 3.
/// @dev Each is what the operation would do in this block, to the wei, and reverts for the same price reasons.
interface IALMPreviewFor {
    /// @notice `deposit`, paid by `payer`.
    function previewDepositFor(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, address payer)
        external
        view
        returns (uint256 shares, uint256 amount0, uint256 amount1);

    /// @notice `withdraw` of `owner`'s shares.
    function previewWithdrawFor(uint256 vaultId, uint256 shares, address owner)
        external
        view
        returns (uint256 amount0, uint256 amount1);

    /// @notice `withdrawInKind` of `owner`'s shares.
    function previewWithdrawInKindFor(uint256 vaultId, uint256 shares, address owner)
        external
        view
        returns (uint256 amount0, uint256 amount1);

    /// @notice `withdrawInKind` of `owner`'s shares past the ranges in `skipMask`: what is paid at once, see IALMClaims.
    function previewWithdrawInKindSkipping(uint256 vaultId, uint256 shares, address owner, uint256 skipMask)
        external
        view
        returns (uint256 amount0, uint256 amount1);

    /// @notice `depositSingle`, paid by `payer`.
    function previewDepositSingleFor(uint256 vaultId, address token, uint256 amount, address payer)
        external
        view
        returns (uint256 shares);

    /// @notice `withdrawSingle` of `owner`'s shares.
    function previewWithdrawSingleFor(uint256 vaultId, address token, uint256 shares, address owner)
        external
        view
        returns (uint256 amount);
}
