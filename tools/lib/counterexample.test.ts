import { describe, expect, test } from 'vitest'
import { describeCounterexample } from './counterexample.ts'

const deposit = { sender: '0xa', func_name: 'deposit', raw_args: '5, true', args: '5 [5e0], true', calldata: '0x01' }
const leave = { ...deposit, func_name: 'leave', raw_args: null, args: null }

describe('a counterexample', () => {
  test('of a fuzz test is its arguments', () => {
    expect(describeCounterexample({ Single: { raw_args: '1, 2', args: '1 [1e0], 2 [2e0]' } })).toBe('(1, 2)')
    expect(describeCounterexample({ Single: { args: '7' } })).toBe('(7)')
  })

  test('of a campaign is a line a call, equal neighbours counted', () => {
    expect(describeCounterexample({ Sequence: [437, [deposit, deposit, deposit, leave, deposit]] })).toBe(
      [
        '5 calls (437 before shrinking)',
        'deposit(5, true) by 0xa × 3',
        'leave 0x01 by 0xa',
        'deposit(5, true) by 0xa',
      ].join('\n'),
    )
  })

  test('of very many calls is the last of them, and how many there are', () => {
    const calls = Array.from({ length: 200 }, (_, n) => ({ ...deposit, raw_args: String(n) }))
    const lines = describeCounterexample({ Sequence: [200, calls] }).split('\n')
    expect(lines.slice(0, 2)).toEqual(['200 calls (200 before shrinking)', '… 140 lines before'])
    expect(lines).toHaveLength(62)
    expect(lines.at(-1)).toBe('deposit(199) by 0xa')
  })

  test('of another shape is shown as it is', () => {
    expect(describeCounterexample({ Odd: 1 })).toBe('{"Odd":1}')
  })
})
