import { describe, expect, test } from 'vitest'
import { basePerQuote, toBase, toQuote } from './pegPrice.ts'

/** Raw ounces of a raw dollar at 4,000 dollars an ounce: 1e18 / (4,000 · 1e6), times 1e18. */
const GOLD = 250_000_000_000_000_000_000_000_000n
const WAD = 10n ** 18n

describe('prices of a pool against gold', () => {
  test('an ounce at the oracle costs what it costs', () => {
    expect(basePerQuote(GOLD, 0n, 6, 18)).toBe(4_000n * WAD)
  })

  test('an ounce is dear where base is cheap, and the other way round', () => {
    expect(basePerQuote(GOLD, -1_000n, 6, 18)).toBe(4_004_004004004004004004n)
    expect(basePerQuote(GOLD, 1_000n, 6, 18)).toBe(3_996_003996003996003996n)
  })

  test('amounts are worth the same both ways, but for a unit', () => {
    expect(toQuote(4_000_000_000n, GOLD)).toBe(WAD)
    expect(toBase(WAD, GOLD)).toBe(4_000_000_000n)
    for (const base of [1n, 999n, 123_456_789n]) expect(toBase(toQuote(base, GOLD), GOLD)).toBe(base)
  })
})
