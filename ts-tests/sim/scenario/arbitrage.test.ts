import { describe, expect, test } from 'vitest'
import { abs, PPM, WAD } from '../domain/fixedPoint.ts'
import { Pool, type PoolState, type PoolTerms } from '../domain/pool.ts'
import { midPrice, R } from '../domain/pricing.ts'
import { arbitrage } from './arbitrage.ts'
import type { Sight } from './types.ts'

const terms: PoolTerms = {
  kWad: WAD / 10n,
  lpFeeWad: 15n * 10n ** 14n,
  mtFeeWad: 0n,
  guideStepBp: 10n,
  guideCapBp: 1_000n,
}
const even = 10n ** 12n
const pool: PoolState = {
  base: even,
  quote: even,
  touchBlock: 1n,
  target: 0n,
  r: R.ONE,
  i: WAD,
  oracle: WAD,
  guideBlock: 1n,
}

const sightOf = (state: Readonly<PoolState>): Sight => ({
  block: 5n,
  time: 10n,
  pool: state,
  reading: { ok: true, price: WAD },
  close: { block: 5n, ppm: 0n, gap: 0n, r: R.ONE, oracle: WAD },
  plan: { sellsBase: false, size: 0n },
  lastAction: 0n,
  mesh: { token: 0n, xau: 0n },
})

/** A pool after somebody sold an amount to it. */
function after(sellsBase: boolean, amount: bigint): Pool {
  const traded = new Pool(terms, pool)
  expect(traded.sell(sellsBase, amount, WAD, 5n).ok).toBe(true)
  return traded
}

describe('an arbitrageur', () => {
  test.each([
    ['a market 40 bp below par sells base to a balanced pool', new Pool(terms, pool), 9_960n, true],
    ['a market 40 bp above par sells quote to it', new Pool(terms, pool), 10_040n, false],
    ['par, after base was sold, sells quote', after(false, even / 20n), 10_000n, true],
    ['par, after quote was sold, sells base', after(true, even / 20n), 10_000n, false],
    ['a market 40 bp below par, across equilibrium', after(false, even / 20n), 9_960n, true],
  ])('at %s, to where the fee eats the rest', (_, traded, marketBp, sellsBase) => {
    const reference = (WAD * marketBp) / 10_000n
    const order = arbitrage(terms, sightOf(traded.state), 1n, reference)
    expect(order?.sellsBase).toBe(sellsBase)
    expect(traded.sell(sellsBase, order?.amount ?? 0n, WAD, 6n).ok).toBe(true)
    const kept = WAD - terms.lpFeeWad
    const wanted = sellsBase ? (reference * WAD) / kept : (reference * kept) / WAD
    // To 20 ppm: the fee of the trade itself moves the curve's end a little.
    expect(abs(midPrice(traded.stateNow(WAD, 6n)) - wanted) * PPM).toBeLessThan(wanted * 20n)
  })

  test('within the fee of the market, without a price, or for less than it is worth, does nothing', () => {
    const sight = sightOf(pool)
    expect(arbitrage(terms, sight, 1n, (WAD * 9_990n) / 10_000n)).toBeUndefined()
    expect(arbitrage(terms, sight, 1n, undefined)).toBeUndefined()
    const low = (WAD * 9_960n) / 10_000n
    expect(arbitrage(terms, { ...sight, reading: { ok: false, halt: 'Oracle_Stale' } }, 1n, low)).toBeUndefined()
    expect(arbitrage(terms, sight, even, low)).toBeUndefined()
  })
})
