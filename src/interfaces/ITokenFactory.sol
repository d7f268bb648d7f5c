// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IGoverned} from "./IGoverned.sol";

/// @title ITokenFactory
/// @notice Creates the M1 tokens (cUSDT, cUSDC, cEURT, XAU) and governs them all: their owner and guardian are its own.
/// @dev A token's address depends on the factory's address and the symbol alone, so a factory at one address on several
/// chains gives each symbol one address on all of them. Source: DESIGN section 6.
interface ITokenFactory is IGoverned {
    /// @notice The symbol already has its token.
    error Token_SymbolTaken(string symbol, address token);
    /// @notice Name or symbol is empty or longer than 31 bytes.
    error Token_BadLabel(string label);
    /// @notice More decimals than anything here is computed with.
    error Token_TooManyDecimals(uint8 decimals, uint8 max);

    event TokenCreated(address indexed token, string name, string symbol, uint8 decimals);

    /// @notice Creates the token of `symbol`. It has no minter yet.
    /// @param tokenName 1 to 31 bytes.
    /// @param symbol 1 to 31 bytes, unique in this factory.
    /// @param decimals At most 24.
    /// @return token Its address, `predict(symbol)`.
    /// @dev Owner only. Reverts `Governed_NotOwner`, `Token_SymbolTaken`, `Token_BadLabel`, `Token_TooManyDecimals`.
    function createToken(string calldata tokenName, string calldata symbol, uint8 decimals)
        external
        returns (address token);

    /// @notice The token of `symbol`, zero when there is none.
    function tokenOf(string calldata symbol) external view returns (address token);

    /// @notice Where the token of `symbol` is, or would be created.
    function predict(string calldata symbol) external view returns (address token);

    /// @notice What the token now being constructed reads; empty at any other time.
    /// @dev Passing them this way keeps them out of the creation code, hence out of the address.
    function parameters() external view returns (string memory tokenName, string memory symbol, uint8 decimals);
}
