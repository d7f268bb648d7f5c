// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IOutflowMeter} from "../interfaces/IOutflowMeter.sol";
import {IStabilizer} from "../interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../interfaces/IStabilizerBatch.sol";
import {Authorised} from "./Authorised.sol";

/// @title StabilizerBatch
/// @notice See IStabilizerBatch.
contract StabilizerBatch is IStabilizerBatch, Authorised, Guarded {
    using SafeTransferLib for address;

    uint256 private constant MAX_STABILIZERS = 16;

    /// @inheritdoc IStabilizerBatch
    IOutflowMeter public immutable METER;

    IStabilizer[] private _list;

    /// @param authority The diamond.
    /// @param meter Fed at every run.
    constructor(address authority, IOutflowMeter meter) Authorised(authority) {
        METER = meter;
    }

    /// @inheritdoc IStabilizerBatch
    function run(address payee) external guarded returns (uint256 acted) {
        if (payee == address(0)) revert Batch_ZeroPayee();
        return _run(payee);
    }

    /// @inheritdoc IStabilizerBatch
    function performUpkeep(bytes calldata) external guarded {
        _run(msg.sender);
    }

    /// @inheritdoc IStabilizerBatch
    /// @dev Not guarded: it moves nothing.
    function add(IStabilizer stabilizer) external onlyRole(Roles.ADMIN) {
        (bool found,) = _find(stabilizer);
        if (found) revert Batch_Listed(address(stabilizer));
        if (_list.length == MAX_STABILIZERS) revert Batch_TooMany(MAX_STABILIZERS);
        _list.push(stabilizer);
        emit StabilizerListed(address(stabilizer), true);
    }

    /// @inheritdoc IStabilizerBatch
    /// @dev Not guarded: it moves nothing.
    function remove(IStabilizer stabilizer) external onlyRole(Roles.ADMIN) {
        (bool found, uint256 at) = _find(stabilizer);
        if (!found) revert Batch_NotListed(address(stabilizer));
        _list[at] = _list[_list.length - 1];
        _list.pop();
        emit StabilizerListed(address(stabilizer), false);
    }

    /// @inheritdoc IStabilizerBatch
    function checkUpkeep(bytes calldata) external view returns (bool upkeepNeeded, bytes memory performData) {
        IStabilizer[] memory list = due();
        return (list.length != 0, abi.encode(list));
    }

    /// @inheritdoc IStabilizerBatch
    function due() public view returns (IStabilizer[] memory list) {
        list = new IStabilizer[](_list.length);
        uint256 count;
        for (uint256 n; n < _list.length; ++n) {
            if (_isDue(_list[n])) list[count++] = _list[n];
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    /// @inheritdoc IStabilizerBatch
    function stabilizers() external view returns (IStabilizer[] memory) {
        return _list;
    }

    /// @dev Each pool is observed before anything is done to it: its last close is still the last word.
    function _run(address payee) private returns (uint256 acted) {
        for (uint256 n; n < _list.length; ++n) {
            IStabilizer stabilizer = _list[n];
            try METER.observe(stabilizer) {} catch {}
            if (_isDue(stabilizer) && _act(stabilizer, payee)) ++acted;
            try METER.check(stabilizer) {} catch {}
        }
    }

    /// @dev One whose quote fails does not stop the others either.
    function _act(IStabilizer stabilizer, address payee) private returns (bool) {
        try stabilizer.quotePrivateSwap() returns (uint256 size, address tokenIn, address tokenOut, uint256) {
            return _execute(stabilizer, payee, size, tokenIn, tokenOut);
        } catch (bytes memory reason) {
            emit BatchFailed(address(stabilizer), reason);
            return false;
        }
    }

    function _execute(IStabilizer stabilizer, address payee, uint256 size, address tokenIn, address tokenOut)
        private
        returns (bool)
    {
        uint256 before = tokenOut.balanceOf(address(this));
        try stabilizer.executePrivateSwap(size, tokenIn, tokenOut) {
            uint256 reward = tokenOut.balanceOf(address(this)) - before;
            if (reward != 0) tokenOut.safeTransfer(payee, reward);
            emit BatchActed(address(stabilizer), tokenIn, size);
            return true;
        } catch (bytes memory reason) {
            emit BatchFailed(address(stabilizer), reason);
            return false;
        }
    }

    function _isDue(IStabilizer stabilizer) private view returns (bool) {
        try stabilizer.isDue() returns (bool is_) {
            return is_;
        } catch {
            return false;
        }
    }

    function _find(IStabilizer stabilizer) private view returns (bool, uint256) {
        for (uint256 n; n < _list.length; ++n) {
            if (_list[n] == stabilizer) return (true, n);
        }
        return (false, 0);
    }
}
