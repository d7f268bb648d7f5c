// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITokenFactory} from "../interfaces/ITokenFactory.sol";
import {Governed} from "./Governed.sol";
import {M1Token} from "./M1Token.sol";

/// @title TokenFactory
/// @notice See ITokenFactory.
/// @dev No lock: the only call out is the constructor of M1Token, which calls back `parameters` and nothing else.
contract TokenFactory is ITokenFactory, Governed {
    uint8 private constant MAX_DECIMALS = 24;
    /// @dev A longer string would take a storage slot more, and no such label is a token's.
    uint256 private constant MAX_LABEL_BYTES = 31;

    struct Parameters {
        string name;
        string symbol;
        uint8 decimals;
    }

    /// @inheritdoc ITokenFactory
    mapping(string symbol => address token) public override tokenOf;

    Parameters private _parameters;

    constructor(address owner_, address guardian_) Governed(owner_, guardian_) {}

    /// @inheritdoc ITokenFactory
    function createToken(string calldata tokenName, string calldata symbol, uint8 decimals)
        external
        override
        onlyOwner
        returns (address token)
    {
        _requireLabel(tokenName);
        _requireLabel(symbol);
        if (decimals > MAX_DECIMALS) revert Token_TooManyDecimals(decimals, MAX_DECIMALS);
        if (tokenOf[symbol] != address(0)) revert Token_SymbolTaken(symbol, tokenOf[symbol]);

        _parameters = Parameters(tokenName, symbol, decimals);
        token = address(new M1Token{salt: keccak256(bytes(symbol))}());
        delete _parameters;

        tokenOf[symbol] = token;
        emit TokenCreated(token, tokenName, symbol, decimals);
    }

    /// @inheritdoc ITokenFactory
    function predict(string calldata symbol) external view override returns (address token) {
        bytes32 creationHash = keccak256(type(M1Token).creationCode);
        // CREATE2's address (EIP-1014): the low 160 bits of keccak256(0xff, factory, salt, hash of the creation code).
        bytes32 digest = keccak256(abi.encodePacked(hex"ff", address(this), keccak256(bytes(symbol)), creationHash));
        return address(uint160(uint256(digest)));
    }

    /// @inheritdoc ITokenFactory
    function parameters() external view override returns (string memory, string memory, uint8) {
        return (_parameters.name, _parameters.symbol, _parameters.decimals);
    }

    function _requireLabel(string calldata label) private pure {
        if (bytes(label).length == 0 || bytes(label).length > MAX_LABEL_BYTES) revert Token_BadLabel(label);
    }
}
