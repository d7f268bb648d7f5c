// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IPMMPool} from "../../interfaces/IPMMPool.sol";
import {IPMMRouter} from "../../interfaces/IPMMRouter.sol";
import {ISignatureTransfer} from "../../interfaces/external/ISignatureTransfer.sol";

/// @title PMMRouter
/// @notice See IPMMRouter.
/// @dev No storage, no owner, no settings. The lock is there because results are measured: a nested call that paid the
/// same receiver would be counted twice.
contract PMMRouter is IPMMRouter, Guarded {
    using SafeTransferLib for address;

    /// @dev Permit2 has one address on every chain.
    ISignatureTransfer private constant PERMIT2 = ISignatureTransfer(0x000000000022D473030F116dDEE9F6B43aC78BA3);

    /// @dev The caller's side of a purchase.
    struct Amounts {
        uint256 base;
        uint256 quote;
    }

    modifier checked(uint256 deadline, address to) {
        if (block.timestamp > deadline) revert PMMRouter_Expired(deadline, block.timestamp);
        if (to == address(0) || to == address(this)) revert PMMRouter_BadReceiver(to);
        _;
    }

    // ---- Sales ----

    /// @inheritdoc IPMMRouter
    function sell(Sale calldata sale) external guarded checked(sale.deadline, sale.to) returns (uint256 received) {
        _requirePath(sale);
        _pull(sale.tokenIn, address(sale.path[0].pool), sale.amountIn);
        return _sell(sale);
    }

    /// @inheritdoc IPMMRouter
    function sellPermit2(Sale calldata sale, Permit2Batch calldata permit)
        external
        guarded
        checked(sale.deadline, sale.to)
        returns (uint256 received)
    {
        _requirePath(sale);
        ISignatureTransfer.TokenPermissions[] memory signed = new ISignatureTransfer.TokenPermissions[](1);
        signed[0] = ISignatureTransfer.TokenPermissions(sale.tokenIn, permit.signed0);
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = sale.amountIn;
        _pullSigned(address(sale.path[0].pool), signed, amounts, permit);
        return _sell(sale);
    }

    /// @inheritdoc IPMMRouter
    function quote(Hop[] calldata path, uint256 amountIn) external view returns (uint256 amountOut) {
        if (path.length == 0) revert PMMRouter_EmptyPath();
        (address token,) = _tokensOf(path[0]);
        _endOf(path, token);
        amountOut = amountIn;
        for (uint256 n; n < path.length; ++n) {
            IPMMPool pool = path[n].pool;
            (amountOut,,,) = path[n].sellsBase
                ? pool.querySellBase(address(this), amountOut)
                : pool.querySellQuote(address(this), amountOut);
        }
    }

    /// @dev The first pool is paid. The receiver's balance is read after that, so that a path that ends in the token it
    /// began with is measured by what it brings.
    function _sell(Sale calldata sale) private returns (uint256 received) {
        uint256 before = sale.tokenOut.balanceOf(sale.to);
        uint256 last = sale.path.length - 1;
        for (uint256 n; n <= last; ++n) {
            address to = n == last ? sale.to : address(sale.path[n + 1].pool);
            if (sale.path[n].sellsBase) sale.path[n].pool.sellBase(to);
            else sale.path[n].pool.sellQuote(to);
        }
        received = FixedPointMathLib.zeroFloorSub(sale.tokenOut.balanceOf(sale.to), before);
        if (received < sale.minReceived) revert PMMRouter_TooLittle(received, sale.minReceived);
    }

    /// @dev Before anything is paid: a mistake in the path costs no more than gas.
    function _requirePath(Sale calldata sale) private view {
        if (sale.path.length == 0) revert PMMRouter_EmptyPath();
        address end = _endOf(sale.path, sale.tokenIn);
        if (end != sale.tokenOut) revert PMMRouter_WrongTokenOut(sale.tokenOut, end);
    }

    /// @dev The token in which a path that begins with `token` ends.
    function _endOf(Hop[] calldata path, address token) private view returns (address) {
        for (uint256 n; n < path.length; ++n) {
            (address taken, address paid) = _tokensOf(path[n]);
            if (taken != token) revert PMMRouter_BrokenPath(n, token, taken);
            token = paid;
        }
        return token;
    }

    function _tokensOf(Hop calldata hop) private view returns (address taken, address paid) {
        (taken, paid) = (hop.pool._BASE_TOKEN_(), hop.pool._QUOTE_TOKEN_());
        if (!hop.sellsBase) (taken, paid) = (paid, taken);
    }

    // ---- Shares ----

    /// @inheritdoc IPMMRouter
    function addLiquidity(Purchase calldata p)
        external
        guarded
        checked(p.deadline, p.to)
        returns (uint256 shares, uint256 baseAmount, uint256 quoteAmount)
    {
        Amounts memory a = _proportion(p);
        _pull(p.baseToken, address(p.pool), a.base);
        _pull(p.quoteToken, address(p.pool), a.quote);
        return (_buy(p), a.base, a.quote);
    }

    /// @inheritdoc IPMMRouter
    function addLiquidityPermit2(Purchase calldata p, Permit2Batch calldata permit)
        external
        guarded
        checked(p.deadline, p.to)
        returns (uint256 shares, uint256 baseAmount, uint256 quoteAmount)
    {
        Amounts memory a = _proportion(p);
        ISignatureTransfer.TokenPermissions[] memory signed = new ISignatureTransfer.TokenPermissions[](2);
        signed[0] = ISignatureTransfer.TokenPermissions(p.baseToken, permit.signed0);
        signed[1] = ISignatureTransfer.TokenPermissions(p.quoteToken, permit.signed1);
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (a.base, a.quote);
        _pullSigned(address(p.pool), signed, amounts, permit);
        return (_buy(p), a.base, a.quote);
    }

    /// @dev The most of both that the reserves' proportion leaves nothing over of. The side that follows is rounded up,
    /// for else it would be the one that counts.
    function _proportion(Purchase calldata p) private view returns (Amounts memory) {
        if (p.baseToken != p.pool._BASE_TOKEN_() || p.quoteToken != p.pool._QUOTE_TOKEN_()) {
            revert PMMRouter_WrongTokens(address(p.pool), p.baseToken, p.quoteToken);
        }
        (uint256 baseReserve, uint256 quoteReserve) = p.pool.getVaultReserve();
        // Only a pool never bought into has neither.
        if (baseReserve | quoteReserve == 0) return Amounts(p.baseMax, p.quoteMax);
        // A reserve that is gone asks for nothing.
        if (baseReserve == 0) return Amounts(0, p.quoteMax);
        uint256 quoteAmount = FixedPointMathLib.fullMulDivUp(p.baseMax, quoteReserve, baseReserve);
        if (quoteAmount <= p.quoteMax) return Amounts(p.baseMax, quoteAmount);
        // quoteMax < ceil(baseMax * Q / B), so quoteMax * B / Q < baseMax: rounded up it is at most baseMax.
        return Amounts(FixedPointMathLib.fullMulDivUp(p.quoteMax, baseReserve, quoteReserve), p.quoteMax);
    }

    function _buy(Purchase calldata p) private returns (uint256 shares) {
        uint256 before = address(p.pool).balanceOf(p.to);
        p.pool.buyShares(p.to);
        shares = FixedPointMathLib.zeroFloorSub(address(p.pool).balanceOf(p.to), before);
        if (shares < p.minShares) revert PMMRouter_TooLittle(shares, p.minShares);
    }

    // ---- Payment ----

    /// @dev From the caller, never from anybody else, straight to where it is used.
    function _pull(address token, address pool, uint256 amount) private {
        uint256 before = token.balanceOf(pool);
        token.safeTransferFrom(msg.sender, pool, amount);
        _requireArrival(token, pool, before, amount);
    }

    /// @dev As `_pull`, for all of a signed batch.
    function _pullSigned(
        address pool,
        ISignatureTransfer.TokenPermissions[] memory signed,
        uint256[] memory amounts,
        Permit2Batch calldata permit
    ) private {
        uint256 count = signed.length;
        ISignatureTransfer.SignatureTransferDetails[] memory details =
            new ISignatureTransfer.SignatureTransferDetails[](count);
        uint256[] memory before = new uint256[](count);
        for (uint256 n; n < count; ++n) {
            details[n] = ISignatureTransfer.SignatureTransferDetails(pool, amounts[n]);
            before[n] = signed[n].token.balanceOf(pool);
        }
        PERMIT2.permitTransferFrom(
            ISignatureTransfer.PermitBatchTransferFrom(signed, permit.nonce, permit.deadline),
            details,
            msg.sender,
            permit.signature
        );
        for (uint256 n; n < count; ++n) {
            _requireArrival(signed[n].token, pool, before[n], amounts[n]);
        }
    }

    function _requireArrival(address token, address pool, uint256 before, uint256 amount) private view {
        uint256 arrived = FixedPointMathLib.zeroFloorSub(token.balanceOf(pool), before);
        if (arrived != amount) revert PMMRouter_WrongArrival(token, amount, arrived);
    }
}
