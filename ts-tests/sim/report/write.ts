import { dirname, join } from 'node:path'
import { writeAtomically } from '../../harness/stateFile.ts'
import { drawn } from '../../story/report/console.ts'
import { readSimulation } from '../record.ts'
import { pageReport } from './page.ts'
import { tablesOf } from './tables.ts'

/** Makes the page beside a simulation's record, from that record alone, and returns the tables for the terminal. */
export function writeReport(recordPath: string): { page: string; tables: string } {
  const simulation = readSimulation(recordPath)
  const page = join(dirname(recordPath), 'simulation.html')
  writeAtomically(page, pageReport(simulation))
  return { page, tables: `${tablesOf(simulation).map(drawn).join('\n\n')}\n` }
}
