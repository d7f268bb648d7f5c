import { pullBack } from '../../story/domain/pullBack.ts'
import { half } from '../../story/scenes/prepare.ts'
import type { Trade, WeekPool } from './pools.ts'
import type { Week } from './stage.ts'

/** Of what the pool holds, ppm. */
const LEAST_PPM = 200
const MOST_PPM = 4_200
const PPM = 1_000_000n

/** Prices beyond which no pool goes, with room for every venue's own limits. */
const LOWEST_X96 = 2n ** 33n
const HIGHEST_X96 = 2n ** 159n

/** A sum of whole quote tokens in one of the two. */
function amountOf(week: Week, zeroForOne: boolean, wholeQuote: bigint): bigint {
  const { amount0, amount1 } = half(week, 2n * wholeQuote)
  return zeroForOne ? amount0 : amount1
}

async function swap({ diary, pools }: Week, pool: WeekPool, trade: Trade): Promise<void> {
  await pool.swap(trade)
  const index = pools.indexOf(pool)
  diary.trades[index] = (diary.trades[index] ?? 0) + 1
}

/** Somebody's own trade, in a pool of their choice. */
export async function tradeAnywhere(week: Week): Promise<void> {
  const { random, pools } = week
  const pool = pools[random.below(pools.length)]
  if (pool === undefined) return
  const zeroForOne = random.below(2) === 0
  const whole = (pool.depth * BigInt(random.between(LEAST_PPM, MOST_PPM))) / PPM
  const sqrtPriceLimitX96 = zeroForOne ? LOWEST_X96 : HIGHEST_X96
  await swap(week, pool, { zeroForOne, amountIn: amountOf(week, zeroForOne, whole), sqrtPriceLimitX96 })
}

/** Arbitrage: every pool that is off the market's price is traded back. */
export async function tradeBack(week: Week): Promise<void> {
  const { pools, market, vault } = week
  for (const pool of pools) {
    const trade = pullBack(await pool.spotX96(), market.price, vault.pair, pool.toleranceBp)
    if (trade === undefined) continue
    // All that the pool holds: more than any trade back needs.
    await swap(week, pool, { ...trade, amountIn: amountOf(week, trade.zeroForOne, pool.depth) })
  }
}
