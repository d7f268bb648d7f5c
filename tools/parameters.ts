// Whether settings of a stabilizer hold the band, and what would. Usage: npm run parameters -- --help
import { cac } from 'cac'
import Table from 'cli-table3'
import { formatUnits, parseUnits } from 'viem'
import { z } from 'zod'
import {
  type Choice,
  cantilever,
  greatestFlow,
  greatestTheta,
  leastTarget,
  needsOf,
  reserveFor,
} from './lib/parameters.ts'

/** Whole tokens are counted in millionths: rounding is then far below what anyone chooses. */
const DECIMALS = 6
const UNIT = 10n ** BigInt(DECIMALS)
/** The settings do not hold. */
const REFUSED = 1
/** An option is not understood. */
const MISUSED = 2

const amount = z.coerce.number().positive()
const whole = z.coerce.number().int()
const optionsSchema = z.object({
  blockSeconds: z.coerce.number().min(0.1).max(60),
  flow: amount,
  target: amount,
  k: z.coerce.number().positive().max(1),
  maxTrade: z.coerce.number().min(0),
  theta: whole.min(1).max(99),
  band: whole.min(2).max(100),
  closes: whole.min(2).max(8),
  minBlocks: whole.min(1).max(255),
  gain: z.coerce.number().positive().max(1),
  cap: whole.min(1).max(1_000),
  peak: amount.optional(),
  window: whole.min(1),
})

const tokens = (value: number): bigint => parseUnits(value.toFixed(DECIMALS), DECIMALS)
const shown = (raw: bigint): string =>
  Number(formatUnits(raw, DECIMALS)).toLocaleString('en-US', { maximumFractionDigits: 0 })

function choiceOf(options: z.infer<typeof optionsSchema>): Choice {
  return {
    thetaBp: BigInt(options.theta),
    bandBp: BigInt(options.band),
    closes: BigInt(options.closes),
    minBlocks: BigInt(options.minBlocks),
    gainBp: BigInt(Math.round(options.gain * 10_000)),
    perBlockCapBp: BigInt(options.cap),
    blockTimeMs: BigInt(Math.round(options.blockSeconds * 1_000)),
    K: parseUnits(options.k.toFixed(18), 18),
    target: tokens(options.target),
    flowPerHour: tokens(options.flow),
    maxTrade: tokens(options.maxTrade),
  }
}

function conditions(choice: Choice): boolean {
  const needs = needsOf(choice)
  const { size, perMinute, carried, flowPerMinute, holds } = cantilever(choice)
  const table = new Table({ head: ['condition', 'needed', 'there is', ''], style: { head: [], border: [] } })
  const row = (name: string, needed: string, there: string, ok: boolean) =>
    table.push([name, needed, there, ok ? 'holds' : 'FAILS'])
  row(
    'gain',
    `at least ${Number(needs.minGainBp) / 10_000}`,
    `${Number(needs.gainBp) / 10_000}`,
    needs.gainBp >= needs.minGainBp,
  )
  row(
    'inventory: gap(theta), N + 1 blocks, a trade',
    shown(needs.needed),
    `${shown(needs.maxGap)} to the band`,
    needs.needed <= needs.maxGap,
  )
  row('cap of one action', shown(needs.neededCap), shown(needs.cap), needs.cap >= needs.neededCap)
  row('s·f ≥ Δ, a minute', shown(flowPerMinute), `${shown(size)} × ${perMinute} = ${shown(carried)}`, holds)
  console.log(table.toString())
  return needs.holds && holds
}

function alternatives(choice: Choice): void {
  const target = leastTarget(choice, UNIT)
  const theta = greatestTheta(choice)
  const flow = greatestFlow(choice)
  console.log('What holds, the rest as it is:')
  console.log(
    `  target    ${target === undefined ? 'none, however large' : `${shown(target)} or more of each token's worth`}`,
  )
  console.log(`  theta     ${theta === undefined ? 'none' : `${theta} bp or less`}`)
  console.log(`  flow      ${flow === undefined ? 'none' : `${shown(flow)} an hour or less`}`)
}

/** The least target for each theta and number of closes: where a choice becomes dear is seen at a glance. */
function leastTargets(choice: Choice): void {
  const thetas = Array.from({ length: Number(choice.bandBp) - 1 }, (_, index) => BigInt(index + 1))
  const table = new Table({
    head: ['least target', ...thetas.map((theta) => `θ ${theta}`)],
    style: { head: [], border: [] },
  })
  for (const closes of [2n, 3n, 4n, 6n, 8n]) {
    const cells = thetas.map((thetaBp) => leastTarget({ ...choice, closes, thetaBp }, UNIT))
    table.push([`N ${closes}`, ...cells.map((cell) => (cell === undefined ? 'none' : shown(cell)))])
  }
  console.log(table.toString())
}

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const cli = cac('npm run parameters --')
cli
  .command('', 'Says whether a stabilizer holds its band, by the conditions its setter checks, and what would hold')
  .option('--block-seconds <s>', 'Block time', { default: 2 })
  .option('--flow <tokens>', 'Design flow to one side, whole tokens an hour', { default: 50_000 })
  .option('--target <tokens>', "The public pool's target of each token, its worth in whole tokens", {
    default: 1_000_000,
  })
  .option('--k <k>', "The pool's slippage, above 0 to 1", { default: 0.1 })
  .option('--max-trade <tokens>', 'The greatest single trade to allow for', { default: 1_000 })
  .option('--theta <bp>', 'Deviation beyond which to act', { default: 5 })
  .option('--band <bp>', 'Deviation that is not to be left', { default: 10 })
  .option('--closes <n>', 'N, the closes in a row that are to be beyond theta, 2 to 8', { default: 2 })
  .option('--min-blocks <n>', 'Blocks from one action to the next', { default: 3 })
  .option('--gain <g>', 'Part of the gap that an action closes, up to 1', { default: 1 })
  .option('--cap <bp>', 'Cap of one action, bp of the target, up to 1,000', { default: 250 })
  .option('--peak <tokens>', 'Greatest net outflow of a minute for the reserve; default the flow of a minute')
  .option('--window <minutes>', 'Minutes the reserve is to last at the peak', { default: 5 })
  .option('--table', 'The least target for every theta and N as well')
  .example('npm run parameters -- --block-seconds 9 --theta 3 --table')
  .action((given: Record<string, unknown>) => {
    const parsed = optionsSchema.safeParse(given)
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) {
        const key = String(path[0])
        console.error(`--${kebab(key)} ${String(given[key])}: ${message}`)
      }
      process.exitCode = MISUSED
      return
    }
    const options = parsed.data
    const choice = choiceOf(options)
    const isHeld = conditions(choice)
    alternatives(choice)
    const { need, target, policy } = reserveFor(tokens(options.peak ?? options.flow / 60), BigInt(options.window))
    console.log(
      `Bucket B of the scarce token: ${shown(need)} lasts ${options.window} minutes; target ${shown(target)}, policy ${shown(policy)}`,
    )
    if (given.table === true) leastTargets(choice)
    console.log(
      isHeld ? 'These settings hold the band.' : 'These settings do not hold the band: the setter refuses them.',
    )
    process.exitCode = isHeld ? 0 : REFUSED
  })
cli.help()
try {
  cli.parse()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = MISUSED
}
