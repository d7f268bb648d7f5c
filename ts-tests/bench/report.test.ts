import { expect, test } from 'vitest'
import { intrinsicGas } from './chain/intrinsic.ts'
import { limitsOf } from './limits.ts'
import { report } from './report.ts'
import { missed, type Row, verdict } from './row.ts'

const deposit = (gas: bigint, binding = true): Row => ({
  group: 'vault',
  operation: 'deposit',
  setting: binding ? 'three pools' : 'one pool',
  contender: 'Cantilever',
  gas,
  limits: limitsOf('deposit', binding),
})

test.each([
  [155_000n, 'aim met'],
  [155_001n, 'must met'],
  [185_000n, 'must met'],
  [185_001n, 'over must by 1'],
])('%s for a deposit: %s', (gas, words) => {
  expect(verdict(deposit(gas))).toBe(words)
  expect(verdict(deposit(gas, false))).toBe(`(${words})`)
})

test('only a limit set for the row can be missed', () => {
  const over = deposit(185_001n)
  expect(missed([deposit(185_000n), over, deposit(185_001n, false)])).toEqual([over])
})

test('the report names what is not kept, and counts what is', () => {
  const text = report([deposit(150_000n), deposit(200_000n), deposit(200_000n, false)])
  expect(text).toContain('1 of 2 limits kept, 1 of them with the aim.')
  expect(text).toContain('Not kept: vault / deposit / three pools / Cantilever: over must by 15000.')
  expect(text).not.toContain('Not kept: vault / deposit / one pool')
})

test('calldata costs 16 a byte, 4 where it is zero', () => {
  expect(intrinsicGas('0x')).toBe(21_000n)
  expect(intrinsicGas('0x00ff00')).toBe(21_024n)
})
