// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {ImbalanceFee} from "../../risk/ImbalanceFee.sol";
import {PoolWord} from "../PoolWord.sol";
import {BP} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {EntryLimits} from "./EntryLimits.sol";
import {Exits} from "./Exits.sol";
import {Fees} from "./Fees.sol";
import {ShareLedger} from "./ShareLedger.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title SingleSided
/// @notice Prices and executes deposits and exits in one token.
/// @dev Let P be the anchor and the spot of each pool in use, or of each open one while none is in use, q the fraction of
/// the shares.
///   Deposit:  shares = supply · min over p in P of  v(net, p) / V(A(s), p), rounded down.
///   Exit:     gross  = min over p in P of  q · V(A(p), p) / price(p), rounded down.
/// V(A(p), p) is the least a position can be worth at p, V(A(s), p) what burning all now would leave, so neither side can
/// be bought cheap at one price and sold dear at another. The fee is computed at the anchor, on amounts there.
library SingleSided {
    using VaultConfig for uint256[];

    uint256 private constant Q96 = 1 << 96;

    /// @notice A deposit or an exit, priced. Raw units of the token.
    struct Quote {
        address token;
        bool isToken0;
        bool isClosed;
        uint256 shares;
        /// What the token side amounts to before the imbalance fee, and that fee, which stays in the vault.
        uint256 gross;
        uint256 fee;
        /// The protocol's entry or exit fee: on top of a deposit's gross, out of what an exit leaves after `fee`.
        uint256 protocolFee;
    }

    /// @dev The vault at the anchor, from the moved token's point of view.
    struct Sides {
        /// Raw units of the moved token, cash and ranges.
        uint256 moved;
        /// Values, raw token1.
        uint256 movedValue;
        uint256 stillValue;
        /// The moved token's part of the ranges by value, bp.
        uint256 targetBp;
    }

    /// @notice What a deposit of `amount`, entry fee included, mints.
    /// @param payer Whose entry fee it is.
    function quoteDeposit(Vault storage v, uint256 vaultId, address token, uint256 amount, address payer)
        internal
        view
        returns (Quote memory q)
    {
        Snapshot memory snap = Valuation.load(v);
        q.token = token;
        q.isToken0 = _isToken0(snap, vaultId, token);
        q.isClosed = snap.config.isClosed();
        if (snap.supply == 0) revert IALMSingle.Vault_Empty(vaultId);
        q.protocolFee = Fees.partUp(amount, Fees.entryBp(v, snap.config.feeWord(), payer));
        amount -= q.protocolFee;
        uint160 anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        EntryLimits.requireBelowCap(snap, anchor, q.isToken0 ? amount : 0, q.isToken0 ? 0 : amount);
        Valuation.priceCalmUp(snap, anchor);
        _askOpenPools(snap, anchor);
        Sides memory sides = _sides(snap, anchor, q.isToken0);
        uint256 value = _valueDown(amount, q.isToken0, anchor);
        q.gross = amount;
        q.fee = _feeUp(
            amount,
            value,
            ImbalanceFee.depositFee(_curve(snap), sides.targetBp, sides.movedValue, sides.stillValue, value)
        );
        q.shares = _sharesFor(snap, amount - q.fee, q.isToken0, anchor);
        for (uint256 i; i < snap.spotsX96.length; ++i) {
            uint160 spot = snap.spotsX96[i];
            // Zero: a pool that was not asked.
            if (spot != 0) {
                q.shares = FixedPointMathLib.min(q.shares, _sharesFor(snap, amount - q.fee, q.isToken0, spot));
            }
        }
        if (q.shares == 0) revert IVaultErrors.Vault_ZeroShares();
    }

    /// @notice Records a deposit that `quoteDeposit` priced. The payer's tokens come next, the receiver's hook last.
    function record(Vault storage v, uint256 vaultId, address receiver, Quote memory q) internal {
        ShareLedger.mint(VaultStorage.state(), v, vaultId, receiver, q.shares);
        Cash.credit(v, q.isToken0 ? q.gross : 0, q.isToken0 ? 0 : q.gross);
        Fees.book(v, q.isToken0 ? q.protocolFee : 0, q.isToken0 ? 0 : q.protocolFee);
    }

    /// @notice What an exit pays its receiver.
    function paid(Quote memory q) internal pure returns (uint256) {
        return q.gross - q.fee - q.protocolFee;
    }

    /// @notice What `shares` pay in one token.
    /// @param owner Whose exit fee it is.
    /// @return snap The vault as it was priced.
    function quoteExit(Vault storage v, uint256 vaultId, address token, uint256 shares, address owner)
        internal
        view
        returns (Snapshot memory snap, Quote memory q)
    {
        snap = Valuation.load(v);
        q.token = token;
        q.isToken0 = _isToken0(snap, vaultId, token);
        if (shares == 0) revert IVaultErrors.Vault_ZeroShares();
        if (shares > snap.supply) revert IVaultErrors.Vault_SharesExceedSupply(shares, snap.supply);
        if (Exits.isLast(snap, shares)) revert IALMSingle.Vault_LastHolder(vaultId);
        uint160 anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        Valuation.priceCalmDown(snap, anchor);
        _askOpenPools(snap, anchor);
        q.shares = shares;
        q.gross = _grossFor(snap, shares, q.isToken0, anchor);
        for (uint256 i; i < snap.spotsX96.length; ++i) {
            uint160 spot = snap.spotsX96[i];
            if (spot != 0) q.gross = FixedPointMathLib.min(q.gross, _grossFor(snap, shares, q.isToken0, spot));
        }
        Sides memory sides = _sides(snap, anchor, q.isToken0);
        uint256 available =
            FixedPointMathLib.min(sides.moved, q.isToken0 ? snap.cash0 + snap.range0 : snap.cash1 + snap.range1);
        if (q.gross > available) revert IALMSingle.Vault_ExceedsHoldings(token, q.gross, available);
        // gross <= moved, so its value is at most movedValue.
        uint256 value = _valueDown(q.gross, q.isToken0, anchor);
        q.fee = _feeUp(
            q.gross,
            value,
            ImbalanceFee.withdrawalFee(_curve(snap), sides.targetBp, sides.movedValue, sides.stillValue, value)
        );
        q.protocolFee = Fees.partUp(q.gross - q.fee, Fees.exitBp(v, snap.config.feeWord(), owner));
        if (paid(q) == 0) revert IVaultErrors.Vault_ZeroShares();
    }

    /// @notice Executes an exit that `quoteExit` priced: from cash, else by burning the same fraction of every range.
    function withdraw(
        Vault storage v,
        Snapshot memory snap,
        uint256 vaultId,
        address owner,
        address receiver,
        Quote memory q
    ) internal {
        uint256 amount = q.gross - q.fee;
        (uint256 amount0, uint256 amount1) = q.isToken0 ? (amount, uint256(0)) : (uint256(0), amount);
        ShareLedger.burn(VaultStorage.state(), v, vaultId, owner, q.shares);
        Exits.unwindFor(v, snap, vaultId, amount0, amount1);
        Cash.debit(v, amount0, amount1);
        Fees.book(v, q.isToken0 ? q.protocolFee : 0, q.isToken0 ? 0 : q.protocolFee);
        Cash.push(q.token, receiver, paid(q));
    }

    /// @dev A vault of cash alone would sell either token at the anchor, without slippage, to whoever sees the market move
    /// before the feed does. The pools it is to go to have seen it too.
    function _askOpenPools(Snapshot memory snap, uint160 anchor) private view {
        if (snap.legs.length != 0) return;
        for (uint256 i; i < snap.spotsX96.length; ++i) {
            PoolWord pool = snap.config.pool(i);
            if (pool.isEnabled()) Valuation.calmSpotOf(snap, i, pool, snap.config.adapter(i), anchor);
        }
    }

    function _isToken0(Snapshot memory snap, uint256 vaultId, address token) private pure returns (bool) {
        if (token == snap.token0) return true;
        if (token != snap.token1) revert IALMSingle.Vault_NotItsToken(vaultId, token);
        return false;
    }

    function _curve(Snapshot memory snap) private pure returns (ImbalanceFee.Curve memory) {
        IALMSingle.ImbalanceCurve memory curve = snap.config.imbalanceCurve();
        return ImbalanceFee.Curve(curve.minBp, curve.maxBp, curve.amplificationBp);
    }

    /// @dev What the vault consists of at the anchor. With no ranges the target is one half.
    function _sides(Snapshot memory snap, uint160 anchor, bool isToken0) private pure returns (Sides memory sides) {
        (uint256 range0, uint256 range1) = Valuation.principalAtDown(snap, anchor);
        uint256 value0 = _valueDown(range0, true, anchor);
        uint256 ranges = value0 + range1;
        sides.targetBp = ranges == 0 ? BP / 2 : (isToken0 ? value0 : range1) * BP / ranges;
        uint256 all0 = _valueDown(snap.cash0 + range0, true, anchor);
        uint256 all1 = snap.cash1 + range1;
        (sides.moved, sides.movedValue, sides.stillValue) =
            isToken0 ? (snap.cash0 + range0, all0, all1) : (all1, all1, all0);
    }

    /// @dev Raw token1 at a price.
    function _valueDown(uint256 amount, bool isToken0, uint160 sqrtPriceX96) private pure returns (uint256) {
        return isToken0 ? RangeMath.valueInToken1Down(amount, 0, sqrtPriceX96) : amount;
    }

    /// @dev A fee on a value as raw units of the amount that has it; all of an amount too small to have any.
    function _feeUp(uint256 amount, uint256 value, uint256 feeValue) private pure returns (uint256) {
        return value == 0 ? amount : FixedPointMathLib.fullMulDivUp(amount, feeValue, value);
    }

    function _sharesFor(Snapshot memory snap, uint256 net, bool isToken0, uint160 price)
        private
        pure
        returns (uint256)
    {
        return FixedPointMathLib.fullMulDiv(
            _valueDown(net, isToken0, price), snap.supply, Valuation.valueOfHoldingsUp(snap, price)
        );
    }

    function _grossFor(Snapshot memory snap, uint256 shares, bool isToken0, uint160 price)
        private
        pure
        returns (uint256)
    {
        uint256 value = FixedPointMathLib.fullMulDiv(Valuation.valueAtAnchorDown(snap, price), shares, snap.supply);
        if (!isToken0) return value;
        return FixedPointMathLib.fullMulDiv(FixedPointMathLib.fullMulDiv(value, Q96, price), Q96, price);
    }
}
