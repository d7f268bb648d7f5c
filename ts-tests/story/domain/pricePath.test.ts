import { describe, expect, test } from 'vitest'
import { greater, lesser } from './integers.ts'
import { pricePath } from './pricePath.ts'
import { createRandom } from './random.ts'

const start = 2_500_00000000n
const parameters = { start, steps: 288, leastMovePpm: 20_000, mostMovePpm: 40_000 }

const high = (path: bigint[]) => path.reduce(greater)
const low = (path: bigint[]) => path.reduce(lesser)

describe('pricePath', () => {
  const seeds = Array.from({ length: 100 }, (_, index) => String(index))

  test('begins at the start and has a price per step', () => {
    const path = pricePath(createRandom('a'), parameters)
    expect(path).toHaveLength(289)
    expect(path[0]).toBe(start)
  })

  test.each(seeds)('moves as far as it is told to (seed %s)', (seed) => {
    const path = pricePath(createRandom(seed), parameters)
    const movePpm = (high(path) * 1_000_000n) / low(path) - 1_000_000n
    // A unit of rounding each way.
    expect(movePpm).toBeGreaterThanOrEqual(19_999n)
    expect(movePpm).toBeLessThanOrEqual(40_001n)
  })

  test('moves in small steps', () => {
    const path = pricePath(createRandom('steps'), parameters)
    for (const [index, price] of path.entries()) {
      const before = path[index - 1] ?? price
      const movePpm = ((price > before ? price - before : before - price) * 1_000_000n) / before
      expect(movePpm).toBeLessThan(8_000n)
    }
  })

  test('stands still if it has no steps to make', () => {
    expect(pricePath(createRandom('b'), { ...parameters, steps: 0 })).toEqual([start])
  })

  test('differs from seed to seed', () => {
    expect(pricePath(createRandom('1'), parameters)).not.toEqual(pricePath(createRandom('2'), parameters))
  })
})
