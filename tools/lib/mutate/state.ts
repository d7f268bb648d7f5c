import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { solidityFiles } from '../sources.ts'
import { type Room, readBytes } from './rooms.ts'

const verdict = z.object({
  status: z.enum(['killed', 'survived', 'timed out']),
  by: z.string().optional(),
  seconds: z.number(),
})

const stored = z.object({ tests: z.string(), verdicts: z.record(verdict) })

export type Verdicts = Map<number, z.output<typeof verdict>>

export type Settings = { rooms: readonly Room[]; count: number; seed: string; runs: number }

const hashOf = (parts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 16)
}

const contents = (project: string, folder: string): string[] =>
  solidityFiles(project, folder).flatMap((file) => [file, readBytes(project, file)])

/** What has been judged. Kept under cache/ by what was drawn; valid for the tests that judged it. */
export class State {
  private readonly file: string
  private readonly tests: string
  readonly verdicts: Verdicts = new Map()

  constructor(project: string, settings: Settings) {
    const { rooms, count, seed, runs } = settings
    const key = hashOf([
      ...rooms.map(({ name }) => name),
      String(count),
      seed,
      String(runs),
      ...contents(project, 'src'),
    ])
    this.file = join(project, 'cache', 'mutate', `${key}.json`)
    this.tests = hashOf(['test/unit', 'test/utils', 'test/mocks'].flatMap((folder) => contents(project, folder)))
  }

  /** Takes up what an earlier run judged. Where tests changed since, that is what they killed, if `trustKills`. */
  load(trustKills: boolean): void {
    if (!existsSync(this.file)) return
    let parsed: z.output<typeof stored>
    try {
      parsed = stored.parse(JSON.parse(readFileSync(this.file, 'utf8')))
    } catch {
      return // Cut short or of another version: as if it had not been.
    }
    const isSame = parsed.tests === this.tests
    for (const [id, found] of Object.entries(parsed.verdicts)) {
      if (trustKills ? found.status !== 'survived' : isSame) this.verdicts.set(Number(id), found)
    }
  }

  /** Keeps a verdict, on disk at once. */
  add(id: number, found: z.output<typeof verdict>): void {
    this.verdicts.set(id, found)
    mkdirSync(dirname(this.file), { recursive: true })
    const text = JSON.stringify({ tests: this.tests, verdicts: Object.fromEntries(this.verdicts) })
    writeFileSync(`${this.file}.new`, text)
    renameSync(`${this.file}.new`, this.file)
  }
}
