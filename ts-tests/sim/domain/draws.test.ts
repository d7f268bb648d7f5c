import { describe, expect, test } from 'vitest'
import { createRandom } from '../../story/domain/random.ts'
import { expWad, happens, logNormal, normalWad, poisson } from './draws.ts'
import { abs, WAD } from './fixedPoint.ts'

const near = (found: bigint, wanted: bigint, perMille: bigint) =>
  expect(abs(found - wanted) * 1_000n <= abs(wanted) * perMille, `${found} near ${wanted}`).toBe(true)

describe('draws', () => {
  test.each([
    [0n, WAD],
    [WAD, 2_718281828459045235n],
    [-WAD, 367879441171442321n],
    [5n * WAD, 148_413159102576603421n],
    [-10n * WAD, 45399929762484n],
  ])('e^%s is right to 1e-12', (x, wanted) => {
    expect(abs(expWad(x) - wanted) * 10n ** 12n <= wanted + 10n ** 12n).toBe(true)
  })

  test('a normal number has mean 0 and variance 1', () => {
    const random = createRandom('normal')
    const drawn = Array.from({ length: 4_000 }, () => normalWad(random))
    const mean = drawn.reduce((sum, x) => sum + x, 0n) / 4_000n
    const variance = drawn.reduce((sum, x) => sum + (x * x) / WAD, 0n) / 4_000n
    expect(abs(mean) < WAD / 20n).toBe(true)
    near(variance, WAD, 80n)
  })

  test('a log-normal amount has the mean it is asked for, and is clipped', () => {
    const random = createRandom('sizes')
    const drawn = Array.from({ length: 8_000 }, () => logNormal(random, 1_000_000n, WAD, 1n, 10n ** 12n))
    near(drawn.reduce((sum, x) => sum + x, 0n) / 8_000n, 1_000_000n, 80n)
    expect(logNormal(random, 1_000_000n, 0n, 2_000_000n, 3_000_000n)).toBe(2_000_000n)
    expect(logNormal(random, 1_000_000n, 0n, 1n, 500_000n)).toBe(500_000n)
  })

  test('a Poisson number has the mean it is asked for', () => {
    const random = createRandom('arrivals')
    const floor = expWad(-WAD * 2n)
    const total = Array.from({ length: 6_000 }, () => poisson(random, floor)).reduce((sum, n) => sum + n, 0)
    near(BigInt(total), 12_000n, 40n)
  })

  test('what happens one time in four happens one time in four', () => {
    const random = createRandom('coin')
    const count = Array.from({ length: 8_000 }, () => happens(random, 1n, 4n)).filter(Boolean).length
    near(BigInt(count), 2_000n, 80n)
  })
})
