// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded, Lock} from "lock/Lock.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Roles} from "../access/Roles.sol";
import {IGuidePriceSource} from "../interfaces/IGuidePriceSource.sol";
import {IMeshCallee} from "../interfaces/IMeshPool.sol";
import {IMeshTrade} from "../interfaces/IMeshTrade.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {IPause} from "../interfaces/IPause.sol";
import {IStabilizer} from "../interfaces/IStabilizer.sol";
import {PauseGroups} from "../types/PauseGroups.sol";
import {Authorised} from "./Authorised.sol";
import {BandMath} from "./BandMath.sol";
import {Cantilever} from "./Cantilever.sol";

/// @title Stabilizer
/// @notice See IStabilizer.
/// @dev The path of an action: this -> mesh pool `swap` -> (tokens to the public pool) -> `onMeshSwap` here -> public
/// pool's fee-free sell -> (proceeds to the mesh pool) -> the mesh pool settles. No token ever comes to rest here: a
/// reward passes through within the call that earns it.
contract Stabilizer is IStabilizer, IMeshCallee, Authorised, Guarded {
    /// @dev Slot sum: 16 + 16 + 8 + 8 + 16 + 16 + 16 + 32 + 64 + 40 + 16 = 248.
    struct State {
        uint16 thetaBp;
        uint16 bandBp;
        uint8 closes;
        uint8 minBlocks;
        uint16 gainBp;
        uint16 perBlockCapBp;
        uint16 maxSlippageBp;
        uint32 blockTimeMs;
        uint64 maxGasPriceWei;
        uint40 lastActionBlock;
        uint16 rewardBp;
    }

    /// @dev Slot sum: 128 + 128 = 256. What the settings were checked against: nothing that acts or looks reads it.
    struct Design {
        uint128 flowPerHour;
        uint128 maxTrade;
    }

    /// @dev What the closes say. `minPpm` is the deviation nearest zero, zero unless all have one sign.
    struct Signal {
        int256 minPpm;
        uint256 counted;
        uint256 gapAtClose;
        bool isBeyond;
    }

    /// @dev What an action would be. `size` of the scarce token, on top of `unsynced` lying in the pool already.
    struct Plan {
        bool sellsBase;
        uint256 size;
        uint256 unsynced;
        uint256 gapNow;
        uint256 held;
    }

    /// @dev Reserve and target of the token to sell, between them the reserve at which the mid price meets the oracle, and
    /// the curve that it is sold along.
    struct Reach {
        uint256 reserve;
        uint256 end;
        uint256 target;
        uint256 K;
        uint256 i;
    }

    uint256 private constant BP = 10_000;
    uint256 private constant WAD = 1e18;
    uint256 private constant PPM_PER_BP = 100;
    uint256 private constant MAX_REWARD_BP = 2_000;
    /// @dev What a full size must earn, raw units. The pool pays less than two units below the exact integral and the mesh
    /// rounds what is owed up: two units earned are enough for both, and half the size, which anyone may ask for, earns
    /// three quarters of the whole.
    uint256 private constant MIN_GAIN = 3;
    /// @dev R of IPMMPool: base scarce, quote scarce.
    uint256 private constant BASE_SCARCE = 1;
    uint256 private constant QUOTE_SCARCE = 2;

    /// @inheritdoc IStabilizer
    IPMMPool public immutable POOL;
    /// @inheritdoc IStabilizer
    IMeshTrade public immutable MESH;
    /// @inheritdoc IStabilizer
    IGuidePriceSource public immutable SOURCE;

    address private immutable BASE;
    address private immutable QUOTE;

    State private _state;
    Design private _design;
    /// @inheritdoc IStabilizer
    int256 public netSold;

    /// @param authority The diamond.
    /// @param pool The public pool, with a guide price source.
    /// @param mesh Bucket B's private pool, or pair of them, of the same two tokens and source.
    constructor(address authority, IPMMPool pool, IMeshTrade mesh) Authorised(authority) {
        (POOL, MESH, SOURCE) = (pool, mesh, pool._SOURCE_());
        (BASE, QUOTE) = (pool._BASE_TOKEN_(), pool._QUOTE_TOKEN_());
        if (mesh.TOKEN() != BASE || mesh.COUNTER() != QUOTE || mesh.SOURCE() != SOURCE || address(SOURCE) == address(0))
        {
            revert Stabilizer_WrongMesh(address(mesh));
        }
    }

    // ---- Acting ----

    /// @inheritdoc IStabilizer
    function executePrivateSwap(uint256 tradeSize, address tokenIn, address tokenOut) external guarded {
        // Check
        State memory s = _state;
        _requireRunning(s);
        Signal memory signal = _signal(s);
        if (!signal.isBeyond) {
            revert Stabilizer_NotSustained(signal.minPpm, s.thetaBp * PPM_PER_BP, signal.counted, s.closes);
        }
        (bool ok, uint256 oracle, bytes memory reason) = _readOracle();
        if (!ok) revert Stabilizer_OracleUnavailable(reason);
        Plan memory plan = _plan(s, signal, oracle);
        if (plan.size == 0) revert Stabilizer_NoGap(signal.gapAtClose, plan.gapNow, plan.held);
        (address rightIn, address rightOut) = _pair(plan.sellsBase);
        if (tokenIn != rightIn || tokenOut != rightOut) {
            revert Stabilizer_WrongPair(tokenIn, tokenOut, rightIn, rightOut);
        }
        uint256 size = _allowedSize(tradeSize, plan.size);

        // Effect: block numbers pass 2^40 after millennia.
        _state.lastActionBlock = uint40(block.number);

        // Interaction
        uint256 before = s.rewardBp == 0 ? 0 : SafeTransferLib.balanceOf(tokenOut, address(this));
        uint256 received = MESH.swap(tokenIn, size, address(POOL));
        _finish(plan.sellsBase, size, received, oracle, signal.minPpm);
        if (s.rewardBp != 0) _reward(tokenOut, before);
    }

    /// @inheritdoc IMeshCallee
    /// @dev Not guarded: it runs inside `executePrivateSwap`, whose lock it requires to be held.
    function onMeshSwap(address tokenIn, uint256 owed) external {
        if (msg.sender != address(MESH) || !Lock.isHeld()) revert Stabilizer_NotMesh(msg.sender);
        (uint256 maxSlippageBp, uint256 partBp) = (_state.maxSlippageBp, _state.rewardBp);
        address to = partBp == 0 ? address(MESH) : address(this);
        uint256 received = tokenIn == QUOTE ? POOL.sellBaseFeeFree(to) : POOL.sellQuoteFeeFree(to);
        // Amounts are sums of 128-bit reserves, so the products fit.
        if (received * BP < owed * (BP - maxSlippageBp)) revert Stabilizer_Slippage(received, owed, maxSlippageBp);
        // Of what is gained beyond the oracle's worth, never of what is owed.
        uint256 reward = FixedPointMathLib.zeroFloorSub(received, owed) * partBp / BP;
        if (partBp != 0) SafeTransferLib.safeTransfer(tokenIn, address(MESH), received - reward);
    }

    // ---- Looking ----

    /// @inheritdoc IStabilizer
    function checkDeviation() external view returns (int256 deviationBps, bool shouldRebalance) {
        (Signal memory signal, Plan memory plan) = _look();
        return (signal.minPpm / int256(PPM_PER_BP), plan.size != 0);
    }

    /// @inheritdoc IStabilizer
    function getInventoryDeviation() external view returns (int256 basePpm, int256 quotePpm) {
        return POOL.getInventoryDeviation();
    }

    /// @inheritdoc IStabilizer
    function quotePrivateSwap()
        external
        view
        returns (uint256 maxTradeSize, address tokenIn, address tokenOut, uint256 expectedOut)
    {
        (, Plan memory plan) = _look();
        if (plan.size == 0) return (0, address(0), address(0), 0);
        maxTradeSize = plan.size;
        (tokenIn, tokenOut) = _pair(plan.sellsBase);
        uint256 total = plan.size + plan.unsynced;
        if (plan.sellsBase) (expectedOut,,,) = POOL.querySellBase(address(this), total);
        else (expectedOut,,,) = POOL.querySellQuote(address(this), total);
    }

    /// @inheritdoc IStabilizer
    function settings() public view returns (Settings memory) {
        State memory s = _state;
        return Settings({
            thetaBp: s.thetaBp,
            bandBp: s.bandBp,
            closes: s.closes,
            minBlocks: s.minBlocks,
            gainBp: s.gainBp,
            perBlockCapBp: s.perBlockCapBp,
            maxSlippageBp: s.maxSlippageBp,
            blockTimeMs: s.blockTimeMs,
            maxGasPriceWei: s.maxGasPriceWei,
            designFlowPerHour: _design.flowPerHour,
            maxTrade: _design.maxTrade
        });
    }

    /// @inheritdoc IStabilizer
    function lastActionBlock() external view returns (uint256) {
        return _state.lastActionBlock;
    }

    /// @inheritdoc IStabilizer
    function rewardBp() external view returns (uint256) {
        return _state.rewardBp;
    }

    /// @inheritdoc IStabilizer
    function isDue() external view returns (bool) {
        State memory s = _state;
        // What costs nothing to ask comes first, the oracle last but for the pause.
        if (s.maxGasPriceWei != 0 && tx.gasprice > s.maxGasPriceWei) return false;
        if (s.lastActionBlock != 0 && block.number < uint256(s.lastActionBlock) + s.minBlocks) return false;
        (, Plan memory plan) = _look();
        return plan.size != 0 && !IPause(AUTHORITY).isPaused(PauseGroups.STABILIZE);
    }

    // ---- Settings ----

    /// @inheritdoc IStabilizer
    function setSettings(Settings calldata newSettings) external guarded onlyRole(Roles.ADMIN) {
        validate(newSettings);
        emit SettingsSet(settings(), newSettings);
        _state = State({
            thetaBp: newSettings.thetaBp,
            bandBp: newSettings.bandBp,
            closes: newSettings.closes,
            minBlocks: newSettings.minBlocks,
            gainBp: newSettings.gainBp,
            perBlockCapBp: newSettings.perBlockCapBp,
            maxSlippageBp: newSettings.maxSlippageBp,
            blockTimeMs: newSettings.blockTimeMs,
            maxGasPriceWei: newSettings.maxGasPriceWei,
            lastActionBlock: _state.lastActionBlock,
            rewardBp: _state.rewardBp
        });
        _design = Design(newSettings.designFlowPerHour, newSettings.maxTrade);
    }

    /// @inheritdoc IStabilizer
    function setReward(uint256 newRewardBp) external guarded onlyRole(Roles.ADMIN) {
        if (newRewardBp > MAX_REWARD_BP) revert Stabilizer_RewardTooHigh(newRewardBp, MAX_REWARD_BP);
        emit RewardSet(_state.rewardBp, newRewardBp);
        // Checked above.
        _state.rewardBp = uint16(newRewardBp);
    }

    /// @inheritdoc IStabilizer
    function validate(Settings calldata c) public view {
        _requireWithin(1, c.bandBp, 2, 100);
        _requireWithin(0, c.thetaBp, 1, c.bandBp - 1);
        _requireWithin(2, c.closes, 2, POOL.MAX_CLOSES());
        _requireWithin(3, c.minBlocks, 1, type(uint8).max);
        _requireWithin(4, c.gainBp, 1, BP);
        _requireWithin(5, c.perBlockCapBp, 1, 1_000);
        _requireWithin(6, c.maxSlippageBp, 1, 100);
        _requireWithin(7, c.blockTimeMs, 100, 60_000);
        _requireWithin(9, c.designFlowPerHour, 1, type(uint128).max);

        (uint256 i, uint256 K,,, uint256 B0, uint256 Q0,) = POOL.getPMMStateForCall();
        _requireHeld(c, BASE, B0, K, c.designFlowPerHour, c.maxTrade);
        uint256 flow = FixedPointMathLib.fullMulDivUp(c.designFlowPerHour, i, WAD);
        _requireHeld(c, QUOTE, Q0, K, flow, FixedPointMathLib.fullMulDivUp(c.maxTrade, i, WAD));
    }

    /// @dev The conditions of BandMath for one token scarce, with flow and trade in its units.
    function _requireHeld(
        Settings calldata c,
        address scarce,
        uint256 target,
        uint256 K,
        uint256 flowPerHour,
        uint256 maxTrade
    ) private pure {
        uint256 maxGap = BandMath.gapDown(target, K, c.bandBp);
        uint256 minGainBp = BandMath.minGainBp(flowPerHour, c.blockTimeMs, c.minBlocks, maxGap);
        if (c.gainBp < minGainBp) revert Stabilizer_GainTooLow(scarce, c.gainBp, minGainBp);

        uint256 needed = BandMath.gapUp(target, K, c.thetaBp)
            + BandMath.flowUp(flowPerHour, c.blockTimeMs, uint256(c.closes) + 1) + maxTrade;
        if (needed > maxGap) revert Stabilizer_BandNotHeld(scarce, needed, maxGap);

        uint256 cap = target * c.perBlockCapBp / BP;
        uint256 neededCap = Cantilever.sizeUp(flowPerHour, c.blockTimeMs, c.minBlocks);
        if (cap < neededCap) revert Stabilizer_CapTooLow(scarce, cap, neededCap);
    }

    function _requireWithin(uint256 index, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert Stabilizer_SettingOutOfBounds(index, value, min, max);
    }

    // ---- Guards ----

    function _requireRunning(State memory s) private view {
        if (s.closes == 0) revert Stabilizer_NotConfigured();
        if (IPause(AUTHORITY).isPaused(PauseGroups.STABILIZE)) revert Stabilizer_Paused();
        if (s.maxGasPriceWei != 0 && tx.gasprice > s.maxGasPriceWei) {
            revert Stabilizer_GasPrice(tx.gasprice, s.maxGasPriceWei);
        }
        if (s.lastActionBlock != 0 && block.number < uint256(s.lastActionBlock) + s.minBlocks) {
            revert Stabilizer_BlockDelay(block.number, uint256(s.lastActionBlock) + s.minBlocks);
        }
    }

    /// @dev What the caller gets of what it asks. Half is rounded up.
    function _allowedSize(uint256 asked, uint256 size) private view returns (uint256) {
        if (asked == 0) revert Stabilizer_ZeroSize();
        if (asked >= size) return size;
        if (asked < size - size / 2 && !_hasRole(Roles.KEEPER, msg.sender)) revert Stabilizer_BelowHalf(asked, size);
        return asked;
    }

    // ---- Deviation and size ----

    /// @dev Signal and plan without a revert; an empty plan where none is called for.
    function _look() private view returns (Signal memory signal, Plan memory plan) {
        State memory s = _state;
        if (s.closes == 0) return (signal, plan);
        signal = _signal(s);
        if (!signal.isBeyond) return (signal, plan);
        (bool ok, uint256 oracle,) = _readOracle();
        if (ok) plan = _plan(s, signal, oracle);
    }

    /// @dev Reads the last N closes. One that is not after the last action, or missing, leaves the signal at nothing.
    function _signal(State memory s) private view returns (Signal memory signal) {
        IPMMPool.Close[] memory list = POOL.closes(s.closes);
        while (signal.counted < list.length && list[signal.counted].blockNumber > s.lastActionBlock) ++signal.counted;
        if (signal.counted < s.closes) return signal;

        int256 nearest = list[0].deviationPpm;
        for (uint256 n = 1; n < list.length; ++n) {
            int256 ppm = list[n].deviationPpm;
            // Opposite signs, or a zero: nothing is sustained.
            if (ppm == 0 || (ppm > 0) != (nearest > 0)) return signal;
            if (FixedPointMathLib.abs(ppm) < FixedPointMathLib.abs(nearest)) nearest = ppm;
        }
        signal.minPpm = nearest;
        signal.isBeyond = FixedPointMathLib.abs(nearest) > s.thetaBp * PPM_PER_BP;
        if (list[0].R == (nearest > 0 ? BASE_SCARCE : QUOTE_SCARCE)) signal.gapAtClose = list[0].gap;
    }

    /// @dev Direction from the signal, size from gaps, cap and holdings. Size zero where any of them contradicts, or where
    /// it is so small that rounding may take what it earns.
    function _plan(State memory s, Signal memory signal, uint256 oracle) private view returns (Plan memory plan) {
        plan.sellsBase = signal.minPpm > 0;
        Reach memory r = _reach(plan.sellsBase, oracle);
        if (r.target == 0) return plan;
        (address tokenIn,) = _pair(plan.sellsBase);
        plan.unsynced = FixedPointMathLib.zeroFloorSub(SafeTransferLib.balanceOf(tokenIn, address(POOL)), r.reserve);
        plan.gapNow = FixedPointMathLib.zeroFloorSub(r.end, r.reserve + plan.unsynced);

        uint256 size = FixedPointMathLib.min(signal.gapAtClose, plan.gapNow) * s.gainBp / BP;
        size = FixedPointMathLib.min(size, r.target * s.perBlockCapBp / BP);
        plan.held = _held(tokenIn, size, oracle);
        size = FixedPointMathLib.min(size, plan.held);
        if (BandMath.gainDown(r.target, r.K, r.i, size, plan.sellsBase) >= MIN_GAIN) plan.size = size;
    }

    /// @dev Empty if the token to sell is not the scarce one now.
    function _reach(bool sellsBase, uint256 oracle) private view returns (Reach memory r) {
        (uint256 i, uint256 K, uint256 B, uint256 Q, uint256 B0, uint256 Q0, uint256 R) = POOL.getPMMStateForCall();
        if (R != (sellsBase ? BASE_SCARCE : QUOTE_SCARCE)) return r;
        // While the guide price lags the pool pays no better than the oracle says.
        (r.i, r.K) = (sellsBase ? FixedPointMathLib.min(i, oracle) : FixedPointMathLib.max(i, oracle), K);
        (r.reserve, r.target) = sellsBase ? (B, B0) : (Q, Q0);
        // The factor there, rounded up: oracle/i for scarce base, i/oracle for scarce quote.
        uint256 factorUp =
            sellsBase ? FixedPointMathLib.fullMulDivUp(oracle, WAD, i) : FixedPointMathLib.fullMulDivUp(i, WAD, oracle);
        r.end = BandMath.reserveAtFactorDown(r.target, K, factorUp);
    }

    /// @dev What bucket B holds of `token` and the mesh may trade of it in this block. B's account is asked only if the
    /// mesh pool alone does not do.
    function _held(address token, uint256 enough, uint256 oracle) private view returns (uint256 held) {
        (uint256 tokenReserve, uint256 xauReserve) = MESH.reserves();
        held = token == QUOTE ? xauReserve : tokenReserve;
        if (held < enough) held = MESH.available(token);
        uint256 left = MESH.volumeLeft();
        // Counted in quote, and a sale of base by what is owed for it: rounded up, it is still within.
        if (token == BASE) left = FixedPointMathLib.fullMulDiv(left, WAD, oracle);
        held = FixedPointMathLib.min(held, left);
    }

    function _readOracle() private view returns (bool ok, uint256 oracle, bytes memory reason) {
        try SOURCE.guidePrice() returns (uint256 price) {
            return (true, price, "");
        } catch (bytes memory why) {
            return (false, 0, why);
        }
    }

    /// @dev What came here of `tokenOut` in this action goes to the caller. Where its account does not take it the
    /// action reverts; a caller that wants no reward has only itself to blame.
    function _reward(address tokenOut, uint256 before) private {
        uint256 reward = SafeTransferLib.balanceOf(tokenOut, address(this)) - before;
        if (reward == 0) return;
        SafeTransferLib.safeTransfer(tokenOut, msg.sender, reward);
        emit Rewarded(msg.sender, tokenOut, reward);
    }

    /// @dev Books the sale at the oracle, in quote, and tells of it.
    function _finish(bool sellsBase, uint256 sold, uint256 received, uint256 oracle, int256 ppm) private {
        (address tokenIn, address tokenOut) = _pair(sellsBase);
        uint256 owed = sellsBase
            ? FixedPointMathLib.fullMulDivUp(sold, oracle, WAD)
            : FixedPointMathLib.fullMulDivUp(sold, WAD, oracle);
        // Sums of 128-bit reserves' worth: below 2^255 for longer than any chain.
        netSold += sellsBase ? int256(owed) : -int256(sold);
        emit Stabilized(msg.sender, tokenIn, tokenOut, sold, received, owed, ppm / int256(PPM_PER_BP));
    }

    /// @dev What an action sells and what it receives.
    function _pair(bool sellsBase) private view returns (address tokenIn, address tokenOut) {
        return sellsBase ? (BASE, QUOTE) : (QUOTE, BASE);
    }
}
