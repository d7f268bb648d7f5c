import { expect, test } from 'vitest'
import { FiguresUnreadableError } from './errors.ts'
import { differences, figuresOf, parseFigures } from './figures.ts'
import type { Row } from './row.ts'

const row = (operation: string, gas: bigint): Row => ({
  group: 'vault',
  operation,
  setting: 'three pools',
  contender: 'Cantilever',
  gas,
})

const id = 'vault / deposit / three pools / Cantilever'

test('a figure is found by group, operation, setting and contender', () => {
  expect(figuresOf([row('deposit', 175_000n)])).toEqual({ [id]: 175_000n })
})

test.each([
  [200_000n, 201_000n],
  [200_000n, 199_000n],
])('committed %s, measured %s: half a per cent is let through', (committed, measured) => {
  expect(differences({ [id]: measured }, { [id]: committed })).toEqual([])
})

test.each([
  [200_000n, 201_001n],
  [200_000n, 198_999n],
])('committed %s, measured %s: more is named, dearer or cheaper', (committed, measured) => {
  expect(differences({ [id]: measured }, { [id]: committed })).toEqual([`${id}: ${measured}, committed ${committed}`])
})

test('rows that are on one side only are named', () => {
  expect(differences({ a: 1n }, { b: 2n })).toEqual([
    'a: 1, not among the committed figures',
    'b: committed, not measured',
  ])
})

test.each(['', '[]', '{"a": 1}', '{"a": "-1"}', '{"a": "1.5"}'])('%j is no file of figures', (text) => {
  expect(() => parseFigures(text, 'x.json')).toThrow(FiguresUnreadableError)
})

test('figures are read as whole numbers', () => {
  expect(parseFigures('{"a": "175561"}', 'x.json')).toEqual({ a: 175_561n })
})
