// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IBadDebtReserve} from "../interfaces/IBadDebtReserve.sol";
import {IOutflowMeter} from "../interfaces/IOutflowMeter.sol";
import {IReserveAccount} from "../interfaces/IReserveAccount.sol";
import {IReserveBucketB} from "../interfaces/IReserveBucketB.sol";
import {IReserveSystem} from "../interfaces/IReserveSystem.sol";
import {IXauLedger} from "../interfaces/IXauLedger.sol";
import {DailyLimit} from "../libraries/DailyLimit.sol";
import {Authorised} from "../stabilizer/Authorised.sol";

/// @title ReserveSystem
/// @notice See IReserveSystem.
contract ReserveSystem is IReserveSystem, Authorised, Guarded {
    using DailyLimit for DailyLimit.Daily;
    using SafeTransferLib for address;

    /// @inheritdoc IReserveSystem
    mapping(Bucket bucket => IReserveAccount) public account;
    /// @inheritdoc IReserveSystem
    IXauLedger public ledger;
    /// @inheritdoc IReserveSystem
    IOutflowMeter public meter;

    mapping(address token => DailyLimit.Daily) private _pay;
    Level private _lastLevel;

    /// @param authority The diamond.
    constructor(address authority) Authorised(authority) {}

    // ---- Flows ----

    /// @inheritdoc IReserveSystem
    function fund(address token, uint256 amount) external guarded {
        token.safeTransferFrom(msg.sender, address(this), amount);
        emit Funded(msg.sender, token, amount);
    }

    /// @inheritdoc IReserveSystem
    function moveFromE(Bucket bucket, address token, uint256 amount) external guarded onlyRole(Roles.TREASURY) {
        IReserveAccount to = _account(bucket);
        token.safeApprove(address(to), amount);
        to.depositFromE(token, amount);
        emit Moved(bucket, true, token, amount);
    }

    /// @inheritdoc IReserveSystem
    function moveToE(Bucket bucket, address token, uint256 amount) external guarded onlyRole(Roles.TREASURY) {
        _account(bucket).withdrawToE(token, amount);
        emit Moved(bucket, false, token, amount);
    }

    /// @inheritdoc IReserveSystem
    function pay(address token, uint256 amount) external guarded onlyRole(Roles.TREASURY) {
        _pay[token].count(token, amount);
        token.safeTransfer(msg.sender, amount);
        emit Paid(msg.sender, token, amount);
    }

    // ---- Ledger ----

    /// @inheritdoc IBadDebtReserve
    /// @dev Guarded. Gives what E has, up to `amount`.
    function coverBadDebt(address token, uint256 amount) external guarded {
        if (msg.sender != address(ledger)) revert Reserve_NotLedger(msg.sender);
        uint256 given = FixedPointMathLib.min(amount, token.balanceOf(address(this)));
        token.safeTransfer(msg.sender, given);
        emit BadDebtCovered(token, amount, given);
    }

    /// @inheritdoc IReserveSystem
    function collectCrumbs(address token, uint256 amount) external guarded onlyRole(Roles.TREASURY) {
        ledger.withdrawCollateral(token, amount, address(this));
    }

    // ---- Levels ----

    /// @inheritdoc IReserveSystem
    function checkLevel() external returns (Level now_) {
        uint256 held;
        (now_, held) = level();
        Level before = _lastLevel;
        if (now_ == before) return now_;
        (, uint256 target, uint256 policy) = requiredReserve();
        _lastLevel = now_;
        emit ReserveLevelChanged(before, now_, held, target, policy);
    }

    /// @inheritdoc IReserveSystem
    function requiredReserve() public view returns (uint256 need, uint256 target, uint256 policy) {
        if (address(meter) == address(0)) return (0, 0, 0);
        return meter.requiredReserve();
    }

    /// @inheritdoc IReserveSystem
    function level() public view returns (Level level_, uint256 held) {
        held = IReserveBucketB(address(_account(Bucket.B))).valueXau();
        (, uint256 target, uint256 policy) = requiredReserve();
        if (held < target) return (Level.BELOW_TARGET, held);
        return (held < policy ? Level.AT_TARGET : Level.AT_POLICY, held);
    }

    // ---- ADMIN ----

    /// @inheritdoc IReserveSystem
    /// @dev Not guarded: it moves nothing. Once, since an account that was replaced would keep what it holds.
    function setAccount(Bucket bucket, IReserveAccount account_) external onlyRole(Roles.ADMIN) {
        if (address(account_) == address(0) || address(account[bucket]) != address(0)) {
            revert Reserve_BadAccount(bucket, address(account_));
        }
        account[bucket] = account_;
        emit AccountSet(bucket, address(account_));
    }

    /// @inheritdoc IReserveSystem
    /// @dev Not guarded: it moves nothing.
    function setLedger(IXauLedger newLedger) external onlyRole(Roles.ADMIN) {
        if (address(newLedger) == address(0)) revert Reserve_ZeroAddress();
        emit LedgerSet(address(ledger), address(newLedger));
        ledger = newLedger;
    }

    /// @inheritdoc IReserveSystem
    /// @dev Not guarded: it moves nothing.
    function setMeter(IOutflowMeter newMeter) external onlyRole(Roles.ADMIN) {
        if (address(newMeter) == address(0)) revert Reserve_ZeroAddress();
        emit MeterSet(address(meter), address(newMeter));
        meter = newMeter;
    }

    /// @inheritdoc IReserveSystem
    /// @dev Not guarded: it moves nothing.
    function setPayLimit(address token, uint256 newLimit) external onlyRole(Roles.ADMIN) {
        uint256 old = _pay[token].set(newLimit);
        emit PayLimitSet(token, old, newLimit);
    }

    // ---- Views ----

    /// @inheritdoc IReserveSystem
    function balanceIn(Bucket bucket, address token) external view returns (uint256) {
        return _account(bucket).balanceOf(token);
    }

    /// @inheritdoc IReserveSystem
    function balanceOfE(address token) external view returns (uint256) {
        return token.balanceOf(address(this));
    }

    /// @inheritdoc IReserveSystem
    function payLimit(address token) external view returns (uint256 limit, uint256 usedToday) {
        return _pay[token].look();
    }

    function _account(Bucket bucket) private view returns (IReserveAccount found) {
        found = account[bucket];
        if (address(found) == address(0)) revert Reserve_NoAccount(bucket);
    }
}
