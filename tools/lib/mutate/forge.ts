import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { forgeBinary } from '../../../ts-tests/harness/binary.ts'
import { BuildFailedError } from '../../../ts-tests/harness/errors.ts'
import { type ForgeTest, parseForgeReport } from '../forgeReport.ts'
import type { Room } from './rooms.ts'

/** What instrumentation changes in itself: gas, and the sizes of contracts. Suites of gas alone judge nothing here. */
const GAS_SUITES = 'Gas(Test)?$'

/** An endless loop ends with its gas. What does not end within this, milliseconds, never will; a busy machine is slow. */
const TIMEOUT = 900_000

const MOST_OUTPUT = 512 * 1024 * 1024

export type ForgeOptions = {
  /** The copy that is built and tested, and the project whose compiler's cache it may use. */
  folder: string
  project: string
  /** Of each fuzz test. */
  runs: number
  signal: AbortSignal
}

export type Ran = { code: number; stdout: string; stderr: string; isTimeout: boolean }

/** What a run of tests told. Error: `TestReportInvalidError`, where it was cut short. */
export const testsOf = ({ stdout, stderr }: Ran): ForgeTest[] => parseForgeReport(stdout, stderr)

/** Builds and tests a copy of the project, with one of its mutants on. */
export class Forge {
  constructor(private readonly options: ForgeOptions) {}

  /** Error: `BuildFailedError`. */
  async build(paths: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await this.execute(['build', ...paths])
    if (code !== 0) throw new BuildFailedError(stderr || stdout)
  }

  /** Runs a room's tests, or some of its contracts, with a mutant on (0: none) up to the first that fails. */
  test({ tests }: Room, id: number, contracts: readonly string[] = []): Promise<Ran> {
    const only = contracts.length === 0 ? [] : ['--match-contract', `^(${contracts.join('|')})$`]
    const chosen = ['--match-path', `${tests}/*`, '--no-match-contract', GAS_SUITES, ...only]
    return this.execute(
      ['test', '--json', '--fail-fast', '--code-size-limit', '1000000', ...chosen],
      {
        FOUNDRY_BLOCK_PREVRANDAO: `0x${id.toString(16).padStart(64, '0')}`,
        // A counterexample kept from one mutant would be tried first on the next.
        FOUNDRY_FUZZ_FAILURE_PERSIST_DIR: join(this.options.folder, 'cache', 'fuzz', String(id)),
      },
      TIMEOUT,
    )
  }

  private execute(args: readonly string[], extra: NodeJS.ProcessEnv = {}, timeout = 0): Promise<Ran> {
    const { folder, project, runs, signal } = this.options
    const env = {
      ...process.env,
      SOLC_SHIM_CACHE: process.env.SOLC_SHIM_CACHE ?? join(project, 'cache', 'solc'),
      FOUNDRY_FUZZ_RUNS: String(runs),
      ...extra,
    }
    return new Promise((resolve, reject) => {
      execFile(
        forgeBinary(),
        [...args],
        { cwd: folder, env, signal, timeout, maxBuffer: MOST_OUTPUT, encoding: 'utf8', killSignal: 'SIGKILL' },
        (error, stdout, stderr) => {
          if (signal.aborted) return reject(signal.reason)
          resolve({
            code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
            stdout,
            stderr,
            isTimeout: error?.killed === true,
          })
        },
      )
    })
  }
}
