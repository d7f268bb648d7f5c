import { cutIntoTrades } from '../../story/domain/flow.ts'
import type { Random } from '../../story/domain/random.ts'
import type { Market } from '../market.ts'
import type { Scenario } from './types.ts'

const HOUR_MS = 3_600_000n
/** The least trade is a tenth of the greatest. */
const LEAST_DIVISOR = 10n

/** Base is sold, evenly over time, in trades from a tenth of the greatest one up; the oracle stands still. */
export function oneSided({ settings }: Market, random: Random, blocks: number, volume: bigint): Scenario {
  const { designFlowPerHour, maxTrade, blockTimeMs } = settings
  const cut = cutIntoTrades(random, maxTrade / LEAST_DIVISOR, maxTrade)
  const perBlock = (designFlowPerHour * volume * blockTimeMs) / HOUR_MS
  return {
    blocks,
    next: () => ({ updates: [], sales: cut(perBlock).map((amount) => ({ who: 'taker', sellsBase: true, amount })) }),
  }
}
