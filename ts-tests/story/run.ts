import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { RunInvalidError } from './errors.ts'

// The record of one telling of the story. The table and the page are made from it alone. Every figure is an integer
// written as a decimal string, so that none passes through floating point; its unit follows from its place:
// amounts are raw units of their token, `value` is raw units of the quote token at the oracle's price of that moment,
// prices are whole quote tokens per whole base token times 1e18, shares have 18 decimals, times are unix seconds.

const integer = z.string().regex(/^(0|-?[1-9]\d*)$/, 'is not an integer')

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is not an address')

const token = z.object({ symbol: z.string().min(1), address, decimals: z.number().int().min(0).max(36) }).strict()

const holding = z.object({ amount0: integer, amount1: integer, value: integer }).strict()

const pool = z
  .object({
    poolId: z.string(),
    name: z.string().min(1),
    address,
    /** Hundredths of a basis point. */
    fee: integer,
    tickSpacing: integer,
    bandBp: integer,
    minWidthTicks: integer,
    maxOffsetTicks: integer,
  })
  .strict()

const vaultConfig = z
  .object({
    diamond: address,
    vaultId: integer,
    venue: z.string().min(1),
    token0: token,
    token1: token,
    /** Which of the two prices are counted in. */
    quote: z.enum(['token0', 'token1']),
    pools: z.array(pool),
    maxLossBp: integer,
    dailyLossBp: integer,
    maxSlippageBp: integer,
    cooldownSeconds: integer,
  })
  .strict()

const snapshot = z
  .object({
    time: integer,
    block: integer,
    /** What had just happened, if anything but trading. */
    label: z.string().optional(),
    /** The oracle's price. */
    anchor: integer,
    /** Each pool's spot price. */
    spots: z.array(integer),
    cash: holding,
    /** Collected fees that shares do not own yet. */
    unreleased: holding,
    /** Principal in each pool. */
    pools: z.array(holding),
    /** All shares together, at the anchor. */
    value: integer,
    /** One whole share in whole token1, times 1e18. */
    valuePerShare: integer,
    /** What a first share's tokens would be worth now had they been kept, in whole token1, times 1e18. */
    keptPerShare: integer,
    supply: integer,
  })
  .strict()

const range = z
  .object({
    pool: z.number().int().min(0),
    tickLower: integer,
    tickUpper: integer,
    priceLower: integer,
    priceUpper: integer,
    liquidity: integer,
    from: integer,
    /** Absent while the range is live. */
    until: integer.optional(),
  })
  .strict()

const rebalance = z
  .object({
    time: integer,
    /** Target weight of each pool by its score. */
    weightsBp: z.array(integer),
    /** What each pool got of what was placed. */
    placedBp: z.array(integer),
    cashTargetBp: integer,
    cashBp: integer,
    valueBefore: integer,
    valueAfter: integer,
    lossPpm: integer,
    swap: z
      .object({ sold: z.enum(['token0', 'token1']), amountIn: integer, amountOut: integer })
      .strict()
      .optional(),
  })
  .strict()

const trading = z
  .object({
    swaps: integer,
    buys: integer,
    sells: integer,
    volume: integer,
    volumes: z.array(integer),
    /** What the pools held before the day, background liquidity included. */
    depth: integer,
    turnoverBp: integer,
    low: integer,
    high: integer,
    moveBp: integer,
    oracleUpdates: integer,
    /** Furthest the market went from the oracle's last answer. */
    oracleLagBp: integer,
  })
  .strict()

const participant = z
  .object({
    name: z.string().min(1),
    did: z.string().min(1),
    put: holding,
    took: holding,
    /** What remains in the vault, at the last price. */
    left: holding,
    shares: integer,
    /** What the tokens it put in would be worth at the last price, had it kept them. */
    kept: integer,
    /** What it took at the last price and what it left, together. */
    has: integer,
  })
  .strict()

const operation = z
  .object({
    id: z.string().min(1),
    label: z.string().min(1),
    gas: integer,
    /** The same done through the venue's own position NFTs, in the same run over the same pools. */
    direct: z
      .object({ label: z.string().min(1), transactions: integer, gas: integer })
      .strict()
      .optional(),
  })
  .strict()

const theft = z
  .object({
    id: z.string().min(1),
    text: z.string().min(1),
    /** The error that refused it; empty if it was not refused. */
    error: z.string(),
    args: z.array(z.string()),
    refused: z.boolean(),
  })
  .strict()

/** Units of what a claim measures; `name` is the name of an error. */
const unit = z.enum(['count', 'bp', 'ppm', 'ppb', 'gas', 'raw', 'seconds', 'name'])

const claim = z
  .object({
    id: z.string().min(1),
    text: z.string().min(1),
    ok: z.boolean(),
    measured: z.string(),
    relation: z.enum(['>=', '<=', '=']),
    bound: z.string(),
    unit,
  })
  .strict()

const chapterHead = {
  id: z.string().min(1),
  title: z.string().min(1),
  chain: z.object({ id: z.number().int().positive(), name: z.string().min(1) }).strict(),
  mode: z.enum(['origin', 'live']),
  seed: z.string().min(1),
  /** False if the chapter broke off. */
  complete: z.boolean(),
  claims: z.array(claim),
}

const vaultChapter = z
  .object({
    kind: z.literal('vault'),
    ...chapterHead,
    config: vaultConfig,
    timeline: z.array(snapshot),
    ranges: z.array(range),
    rebalances: z.array(rebalance),
    trading,
    participants: z.array(participant),
    operations: z.array(operation),
    thefts: z.array(theft),
  })
  .strict()

// A peg's chapter. Amounts are raw units of base or quote as named; prices are whole base per whole quote times 1e18
// (what an ounce costs in dollars); deviations are of base against quote at the oracle, positive when base is dear.

const pegConfig = z
  .object({
    diamond: address,
    ledger: address,
    pool: address,
    stabilizer: address,
    base: token,
    quote: token,
    kWad: integer,
    lpFeeWad: integer,
    thetaBp: integer,
    bandBp: integer,
    closes: integer,
    minBlocks: integer,
    perBlockCapBp: integer,
    /** Raw base. */
    designFlowPerHour: integer,
    blockMilliseconds: integer,
  })
  .strict()

/** A block's close, as the pool stored it, and what stands beside it then. */
const pegClose = z
  .object({
    block: integer,
    time: integer,
    price: integer,
    oracle: integer,
    deviationPpm: integer,
    scarce: z.enum(['none', 'base', 'quote']),
    /** Of the scarce token, raw. */
    gap: integer,
    poolQuote: integer,
    /** Bucket B: its quote, and its value in quote. */
    heldQuote: integer,
    value: integer,
    /** Sold into the pool so far, raw base; bought out of it by the stabilizer so far, raw base. */
    sold: integer,
    stabilized: integer,
  })
  .strict()

/** A stretch of blocks and what its closes come to. */
const pegPart = z
  .object({
    id: z.string().min(1),
    title: z.string().min(1),
    firstBlock: integer,
    lastBlock: integer,
    closes: integer,
    trades: integer,
    /** Raw base. */
    flow: integer,
    outside: integer,
    withinPpm: integer,
    worstPpm: integer,
    actions: integer,
    /** What bucket B sold, raw quote. */
    spent: integer,
    valueBefore: integer,
    valueAfter: integer,
    heldBefore: integer,
    heldAfter: integer,
  })
  .strict()

const pegAction = z
  .object({
    block: integer,
    time: integer,
    /** What the stabilizer acted upon. */
    deviationBps: integer,
    /** Raw quote, raw base. */
    sold: integer,
    received: integer,
    valueBefore: integer,
    valueAfter: integer,
    /** Blocks from the first in which every guard passes. */
    latency: integer,
    gas: integer,
  })
  .strict()

const pegLoan = z
  .object({ collateral: token, pledged: integer, borrowed: integer, healthWad: integer, gas: integer })
  .strict()

/** What the stabilizer says: smallest sustained deviation, whether it would act, how much it would sell (raw quote). */
const pegAnswer = z.object({ deviationBps: integer, should: z.enum(['0', '1']), size: integer }).strict()

const pegAttack = z
  .object({
    id: z.string().min(1),
    title: z.string().min(1),
    block: integer,
    lent: integer,
    peakPpm: integer,
    before: pegAnswer,
    after: pegAnswer,
    /** The error that refused an action at the height of it; empty if none was asked for. */
    refusal: z.string(),
    cost: integer,
    /** The deviation that its block closed at. */
    closePpm: integer,
  })
  .strict()

const pegDrain = z
  .object({
    block: integer,
    sold: integer,
    received: integer,
    /** Of its own block and those that follow, by name. */
    closes: z.array(z.object({ title: z.string().min(1), deviationPpm: integer }).strict()),
    actionBlock: integer,
    /** Blocks from the last action before to the second close. */
    quietBlocks: integer,
  })
  .strict()

const pegChapter = z
  .object({
    kind: z.literal('peg'),
    ...chapterHead,
    config: pegConfig,
    loan: pegLoan.optional(),
    closes: z.array(pegClose),
    parts: z.array(pegPart),
    actions: z.array(pegAction),
    attacks: z.array(pegAttack),
    drain: pegDrain.optional(),
  })
  .strict()

// Other kinds of chapter join this union with their own shape and their own part of the report.
const chapter = z.discriminatedUnion('kind', [vaultChapter, pegChapter])

export const runSchema = z
  .object({
    version: z.literal(1),
    startedAt: z.string().datetime(),
    milliseconds: integer,
    seed: z.string().min(1),
    status: z.enum(['complete', 'interrupted', 'failed']),
    /** Why it broke off, if it did. */
    failure: z.string().optional(),
    chapters: z.array(chapter),
  })
  .strict()

export type Run = z.output<typeof runSchema>
export type Chapter = z.output<typeof chapter>
export type VaultChapter = z.output<typeof vaultChapter>
export type PegChapter = z.output<typeof pegChapter>
export type PegConfig = z.output<typeof pegConfig>
export type PegClose = z.output<typeof pegClose>
export type PegPart = z.output<typeof pegPart>
export type PegAction = z.output<typeof pegAction>
export type PegAttack = z.output<typeof pegAttack>
export type PegDrain = z.output<typeof pegDrain>
export type PegLoan = z.output<typeof pegLoan>
export type Snapshot = z.output<typeof snapshot>
export type Holding = z.output<typeof holding>
export type RangeRecord = z.output<typeof range>
export type RebalanceRecord = z.output<typeof rebalance>
export type Trading = z.output<typeof trading>
export type Participant = z.output<typeof participant>
export type Operation = z.output<typeof operation>
export type Theft = z.output<typeof theft>
export type Claim = z.output<typeof claim>
export type Unit = z.output<typeof unit>

/** Checks the text of a run's record. `path` only names it in errors. */
export function parseRun(text: string, path: string): Run {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new RunInvalidError(path, [cause instanceof Error ? cause.message : String(cause)])
  }
  const result = runSchema.safeParse(json)
  if (!result.success) {
    throw new RunInvalidError(
      path,
      result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`),
    )
  }
  return result.data
}

export const readRun = (path: string): Run => parseRun(readFileSync(path, 'utf8'), path)

/** Writes a run's record where nobody sees it half-written, after checking that it can be read back. */
export function writeRun(path: string, run: Run): void {
  const text = `${JSON.stringify(run, null, 2)}\n`
  parseRun(text, path)
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.${process.pid}.partial`
  writeFileSync(partial, text)
  renameSync(partial, path)
}
