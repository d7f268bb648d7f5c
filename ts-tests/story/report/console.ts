import Table from 'cli-table3'
import type { Run } from '../run.ts'
import { type DataTable, textOf } from './cells.ts'
import { tablesOf } from './tables.ts'

/** Names of people and claims are wrapped here, so that tables fit a wide terminal. */
const WORDS_WIDTH = 46

function wrapped(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < WORDS_WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

/** A table for a terminal. */
export function drawn({ title, note, columns, rows }: DataTable): string {
  const table = new Table({
    head: columns.map(({ label }) => label),
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    style: { head: [], border: [] },
    // No rules between rows: a screen is short.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const row of rows) table.push(row.map((cell) => ('words' in cell ? wrapped(cell.words) : textOf(cell))))
  return [title, table.toString(), ...(note === undefined ? [] : [note])].join('\n')
}

/** The run's tables for a terminal. */
export function consoleReport(run: Run): string {
  const chapters = run.chapters.map((chapter, index) => {
    const heading = `${chapter.title} (chain ${chapter.chain.id}, seed ${chapter.seed})`
    const tables = tablesOf(run, index).filter(({ long }) => !long)
    return [heading, '='.repeat(heading.length), ...tables.map(drawn)].join('\n\n')
  })
  return `${chapters.join('\n\n\n')}\n`
}
