// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IPMMPool} from "../interfaces/IPMMPool.sol";
import {RState} from "./PMMPricing.sol";

/// @title CloseMath
/// @notice How a block closed, in one word.
/// @dev Bits, from the lowest: block number 32, deviation 32 (signed ppm), gap 112, R 8, oracle mantissa 56, exponent 8;
/// sum 248. The oracle price is mantissa << exponent, rounded down to at least 40 significant bits (1e-12 of itself).
library CloseMath {
    uint256 private constant ONE = 1e18;
    uint256 private constant PPM = 1e6;
    int256 private constant PPM_PER_BP = 100;
    /// @dev What 32 signed bits hold, plus the 1e6 that stand for no deviation.
    uint256 private constant HIGHEST_RATIO = 2 ** 31 - 1 + PPM;

    /// @notice Packs a close.
    /// @param number Block number, below 2^32.
    /// @param r Scarce side.
    /// @param i Guide price, 1 to 1e36.
    /// @param oracle Oracle price, 1 to 1e36.
    /// @param factor `PMMPricing.priceFactor`, below 2^125, at least 1 where quote is scarce.
    /// @param gap Target minus reserve of the scarce token, below 2^112.
    function pack(uint256 number, RState r, uint256 i, uint256 oracle, uint256 factor, uint256 gap)
        internal
        pure
        returns (uint256 word)
    {
        int256 ppm = deviationPpm(r, i, oracle, factor);
        // In steps of 16 bits, so at most four; cheaper than a logarithm.
        uint256 exponent;
        unchecked {
            while ((oracle >> exponent) >> 56 != 0) exponent += 16;
        }
        // Each part fits by its domain; ppm is within 32 bits signed, masked to them.
        word = number | (uint256(ppm) & type(uint32).max) << 32 | gap << 64 | uint256(r) << 176 | (oracle >> exponent)
            << 184 | exponent << 240;
    }

    /// @notice The block a word's run begins with; zero for an empty one.
    function blockOf(uint256 word) internal pure returns (uint256) {
        return uint32(word);
    }

    /// @notice A word read for block `number` of its run.
    function unpack(uint256 word, uint256 number) internal pure returns (IPMMPool.Close memory close) {
        // Truncations pick the fields.
        close.blockNumber = number;
        close.deviationPpm = int32(uint32(word >> 32));
        close.deviationBps = close.deviationPpm / PPM_PER_BP;
        close.gap = uint112(word >> 64);
        close.R = uint8(word >> 176);
        close.oraclePrice = uint256(uint56(word >> 184)) << uint8(word >> 240);
    }

    /// @notice (mid / oracle - 1) in ppm, rounded toward zero, capped at what 32 bits hold (2,147 times the price).
    /// @dev From the factor, not from a rounded mid price, so that tokens of unlike decimals lose nothing.
    /// Products: i·1e6 < 2^140, factor·oracle < 2^245, oracle·1e18 < 2^180.
    function deviationPpm(RState r, uint256 i, uint256 oracle, uint256 factor) internal pure returns (int256) {
        (uint256 multiplier, uint256 divisor) = r == RState.BELOW_ONE ? (ONE, factor * oracle) : (factor, oracle * ONE);
        // Capped to 2^31 - 1 + 1e6 first, so the cast is of a small number.
        unchecked {
            uint256 ratio = FixedPointMathLib.fullMulDiv(i * PPM, multiplier, divisor);
            if (ratio < PPM && mulmod(i * PPM, multiplier, divisor) != 0) ++ratio;
            return int256(FixedPointMathLib.min(ratio, HIGHEST_RATIO)) - int256(PPM);
        }
    }
}
