import { expect, test } from 'vitest'
import { createRandom } from './draw.ts'
import { Piles } from './piles.ts'
import type { Mutant } from './sites.ts'

const mutantsOf = (file: string, count: number): Mutant[] =>
  Array.from({ length: count }, (_, start) => ({
    file,
    start,
    end: start + 1,
    operator: 'constant',
    as: 'expression',
    replacement: '0',
  }))

const pilesOf = (sizes: Readonly<Record<string, number>>) =>
  new Piles(
    new Map(Object.entries(sizes).map(([file, count]) => [file, mutantsOf(file, count)])),
    createRandom('a seed'),
  )

test('what is drawn is numbered from one and gone from its pile', () => {
  const piles = pilesOf({ 'A.sol': 6, 'B.sol': 3, 'C.sol': 0 })
  const drawn = piles.draw(6)
  expect(drawn.map(({ id, file }) => `${id} ${file}`)).toEqual([
    '1 A.sol',
    '2 A.sol',
    '3 A.sol',
    '4 A.sol',
    '5 B.sol',
    '6 B.sol',
  ])
  const rest = ['A.sol', 'A.sol', 'B.sol'].flatMap((file) => piles.another(file))
  expect(rest.map(({ id }) => id)).toEqual([7, 8, 9])
  const places = [...drawn, ...rest].map(({ file, start }) => `${file} ${start}`)
  expect(new Set(places).size).toBe(9)
  expect(piles.population).toEqual(
    new Map([
      ['A.sol', 6],
      ['B.sol', 3],
    ]),
  )
})

test('where a file has none left another gives one, until none has', () => {
  const piles = pilesOf({ 'A.sol': 1, 'B.sol': 2 })
  piles.draw(2)
  expect(piles.another('A.sol').map(({ file }) => file)).toEqual(['B.sol'])
  expect(piles.another('A.sol')).toEqual([])
})
