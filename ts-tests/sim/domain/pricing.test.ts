import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { inRoot } from '../../harness/paths.ts'
import { createRandom } from '../../story/domain/random.ts'
import { PricingError } from '../errors.ts'
import { sqrtDown, WAD } from './fixedPoint.ts'
import { adjustedTarget, midPrice, type PmmState, R, type RState, sellBaseToken, sellQuoteToken } from './pricing.ts'

const vector = z.object({
  id: z.string(),
  group: z.string(),
  i: z.string(),
  K: z.string(),
  B: z.string(),
  Q: z.string(),
  B0: z.string(),
  Q0: z.string(),
  R: z.enum(['0', '1', '2']),
  direction: z.enum(['sellBase', 'sellQuote']),
  payAmount: z.string(),
  exact: z.string().nullable(),
})

type Vector = z.output<typeof vector>

const vectors = z.array(vector).parse(JSON.parse(readFileSync(inRoot('test/vectors/pmm.json'), 'utf8')))

const stateOf = (v: Vector): PmmState => ({
  i: BigInt(v.i),
  K: BigInt(v.K),
  B: BigInt(v.B),
  Q: BigInt(v.Q),
  B0: BigInt(v.B0),
  Q0: BigInt(v.Q0),
  R: Number(v.R) as RState,
})

const sell = (v: Vector) =>
  v.direction === 'sellBase'
    ? sellBaseToken(stateOf(v), BigInt(v.payAmount))
    : sellQuoteToken(stateOf(v), BigInt(v.payAmount))

/** States no pool can be in: the groups that the contract's own test names one by one. */
const forced = (group: string) =>
  ['capped-forced', 'zero-amount', 'zero-at-target', 'empty-reserve'].includes(group) || group.startsWith('rev-')

const allowed = (k: bigint) => k === 0n || k === WAD || (k >= 10n ** 12n && k <= 99n * 10n ** 16n)

const MILLION = 1_000_000n

/** A decimal of up to six places, in millionths. */
function inMillionths(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole) * MILLION + BigInt(fraction.padEnd(6, '0'))
}

describe('the reference vectors through the mirror', () => {
  const reachable = vectors.filter(({ group, K, exact }) => !forced(group) && allowed(BigInt(K)) && exact !== null)

  test('there are 488 of them', () => {
    expect(reachable).toHaveLength(488)
  })

  test('each pays at most the exact integral and no less than 2 units + 1e-15 below it', () => {
    for (const v of reachable) {
      const exact = inMillionths(v.exact ?? '0')
      const paid = sell(v).amount * MILLION
      expect(paid, v.id).toBeLessThanOrEqual(exact)
      expect(paid, v.id).toBeGreaterThanOrEqual(exact - 2n * MILLION - exact / 10n ** 15n - 1n)
    }
  })

  test.each([
    ['empty-reserve', 'PMMPricing_EmptyReserve'],
    ['rev-i-zero', 'PMMPricing_GuidePriceOutOfRange'],
    ['rev-k-above-one', 'PMMPricing_KAboveOne'],
    ['rev-sub', 'PMMPricing_StateContradictsR'],
  ])('%s is refused with %s', (wanted, error) => {
    const some = vectors.filter(({ group }) => group === wanted)
    expect(some.length).toBeGreaterThan(0)
    for (const v of some) expect(() => sell(v), v.id).toThrow(new PricingError(error))
  })

  test('nothing in, nothing out, same side', () => {
    const some = vectors.filter(({ group }) => group === 'zero-amount' || group === 'zero-at-target')
    expect(some.length).toBeGreaterThan(0)
    for (const v of some) expect(sell(v), v.id).toEqual({ amount: 0n, newR: Number(v.R) })
  })
})

describe('the curve', () => {
  const state: PmmState = {
    i: WAD,
    K: WAD / 10n,
    B: 900_000n,
    Q: 1_200_000n,
    B0: 1_000_000n,
    Q0: 0n,
    R: R.ABOVE_ONE,
  }

  test('the target that is not scarce is where the curve ends, rounded up', () => {
    // 100,000 · (0.9 + 0.1 / 0.9) = 101,111.1…
    expect(adjustedTarget(state).Q0).toBe(1_200_000n - 101_111n)
  })

  test('scarce base is dearer than the guide price, scarce quote cheaper', () => {
    expect(midPrice(state)).toBe(WAD - WAD / 10n + ((WAD / 10n) * 1_000_000n ** 2n) / 900_000n ** 2n)
    expect(midPrice({ ...state, R: R.BELOW_ONE, Q: 900_000n, Q0: 1_000_000n })).toBeLessThan(WAD)
    expect(midPrice({ ...state, R: R.ONE })).toBe(WAD)
  })

  test('a root is the floor of the real one', () => {
    const random = createRandom('roots')
    for (let n = 0; n < 1_000; n++) {
      let x = 0n
      for (let words = random.between(1, 8); words > 0; words--) x = (x << 32n) | BigInt(random.below(2 ** 32))
      const root = sqrtDown(x)
      expect(root * root <= x && (root + 1n) * (root + 1n) > x, String(x)).toBe(true)
    }
    expect([sqrtDown(0n), sqrtDown(1n), sqrtDown(3n), sqrtDown(4n)]).toEqual([0n, 1n, 1n, 2n])
  })
})
