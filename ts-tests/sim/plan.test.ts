import { describe, expect, test } from 'vitest'
import { inRoot } from '../harness/paths.ts'
import type { Asked } from './asked.ts'
import { OptionInvalidError } from './errors.ts'
import { loadMarket } from './market.ts'
import { planFor } from './plan.ts'
import { bucketText, gateText, goldText, poolText } from './process.ts'

const asked: Asked = { chain: '138', flow: 'one-sided', volume: '1x', seed: '1', blockSeconds: '2' }
const minutes = { replay: inRoot('ts-tests/sim/data/synthetic-depeg.csv') }
const market = loadMarket(138, 'cUSDT_XAU')

describe('a plan', () => {
  test('lasts an hour one-sided and a day two-sided, unless told otherwise', () => {
    expect(planFor(asked).blocks).toBe(1_800)
    expect(planFor({ ...asked, flow: 'two-sided' }).blocks).toBe(43_200)
    expect(planFor({ ...asked, hours: '3' }).blocks).toBe(5_400)
  })

  test('cuts a replay short, and does not draw it out', () => {
    expect([undefined, '1', '99'].map((hours) => planFor({ ...asked, ...minutes, hours }).blocks)).toEqual([
      5_400, 1_800, 5_400,
    ])
  })

  test("gives bucket B the opening's worth of base where flow goes both ways, or what was asked for, in whole units", () => {
    expect(planFor(asked).bucketBase).toBe(0n)
    expect(planFor({ ...asked, flow: 'two-sided' }).bucketBase).toBe(market.opening.bucket)
    expect(planFor({ ...asked, bucketBase: '12' }).bucketBase).toBe(12_000_000n)
  })

  test('of minutes with a market is gated by it, at the threshold asked for, unless ungated', () => {
    const gated = planFor({ ...asked, ...minutes, gateThreshold: '40' })
    expect(gated.market.source.gates).toHaveLength(1)
    expect(gated.process).toContain(gateText(40n))
    const ungated = planFor({ ...asked, ...minutes, ungated: true })
    expect(ungated.market.source).toEqual(market.source)
    expect(ungated.process).toContain(gateText(undefined))
  })

  test('takes settings from the command line and all others from the address book', () => {
    const { settings, terms } = planFor({ ...asked, theta: '7', k: '0.25' }).market
    expect(settings).toEqual({ ...market.settings, thetaBp: 7n, blockTimeMs: 2_000n })
    expect(terms).toEqual({ ...market.terms, kWad: 25n * 10n ** 16n })
  })

  test.each([
    ['volume', { volume: 'x5' }],
    ['hours', { hours: '0' }],
    ['k', { k: '1.01' }],
    ['bucket-base', { bucketBase: '-1' }],
    ['feed-threshold', { feedThreshold: '0.5' }],
    ['gate-threshold', { ...minutes, gateThreshold: 'much' }],
    ['replay', { replay: 'usdc-depeg' }],
    ['flow', { flow: 'sideways' }],
  ])('is refused for its %s', (option, wrong) => {
    const plan = () => planFor({ ...asked, ...wrong })
    expect(plan).toThrow(OptionInvalidError)
    expect(plan).toThrow(`--${option} `)
  })
})

test('what bucket B holds, what gold answers and whose pool it is are said as they are', () => {
  expect(bucketText(market, 0n)).toBe("Bucket B holds the opening's XAU alone.")
  expect(bucketText(market, 5_000_000n)).toContain('5 cUSDT: it can act both ways')
  expect(goldText(0n)).toContain('answers every new price.')
  expect(goldText(30n)).toContain('answers moves of 30 bp or more.')
  expect(poolText(market, 'cUSDT_XAU')).toBe('The pool is cUSDT_XAU of the address book.')
  expect(poolText(market, 'cUSDC_XAU')).toContain('cUSDT stands for the token of the replay.')
})
