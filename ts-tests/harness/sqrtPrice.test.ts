import { describe, expect, test } from 'vitest'
import { liquidityFor, sqrt, sqrtPriceX96, sqrtPriceX96AtTick, tickOf } from './sqrtPrice.ts'

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

describe('ticks', () => {
  // Figures of the venues' own tick mathematics.
  test.each([
    [0, 79228162514264337593543950336n],
    [-887272, 4295128739n],
    [887272, 1461446703485210103287273052203988822378723970342n],
    [-200000, 3598751819609688046946419n],
  ])('sqrtPriceX96AtTick(%s) is as a pool computes it', (tick, expected) => {
    const price = sqrtPriceX96AtTick(tick)
    const difference = price > expected ? price - expected : expected - price
    expect(difference * 10n ** 9n).toBeLessThanOrEqual(expected)
  })

  test.each([-200_311, -64_000, -1, 1, 64_000, 200_311])('tickOf undoes sqrtPriceX96AtTick(%s)', (tick) => {
    expect(tickOf(sqrtPriceX96AtTick(tick) + 1n + (sqrtPriceX96AtTick(tick) >> 30n))).toBe(tick)
  })
})

describe('liquidityFor', () => {
  const price = sqrtPriceX96AtTick(-196_000)
  const range = { tickLower: -197_000, tickUpper: -195_000 }

  test('is what the scarcer token suffices for', () => {
    // At this price amount1 is worth about three times amount0.
    const both = { amount0: 10n ** 18n, amount1: 10n ** 10n }
    const liquidity = liquidityFor(price, range, both)
    expect(liquidityFor(price, range, { ...both, amount1: 2n * both.amount1 })).toBe(liquidity)
    expect(liquidityFor(price, range, { ...both, amount0: both.amount0 / 2n })).toBeLessThan(liquidity)
  })

  test('costs no more than it was given, and all but a part in a million of the scarcer', () => {
    const amount0 = 10n ** 18n
    const liquidity = liquidityFor(price, range, { amount0, amount1: 10n ** 20n })
    const upper = sqrtPriceX96AtTick(range.tickUpper)
    const cost = ((liquidity << 96n) * (upper - price)) / upper / price
    expect(cost).toBeLessThanOrEqual(amount0)
    expect(cost).toBeGreaterThan(amount0 - amount0 / 1_000_000n)
  })
})
