import { describe, expect, test } from 'vitest'
import { atLeast, atMost, exactly, refusedBy } from './claims.ts'

const subject = { id: 'swaps', text: 'Traders swap' }

describe('claims', () => {
  test.each([
    [atLeast, 299n, false],
    [atLeast, 300n, true],
    [atLeast, 301n, true],
    [atMost, 299n, true],
    [atMost, 300n, true],
    [atMost, 301n, false],
    [exactly, 299n, false],
    [exactly, 300n, true],
    [exactly, 301n, false],
  ])('%o of %s against 300 is %s', (claim, measured, ok) => {
    expect(claim(subject, measured, 300n, 'count')).toMatchObject({
      ...subject,
      ok,
      measured: String(measured),
      bound: '300',
    })
  })

  test('a refusal must be by the error that was expected', () => {
    expect(refusedBy(subject, 'Swap_NotListed', 'Swap_NotListed').ok).toBe(true)
    expect(refusedBy(subject, 'Access_Paused', 'Swap_NotListed').ok).toBe(false)
    expect(refusedBy(subject, '', 'Swap_NotListed').ok).toBe(false)
  })
})
