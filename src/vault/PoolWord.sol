// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IManagement} from "../interfaces/IManagement.sol";

/// @notice A pool's settings in one word: id 160 | family 8 | class 7, disabled 1 | band 16 | TWAP window 16 | least
/// width 24 | greatest offset 24 = 256 bits, from the lowest.
type PoolWord is uint256;

using PoolWordLib for PoolWord global;

/// @title PoolWordLib
/// @notice Reads and makes pool words.
library PoolWordLib {
    uint256 private constant FAMILY = 160;
    uint256 private constant CLASS = 168;
    uint256 private constant DISABLED = 175;
    uint256 private constant BAND = 176;
    uint256 private constant WINDOW = 192;
    uint256 private constant MIN_WIDTH = 208;
    uint256 private constant MAX_OFFSET = 232;

    /// @notice Packs a checked configuration (`Limits.checkPool`: the id fits 160 bits, the class 7).
    function pack(IManagement.PoolConfig memory config, bool enabled) internal pure returns (PoolWord) {
        return PoolWord.wrap(
            uint256(config.poolId) | uint256(config.family) << FAMILY | uint256(config.class) << CLASS
                | (enabled ? 0 : 1 << DISABLED) | uint256(config.bandBp) << BAND | uint256(config.twapWindow) << WINDOW
                | uint256(config.minWidthTicks) << MIN_WIDTH | uint256(config.maxOffsetTicks) << MAX_OFFSET
        );
    }

    /// @notice The configuration a word was made of.
    function unpack(PoolWord word) internal pure returns (IManagement.PoolConfig memory) {
        return IManagement.PoolConfig({
            poolId: word.poolId(),
            family: word.family(),
            class: word.class(),
            bandBp: uint16(word.bandBp()),
            twapWindow: uint16(word.twapWindow()),
            minWidthTicks: uint24(word.minWidthTicks()),
            maxOffsetTicks: uint24(word.maxOffsetTicks())
        });
    }

    /// @notice The same word, open or closed for new ranges.
    function withEnabled(PoolWord word, bool open) internal pure returns (PoolWord) {
        uint256 bit = 1 << DISABLED;
        uint256 raw = PoolWord.unwrap(word);
        return PoolWord.wrap(open ? raw & ~bit : raw | bit);
    }

    /// @notice The venue's pool, see IDexAdapter: the address, or that of its record for a singleton.
    function poolId(PoolWord word) internal pure returns (bytes32) {
        return bytes32(PoolWord.unwrap(word) & type(uint160).max);
    }

    /// @notice Venue family; the cast keeps its eight bits.
    function family(PoolWord word) internal pure returns (uint8) {
        return uint8(PoolWord.unwrap(word) >> FAMILY);
    }

    /// @notice PoolClass.
    function class(PoolWord word) internal pure returns (uint8) {
        return uint8(PoolWord.unwrap(word) >> CLASS & 0x7f);
    }

    /// @notice Whether new ranges may be placed.
    function isEnabled(PoolWord word) internal pure returns (bool) {
        return PoolWord.unwrap(word) >> DISABLED & 1 == 0;
    }

    /// @notice Band around the anchor that spot and TWAP must keep, bp of price.
    function bandBp(PoolWord word) internal pure returns (uint256) {
        return PoolWord.unwrap(word) >> BAND & 0xffff;
    }

    /// @notice TWAP window, seconds.
    function twapWindow(PoolWord word) internal pure returns (uint256) {
        return PoolWord.unwrap(word) >> WINDOW & 0xffff;
    }

    /// @notice Narrowest range the keeper may place, ticks.
    function minWidthTicks(PoolWord word) internal pure returns (uint256) {
        return PoolWord.unwrap(word) >> MIN_WIDTH & 0xffffff;
    }

    /// @notice Furthest a range's centre may be from the anchor, ticks.
    function maxOffsetTicks(PoolWord word) internal pure returns (uint256) {
        return PoolWord.unwrap(word) >> MAX_OFFSET;
    }
}
