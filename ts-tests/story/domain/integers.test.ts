import { describe, expect, test } from 'vitest'
import { distance, greater, greatest, lesser, sum } from './integers.ts'

describe('integers', () => {
  test.each([
    [1n, 2n],
    [2n, 1n],
    [-5n, 2n],
    [2n ** 200n, 2n ** 200n + 1n],
  ])('of %s and %s', (a, b) => {
    expect(greater(a, b) > lesser(a, b)).toBe(true)
    expect(greater(a, b) + lesser(a, b)).toBe(a + b)
    expect(distance(a, b)).toBe(distance(b, a))
    expect(lesser(a, b) + distance(a, b)).toBe(greater(a, b))
  })

  test('of equals', () => {
    expect([greater(3n, 3n), lesser(3n, 3n), distance(3n, 3n)]).toEqual([3n, 3n, 0n])
  })

  test('of several', () => {
    expect(sum([1n, 2n, 3n])).toBe(6n)
    expect(greatest([1n, 9n, 3n])).toBe(9n)
    expect([sum([]), greatest([])]).toEqual([0n, 0n])
  })
})
