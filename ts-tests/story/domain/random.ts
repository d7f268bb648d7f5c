import { createHash } from 'node:crypto'

/** A reproducible source of chance: the same seed gives the same numbers on every machine. */
export type Random = {
  /** A uniform integer from 0 to `limit` - 1, `limit` at most 2^32. */
  below: (limit: number) => number
  /** A uniform integer from `low` to `high`, both included. */
  between: (low: number, high: number) => number
  /** An index, each drawn in proportion to its weight. */
  pick: (weights: readonly number[]) => number
}

const TWO_32 = 2 ** 32

/** Integers only: sfc32 (Chris Doty-Humphrey's small fast counter), its state drawn from a hash of the seed. */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest()
  let a = digest.readInt32LE(0)
  let b = digest.readInt32LE(4)
  let c = digest.readInt32LE(8)
  let counter = 1
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  const below = (limit: number): number => {
    // Words of the last, incomplete cycle would make small results likelier.
    const fair = TWO_32 - (TWO_32 % limit)
    let drawn = word()
    while (drawn >= fair) drawn = word()
    return drawn % limit
  }
  const between = (low: number, high: number): number => low + below(high - low + 1)
  const pick = (weights: readonly number[]): number => {
    let left = below(weights.reduce((sum, weight) => sum + weight, 0))
    for (const [index, weight] of weights.entries()) {
      if (left < weight) return index
      left -= weight
    }
    return weights.length - 1
  }
  return { below, between, pick }
}
