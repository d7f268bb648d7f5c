import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { forgeBinary } from '../../../ts-tests/harness/binary.ts'
import { BuildFailedError } from '../../../ts-tests/harness/errors.ts'
import { BaselineFailsError } from '../errors.ts'
import { type ForgeTest, parseForgeReport } from '../forgeReport.ts'
import { copyProject, moveCache } from '../mutants.ts'
import type { Room } from './rooms.ts'

/** A killed mutant failed a test; one that ran out of time was caught as well, by not ending. */
export type Verdict = { status: 'killed' | 'survived' | 'timed out'; by?: string; seconds: number }

/** A copy of the project with all mutants in it, built once, in which one after the other is turned on. */
export type Bench = {
  folder: string
  /** Seconds that each room's tests take with no mutant on, linking what the build did not included. */
  baseline: ReadonlyMap<string, number>
  tests: ReadonlyMap<string, number>
  try: (room: Room, mutant: { id: number; file: string }) => Promise<Verdict>
  remove: () => void
}

export type BenchOptions = { project: string; texts: ReadonlyMap<string, string>; rooms: readonly Room[]; runs: number }

/** What instrumentation changes in itself: gas, and the sizes of contracts. Suites of gas alone judge nothing here. */
const GAS_SUITES = 'Gas(Test)?$'

/** An endless loop ends with its gas. What does not end within this, milliseconds, never will; a busy machine is slow. */
const TIMEOUT = 900_000

/** So many of the suites that killed other mutants of a file are tried on the next before the room's whole set. */
const NEAREST = 2

/** What forge built, and where it keeps what that was built from. */
const BUILT = ['out', join('cache', 'solidity-files-cache.json')]

/**
 * Takes a build up from another folder: forge compiles again what has changed since, and what depends on it. One that
 * was built somewhere else has paths of there in it.
 */
function takeBuild(from: string, to: string): void {
  if (!BUILT.every((name) => existsSync(join(from, name)))) return
  rmSync(join(to, 'out'), { recursive: true, force: true })
  cpSync(join(from, 'out'), join(to, 'out'), { recursive: true })
  moveCache(from, to, join('cache', 'solidity-files-cache.json'))
}

type Ran = { code: number; stdout: string; stderr: string; isTimeout: boolean }

export async function openBench(
  { project, texts, rooms, runs }: BenchOptions,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Bench> {
  const folder = copyProject(project, { withBuild: false })
  const kept = join(project, 'cache', 'mutate')
  let isBuilt = false
  const remove = () => {
    if (isBuilt) takeBuild(folder, kept)
    rmSync(folder, { recursive: true, force: true })
  }
  takeBuild(kept, folder)
  const forge = (args: readonly string[], env: NodeJS.ProcessEnv, timeout?: number) =>
    execute(args, {
      cwd: folder,
      signal,
      env: {
        ...process.env,
        SOLC_SHIM_CACHE: process.env.SOLC_SHIM_CACHE ?? join(project, 'cache', 'solc'),
        FOUNDRY_FUZZ_RUNS: String(runs),
        ...env,
      },
      ...(timeout === undefined ? {} : { timeout }),
    })
  const test = (room: Room, id: number, contracts: readonly string[] = []) =>
    forge(
      [
        'test',
        '--json',
        '--fail-fast',
        '--code-size-limit',
        '1000000',
        '--match-path',
        `${room.tests}/*`,
        '--no-match-contract',
        GAS_SUITES,
        ...(contracts.length === 0 ? [] : ['--match-contract', `^(${contracts.join('|')})$`]),
      ],
      {
        FOUNDRY_BLOCK_PREVRANDAO: `0x${id.toString(16).padStart(64, '0')}`,
        // A counterexample kept from one mutant would be tried first on the next.
        FOUNDRY_FUZZ_FAILURE_PERSIST_DIR: join(folder, 'cache', 'fuzz', String(id)),
      },
      TIMEOUT,
    )
  const suites = new Map<string, readonly string[]>()
  const kills = new Map<string, Map<string, number>>()
  /** The suites that most likely notice a change of a file: those that did, else those named after it. */
  const nearest = (room: Room, file: string): string[] => {
    const known = [...(kills.get(file) ?? [])].sort((a, b) => b[1] - a[1]).map(([suite]) => suite)
    const stem = basename(file, '.sol').replace(/(Facet|Lib|s)$/, '')
    const named = (suites.get(room.name) ?? []).filter((suite) => suite.startsWith(stem))
    return [...new Set([...known, ...named])].slice(0, NEAREST)
  }
  try {
    for (const [file, text] of texts) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text, 'latin1')
    }
    say(`compiling ${texts.size} sources with every mutant in them`)
    const built = await forge(['build', ...rooms.map(({ tests }) => tests)], {})
    if (built.code !== 0) throw new BuildFailedError(built.stderr || built.stdout)
    isBuilt = true
    const baseline = new Map<string, number>()
    const counts = new Map<string, number>()
    for (const room of rooms) {
      const began = Date.now()
      const tests = parsed(await test(room, 0))
      const failed = tests.filter(({ status }) => status === 'failed')
      if (tests.length === 0 || failed.length > 0) throw new BaselineFailsError(room.name, failed.map(nameOf))
      baseline.set(room.name, (Date.now() - began) / 1_000)
      counts.set(room.name, tests.length)
      suites.set(room.name, [...new Set(tests.map(suiteOf))])
      say(`${room.name}: ${tests.length} tests pass in ${baseline.get(room.name)?.toFixed(1)} s with no mutant on`)
    }
    return {
      folder,
      baseline,
      tests: counts,
      remove,
      async try(room, { id, file }) {
        const began = Date.now()
        const near = nearest(room, file)
        for (const contracts of near.length === 0 ? [[]] : [near, []]) {
          const ran = await test(room, id, contracts)
          const seconds = Math.round((Date.now() - began) / 100) / 10
          if (ran.isTimeout) return { status: 'timed out', seconds }
          const failed = parsed(ran).find(({ status }) => status === 'failed')
          if (failed === undefined) continue
          const counts = kills.get(file) ?? new Map<string, number>()
          counts.set(suiteOf(failed), (counts.get(suiteOf(failed)) ?? 0) + 1)
          kills.set(file, counts)
          return { status: 'killed', by: nameOf(failed), seconds }
        }
        return { status: 'survived', seconds: Math.round((Date.now() - began) / 100) / 10 }
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

const suiteOf = ({ suite }: ForgeTest): string => suite.replace(/^.*:/, '')

const nameOf = (test: ForgeTest): string => `${suiteOf(test)}.${test.name.replace(/\(.*/, '')}`

const parsed = ({ stdout, stderr }: Ran): ForgeTest[] => parseForgeReport(stdout, stderr)

function execute(
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal; timeout?: number },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(
      forgeBinary(),
      [...args],
      { ...options, maxBuffer: 512 * 1024 * 1024, encoding: 'utf8', killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (options.signal.aborted) return reject(options.signal.reason)
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
