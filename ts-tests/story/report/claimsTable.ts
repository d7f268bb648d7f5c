import type { Chapter, Claim, Run } from '../run.ts'
import { at, type Cell, type DataTable, figure, left, right, whole, words } from './cells.ts'

const relations: Record<Claim['relation'], string> = { '>=': 'at least', '<=': 'at most', '=': 'exactly' }
const units: Partial<Record<Claim['unit'], string>> = {
  bp: 'bp',
  ppm: 'ppm',
  ppb: 'ppb',
  gas: 'gas',
  raw: 'raw units',
  seconds: 's',
}

/** What a chapter claims, what was measured, and what must be. */
export function claimsTable(run: Run, root: string, { claims }: Chapter): DataTable {
  const amount = (path: string, claim: Claim): Cell => {
    if (claim.unit === 'name') return words(at(run, path) || 'nothing')
    return figure(run, path, whole)
  }
  return {
    id: 'claims',
    title: 'Claims',
    columns: [left('Holds'), left('Claim'), right('Measured'), left('Must be'), right('Bound'), left('Unit')],
    rows: claims.map((claim, index) => [
      words(claim.ok ? '✓' : '✗'),
      words(claim.text),
      amount(`${root}/claims/${index}/measured`, claim),
      words(relations[claim.relation]),
      amount(`${root}/claims/${index}/bound`, claim),
      words(units[claim.unit] ?? ''),
    ]),
  }
}
