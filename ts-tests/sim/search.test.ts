import { expect, test } from 'vitest'
import { combinations, search } from './search.ts'

const asked = { chain: '138', flow: 'one-sided', volume: '5x', hours: '1', seed: '1' }

test('every combination of the listed values is tried once', () => {
  const all = combinations({ ...asked, theta: '3,5', k: '0.05,0.1,0.2' })
  expect(all.map(({ theta, k, gain }) => [theta, k, gain])).toEqual([
    ['3', '0.05', undefined],
    ['3', '0.1', undefined],
    ['3', '0.2', undefined],
    ['5', '0.05', undefined],
    ['5', '0.1', undefined],
    ['5', '0.2', undefined],
  ])
})

test('a theta near the band is refused by the setter and leaves closes outside; the design’s holds', async () => {
  const [design, late] = await search({ ...asked, theta: '5,9' })
  expect(design?.accepted).toBe(true)
  expect(BigInt(design?.simulation.closes.withinPpm ?? 0)).toBeGreaterThanOrEqual(990_000n)
  expect(late?.accepted).toBe(false)
  expect(BigInt(late?.simulation.closes.outside ?? 0)).toBeGreaterThan(0n)
})
