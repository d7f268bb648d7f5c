import { describe, expect, test } from 'vitest'
import { apartBp, priceWad, sqrtPriceX96At } from './price.ts'
import { pullBack } from './pullBack.ts'

const WAD = 10n ** 18n
const PRICE = 2_500n * WAD
const TOLERANCE = 20n

describe.each([
  ['token1', { quote: 'token1', decimals0: 18, decimals1: 6 }],
  ['token0', { quote: 'token0', decimals0: 18, decimals1: 18 }],
] as const)('pullBack with %s as quote', (_, pair) => {
  const at = (price: bigint) => sqrtPriceX96At(price, pair)

  test('leaves a pool within the tolerance alone', () => {
    expect(pullBack(at(PRICE), PRICE, pair, TOLERANCE)).toBeUndefined()
    expect(pullBack(at((PRICE * 1_001n) / 1_000n), PRICE, pair, TOLERANCE)).toBeUndefined()
  })

  test.each([9_900n, 10_100n])('moves a pool at %d bp of the price back, half into the tolerance', (bp) => {
    const spot = at((PRICE * bp) / 10_000n)
    const trade = pullBack(spot, PRICE, pair, TOLERANCE)
    if (trade === undefined) throw new TypeError('no trade')
    // The limit lies in the direction that the trade moves the price.
    expect(trade.zeroForOne).toBe(trade.sqrtPriceLimitX96 < spot)
    const left = apartBp(priceWad(trade.sqrtPriceLimitX96, pair), PRICE)
    expect(left).toBeLessThanOrEqual(TOLERANCE / 2n + 1n)
    expect(left).toBeGreaterThanOrEqual(TOLERANCE / 2n - 1n)
  })
})
