import { DataInvalidError } from '../errors.ts'
import { PRICE_DECIMALS } from './minutes.ts'
import { fixed, type Row } from './table.ts'

/** A bar: its start in unix milliseconds, prices in dollars times 1e8, volume in whole units times 1e6. */
export type Bar = { ts: bigint; open: bigint; high: bigint; low: bigint; close: bigint; volume: bigint }

export const barColumns = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const

/** Decimals of volumes. */
const VOLUME_DECIMALS = 6

/** Rows of a file of bars, in order. Error: `DataInvalidError`. */
export function barsOf(rows: readonly Row[], path: string): Bar[] {
  let last = -1n
  return rows.map(({ line, field }) => {
    const number = (column: (typeof barColumns)[number], decimals: number): bigint => {
      const value = fixed(field(column), decimals)
      if (value === undefined) {
        throw new DataInvalidError(path, line, `${column} is "${field(column)}", not a number`)
      }
      return value
    }
    const ts = number('ts', 0)
    if (ts <= last) throw new DataInvalidError(path, line, 'ts does not come after the line before')
    last = ts
    const price = (column: 'open' | 'high' | 'low' | 'close') => number(column, PRICE_DECIMALS)
    return {
      ts,
      open: price('open'),
      high: price('high'),
      low: price('low'),
      close: price('close'),
      volume: number('volume', VOLUME_DECIMALS),
    }
  })
}
