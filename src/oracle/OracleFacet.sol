// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Guarded} from "lock/Lock.sol";

import {AccessLib} from "../access/AccessLib.sol";
import {Roles} from "../access/Roles.sol";
import {IOracle} from "../interfaces/IOracle.sol";
import {IOracleAdmin} from "../interfaces/IOracleAdmin.sol";
import {FeedIds} from "./FeedIds.sol";
import {OracleConfig} from "./OracleConfig.sol";
import {OracleStorage} from "./OracleStorage.sol";
import {OracleView} from "./OracleView.sol";

/// @title OracleFacet
/// @notice The doors that change the oracle: sources and what tokens are worth (ADMIN), stops (MANAGER, GUARDIAN), and
/// the reference of the bounds on change (anyone).
/// @dev Probes read through the diamond's own `IOracle` door, so `OracleViewFacet` is cut in with it or before it.
contract OracleFacet is IOracleAdmin, Guarded {
    using OracleConfig for OracleStorage.Layout;
    using OracleView for OracleStorage.Layout;

    /// @inheritdoc IOracleAdmin
    function setFeed(bytes32 feedId, IOracle.FeedConfig calldata config) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.Layout storage self = OracleStorage.state();
        IOracle.FeedConfig memory oldConfig = self.config(feedId);
        emit FeedSet(feedId, oldConfig, config, self.setFeed(feedId, config));
    }

    /// @inheritdoc IOracleAdmin
    function setPairFeed(address token0, address token1, IOracle.FeedConfig calldata config) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.Layout storage self = OracleStorage.state();
        bytes32 id = FeedIds.pair(token0, token1);
        IOracle.FeedConfig memory oldConfig = self.config(id);
        emit PairFeedSet(id, token0, token1, oldConfig, config, self.setPairFeed(token0, token1, config));
    }

    /// @inheritdoc IOracleAdmin
    function setPairCross(address token0, address token1, bytes32 feed0, bytes32 feed1) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.Layout storage self = OracleStorage.state();
        bytes32 id = FeedIds.pair(token0, token1);
        IOracle.FeedConfig memory oldConfig = self.config(id);
        OracleStorage.Cross memory old = self.crosses[id];
        uint160 sqrtPriceX96 = self.setPairCross(token0, token1, feed0, feed1);
        emit PairCrossSet(id, token0, token1, oldConfig, old.feed0, old.feed1, feed0, feed1, sqrtPriceX96);
    }

    /// @inheritdoc IOracleAdmin
    function disableFeed(bytes32 feedId) external guarded {
        bool mayStop = AccessLib.hasRole(Roles.GUARDIAN, msg.sender) || AccessLib.hasRole(Roles.MANAGER, msg.sender);
        if (!mayStop) AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.state().disable(feedId);
        emit FeedDisabled(feedId, msg.sender);
    }

    /// @inheritdoc IOracleAdmin
    function enableFeed(bytes32 feedId) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.state().enable(feedId);
        emit FeedEnabled(feedId, msg.sender);
    }

    /// @inheritdoc IOracleAdmin
    function pokeFeed(bytes32 feedId) external guarded returns (uint256 priceWad) {
        uint256 oldWad;
        (oldWad, priceWad) = OracleStorage.state().accept(feedId);
        emit PriceAccepted(feedId, oldWad, priceWad);
    }

    /// @inheritdoc IOracleAdmin
    function setSequencer(address uptimeFeed, uint32 graceSeconds) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.Layout storage self = OracleStorage.state();
        OracleStorage.Sequencer memory old = self.sequencer;
        self.setSequencer(uptimeFeed, graceSeconds);
        emit SequencerSet(old.uptimeFeed, uptimeFeed, old.graceSeconds, graceSeconds);
    }

    /// @inheritdoc IOracleAdmin
    function setUnit(address token, bytes32 unitId) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        (bytes32 oldUnit, uint8 decimals) = OracleStorage.state().setUnit(token, unitId);
        emit UnitSet(token, oldUnit, unitId, decimals);
    }

    /// @inheritdoc IOracleAdmin
    function setGate(address token, bytes32 feedId) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        emit GateSet(token, OracleStorage.state().setGate(token, feedId), feedId);
    }

    /// @inheritdoc IOracleAdmin
    function addFollower(address follower) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.state().addFollower(follower);
        emit FollowerAdded(follower);
    }

    /// @inheritdoc IOracleAdmin
    function removeFollower(address follower) external guarded {
        AccessLib.requireRole(Roles.ADMIN);
        OracleStorage.state().removeFollower(follower);
        emit FollowerRemoved(follower);
    }
}
