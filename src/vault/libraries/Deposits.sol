// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {DEAD, DEAD_SHARES, MIN_FIRST_SHARES, SHARE_UNIT} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {EntryLimits} from "./EntryLimits.sol";
import {Fees} from "./Fees.sol";
import {ShareLedger} from "./ShareLedger.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Deposits
/// @notice Proportional entry: a fraction q of the shares costs q * A(s), rounded up; it goes to cash.
library Deposits {
    using VaultConfig for uint256[];

    /// @notice A deposit, priced.
    /// @param shares For the receiver, rounded down.
    /// @param amount0 Raw token0 to pay, rounded up, entry fee included.
    /// @param amount1 Raw token1 to pay.
    /// @param fee0 The entry fee in it, rounded up.
    /// @param fee1 The same of token1.
    struct Quote {
        address token0;
        address token1;
        bool isFirst;
        bool isClosed;
        uint256 shares;
        uint256 amount0;
        uint256 amount1;
        uint256 fee0;
        uint256 fee1;
    }

    /// @notice What a deposit of at most these amounts buys now.
    /// @dev The first deposit takes both amounts whole and mints one share (1e18) per token1 of value at the anchor,
    /// rounded down, of which DEAD_SHARES are nobody's. Later ones take the vault's own proportion.
    /// The entry fee is a part of what is paid; shares are priced on the rest.
    /// @param amount0Max Raw token0 offered.
    /// @param amount1Max Raw token1 offered.
    /// @param payer Whose entry fee it is.
    function quote(Vault storage v, uint256 amount0Max, uint256 amount1Max, address payer)
        internal
        view
        returns (Quote memory q)
    {
        Snapshot memory snap;
        Valuation.loadInto(v, snap);
        uint256 feeBp = Fees.entryBp(v, snap.config.feeWord(), payer);
        _quoteNet(q, snap, amount0Max - Fees.partUp(amount0Max, feeBp), amount1Max - Fees.partUp(amount1Max, feeBp));
        if (feeBp == 0) return q;
        // What is left of the first deposit is less than was offered by the fee alone, of later ones by proportion too.
        (uint256 net0, uint256 net1) = (q.amount0, q.amount1);
        (q.amount0, q.amount1) =
            q.isFirst ? (amount0Max, amount1Max) : (Fees.grossUp(net0, feeBp), Fees.grossUp(net1, feeBp));
        (q.fee0, q.fee1) = (q.amount0 - net0, q.amount1 - net1);
    }

    /// @dev A deposit without its fee: `amount*` are what the vault gets.
    function _quoteNet(Quote memory q, Snapshot memory snap, uint256 amount0Max, uint256 amount1Max) private view {
        (q.token0, q.token1) = (snap.token0, snap.token1);
        q.isClosed = snap.config.isClosed();
        uint160 anchor = Valuation.sqrtAnchorX96(q.token0, q.token1);
        if (snap.supply == 0) {
            q.isFirst = true;
            q.shares = _firstShares(snap.config.decimals1(), anchor, amount0Max, amount1Max);
            (q.amount0, q.amount1) = (amount0Max, amount1Max);
            EntryLimits.requireBelowCap(snap, anchor, q.amount0, q.amount1);
            return;
        }
        Valuation.priceCalmUp(snap, anchor);
        uint256 have0 = snap.cash0 + snap.range0;
        uint256 have1 = snap.cash1 + snap.range1;
        uint256 shares = type(uint256).max;
        if (have0 != 0) shares = FixedPointMathLib.fullMulDiv(amount0Max, snap.supply, have0);
        if (have1 != 0) {
            shares = FixedPointMathLib.min(shares, FixedPointMathLib.fullMulDiv(amount1Max, snap.supply, have1));
        }
        // Both zero cannot be: each exit rounds down, so the dead shares always leave something behind. If a token
        // vanished all the same, there is no price for a share.
        if (shares == 0 || shares == type(uint256).max) revert IVaultErrors.Vault_ZeroShares();
        q.shares = shares;
        // At most the offered amounts, because shares were rounded down.
        q.amount0 = FixedPointMathLib.fullMulDivUp(shares, have0, snap.supply);
        q.amount1 = FixedPointMathLib.fullMulDivUp(shares, have1, snap.supply);
        EntryLimits.requireBelowCap(snap, anchor, q.amount0, q.amount1);
    }

    /// @notice Records a deposit that `quote` priced. The payer's tokens come next, the receiver's ERC-1155 hook last:
    /// both are the door's business.
    function record(Vault storage v, uint256 vaultId, address receiver, Quote memory q) internal {
        VaultStorage.Layout storage s = VaultStorage.state();
        if (q.isFirst) ShareLedger.mint(s, v, vaultId, DEAD, DEAD_SHARES);
        ShareLedger.mint(s, v, vaultId, receiver, q.shares);
        Cash.credit(v, q.amount0 - q.fee0, q.amount1 - q.fee1);
        Fees.book(v, q.fee0, q.fee1);
    }

    function _firstShares(uint256 decimals1, uint160 anchor, uint256 amount0, uint256 amount1)
        private
        pure
        returns (uint256)
    {
        uint256 value1 = RangeMath.valueInToken1Down(amount0, amount1, anchor);
        uint256 shares = FixedPointMathLib.fullMulDiv(value1, SHARE_UNIT, 10 ** decimals1);
        if (shares < MIN_FIRST_SHARES) revert IVaultErrors.Vault_FirstDepositTooSmall(shares, MIN_FIRST_SHARES);
        return shares - DEAD_SHARES; // MIN_FIRST_SHARES > DEAD_SHARES
    }
}
