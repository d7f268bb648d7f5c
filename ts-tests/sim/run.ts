import { startBase } from '../harness/base.ts'
import { createRandom } from '../story/domain/random.ts'
import { AnvilDriver } from './drivers/anvil.ts'
import { MirrorDriver, opened, type World } from './drivers/mirror.ts'
import { OnlyMirrorError, SimulationInterruptedError } from './errors.ts'
import { loadMarket, needsOf } from './market.ts'
import type { SimulationPlan } from './plan.ts'
import type { Simulation, SimulationClaim } from './record.ts'
import { Recorder } from './recorder.ts'
import type { Driver } from './scenario/types.ts'
import { simulate } from './simulate.ts'

/** Name of the folder that the local deployments' records go to. */
const RUN = 'simulation'
/** An action comes less than five blocks after the first in which every guard passes. */
const MOST_LATENCY = 4n
/** Part of the closes that must be in the band under one-sided flow, ppm, by multiple of the design flow. */
const bands: Readonly<Record<string, bigint>> = { '1': 999_000n, '5': 990_000n }

type Ready = { driver: Driver; world: World; stop: () => Promise<void> }

/** The first of January 2026: a mirror's first second, which decides where its days begin and nothing else. */
const MIRROR_START = 1_767_225_600n

async function readyDriver({ market, bucketBase }: SimulationPlan, fast: boolean, signal: AbortSignal): Promise<Ready> {
  if (fast) {
    const world = opened(market, MIRROR_START)
    const funded = { ...world, mesh: { ...world.mesh, token: world.mesh.token + bucketBase } }
    return { driver: new MirrorDriver(market, funded), world: funded, stop: async () => {} }
  }
  if (loadMarket(market.chainId, market.pool).terms.kWad !== market.terms.kWad) throw new OnlyMirrorError('k')
  const base = await startBase(market.chainId, RUN)
  try {
    const driver = await AnvilDriver.open(base, market, { bucketBase, signal })
    return { driver, world: await driver.world(), stop: base.stop }
  } catch (error) {
    await base.stop()
    throw error
  }
}

function claimsOf(plan: SimulationPlan, figures: ReturnType<Recorder['figures']>): SimulationClaim[] {
  const claim = (
    of: Pick<SimulationClaim, 'id' | 'text' | 'relation' | 'unit'>,
    measured: bigint,
    bound: bigint,
  ): SimulationClaim => ({
    ...of,
    ok: of.relation === '>=' ? measured >= bound : measured <= bound,
    measured: String(measured),
    bound: String(bound),
  })
  const bound = plan.name === 'one-sided' ? bands[String(plan.volume)] : undefined
  const bucket = figures.losses.find(({ party }) => party.startsWith('Bucket B'))
  return [
    ...(bound === undefined
      ? []
      : [
          claim(
            { id: 'band', text: 'Closes within the band around the oracle', relation: '>=', unit: 'ppm' },
            BigInt(figures.closes.withinPpm),
            bound,
          ),
        ]),
    claim(
      {
        id: 'latency',
        text: 'From the first block in which every guard passes to the action, blocks',
        relation: '<=',
        unit: 'count',
      },
      BigInt(figures.actions.mostLatency),
      MOST_LATENCY,
    ),
    claim(
      {
        id: 'value',
        text: "What bucket B's trades made beyond the oracle's price, raw base: no more lost than a unit a leg",
        relation: '>=',
        unit: 'raw',
      },
      BigInt(bucket?.atTrade ?? '0'),
      -2n * BigInt(figures.actions.count),
    ),
  ]
}

export type Ran = { simulation: Simulation; error?: unknown }

export type RunOptions = { fast: boolean; signal: AbortSignal; advance: (blocks: number) => void; ready: () => void }

/** How long Ctrl-C may take to reach us after it has reached our chain, milliseconds. */
const SIGNAL_GRACE = 300

/** Runs a simulation; what was simulated is returned even if it breaks off. */
export async function run(plan: SimulationPlan, { fast, signal, advance, ready }: RunOptions): Promise<Ran> {
  const started = new Date()
  const { market } = plan
  const { driver, world, stop } = await readyDriver(plan, fast, signal)
  const feed = market.source.quote === 'USD' ? '' : market.source.quote.feed
  const recorder = new Recorder(market, await driver.look(), plan.blocks)
  ready()
  let error: unknown
  try {
    const scenario = plan.scenario(world.answers[feed]?.value ?? 0n)
    const random = createRandom(`keeper ${plan.seed}`)
    await simulate({ market, driver, scenario, recorder, random, signal, advance })
  } catch (caught) {
    // Ctrl-C in a terminal ends the chain as well, and whatever was asked of it then fails in its own way.
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, SIGNAL_GRACE))
    error = signal.aborted ? new SimulationInterruptedError() : caught
  } finally {
    await stop()
  }
  const figures = recorder.figures(plan.volume, [])
  const status =
    error === undefined ? 'complete' : error instanceof SimulationInterruptedError ? 'interrupted' : 'failed'
  const { settings } = market
  const simulation: Simulation = {
    version: 1,
    status,
    ...(error instanceof Error ? { failure: error.message } : {}),
    startedAt: started.toISOString(),
    milliseconds: String(Date.now() - started.getTime()),
    seed: plan.seed,
    driver: fast ? 'mirror' : 'contracts on anvil',
    chain: { id: market.chainId, name: market.chainName },
    pool: {
      name: market.pool,
      base: market.base,
      quote: market.quote,
      kWad: String(market.terms.kWad),
      lpFeeWad: String(market.terms.lpFeeWad),
    },
    settings: {
      thetaBp: String(settings.thetaBp),
      bandBp: String(settings.bandBp),
      closes: String(settings.closes),
      minBlocks: String(settings.minBlocks),
      gainBp: String(settings.gainBp),
      perBlockCapBp: String(settings.perBlockCapBp),
      maxSlippageBp: String(settings.maxSlippageBp),
      blockMilliseconds: String(settings.blockTimeMs),
      designFlowPerHour: String(settings.designFlowPerHour),
      maxTrade: String(settings.maxTrade),
    },
    scenario: {
      name: plan.name,
      volume: String(plan.volume),
      blocks: String(plan.blocks),
      process: [...plan.process, ...settingsNote(plan)],
    },
    ...figures,
    claims: claimsOf(plan, figures),
  }
  return { simulation, ...(error === undefined ? {} : { error }) }
}

/** Settings that the contract's setter would refuse are simulated by the mirror all the same, and said to be such. */
function settingsNote({ market }: SimulationPlan): string[] {
  const { base, quote } = needsOf(market, opened(market, 0n).pool.oracle)
  return base.holds && quote.holds
    ? ["The contract's setter accepts these settings."]
    : ["The contract's setter would refuse these settings: they cannot hold the band at the design flow."]
}
