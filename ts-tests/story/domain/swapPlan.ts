import type { Random } from './random.ts'

/** A trade that somebody makes for reasons of their own. */
export type PlannedSwap = {
  /** Seconds since the day's beginning. */
  second: number
  /** Index of the pool. */
  pool: number
  zeroForOne: boolean
  /** Size as a part of what the pool holds, ppm. */
  sizePpm: number
}

export type SwapPlanParameters = {
  swaps: number
  /** Length of the day, seconds; at least `swaps`. */
  seconds: number
  /** How often each pool is chosen, in proportion. */
  poolWeights: readonly number[]
  leastPpm: number
  mostPpm: number
}

const UNIT = 1_000

/** Many small trades and few large ones: the square of a uniform draw, stretched over the interval. */
function sizeBetween(random: Random, least: number, most: number): number {
  const drawn = random.below(UNIT)
  return least + Math.floor(((most - least) * drawn * drawn) / (UNIT * UNIT))
}

/** A day of independent trades, in order of time, no two in the same second. */
export function swapPlan(
  random: Random,
  { swaps, seconds, poolWeights, leastPpm, mostPpm }: SwapPlanParameters,
): PlannedSwap[] {
  // Each in its own slot of the day, at a random second of it.
  const slot = Math.floor(seconds / swaps)
  return Array.from({ length: swaps }, (_, index) => ({
    second: index * slot + random.below(slot),
    pool: random.pick(poolWeights),
    zeroForOne: random.below(2) === 0,
    sizePpm: sizeBetween(random, leastPpm, mostPpm),
  }))
}
