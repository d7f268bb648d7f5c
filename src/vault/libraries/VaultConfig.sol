// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {IALMSingle} from "../../interfaces/IALMSingle.sol";
import {IVaultErrors} from "../../interfaces/IVaultErrors.sol";
import {CashCurve} from "../../risk/CashCurve.sol";
import {PoolWord} from "../PoolWord.sol";
import {
    DEFAULT_IMBALANCE_AMPLIFICATION_BP,
    DEFAULT_IMBALANCE_MAX_BP,
    DEFAULT_IMBALANCE_MIN_BP
} from "../VaultConstants.sol";
import {VaultStorage} from "../VaultStorage.sol";
import {Vault} from "../VaultTypes.sol";

/// @title VaultConfig
/// @notice A vault's settings that change only by management, kept as the code of a data contract (SSTORE2).
/// @dev Every operation of a user needs both tokens and each pool's settings and adapter. As code they cost one cold
/// account (2,600 gas) whatever their number, as slots 2,100 each: a vault over three pools saves about 8,000 gas a
/// call. Changing them writes a new contract; the old one is left behind.
/// Layout, words of 32 bytes: token0 | decimals0 << 160; token1 | decimals1 << 160; the feed of token1 in USD, zero
/// if token1 counts as one USD (the cash curve is drawn over dollars); the imbalance fee's curve, three
/// times 16 bits, whether the vault is closed << 48, the cash band's offsets, twice 16 bits << 64, its cap << 128; the money market of each token, see Markets; the
/// fees, see Fees; then two words a pool, its PoolWord and its adapter. Adapters are resolved when the configuration is
/// written, see `refreshAdapters`.
library VaultConfig {
    uint256 private constant HEAD_WORDS = 7;
    uint256 private constant POOL_WORDS = 2;
    uint256 private constant DECIMALS_SHIFT = 160;
    uint256 private constant CURVE_MASK = (1 << 48) - 1;
    uint256 private constant CLOSED = 1 << 48;
    uint256 private constant BAND_SHIFT = 64;
    uint256 private constant BAND_MASK = ((1 << 32) - 1) << BAND_SHIFT;
    uint256 private constant CAP_SHIFT = 128;

    /// @notice The configuration as the vault reads it: untyped words, see the layout.
    function load(Vault storage v) internal view returns (uint256[] memory words) {
        bytes memory data = SSTORE2.read(v.config);
        assembly ("memory-safe") {
            // The same memory as an array of words: the length in bytes becomes one in words.
            words := data
            mstore(words, shr(5, mload(words)))
        }
    }

    /// @notice A configuration without pools.
    function create(address tokenA, uint8 decimalsA, address tokenB, uint8 decimalsB, bytes32 usdFeed)
        internal
        pure
        returns (uint256[] memory words)
    {
        words = new uint256[](HEAD_WORDS);
        words[0] = uint160(tokenA) | uint256(decimalsA) << DECIMALS_SHIFT;
        words[1] = uint160(tokenB) | uint256(decimalsB) << DECIMALS_SHIFT;
        words[2] = uint256(usdFeed);
        setCashBand(words, CashCurve.DEFAULT_LOW_OFFSET_BP, CashCurve.DEFAULT_HIGH_OFFSET_BP);
        setImbalanceCurve(
            words,
            IALMSingle.ImbalanceCurve(
                DEFAULT_IMBALANCE_MIN_BP, DEFAULT_IMBALANCE_MAX_BP, DEFAULT_IMBALANCE_AMPLIFICATION_BP
            )
        );
    }

    /// @notice Writes a configuration; it takes effect at once.
    function store(Vault storage v, uint256[] memory words) internal {
        v.config = SSTORE2.write(abi.encodePacked(words));
    }

    /// @notice A copy with room for one more pool.
    function extended(uint256[] memory words) internal pure returns (uint256[] memory longer) {
        longer = new uint256[](words.length + POOL_WORDS);
        for (uint256 i; i < words.length; ++i) {
            longer[i] = words[i];
        }
    }

    /// @notice Puts a pool at an index, with the adapter its family has now; reverts if it has none.
    function setPool(uint256[] memory words, uint256 index, PoolWord word) internal view {
        address adapterNow = VaultStorage.state().adapters[word.family()];
        if (adapterNow == address(0)) revert IVaultErrors.Vault_AdapterNotSet(word.family());
        words[HEAD_WORDS + index * POOL_WORDS] = PoolWord.unwrap(word);
        words[HEAD_WORDS + index * POOL_WORDS + 1] = uint160(adapterNow);
    }

    function token0(uint256[] memory words) internal pure returns (address) {
        return address(uint160(_head(words, 0))); // the low 160 bits
    }

    function token1(uint256[] memory words) internal pure returns (address) {
        return address(uint160(_head(words, 1))); // the low 160 bits
    }

    function decimals0(uint256[] memory words) internal pure returns (uint256) {
        return words[0] >> DECIMALS_SHIFT;
    }

    function decimals1(uint256[] memory words) internal pure returns (uint256) {
        return words[1] >> DECIMALS_SHIFT;
    }

    function usdFeedId(uint256[] memory words) internal pure returns (bytes32) {
        return bytes32(words[2]);
    }

    function imbalanceCurve(uint256[] memory words) internal pure returns (IALMSingle.ImbalanceCurve memory) {
        uint256 word = words[3];
        // Each cast keeps its own 16 bits.
        return IALMSingle.ImbalanceCurve(uint16(word), uint16(word >> 16), uint16(word >> 32));
    }

    /// @notice Puts a checked curve (`Limits.checkCurve`).
    function setImbalanceCurve(uint256[] memory words, IALMSingle.ImbalanceCurve memory curve) internal pure {
        words[3] = words[3] & ~CURVE_MASK | uint256(curve.minBp) | uint256(curve.maxBp) << 16
            | uint256(curve.amplificationBp) << 32;
    }

    /// @notice How far from its target the cash buffer may be, bp of the target, see CashCurve.
    function cashBand(uint256[] memory words) internal pure returns (uint16 lowOffsetBp, uint16 highOffsetBp) {
        uint256 word = words[3] >> BAND_SHIFT;
        return (uint16(word), uint16(word >> 16)); // each cast keeps its own 16 bits
    }

    /// @notice Puts a checked cash band.
    function setCashBand(uint256[] memory words, uint256 lowOffsetBp, uint256 highOffsetBp) internal pure {
        words[3] = words[3] & ~BAND_MASK | lowOffsetBp << BAND_SHIFT | highOffsetBp << BAND_SHIFT + 16;
    }

    /// @notice Most the vault may be worth after a deposit, raw token1; zero for no cap.
    function depositCap(uint256[] memory words) internal pure returns (uint256) {
        return _head(words, 3) >> CAP_SHIFT;
    }

    /// @notice Puts a cap below 2^128.
    function setDepositCap(uint256[] memory words, uint256 cap) internal pure {
        words[3] = words[3] & (1 << CAP_SHIFT) - 1 | cap << CAP_SHIFT;
    }

    /// @notice Whether only listed receivers may enter.
    function isClosed(uint256[] memory words) internal pure returns (bool) {
        return _head(words, 3) & CLOSED != 0;
    }

    /// @notice Closes or opens the vault.
    function setClosed(uint256[] memory words, bool closed) internal pure {
        words[3] = closed ? words[3] | CLOSED : words[3] & ~CLOSED;
    }

    /// @notice Whether idle cash of either token is, or may be, invested.
    function hasMarket(uint256[] memory words) internal pure returns (bool) {
        return _head(words, 4) | _head(words, 5) != 0;
    }

    /// @notice Where idle token0 (`index` 0) or token1 (1) is invested; zero for nowhere.
    function market(uint256[] memory words, uint256 index) internal pure returns (uint256) {
        // Unchecked: two small numbers.
        unchecked {
            return _head(words, 4 + index);
        }
    }

    /// @notice Puts a market word, see Markets; `index` is 0 or 1.
    function setMarket(uint256[] memory words, uint256 index, uint256 word) internal pure {
        words[4 + index] = word;
    }

    /// @notice What the vault charges, see Fees; zero for nothing.
    function feeWord(uint256[] memory words) internal pure returns (uint256) {
        return _head(words, 6);
    }

    /// @notice Puts a fee word, see Fees.
    function setFeeWord(uint256[] memory words, uint256 word) internal pure {
        words[6] = word;
    }

    function poolCount(uint256[] memory words) internal pure returns (uint256) {
        // Unchecked: never shorter than its head.
        unchecked {
            return (words.length - HEAD_WORDS) / POOL_WORDS;
        }
    }

    /// @notice A pool's settings; the index must exist.
    function pool(uint256[] memory words, uint256 index) internal pure returns (PoolWord) {
        return PoolWord.wrap(words[_at(index)]);
    }

    /// @notice A pool's adapter; the index must exist.
    function adapter(uint256[] memory words, uint256 index) internal pure returns (address) {
        return address(uint160(words[_at(index) + 1])); // an address was stored
    }

    /// @dev A word of the head, which every configuration has from `create` on: index < HEAD_WORDS needs no check.
    function _head(uint256[] memory words, uint256 index) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(words, 0x20), shl(5, index)))
        }
    }

    /// @dev Where a pool's words begin.
    function _at(uint256 index) private pure returns (uint256) {
        // Unchecked: an index is below 2^8 in a record, and elsewhere checked against poolCount first.
        unchecked {
            return HEAD_WORDS + index * POOL_WORDS;
        }
    }
}
