import { toQuote } from '../../story/domain/pegPrice.ts'
import type { Random } from '../../story/domain/random.ts'
import { expWad, happens, logNormal, poisson } from '../domain/draws.ts'
import { WAD } from '../domain/fixedPoint.ts'
import type { Market } from '../market.ts'
import { arbitrage } from './arbitrage.ts'
import { type Point, publisher } from './publisher.ts'
import type { Order, Scenario } from './types.ts'

const HOUR_MS = 3_600_000n

/** The process, in numbers: all that the record states about it. Amounts are raw base. */
export type TwoSidedProcess = {
  grossPerHour: bigint
  meanTrade: bigint
  sigmaWad: bigint
  mostTrade: bigint
  /** Part of the trades that sell base while sellers prevail, and that buy it while buyers do, bp. */
  prevailingBp: bigint
  /** Mean length of a spell in which one side prevails. */
  spellMs: bigint
  /** Least arbitrage worth a transaction. */
  leastArbitrage: bigint
}

/** The process for a market and a multiple of its design flow. */
export const twoSidedProcess = ({ settings }: Market, volume: bigint): TwoSidedProcess => ({
  grossPerHour: settings.designFlowPerHour * volume,
  meanTrade: settings.maxTrade / 4n,
  sigmaWad: WAD,
  mostTrade: settings.maxTrade,
  prevailingBp: 6_500n,
  spellMs: 1_800_000n,
  leastArbitrage: settings.maxTrade / 10n,
})

/**
 * Trades arrive as a Poisson process and have log-normal sizes. In spells of exponential length one side prevails, so
 * that inventory wanders; an arbitrageur takes what the pool pays beyond the oracle and its fee. `feed` follows `path`.
 */
export function twoSided(
  { settings, terms }: Market,
  random: Random,
  blocks: number,
  process: TwoSidedProcess,
  oracle: { feed: string; path: readonly Point[]; thresholdBp: bigint },
): Scenario {
  const { blockTimeMs } = settings
  const { grossPerHour, meanTrade, sigmaWad, mostTrade, prevailingBp, spellMs, leastArbitrage } = process
  const publish = publisher(oracle.feed, oracle.path, oracle.thresholdBp)
  const nobody = expWad(-(grossPerHour * blockTimeMs * WAD) / (HOUR_MS * meanTrade))
  let sellers = random.below(2) === 0
  let price: bigint | undefined
  return {
    blocks,
    next: (index, sight) => {
      if (sight.reading.ok) price = sight.reading.price
      if (happens(random, blockTimeMs, spellMs)) sellers = !sellers
      const sales: Order[] = []
      for (let left = poisson(random, nobody); left > 0; left--) {
        const amount = logNormal(random, meanTrade, sigmaWad, 1n, mostTrade)
        const sellsBase = happens(random, prevailingBp, 10_000n) === sellers
        const paid = sellsBase ? amount : toQuote(amount, price ?? 0n)
        if (paid !== 0n) sales.push({ who: 'taker', sellsBase, amount: paid })
      }
      const taken = arbitrage(terms, sight, leastArbitrage, price)
      if (taken !== undefined) sales.push(taken)
      return { updates: publish((BigInt(index) * blockTimeMs) / 1_000n), sales }
    },
  }
}
