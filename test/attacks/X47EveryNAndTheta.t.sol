// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {BandMath} from "../../src/stabilizer/BandMath.sol";
import {CloseHolder} from "./CloseHolder.sol";

/// @notice X47 for every number of closes that the contract takes and every theta below a band of 10 bp: what holding the
/// close for n blocks costs, and what anyone gains by it.
/// @dev X47_EVERY=1 goes through all 63 pairs at every second size, some minutes; without it four pairs at every tenth size.
/// `npm run peg-proof` does the former and writes the table of docs/peg-proof.md from it.
contract X47EveryNAndTheta is CloseHolder {
    /// @dev A scene's best over the sizes, raw XAU.
    struct Found {
        int256 profit;
        uint256 size;
        uint256 tries;
    }

    /// @dev What one pair of N and theta comes to. `held` are the bests of holding for N - 1, N and N + 3 closes.
    struct Cell {
        uint256 closes;
        uint256 thetaBp;
        // The least push that shows, raw XAU.
        uint256 shows;
        Found[3] held;
        Found acting;
        uint256 gainOfB;
        Found denial;
        // Of a drain of 2 % alone.
        Found denialOfDrain;
        Found threeActions;
        Found overshoot;
        Found holder;
        Found share;
        Found sandwich;
        // Of a pool so far off that trading it back pays by itself.
        Found honest;
        Found added;
    }

    uint256 private constant FEWEST = 2;
    uint256 private constant MOST = 8;
    uint256 private constant BAND_BP = 10;
    /// @dev Pushes by others, dollars: some 20 bp, within both fees of a round trip, and some 60.
    uint256 private constant NEAR = 10_000;
    uint256 private constant FAR = 30_000;
    /// @dev 2 % of a side, dollars.
    uint256 private constant DRAIN = 20_000;

    function test_X47_everyNAndTheta() public {
        vm.pauseGasMetering();
        bool every = vm.envOr("X47_EVERY", uint256(0)) == 1;
        uint256 cells;
        for (uint256 closes = FEWEST; closes <= MOST; closes += every ? 1 : 6) {
            for (uint256 theta = 1; theta < BAND_BP; theta += every ? 1 : 8) {
                Cell memory c = abi.decode(_undone(abi.encodeCall(this.cell, (closes, theta, every ? 2 : 10))), (Cell));
                _judgeCell(c);
                console2.log("peg-proof attackers", _json(c));
                ++cells;
            }
        }
        assertEq(cells, every ? 63 : 4, "pairs");
    }

    /// @dev A call of its own, so that its memory is gone with it.
    function cell(uint256 closes, uint256 thetaBp, uint256 stride) external returns (Cell memory c) {
        (c.closes, c.thetaBp) = (closes, thetaBp);
        _useCloses(closes, thetaBp);
        (,,,,, uint256 target,) = pool.getPMMStateForCall();
        c.shows = BandMath.gapDown(target, K, thetaBp);
        // Hardly more than shows, whatever sizes follow.
        _holdAll(c, c.shows * 104 / 100 / USD_OF_XAU + 1);
        _denyBoth(c, c.denialOfDrain, DRAIN);
        for (uint256 step; step < SIZES; step += stride) {
            uint256 usd = _size(step);
            _holdAll(c, usd);
            _denyBoth(c, c.denial, usd);
            _better(c.share, _shareOfOneAction(usd, closes), usd);
            for (uint256 down; down < 2; ++down) {
                _better(c.threeActions, _holdThroughThreeActions(down == 1, usd, closes), usd);
                _better(c.overshoot, _huntOvershoot(down == 1, usd, closes), usd);
                _better(c.holder, _holdAsHolderOfThePool(down == 1, usd, closes), usd);
                _sandwiches(c, down == 1, usd);
            }
        }
    }

    function _holdAll(Cell memory c, uint256 usd) private {
        uint256[3] memory blocks = [c.closes - 1, c.closes, c.closes + 3];
        for (uint256 n; n < 3; ++n) {
            for (uint256 down; down < 2; ++down) {
                (int256 profit, uint256 gain, bool acted) = _hold(down == 1, usd, blocks[n]);
                _better(c.held[n], profit, usd);
                if (n == 0) assertFalse(acted, "acted on fewer closes than N");
                // Fee, side and the ppm that deviations are counted in decide within 3 % of theta's gap, not beyond.
                if (n == 1 && usd * USD_OF_XAU > c.shows * 103 / 100) assertTrue(acted, "a held close is acted on");
                if (n == 1 && usd * USD_OF_XAU < c.shows * 97 / 100) assertFalse(acted, "acted within theta");
                if (n == 1 && acted && _better(c.acting, profit, usd)) c.gainOfB = gain;
            }
        }
    }

    function _denyBoth(Cell memory c, Found memory of_, uint256 usd) private {
        for (uint256 across; across < 2; ++across) {
            (int256 profit, bool denied) = _deny(usd, c.closes, c.thetaBp, across == 1);
            if (denied) _better(of_, profit / int256(DENIALS), usd);
        }
    }

    function _sandwiches(Cell memory c, bool down, uint256 usd) private {
        for (uint256 pushedDown; pushedDown < 2; ++pushedDown) {
            (int256 profit,) = _sandwichOf(pushedDown == 1, NEAR, down, usd, c.closes);
            _better(c.sandwich, profit, usd);
            int256 alone;
            (profit, alone) = _sandwichOf(pushedDown == 1, FAR, down, usd, c.closes);
            _better(c.honest, alone, usd);
            _better(c.added, alone > 0 ? profit - alone : profit, usd);
        }
    }

    function _better(Found memory of_, int256 profit, uint256 usd) private pure returns (bool is_) {
        is_ = of_.tries == 0 || profit > of_.profit;
        if (is_) (of_.profit, of_.size) = (profit, usd);
        ++of_.tries;
    }

    /// @dev At the oracle nobody gains, but who trades back a pool that others pushed further than its fee.
    function _judgeCell(Cell memory c) private pure {
        string memory id = string.concat(" profits at N ", vm.toString(c.closes), ", theta ", vm.toString(c.thetaBp));
        for (uint256 n; n < 3; ++n) {
            _judgeFound(string.concat("holding", id), c.held[n]);
        }
        _judgeFound(string.concat("making it act", id), c.acting);
        _judgeFound(string.concat("denial", id), c.denial);
        assertEq(c.denialOfDrain.tries, 2, "a drain is there to be kept");
        assertLt(c.denialOfDrain.profit, 0, string.concat("denial of a drain", id));
        _judgeFound(string.concat("three actions", id), c.threeActions);
        _judgeFound(string.concat("overshoot", id), c.overshoot);
        _judgeFound(string.concat("holder of the pool", id), c.holder);
        _judgeFound(string.concat("share of an action", id), c.share);
        _judgeFound(string.concat("sandwich", id), c.sandwich);
        _judgeFound(string.concat("what an action adds", id), c.added);
        assertGt(c.gainOfB, 0, "bucket B is paid for acting");
        assertGt(c.honest.profit, 0, "the honest arbitrage is there to be measured");
    }

    function _judgeFound(string memory id, Found memory of_) private pure {
        assertGt(of_.tries, 5, string.concat("too few tries: ", id));
        assertLe(of_.profit, 0, id);
    }

    // ---- For the table ----

    /// @dev Millionths of a dollar, rounded down, and sizes in dollars.
    function _json(Cell memory c) private returns (string memory) {
        string memory id = string.concat("cell ", vm.toString(c.closes), " ", vm.toString(c.thetaBp));
        vm.serializeUint(id, "closes", c.closes);
        vm.serializeUint(id, "thetaBp", c.thetaBp);
        vm.serializeInt(id, "shows", _micro(int256(c.shows)));
        vm.serializeInt(id, "heldOneLess", _micro(c.held[0].profit));
        vm.serializeInt(id, "held", _micro(c.held[1].profit));
        vm.serializeInt(id, "heldThreeMore", _micro(c.held[2].profit));
        vm.serializeInt(id, "acting", _micro(c.acting.profit));
        vm.serializeUint(id, "actingSize", c.acting.size);
        vm.serializeInt(id, "gainOfB", _micro(int256(c.gainOfB)));
        vm.serializeInt(id, "denial", _micro(c.denial.profit));
        vm.serializeUint(id, "denialSize", c.denial.size);
        vm.serializeInt(id, "denialOfDrain", _micro(c.denialOfDrain.profit));
        vm.serializeInt(id, "threeActions", _micro(c.threeActions.profit));
        vm.serializeInt(id, "overshoot", _micro(c.overshoot.profit));
        vm.serializeInt(id, "holder", _micro(c.holder.profit));
        vm.serializeInt(id, "share", _micro(c.share.profit));
        vm.serializeInt(id, "sandwich", _micro(c.sandwich.profit));
        vm.serializeInt(id, "honest", _micro(c.honest.profit));
        vm.serializeUint(id, "honestSize", c.honest.size);
        vm.serializeUint(id, "sizes", c.share.tries);
        return vm.serializeInt(id, "added", _micro(c.added.profit));
    }

    function _micro(int256 raw) private pure returns (int256 millionths) {
        // A millionth of a dollar is 4e8 raw XAU at the oracle's first price.
        millionths = raw / 4e8;
        if (raw < 0 && millionths * 4e8 != raw) --millionths;
    }
}
