// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {DEAD, DEAD_SHARES, MIN_FIRST_SHARES, SHARE_UNIT} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {ShareLedger} from "./ShareLedger.sol";
import {Valuation} from "./Valuation.sol";

/// @title Deposits
/// @notice Proportional entry: a fraction q of the shares costs q * A(s), rounded up; it goes to cash.
library Deposits {
    /// @notice What a deposit of at most these amounts buys now.
    /// @dev The first deposit takes both amounts whole and mints one share (1e18) per token1 of value at the anchor,
    /// rounded down, of which DEAD_SHARES are nobody's. Later ones take the vault's own proportion.
    /// @param amount0Max Raw token0 offered.
    /// @param amount1Max Raw token1 offered.
    /// @return shares Minted to the receiver, rounded down.
    /// @return amount0 Raw token0 to pay, rounded up.
    /// @return amount1 Raw token1 to pay, rounded up.
    function quote(Vault storage v, uint256 amount0Max, uint256 amount1Max)
        internal
        view
        returns (uint256 shares, uint256 amount0, uint256 amount1)
    {
        Snapshot memory snap = Valuation.load(v);
        uint160 anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        if (snap.supply == 0) return (_firstShares(v, anchor, amount0Max, amount1Max), amount0Max, amount1Max);
        Valuation.priceCalm(v, snap, anchor);
        uint256 have0 = snap.cash0 + snap.range0;
        uint256 have1 = snap.cash1 + snap.range1;
        shares = type(uint256).max;
        if (have0 != 0) shares = FixedPointMathLib.fullMulDiv(amount0Max, snap.supply, have0);
        if (have1 != 0) {
            shares = FixedPointMathLib.min(shares, FixedPointMathLib.fullMulDiv(amount1Max, snap.supply, have1));
        }
        // Both zero cannot be: each exit rounds down, so the dead shares always leave something behind. If a token
        // vanished all the same, there is no price for a share.
        if (shares == 0 || shares == type(uint256).max) revert IVaultErrors.Vault_ZeroShares();
        // At most the offered amounts, because shares were rounded down.
        amount0 = FixedPointMathLib.fullMulDivUp(shares, have0, snap.supply);
        amount1 = FixedPointMathLib.fullMulDivUp(shares, have1, snap.supply);
    }

    /// @notice Executes a deposit that `quote` priced: shares and cash first, then the payer's tokens.
    /// @dev The receiver's ERC-1155 hook is the door's business, after everything else.
    function execute(
        Vault storage v,
        uint256 vaultId,
        address payer,
        address receiver,
        uint256 shares,
        uint256 amount0,
        uint256 amount1
    ) internal {
        VaultStorage.Layout storage s = VaultStorage.layout();
        if (v.totalShares == 0) ShareLedger.mint(s, v, vaultId, DEAD, DEAD_SHARES);
        ShareLedger.mint(s, v, vaultId, receiver, shares);
        Cash.credit(v, amount0, amount1);
        Cash.pull(v.token0, payer, amount0);
        Cash.pull(v.token1, payer, amount1);
    }

    function _firstShares(Vault storage v, uint160 anchor, uint256 amount0, uint256 amount1)
        private
        view
        returns (uint256)
    {
        uint256 value1 = RangeMath.valueInToken1Down(amount0, amount1, anchor);
        uint256 shares = FixedPointMathLib.fullMulDiv(value1, SHARE_UNIT, 10 ** uint256(v.decimals1));
        if (shares < MIN_FIRST_SHARES) revert IVaultErrors.Vault_FirstDepositTooSmall(shares, MIN_FIRST_SHARES);
        return shares - DEAD_SHARES; // MIN_FIRST_SHARES > DEAD_SHARES
    }
}
