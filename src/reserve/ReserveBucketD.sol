// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roles} from "../access/Roles.sol";
import {IReserveBucketD} from "../interfaces/IReserveBucketD.sol";
import {PeakRing} from "../libraries/PeakRing.sol";
import {ReserveAccount} from "./ReserveAccount.sol";

/// @title ReserveBucketD
/// @notice See IReserveBucketD.
contract ReserveBucketD is IReserveBucketD, ReserveAccount {
    using PeakRing for PeakRing.Ring;

    /// @dev Slot sum: 192 + 64 = 256. Raw outflow of `minute`, in minutes since the epoch.
    struct Minute {
        uint192 outflow;
        uint64 minute;
    }

    /// @inheritdoc IReserveBucketD
    address public bridge;

    mapping(address token => Minute) private _minutes;
    mapping(address token => PeakRing.Ring) private _peaks;

    modifier onlyBridge() {
        if (msg.sender != bridge) revert BucketD_NotBridge(msg.sender);
        _;
    }

    constructor(address authority, address reserve) ReserveAccount(authority, reserve) {}

    /// @inheritdoc IReserveBucketD
    function release(address token, uint256 amount, address to) external guarded onlyBridge {
        Minute memory m = _minutes[token];
        uint256 minute = block.timestamp / 1 minutes;
        uint256 outflow = (m.minute == minute ? m.outflow : 0) + amount;
        // The limit is of 128 bits, and `_give` holds the sum of a day to it.
        _minutes[token] = Minute(uint192(outflow), uint64(minute));
        _peaks[token].note(outflow);
        _give(Flow.OUT, token, to, amount);
    }

    /// @inheritdoc IReserveBucketD
    function giveBack(address token, uint256 amount) external guarded onlyBridge {
        _take(Flow.IN, token, msg.sender, amount);
    }

    /// @inheritdoc IReserveBucketD
    /// @dev Not guarded: it moves nothing.
    function setBridge(address newBridge) external onlyRole(Roles.ADMIN) {
        emit BridgeSet(bridge, newBridge);
        bridge = newBridge;
    }

    /// @inheritdoc IReserveBucketD
    function peakOutflow(address token) external view returns (uint256) {
        return _peaks[token].peak();
    }
}
