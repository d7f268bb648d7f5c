// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IOracle} from "../interfaces/IOracle.sol";
import {FeedWord, FeedWordLib} from "./FeedWord.sol";
import {OracleStorage} from "./OracleStorage.sol";

/// @title OracleView
/// @notice Unpacks the settings, as they were given, for reads and events.
library OracleView {
    /// @notice A feed's configuration; all zero when not set.
    function config(OracleStorage.Layout storage self, bytes32 feedId)
        internal
        view
        returns (IOracle.FeedConfig memory out)
    {
        FeedWord word = self.feeds[feedId];
        OracleStorage.Bounds memory bounds = self.bounds[feedId];
        OracleStorage.Change memory change = self.changes[feedId];
        OracleStorage.Links memory links = self.links[feedId];
        OracleStorage.Extra memory extra = self.extras[feedId];
        out.kind = word.kind();
        // A CROSS pair keeps its feeds' keys in the place of source and ttl.
        if (out.kind != IOracle.SourceKind.CROSS) {
            out.source = word.source();
            out.ttlSeconds = uint32(word.ttl()); // its 32 bits
        }
        out.inverted = word.inverted();
        out.checkSequencer = word.has(FeedWordLib.SEQUENCER);
        out.minWad = bounds.minWad;
        out.maxWad = bounds.maxWad;
        out.changeBaseBp = change.baseBp;
        out.changeBpPerHour = change.bpPerHour;
        out.changeMinIntervalSeconds = change.minIntervalSeconds;
        out.fallbackId = links.fallbackId;
        out.peerId = links.peerId;
        out.peerMaxDeviationBp = links.peerMaxDeviationBp;
        out.observationSpacingSeconds = extra.observationSpacingSeconds;
        out.pythId = extra.pythId;
        out.pythMaxConfidenceBp = extra.pythMaxConfidenceBp;
    }

    /// @notice The rest of what is known of a feed.
    function status(OracleStorage.Layout storage self, bytes32 feedId)
        internal
        view
        returns (IOracle.FeedStatus memory out)
    {
        FeedWord word = self.feeds[feedId];
        out.disabled = word.has(FeedWordLib.DISABLED);
        out.isPair = word.has(FeedWordLib.PAIR);
        out.sourceDecimals = uint8(word.sourceDecimals()); // its 8 bits
        out.lastAcceptedWad = self.changes[feedId].lastWad;
        out.lastAcceptedAt = self.changes[feedId].lastAt;
        out.feed0 = self.crosses[feedId].feed0;
        out.feed1 = self.crosses[feedId].feed1;
    }
}
