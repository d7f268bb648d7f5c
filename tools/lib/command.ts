import type { CAC } from 'cac'
import { HarnessError } from '../../ts-tests/harness/errors.ts'

/** Conventional exit code of a command that was not understood. */
const MISUSED = 2

/** Does a command's work and sets its exit code: 0 if all is well, else 1. Our own errors say what to do in a line. */
export async function conclude(work: () => boolean | Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await work()) ? 0 : 1
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error
    console.error(`${error.name}: ${error.message}`)
    process.exitCode = 1
  }
}

/** Reads the command line and runs what it asks for; an option that does not exist ends with 2, not with a stack. */
export function runCommand(cli: CAC): void {
  cli.help()
  try {
    cli.parse()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}. See ${cli.name} --help`)
    process.exitCode = MISUSED
  }
}
