// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {AccessLib} from "../access/AccessLib.sol";
import {Roles} from "../access/Roles.sol";
import {IFlashLoan} from "../interfaces/IFlashLoan.sol";
import {IERC3156FlashBorrower} from "../interfaces/external/IERC3156FlashBorrower.sol";
import {FlashCash} from "../vault/libraries/FlashCash.sol";
import {TreasuryStorage} from "./TreasuryStorage.sol";

/// @title FlashLoanFacet
/// @notice The borrower's door.
contract FlashLoanFacet is IFlashLoan, Guarded {
    /// @inheritdoc IFlashLoan
    function flashLoan(IERC3156FlashBorrower receiver, address token, uint256 amount, bytes calldata data)
        external
        guarded
        returns (bool)
    {
        FlashCash.lend(FlashCash.Loan(_vaultOf(token), receiver, token, amount), data);
        return true;
    }

    /// @inheritdoc IFlashLoan
    function maxFlashLoan(address token) external view guardedView returns (uint256) {
        return FlashCash.available(TreasuryStorage.state().flashVault[token], token);
    }

    /// @inheritdoc IFlashLoan
    function flashFee(address token, uint256 amount) external view returns (uint256) {
        return FlashCash.feeOf(_vaultOf(token), token, amount, msg.sender);
    }

    /// @inheritdoc IFlashLoan
    function flashLoanFrom(
        uint256 vaultId,
        IERC3156FlashBorrower receiver,
        address token,
        uint256 amount,
        bytes calldata data
    ) external guarded returns (bool) {
        FlashCash.lend(FlashCash.Loan(vaultId, receiver, token, amount), data);
        return true;
    }

    /// @inheritdoc IFlashLoan
    function maxFlashLoanFrom(uint256 vaultId, address token) external view guardedView returns (uint256) {
        return FlashCash.available(vaultId, token);
    }

    /// @inheritdoc IFlashLoan
    function flashFeeFrom(uint256 vaultId, address token, uint256 amount, address receiver)
        external
        view
        returns (uint256)
    {
        return FlashCash.feeOf(vaultId, token, amount, receiver);
    }

    /// @inheritdoc IFlashLoan
    function setFlashLending(uint256 vaultId, bool lends) external guarded {
        if (lends) AccessLib.requireRole(Roles.ADMIN);
        else AccessLib.requireEither(Roles.MANAGER, Roles.GUARDIAN);
        FlashCash.setLending(vaultId, lends);
        emit FlashLendingSet(vaultId, lends, msg.sender);
    }

    /// @inheritdoc IFlashLoan
    function setFlashVault(address token, uint256 vaultId) external guarded {
        AccessLib.requireRole(Roles.MANAGER);
        if (vaultId != 0) FlashCash.requireItsToken(vaultId, token);
        TreasuryStorage.Layout storage s = TreasuryStorage.state();
        emit FlashVaultSet(token, s.flashVault[token], vaultId);
        s.flashVault[token] = vaultId;
    }

    /// @inheritdoc IFlashLoan
    function flashVault(address token) external view returns (uint256) {
        return TreasuryStorage.state().flashVault[token];
    }

    function _vaultOf(address token) private view returns (uint256 vaultId) {
        vaultId = TreasuryStorage.state().flashVault[token];
        if (vaultId == 0) revert Flash_UnsupportedToken(token);
    }
}
