import { describe, expect, test } from 'vitest'
import { apartBp, priceWad, sqrtPriceX96At, toToken0, toToken1, valueInQuote } from './price.ts'

const wethUsdc = { quote: 'token1', decimals0: 18, decimals1: 6 } as const
const usdtWbnb = { quote: 'token0', decimals0: 18, decimals1: 18 } as const
const WAD = 10n ** 18n

describe('priceWad', () => {
  test('undoes sqrtPriceX96At, whichever token is the quote', () => {
    for (const pair of [wethUsdc, usdtWbnb]) {
      const sqrt = sqrtPriceX96At(2_500n * WAD, pair)
      expect(apartBp(priceWad(sqrt, pair), 2_500n * WAD)).toBeLessThanOrEqual(1n)
    }
  })

  test('reads a known pool price', () => {
    // 1 WETH = 2,500 USDC: sqrt(2500e6 / 1e18) = 5e-5.
    expect(sqrtPriceX96At(2_500n * WAD, wethUsdc)).toBe((5n * (1n << 96n)) / 100_000n)
  })
})

test('toToken0 and toToken1 convert at the price', () => {
  const sqrt = sqrtPriceX96At(2_500n * WAD, wethUsdc)
  expect(toToken1(4n * WAD, sqrt)).toBeGreaterThanOrEqual(9_999_999_999n)
  expect(toToken1(4n * WAD, sqrt)).toBeLessThanOrEqual(10_000_000_000n)
  expect(apartBp(toToken0(10_000_000_000n, sqrt), 4n * WAD)).toBeLessThanOrEqual(1n)
})

test('valueInQuote adds what the other token is worth', () => {
  const sqrt = sqrtPriceX96At(650n * WAD, usdtWbnb)
  const value = valueInQuote(100n * WAD, 2n * WAD, sqrt, 'token0')
  expect(apartBp(value, 1_400n * WAD)).toBeLessThanOrEqual(1n)
})

describe('apartBp', () => {
  test.each([
    [100n, 100n, 0n],
    [10_000n, 10_100n, 100n],
    [10_100n, 10_000n, 100n],
    [1_000_000n, 1_000_001n, 1n],
  ])('%s and %s are %s apart', (a, b, expected) => expect(apartBp(a, b)).toBe(expected))
})
