import { describe, expect, test } from 'vitest'
import { sqrtPriceX96At, toToken1 } from './price.ts'
import { createRandom } from './random.ts'
import { correctedSwap, leastOutput, type Plan, sizeSwap } from './sizeSwap.ts'

const WAD = 10n ** 18n
const pair = { quote: 'token1', decimals0: 18, decimals1: 6 } as const
const price = sqrtPriceX96At(2_500n * WAD, pair)
const usdc = (whole: number) => BigInt(whole) * 10n ** 6n
const weth = (milli: number) => BigInt(milli) * 10n ** 15n

/** What the vault holds after a swap at the price itself. */
function after(plan: Plan): { have0: bigint; have1: bigint } {
  const swap = sizeSwap(plan, price, 0n)
  if (swap === undefined) return plan
  const out = leastOutput(swap, price, 0n)
  return swap.zeroForOne
    ? { have0: plan.have0 - swap.amountIn, have1: plan.have1 + out }
    : { have0: plan.have0 + out, have1: plan.have1 - swap.amountIn }
}

describe('sizeSwap', () => {
  test('sells what there is too much of', () => {
    // 200 WETH and no USDC against ranges that need as much of each: half is sold.
    const plan = { have0: weth(200_000), have1: 0n, need0: weth(80_000), need1: usdc(200_000) }
    const swap = sizeSwap(plan, price, 50n)
    expect(swap?.zeroForOne).toBe(true)
    expect(Number(swap?.amountIn) / 1e18).toBeCloseTo(100, 6)
  })

  test('buys what is missing', () => {
    const plan = { have0: 0n, have1: usdc(500_000), need0: weth(80_000), need1: usdc(200_000) }
    const swap = sizeSwap(plan, price, 50n)
    expect(swap?.zeroForOne).toBe(false)
    expect(Number(swap?.amountIn) / 1e6).toBeCloseTo(250_000, 0)
  })

  test('leaves small surpluses alone', () => {
    const plan = { have0: weth(100_400), have1: usdc(250_000), need0: weth(90_000), need1: usdc(225_000) }
    expect(sizeSwap(plan, price, 50n)).toBeUndefined()
    expect(sizeSwap(plan, price, 5n)).toBeDefined()
  })

  test('has nothing to do without ranges', () => {
    expect(sizeSwap({ have0: weth(1), have1: 0n, need0: 0n, need1: 0n }, price, 0n)).toBeUndefined()
  })

  test('never spends more than there is, and fills the ranges whenever the whole is worth enough', () => {
    const random = createRandom('sizes')
    for (let i = 0; i < 500; i++) {
      const need0 = weth(random.between(0, 100_000))
      const need1 = usdc(random.between(1, 250_000))
      const needed = toToken1(need0, price) + need1
      const spare = (needed * BigInt(random.between(0, 300))) / 1_000n
      const part = BigInt(random.between(0, 1_000))
      const total = needed + spare
      const have1 = (total * part) / 1_000n
      const have0 = ((total - have1) * 10n ** 12n) / 2_500n
      const { have0: left0, have1: left1 } = after({ have0, have1, need0, need1 })
      expect(left0).toBeGreaterThanOrEqual(0n)
      expect(left1).toBeGreaterThanOrEqual(0n)
      // A few raw units of USDC of rounding, and what they are in WETH.
      expect(left0 + 10n ** 10n).toBeGreaterThanOrEqual(need0)
      expect(left1 + 10n).toBeGreaterThanOrEqual(need1)
    }
  })
})

test('leastOutput takes the slippage off the oracle price', () => {
  const out = leastOutput({ zeroForOne: false, amountIn: usdc(2_500) }, price, 30n)
  expect(Number(out) / 1e18).toBeCloseTo(0.997, 9)
})

describe('correctedSwap', () => {
  const placed = { amount0: weth(200_000), amount1: usdc(500_000) }

  test('keeps a swap that left both tokens as they were placed', () => {
    const tried = { zeroForOne: true, amountIn: weth(10_000) }
    const { zeroForOne, amountIn } = correctedSwap(
      tried,
      { amount0: weth(4_000), amount1: usdc(10_000) },
      placed,
      price,
    )
    expect(zeroForOne).toBe(true)
    expect(Number(amountIn) / 1e18).toBeCloseTo(10, 6)
  })

  test('sells less when none of the token sold is left', () => {
    // 20,000 USDC are left where 10,000 and 4 WETH should be.
    const { zeroForOne, amountIn } = correctedSwap(
      { zeroForOne: true, amountIn: weth(10_000) },
      { amount0: 0n, amount1: usdc(20_000) },
      placed,
      price,
    )
    expect(zeroForOne).toBe(true)
    expect(Number(amountIn) / 1e18).toBeCloseTo(6, 6)
  })

  test('turns round when too much was sold by more than all of it', () => {
    const { zeroForOne, amountIn } = correctedSwap(
      { zeroForOne: true, amountIn: weth(1_000) },
      { amount0: 0n, amount1: usdc(20_000) },
      placed,
      price,
    )
    expect(zeroForOne).toBe(false)
    expect(Number(amountIn) / 1e6).toBeCloseTo(7_500, 2)
  })

  test('corrects a purchase alike', () => {
    const { zeroForOne, amountIn } = correctedSwap(
      { zeroForOne: false, amountIn: usdc(25_000) },
      { amount0: weth(8_000), amount1: 0n },
      placed,
      price,
    )
    expect(zeroForOne).toBe(false)
    expect(Number(amountIn) / 1e6).toBeCloseTo(15_000, 2)
  })

  test('has nothing to go by when nothing was placed', () => {
    const tried = { zeroForOne: true, amountIn: weth(1_000) }
    expect(correctedSwap(tried, { amount0: 1n, amount1: 1n }, { amount0: 0n, amount1: 0n }, price)).toBe(tried)
  })
})
