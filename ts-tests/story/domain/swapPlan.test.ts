import { describe, expect, test } from 'vitest'
import { createRandom } from './random.ts'
import { swapPlan } from './swapPlan.ts'

const parameters = { swaps: 320, seconds: 86_400, poolWeights: [6, 3, 1], leastPpm: 200, mostPpm: 4_000 }

describe.each(['1', '2', '3'])('swapPlan of seed %s', (seed) => {
  const plan = swapPlan(createRandom(seed), parameters)

  test('has as many swaps as asked, in order, each in a second of its own within the day', () => {
    expect(plan).toHaveLength(320)
    for (const [index, { second }] of plan.entries()) {
      expect(second).toBeGreaterThan(plan[index - 1]?.second ?? -1)
      expect(second).toBeLessThan(86_400)
    }
  })

  test('trades both ways in every pool', () => {
    for (const pool of [0, 1, 2]) {
      const ways = new Set(plan.filter((swap) => swap.pool === pool).map((swap) => swap.zeroForOne))
      expect(ways.size).toBe(2)
    }
  })

  test('keeps sizes within bounds, most of them small', () => {
    const sizes = plan.map((swap) => swap.sizePpm).sort((a, b) => a - b)
    expect(sizes[0]).toBeGreaterThanOrEqual(200)
    expect(sizes.at(-1)).toBeLessThanOrEqual(4_000)
    expect(sizes[160]).toBeLessThan(2_100)
  })

  test('is the same again', () => {
    expect(swapPlan(createRandom(seed), parameters)).toEqual(plan)
  })
})

test('swapPlan of another seed is another plan', () => {
  expect(swapPlan(createRandom('1'), parameters)).not.toEqual(swapPlan(createRandom('2'), parameters))
})
