// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";
import {Guarded} from "lock/Lock.sol";
import {IALMPermit} from "../../interfaces/IALMPermit.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {ISignatureTransfer} from "../../interfaces/external/ISignatureTransfer.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "../libraries/Cash.sol";
import {Deposits} from "../libraries/Deposits.sol";
import {Doors} from "../libraries/Doors.sol";
import {SingleSided} from "../libraries/SingleSided.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title ALMPermitFacet
/// @notice The depositor's door for those who sign instead of approving.
contract ALMPermitFacet is IALMPermit, Guarded {
    using VaultConfig for uint256[];

    /// @dev Permit2 has one address on every chain.
    ISignatureTransfer private constant PERMIT2 = ISignatureTransfer(0x000000000022D473030F116dDEE9F6B43aC78BA3);

    /// @inheritdoc IALMPermit
    function selfPermit(uint256 vaultId, address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        guarded
    {
        // A vault's token only: the diamond calls no contract that a caller names.
        uint256[] memory config = VaultConfig.load(VaultStorage.vault(vaultId));
        if (token != config.token0() && token != config.token1()) revert IALMSingle.Vault_NotItsToken(vaultId, token);
        try ERC20(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {}
        catch {
            uint256 allowance = ERC20(token).allowance(msg.sender, address(this));
            if (allowance < amount) revert Permit_Refused(token, allowance, amount);
        }
    }

    /// @inheritdoc IALMPermit
    function depositPermit2(
        uint256 vaultId,
        uint256 amount0Max,
        uint256 amount1Max,
        uint256 minShares,
        address receiver,
        Permit2Batch calldata permit
    ) external guarded returns (uint256 shares, uint256 amount0, uint256 amount1) {
        (Vault storage v, Deposits.Quote memory quote) =
            Doors.quoteDeposit(vaultId, amount0Max, amount1Max, minShares, receiver);
        Deposits.record(v, vaultId, receiver, quote);
        ISignatureTransfer.TokenPermissions[] memory signed = new ISignatureTransfer.TokenPermissions[](2);
        signed[0] = ISignatureTransfer.TokenPermissions(quote.token0, permit.signed0);
        signed[1] = ISignatureTransfer.TokenPermissions(quote.token1, permit.signed1);
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (quote.amount0, quote.amount1);
        _pull(signed, amounts, permit);
        Doors.deposited(vaultId, receiver, quote);
        return (quote.shares, quote.amount0, quote.amount1);
    }

    /// @inheritdoc IALMPermit
    function depositSinglePermit2(
        uint256 vaultId,
        address token,
        uint256 amount,
        uint256 minShares,
        address receiver,
        Permit2Batch calldata permit
    ) external guarded returns (uint256 shares) {
        (Vault storage v, SingleSided.Quote memory quote) =
            Doors.quoteDepositSingle(vaultId, token, amount, minShares, receiver);
        SingleSided.record(v, vaultId, receiver, quote);
        ISignatureTransfer.TokenPermissions[] memory signed = new ISignatureTransfer.TokenPermissions[](1);
        signed[0] = ISignatureTransfer.TokenPermissions(token, permit.signed0);
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = amount;
        _pull(signed, amounts, permit);
        Doors.depositedSingle(vaultId, receiver, quote);
        return quote.shares;
    }

    /// @dev Takes the amounts from the caller through Permit2 and checks that all of each arrived.
    function _pull(
        ISignatureTransfer.TokenPermissions[] memory signed,
        uint256[] memory amounts,
        Permit2Batch calldata permit
    ) private {
        uint256 count = signed.length;
        ISignatureTransfer.SignatureTransferDetails[] memory details =
            new ISignatureTransfer.SignatureTransferDetails[](count);
        uint256[] memory expected = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            details[i] = ISignatureTransfer.SignatureTransferDetails(address(this), amounts[i]);
            expected[i] = Cash.balance(signed[i].token) + amounts[i];
        }
        PERMIT2.permitTransferFrom(
            ISignatureTransfer.PermitBatchTransferFrom(signed, permit.nonce, permit.deadline),
            details,
            msg.sender,
            permit.signature
        );
        for (uint256 i; i < count; ++i) {
            Cash.requireBalance(signed[i].token, expected[i]);
        }
    }
}
