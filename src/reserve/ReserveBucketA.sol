// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {IReserveBucketA} from "../interfaces/IReserveBucketA.sol";
import {ReserveAccount} from "./ReserveAccount.sol";

/// @title ReserveBucketA
/// @notice See IReserveBucketA.
contract ReserveBucketA is IReserveBucketA, ReserveAccount {
    using SafeTransferLib for address;

    /// @dev Furthest from the oracle that A buys, 50 bp.
    uint256 private constant MAX_DEVIATION_PPM = 5_000;
    uint256 private constant PPM = 1_000_000;

    /// @inheritdoc IReserveBucketA
    mapping(IPMMPool pool => bool) public isListed;

    constructor(address authority, address reserve) ReserveAccount(authority, reserve) {}

    /// @inheritdoc IReserveBucketA
    function buyShares(IPMMPool pool, uint256 baseMax, uint256 quoteMax, uint256 minShares)
        external
        guarded
        onlyRole(Roles.TREASURY)
        returns (uint256 shares)
    {
        // Check
        if (!isListed[pool]) revert BucketA_NotListed(address(pool));
        _requireAtOracle(pool);
        (address baseToken, address quoteToken) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        (uint256 base, uint256 quote) = _proportion(pool, baseMax, quoteMax);

        // Effect
        _lower(baseToken, base);
        _lower(quoteToken, quote);

        // Interaction
        baseToken.safeTransfer(address(pool), base);
        quoteToken.safeTransfer(address(pool), quote);
        (shares,,) = pool.buyShares(address(this));
        if (shares < minShares) revert BucketA_TooFewShares(shares, minShares);
        emit SharesBought(address(pool), base, quote, shares);
    }

    /// @inheritdoc IReserveBucketA
    /// @dev What arrives is measured: a contract that is no pool cannot talk its way into the books.
    function sellShares(IPMMPool pool, uint256 shares, uint256 minBase, uint256 minQuote, uint256 deadline)
        external
        guarded
        onlyRole(Roles.TREASURY)
        returns (uint256 base, uint256 quote)
    {
        (address baseToken, address quoteToken) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        base = baseToken.balanceOf(address(this));
        quote = quoteToken.balanceOf(address(this));
        pool.sellShares(shares, address(this), minBase, minQuote, "", deadline);
        base = baseToken.balanceOf(address(this)) - base;
        quote = quoteToken.balanceOf(address(this)) - quote;
        balanceOf[baseToken] += base;
        balanceOf[quoteToken] += quote;
        emit SharesSold(address(pool), shares, base, quote);
    }

    /// @inheritdoc IReserveBucketA
    /// @dev Not guarded: it moves nothing.
    function setPool(IPMMPool pool, bool listed) external onlyRole(Roles.ADMIN) {
        isListed[pool] = listed;
        emit PoolListed(address(pool), listed);
    }

    /// @dev Shares of a pool that was pushed off its price are bought at a loss to whoever pushes it back: daily limits,
    /// which bound what the treasury moves, would bound nothing of that. The guide price as well as the mid price, since
    /// a push against a guide price that lags shows in no deviation.
    function _requireAtOracle(IPMMPool pool) private view {
        int256 ppm = pool.currentClose().deviationPpm;
        (uint256 i, uint256 oracle) = pool.guidePrice();
        // Prices are below 2^112.
        if (
            FixedPointMathLib.abs(ppm) > MAX_DEVIATION_PPM
                || FixedPointMathLib.dist(i, oracle) * PPM > oracle * MAX_DEVIATION_PPM
        ) revert BucketA_OffOracle(address(pool), i, oracle, ppm);
    }

    /// @dev The most of both that leaves nothing over, which would be the other holders'. The pool is live: one reserve
    /// at least is there.
    function _proportion(IPMMPool pool, uint256 baseMax, uint256 quoteMax)
        private
        view
        returns (uint256 base, uint256 quote)
    {
        (uint256 baseReserve, uint256 quoteReserve) = pool.getVaultReserve();
        // A reserve that is gone asks for nothing.
        if (baseReserve == 0) return (0, quoteMax);
        quote = FixedPointMathLib.fullMulDivUp(baseMax, quoteReserve, baseReserve);
        if (quote <= quoteMax) return (baseMax, quote);
        // quoteMax < ceil(baseMax * Q / B), so quoteMax * B / Q < baseMax: rounded up it is at most baseMax.
        return (FixedPointMathLib.fullMulDivUp(quoteMax, baseReserve, quoteReserve), quoteMax);
    }
}
