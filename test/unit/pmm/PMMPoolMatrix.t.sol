// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {console2} from "forge-std/console2.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../../../src/interfaces/IPMMPool.sol";
import {PMMPool} from "../../../src/pmm/PMMPool.sol";
import {PMMState, RState} from "../../../src/pmm/PMMPricing.sol";
import {PMMFixture} from "./PMMFixture.sol";
import {PMMModel} from "./PMMModel.sol";

/// @notice Deployed pools of every k, every pair of decimals and prices far apart, against the exact polynomial model:
/// no trade pays above the integral, nor 2 units or more below it, and no way there and back gains.
contract PMMPoolMatrixTest is PMMFixture {
    uint256 private constant MAX_I = 1e36;
    /// @dev Sides are cut to this, so that trades of three times a side still fit in 112 bits.
    uint256 private constant MAX_SIDE = 1 << 108;
    /// @dev Whole base a side.
    uint256 private constant SIDE = 1_000_000;

    uint256[7] private _ks = [uint256(0), 1e12, 1e15, 0.1e18, 0.5e18, 0.99e18, 1e18];
    uint8[5] private _decimals = [0, 6, 8, 18, 24];
    /// @dev Whole quote per whole base, 1e18-scaled: from a billionth to a billion.
    uint256[3] private _prices = [uint256(1e9), 2_500e18, 1e27];

    uint256 private _pools;
    uint256 private _refused;
    uint256 private _tooSmall;
    uint256 private _trades;
    uint256 private _zeroOutputs;
    uint256 private _roundTrips;

    function test_matrix_neverAboveNorTwoUnitsBelowTheIntegral() public {
        vm.pauseGasMetering();
        for (uint256 b; b < _decimals.length; ++b) {
            for (uint256 q; q < _decimals.length; ++q) {
                _deployTokens(_decimals[b], _decimals[q]);
                for (uint256 p; p < _prices.length; ++p) {
                    for (uint256 k; k < _ks.length; ++k) {
                        this.cell(_ks[k], _prices[p], _decimals[b], _decimals[q]);
                    }
                }
            }
        }
        console2.log("pools:", _pools);
        console2.log("cells without one, the price being no guide price:", _refused);
        console2.log("cells without one, the sides being too small:", _tooSmall);
        console2.log("trades:", _trades);
        console2.log("refused, nothing being paid out:", _zeroOutputs);
        console2.log("ways there and back:", _roundTrips);
        assertEq(_pools + _refused + _tooSmall, 5 * 5 * 3 * 7, "cells");
        assertGt(_pools, 250, "hardly any pool");
        assertGt(_trades, _pools * 4, "hardly any trade");
        assertGt(_roundTrips, _pools, "hardly any way there and back");
    }

    /// @dev A pool, or its refusal; then trades from a thousandth of a side to three sides, either way, across balance.
    /// A call of its own, so that its memory is gone with it.
    function cell(uint256 k, uint256 priceWad, uint256 baseDecimals, uint256 quoteDecimals) external {
        // priceWad · 10^quote / 10^base: at most 1e27 · 1e24.
        uint256 i = priceWad * 10 ** quoteDecimals / 10 ** baseDecimals;
        if (i == 0 || i > MAX_I) {
            // Not `expectRevert`: around a constructor, where gas is not metered, it ends the call without a word.
            try new PMMPool(_fixedConfig(i, k, 0)) {
                fail();
            } catch (bytes memory reason) {
                assertEq(reason, abi.encodeWithSelector(IPMMPool.PMMPool_BadGuidePrice.selector, i), "refusal");
            }
            ++_refused;
            return;
        }
        (uint256 b, uint256 q) = _sides(i, baseDecimals);
        PMMPool pool = new PMMPool(_fixedConfig(i, k, 0));
        if (FixedPointMathLib.min(b, FixedPointMathLib.fullMulDiv(q, ONE, i)) <= pool.DEAD_SHARES()) {
            ++_tooSmall;
            return;
        }
        _buyShares(pool, lp, b, q);
        ++_pools;
        _nextBlock();
        uint256[2] memory parts = [uint256(1), 3_000];
        for (uint256 n; n < parts.length; ++n) {
            _thereAndBack(pool, true, FixedPointMathLib.max(1, b * parts[n] / 1_000));
            _thereAndBack(pool, false, FixedPointMathLib.max(1, q * parts[n] / 1_000));
        }
        // Off balance, on across it, and from there.
        _sell(pool, true, FixedPointMathLib.max(1, b / 3));
        _sell(pool, false, FixedPointMathLib.max(1, q / 2));
        _sell(pool, false, 1);
        _sell(pool, true, 1);
    }

    function _sides(uint256 i, uint256 baseDecimals) private pure returns (uint256 b, uint256 q) {
        b = SIDE * 10 ** baseDecimals;
        b = FixedPointMathLib.min(b, MAX_SIDE);
        b = FixedPointMathLib.min(b, FixedPointMathLib.fullMulDiv(MAX_SIDE, ONE, i));
        q = FixedPointMathLib.fullMulDiv(b, i, ONE);
    }

    function _thereAndBack(PMMPool pool, bool sellsBase, uint256 pay) private {
        uint256 out = _sell(pool, sellsBase, pay);
        if (out == 0) return;
        assertLe(_sell(pool, !sellsBase, out), pay, "there and back gains");
        ++_roundTrips;
    }

    /// @dev One trade, judged by the state before it.
    function _sell(PMMPool pool, bool sellsBase, uint256 pay) private returns (uint256 out) {
        PMMState memory s;
        uint256 r;
        (s.i, s.K, s.B, s.Q, s.B0, s.Q0, r) = pool.getPMMStateForCall();
        s.R = RState(r);
        _pay(pool, sellsBase ? pay : 0, sellsBase ? 0 : pay);
        try this.sellOn(pool, sellsBase) returns (uint256 paid) {
            out = paid;
            ++_trades;
        } catch (bytes memory reason) {
            assertEq(bytes4(reason), IPMMPool.PMMPool_ZeroOutput.selector, "refused for something else");
            (sellsBase ? base : quote).burn(address(pool), pay);
            ++_zeroOutputs;
        }
        assertTrue(PMMModel.covers(s, sellsBase, pay, out), "above the integral");
        // A flat price pays no more than there is, and there is no more.
        if (s.K == 0 && out == (sellsBase ? s.Q : s.B)) return out;
        assertFalse(PMMModel.covers(s, sellsBase, pay, out + 2 + out / 1e15), "two units or more below");
    }

    /// @dev A call of its own, so that what it reverts with can be read.
    function sellOn(PMMPool pool, bool sellsBase) external returns (uint256) {
        return sellsBase ? pool.sellBase(trader) : pool.sellQuote(trader);
    }
}
