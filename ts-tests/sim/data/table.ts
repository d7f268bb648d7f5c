import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { DataInvalidError, DataMissingError } from '../errors.ts'

/** A CSV file with a header: its rows' fields by column, with the line each stands on. */
export type Row = { line: number; field: (column: string) => string }

/**
 * Reads a CSV file, gzipped if its name ends so, whose header has `columns` (others are ignored). `source` says where
 * such data is to be had. Errors: `DataMissingError`, `DataInvalidError`.
 */
export function readTable(path: string, columns: readonly string[], source: string): Row[] {
  if (!existsSync(path)) throw new DataMissingError(path, source)
  const bytes = readFileSync(path)
  return parseTable((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'), path, columns)
}

/** The same from text; `path` only names it in errors. */
export function parseTable(text: string, path: string, columns: readonly string[]): Row[] {
  const [header = '', ...lines] = text.split(/\r?\n/)
  const names = header.split(',').map((name) => name.trim())
  for (const column of columns) {
    if (!names.includes(column)) throw new DataInvalidError(path, 1, `has no column ${column}`)
  }
  return lines.flatMap((content, index) => {
    if (content.trim() === '') return []
    const fields = content.split(',')
    const line = index + 2
    if (fields.length !== names.length) throw new DataInvalidError(path, line, `has ${fields.length} fields`)
    return [{ line, field: (column: string) => fields[names.indexOf(column)]?.trim() ?? '' }]
  })
}

/** A decimal number as an integer of `decimals` more digits, cut off there; not negative, no exponent. */
export function fixed(text: string, decimals: number): bigint | undefined {
  const found = /^(\d+)(?:\.(\d*))?$/.exec(text)
  if (found === null) return undefined
  const [, whole = '0', fraction = ''] = found
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
}
