import { describe, expect, test } from 'vitest'
import {
  type Choice,
  cantilever,
  greatestFlow,
  greatestTheta,
  leastTarget,
  leastThat,
  needsOf,
  reserveFor,
} from './parameters.ts'

const UNIT = 10n ** 6n

/** Chain 138's cUSDT/XAU, see script/config/138.json. */
const shipped: Choice = {
  thetaBp: 5n,
  bandBp: 10n,
  closes: 2n,
  minBlocks: 3n,
  gainBp: 10_000n,
  perBlockCapBp: 250n,
  blockTimeMs: 2_000n,
  K: 10n ** 17n,
  target: 1_000_000n * UNIT,
  flowPerHour: 50_000n * UNIT,
  maxTrade: 1_000n * UNIT,
}

describe('what a choice of settings needs', () => {
  test('the shipped settings hold', () => {
    expect(needsOf(shipped).holds).toBe(true)
  })

  test('the least target holds, and a unit less does not', () => {
    for (const thetaBp of [1n, 3n, 5n, 8n]) {
      for (const blockTimeMs of [250n, 2_000n, 9_000n]) {
        const choice = { ...shipped, thetaBp, blockTimeMs }
        const target = leastTarget(choice, UNIT) ?? 0n
        expect(needsOf({ ...choice, target }).holds).toBe(true)
        expect(needsOf({ ...choice, target: target - UNIT }).holds).toBe(false)
      }
    }
  })

  test('the greatest theta holds, and the next does not', () => {
    const thetaBp = greatestTheta(shipped) ?? 0n
    expect(thetaBp).toBeGreaterThanOrEqual(5n)
    expect(needsOf({ ...shipped, thetaBp }).holds).toBe(true)
    expect(needsOf({ ...shipped, thetaBp: thetaBp + 1n }).holds).toBe(false)
  })

  test('the greatest flow holds, and a unit more does not', () => {
    const flowPerHour = greatestFlow(shipped) ?? 0n
    expect(flowPerHour).toBeGreaterThanOrEqual(shipped.flowPerHour)
    expect(needsOf({ ...shipped, flowPerHour }).holds).toBe(true)
    expect(needsOf({ ...shipped, flowPerHour: flowPerHour + 1n }).holds).toBe(false)
  })

  test('what cannot hold has no answer', () => {
    expect(leastTarget({ ...shipped, K: 0n }, UNIT)).toBe(undefined)
    expect(greatestTheta({ ...shipped, target: 10_000n * UNIT })).toBe(undefined)
    expect(greatestFlow({ ...shipped, thetaBp: 9n, maxTrade: 100_000n * UNIT })).toBe(undefined)
  })
})

test('size and frequency: 25 times 33 do not carry 50,000 an hour, 26 times 33 do', () => {
  // 33 actions a minute: 1,800 ms a block, one action a block. 1,000 of target at 2.5 % and 2.6 % are 25 and 26.
  const seed = { ...shipped, blockTimeMs: 1_800n, minBlocks: 1n, target: 1_000n * UNIT }
  expect(cantilever(seed)).toEqual({
    size: 25n * UNIT,
    perMinute: 33n,
    carried: 825n * UNIT,
    flowPerMinute: 833_333_334n,
    holds: false,
  })
  expect(cantilever({ ...seed, perBlockCapBp: 260n }).holds).toBe(true)
})

test('10,000 a minute for 5 minutes ask for 50,000, 150,000 and 250,000', () => {
  expect(reserveFor(10_000n, 5n)).toEqual({ need: 50_000n, target: 150_000n, policy: 250_000n })
})

test('bisection finds edges', () => {
  for (const edge of [1n, 2n, 7n, 100n]) expect(leastThat((value) => value >= edge, 1n, 100n)).toBe(edge)
  expect(leastThat(() => false, 1n, 100n)).toBe(undefined)
})
