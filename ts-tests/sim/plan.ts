import { resolve } from 'node:path'
import { type ChainId, parseChainId } from '../harness/chains.ts'
import { loadConfig } from '../harness/config.ts'
import { createRandom } from '../story/domain/random.ts'
import { goldPath } from './data/goldPath.ts'
import { type Minute, minuteColumns, minutesOf } from './data/minutes.ts'
import { namedReplays, type Replay } from './data/replays.ts'
import { ownFile } from './data/sources.ts'
import { fixed, readTable } from './data/table.ts'
import { WAD } from './domain/fixedPoint.ts'
import { DataMissingError, OptionInvalidError } from './errors.ts'
import { loadMarket, type Market, poolNames } from './market.ts'
import { oneSided } from './scenario/oneSided.ts'
import { startingAt } from './scenario/publisher.ts'
import { replay } from './scenario/replay.ts'
import { twoSided, twoSidedProcess } from './scenario/twoSided.ts'
import type { Scenario } from './scenario/types.ts'

/** What the command line asks for, as text. */
export type Asked = {
  chain: string
  pool?: string | undefined
  flow: string
  replay?: string | undefined
  data?: string | undefined
  volume: string
  hours?: string | undefined
  seed: string
  theta?: string | undefined
  closes?: string | undefined
  gain?: string | undefined
  cap?: string | undefined
  minBlocks?: string | undefined
  blockSeconds?: string | undefined
  k?: string | undefined
  bucketBase?: string | undefined
  feedThreshold?: string | undefined
  gateThreshold?: string | undefined
  ungated?: boolean | undefined
}

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

const HOUR_MS = 3_600_000n
const MINUTE_MS = 60_000n
/** Chainlink's USDC/USD on Ethereum answers at 25 bp, its XAU/USD at 30. */
const GATE_THRESHOLD = '25'
const GATE = 'MARKET_USD'
const GATE_TTL = 90_000n

function whole(option: string, text: string, least = 1): bigint {
  if (!/^\d+$/.test(text) || BigInt(text) < BigInt(least)) {
    throw new OptionInvalidError(option, text, `a whole number of at least ${least}`)
  }
  return BigInt(text)
}

/** The market of the address book with what the command line changes. Errors: `OptionInvalidError`, those of `loadMarket`. */
function marketFor(asked: Asked): Market {
  const chainId: ChainId = parseChainId(asked.chain)
  const names = poolNames(loadConfig(chainId))
  const wanted =
    asked.pool ?? (asked.replay === 'usdc-depeg' && names.includes('cUSDC_XAU') ? 'cUSDC_XAU' : 'cUSDT_XAU')
  const market = loadMarket(chainId, wanted)
  const { settings, terms } = market
  const of = (option: string, text: string | undefined, standing: bigint) =>
    text === undefined ? standing : whole(option, text)
  const k = asked.k === undefined ? terms.kWad : fixed(asked.k, 18)
  if (k === undefined || k > WAD) throw new OptionInvalidError('k', asked.k ?? '', 'a number from 0 to 1')
  return {
    ...market,
    terms: { ...terms, kWad: k },
    settings: {
      ...settings,
      thetaBp: of('theta', asked.theta, settings.thetaBp),
      closes: Number(of('closes', asked.closes, BigInt(settings.closes))),
      gainBp: of('gain', asked.gain, settings.gainBp),
      perBlockCapBp: of('cap', asked.cap, settings.perBlockCapBp),
      minBlocks: of('min-blocks', asked.minBlocks, settings.minBlocks),
      blockTimeMs:
        asked.blockSeconds === undefined ? settings.blockTimeMs : whole('block-seconds', asked.blockSeconds) * 1_000n,
    },
  }
}

/** Gold's feed in a market, or the other one, or none where both tokens are dollars. */
function oracleFeed({ source }: Market): string {
  if (source.quote !== 'USD') return source.quote.feed
  return source.base === 'USD' ? '' : source.base.feed
}

function findReplay(asked: Asked, market: Market, perHour: bigint): Replay {
  const named = asked.replay === undefined ? undefined : namedReplays[asked.replay]
  if (named !== undefined) {
    if (asked.data === undefined) {
      throw new OptionInvalidError(
        'replay',
        asked.replay ?? '',
        'given together with --data DIR, the folder of its file',
      )
    }
    return named(resolve(asked.data), perHour)
  }
  const path = resolve(asked.replay ?? '')
  const rows = readTable(path, minuteColumns, ownFile)
  const times = whole('volume', asked.volume.replace(/x$/, ''))
  const minutes = minutesOf(rows, path, market.base.decimals).map((minute) => ({
    ...minute,
    sell: minute.sell * times,
    buy: minute.buy * times,
  }))
  const [first, last] = [minutes[0], minutes.at(-1)]
  if (first === undefined || last === undefined) throw new DataMissingError(`${path} with a minute in it`, ownFile)
  return {
    kind: 'minutes',
    name: asked.replay ?? '',
    gated: minutes.some(({ market: price }) => price !== undefined),
    start: first.ts,
    milliseconds: last.ts + MINUTE_MS - first.ts,
    minutes,
    process: [`The minutes of a file: its flow times the stated volume, its prices as the feeds' answers.`],
  }
}

/** Makes a simulation of what the command line asks for. Errors: `OptionInvalidError`, `DataMissingError`, `DataInvalidError`. */
export function planFor(asked: Asked): SimulationPlan {
  const market = marketFor(asked)
  const { settings, base, quote, opening } = market
  const volume = whole('volume', asked.volume.replace(/x$/, ''))
  const blocksOf = (ms: bigint) => Number(ms / settings.blockTimeMs)
  const hours = asked.hours === undefined ? undefined : whole('hours', asked.hours)
  const random = createRandom(`simulation ${asked.seed}`)
  const feed = oracleFeed(market)
  const thresholdBp = whole('feed-threshold', asked.feedThreshold ?? '0', 0)
  const flowText = `${settings.designFlowPerHour * volume} raw ${base.symbol} an hour`
  const scaledText = `Gold's path begins at the feed's first answer; its moves are kept in proportion. The feed answers ${thresholdBp === 0n ? 'every new price' : `moves of ${thresholdBp} bp or more`}.`
  const funded = (standing: bigint) =>
    asked.bucketBase === undefined ? standing : whole('bucket-base', asked.bucketBase, 0) * 10n ** BigInt(base.decimals)
  const bucketText = (held: bigint) =>
    held === 0n
      ? `Bucket B holds the opening's ${quote.symbol} alone.`
      : `Bucket B holds, beside the opening's ${quote.symbol}, ${held / 10n ** BigInt(base.decimals)} ${base.symbol}: it can act both ways.`

  if (asked.replay === undefined && asked.flow === 'one-sided') {
    const blocks = blocksOf((hours ?? 1n) * HOUR_MS)
    const bucketBase = funded(0n)
    return {
      market,
      name: 'one-sided',
      seed: asked.seed,
      volume,
      blocks,
      bucketBase,
      process: [
        `${base.symbol} is sold evenly over time, ${flowText}, in trades of a uniform size from a tenth of the greatest (${settings.maxTrade} raw) to it; the oracle stands still.`,
        bucketText(bucketBase),
      ],
      scenario: () => oneSided(market, random, blocks, volume),
    }
  }
  if (asked.replay === undefined && asked.flow !== 'two-sided') {
    throw new OptionInvalidError('flow', asked.flow, 'one-sided or two-sided')
  }

  const process = twoSidedProcess(market, volume)
  const twoSidedText = [
    `Trades arrive as a Poisson process, ${flowText} gross before clipping; sizes are log-normal with mean ${process.meanTrade} raw and log-deviation ${process.sigmaWad / WAD}, clipped at ${process.mostTrade}. In spells of exponential length, ${process.spellMs / MINUTE_MS} minutes in the mean, ${process.prevailingBp / 100n} % of the trades are on the prevailing side.`,
    `An arbitrageur trades the pool to where, after its fee, it is as dear as the oracle says, for ${process.leastArbitrage} raw ${base.symbol} or more.`,
  ]
  const bucketBase = funded(opening.bucket)
  const common = { seed: asked.seed, volume, bucketBase }
  if (asked.replay === undefined) {
    const milliseconds = (hours ?? 24n) * HOUR_MS
    const blocks = blocksOf(milliseconds)
    const gold = goldPath(asked.data === undefined ? undefined : resolve(asked.data), milliseconds, random)
    return {
      ...common,
      market,
      name: 'two-sided',
      blocks,
      process: [...twoSidedText, gold.process, scaledText, bucketText(bucketBase)],
      scenario: (start) =>
        twoSided(market, random, blocks, process, { feed, path: startingAt(gold.path, start), thresholdBp }),
    }
  }

  const found = findReplay(asked, market, settings.designFlowPerHour * volume)
  const limit = hours === undefined ? found.milliseconds : hours * HOUR_MS
  const blocks = blocksOf(limit < found.milliseconds ? limit : found.milliseconds)
  const stands = `The pool is ${market.pool} of the address book${market.pool === 'cUSDC_XAU' ? '' : `: ${base.symbol} stands for the token of the replay`}.`
  if (found.kind === 'gold') {
    const { path } = found
    return {
      ...common,
      market,
      name: found.name,
      blocks,
      process: [...found.process, ...twoSidedText, scaledText, stands, bucketText(bucketBase)],
      scenario: (start) =>
        twoSided(market, random, blocks, process, { feed, path: startingAt(path, start), thresholdBp }),
    }
  }
  const gated = found.gated && asked.ungated !== true
  const gateThresholdBp = whole('gate-threshold', asked.gateThreshold ?? GATE_THRESHOLD, 0)
  const gatedMarket: Market = gated
    ? {
        ...market,
        source: {
          ...market.source,
          gates: [GATE],
          feeds: { ...market.source.feeds, [GATE]: { decimals: 8, ttl: GATE_TTL } },
        },
      }
    : market
  const minutes: readonly Minute[] = found.minutes
  const arbitrageText = `An arbitrageur trades the pool to where, after its fee, it is as dear as the base's market (by definition where the file has none), for ${process.leastArbitrage} raw ${base.symbol} or more.`
  const gateText = gated
    ? `A market feed that answers moves of ${gateThresholdBp} bp or more gates the pool: outside 50 bp of par it halts.`
    : 'No market feed gates the pool.'
  return {
    ...common,
    market: gatedMarket,
    name: found.name,
    blocks,
    process: [...found.process, arbitrageText, gateText, stands, bucketText(bucketBase)],
    scenario: (start) =>
      replay(gatedMarket, random, minutes, blocks, {
        feed,
        gate: gated ? GATE : undefined,
        thresholdBp,
        gateThresholdBp,
        start,
      }),
  }
}
