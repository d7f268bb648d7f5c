// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {AdapterCalls} from "../../adapters/AdapterCalls.sol";
import {IALMClaims} from "../../interfaces/IALMClaims.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Claim, Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {Fees} from "./Fees.sol";
import {ProfitRelease} from "./ProfitRelease.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Claims
/// @notice Parts of positions set aside for those who left while a venue did not pay.
/// @dev A claim's liquidity stays in the position but leaves the vault's record, so no operation of the vault burns or
/// values it. Its fees come out with the position's and are the vault's.
library Claims {
    using AdapterCalls for address;
    using VaultConfig for uint256[];

    /// @notice Who leaves with how much of which vault, and to whom the claims go.
    struct Leaver {
        uint256 vaultId;
        uint256 shares;
        address owner;
        address receiver;
    }

    /// @notice Sets aside `shares / supply` of each range named in the mask, liquidity rounded down, for the leaver's
    /// receiver. The management fee's part and the exit fee are noted as they are now, and taken when it is settled.
    /// @dev shares < supply: the dead shares are nobody's to burn. So something of each range always remains.
    function setAside(Vault storage v, Snapshot memory snap, Leaver memory leaver, uint256 mask) internal {
        if (mask >> snap.legs.length != 0) revert IALMClaims.Claim_NoSuchRange(mask, snap.legs.length);
        uint256 exitBp = Fees.exitBp(v, snap.config.feeWord(), leaver.owner);
        for (uint256 i; i < snap.legs.length; ++i) {
            if (mask >> i & 1 == 0) continue;
            Leg memory leg = snap.legs[i];
            // At most the liquidity, which is below 2^128.
            uint128 part = uint128(FixedPointMathLib.fullMulDiv(leg.liquidity, leaver.shares, snap.supply));
            if (part == 0) continue;
            v.ranges[i].liquidity = leg.liquidity - part;
            _record(leaver, leg, part, snap.debtWad, exitBp);
        }
    }

    /// @notice Burns a claim's liquidity; fees of the position are booked, principal is paid less what the exit owed.
    function settle(VaultStorage.Layout storage s, uint256 claimId, address receiver)
        internal
        returns (uint256 amount0, uint256 amount1)
    {
        Claim memory c = s.claims[claimId];
        if (c.owner == address(0) || c.owner != msg.sender) {
            revert IALMClaims.Claim_NotOwner(claimId, c.owner, msg.sender);
        }
        delete s.claims[claimId];
        Vault storage v = s.vaults[c.vaultId];
        uint256[] memory config = VaultConfig.load(v);
        (address token0, address token1) = (config.token0(), config.token1());
        uint256 before0 = Cash.balance(token0);
        uint256 before1 = Cash.balance(token1);
        uint256 fees0;
        uint256 fees1;
        (amount0, amount1, fees0, fees1) =
            config.adapter(c.poolIndex).burn(config.pool(c.poolIndex).poolId(), c.tickLower, c.tickUpper, c.liquidity);
        Cash.requireBalance(token0, before0 + amount0 + fees0);
        Cash.requireBalance(token1, before1 + amount1 + fees1);
        uint256 performanceBp = Fees.unpack(config.feeWord()).performanceBp;
        ProfitRelease.book(v, fees0 - Fees.partDown(fees0, performanceBp), fees1 - Fees.partDown(fees1, performanceBp));
        Fees.book(v, Fees.partDown(fees0, performanceBp), Fees.partDown(fees1, performanceBp));
        (fees0, fees1) = (_owedOf(c, amount0), _owedOf(c, amount1));
        Fees.book(v, fees0, fees1);
        (amount0, amount1) = (amount0 - fees0, amount1 - fees1);
        emit IALMClaims.ClaimSettled(claimId, receiver, amount0, amount1);
        Cash.push(token0, receiver, amount0);
        Cash.push(token1, receiver, amount1);
    }

    /// @dev The management fee's part of a claim's principal, and the exit fee of the rest.
    function _owedOf(Claim memory c, uint256 amount) private pure returns (uint256 owed) {
        owed = Fees.debtDown(amount, c.debtWad);
        owed += Fees.partUp(amount - owed, c.exitBp);
    }

    function _record(Leaver memory leaver, Leg memory leg, uint128 part, uint256 debtWad, uint256 exitBp) private {
        VaultStorage.Layout storage s = VaultStorage.state();
        uint256 claimId = ++s.claimCount;
        s.claims[claimId] = Claim({
            owner: leaver.receiver,
            // Ids count vaults that were created one by one; a pool's index is below MAX_POOLS.
            vaultId: uint64(leaver.vaultId),
            poolIndex: uint8(leg.poolIndex),
            tickLower: leg.tickLower,
            tickUpper: leg.tickUpper,
            liquidity: part,
            // At most MAX_DEBT_WAD and MAX_EXIT_BP.
            debtWad: uint64(debtWad),
            exitBp: uint16(exitBp)
        });
        emit IALMClaims.ClaimRecorded(
            claimId, leaver.vaultId, leaver.receiver, leg.pool.poolId(), leg.tickLower, leg.tickUpper, part
        );
    }
}
