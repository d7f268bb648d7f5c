import { renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readRun } from '../run.ts'
import { consoleReport } from './console.ts'
import { pageReport } from './page.ts'

/** Makes the page beside a run's record, from that record alone, and returns the tables for the terminal. */
export function writeReport(recordPath: string): { page: string; tables: string } {
  const run = readRun(recordPath)
  const page = join(dirname(recordPath), 'index.html')
  const partial = `${page}.${process.pid}.partial`
  writeFileSync(partial, pageReport(run))
  renameSync(partial, page)
  return { page, tables: consoleReport(run) }
}
