// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IReserveAccount} from "../interfaces/IReserveAccount.sol";
import {IReserveBucket} from "../interfaces/IReserveBucket.sol";
import {DailyLimit} from "../libraries/DailyLimit.sol";
import {Authorised} from "../stabilizer/Authorised.sol";

/// @title ReserveAccount
/// @notice What the accounts of buckets A, C and D share. See IReserveBucket.
abstract contract ReserveAccount is IReserveBucket, Authorised, Guarded {
    using DailyLimit for DailyLimit.Daily;
    using SafeTransferLib for address;

    /// @inheritdoc IReserveBucket
    address public immutable RESERVE;

    /// @inheritdoc IReserveAccount
    mapping(address token => uint256) public balanceOf;

    mapping(Flow flow => mapping(address token => DailyLimit.Daily)) private _daily;

    modifier onlyReserve() {
        if (msg.sender != RESERVE) revert Bucket_NotReserve(msg.sender);
        _;
    }

    constructor(address authority, address reserve) Authorised(authority) {
        if (reserve == address(0)) revert Bucket_ZeroAddress();
        RESERVE = reserve;
    }

    /// @inheritdoc IReserveAccount
    /// @dev Guarded; the reserve system only. Reverts Bucket_NotReserve, DailyLimit_Exceeded.
    function depositFromE(address token, uint256 amount) external guarded onlyReserve {
        _take(Flow.FROM_E, token, msg.sender, amount);
    }

    /// @inheritdoc IReserveAccount
    /// @dev Guarded; the reserve system only. Reverts Bucket_NotReserve, DailyLimit_Exceeded, Bucket_NotEnough.
    function withdrawToE(address token, uint256 amount) external guarded onlyReserve {
        _give(Flow.TO_E, token, msg.sender, amount);
    }

    /// @inheritdoc IReserveBucket
    /// @dev Not guarded: it moves nothing.
    function setDailyLimit(Flow flow, address token, uint256 newLimit) external onlyRole(Roles.ADMIN) {
        uint256 old = _daily[flow][token].set(newLimit);
        emit BucketLimitSet(flow, token, old, newLimit);
    }

    /// @inheritdoc IReserveBucket
    function dailyLimit(Flow flow, address token) external view returns (uint256 limit, uint256 usedToday) {
        return _daily[flow][token].look();
    }

    function _take(Flow flow, address token, address from, uint256 amount) internal {
        _daily[flow][token].count(token, amount);
        balanceOf[token] += amount;
        token.safeTransferFrom(from, address(this), amount);
        emit BucketFlow(flow, token, amount);
    }

    function _give(Flow flow, address token, address to, uint256 amount) internal {
        _daily[flow][token].count(token, amount);
        _lower(token, amount);
        token.safeTransfer(to, amount);
        emit BucketFlow(flow, token, amount);
    }

    function _lower(address token, uint256 amount) internal {
        uint256 held = balanceOf[token];
        if (amount > held) revert Bucket_NotEnough(token, amount, held);
        balanceOf[token] = held - amount;
    }
}
