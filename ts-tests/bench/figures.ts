import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { inRoot } from '../harness/paths.ts'
import { writeAtomically } from '../harness/stateFile.ts'
import { FiguresUnreadableError } from './errors.ts'
import { type Row, rowId } from './row.ts'

/** Where the committed figures lie, relative to the repository. */
export const FIGURES_PATH = 'snapshots/gas/bench.json'

/** How far a figure may be from the committed one: 0.5 %, either way. A gain is committed like a loss. */
const TOLERANCE_PER_MILLE = 5n

const figuresSchema = z.record(z.string().regex(/^\d+$/).transform(BigInt))

/** Gas by row id. */
export type Figures = Readonly<Record<string, bigint>>

export const figuresOf = (rows: readonly Row[]): Figures => Object.fromEntries(rows.map((row) => [rowId(row), row.gas]))

export function parseFigures(text: string, path: string): Figures {
  try {
    return figuresSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new FiguresUnreadableError(path, { cause })
  }
}

export function readFigures(): Figures {
  let text: string
  try {
    text = readFileSync(inRoot(FIGURES_PATH), 'utf8')
  } catch (cause) {
    throw new FiguresUnreadableError(FIGURES_PATH, { cause })
  }
  return parseFigures(text, FIGURES_PATH)
}

/** Writes figures one a line, in the order of the rows, gas as text as forge's gas snapshots have it. */
export function writeFigures(figures: Figures): void {
  const text = Object.fromEntries(Object.entries(figures).map(([id, gas]) => [id, gas.toString()]))
  writeAtomically(inRoot(FIGURES_PATH), `${JSON.stringify(text, null, 2)}\n`)
}

/** What differs between measured and committed figures, one sentence each; empty if nothing does. */
export function differences(measured: Figures, committed: Figures): string[] {
  const found: string[] = []
  for (const [id, gas] of Object.entries(measured)) {
    const before = committed[id]
    if (before === undefined) {
      found.push(`${id}: ${gas}, not among the committed figures`)
      continue
    }
    const change = gas > before ? gas - before : before - gas
    if (change * 1_000n > before * TOLERANCE_PER_MILLE) found.push(`${id}: ${gas}, committed ${before}`)
  }
  for (const id of Object.keys(committed)) {
    if (!(id in measured)) found.push(`${id}: committed, not measured`)
  }
  return found
}
