// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {TickMath} from "v4-core/libraries/TickMath.sol";
import {RangeMath} from "src/libraries/RangeMath.sol";

/// @title X17_BandInPrice
/// @notice Beefy CLM: a band applied to ticks as a factor let through 31.83 % where 1 % was meant, and nothing near tick
/// zero.
/// @dev Holds: at any tick, of either sign, for either order of the tokens, the band accepted is the one configured, in
/// price, to one bp.
contract X17_BandInPriceTest is Test {
    int24 private constant FAR = 800_000;
    uint256 private constant WAD = 1e18;

    function testFuzz_band_isInPrice(int24 tick, uint256 bandBp, bool above) public pure {
        tick = int24(bound(tick, -FAR, FAR));
        bandBp = bound(bandBp, 1, 200);
        _assertBand(tick, bandBp, above);
    }

    function test_band_isInPrice_whereTicksAreOdd() public pure {
        int24[9] memory ticks = [int24(0), -1, 1, -FAR, FAR, -195_000, 195_000, -60, 200];
        uint256[4] memory bands = [uint256(1), 20, 50, 200];
        for (uint256 i; i < 9; ++i) {
            for (uint256 j; j < 4; ++j) {
                _assertBand(ticks[i], bands[j], true);
                _assertBand(ticks[i], bands[j], false);
            }
        }
    }

    /// @dev Bisects the last price accepted and measures how far it is, by squares of ratios in WAD.
    function _assertBand(int24 tick, uint256 bandBp, bool above) private pure {
        uint256 anchor = TickMath.getSqrtPriceAtTick(tick);
        uint256 inside = anchor;
        uint256 outside = above ? anchor * 2 : anchor / 2;
        assertTrue(RangeMath.isWithinBand(uint160(inside), uint160(anchor), bandBp), "X17: the anchor itself");
        assertFalse(RangeMath.isWithinBand(uint160(outside), uint160(anchor), bandBp), "X17: four times the price");
        while (above ? inside + 1 < outside : outside + 1 < inside) {
            uint256 middle = (inside + outside) / 2;
            if (RangeMath.isWithinBand(uint160(middle), uint160(anchor), bandBp)) inside = middle;
            else outside = middle;
        }
        uint256 ratio = inside * WAD / anchor; // below 2^162 * 2^60
        uint256 price = ratio * ratio / WAD;
        uint256 deviation = price > WAD ? price - WAD : WAD - price;
        assertLe(deviation, (bandBp + 1) * 1e14, "X17: the band is wider in price than configured");
        assertGe(deviation + 1e14, bandBp * 1e14, "X17: the band is narrower in price than configured");
    }
}
