// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IALMPreviewFor} from "../../interfaces/IALMPreviewFor.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Deposits} from "../libraries/Deposits.sol";
import {Exits} from "../libraries/Exits.sol";
import {SingleSided} from "../libraries/SingleSided.sol";

/// @title ALMPreviewForFacet
/// @notice Previews for a named account.
contract ALMPreviewForFacet is IALMPreviewFor, Guarded {
    /// @inheritdoc IALMPreviewFor
    function previewDepositFor(uint256 vaultId, uint256 amount0Max, uint256 amount1Max, address payer)
        external
        view
        guardedView
        returns (uint256 shares, uint256 amount0, uint256 amount1)
    {
        Deposits.Quote memory quote = Deposits.quote(VaultStorage.vault(vaultId), amount0Max, amount1Max, payer);
        return (quote.shares, quote.amount0, quote.amount1);
    }

    /// @inheritdoc IALMPreviewFor
    function previewWithdrawFor(uint256 vaultId, uint256 shares, address owner)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdraw(VaultStorage.vault(vaultId), shares, owner);
    }

    /// @inheritdoc IALMPreviewFor
    function previewWithdrawInKindFor(uint256 vaultId, uint256 shares, address owner)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdrawInKind(VaultStorage.vault(vaultId), vaultId, shares, owner, 0);
    }

    /// @inheritdoc IALMPreviewFor
    function previewWithdrawInKindSkipping(uint256 vaultId, uint256 shares, address owner, uint256 skipMask)
        external
        view
        guardedView
        returns (uint256 amount0, uint256 amount1)
    {
        return Exits.previewWithdrawInKind(VaultStorage.vault(vaultId), vaultId, shares, owner, skipMask);
    }

    /// @inheritdoc IALMPreviewFor
    function previewDepositSingleFor(uint256 vaultId, address token, uint256 amount, address payer)
        external
        view
        guardedView
        returns (uint256 shares)
    {
        return SingleSided.quoteDeposit(VaultStorage.vault(vaultId), vaultId, token, amount, payer).shares;
    }

    /// @inheritdoc IALMPreviewFor
    function previewWithdrawSingleFor(uint256 vaultId, address token, uint256 shares, address owner)
        external
        view
        guardedView
        returns (uint256 amount)
    {
        (, SingleSided.Quote memory quote) =
            SingleSided.quoteExit(VaultStorage.vault(vaultId), vaultId, token, shares, owner);
        return SingleSided.paid(quote);
    }
}
