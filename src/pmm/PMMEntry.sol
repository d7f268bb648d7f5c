// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IPMMEntry} from "../interfaces/IPMMEntry.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";

/// @title PMMEntry
/// @notice See IPMMEntry.
/// @dev No function is guarded: there is no state to enter twice, and each call moves its own caller's tokens only.
contract PMMEntry is IPMMEntry {
    using SafeTransferLib for address;

    modifier inTime(uint256 deadline) {
        if (block.timestamp > deadline) revert PMMEntry_Expired(deadline, block.timestamp);
        _;
    }

    /// @inheritdoc IPMMEntry
    function sellBase(IPMMPool pool, uint256 amount, uint256 minReceived, address to, uint256 deadline)
        external
        inTime(deadline)
        returns (uint256 received)
    {
        pool._BASE_TOKEN_().safeTransferFrom(msg.sender, address(pool), amount);
        received = pool.sellBase(to);
        _requireEnough(received, minReceived);
    }

    /// @inheritdoc IPMMEntry
    function sellQuote(IPMMPool pool, uint256 amount, uint256 minReceived, address to, uint256 deadline)
        external
        inTime(deadline)
        returns (uint256 received)
    {
        pool._QUOTE_TOKEN_().safeTransferFrom(msg.sender, address(pool), amount);
        received = pool.sellQuote(to);
        _requireEnough(received, minReceived);
    }

    /// @inheritdoc IPMMEntry
    function buyShares(
        IPMMPool pool,
        uint256 baseAmount,
        uint256 quoteAmount,
        uint256 minShares,
        address to,
        uint256 deadline
    ) external inTime(deadline) returns (uint256 shares) {
        pool._BASE_TOKEN_().safeTransferFrom(msg.sender, address(pool), baseAmount);
        pool._QUOTE_TOKEN_().safeTransferFrom(msg.sender, address(pool), quoteAmount);
        (shares,,) = pool.buyShares(to);
        _requireEnough(shares, minShares);
    }

    function _requireEnough(uint256 received, uint256 minReceived) private pure {
        if (received < minReceived) revert PMMEntry_TooLittle(received, minReceived);
    }
}
