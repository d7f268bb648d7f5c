import { describe, expect, test } from 'vitest'
import { RangeImpossibleError } from '../errors.ts'
import { chooseRange } from './chooseRange.ts'

const pool = { tickSpacing: 60, halfWidth: 600, minWidthTicks: 120, maxOffsetTicks: 100 }

describe('chooseRange', () => {
  test.each([-198_077, -61, -1, 0, 29, 30, 198_077])('surrounds the anchor %s on usable ticks', (anchorTick) => {
    const { tickLower, tickUpper } = chooseRange({ ...pool, anchorTick })
    expect(Math.abs(tickLower % 60)).toBe(0)
    expect(Math.abs(tickUpper % 60)).toBe(0)
    expect(tickLower).toBeLessThan(anchorTick)
    expect(tickUpper).toBeGreaterThan(anchorTick)
    expect(Math.abs((tickLower + tickUpper) / 2 - anchorTick)).toBeLessThanOrEqual(30)
  })

  test('is never narrower than the pool allows', () => {
    const { tickLower, tickUpper } = chooseRange({ ...pool, anchorTick: 17, halfWidth: 10, minWidthTicks: 400 })
    expect(tickUpper - tickLower).toBeGreaterThanOrEqual(400)
  })

  test('refuses when usable ticks are too coarse for the largest offset', () => {
    expect(() => chooseRange({ ...pool, anchorTick: 29, tickSpacing: 200, maxOffsetTicks: 1 })).toThrow(
      RangeImpossibleError,
    )
  })
})
