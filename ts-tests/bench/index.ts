import { cac } from 'cac'
import { HarnessError } from '../harness/errors.ts'
import { buildContracts } from '../harness/forgeBuild.ts'
import { startProgress } from '../harness/progress.ts'
import { withStage } from './chain/stage.ts'
import { UnknownGroupError } from './errors.ts'
import { differences, FIGURES_PATH, figuresOf, readFigures, writeFigures } from './figures.ts'
import { type Group, groups } from './groups/index.ts'
import { report } from './report.ts'
import { missed, type Row } from './row.ts'

type Options = { check: boolean; write: boolean; must: boolean; group?: string }

async function measure(wanted: readonly Group[]): Promise<Row[]> {
  await buildContracts(['src', 'script', 'test/mocks', 'test/bench'])
  const starting = startProgress('Chain 42161 with the deployment on it')
  return withStage(async (stage) => {
    starting.done('ready')
    const rows: Row[] = []
    for (const { name, measure: measureGroup } of wanted) {
      const progress = startProgress(`Measuring ${name}`)
      const found = await measureGroup(stage)
      progress.done(`${found.length} figures`)
      rows.push(...found)
    }
    return rows
  })
}

/** Compares with the committed figures of the groups that were measured. */
function check(rows: readonly Row[], all: boolean): boolean {
  const measured = figuresOf(rows)
  const committed = Object.entries(readFigures()).filter(([id]) => all || id in measured)
  const found = differences(measured, Object.fromEntries(committed))
  for (const difference of found) process.stderr.write(`Not the committed figure: ${difference}\n`)
  process.stderr.write(
    found.length === 0
      ? `All figures are within 0.5 % of ${FIGURES_PATH}.\n`
      : `If this is meant, commit what "npm run bench -- --write" writes.\n`,
  )
  return found.length === 0
}

async function bench({ check: checks, write, must, group }: Options): Promise<number> {
  const wanted = group === undefined ? groups : groups.filter(({ name }) => name === group)
  if (group !== undefined && wanted.length === 0) {
    throw new UnknownGroupError(
      group,
      groups.map(({ name }) => name),
    )
  }
  const rows = await measure(wanted)
  process.stdout.write(`${report(rows)}\n`)
  if (write) {
    const kept = group === undefined ? {} : readFigures()
    writeFigures({ ...kept, ...figuresOf(rows) })
    process.stderr.write(`Written to ${FIGURES_PATH}.\n`)
  }
  const unchanged = !checks || check(rows, group === undefined)
  const kept = !must || missed(rows).length === 0
  return unchanged && kept ? 0 : 1
}

const cli = cac('npm run bench --')
cli
  .command('', 'Measures gas on a local chain and prints it beside the genuine venue and the specified limits.')
  .option('--check', `Fail if a figure is more than 0.5 % from the committed one in ${FIGURES_PATH}`)
  .option('--write', `Write the figures to ${FIGURES_PATH}`)
  .option('--must', 'Fail if a limit set for a row is not kept')
  .option('--group <name>', `Measure one group only: ${groups.map(({ name }) => name).join(', ')}`)
  .example('npm run bench -- --check')
  .action(async (options: Partial<Options>) => {
    const { check: checks = false, write = false, must = false, group } = options
    let code = 1
    try {
      code = await bench({ check: checks, write, must, ...(group === undefined ? {} : { group }) })
    } catch (error) {
      const known = error instanceof HarnessError
      process.stderr.write(
        `${known ? `${error.name}: ${error.message}` : error instanceof Error ? error.stack : error}\n`,
      )
      if (known && error.cause instanceof Error) process.stderr.write(`${error.cause.message}\n`)
    }
    process.exit(code)
  })
cli.help()
try {
  cli.parse()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}. See npm run bench -- --help\n`)
  process.exit(2)
}
