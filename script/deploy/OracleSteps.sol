// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../../src/interfaces/IOracle.sol";
import {ICantilever} from "../../src/interfaces/ICantilever.sol";
import {Config} from "./Config.sol";

/// @title OracleSteps
/// @notice Sets the feeds of the address book. Safe to repeat: a feed that is set is left as it is.
library OracleSteps {
    using Config for string;

    string private constant SEQUENCER = "SEQUENCER_UPTIME";
    /// @dev An hour, Chainlink's own recommendation for its L2 examples (docs: "L2 Sequencer Uptime Feeds").
    uint32 private constant GRACE_SECONDS = 1 hours;

    function run(ICantilever diamond, string memory json) internal {
        bool guarded = json.has(string.concat(".feeds.", SEQUENCER));
        if (guarded) {
            (address uptime,) = diamond.sequencer();
            address feed = json.addr(string.concat(".feeds.", SEQUENCER, ".address"));
            if (uptime != feed) diamond.setSequencer(feed, GRACE_SECONDS);
        }
        string[] memory names = json.keys(".feeds");
        for (uint256 i; i < names.length; ++i) {
            if (keccak256(bytes(names[i])) != keccak256(bytes(SEQUENCER))) _set(diamond, json, names[i], guarded);
        }
    }

    function _set(ICantilever diamond, string memory json, string memory name, bool checkSequencer) private {
        bytes32 id = Config.feedId(name);
        (IOracle.FeedConfig memory config,) = diamond.feed(id);
        if (config.kind != IOracle.SourceKind.NONE) return;
        string memory path = string.concat(".feeds.", name);
        config.kind = IOracle.SourceKind.AGGREGATOR;
        config.source = json.addr(string.concat(path, ".address"));
        // A ttl is seconds within an address book, far below 2^32.
        config.ttlSeconds = uint32(json.number(string.concat(path, ".ttlSeconds")));
        config.checkSequencer = checkSequencer;
        diamond.setFeed(id, config);
    }
}
