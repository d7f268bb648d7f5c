import { join, resolve } from 'node:path'
import { cac } from 'cac'
import { HarnessError } from '../harness/errors.ts'
import { root } from '../harness/paths.ts'
import { vaultStories } from './chain/settings.ts'
import { StoryError } from './errors.ts'
import { writeReport } from './report/write.ts'
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
  const stories = chaptersFor(chapter)
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)

  process.stderr.write(`Seed ${seed}. Tell it again with: npm start -- --seed ${seed}\n`)
  const { run, error } = await tellStory(stories, seed, interruption.signal)
  writeRun(record, run)
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

async function main(): Promise<number> {
  const cli = cac('npm start --')
  cli
    .command('', 'Tells the story on local chains and writes report/run.json and report/index.html.')
    .option('--seed <seed>', 'Where prices and trades come from; any text', { default: '1' })
    .option('--out <folder>', 'Where the record and the page go', { default: 'report' })
    .option('--chapter <id>', `One chapter only: ${vaultStories.map(({ id }) => id).join(', ')}`)
  cli.help()
  const { options, args } = cli.parse(process.argv, { run: false })
  if (options.help) return 0
  if (args.length > 0) {
    process.stderr.write(`"${args.join(' ')}" is not understood. See npm start -- --help.\n`)
    return 1
  }
  const chapter = options.chapter === undefined ? undefined : String(options.chapter)
  return tell(String(options.seed), chapter, resolve(root, String(options.out)))
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  return 1
})
