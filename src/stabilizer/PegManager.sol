// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Roles} from "../access/Roles.sol";
import {IPegManager} from "../interfaces/IPegManager.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {IStabilizer} from "../interfaces/IStabilizer.sol";
import {IStabilizerBatch} from "../interfaces/IStabilizerBatch.sol";
import {Authorised} from "./Authorised.sol";

/// @title PegManager
/// @notice What both peg managers share. See IPegManager.
abstract contract PegManager is IPegManager, Authorised {
    /// @dev Slot sum: 16 + 16 + 32 + 40 = 104.
    struct State {
        uint16 bandBp;
        uint16 thresholdBp;
        uint32 cooldownSeconds;
        uint40 lastTrigger;
    }

    uint256 private constant PPM_PER_BP = 100;
    int256 private constant PPM = 1_000_000;
    uint256 private constant MAX_BP = 1_000;
    uint256 private constant MAX_COOLDOWN = 1 days;
    uint256 private constant MAX_POOLS = 16;
    /// @dev As many closes as a stabilizer asks for by default.
    uint256 private constant CLOSES = 2;

    /// @inheritdoc IPegManager
    bytes32 public immutable ASSET;
    /// @inheritdoc IPegManager
    IStabilizerBatch public immutable BATCH;

    State private _state = State({bandBp: 10, thresholdBp: 50, cooldownSeconds: 5 minutes, lastTrigger: 0});
    IStabilizer[] private _pools;
    mapping(IStabilizer stabilizer => bool) private _isWatched;
    mapping(IStabilizer stabilizer => bool) private _isInverted;

    constructor(address authority, bytes32 asset, IStabilizerBatch batch) Authorised(authority) {
        (ASSET, BATCH) = (asset, batch);
    }

    // ---- Trigger ----

    /// @inheritdoc IPegManager
    function trigger() external returns (int256 deviationPpm) {
        // Check
        State memory s = _state;
        IStabilizer worst;
        (deviationPpm, worst,) = report();
        uint256 thresholdPpm = s.thresholdBp * PPM_PER_BP;
        if (FixedPointMathLib.abs(deviationPpm) <= thresholdPpm) {
            revert Peg_WithinThreshold(deviationPpm, thresholdPpm);
        }
        if (_isCooling(s)) revert Peg_CoolingDown(block.timestamp, uint256(s.lastTrigger) + s.cooldownSeconds);

        // Effect: timestamps pass 2^40 after millennia.
        _state.lastTrigger = uint40(block.timestamp);
        emit PegTriggered(ASSET, address(worst), msg.sender, deviationPpm, thresholdPpm);

        // Interaction
        try BATCH.run(msg.sender) returns (uint256 acted) {
            emit PegBatchRun(acted, "");
        } catch (bytes memory reason) {
            emit PegBatchRun(0, reason);
        }
    }

    /// @inheritdoc IPegManager
    function canTrigger() external view returns (bool) {
        State memory s = _state;
        (int256 deviationPpm,,) = report();
        return FixedPointMathLib.abs(deviationPpm) > s.thresholdBp * PPM_PER_BP && !_isCooling(s);
    }

    /// @inheritdoc IPegManager
    function report() public view returns (int256 deviationPpm, IStabilizer worst, Standing standing) {
        IStabilizer[] memory list = _pools;
        int256[] memory each = new int256[](list.length);
        for (uint256 n; n < list.length; ++n) {
            each[n] = deviationOf(list[n]);
        }
        if (list.length != 0) {
            uint256 at = _decisive(each);
            (deviationPpm, worst) = (at == list.length ? int256(0) : each[at], list[at == list.length ? 0 : at]);
        }
        State memory s = _state;
        uint256 size = FixedPointMathLib.abs(deviationPpm);
        if (size > s.thresholdBp * PPM_PER_BP) standing = Standing.BEYOND_THRESHOLD;
        else if (size > s.bandBp * PPM_PER_BP) standing = Standing.OUTSIDE_BAND;
    }

    /// @inheritdoc IPegManager
    function deviationOf(IStabilizer stabilizer) public view returns (int256 ppm) {
        try stabilizer.SOURCE().guidePrice() {}
        catch {
            return 0;
        }
        IPMMPool.Close[] memory list = stabilizer.POOL().closes(CLOSES);
        if (list.length < CLOSES) return 0;
        ppm = list[0].deviationPpm;
        for (uint256 n = 1; n < CLOSES; ++n) {
            int256 other = list[n].deviationPpm;
            if (ppm == 0 || other == 0 || (other > 0) != (ppm > 0)) return 0;
            if (FixedPointMathLib.abs(other) < FixedPointMathLib.abs(ppm)) ppm = other;
        }
        // The quote's price in base is the inverse: 1 / (1 + d) - 1 = -d / (1 + d). A price is above zero, so d > -1.
        if (_isInverted[stabilizer]) ppm = -ppm * PPM / (PPM + ppm);
    }

    // ---- ADMIN ----

    /// @inheritdoc IPegManager
    function addPool(IStabilizer stabilizer, bool inverted) external onlyRole(Roles.ADMIN) {
        if (_isWatched[stabilizer] || _pools.length == MAX_POOLS) revert Peg_BadPool(address(stabilizer));
        (_isWatched[stabilizer], _isInverted[stabilizer]) = (true, inverted);
        _pools.push(stabilizer);
        emit PegPoolAdded(address(stabilizer), inverted);
    }

    /// @inheritdoc IPegManager
    function removePool(IStabilizer stabilizer) external onlyRole(Roles.ADMIN) {
        if (!_isWatched[stabilizer]) revert Peg_NotWatched(address(stabilizer));
        (_isWatched[stabilizer], _isInverted[stabilizer]) = (false, false);
        uint256 at;
        // Ends: what is watched is in the list, once.
        while (_pools[at] != stabilizer) ++at;
        _pools[at] = _pools[_pools.length - 1];
        _pools.pop();
        emit PegPoolRemoved(address(stabilizer));
    }

    /// @inheritdoc IPegManager
    function setSettings(uint256 bandBp, uint256 thresholdBp, uint256 cooldownSeconds) external onlyRole(Roles.ADMIN) {
        if (bandBp == 0 || bandBp > thresholdBp || thresholdBp > MAX_BP || cooldownSeconds > MAX_COOLDOWN) {
            revert Peg_BadSettings(bandBp, thresholdBp, cooldownSeconds);
        }
        // Checked above.
        (_state.bandBp, _state.thresholdBp, _state.cooldownSeconds) =
        (uint16(bandBp), uint16(thresholdBp), uint32(cooldownSeconds));
        emit PegSettingsSet(bandBp, thresholdBp, cooldownSeconds);
    }

    // ---- Views ----

    /// @inheritdoc IPegManager
    function settings() external view returns (uint256, uint256, uint256, uint256) {
        State memory s = _state;
        return (s.bandBp, s.thresholdBp, s.cooldownSeconds, s.lastTrigger);
    }

    /// @inheritdoc IPegManager
    function pools() external view returns (IStabilizer[] memory) {
        return _pools;
    }

    /// @dev The index of the deviation that decides; the list's length where none does. The list is not empty.
    function _decisive(int256[] memory each) internal pure virtual returns (uint256 at);

    function _isCooling(State memory s) private view returns (bool) {
        return s.lastTrigger != 0 && block.timestamp < uint256(s.lastTrigger) + s.cooldownSeconds;
    }
}
