import { DataInvalidError } from '../errors.ts'
import { fixed, type Row } from './table.ts'

/** Decimals of prices. */
export const PRICE_DECIMALS = 8

/**
 * A minute of a replay. `ts` is its start in unix milliseconds; prices are dollars times 1e8 and absent where nothing
 * new is known; `sell` and `buy` are what takers sold to and bought from the pool, raw base.
 */
export type Minute = { ts: bigint; oracle?: bigint; market?: bigint; sell: bigint; buy: bigint }

export const minuteColumns = ['ts', 'oracle', 'market', 'sell', 'buy'] as const

const MINUTE_MS = 60_000n

/** Rows of a file of minutes, in order and on whole minutes. Error: `DataInvalidError`. */
export function minutesOf(rows: readonly Row[], path: string, baseDecimals: number): Minute[] {
  let last: bigint | undefined
  return rows.map(({ line, field }) => {
    const complain = (problem: string) => new DataInvalidError(path, line, problem)
    const number = (column: string, decimals: number): bigint | undefined => {
      const text = field(column)
      if (text === '') return undefined
      const value = fixed(text, decimals)
      if (value === undefined) throw complain(`${column} is "${text}", not a number`)
      return value
    }
    const ts = number('ts', 0)
    if (ts === undefined || ts % MINUTE_MS !== 0n) throw complain('ts is not the start of a minute in milliseconds')
    if (last !== undefined && ts <= last) throw complain('ts does not come after the line before')
    last = ts
    const [oracle, market] = [number('oracle', PRICE_DECIMALS), number('market', PRICE_DECIMALS)]
    if (oracle === 0n || market === 0n) throw complain('a price is zero')
    return {
      ts,
      ...(oracle === undefined ? {} : { oracle }),
      ...(market === undefined ? {} : { market }),
      sell: number('sell', baseDecimals) ?? 0n,
      buy: number('buy', baseDecimals) ?? 0n,
    }
  })
}
