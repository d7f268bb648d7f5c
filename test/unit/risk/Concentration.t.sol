// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {Concentration} from "src/risk/Concentration.sol";

contract ConcentrationTest is Test {
    /// @dev The specification's worked example: 4,700 / 3,052 / 1,661 / 587 bp have 0.3450 and 2.90.
    function test_herfindahl_ofTheWorkedExample() public pure {
        uint256[] memory parts = _parts(4700, 3052, 1661, 587);
        assertEq(Concentration.herfindahlBpUp(parts), 3451);
        assertEq(Concentration.effectiveNumberWadDown(parts) / 1e16, 289);
        assertEq(Concentration.largestBp(parts), 4700);
    }

    function testFuzz_herfindahl_liesBetweenEqualPartsAndOne(uint256 a, uint256 b, uint256 c) public pure {
        a = bound(a, 0, 10_000);
        b = bound(b, 0, 10_000 - a);
        c = bound(c, 0, 10_000 - a - b);
        uint256[] memory parts = _parts(a, b, c, 10_000 - a - b - c);
        uint256 index = Concentration.herfindahlBpUp(parts);
        assertGe(index, 2500, "four equal parts are the least concentrated");
        assertLe(index, 10_000, "one part is the most");
        uint256 effective = Concentration.effectiveNumberWadDown(parts);
        // H rounded up times N rounded down is one, to the rounding of H.
        assertLe(effective * (index - 1), 1e22, "N above 1 / H");
        assertGe(effective * index, 1e22 - index, "N below 1 / H");
        assertGe(Concentration.largestBp(parts) * 4, 10_000);
    }

    function testFuzz_herfindahl_ofEqualParts(uint256 count) public pure {
        count = bound(count, 1, 100);
        uint256[] memory parts = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            parts[i] = 10_000 / count;
        }
        uint256 n = Concentration.effectiveNumberWadDown(parts);
        // Flooring the parts takes at most one bp of each, which raises 1 / sum(w^2).
        assertGe(n, count * 1e18);
        assertLe(n, count * 1e18 * (10_000 / count + 1) ** 2 / (10_000 / count) ** 2);
    }

    function test_nothing_isNotConcentrated() public pure {
        uint256[] memory none = new uint256[](3);
        assertEq(Concentration.herfindahlBpUp(none), 0);
        assertEq(Concentration.effectiveNumberWadDown(none), 0);
        assertEq(Concentration.largestBp(none), 0);
        (uint256 least, uint256 greatest, uint256 mean, uint256 variance) = Concentration.spreadDown(new uint256[](0));
        assertEq(least + greatest + mean + variance, 0);
    }

    /// @dev Against the definition: the mean of the squared distances from the exact mean.
    function testFuzz_spread_isTheDefinition(uint16[5] memory raw) public pure {
        uint256[] memory figures = new uint256[](5);
        uint256 sum;
        for (uint256 i; i < 5; ++i) {
            figures[i] = bound(raw[i], 0, 10_000);
            sum += figures[i];
        }
        (uint256 least, uint256 greatest, uint256 mean, uint256 variance) = Concentration.spreadDown(figures);
        uint256 squares;
        for (uint256 i; i < 5; ++i) {
            assertLe(least, figures[i]);
            assertGe(greatest, figures[i]);
            // Distances from the mean, times five, to stay whole.
            uint256 distance = figures[i] * 5 > sum ? figures[i] * 5 - sum : sum - figures[i] * 5;
            squares += distance * distance;
        }
        assertEq(mean, sum / 5);
        assertEq(variance, squares / 125);
    }

    function _parts(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (uint256[] memory parts) {
        parts = new uint256[](4);
        (parts[0], parts[1], parts[2], parts[3]) = (a, b, c, d);
    }
}
