import { resolve } from 'node:path'
import { createRandom, type Random } from '../story/domain/random.ts'
import { type Asked, volumeOf, whole } from './asked.ts'
import { marketFor, USDC_POOL } from './askedMarket.ts'
import { findReplay } from './askedReplay.ts'
import { goldPath } from './data/goldPath.ts'
import type { Replay } from './data/replays.ts'
import { OptionInvalidError } from './errors.ts'
import type { Market } from './market.ts'
import {
  bucketText,
  gateText,
  goldText,
  marketArbitrageText,
  oneSidedText,
  poolText,
  twoSidedTexts,
} from './process.ts'
import { oneSided } from './scenario/oneSided.ts'
import { type Point, startingAt } from './scenario/publisher.ts'
import { replay } from './scenario/replay.ts'
import { twoSided, twoSidedProcess } from './scenario/twoSided.ts'
import type { Scenario } from './scenario/types.ts'

/** A simulation that is ready to run: `scenario` takes gold's answer at the start. */
export type SimulationPlan = {
  market: Market
  name: string
  seed: string
  volume: bigint
  blocks: number
  process: readonly string[]
  /** Raw base that bucket B gets beside its gold. */
  bucketBase: bigint
  scenario: (start: bigint) => Scenario
}

/** What every flow is planned with. */
type Terms = {
  asked: Asked
  market: Market
  volume: bigint
  /** How long, unless the flow decides. */
  milliseconds: bigint | undefined
  random: Random
  /** Gold's feed and the least move it answers. */
  feed: string
  thresholdBp: bigint
}

/** What differs from flow to flow. */
type Flow = Pick<SimulationPlan, 'name' | 'blocks' | 'process' | 'scenario'>

const HOUR_MS = 3_600_000n
const DAY_MS = 24n * HOUR_MS
/** Chainlink's USDC/USD on Ethereum answers at 25 bp, its XAU/USD at 30. */
const GATE_THRESHOLD = '25'
const GATE = 'MARKET_USD'
const GATE_TTL = 90_000n

/** Gold's feed in a market, or the other one, or none where both tokens are dollars. */
function oracleFeed({ source }: Market): string {
  if (source.quote !== 'USD') return source.quote.feed
  return source.base === 'USD' ? '' : source.base.feed
}

const blocksOf = ({ settings }: Market, milliseconds: bigint): number => Number(milliseconds / settings.blockTimeMs)

/** What bucket B gets of base, raw: what was asked for, in whole units, or what is usual for the flow. */
function bucketBaseOf({ asked, market }: Terms, usual: bigint): bigint {
  if (asked.bucketBase === undefined) return usual
  return whole('bucket-base', asked.bucketBase, 0) * 10n ** BigInt(market.base.decimals)
}

const planOf = ({ asked, market, volume }: Terms, bucketBase: bigint, flow: Flow): SimulationPlan => ({
  ...flow,
  market,
  seed: asked.seed,
  volume,
  bucketBase,
  process: [...flow.process, bucketText(market, bucketBase)],
})

/** The market with a feed of the base's own price that halts it. */
const gatedBy = (market: Market, gate: string): Market => ({
  ...market,
  source: {
    ...market.source,
    gates: [gate],
    feeds: { ...market.source.feeds, [gate]: { decimals: 8, ttl: GATE_TTL } },
  },
})

function oneSidedFlow({ market, volume, milliseconds, random }: Terms): Flow {
  const blocks = blocksOf(market, milliseconds ?? HOUR_MS)
  return {
    name: 'one-sided',
    blocks,
    process: [oneSidedText(market, volume)],
    scenario: () => oneSided(market, random, blocks, volume),
  }
}

/** The two-sided process with gold on a path. */
function twoSidedScenario(
  { market, volume, random, feed, thresholdBp }: Terms,
  blocks: number,
  path: readonly Point[],
) {
  const process = twoSidedProcess(market, volume)
  return (start: bigint): Scenario =>
    twoSided(market, random, blocks, process, { feed, path: startingAt(path, start), thresholdBp })
}

function twoSidedFlow(terms: Terms): Flow {
  const { asked, market, volume, milliseconds = DAY_MS, random, thresholdBp } = terms
  const blocks = blocksOf(market, milliseconds)
  const gold = goldPath(asked.data === undefined ? undefined : resolve(asked.data), milliseconds, random)
  return {
    name: 'two-sided',
    blocks,
    process: [...twoSidedTexts(market, volume, twoSidedProcess(market, volume)), gold.process, goldText(thresholdBp)],
    scenario: twoSidedScenario(terms, blocks, gold.path),
  }
}

/** A replay's blocks: all of it, or as much as was asked for. */
function replayedBlocks({ market, milliseconds }: Terms, found: Replay): number {
  const isCut = milliseconds !== undefined && milliseconds < found.milliseconds
  return blocksOf(market, isCut ? milliseconds : found.milliseconds)
}

function goldFlow(terms: Terms, found: Extract<Replay, { kind: 'gold' }>): Flow {
  const { market, volume, thresholdBp } = terms
  const blocks = replayedBlocks(terms, found)
  const twoSided = twoSidedTexts(market, volume, twoSidedProcess(market, volume))
  return {
    name: found.name,
    blocks,
    process: [...found.process, ...twoSided, goldText(thresholdBp), poolText(market, USDC_POOL)],
    scenario: twoSidedScenario(terms, blocks, found.path),
  }
}

function minutesFlow(terms: Terms, found: Extract<Replay, { kind: 'minutes' }>, gateThresholdBp: bigint): Flow {
  const { market, volume, random, feed, thresholdBp } = terms
  const [gate] = market.source.gates
  const blocks = replayedBlocks(terms, found)
  return {
    name: found.name,
    blocks,
    process: [
      ...found.process,
      marketArbitrageText(market, twoSidedProcess(market, volume)),
      gateText(gate === undefined ? undefined : gateThresholdBp),
      poolText(market, USDC_POOL),
    ],
    scenario: (start) =>
      replay(market, random, found.minutes, blocks, { feed, gate, thresholdBp, gateThresholdBp, start }),
  }
}

function replayPlan(terms: Terms, name: string, bucketBase: bigint): SimulationPlan {
  const { asked, market } = terms
  const found = findReplay(asked, name, market)
  if (found.kind === 'gold') return planOf(terms, bucketBase, goldFlow(terms, found))
  const gateThresholdBp = whole('gate-threshold', asked.gateThreshold ?? GATE_THRESHOLD, 0)
  const isGated = found.gated && asked.ungated !== true
  const gated = { ...terms, market: isGated ? gatedBy(market, GATE) : market }
  return planOf(gated, bucketBase, minutesFlow(gated, found, gateThresholdBp))
}

function termsOf(asked: Asked): Terms {
  const market = marketFor(asked)
  return {
    asked,
    market,
    volume: volumeOf(asked),
    milliseconds: asked.hours === undefined ? undefined : whole('hours', asked.hours) * HOUR_MS,
    random: createRandom(`simulation ${asked.seed}`),
    feed: oracleFeed(market),
    thresholdBp: whole('feed-threshold', asked.feedThreshold ?? '0', 0),
  }
}

/** Makes a simulation of what the command line asks for. Errors: `OptionInvalidError`, `DataMissingError`, `DataInvalidError`. */
export function planFor(asked: Asked): SimulationPlan {
  const terms = termsOf(asked)
  const usual = terms.market.opening.bucket
  if (asked.replay !== undefined) return replayPlan(terms, asked.replay, bucketBaseOf(terms, usual))
  switch (asked.flow) {
    case 'one-sided':
      return planOf(terms, bucketBaseOf(terms, 0n), oneSidedFlow(terms))
    case 'two-sided':
      return planOf(terms, bucketBaseOf(terms, usual), twoSidedFlow(terms))
    default:
      throw new OptionInvalidError('flow', asked.flow, 'one-sided or two-sided')
  }
}
