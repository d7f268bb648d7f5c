import { describe, expect, test } from 'vitest'
import { sqrt, sqrtPriceX96 } from './sqrtPrice.ts'

describe('sqrt', () => {
  test('is the largest integer whose square fits', () => {
    const values = [0n, 1n, 2n, 3n, 4n, 15n, 16n, 17n]
    for (let bits = 8n; bits <= 256n; bits += 31n) values.push(2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n)
    for (const value of values) {
      const root = sqrt(value)
      expect(root * root).toBeLessThanOrEqual(value)
      expect((root + 1n) * (root + 1n)).toBeGreaterThan(value)
    }
  })
})

describe('sqrtPriceX96', () => {
  test('is 2^96 at parity', () => {
    expect(sqrtPriceX96(1n, 18, 1n, 18)).toBe(2n ** 96n)
  })

  test('scales by decimals: WETH at 2,500 in USDC of six', () => {
    // sqrt(2500e6 / 1e18) = 50 / 1e6
    expect(sqrtPriceX96(2_500n, 18, 1n, 6)).toBe((50n * 2n ** 96n) / 10n ** 6n)
  })

  test('is inverted by swapping the tokens, to the rounding', () => {
    const forth = sqrtPriceX96(650n, 18, 1n, 18)
    const back = sqrtPriceX96(1n, 18, 650n, 18)
    const product = forth * back
    expect(product).toBeLessThanOrEqual(2n ** 192n)
    expect(product).toBeGreaterThan(2n ** 192n - forth - back - 1n)
  })
})
