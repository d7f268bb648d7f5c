// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {IReserveBucketA} from "../interfaces/IReserveBucketA.sol";
import {ReserveAccount} from "./ReserveAccount.sol";

/// @title ReserveBucketA
/// @notice See IReserveBucketA.
contract ReserveBucketA is IReserveBucketA, ReserveAccount {
    using SafeTransferLib for address;

    /// @inheritdoc IReserveBucketA
    mapping(IPMMPool pool => bool) public isListed;

    constructor(address authority, address reserve) ReserveAccount(authority, reserve) {}

    /// @inheritdoc IReserveBucketA
    function buyShares(IPMMPool pool, uint256 base, uint256 quote, uint256 minShares)
        external
        guarded
        onlyRole(Roles.TREASURY)
        returns (uint256 shares)
    {
        // Check
        if (!isListed[pool]) revert BucketA_NotListed(address(pool));
        (address baseToken, address quoteToken) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());

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
}
