// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {IALMClaims} from "../../interfaces/IALMClaims.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Claim} from "../VaultTypes.sol";
import {Claims} from "../libraries/Claims.sol";
import {Doors} from "../libraries/Doors.sol";

/// @title ALMClaimsFacet
/// @notice The way out in kind past a venue that does not pay.
contract ALMClaimsFacet is IALMClaims, Guarded {
    /// @inheritdoc IALMClaims
    function withdrawInKind(
        uint256 vaultId,
        uint256 shares,
        uint256 amount0Min,
        uint256 amount1Min,
        address receiver,
        uint256 skipMask
    ) external guarded returns (uint256 amount0, uint256 amount1) {
        return Doors.withdrawInKind(
            Doors.order(vaultId, shares, amount0Min, amount1Min, msg.sender, receiver), skipMask
        );
    }

    /// @inheritdoc IALMClaims
    function settleClaim(uint256 claimId, address receiver)
        external
        guarded
        returns (uint256 amount0, uint256 amount1)
    {
        if (receiver == address(0)) revert IVaultErrors.Vault_ZeroReceiver();
        return Claims.settle(VaultStorage.state(), claimId, receiver);
    }

    /// @inheritdoc IALMClaims
    function claim(uint256 claimId) external view returns (ClaimView memory) {
        Claim memory c = VaultStorage.state().claims[claimId];
        return ClaimView(c.owner, c.vaultId, c.poolIndex, c.tickLower, c.tickUpper, c.liquidity, c.debtWad, c.exitBp);
    }
}
