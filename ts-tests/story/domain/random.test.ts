import { describe, expect, test } from 'vitest'
import { createRandom } from './random.ts'

const draw = (seed: string, count: number, limit: number): number[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.below(limit))
}

describe('createRandom', () => {
  test('gives the same numbers for the same seed, others for another', () => {
    expect(draw('7', 50, 1_000)).toEqual(draw('7', 50, 1_000))
    expect(draw('7', 50, 1_000)).not.toEqual(draw('8', 50, 1_000))
  })

  test('does not change from release to release', () => {
    expect(draw('cantilever', 5, 1_000_000)).toMatchInlineSnapshot(`
      [
        727843,
        786196,
        922289,
        917125,
        952694,
      ]
    `)
  })

  test('spreads evenly', () => {
    const buckets = new Array<number>(10).fill(0)
    for (const value of draw('even', 10_000, 10)) buckets[value] = (buckets[value] ?? 0) + 1
    // Standard deviation of a bucket is 30.
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })

  test('includes both ends of an interval', () => {
    const random = createRandom('ends')
    const drawn = new Set(Array.from({ length: 200 }, () => random.between(-1, 1)))
    expect([...drawn].sort((a, b) => a - b)).toEqual([-1, 0, 1])
  })

  test('picks by weight, and never what has none', () => {
    const random = createRandom('weights')
    const counts = [0, 0, 0]
    for (let i = 0; i < 4_000; i++) {
      const picked = random.pick([3, 0, 1])
      counts[picked] = (counts[picked] ?? 0) + 1
    }
    expect(counts[1]).toBe(0)
    expect(Math.abs((counts[0] ?? 0) - 3_000)).toBeLessThan(150)
  })
})
