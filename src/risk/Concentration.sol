// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Concentration
/// @notice How unevenly a whole is spread over its parts.
/// @dev Glossary: w_i, part i in bp, w_i <= 10,000. Herfindahl index H = sum(w_i^2) / 10,000, in bp: 10,000 for one part,
/// 10,000 / n for n equal ones. Effective number N = 1 / H: as many equal parts would be as concentrated.
/// Source: section 4 of the specification, "Info"; Herfindahl (1950), Hirschman (1945).
library Concentration {
    uint256 private constant BP = 10_000;

    /// @notice The Herfindahl index, bp, rounded up: concentration is never understated. Zero if there are no parts.
    function herfindahlBpUp(uint256[] memory partsBp) internal pure returns (uint256) {
        return (_sumOfSquares(partsBp) + BP - 1) / BP;
    }

    /// @notice The effective number of parts, WAD, rounded down. Zero if there are no parts.
    function effectiveNumberWadDown(uint256[] memory partsBp) internal pure returns (uint256) {
        uint256 squares = _sumOfSquares(partsBp);
        return squares == 0 ? 0 : BP * BP * 1e18 / squares;
    }

    /// @notice The largest part, bp.
    function largestBp(uint256[] memory partsBp) internal pure returns (uint256 largest) {
        for (uint256 i; i < partsBp.length; ++i) {
            if (partsBp[i] > largest) largest = partsBp[i];
        }
    }

    /// @notice Least, greatest and mean of some figures, and their variance (of the population), each rounded down.
    function spreadDown(uint256[] memory figures)
        internal
        pure
        returns (uint256 least, uint256 greatest, uint256 mean, uint256 variance)
    {
        uint256 count = figures.length;
        if (count == 0) return (0, 0, 0, 0);
        least = type(uint256).max;
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            if (figures[i] < least) least = figures[i];
            if (figures[i] > greatest) greatest = figures[i];
            sum += figures[i];
        }
        mean = sum / count;
        // n * sum(x^2) - sum(x)^2 = n^2 * variance, exactly; never negative (Cauchy and Schwarz).
        variance = (count * _sumOfSquares(figures) - sum * sum) / (count * count);
    }

    function _sumOfSquares(uint256[] memory figures) private pure returns (uint256 sum) {
        for (uint256 i; i < figures.length; ++i) {
            sum += figures[i] * figures[i];
        }
    }
}
