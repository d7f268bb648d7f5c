import { cutIntoTrades } from '../../story/domain/flow.ts'
import { toQuote } from '../../story/domain/pegPrice.ts'
import type { Random } from '../../story/domain/random.ts'
import type { Minute } from '../data/minutes.ts'
import type { Market } from '../market.ts'
import { arbitrage } from './arbitrage.ts'
import { type Point, publisher, startingAt } from './publisher.ts'
import type { Order, Scenario } from './types.ts'

const MINUTE_MS = 60_000n
const LEAST_DIVISOR = 10n
/** A market price of one dollar. */
const MARKET_UNIT = 10n ** 8n

export type ReplayOracle = {
  /** The feed of gold, and that of the base's market, if the pool is gated by one. */
  feed: string
  gate?: string | undefined
  thresholdBp: bigint
  gateThresholdBp: bigint
  /** What gold's first answer becomes. */
  start: bigint
}

/** A file of minutes as a path of seconds since its first minute. */
function pathOf(minutes: readonly Minute[], of: (minute: Minute) => bigint | undefined): Point[] {
  const first = minutes[0]?.ts ?? 0n
  return minutes.flatMap((minute) => {
    const value = of(minute)
    return value === undefined ? [] : [{ second: (minute.ts - first) / 1_000n, value }]
  })
}

/**
 * A file of minutes: each minute's taker volumes reach the pool evenly over its blocks, cut into trades; each minute's
 * prices are what the feeds answer from it on. A minute that is absent has no trades and no answers.
 */
export function replay(
  { settings, terms }: Market,
  random: Random,
  minutes: readonly Minute[],
  blocks: number,
  oracle: ReplayOracle,
): Scenario {
  const { blockTimeMs, maxTrade } = settings
  const gold = startingAt(
    pathOf(minutes, ({ oracle: price }) => price),
    oracle.start,
  )
  const publishGold = publisher(oracle.feed, gold, oracle.thresholdBp)
  const market = pathOf(minutes, ({ market: price }) => price)
  const publishMarket = oracle.gate === undefined ? undefined : publisher(oracle.gate, market, oracle.gateThresholdBp)
  const sells = cutIntoTrades(random, maxTrade / LEAST_DIVISOR, maxTrade)
  const buys = cutIntoTrades(random, maxTrade / LEAST_DIVISOR, maxTrade)
  const start = minutes[0]?.ts ?? 0n
  const at = new Map(minutes.map((minute) => [(minute.ts - start) / MINUTE_MS, minute] as const))
  let price: bigint | undefined
  let known: bigint | undefined
  return {
    blocks,
    market: () => known,
    next: (index, sight) => {
      if (sight.reading.ok) price = sight.reading.price
      const now = BigInt(index) * blockTimeMs
      const minute = at.get(now / MINUTE_MS)
      known = minute?.market ?? known
      // What base fetches elsewhere: its market where the file has one, else what it is worth by definition.
      const reference = price === undefined ? undefined : (price * (known ?? MARKET_UNIT)) / MARKET_UNIT
      const part = (volume: bigint) => (volume * blockTimeMs) / MINUTE_MS
      const sales: Order[] = []
      for (const amount of sells(part(minute?.sell ?? 0n))) sales.push({ who: 'taker', sellsBase: true, amount })
      for (const worth of buys(part(minute?.buy ?? 0n))) {
        const amount = toQuote(worth, price ?? 0n)
        if (amount !== 0n) sales.push({ who: 'taker', sellsBase: false, amount })
      }
      const taken = arbitrage(terms, sight, maxTrade / LEAST_DIVISOR, reference)
      if (taken !== undefined) sales.push(taken)
      const second = now / 1_000n
      return { updates: [...publishGold(second), ...(publishMarket?.(second) ?? [])], sales }
    },
  }
}
