import { describe, expect, test } from 'vitest'
import { createRandom } from '../../story/domain/random.ts'
import { DataInvalidError, DataMissingError } from '../errors.ts'
import { publisher, startingAt } from '../scenario/publisher.ts'
import { barColumns, barsOf } from './bars.ts'
import { goldPath } from './goldPath.ts'
import { minuteColumns, minutesOf } from './minutes.ts'
import { fixed, parseTable, readTable } from './table.ts'

const minutes = (body: string) =>
  minutesOf(parseTable(`ts,oracle,market,sell,buy\n${body}`, 'file.csv', minuteColumns), 'file.csv', 6)

describe('a file of minutes', () => {
  test('has prices times 1e8 and volumes in raw base; an empty field says nothing', () => {
    expect(minutes('60000,4000.5,,12.3456789,\n120000,,0.99,,1')).toEqual([
      { ts: 60_000n, oracle: 4_000_50000000n, sell: 12_345_678n, buy: 0n },
      { ts: 120_000n, market: 99_000000n, sell: 0n, buy: 1_000_000n },
    ])
  })

  test.each([
    ['a second that begins no minute', '61000,,,1,1', 2],
    ['a line out of order', '120000,,,1,1\n60000,,,1,1', 3],
    ['words for a number', '60000,much,,1,1', 2],
    ['a price of zero', '60000,0,,1,1', 2],
    ['a negative volume', '60000,,,-1,1', 2],
    ['too few fields', '60000,,1', 2],
  ])('is refused for %s, by its line', (_, body, line) => {
    expect(() => minutes(body)).toThrow(DataInvalidError)
    expect(() => minutes(body)).toThrow(`line ${line}:`)
  })

  test('is refused without one of its columns, or when it is not there', () => {
    expect(() => parseTable('ts,oracle\n', 'file.csv', minuteColumns)).toThrow('has no column market')
    expect(() => readTable('nowhere.csv', minuteColumns, 'Look elsewhere.')).toThrow(DataMissingError)
    expect(() => readTable('nowhere.csv', minuteColumns, 'Look elsewhere.')).toThrow('Look elsewhere.')
  })
})

test('a decimal number is cut off, not rounded', () => {
  expect([fixed('1.999', 2), fixed('7', 3), fixed('0.5', 0), fixed('1e5', 2), fixed('', 2)]).toEqual([
    199n,
    7_000n,
    0n,
    undefined,
    undefined,
  ])
})

test('bars come in order', () => {
  const of = (body: string) =>
    barsOf(parseTable(`${barColumns.join(',')}\n${body}`, 'bars.csv', barColumns), 'bars.csv')
  expect(of('0,1,2,0.5,1.5,3')).toEqual([
    { ts: 0n, open: 1_00000000n, high: 2_00000000n, low: 50000000n, close: 1_50000000n, volume: 3_000_000n },
  ])
  expect(() => of('300000,1,1,1,1,1\n0,1,1,1,1,1')).toThrow('does not come after')
})

describe("gold's path", () => {
  test('of a day is found in the shipped file, begins at second 0 and reaches over the day', () => {
    const { path } = goldPath(undefined, 86_400_000n, createRandom('a day'))
    expect(path[0]?.second).toBe(0n)
    expect(path.at(-1)?.second).toBeGreaterThan(86_400n - 7_200n)
  })

  test('of a year is not', () => {
    expect(() => goldPath(undefined, 365n * 86_400_000n, createRandom('a year'))).toThrow(DataInvalidError)
  })

  test('keeps its moves when it begins elsewhere', () => {
    const path = [1_000n, 1_100n, 900n].map((value, n) => ({ second: BigInt(n), value }))
    expect(startingAt(path, 4_000n).map(({ value }) => value)).toEqual([4_000n, 4_400n, 3_600n])
  })
})

test('a feed answers once a point, the latest reached, and only moves of its threshold', () => {
  const path = [1_000n, 1_001n, 1_010n, 1_012n].map((value, n) => ({ second: BigInt(n) * 10n, value }))
  const every = publisher('F', path, 0n)
  expect([every(0n), every(5n), every(25n), every(40n)].map((list) => list.map(({ value }) => value))).toEqual([
    [1_000n],
    [],
    [1_010n],
    [1_012n],
  ])
  const slow = publisher('F', path, 50n)
  expect([slow(0n), slow(10n), slow(20n), slow(30n)].map((list) => list.map(({ value }) => value))).toEqual([
    [1_000n],
    [],
    [1_010n],
    [],
  ])
})
