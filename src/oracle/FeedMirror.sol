// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

import {IFeedMirror} from "../interfaces/IFeedMirror.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IPriceSource} from "../interfaces/IPriceSource.sol";
import {FeedIds} from "./FeedIds.sol";
import {FeedWord} from "./FeedWord.sol";
import {Gate} from "./Gate.sol";
import {OracleLib} from "./OracleLib.sol";

/// @title FeedMirror
/// @notice Prices for contracts outside the diamond, one hop from the aggregator.
/// @dev Immutable, without roles and without funds. It can only ever hold what the diamond holds: its copies are pulled
/// from there, by the diamond itself on every change, and by anyone at any time.
///
/// A disabled feed is not plain: its copy sends the read to the diamond, which refuses it.
///
/// Warning: the diamond keeps one mirror in step, the one it names (`IOracle.mirror`). Another one follows only when
/// somebody calls its `sync` functions; nothing must be made to read it.
contract FeedMirror is IFeedMirror {
    IOracle private immutable ORACLE;

    mapping(bytes32 feedId => FeedWord) private words;
    mapping(address token => bytes32 feedId) private gates;

    /// @param oracle_ The diamond.
    constructor(IOracle oracle_) {
        ORACLE = oracle_;
    }

    /// @inheritdoc IFeedMirror
    function syncFeed(bytes32 feedId) external {
        uint256 newWord = ORACLE.feedWord(feedId);
        emit FeedSynced(feedId, FeedWord.unwrap(words[feedId]), newWord);
        words[feedId] = FeedWord.wrap(newWord);
    }

    /// @inheritdoc IFeedMirror
    function syncGate(address token) external {
        bytes32 newFeed = ORACLE.gateOf(token);
        emit GateSynced(token, gates[token], newFeed);
        gates[token] = newFeed;
    }

    /// @inheritdoc IPriceSource
    function price(bytes32 feedId) external view returns (uint256 priceWad) {
        return _price(feedId);
    }

    /// @inheritdoc IPriceSource
    function convertUnitsDown(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256) {
        return _convertDown(unitA, unitB, amount);
    }

    /// @inheritdoc IPriceSource
    function convertUnitsUp(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256) {
        if (unitA == unitB) return amount;
        return FixedPointMathLib.fullMulDivUp(amount, _unitPrice(unitA), _unitPrice(unitB));
    }

    /// @inheritdoc IPriceSource
    function requireOpen(address token) external view {
        _requireOpen(token);
    }

    /// @inheritdoc IPriceSource
    function guideRateDown(address tokenA, bytes32 unitA, address tokenB, bytes32 unitB, uint256 amount)
        external
        view
        returns (uint256)
    {
        _requireOpen(tokenA);
        _requireOpen(tokenB);
        return _convertDown(unitA, unitB, amount);
    }

    /// @inheritdoc IFeedMirror
    function oracle() external view returns (address) {
        return address(ORACLE);
    }

    /// @inheritdoc IFeedMirror
    function isInStep(bytes32 feedId, address token) external view returns (bool) {
        return FeedWord.unwrap(words[feedId]) == ORACLE.feedWord(feedId) && gates[token] == ORACLE.gateOf(token);
    }

    function _requireOpen(address token) private view {
        bytes32 gate = gates[token];
        if (gate != 0) Gate.requireOpen(token, _price(gate));
    }

    function _convertDown(bytes32 unitA, bytes32 unitB, uint256 amount) private view returns (uint256) {
        if (unitA == unitB) return amount;
        return FixedPointMathLib.fullMulDiv(amount, _unitPrice(unitA), _unitPrice(unitB));
    }

    function _unitPrice(bytes32 unit) private view returns (uint256) {
        return unit == FeedIds.USD ? 1e18 : _price(unit);
    }

    function _price(bytes32 feedId) private view returns (uint256 priceWad) {
        priceWad = OracleLib.plainPriceOf(words[feedId]);
        if (priceWad == 0) priceWad = ORACLE.price(feedId);
    }
}
