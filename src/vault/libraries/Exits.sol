// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IDexAdapter} from "../../interfaces/IDexAdapter.sol";
import {IMarketExits} from "../../interfaces/IMarketExits.sol";
import {IMarkets} from "../../interfaces/IMarkets.sol";
import {ITreasury} from "../../interfaces/ITreasury.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {RangeMath} from "../../libraries/RangeMath.sol";
import {DEAD_SHARES} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Leg, Snapshot, Vault} from "../VaultTypes.sol";
import {Cash} from "./Cash.sol";
import {Claims} from "./Claims.sol";
import {Fees} from "./Fees.sol";
import {Positions} from "./Positions.sol";
import {ProfitRelease} from "./ProfitRelease.sol";
import {ShareLedger} from "./ShareLedger.sol";
import {Valuation} from "./Valuation.sol";
import {VaultConfig} from "./VaultConfig.sol";

/// @title Exits
/// @notice The two ways out: priced (from cash first, both tokens, at the worse of spot and anchor) and in kind (the
/// exact slice of cash and of every range, no price at all).
/// @dev Cash in a money market is recalled as it is needed; what a market does not pay, a priced exit takes from the
/// ranges, and an exit in kind hands over as receipts (see MarketExits).
/// The last live holder, whose exit leaves only dead shares, takes unreleased profit and crystallised fees too:
/// there is nobody else they could belong to. For the same reason no price discount applies to it.
library Exits {
    using VaultConfig for uint256[];

    /// @notice An exit as its caller wants it.
    struct Order {
        uint256 vaultId;
        uint256 shares;
        uint256 amount0Min;
        uint256 amount1Min;
        address owner;
        address receiver;
    }

    /// @notice What a priced exit pays: lambda * q * A(s), lambda = min(1, V(A(a), a) / V(A(s), a)), rounded down.
    /// @return snap The vault as it was priced.
    /// @return owed0 Raw token0.
    /// @return owed1 Raw token1.
    function quote(Vault storage v, uint256 shares)
        internal
        view
        returns (Snapshot memory snap, uint256 owed0, uint256 owed1)
    {
        Valuation.loadInto(v, snap);
        _requireShares(snap, shares);
        uint160 anchor = Valuation.sqrtAnchorX96(snap.token0, snap.token1);
        Valuation.priceCalmDown(snap, anchor);
        owed0 = FixedPointMathLib.fullMulDiv(snap.cash0 + snap.range0, shares, snap.supply);
        owed1 = FixedPointMathLib.fullMulDiv(snap.cash1 + snap.range1, shares, snap.supply);
        if (isLast(snap, shares)) {
            owed0 += snap.locked0;
            owed1 += snap.locked1;
        } else if (snap.legs.length != 0) {
            uint256 fair = Valuation.valueAtAnchorDown(snap, anchor);
            uint256 holdings = Valuation.valueOfHoldingsUp(snap, anchor);
            if (fair < holdings) {
                owed0 = FixedPointMathLib.fullMulDiv(owed0, fair, holdings);
                owed1 = FixedPointMathLib.fullMulDiv(owed1, fair, holdings);
            }
        }
    }

    /// @notice Pays a priced exit: from cash, else by burning the same fraction of every range.
    /// @return amount0 Raw token0 paid, less the exit fee.
    /// @return amount1 Raw token1 paid.
    function withdraw(Vault storage v, Order memory order) internal returns (uint256 amount0, uint256 amount1) {
        (Snapshot memory snap, uint256 owed0, uint256 owed1) = quote(v, order.shares);
        ShareLedger.burn(VaultStorage.state(), v, order.vaultId, order.owner, order.shares);
        if (isLast(snap, order.shares)) {
            Positions.Proceeds memory all = Positions.burnAll(v, snap);
            Positions.forget(v, 0, snap.legs.length);
            Cash.credit(v, all.principal0 + all.fees0, all.principal1 + all.fees1);
            ProfitRelease.clear(v);
            _recallFor(v, snap, order.vaultId, owed0, owed1);
            owed0 += all.fees0;
            owed1 += all.fees1;
        } else {
            unwindFor(v, snap, order.vaultId, owed0, owed1);
        }
        return _pay(v, snap, order, owed0, owed1);
    }

    /// @notice Turns as much into idle cash as paying these amounts takes: first from the money markets, then, of every
    /// range the same part; nothing if idle cash suffices. Reverts `Market_Unpayable` if both together do not.
    /// @param snap The vault, its ranges priced at spot.
    function unwindFor(Vault storage v, Snapshot memory snap, uint256 vaultId, uint256 amount0, uint256 amount1)
        internal
    {
        uint256 need0 = FixedPointMathLib.zeroFloorSub(amount0, snap.cash0 - snap.invested0);
        uint256 need1 = FixedPointMathLib.zeroFloorSub(amount1, snap.cash1 - snap.invested1);
        if (need0 | need1 == 0) return;
        if (snap.invested0 | snap.invested1 != 0) {
            (need0, need1) = _recall(vaultId, need0, need1);
            if (need0 | need1 == 0) return;
        }
        Positions.Proceeds memory got = Positions.burnForUp(v, snap, need0, need1);
        if (got.principal0 < need0) revert IMarkets.Market_Unpayable(snap.token0, need0, got.principal0);
        if (got.principal1 < need1) revert IMarkets.Market_Unpayable(snap.token1, need1, got.principal1);
        ProfitRelease.bookWith(v, got.principal0, got.principal1, got.fees0, got.fees1);
    }

    /// @notice Pays an exit in kind: floor(q * released cash) and floor(q * liquidity) of every range, less the management
    /// fee's part of the ranges and the exit fee. Neither needs a price.
    /// @return amount0 Raw token0 paid.
    /// @return amount1 Raw token1 paid.
    /// @param skipMask Ranges to leave alone; the owner's part of each becomes a claim of the receiver.
    function withdrawInKind(Vault storage v, Order memory order, uint256 skipMask)
        internal
        returns (uint256 amount0, uint256 amount1)
    {
        uint256 shares = order.shares;
        Snapshot memory snap = Valuation.loadUnpriceable(v);
        _requireShares(snap, shares);
        ShareLedger.burn(VaultStorage.state(), v, order.vaultId, order.owner, shares);
        if (skipMask != 0) {
            Claims.setAside(v, snap, Claims.Leaver(order.vaultId, shares, order.owner, order.receiver), skipMask);
        }
        Positions.Proceeds memory got = Positions.burnFractionDown(v, snap, shares, snap.supply, skipMask);
        amount0 = FixedPointMathLib.fullMulDiv(snap.cash0, shares, snap.supply) + got.principal0;
        amount1 = FixedPointMathLib.fullMulDiv(snap.cash1, shares, snap.supply) + got.principal1;
        if (isLast(snap, shares)) {
            Cash.credit(v, got.principal0 + got.fees0, got.principal1 + got.fees1);
            ProfitRelease.clear(v);
            amount0 += snap.locked0 + got.fees0;
            amount1 += snap.locked1 + got.fees1;
        } else {
            ProfitRelease.bookWith(v, got.principal0, got.principal1, got.fees0, got.fees1);
        }
        if (snap.config.hasMarket()) {
            (uint256 out0, uint256 out1) = _redeemInKind(v, snap, order);
            amount0 += out0;
            amount1 += out1;
        }
        return _pay(v, snap, order, amount0, amount1);
    }

    /// @notice `withdraw`, seen beforehand.
    function previewWithdraw(Vault storage v, uint256 shares, address owner)
        internal
        view
        returns (uint256 amount0, uint256 amount1)
    {
        Snapshot memory snap;
        (snap, amount0, amount1) = quote(v, shares);
        if (isLast(snap, shares)) {
            (uint256 fees0, uint256 fees1) = _holdersFees(snap, 0);
            amount0 += fees0;
            amount1 += fees1;
        }
        return _lessExitFee(v, snap, owner, amount0, amount1);
    }

    /// @notice `withdrawInKind`, seen beforehand.
    /// @param skipMask Ranges left alone.
    function previewWithdrawInKind(Vault storage v, uint256 vaultId, uint256 shares, address owner, uint256 skipMask)
        internal
        view
        returns (uint256 amount0, uint256 amount1)
    {
        Snapshot memory snap = Valuation.load(v);
        _requireShares(snap, shares);
        for (uint256 i; i < snap.legs.length; ++i) {
            if (skipMask >> i & 1 != 0) continue;
            Leg memory leg = snap.legs[i];
            // Below the liquidity, which is below 2^128, since shares <= supply.
            uint128 part = uint128(FixedPointMathLib.fullMulDiv(leg.liquidity, shares, snap.supply));
            (uint256 x, uint256 y) = RangeMath.amountsDown(
                IDexAdapter(leg.adapter).spotSqrtPriceX96(leg.pool.poolId()), leg.sqrtLowerX96, leg.sqrtUpperX96, part
            );
            amount0 += x;
            amount1 += y;
        }
        amount0 -= Fees.debtDown(amount0, snap.debtWad);
        amount1 -= Fees.debtDown(amount1, snap.debtWad);
        amount0 += FixedPointMathLib.fullMulDiv(snap.cash0 - snap.invested0, shares, snap.supply);
        amount1 += FixedPointMathLib.fullMulDiv(snap.cash1 - snap.invested1, shares, snap.supply);
        if (snap.config.hasMarket()) {
            (uint256 out0, uint256 out1) = IMarketExits(address(this)).previewRedeemInKind(vaultId, shares, snap.supply);
            amount0 += out0;
            amount1 += out1;
        }
        if (isLast(snap, shares)) {
            (uint256 fees0, uint256 fees1) = _holdersFees(snap, skipMask);
            amount0 += snap.locked0 + fees0;
            amount1 += snap.locked1 + fees1;
        }
        return _lessExitFee(v, snap, owner, amount0, amount1);
    }

    /// @notice Uncollected fees of every range, raw units.
    function pendingFees(Snapshot memory snap) internal view returns (uint256 fees0, uint256 fees1) {
        return _pendingFees(snap, 0);
    }

    function _pendingFees(Snapshot memory snap, uint256 skipMask) private view returns (uint256 fees0, uint256 fees1) {
        for (uint256 i; i < snap.legs.length; ++i) {
            if (skipMask >> i & 1 != 0) continue;
            Leg memory leg = snap.legs[i];
            (uint256 f0, uint256 f1) =
                IDexAdapter(leg.adapter).pendingFees(leg.pool.poolId(), address(this), leg.tickLower, leg.tickUpper);
            fees0 += f0;
            fees1 += f1;
        }
    }

    /// @notice Whether burning `shares` leaves only the dead shares.
    function isLast(Snapshot memory snap, uint256 shares) internal pure returns (bool) {
        return shares + DEAD_SHARES == snap.supply;
    }

    /// @dev Recalls what idle cash lacks, and only that.
    function _recallFor(Vault storage v, Snapshot memory snap, uint256 vaultId, uint256 amount0, uint256 amount1)
        private
    {
        uint256 need0 = FixedPointMathLib.zeroFloorSub(amount0, v.cash0);
        uint256 need1 = FixedPointMathLib.zeroFloorSub(amount1, v.cash1);
        if (need0 | need1 == 0) return;
        (need0, need1) = _recall(vaultId, need0, need1);
        if (need0 != 0) revert IMarkets.Market_Unpayable(snap.token0, amount0, amount0 - need0);
        if (need1 != 0) revert IMarkets.Market_Unpayable(snap.token1, amount1, amount1 - need1);
    }

    /// @dev Through the diamond, because only an external call can be caught and bounded; what the markets paid is idle
    /// cash afterwards.
    function _recall(uint256 vaultId, uint256 need0, uint256 need1) private returns (uint256, uint256) {
        (uint256 got0, uint256 got1) = IMarketExits(address(this)).recall(vaultId, need0, need1);
        return (FixedPointMathLib.zeroFloorSub(need0, got0), FixedPointMathLib.zeroFloorSub(need1, got1));
    }

    /// @dev The same for an exit in kind. The fee of what is not paid in cash is the markets' door's to take.
    function _redeemInKind(Vault storage v, Snapshot memory snap, Order memory order)
        private
        returns (uint256, uint256)
    {
        uint256 exitBp = Fees.exitBp(v, snap.config.feeWord(), order.owner);
        return
            IMarketExits(address(this)).redeemInKind(order.vaultId, order.shares, snap.supply, order.receiver, exitBp);
    }

    function _requireShares(Snapshot memory snap, uint256 shares) private pure {
        if (shares == 0) revert IVaultErrors.Vault_ZeroShares();
        if (shares > snap.supply) revert IVaultErrors.Vault_SharesExceedSupply(shares, snap.supply);
    }

    /// @dev Uncollected fees less the performance fee, of the ranges that are not skipped.
    function _holdersFees(Snapshot memory snap, uint256 skipMask) private view returns (uint256 fees0, uint256 fees1) {
        uint256 performanceBp = Fees.unpack(snap.config.feeWord()).performanceBp;
        (fees0, fees1) = _pendingFees(snap, skipMask);
        fees0 -= Fees.partDown(fees0, performanceBp);
        fees1 -= Fees.partDown(fees1, performanceBp);
    }

    function _lessExitFee(Vault storage v, Snapshot memory snap, address owner, uint256 amount0, uint256 amount1)
        private
        view
        returns (uint256, uint256)
    {
        uint256 feeBp = Fees.exitBp(v, snap.config.feeWord(), owner);
        return (amount0 - Fees.partUp(amount0, feeBp), amount1 - Fees.partUp(amount1, feeBp));
    }

    /// @dev Takes what is owed from cash, books the exit fee of it and pays the rest.
    function _pay(Vault storage v, Snapshot memory snap, Order memory order, uint256 owed0, uint256 owed1)
        private
        returns (uint256 amount0, uint256 amount1)
    {
        (amount0, amount1) = _lessExitFee(v, snap, order.owner, owed0, owed1);
        if (amount0 < order.amount0Min) {
            revert IVaultErrors.Vault_TooLittle(snap.token0, amount0, order.amount0Min);
        }
        if (amount1 < order.amount1Min) {
            revert IVaultErrors.Vault_TooLittle(snap.token1, amount1, order.amount1Min);
        }
        Cash.debit(v, owed0, owed1);
        if (owed0 != amount0 || owed1 != amount1) {
            Fees.book(v, owed0 - amount0, owed1 - amount1);
            emit ITreasury.ExitFeeBooked(order.vaultId, order.owner, owed0 - amount0, owed1 - amount1);
        }
        Cash.push(snap.token0, order.receiver, amount0);
        Cash.push(snap.token1, order.receiver, amount1);
    }
}
