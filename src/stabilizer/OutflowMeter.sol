// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {Roles} from "../access/Roles.sol";
import {IMeshPool} from "../interfaces/IMeshPool.sol";
import {IMeshTrade} from "../interfaces/IMeshTrade.sol";
import {IOutflowMeter} from "../interfaces/IOutflowMeter.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {IReserveBucketB} from "../interfaces/IReserveBucketB.sol";
import {IStabilizer} from "../interfaces/IStabilizer.sol";
import {PeakRing} from "../libraries/PeakRing.sol";
import {Authorised} from "./Authorised.sol";
import {Cantilever} from "./Cantilever.sol";

/// @title OutflowMeter
/// @notice See IOutflowMeter.
contract OutflowMeter is IOutflowMeter, Authorised {
    using PeakRing for PeakRing.Ring;

    /// @dev `taken` as it was when `minute` began; `minute` in minutes since the epoch, zero before the first reading.
    struct Track {
        int256 taken;
        uint64 minute;
        bool isWatched;
        bool baseIsBelow;
        bool quoteIsBelow;
        IMeshPool leg;
        PeakRing.Ring basePeaks;
        PeakRing.Ring quotePeaks;
    }

    uint256 private constant WAD = 1e18;
    uint256 private constant MAX_WATCHED = 16;
    uint256 private constant MAX_WINDOW = 60;
    /// @dev R of IPMMPool: base scarce.
    uint256 private constant BASE_SCARCE = 1;

    /// @inheritdoc IOutflowMeter
    uint256 public windowMinutes = 5;

    mapping(IStabilizer stabilizer => Track) private _tracks;
    IStabilizer[] private _watched;

    /// @param authority The diamond.
    constructor(address authority) Authorised(authority) {}

    // ---- Measuring ----

    /// @inheritdoc IOutflowMeter
    function observe(IStabilizer stabilizer) external {
        Track storage t = _track(stabilizer);
        // What was sold in this block is in `netSold` already and in no close yet.
        if (stabilizer.lastActionBlock() == block.number) return;
        IPMMPool.Close[] memory list = stabilizer.POOL().closes(1);
        if (list.length == 0) return;
        int256 taken = _gapOf(list[0]) + stabilizer.netSold();
        uint256 minute = block.timestamp / 1 minutes;
        if (t.minute == 0) {
            (t.taken, t.minute) = (taken, uint64(minute));
            return;
        }
        uint256 elapsed = FixedPointMathLib.max(minute - t.minute, 1);
        int256 outflow = taken - t.taken;
        uint256 perMinute = FixedPointMathLib.divUp(FixedPointMathLib.abs(outflow), elapsed);
        if (perMinute != 0) {
            (outflow > 0 ? t.basePeaks : t.quotePeaks).note(perMinute);
            emit OutflowNoted(address(stabilizer), outflow, elapsed);
        }
        // A number of minutes fits in 64 bits.
        if (minute != t.minute) (t.taken, t.minute) = (taken, uint64(minute));
    }

    /// @inheritdoc IOutflowMeter
    function check(IStabilizer stabilizer) external {
        Track storage t = _track(stabilizer);
        IMeshTrade mesh = stabilizer.MESH();
        (uint256 basePeak, uint256 quotePeak) = peaks(stabilizer);
        // Of what did not flow out nothing is asked for: no account and no oracle need be read to know it.
        if (basePeak != 0 || t.baseIsBelow) {
            Standing memory s = _ofBase(mesh, basePeak);
            bool isBelow = s.held < s.target;
            if (isBelow != t.baseIsBelow) {
                t.baseIsBelow = isBelow;
                _alert(stabilizer, s, isBelow);
            }
        }
        if (quotePeak != 0 || t.quoteIsBelow) {
            Standing memory s = _ofQuote(mesh, quotePeak);
            bool isBelow = s.held < s.target;
            if (isBelow != t.quoteIsBelow) {
                t.quoteIsBelow = isBelow;
                _alert(stabilizer, s, isBelow);
            }
        }
    }

    // ---- ADMIN ----

    /// @inheritdoc IOutflowMeter
    function watch(IStabilizer stabilizer, IMeshPool leg) external onlyRole(Roles.ADMIN) {
        Track storage t = _tracks[stabilizer];
        IMeshTrade mesh = stabilizer.MESH();
        address quote = mesh.COUNTER();
        address priced = address(leg) == address(0) ? IReserveBucketB(mesh.RESERVE()).XAU() : leg.TOKEN();
        if (t.isWatched || priced != quote) revert Meter_BadWatch(address(stabilizer), address(leg));
        if (_watched.length == MAX_WATCHED) revert Meter_TooMany(MAX_WATCHED);
        (t.isWatched, t.leg) = (true, leg);
        _watched.push(stabilizer);
        emit Watched(address(stabilizer), address(leg));
    }

    /// @inheritdoc IOutflowMeter
    function unwatch(IStabilizer stabilizer) external onlyRole(Roles.ADMIN) {
        Track storage t = _track(stabilizer);
        // As before the first reading, which sets `taken`; `leg` is set by `watch`.
        (t.minute, t.isWatched, t.baseIsBelow, t.quoteIsBelow) = (0, false, false, false);
        t.basePeaks.clear();
        t.quotePeaks.clear();
        uint256 at;
        // Ends: what is watched is in the list, once.
        while (_watched[at] != stabilizer) ++at;
        _watched[at] = _watched[_watched.length - 1];
        _watched.pop();
        emit Unwatched(address(stabilizer));
    }

    /// @inheritdoc IOutflowMeter
    function setWindow(uint256 newWindow) external onlyRole(Roles.ADMIN) {
        if (newWindow == 0 || newWindow > MAX_WINDOW) revert Meter_BadWindow(newWindow);
        emit WindowSet(windowMinutes, newWindow);
        windowMinutes = newWindow;
    }

    // ---- Views ----

    /// @inheritdoc IOutflowMeter
    function standings(IStabilizer stabilizer) public view returns (Standing[2] memory both) {
        (uint256 basePeak, uint256 quotePeak) = peaks(stabilizer);
        IMeshTrade mesh = stabilizer.MESH();
        (both[0], both[1]) = (_ofBase(mesh, basePeak), _ofQuote(mesh, quotePeak));
    }

    /// @inheritdoc IOutflowMeter
    function peaks(IStabilizer stabilizer) public view returns (uint256 base, uint256 quote) {
        Track storage t = _track(stabilizer);
        return (t.basePeaks.peak(), t.quotePeaks.peak());
    }

    /// @inheritdoc IOutflowMeter
    function requiredReserve() external view returns (uint256 need, uint256 target, uint256 policy) {
        uint256 sum;
        for (uint256 n; n < _watched.length; ++n) {
            (uint256 base, uint256 quote) = peaks(_watched[n]);
            uint256 peak = FixedPointMathLib.max(base, quote);
            IMeshPool leg = _tracks[_watched[n]].leg;
            if (peak != 0 && address(leg) != address(0)) {
                peak = FixedPointMathLib.fullMulDivUp(peak, leg.price(), WAD);
            }
            sum += peak;
        }
        return Cantilever.reserveFor(sum, windowMinutes);
    }

    /// @inheritdoc IOutflowMeter
    function watched() external view returns (IStabilizer[] memory) {
        return _watched;
    }

    // ---- Helpers ----

    function _track(IStabilizer stabilizer) private view returns (Track storage t) {
        t = _tracks[stabilizer];
        if (!t.isWatched) revert Meter_NotWatched(address(stabilizer));
    }

    /// @dev The gap at a close, raw quote: positive when base is scarce. 112 bits, and at most 112 more of the price.
    function _gapOf(IPMMPool.Close memory close) private pure returns (int256) {
        if (close.R == BASE_SCARCE) return int256(FixedPointMathLib.fullMulDiv(close.gap, close.oraclePrice, WAD));
        return -int256(close.gap);
    }

    function _ofBase(IMeshTrade mesh, uint256 peak) private view returns (Standing memory) {
        address base = mesh.TOKEN();
        return _standing(base, peak, FixedPointMathLib.fullMulDiv(mesh.available(base), mesh.price(), WAD));
    }

    function _ofQuote(IMeshTrade mesh, uint256 peak) private view returns (Standing memory) {
        address quote = mesh.COUNTER();
        return _standing(quote, peak, mesh.available(quote));
    }

    function _standing(address token, uint256 peak, uint256 held) private view returns (Standing memory s) {
        (s.token, s.peak, s.held) = (token, peak, held);
        (, s.target, s.policy) = Cantilever.reserveFor(peak, windowMinutes);
    }

    function _alert(IStabilizer stabilizer, Standing memory s, bool isBelow) private {
        emit ReserveAlert(address(stabilizer), s.token, isBelow, s.held, s.target, s.policy);
    }
}
