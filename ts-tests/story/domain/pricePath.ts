import type { Random } from './random.ts'

const PPM = 1_000_000n

/** Each step's move is a sum of this many uniform draws: near enough to normal, and exact in integers. */
const DRAWS_PER_STEP = 6
const DRAW_LIMIT = 1_000

export type PricePathParameters = {
  /** Price at the start, in whatever unit the path shall be in. */
  start: bigint
  /** Moves to make; the path has one price more. */
  steps: number
  /** The whole path's high over its low, less one, ppm; drawn between the two. */
  leastMovePpm: number
  mostMovePpm: number
}

/**
 * A market's price over time: a random walk that begins at `start`, stretched so that its high lies above its low by a
 * drawn amount. A walk left to itself would now and then hardly move, or move further than a day does.
 */
export function pricePath(random: Random, { start, steps, leastMovePpm, mostMovePpm }: PricePathParameters): bigint[] {
  const walk = [0]
  let at = 0
  for (let step = 0; step < steps; step++) {
    for (let draw = 0; draw < DRAWS_PER_STEP; draw++) at += random.between(-DRAW_LIMIT, DRAW_LIMIT)
    walk.push(at)
  }
  const low = Math.min(...walk)
  const height = BigInt(Math.max(...walk) - low)
  const move = BigInt(random.between(leastMovePpm, mostMovePpm))
  if (height === 0n) return walk.map(() => start)
  // Price at height h of the walk is floor * (1 + move * h / height), and the start's is `start`.
  const scaled = walk.map((value) => PPM * height + move * BigInt(value - low))
  const [first = PPM * height] = scaled
  return scaled.map((value) => (start * value) / first)
}
