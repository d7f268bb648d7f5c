import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { RecordInvalidError } from './errors.ts'

// The record of a simulation. The tables and the page are made from it alone. Every figure is an integer written as a
// decimal string; its unit follows from its name and place: base and quote amounts are raw, `ppm` and `bp` are what they
// say, prices of an ounce are whole base per whole quote times 1e18, market prices are dollars times 1e8.

const integer = z.string().regex(/^(0|-?[1-9]\d*)$/, 'is not an integer')
const token = z.object({ symbol: z.string().min(1), decimals: z.number().int().min(0).max(24) }).strict()

const setting = z
  .object({
    thetaBp: integer,
    bandBp: integer,
    closes: integer,
    minBlocks: integer,
    gainBp: integer,
    perBlockCapBp: integer,
    maxSlippageBp: integer,
    blockMilliseconds: integer,
    designFlowPerHour: integer,
    maxTrade: integer,
  })
  .strict()

/** How far prices were from the oracle: in blocks, and in ppm. `withinPpm` is the part of the blocks in the band. */
const deviation = z
  .object({ blocks: integer, outside: integer, withinPpm: integer, worstPpm: integer, meanPpm: integer })
  .strict()

/** A party's tokens since the start, raw; what that is worth in raw base at three prices. */
const loss = z
  .object({
    party: z.string().min(1),
    base: integer,
    quote: integer,
    /** Each trade at the oracle's price in its block: what a better or worse price than the oracle's came to. */
    atTrade: integer,
    /** The tokens at the oracle's last price: the same, and what holding other tokens than before came to. */
    atEnd: integer,
    /** The same with base at its market's lowest and last price, if the scenario has a market. */
    atLowestMarket: integer.optional(),
    atLastMarket: integer.optional(),
  })
  .strict()

const refusal = z
  .object({
    what: z.enum(['sale', 'purchase', 'arbitrage', 'action']),
    reason: z.string().min(1),
    count: integer,
    base: integer,
  })
  .strict()

/** A stretch of blocks, for the charts. */
const sample = z
  .object({
    block: integer,
    second: integer,
    oracle: integer,
    price: integer,
    leastPpm: integer,
    mostPpm: integer,
    /** The last close's part that is the guide price's lag. */
    lagPpm: integer,
    poolBase: integer,
    poolQuote: integer,
    heldBase: integer,
    heldQuote: integer,
    /** Taker volume and stabilizer's volume so far, raw base at the oracle. */
    traded: integer,
    stabilized: integer,
    /** The base's market price, where there is one. */
    market: integer.optional(),
    /** Blocks of the stretch without a price. */
    halted: integer,
  })
  .strict()

const claim = z
  .object({
    id: z.string().min(1),
    text: z.string().min(1),
    ok: z.boolean(),
    measured: integer,
    relation: z.enum(['>=', '<=']),
    bound: integer,
    unit: z.enum(['count', 'ppm', 'raw']),
  })
  .strict()

const simulationSchema = z
  .object({
    version: z.literal(1),
    status: z.enum(['complete', 'interrupted', 'failed']),
    failure: z.string().optional(),
    startedAt: z.string().datetime(),
    milliseconds: integer,
    seed: z.string().min(1),
    driver: z.enum(['contracts on anvil', 'mirror']),
    chain: z.object({ id: z.number().int().positive(), name: z.string().min(1) }).strict(),
    pool: z.object({ name: z.string().min(1), base: token, quote: token, kWad: integer, lpFeeWad: integer }).strict(),
    settings: setting,
    scenario: z
      .object({
        name: z.string().min(1),
        /** Multiples of the design flow. */
        volume: integer,
        blocks: integer,
        /** Where flow and prices come from, in sentences. */
        process: z.array(z.string().min(1)),
      })
      .strict(),
    blocks: integer,
    /** As the pool stored the closes. */
    closes: deviation,
    /** The same, had the guide price been at the oracle. */
    inventory: deviation,
    /** The guide price alone against the oracle, as stored. */
    lag: deviation,
    /** Price as a trader finds it at the block's end against the oracle then; halted blocks are not counted. */
    live: deviation,
    /** Closes that are outside, by what takes them there. */
    causes: z.object({ lag: integer, inventory: integer, both: integer }).strict(),
    halted: integer,
    flow: z
      .object({
        trades: integer,
        soldBase: integer,
        boughtBase: integer,
        arbitrages: integer,
        arbitraged: integer,
        /** Greatest net outflow of one side in a minute of the run. */
        peakMinute: integer,
      })
      .strict(),
    actions: z
      .object({
        count: integer,
        sellsQuote: integer,
        sellsBase: integer,
        /** Raw base at the oracle. */
        volume: integer,
        meanSize: integer,
        mostLatency: integer,
        refused: integer,
      })
      .strict(),
    /** s·f >= Δ, everything in raw base. */
    condition: z
      .object({
        capSize: integer,
        tradesPerMinute: integer,
        capPerMinute: integer,
        flowPerMinute: integer,
        neededSize: integer,
        carries: z.enum(['yes', 'no']),
        carriesPeak: z.enum(['yes', 'no']),
      })
      .strict(),
    reserve: z
      .object({
        /** The token that takers drew from the system over the run: what is held of it counts. */
        token: z.string().min(1),
        windowMinutes: integer,
        need: integer,
        target: integer,
        policy: integer,
        /** What bucket B holds of it, worth in raw base at the oracle: first, least, last. */
        first: integer,
        least: integer,
        last: integer,
        standing: z.enum(['below target', 'at target', 'at policy']),
        blocksBelowTarget: integer,
      })
      .strict(),
    bucket: z
      .object({
        baseBefore: integer,
        quoteBefore: integer,
        baseAfter: integer,
        quoteAfter: integer,
        /** Blocks in which an action was called for and bucket B had none of the token. */
        emptyBlocks: integer,
        runsOut: z.enum(['it did', 'at this pace', 'not at this pace']),
        /** Seconds from the start; 0 where it does not. */
        afterSeconds: integer,
        token: z.string(),
      })
      .strict(),
    losses: z.array(loss),
    refusals: z.array(refusal),
    samples: z.array(sample),
    claims: z.array(claim),
  })
  .strict()

export type Simulation = z.output<typeof simulationSchema>
export type Deviation = z.output<typeof deviation>
export type Loss = z.output<typeof loss>
export type Refusal = z.output<typeof refusal>
export type Sample = z.output<typeof sample>
export type SimulationClaim = z.output<typeof claim>

/** Reads and checks a simulation's record. Error: `RecordInvalidError`. */
export function readSimulation(path: string): Simulation {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new RecordInvalidError(path, [cause instanceof Error ? cause.message : String(cause)])
  }
  const result = simulationSchema.safeParse(json)
  if (!result.success) {
    throw new RecordInvalidError(
      path,
      result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`),
    )
  }
  return result.data
}
