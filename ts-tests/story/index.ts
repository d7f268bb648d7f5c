import { join, resolve } from 'node:path'
import { cac } from 'cac'
import { HarnessError } from '../harness/errors.ts'
import { root } from '../harness/paths.ts'
import { stories } from './chain/settings.ts'
import { StoryError, UnusedArgumentsError } from './errors.ts'
import { writeRun } from './run.ts'
import { chaptersFor, holds, tellStory } from './tell.ts'

/** Conventional exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130

/** Our own errors say what to do; any other is shown whole. */
function explain(error: unknown): string {
  if (error instanceof StoryError || error instanceof HarnessError) return `${error.name}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

async function tell(seed: string, chapter: string | undefined, folder: string): Promise<number> {
  const record = join(folder, 'run.json')
  const chosen = chaptersFor(chapter)
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  // `on`, not `once`: the library that kills our chains with us re-raises a signal that nobody else listens to.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)

  process.stderr.write(`Seed ${seed}. Tell it again with: npm start -- --seed ${seed}\n`)
  const { run, error } = await tellStory(chosen, seed, interruption.signal)
  writeRun(record, run)
  // Only now: what draws the charts takes seconds to load.
  const { writeReport } = await import('./report/write.ts')
  const { page, tables } = writeReport(record)
  process.stdout.write(`\n${tables}\n`)
  for (const told of run.chapters) {
    for (const claim of told.claims) {
      if (!claim.ok)
        process.stderr.write(
          `${told.id}: does not hold: ${claim.text} ${claim.measured || 'nothing'}, bound ${claim.bound}\n`,
        )
    }
  }
  if (error !== undefined) process.stderr.write(`${explain(error)}\n`)
  process.stderr.write(`Told in ${(Number(run.milliseconds) / 1_000).toFixed(1)} s. Record ${record}\nPage   ${page}\n`)
  if (run.status === 'interrupted') return INTERRUPTED
  return holds(run) ? 0 : 1
}

/** Conventional exit code of a command that was not understood. */
const MISUSED = 2

type Options = { seed: string | number; chapter?: string | number; out: string | number }

const cli = cac('npm start --')
cli
  .command('', 'Tells the story on local chains; prints its tables and writes run.json and index.html.')
  .option('--seed <seed>', 'Where prices and trades come from; any text', { default: '1' })
  .option('--chapter <id>', `One chapter only: ${stories.map(({ id }) => id).join(', ')}`)
  .option('--out <folder>', 'Where the record and the page go', { default: 'report' })
  .example('npm start -- --seed 7')
  .action(async ({ seed, chapter, out }: Options) => {
    try {
      process.exitCode = await tell(
        String(seed),
        chapter === undefined ? undefined : String(chapter),
        resolve(root, String(out)),
      )
    } catch (error) {
      process.stderr.write(`${explain(error)}\n`)
      process.exitCode = 1
    }
  })
cli.help()
try {
  const { args } = cli.parse(process.argv, { run: false })
  if (args.length > 0) throw new UnusedArgumentsError(args)
  cli.runMatchedCommand()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}. See npm start -- --help\n`)
  process.exitCode = MISUSED
}
