import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { complaintsAbout, idleSelectors } from './campaigns.ts'
import { DepthInvalidError, RoomUnknownError } from './errors.ts'
import type { ForgeTest } from './forgeReport.ts'

/** How deep a night goes. */
export type Depth = { runs: number; depth: number; fuzzRuns: number }

/** What the `nightly` profile of foundry.toml says. */
export const NIGHTLY: Depth = { runs: 2_000, depth: 500, fuzzRuns: 100_000 }

/** One thing to run and to log: a room's invariants, or the fuzz tests of a folder. */
export type Campaign = { room: string; kind: 'invariants' | 'fuzz'; path: string; runs: number; depth: number }

const entry = z.object({
  commit: z.string(),
  room: z.string(),
  kind: z.enum(['invariants', 'fuzz']),
  seed: z.string(),
  /** As asked for: of each campaign and its depth, or of each fuzz test and 1. */
  runs: z.number(),
  depth: z.number(),
  calls: z.number(),
  discards: z.number(),
  seconds: z.number(),
  verdict: z.enum(['passed', 'failed']),
  reasons: z.array(z.string()),
})

/** One line of the log. */
export type Entry = z.output<typeof entry>

/** Where the log lies: in the folder of reports, which git ignores. */
export const logFile = join('report', 'nightly.jsonl')

const foldersIn = (project: string, folder: string): string[] =>
  existsSync(join(project, folder))
    ? readdirSync(join(project, folder), { withFileTypes: true })
        .filter((found) => found.isDirectory())
        .map(({ name }) => name)
        .sort()
    : []

/** A night's work: the invariants room by room, then the fuzz tests folder by folder. */
export function planNight(project: string, depth: Depth, room?: string): Campaign[] {
  for (const [option, value] of Object.entries(depth)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new DepthInvalidError(
        option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        value,
      )
    }
  }
  const invariants = foldersIn(project, join('test', 'invariant')).map(
    (name): Campaign => ({
      room: name,
      kind: 'invariants',
      path: `test/invariant/${name}/*`,
      runs: depth.runs,
      depth: depth.depth,
    }),
  )
  const folders = [
    ...foldersIn(project, join('test', 'unit')).map((name) => ({ name, path: `test/unit/${name}/*` })),
    ...['attacks', 'differential']
      .filter((name) => existsSync(join(project, 'test', name)))
      .map((name) => ({ name, path: `test/${name}/*` })),
  ]
  const fuzz = folders.map(
    ({ name, path }): Campaign => ({ room: name, kind: 'fuzz', path, runs: depth.fuzzRuns, depth: 1 }),
  )
  const all = [...invariants, ...fuzz]
  const chosen = room === undefined ? all : all.filter((campaign) => campaign.room === room)
  if (room !== undefined && chosen.length === 0) {
    throw new RoomUnknownError(room, [...new Set(all.map((campaign) => campaign.room))].sort())
  }
  return chosen
}

/** The lines of a log. A line cut short, by a crash or a full disk, counts as never written. */
export function readLog(file: string): Entry[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const parsed = entry.safeParse(JSON.parse(line))
        return parsed.success ? [parsed.data] : []
      } catch {
        return []
      }
    })
}

/** Adds a line; on a line of its own even after one that was cut short. */
export function appendLog(file: string, line: Entry): void {
  mkdirSync(dirname(file), { recursive: true })
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  appendFileSync(file, `${gap}${JSON.stringify(line)}\n`)
}

/** What the sources are: a commit, or undefined while there are changes that no commit names. */
export function committedState(project: string): { commit: string; isClean: boolean } {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, encoding: 'utf8' }).trim()
  return { commit: git('rev-parse', 'HEAD'), isClean: git('status', '--porcelain') === '' }
}

/** What a log leaves to do: all that has not passed at this commit and this depth. */
export function remaining(plan: readonly Campaign[], log: readonly Entry[], commit: string): Campaign[] {
  return plan.filter(
    ({ room, kind, runs, depth }) =>
      !log.some(
        (line) =>
          line.verdict === 'passed' &&
          line.commit === commit &&
          line.room === room &&
          line.kind === kind &&
          line.runs === runs &&
          line.depth === depth,
      ),
  )
}

/** forge's arguments and settings for a campaign. */
export function forgeCall(campaign: Campaign, seed: string): { args: string[]; env: NodeJS.ProcessEnv } {
  const isFuzz = campaign.kind === 'fuzz'
  return {
    args: ['--match-path', campaign.path, '--match-test', isFuzz ? '^testFuzz' : '^invariant', '--fuzz-seed', seed],
    env: {
      FOUNDRY_PROFILE: 'nightly',
      ...(isFuzz
        ? { FOUNDRY_FUZZ_RUNS: String(campaign.runs) }
        : { FOUNDRY_INVARIANT_RUNS: String(campaign.runs), FOUNDRY_INVARIANT_DEPTH: String(campaign.depth) }),
    },
  }
}

/** A campaign that ran, as a line of the log. A folder without a fuzz test has nothing to fail; one without a campaign has. */
export function entryOf(
  campaign: Campaign,
  tests: readonly ForgeTest[],
  told: { commit: string; seed: string; seconds: number },
): Entry {
  const counts = tests.flatMap(({ metrics }) => Object.values(metrics))
  const fuzzRuns = tests.reduce((sum, { runs }) => sum + runs, 0)
  const sum = (of: (count: (typeof counts)[number]) => number) => counts.reduce((total, count) => total + of(count), 0)
  const reasons = tests
    .filter(({ status }) => status === 'failed')
    .map(({ suite, name, reason, counterexample }) =>
      [`${suite} ${name}: ${reason ?? 'no reason given'}`, counterexample].filter(Boolean).join('; '),
    )
  reasons.push(...complaintsAbout(idleSelectors(tests)))
  if (campaign.kind === 'invariants' && tests.length === 0) reasons.push(`${campaign.path} has no invariant`)
  return {
    commit: told.commit,
    room: campaign.room,
    kind: campaign.kind,
    seed: told.seed,
    runs: campaign.runs,
    depth: campaign.depth,
    calls: campaign.kind === 'fuzz' ? fuzzRuns : sum(({ calls }) => calls),
    discards: sum(({ discards }) => discards),
    seconds: told.seconds,
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
  }
}
