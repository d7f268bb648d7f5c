import { describe, expect, test } from 'vitest'
import { goldChainIds } from '../harness/chains.ts'
import { loadConfig } from '../harness/config.ts'
import { opened } from './drivers/mirror.ts'
import { loadMarket, type Market, needsOf, poolNames } from './market.ts'
import { planFor } from './plan.ts'
import { run } from './run.ts'

const ALLTRA = 651_940
const SEEDS = Array.from({ length: 20 }, (_, seed) => String(seed + 1))

const needs = (market: Market) => needsOf(market, opened(market, 0n).pool.oracle)

/** Whether theta leaves room for what flows until an action, at a multiple of the flow the settings are made for. */
function hasRoom(market: Market, thetaBp: bigint, times: bigint): boolean {
  const { settings } = market
  const designFlowPerHour = settings.designFlowPerHour * times
  const { base, quote } = needs({ ...market, settings: { ...settings, thetaBp, designFlowPerHour } })
  return base.needed <= base.maxGap && quote.needed <= quote.maxGap
}

describe.each(goldChainIds)('the settings of %i', (chainId) => {
  test.each(poolNames(loadConfig(chainId)))('are accepted by the setter: %s', (pool) => {
    const { base, quote } = needs(loadMarket(chainId, pool))
    expect([base.holds, quote.holds]).toEqual([true, true])
  })
})

describe('theta on 651940', () => {
  test.each(poolNames(loadConfig(ALLTRA)))('is the greatest with room for five times the flow: %s', (pool) => {
    const market = loadMarket(ALLTRA, pool)
    const { thetaBp } = market.settings
    expect(hasRoom(market, thetaBp, 5n)).toBe(true)
    expect(hasRoom(market, thetaBp + 1n, 5n)).toBe(false)
  })

  test.each([
    ['1x', 999_000n],
    ['5x', 990_000n],
  ] as const)('holds the band at %s, whatever the seed', async (volume, bound) => {
    const { signal } = new AbortController()
    for (const seed of SEEDS) {
      const plan = planFor({ chain: String(ALLTRA), flow: 'one-sided', volume, seed })
      const { simulation } = await run(plan, { fast: true, signal, advance: () => {}, ready: () => {} })
      expect(simulation.blocks).toBe('400')
      expect(BigInt(simulation.closes.withinPpm), `seed ${seed}`).toBeGreaterThanOrEqual(bound)
      expect(simulation.claims.filter(({ ok }) => !ok)).toEqual([])
    }
  })
})
