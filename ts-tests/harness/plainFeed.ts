import { type Address, zeroHash } from 'viem'

/** IOracle.SourceKind.AGGREGATOR. */
const AGGREGATOR = 1

/** An aggregator as the oracle's `setFeed` takes it, with no guard beyond its ttl: the cheapest that it serves. */
export const plainFeed = (source: Address, ttlSeconds: number) =>
  ({
    kind: AGGREGATOR,
    source,
    ttlSeconds,
    inverted: false,
    checkSequencer: false,
    minWad: 0n,
    maxWad: 0n,
    changeBaseBp: 0,
    changeBpPerHour: 0,
    changeMinIntervalSeconds: 0,
    fallbackId: zeroHash,
    peerId: zeroHash,
    peerMaxDeviationBp: 0,
    observationSpacingSeconds: 0,
    pythId: zeroHash,
    pythMaxConfidenceBp: 0,
  }) as const
