// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC3156FlashBorrower} from "./external/IERC3156FlashBorrower.sol";

/// @title IFlashLoan
/// @notice ERC-3156 flash loans of vaults' idle cash. Amounts are raw token units. Source: DESIGN section 3, Fees.
/// @dev ERC-3156 knows no vaults: its three functions serve the one vault that was named for a token, the three ending
/// in `From` any vault that lends. A vault lends only after ADMIN said so.
/// The diamond's lock is held from the first transfer to the last: while cash is lent nobody can deposit, leave,
/// rebalance, read a share's value or borrow again. What comes back is measured. The fee is the protocol's and enters no
/// vault's cash, so no number of loans moves the value of a share.
interface IFlashLoan {
    /// @notice A vault's cash was lent and came back.
    event FlashLoan(
        uint256 indexed vaultId,
        address indexed receiver,
        address indexed token,
        address initiator,
        uint256 amount,
        uint256 fee
    );
    /// @notice A vault began or ceased to lend.
    event FlashLendingSet(uint256 indexed vaultId, bool lends, address indexed by);
    /// @notice The functions of ERC-3156 serve a token from another vault; zero for none.
    event FlashVaultSet(address indexed token, uint256 oldVaultId, uint256 newVaultId);

    /// @notice No vault is named for the token.
    error Flash_UnsupportedToken(address token);
    /// @notice The vault does not lend.
    error Flash_NotLending(uint256 vaultId);
    /// @notice More is asked than the vault has idle.
    error Flash_ExceedsCash(address token, uint256 amount, uint256 cash);
    /// @notice Nothing is asked.
    error Flash_ZeroAmount();
    /// @notice The receiver did not answer as ERC-3156 demands.
    error Flash_Refused(address receiver, bytes32 answer);

    /// @notice Lends from the vault named for the token. ERC-3156.
    /// @dev Errors: `Flash_UnsupportedToken`, those of `flashLoanFrom`.
    function flashLoan(IERC3156FlashBorrower receiver, address token, uint256 amount, bytes calldata data)
        external
        returns (bool);

    /// @notice What `flashLoan` would lend now; zero if the token is not lent or lending is paused. ERC-3156.
    function maxFlashLoan(address token) external view returns (uint256);

    /// @notice The fee of a loan whose receiver is the caller, rounded up. ERC-3156.
    /// @dev For another receiver, which may have a rate of its own, see `flashFeeFrom`. Error: `Flash_UnsupportedToken`.
    function flashFee(address token, uint256 amount) external view returns (uint256);

    /// @notice Lends a vault's idle cash for the length of `onFlashLoan`, then takes it and the fee back by allowance.
    /// @dev Errors: `Flash_NotLending`, `Flash_ExceedsCash`, `Flash_ZeroAmount`, `Flash_Refused`, `Vault_NotItsToken`,
    /// `Vault_Unknown`, `Access_Paused`, `Vault_Paused`, `Lock_Reentered`, `Vault_BalanceShortfall` if the token brought
    /// less than it was told, the receiver's and the token's own.
    /// @param receiver Borrows and pays; the fee is by its own rate, if it has one.
    /// @param data Passed on.
    /// @return True.
    function flashLoanFrom(
        uint256 vaultId,
        IERC3156FlashBorrower receiver,
        address token,
        uint256 amount,
        bytes calldata data
    ) external returns (bool);

    /// @notice What `flashLoanFrom` would lend now; zero if the vault does not lend the token or lending is paused.
    function maxFlashLoanFrom(uint256 vaultId, address token) external view returns (uint256);

    /// @notice The fee of a loan, rounded up.
    /// @dev Errors: `Flash_NotLending`, `Vault_NotItsToken`, `Vault_Unknown`.
    function flashFeeFrom(uint256 vaultId, address token, uint256 amount, address receiver)
        external
        view
        returns (uint256);

    /// @notice Lets a vault lend, or stops it. Letting: ADMIN; stopping: MANAGER or GUARDIAN.
    function setFlashLending(uint256 vaultId, bool lends) external;

    /// @notice Names the vault that the functions of ERC-3156 lend a token from; zero for none. MANAGER.
    /// @dev Errors: `Vault_NotItsToken`, `Vault_Unknown`, `Access_MissingRole`.
    function setFlashVault(address token, uint256 vaultId) external;

    /// @notice The vault named for a token; zero for none.
    function flashVault(address token) external view returns (uint256);
}
