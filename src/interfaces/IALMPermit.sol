// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IALMPermit
/// @notice Deposits that need no approval transaction. Source: DESIGN section 3; ERC-2612; Uniswap's Permit2.
/// @dev Signatures are the caller's own, so somebody else's is worth nothing here; each carries its deadline.
interface IALMPermit {
    /// @notice A Permit2 signature over a batch of two permissions, token0 then token1 (or of one, for one token).
    /// @param nonce Unordered nonce of Permit2.
    /// @param deadline Unix seconds after which Permit2 refuses.
    /// @param signed0 Amount of token0 signed for; of the one token for a deposit of one.
    /// @param signed1 Amount of token1 signed for; ignored for a deposit of one token.
    /// @param signature By the caller, spender this diamond.
    struct Permit2Batch {
        uint256 nonce;
        uint256 deadline;
        uint256 signed0;
        uint256 signed1;
        bytes signature;
    }

    /// @notice The permit failed and there is not enough allowance without it.
    error Permit_Refused(address token, uint256 allowance, uint256 needed);

    /// @notice Uses an ERC-2612 permit of the caller for this diamond; call it in a `multicall`, before the deposit.
    /// @dev A permit that somebody used already (they are public once sent) is no failure while the allowance suffices.
    /// Errors: `Vault_NotItsToken`, `Permit_Refused`.
    function selfPermit(uint256 vaultId, address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice As IALMUser.deposit, paid through Permit2: exactly what the deposit costs is taken, not what was signed.
    /// @dev Errors as `deposit`, and Permit2's own.
    function depositPermit2(
        uint256 vaultId,
        uint256 amount0Max,
        uint256 amount1Max,
        uint256 minShares,
        address receiver,
        Permit2Batch calldata permit
    ) external returns (uint256 shares, uint256 amount0, uint256 amount1);

    /// @notice As IALMSingle.depositSingle, paid through Permit2.
    function depositSinglePermit2(
        uint256 vaultId,
        address token,
        uint256 amount,
        uint256 minShares,
        address receiver,
        Permit2Batch calldata permit
    ) external returns (uint256 shares);
}
