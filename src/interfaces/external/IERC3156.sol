// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IERC3156FlashBorrower
/// @notice ERC-3156: who receives a flash loan.
interface IERC3156FlashBorrower {
    /// @notice Called with the loan. Returns keccak256("ERC3156FlashBorrower.onFlashLoan"), having approved amount and fee.
    function onFlashLoan(address initiator, address token, uint256 amount, uint256 fee, bytes calldata data)
        external
        returns (bytes32);
}

/// @title IERC3156FlashLender
/// @notice ERC-3156: who gives one.
interface IERC3156FlashLender {
    /// @notice The most that can be borrowed of `token`; zero if it is not lent.
    function maxFlashLoan(address token) external view returns (uint256);

    /// @notice The fee of a loan; reverts for a token that is not lent.
    function flashFee(address token, uint256 amount) external view returns (uint256);

    /// @notice Lends `amount` of `token` to `receiver` for the length of its callback.
    function flashLoan(IERC3156FlashBorrower receiver, address token, uint256 amount, bytes calldata data)
        external
        returns (bool);
}
