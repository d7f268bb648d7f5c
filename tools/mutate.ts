// Changes the sources in small ways and counts how many of the changes a room's unit tests notice.
// Usage: npm run mutate -- --help
import { randomBytes } from 'node:crypto'
import { cac } from 'cac'
import { SingleBar } from 'cli-progress'
import { HarnessError } from '../ts-tests/harness/errors.ts'
import { inRoot, root } from '../ts-tests/harness/paths.ts'
import { DepthInvalidError } from './lib/errors.ts'
import { createRandom, shuffled } from './lib/mutate/draw.ts'
import { type Drawn, drawMutants } from './lib/mutate/prepare.ts'
import { makeReport, summary, writeReport } from './lib/mutate/report.ts'
import { DEFAULT_ROOMS, findRooms, type Room } from './lib/mutate/rooms.ts'
import { type Settings, State } from './lib/mutate/state.ts'
import { type Bench, openBench } from './lib/mutate/trial.ts'

type Options = {
  rooms?: string
  count: number
  seed?: string
  runs: number
  jobs: number
  report: string
  only?: number
  survivors?: boolean
  min: number
}

/** The seed that docs/mutation.md speaks of. */
const DEFAULT_SEED = 'cantilever'

const isInterrupt = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

function settingsOf(options: Options): Settings {
  for (const [name, value] of Object.entries({ count: options.count, runs: options.runs, jobs: options.jobs })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new DepthInvalidError(name, value)
  }
  const names = options.rooms?.split(',').map((name) => name.trim())
  const seed = options.seed ?? DEFAULT_SEED
  return {
    rooms: findRooms(root, names ?? DEFAULT_ROOMS, names !== undefined),
    count: options.count,
    seed: seed === 'random' ? randomBytes(8).toString('hex') : String(seed),
    runs: options.runs,
  }
}

/** Turns one mutant after the other on, on as many workers as asked for. */
async function judge(bench: Bench, drawn: Drawn, state: State, settings: Settings, jobs: number): Promise<void> {
  // In random order, so that what a run cut short has judged is a fair sample of what was drawn.
  const queue = shuffled(
    drawn.mutants.filter(({ id }) => !state.verdicts.has(id)),
    createRandom(settings.seed),
  )
  const roomOf = (file: string): Room | undefined => settings.rooms.find(({ sources }) => sources.includes(file))
  const bar = new SingleBar({
    format: '{bar} {value}/{total} mutants, {survived} survived, {eta_formatted} left: {last}',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
    hideCursor: true,
    stream: process.stderr,
  })
  let survived = [...state.verdicts.values()].filter(({ status }) => status === 'survived').length
  bar.start(drawn.mutants.length, drawn.mutants.length - queue.length, { survived, last: '' })
  const worker = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const room = roomOf(mutant.file)
      if (room === undefined) continue
      const verdict = await bench.try(room, mutant)
      state.add(mutant.id, verdict)
      if (verdict.status === 'survived') ++survived
      bar.increment(1, { survived, last: `${mutant.file} ${mutant.operator} ${verdict.status}` })
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, worker))
  } finally {
    bar.stop()
  }
}

async function mutate(options: Options, signal: AbortSignal): Promise<number> {
  const settings = settingsOf(options)
  const { rooms, count, seed } = settings
  console.log(`seed ${seed}; rooms ${rooms.map(({ name }) => name).join(', ')}`)
  const drawn = drawMutants(root, rooms, count, seed)
  const state = new State(root, settings)
  state.load(options.survivors === true)
  const only = options.only
  if (only !== undefined) {
    drawn.mutants = drawn.mutants.filter(({ id }) => id === only)
    if (drawn.mutants.length === 0) throw new DepthInvalidError('only', only)
    state.verdicts.delete(only)
  }
  const todo = drawn.mutants.filter(({ id }) => !state.verdicts.has(id)).length
  console.log(`${drawn.mutants.length} mutants drawn, ${drawn.mutants.length - todo} judged before, ${todo} to try`)
  if (todo > 0) {
    const bench = await openBench(
      { project: root, texts: drawn.texts, rooms, runs: settings.runs },
      signal,
      console.log,
    )
    try {
      await judge(bench, drawn, state, settings, options.jobs)
    } finally {
      bench.remove()
    }
  }
  const report = makeReport(root, drawn, state.verdicts, settings)
  for (const { id, file, line, operator, diff } of report.survivors) {
    console.log(`${id}: ${file}:${line}, ${operator}\n${diff}`)
  }
  if (only === undefined) console.log(`written: ${writeReport(inRoot(options.report), report).join(', ')}`)
  console.log(summary(report))
  return only !== undefined || report.score >= options.min ? 0 : 1
}

const cli = cac('npm run mutate --')
cli
  .command('', 'Draws mutants by a seed, tries each against its room’s unit tests, and reports those that survive')
  .option('--rooms <list>', `Rooms of src/, with commas (default: those of ${DEFAULT_ROOMS.join(', ')} that are there)`)
  .option('--count <n>', 'Mutants to draw, each file in proportion to what can be changed in it', { default: 250 })
  .option('--seed <text>', `What the draw depends on; "random" for another each time (default: ${DEFAULT_SEED})`)
  .option('--runs <n>', 'Runs of each fuzz test', { default: 64 })
  .option('--jobs <n>', 'How many to try at a time', { default: 1 })
  .option('--report <file>', 'Where to list the survivors; figures go beside it as JSON', {
    default: 'report/mutation.md',
  })
  .option('--only <id>', 'Try one mutant again, by its number in the report')
  .option('--survivors', 'After changes to the tests: try again only what survived before')
  .option('--min <percent>', 'Least score to end well with', { default: 80 })
  .example('npm run mutate -- --rooms vault --count 300 --jobs 2')
  .action(async (options: Options) => {
    const stop = new AbortController()
    const abort = () => stop.abort()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, abort)
    try {
      process.exitCode = await mutate(options, stop.signal)
    } catch (error) {
      if (isInterrupt(error)) {
        console.error('\nStopped. Nothing is lost: the same command goes on from here.')
        process.exitCode = 130
      } else if (error instanceof HarnessError) {
        console.error(`${error.name}: ${error.message}`)
        process.exitCode = 1
      } else throw error
    }
  })
cli.help()
cli.parse()
