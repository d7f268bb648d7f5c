// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {Base64} from "solady/utils/Base64.sol";
import {LibString} from "solady/utils/LibString.sol";
import {MetadataReaderLib} from "solady/utils/MetadataReaderLib.sol";
import {IVaultToken} from "../../interfaces/IVaultToken.sol";
import {PauseGroups} from "../../types/PauseGroups.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {ShareLedger} from "../libraries/ShareLedger.sol";
import {VaultChecks} from "../libraries/VaultChecks.sol";
import {VaultConfig} from "../libraries/VaultConfig.sol";

/// @title VaultTokenFacet
/// @notice Vault shares to the ERC-1155 standard.
contract VaultTokenFacet is IVaultToken, Guarded {
    using LibString for uint256;
    using LibString for string;
    using VaultConfig for uint256[];

    /// @inheritdoc IVaultToken
    function balanceOf(address account, uint256 id) external view returns (uint256) {
        return VaultStorage.state().balances[id][account];
    }

    /// @inheritdoc IVaultToken
    function balanceOfBatch(address[] calldata accounts, uint256[] calldata ids)
        external
        view
        returns (uint256[] memory balances)
    {
        if (accounts.length != ids.length) revert Token_LengthMismatch(accounts.length, ids.length);
        balances = new uint256[](accounts.length);
        for (uint256 i; i < accounts.length; ++i) {
            balances[i] = VaultStorage.state().balances[ids[i]][accounts[i]];
        }
    }

    /// @inheritdoc IVaultToken
    function totalSupply(uint256 id) external view returns (uint256) {
        return VaultStorage.state().vaults[id].totalShares;
    }

    /// @inheritdoc IVaultToken
    /// @dev Not guarded: it moves nothing and calls nobody.
    function setApprovalForAll(address operator, bool approved) external {
        VaultStorage.state().operators[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    /// @inheritdoc IVaultToken
    function isApprovedForAll(address account, address operator) external view returns (bool) {
        return VaultStorage.state().operators[account][operator];
    }

    /// @inheritdoc IVaultToken
    function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes calldata data)
        external
        guarded
    {
        VaultStorage.Layout storage s = VaultStorage.state();
        ShareLedger.requireOperator(s, from, msg.sender);
        if (to == address(0)) revert Token_ZeroReceiver();
        VaultChecks.requireRunning(VaultStorage.vault(id), id, PauseGroups.TRANSFER);
        ShareLedger.move(s, id, from, to, value);
        emit TransferSingle(msg.sender, from, to, id, value);
        ShareLedger.checkReceived(from, to, id, value, data);
    }

    /// @inheritdoc IVaultToken
    function safeBatchTransferFrom(
        address from,
        address to,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external guarded {
        if (ids.length != values.length) {
            revert Token_LengthMismatch(ids.length, values.length);
        }
        VaultStorage.Layout storage s = VaultStorage.state();
        ShareLedger.requireOperator(s, from, msg.sender);
        if (to == address(0)) revert Token_ZeroReceiver();
        for (uint256 i; i < ids.length; ++i) {
            VaultChecks.requireRunning(VaultStorage.vault(ids[i]), ids[i], PauseGroups.TRANSFER);
            ShareLedger.move(s, ids[i], from, to, values[i]);
        }
        emit TransferBatch(msg.sender, from, to, ids, values);
        ShareLedger.checkBatchReceived(from, to, ids, values, data);
    }

    /// @inheritdoc IVaultToken
    function uri(uint256 id) external view returns (string memory) {
        uint256[] memory config = VaultConfig.load(VaultStorage.vault(id));
        string memory pair = string.concat(_symbol(config.token0()), "/", _symbol(config.token1()));
        string memory json = string.concat(
            '{"name":"Cantilever ',
            pair,
            " vault #",
            id.toString(),
            '","description":"Share of a liquidity vault of ',
            pair,
            " on chain ",
            block.chainid.toString(),
            '","decimals":18}'
        );
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }

    /// @dev Token symbols are foreign text: cut to 32 bytes and escaped for JSON.
    function _symbol(address token) private view returns (string memory) {
        return MetadataReaderLib.readSymbol(token, 32).escapeJSON();
    }
}
