// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AccessLib} from "../../access/AccessLib.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {IFlashLoan} from "../../interfaces/IFlashLoan.sol";
import {IERC3156FlashBorrower} from "../../interfaces/external/IERC3156FlashBorrower.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {Fees} from "./Fees.sol";
import {VaultChecks} from "./VaultChecks.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title FlashCash
/// @notice The vault room's door for flash loans: lends idle cash within one call.
/// @dev Callers hold the lock. Recorded cash stays as it is while tokens are away: nobody can use it meanwhile, and it is
/// back, measured, before the lock is let go.
library FlashCash {
    using VaultConfig for uint256[];

    /// @dev ERC-3156.
    bytes32 private constant ACCEPTED = keccak256("ERC3156FlashBorrower.onFlashLoan");

    /// @notice A loan.
    struct Loan {
        uint256 vaultId;
        IERC3156FlashBorrower receiver;
        address token;
        uint256 amount;
    }

    /// @notice Lends, calls the receiver, takes back, books the fee.
    function lend(Loan memory loan, bytes calldata data) internal returns (uint256 fee) {
        Vault storage v = VaultStorage.vault(loan.vaultId);
        VaultChecks.requireRunning(v, loan.vaultId, PauseGroups.FLASH);
        (bool isToken0, uint256 word) = _lending(v, loan.vaultId, loan.token);
        if (loan.amount == 0) revert IFlashLoan.Flash_ZeroAmount();
        uint256 cash = isToken0 ? v.cash0 : v.cash1;
        if (loan.amount > cash) revert IFlashLoan.Flash_ExceedsCash(loan.token, loan.amount, cash);
        fee = Fees.partUp(loan.amount, Fees.flashBp(v, word, address(loan.receiver)));
        Fees.book(v, isToken0 ? fee : 0, isToken0 ? 0 : fee);

        uint256 before = Cash.balance(loan.token);
        Cash.push(loan.token, address(loan.receiver), loan.amount);
        bytes32 answer = loan.receiver.onFlashLoan(msg.sender, loan.token, loan.amount, fee, data);
        if (answer != ACCEPTED) revert IFlashLoan.Flash_Refused(address(loan.receiver), answer);
        Cash.pull(loan.token, address(loan.receiver), loan.amount + fee);
        Cash.requireBalance(loan.token, before + fee);
        emit IFlashLoan.FlashLoan(loan.vaultId, address(loan.receiver), loan.token, msg.sender, loan.amount, fee);
    }

    /// @notice What a vault would lend of a token now; zero where it would refuse.
    function available(uint256 vaultId, address token) internal view returns (uint256) {
        Vault storage v = VaultStorage.state().vaults[vaultId];
        if (v.config == address(0)) return 0;
        if ((AccessLib.pausedGroups() | v.pausedGroups) & PauseGroups.FLASH != 0) return 0;
        uint256[] memory config = VaultConfig.load(v);
        if (!Fees.lends(config.feeWord())) return 0;
        if (token == config.token0()) return v.cash0;
        return token == config.token1() ? v.cash1 : 0;
    }

    /// @notice A loan's fee, rounded up.
    function feeOf(uint256 vaultId, address token, uint256 amount, address receiver) internal view returns (uint256) {
        Vault storage v = VaultStorage.vault(vaultId);
        (, uint256 word) = _lending(v, vaultId, token);
        return Fees.partUp(amount, Fees.flashBp(v, word, receiver));
    }

    /// @notice Lets a vault lend or stops it.
    function setLending(uint256 vaultId, bool lends) internal {
        Vault storage v = VaultStorage.vault(vaultId);
        uint256[] memory config = VaultConfig.load(v);
        uint256 word = config.feeWord();
        config.setFeeWord(Fees.pack(Fees.unpack(word), lends, Fees.isManaged(word)));
        VaultConfig.store(v, config);
    }

    /// @notice Reverts unless the token is one of the vault's.
    function requireItsToken(uint256 vaultId, address token) internal view {
        _isToken0(VaultConfig.load(VaultStorage.vault(vaultId)), vaultId, token);
    }

    function _lending(Vault storage v, uint256 vaultId, address token)
        private
        view
        returns (bool isToken0, uint256 word)
    {
        uint256[] memory config = VaultConfig.load(v);
        isToken0 = _isToken0(config, vaultId, token);
        word = config.feeWord();
        if (!Fees.lends(word)) revert IFlashLoan.Flash_NotLending(vaultId);
    }

    function _isToken0(uint256[] memory config, uint256 vaultId, address token) private pure returns (bool) {
        if (token == config.token0()) return true;
        if (token != config.token1()) revert IALMSingle.Vault_NotItsToken(vaultId, token);
        return false;
    }
}
