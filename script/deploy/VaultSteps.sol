// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {IManagement} from "../../src/interfaces/IManagement.sol";
import {IOracle} from "../../src/interfaces/IOracle.sol";
import {TRANSFER_PROBE} from "../../src/vault/VaultConstants.sol";
import {Config} from "./Config.sol";
import {VenueSteps} from "./VenueSteps.sol";

/// @title VaultSteps
/// @notice Creates the vaults of the address book. Safe to repeat.
/// @dev The caller is ADMIN and MANAGER, and holds 10,000 raw units of each vault's tokens for the transfer probe.
library VaultSteps {
    using Config for string;

    /// @notice Creates the vaults, binds their pools and sets the pools' scores.
    function vaults(ICantilever diamond, string memory json) internal {
        string[] memory names = json.keys(".vaults");
        for (uint256 i; i < names.length; ++i) {
            string memory path = string.concat(".vaults.", names[i]);
            address token0 = json.token(json.text(string.concat(path, ".token0")));
            address token1 = json.token(json.text(string.concat(path, ".token1")));
            uint256 vaultId = _find(diamond, token0, token1);
            if (vaultId == 0) vaultId = _create(diamond, json, path, token0, token1);
            for (uint256 j; json.has(Config.at(string.concat(path, ".pools"), j)); ++j) {
                _pool(diamond, json, Config.at(string.concat(path, ".pools"), j), vaultId);
            }
        }
    }

    function _find(ICantilever diamond, address token0, address token1) private view returns (uint256) {
        for (uint256 id = diamond.vaultCount(); id != 0; --id) {
            if (diamond.vaultInfo(id).token0 == token0 && diamond.vaultInfo(id).token1 == token1) return id;
        }
        return 0;
    }

    function _create(ICantilever diamond, string memory json, string memory path, address token0, address token1)
        private
        returns (uint256)
    {
        (IOracle.FeedConfig memory pair, IOracle.FeedStatus memory status) =
            diamond.feed(diamond.pairId(token0, token1));
        if (pair.kind == IOracle.SourceKind.NONE && !status.isPair) {
            bytes32 feed0 = Config.feedId(json.text(string.concat(path, ".feed0")));
            bytes32 feed1 = Config.feedId(json.text(string.concat(path, ".feed1")));
            diamond.setPairCross(token0, token1, feed0, feed1);
        }
        SafeTransferLib.safeApprove(token0, address(diamond), TRANSFER_PROBE);
        SafeTransferLib.safeApprove(token1, address(diamond), TRANSFER_PROBE);
        return diamond.createVault(token0, token1, Config.feedId(json.text(string.concat(path, ".usdFeed"))));
    }

    function _pool(ICantilever diamond, string memory json, string memory path, uint256 vaultId) private {
        string memory pool = json.text(string.concat(path, ".pool"));
        bytes32 poolId = VenueSteps.poolId(diamond, json, pool, vaultId);
        // Narrowing: each is checked by registerPool against limits far below its type's; a wrapped value that passed
        // would still be one that a reviewer of the address book can read in the event.
        if (diamond.poolVault(poolId) == 0) {
            diamond.registerPool(
                vaultId,
                IManagement.PoolConfig({
                    poolId: poolId,
                    family: VenueSteps.familyOfPool(json, pool),
                    class: uint8(json.number(string.concat(path, ".class"))),
                    bandBp: uint16(json.number(string.concat(path, ".bandBp"))),
                    twapWindow: uint16(json.number(string.concat(path, ".twapWindowSeconds"))),
                    minWidthTicks: uint24(json.number(string.concat(path, ".minWidthTicks"))),
                    maxOffsetTicks: uint24(json.number(string.concat(path, ".maxOffsetTicks")))
                })
            );
        }
        uint16 cScore = uint16(json.number(string.concat(path, ".cScore")));
        if (diamond.poolScore(poolId).targetCScore != cScore) diamond.setPoolCScore(poolId, cScore);
    }
}
