// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../interfaces/IOracle.sol";
import {FeedIds} from "./FeedIds.sol";
import {FeedWord} from "./FeedWord.sol";
import {Gate} from "./Gate.sol";
import {OracleLib} from "./OracleLib.sol";
import {OracleReader} from "./OracleReader.sol";
import {OracleStorage} from "./OracleStorage.sol";
import {OracleView} from "./OracleView.sol";
import {XauRates} from "./XauRates.sol";

/// @title OracleViewFacet
/// @notice The read door: for contracts outside the diamond, and for `OracleLib` where the inline read does not do.
/// @dev Tries the plain read first, then the full one, which names the reason. No function here is lock-guarded: prices
/// do not depend on the state that a diamond operation is changing.
contract OracleViewFacet is IOracle {
    using OracleReader for OracleStorage.Layout;
    using OracleView for OracleStorage.Layout;

    /// @inheritdoc IOracle
    function price(bytes32 feedId) external view returns (uint256 priceWad) {
        priceWad = OracleLib.plainPriceWad(feedId);
        if (priceWad == 0) priceWad = OracleStorage.state().priceWad(feedId);
    }

    /// @inheritdoc IOracle
    function tryPrice(bytes32 feedId) external view returns (bool ok, uint256 priceWad, bytes memory reason) {
        try IOracle(address(this)).price(feedId) returns (uint256 answered) {
            return (true, answered, "");
        } catch (bytes memory err) {
            // Every refusal is a named error. No data at all is a call that ran out of gas.
            if (err.length < 4) revert Oracle_ReadStarved(feedId);
            return (false, 0, err);
        }
    }

    /// @inheritdoc IOracle
    function anchorSqrtPriceX96(address token0, address token1) external view returns (uint160 sqrtPriceX96) {
        sqrtPriceX96 = OracleLib.plainAnchorSqrtPriceX96(FeedIds.pair(token0, token1));
        if (sqrtPriceX96 == 0) sqrtPriceX96 = OracleStorage.state().anchorSqrtPriceX96(token0, token1);
    }

    /// @inheritdoc IOracle
    function convertUnitsDown(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256) {
        return XauRates.convertDown(unitA, unitB, amount);
    }

    /// @inheritdoc IOracle
    function convertUnitsUp(bytes32 unitA, bytes32 unitB, uint256 amount) external view returns (uint256) {
        return XauRates.convertUp(unitA, unitB, amount);
    }

    /// @inheritdoc IOracle
    function ratioWad(bytes32 unitA, bytes32 unitB) external view returns (uint256) {
        return XauRates.ratioWad(unitA, unitB);
    }

    /// @inheritdoc IOracle
    function convertDown(address tokenA, address tokenB, uint256 amount) external view returns (uint256) {
        return XauRates.convertTokenDown(tokenA, tokenB, amount);
    }

    /// @inheritdoc IOracle
    function convertUp(address tokenA, address tokenB, uint256 amount) external view returns (uint256) {
        return XauRates.convertTokenUp(tokenA, tokenB, amount);
    }

    /// @inheritdoc IOracle
    function xauValueDown(address token, uint256 amount) external view returns (uint256 ounces) {
        return XauRates.tokenToXauDown(token, amount);
    }

    /// @inheritdoc IOracle
    function xauValueUp(address token, uint256 amount) external view returns (uint256 ounces) {
        return XauRates.tokenToXauUp(token, amount);
    }

    /// @inheritdoc IOracle
    function fromXauDown(address token, uint256 ounces) external view returns (uint256 amount) {
        return XauRates.tokenFromXauDown(token, ounces);
    }

    /// @inheritdoc IOracle
    function fromXauUp(address token, uint256 ounces) external view returns (uint256 amount) {
        return XauRates.tokenFromXauUp(token, ounces);
    }

    /// @inheritdoc IOracle
    function requireOpen(address token) external view {
        _requireOpen(token);
    }

    /// @inheritdoc IOracle
    function guideRateDown(address tokenA, bytes32 unitA, address tokenB, bytes32 unitB, uint256 amount)
        external
        view
        returns (uint256)
    {
        _requireOpen(tokenA);
        _requireOpen(tokenB);
        return XauRates.convertDown(unitA, unitB, amount);
    }

    /// @inheritdoc IOracle
    function feed(bytes32 feedId) external view returns (FeedConfig memory config, FeedStatus memory status) {
        OracleStorage.Layout storage self = OracleStorage.state();
        return (self.config(feedId), self.status(feedId));
    }

    /// @inheritdoc IOracle
    function followedWords(bytes32 unitA, bytes32 unitB, address tokenA, address tokenB)
        external
        view
        returns (bool follows, uint256 wordA, uint256 wordB, uint256 gateA, uint256 gateB)
    {
        OracleStorage.Layout storage self = OracleStorage.state();
        follows = self.isFollower[msg.sender];
        if (!follows) return (false, 0, 0, 0, 0);
        // USD names no feed, and neither does the zero of a token without a gate.
        wordA = FeedWord.unwrap(self.feeds[unitA]);
        wordB = FeedWord.unwrap(self.feeds[unitB]);
        gateA = FeedWord.unwrap(self.feeds[self.gates[tokenA]]);
        gateB = FeedWord.unwrap(self.feeds[self.gates[tokenB]]);
    }

    /// @inheritdoc IOracle
    function followers() external view returns (address[] memory) {
        return OracleStorage.state().followers;
    }

    /// @inheritdoc IOracle
    function pairId(address token0, address token1) external pure returns (bytes32) {
        return FeedIds.pair(token0, token1);
    }

    /// @inheritdoc IOracle
    function sequencer() external view returns (address uptimeFeed, uint32 graceSeconds) {
        OracleStorage.Sequencer storage self = OracleStorage.state().sequencer;
        return (self.uptimeFeed, self.graceSeconds);
    }

    /// @inheritdoc IOracle
    function unitOf(address token) external view returns (bytes32 unitId, uint8 decimals) {
        OracleStorage.Unit storage unit = OracleStorage.state().units[token];
        return (unit.id, unit.decimals);
    }

    /// @inheritdoc IOracle
    function gateOf(address token) external view returns (bytes32 feedId) {
        return OracleStorage.state().gates[token];
    }

    function _requireOpen(address token) private view {
        OracleStorage.Layout storage self = OracleStorage.state();
        bytes32 gate = self.gates[token];
        if (gate != 0) Gate.requireOpen(token, self.priceWad(gate));
    }
}
