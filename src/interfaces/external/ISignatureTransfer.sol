// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ISignatureTransfer
/// @notice The part of Uniswap's Permit2 that moves tokens by signature. Source: Permit2's ISignatureTransfer.
interface ISignatureTransfer {
    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct PermitBatchTransferFrom {
        TokenPermissions[] permitted;
        uint256 nonce;
        uint256 deadline;
    }

    struct SignatureTransferDetails {
        address to;
        uint256 requestedAmount;
    }

    /// @notice Moves what `owner` signed for; the signature names the caller as spender, and is good once.
    function permitTransferFrom(
        PermitBatchTransferFrom memory permit,
        SignatureTransferDetails[] calldata transferDetails,
        address owner,
        bytes calldata signature
    ) external;
}
