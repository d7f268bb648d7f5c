import { describe, expect, test } from 'vitest'
import { oneSidedFlow } from './flow.ts'
import { sum } from './integers.ts'
import { createRandom } from './random.ts'

const hour = { blocks: 1_800, perHour: 50_000_000_000n, least: 100_000_000n, most: 1_000_000_000n, blockSeconds: 2n }
const of = (seed: string, parameters = hour) => oneSidedFlow(createRandom(seed), parameters)

describe.each(['1', '2', '3'])('one-sided flow, seed %s', (seed) => {
  test('sells all that accrued but for a trade', () => {
    const sold = sum(of(seed).flat())
    expect(sold).toBeLessThanOrEqual(hour.perHour)
    expect(hour.perHour - sold).toBeLessThan(hour.most + BigInt(hour.blocks))
  })

  test('is even: after any number of blocks what was sold is what accrued, but for a trade', () => {
    let sold = 0n
    for (const [block, trades] of of(seed).entries()) {
      sold += sum(trades)
      const accrued = (BigInt(block + 1) * hour.perHour * hour.blockSeconds) / 3_600n
      expect(sold).toBeLessThanOrEqual(accrued)
      expect(accrued - sold).toBeLessThan(hour.most + BigInt(hour.blocks))
    }
  })

  test('keeps each trade between the least and the most, and uses the room', () => {
    const trades = of(seed, { ...hour, perHour: 5n * hour.perHour }).flat()
    for (const trade of trades) {
      expect(trade).toBeGreaterThanOrEqual(hour.least)
      expect(trade).toBeLessThanOrEqual(hour.most)
    }
    expect(trades.some((trade) => trade < 200_000_000n)).toBe(true)
    expect(trades.some((trade) => trade > 900_000_000n)).toBe(true)
  })
})

test('another seed is another flow, the same seed the same', () => {
  expect(of('1')).toEqual(of('1'))
  expect(of('1')).not.toEqual(of('2'))
})
