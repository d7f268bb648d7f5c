import Table from 'cli-table3'
import { missed, type Row, rowId, verdict } from './row.ts'

const thousands = (gas: bigint): string => gas.toLocaleString('en-US')

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['operation', 'setting', 'measured', 'gas', 'must', 'aim', ''],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  let previous = ''
  for (const row of rows) {
    table.push([
      row.operation === previous ? '' : row.operation,
      row.setting,
      row.contender,
      thousands(row.gas),
      row.limits === undefined ? '' : `≤ ${thousands(row.limits.must)}`,
      row.limits === undefined ? '' : thousands(row.limits.aim),
      verdict(row),
    ])
    previous = row.operation
  }
  return table.toString()
}

/** The measured rows as a table a group, and a closing line that says which limits are kept. */
export function report(rows: readonly Row[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))]
  const tables = groups.map((group) => `${group}\n${tableOf(rows.filter((row) => row.group === group))}`)
  const bound = rows.filter(({ limits }) => limits?.binding === true)
  const aims = bound.filter(({ gas, limits }) => limits !== undefined && gas <= limits.aim)
  const over = missed(rows)
  const closing = [
    `${bound.length - over.length} of ${bound.length} limits kept, ${aims.length} of them with the aim.`,
    ...over.map((row) => `Not kept: ${rowId(row)}: ${verdict(row)}.`),
    'Verdicts in brackets: the limit was set for another setting and stands there for comparison.',
  ]
  return [...tables, closing.join('\n')].join('\n\n')
}
