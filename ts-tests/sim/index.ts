import { join, resolve } from 'node:path'
import { cac } from 'cac'
import { SingleBar } from 'cli-progress'
import { HarnessError } from '../harness/errors.ts'
import { root } from '../harness/paths.ts'
import { writeAtomically } from '../harness/stateFile.ts'
import { StoryError } from '../story/errors.ts'
import type { Asked } from './asked.ts'
import { DataMissingError, OptionInvalidError, SimulationError, UnusedArgumentsError } from './errors.ts'
import { planFor } from './plan.ts'
import type { Simulation } from './record.ts'
import { run } from './run.ts'
import { search, searchTable } from './search.ts'

/** Conventional exit codes: of what Ctrl-C ended, of what was not understood or lacks its file. */
const INTERRUPTED = 130
const MISUSED = 2

/** Our own errors say what to do; any other is shown whole. */
function explain(error: unknown): string {
  const ours = error instanceof SimulationError || error instanceof HarnessError || error instanceof StoryError
  if (ours) return `${error.name}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const isMisuse = (error: unknown): boolean =>
  error instanceof OptionInvalidError || error instanceof DataMissingError || error instanceof UnusedArgumentsError

const holds = ({ status, claims }: Simulation): boolean => status === 'complete' && claims.every(({ ok }) => ok)

async function simulateOnce(asked: Asked, fast: boolean, folder: string): Promise<number> {
  const plan = planFor(asked)
  const record = join(folder, 'simulation.json')
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  // `on`, not `once`: the library that kills our chains with us re-raises a signal that nobody else listens to.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  const bar = new SingleBar({
    format: `${plan.name} {bar} {value}/{total} blocks, {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  const ready = () => bar.start(plan.blocks, 0)
  const advance = (blocks: number) => bar.update(blocks)
  const { simulation, error } = await run(plan, { fast, signal: interruption.signal, advance, ready }).finally(() =>
    bar.stop(),
  )
  writeAtomically(record, `${JSON.stringify(simulation, null, 1)}\n`)
  // Only now: what draws the charts takes seconds to load.
  const { writeReport } = await import('./report/write.ts')
  const { page, tables } = writeReport(record)
  process.stdout.write(`${simulation.scenario.process.map((text) => `- ${text}`).join('\n')}\n\n${tables}\n`)
  if (error !== undefined) process.stderr.write(`${explain(error)}\n`)
  const seconds = (Number(simulation.milliseconds) / 1_000).toFixed(1)
  process.stderr.write(`${simulation.blocks} blocks in ${seconds} s. Record ${record}\nPage   ${page}\n`)
  if (simulation.status === 'interrupted') return INTERRUPTED
  return holds(simulation) ? 0 : 1
}

type Options = Record<string, string | number | boolean | undefined>

/** Options as text; cac makes numbers of what looks like one. */
function askedOf(options: Options): Asked {
  const text = (name: string) => (options[name] === undefined ? undefined : String(options[name]))
  return {
    chain: text('chain') ?? '138',
    pool: text('pool'),
    flow: text('flow') ?? 'one-sided',
    replay: text('replay'),
    data: text('data'),
    volume: text('volume') ?? '1x',
    hours: text('hours'),
    seed: text('seed') ?? '1',
    theta: text('theta'),
    closes: text('closes'),
    gain: text('gain'),
    cap: text('cap'),
    minBlocks: text('minBlocks'),
    blockSeconds: text('blockSeconds'),
    k: text('k'),
    bucketBase: text('bucketBase'),
    feedThreshold: text('feedThreshold'),
    gateThreshold: text('gateThreshold'),
    ungated: options.ungated === true,
  }
}

async function main(options: Options): Promise<number> {
  const asked = askedOf(options)
  if (options.search === true) {
    process.stdout.write(`${searchTable(await search(asked))}\n`)
    return 0
  }
  return simulateOnce(asked, options.fast === true, resolve(root, String(options.out ?? 'report/simulation')))
}

const cli = cac('npm run simulate --')
cli
  .command('', 'Simulates a peg block by block; writes simulation.json and simulation.html, prints its tables.')
  .option('--chain <id>', 'The chain whose address book and deployment it is', { default: '138' })
  .option('--pool <name>', 'A gold pool of the address book (default: cUSDT_XAU)')
  .option('--flow <flow>', 'one-sided or two-sided', { default: 'one-sided' })
  .option('--replay <what>', 'usdc-depeg, ust-may-2022, gold-intraday, gold-weekend (with --data), or a CSV of minutes')
  .option('--data <folder>', 'Where real market data lie')
  .option('--volume <times>', 'Multiple of the design flow: 1x, 5x', { default: '1x' })
  .option('--hours <hours>', 'How long (default: 1 one-sided, 24 two-sided, a replay whole)')
  .option('--seed <seed>', 'Where trades come from; any text', { default: '1' })
  .option('--fast', 'The mirror of the contracts instead of a chain')
  .option('--theta <bp>', 'Deviation that calls for an action')
  .option('--closes <n>', 'Closes that must agree')
  .option('--gain <bp>', 'Part of the gap that an action closes')
  .option('--cap <bp>', 'Most an action sells, of the target')
  .option('--min-blocks <n>', 'Blocks from one action to the next')
  .option('--block-seconds <s>', 'Block time')
  .option('--k <k>', "The pool's slippage (with --fast)")
  .option('--bucket-base <whole>', 'Base that bucket B holds beside its gold')
  .option('--feed-threshold <bp>', "Least move that gold's feed answers", { default: '0' })
  .option('--gate-threshold <bp>', "Least move that the base's market feed answers", { default: '25' })
  .option('--ungated', 'No market feed gates the pool')
  .option('--search', 'Try every combination of comma-separated theta, closes, gain, cap, k in the mirror')
  .option('--out <folder>', 'Where record and page go', { default: 'report/simulation' })
  .example('npm run simulate -- --chain 138 --flow one-sided --volume 5x --hours 1 --seed 7')
  .example('npm run simulate -- --replay usdc-depeg --data DIR --fast')
  .action(async (options: Options) => {
    try {
      process.exitCode = await main(options)
    } catch (error) {
      process.stderr.write(`${explain(error)}\n`)
      process.exitCode = isMisuse(error) ? MISUSED : 1
    }
  })
cli.help()
try {
  const { args } = cli.parse(process.argv, { run: false })
  if (args.length > 0) throw new UnusedArgumentsError(args)
  await cli.runMatchedCommand()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}. See npm run simulate -- --help\n`)
  process.exitCode = MISUSED
}
