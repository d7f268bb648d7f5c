// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPMMPool} from "../../src/interfaces/IPMMPool.sol";
import {IStabilizer} from "../../src/interfaces/IStabilizer.sol";
import {BandMath} from "../../src/stabilizer/BandMath.sol";
import {Undone} from "../utils/Undone.sol";
import {StabilizerAttack} from "./StabilizerAttack.sol";

/// @notice What an attacker can do who controls consecutive blocks and so the closes they leave, one scene each, for any
/// number of closes N and any theta. Every scene answers his profit at the oracle, raw XAU.
abstract contract CloseHolder is StabilizerAttack, Undone {
    uint256 internal constant SIZES = 61;
    /// @dev How often the denier repeats his round.
    uint256 internal constant DENIALS = 10;

    /// @dev The fixture's settings but for N and theta, for a flow so small that every theta within the band is accepted.
    function _useCloses(uint256 closes, uint256 thetaBp) internal {
        IStabilizer.Settings memory s = _settings(2_000);
        (s.closes, s.thetaBp) = (uint8(closes), uint16(thetaBp));
        (s.designFlowPerHour, s.maxTrade) = (uint128(100 * USD), uint128(USD));
        _set(s);
    }

    /// @dev Push, hold the close for `blocks` blocks with real capital, trigger, unwind in the same block.
    function playHold(bool down, uint256 usd, uint256 blocks)
        external
        returns (int256 profit, uint256 gainOfB, bool acted)
    {
        uint256 before = _wealth();
        uint256 value = _valueB();
        uint256 got = _attackerSells(down, usd);
        _skipBlocks(blocks);
        acted = _trigger();
        gainOfB = _valueB() - value;
        _attackerSellsRaw(!down, got);
        profit = _profit(before);
    }

    /// @dev The denier: someone drained the pool of XAU, and the attacker keeps the action away by bringing the pool back
    /// for one close in N, and off it again after: past the oracle if `across`, else only just within theta. He does
    /// the stabilizer's work in that close and pays two fees each time.
    /// @return profit Of all rounds; nothing where there was nothing to deny.
    /// @return denied Whether there was.
    function playDenial(uint256 usd, uint256 closes, uint256 thetaBp, bool across)
        external
        returns (int256 profit, bool denied)
    {
        _sellBase(pool, trader, usd * USD);
        _nextBlock();
        uint256 before = _wealth();
        for (uint256 round; round < DENIALS; ++round) {
            IPMMPool.Close memory now_ = pool.currentClose();
            if (now_.deviationPpm >= -int256(thetaBp * 100)) break;
            (,,,,, uint256 target,) = pool.getPMMStateForCall();
            uint256 filled = across ? now_.gap + 1 : now_.gap - BandMath.gapDown(target, K, thetaBp);
            uint256 got = _attackerSellsRaw(false, filled);
            _nextBlock();
            _attackerSellsRaw(true, got);
            _skipBlocks(closes - 1);
            assertFalse(_trigger(), "denied");
            denied = true;
        }
        profit = _profit(before);
    }

    /// @dev As `_hold`, letting the stabilizer act three times before the unwinding.
    function playThreeActions(bool down, uint256 usd, uint256 closes) external returns (int256 profit) {
        uint256 before = _wealth();
        uint256 got;
        for (uint256 round; round < 3; ++round) {
            got += _attackerSells(down, usd / 3 + 1);
            _skipBlocks(closes + 1);
            _trigger();
        }
        _attackerSellsRaw(!down, got);
        profit = _profit(before);
    }

    /// @dev Pump to one side, so that it acts there, then take the other side of what it left.
    function playOvershoot(bool down, uint256 usd, uint256 closes) external returns (int256 profit) {
        uint256 before = _wealth();
        uint256 got = _attackerSells(down, usd);
        _skipBlocks(closes);
        _trigger();
        _attackerSellsRaw(!down, got);
        for (uint256 n; n < 2; ++n) {
            _skipBlocks(closes + 1);
            _trigger();
        }
        profit = _profit(before);
    }

    /// @dev The attacker is most of the pool, so that fees and premia come back to him: what bucket B is paid, he pays.
    function playHolderOfThePool(bool down, uint256 usd, uint256 closes) external returns (int256 profit) {
        uint256 before = _wealth();
        _attackerBuysShares(4_000_000 * USD, 4_000_000 * USD_OF_XAU);
        uint256 got = _attackerSells(down, usd);
        _skipBlocks(closes);
        _trigger();
        _attackerSellsRaw(!down, got);
        _attackerSellsShares();
        profit = _profit(before);
    }

    /// @dev Shares bought just for the action's block, to share in what it brings the pool.
    function playShareOfOneAction(uint256 usd, uint256 closes) external returns (int256 profit) {
        _pushDown(15_000, closes);
        uint256 before = _wealth();
        (uint256 b, uint256 q) = pool.getVaultReserve();
        _attackerBuysShares(usd * USD, usd * USD * q / b);
        _trigger();
        _attackerSellsShares();
        profit = _profit(before);
    }

    /// @dev Others left the pool off for N closes; the attacker trades before and behind the action that is due.
    /// @return profit Of both.
    /// @return alone What his first trade is worth at the oracle by itself: the honest arbitrage, if anything.
    function playSandwich(bool pushedDown, uint256 push, bool down, uint256 usd, uint256 closes)
        external
        returns (int256 profit, int256 alone)
    {
        pushedDown ? _pushDown(push, closes) : _pushUp(push, closes);
        uint256 before = _wealth();
        uint256 got = _attackerSells(down, usd);
        alone = _profit(before);
        _trigger();
        _attackerSellsRaw(!down, got);
        profit = _profit(before);
    }

    // ---- Each played and undone ----

    function _hold(bool down, uint256 usd, uint256 blocks)
        internal
        returns (int256 profit, uint256 gainOfB, bool acted)
    {
        return abi.decode(_undone(abi.encodeCall(this.playHold, (down, usd, blocks))), (int256, uint256, bool));
    }

    function _deny(uint256 usd, uint256 closes, uint256 thetaBp, bool across)
        internal
        returns (int256 profit, bool denied)
    {
        return abi.decode(_undone(abi.encodeCall(this.playDenial, (usd, closes, thetaBp, across))), (int256, bool));
    }

    function _holdThroughThreeActions(bool down, uint256 usd, uint256 closes) internal returns (int256 profit) {
        return abi.decode(_undone(abi.encodeCall(this.playThreeActions, (down, usd, closes))), (int256));
    }

    function _huntOvershoot(bool down, uint256 usd, uint256 closes) internal returns (int256 profit) {
        return abi.decode(_undone(abi.encodeCall(this.playOvershoot, (down, usd, closes))), (int256));
    }

    function _holdAsHolderOfThePool(bool down, uint256 usd, uint256 closes) internal returns (int256 profit) {
        return abi.decode(_undone(abi.encodeCall(this.playHolderOfThePool, (down, usd, closes))), (int256));
    }

    function _shareOfOneAction(uint256 usd, uint256 closes) internal returns (int256 profit) {
        return abi.decode(_undone(abi.encodeCall(this.playShareOfOneAction, (usd, closes))), (int256));
    }

    function _sandwichOf(bool pushedDown, uint256 push, bool down, uint256 usd, uint256 closes)
        internal
        returns (int256 profit, int256 alone)
    {
        return abi.decode(
            _undone(abi.encodeCall(this.playSandwich, (pushedDown, push, down, usd, closes))), (int256, int256)
        );
    }

    function _attackerBuysShares(uint256 bases, uint256 quotes) private {
        vm.startPrank(attacker);
        base.transfer(address(pool), bases);
        quote.transfer(address(pool), quotes);
        pool.buyShares(attacker);
        vm.stopPrank();
    }

    function _attackerSellsShares() private {
        uint256 shares = pool.balanceOf(attacker);
        vm.prank(attacker);
        pool.sellShares(shares, attacker, 0, 0, "", block.timestamp);
    }
}
