import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BaselineFailsError } from '../errors.ts'
import type { ForgeTest } from '../forgeReport.ts'
import { copyProject, moveCache } from '../mutants.ts'
import { Forge, testsOf } from './forge.ts'
import type { Room } from './rooms.ts'
import { Witnesses } from './witnesses.ts'

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

function writeTexts(folder: string, texts: ReadonlyMap<string, string>): void {
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text, 'latin1')
  }
}

const suiteOf = ({ suite }: ForgeTest): string => suite.replace(/^.*:/, '')

const nameOf = (test: ForgeTest): string => `${suiteOf(test)}.${test.name.replace(/\(.*/, '')}`

const hasFailed = ({ status }: ForgeTest): boolean => status === 'failed'

/** A room's tests with no mutant on: all pass, or nothing could be judged by them. Error: `BaselineFailsError`. */
async function runBaseline(forge: Forge, room: Room): Promise<{ tests: ForgeTest[]; seconds: number }> {
  const began = Date.now()
  const tests = testsOf(await forge.test(room, 0))
  const failed = tests.filter(hasFailed)
  if (tests.length === 0 || failed.length > 0) throw new BaselineFailsError(room.name, failed.map(nameOf))
  return { tests, seconds: (Date.now() - began) / 1_000 }
}

/** Turns a mutant on and asks the suites that know its file, then the room's whole set. */
async function tryMutant(forge: Forge, witnesses: Witnesses, room: Room, { id, file }: { id: number; file: string }) {
  const began = Date.now()
  const verdict = (status: Verdict['status']) => ({ status, seconds: Math.round((Date.now() - began) / 100) / 10 })
  const near = witnesses.nearest(room.name, file)
  for (const contracts of near.length === 0 ? [[]] : [near, []]) {
    const ran = await forge.test(room, id, contracts)
    if (ran.isTimeout) return verdict('timed out')
    const failed = testsOf(ran).find(hasFailed)
    if (failed === undefined) continue
    witnesses.killed(file, suiteOf(failed))
    return { ...verdict('killed'), by: nameOf(failed) }
  }
  return verdict('survived')
}

/** Copies the project with its mutants, builds it and sees its tests pass. `say` is told how far it is. */
export async function openBench(
  { project, texts, rooms, runs }: BenchOptions,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Bench> {
  const folder = copyProject(project, { withBuild: false })
  const kept = join(project, 'cache', 'mutate')
  const forge = new Forge({ folder, project, runs, signal })
  const witnesses = new Witnesses()
  let isBuilt = false
  const remove = () => {
    if (isBuilt) takeBuild(folder, kept)
    rmSync(folder, { recursive: true, force: true })
  }
  takeBuild(kept, folder)
  try {
    writeTexts(folder, texts)
    say(`compiling ${texts.size} sources with every mutant in them`)
    await forge.build(rooms.map(({ tests }) => tests))
    isBuilt = true
    const baseline = new Map<string, number>()
    const counts = new Map<string, number>()
    for (const room of rooms) {
      const { tests, seconds } = await runBaseline(forge, room)
      baseline.set(room.name, seconds)
      counts.set(room.name, tests.length)
      witnesses.know(room.name, tests.map(suiteOf))
      say(`${room.name}: ${tests.length} tests pass in ${seconds.toFixed(1)} s with no mutant on`)
    }
    return {
      folder,
      baseline,
      tests: counts,
      try: (room, mutant) => tryMutant(forge, witnesses, room, mutant),
      remove,
    }
  } catch (error) {
    remove()
    throw error
  }
}
