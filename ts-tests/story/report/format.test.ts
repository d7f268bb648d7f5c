import { describe, expect, test } from 'vitest'
import { decimal, plotted } from './format.ts'

describe('decimal', () => {
  test.each([
    ['0', 18, 2, '0.00'],
    ['1', 0, 0, '1'],
    ['1234567', 0, 0, '1,234,567'],
    ['123456789', 6, 2, '123.46'],
    ['999999', 6, 2, '1.00'],
    ['995000', 6, 2, '1.00'],
    ['994999', 6, 2, '0.99'],
    ['-1234500000', 6, 2, '-1,234.50'],
    ['-4', 3, 2, '0.00'],
    ['5', 3, 2, '0.01'],
    ['12', 0, 2, '12.00'],
    ['1000000000000000000000', 18, 4, '1,000.0000'],
  ])('%s with %s decimals to %s places is %s', (raw, decimals, places, expected) => {
    expect(decimal(raw, decimals, places)).toBe(expected)
  })
})

test('plotted is the number itself', () => {
  expect(plotted('1234567890123456', 12)).toBe(1234.567890123456)
  expect(plotted('-2500000000', 6)).toBe(-2500)
})
