import type { Random } from '../story/domain/random.ts'
import { R } from './domain/pricing.ts'
import { SimulationInterruptedError } from './errors.ts'
import type { Market } from './market.ts'
import type { Recorder } from './recorder.ts'
import type { BlockOrder, Driver, Scenario, Sight } from './scenario/types.ts'

export type Simulating = {
  market: Market
  driver: Driver
  scenario: Scenario
  recorder: Recorder
  /** Where the keeper's call falls in its block: chance decides, as on a chain. */
  random: Random
  signal: AbortSignal
  /** Told how many blocks have passed, now and then. */
  advance: (blocks: number) => void
}

/** Blocks after which others get a turn: Ctrl-C is heard, the bar is drawn. */
const TURN = 500

/** Whether an action would pass every guard in the next block. */
export const isDue = ({ plan, lastAction, block }: Sight, minBlocks: bigint): boolean =>
  plan.size !== 0n && (lastAction === 0n || block + 1n >= lastAction + minBlocks)

/**
 * Lets a scenario's blocks pass, with a keeper that knows the blocks before its own and calls whenever an action is due.
 * What passes is recorded. Error: `SimulationInterruptedError`.
 */
export async function simulate(of: Simulating): Promise<void> {
  const { market, driver, scenario, recorder, random, signal, advance } = of
  const { minBlocks, closes, thetaBp } = market.settings
  let sight = await driver.look()
  let dueSince: bigint | undefined
  let beyond = 0
  for (let index = 0; index < scenario.blocks; index++) {
    if (index % TURN === 0) {
      advance(index)
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (signal.aborted) throw new SimulationInterruptedError()
    const { updates, sales } = scenario.next(index, sight)
    const due = isDue(sight, minBlocks)
    if (due) dueSince ??= sight.block + 1n
    const place = due && random.below(2) === 0 ? 'first' : 'last'
    const order: BlockOrder = { updates, sales, action: due ? { plan: sight.plan, place } : undefined }
    const outcome = await driver.pass(order)
    const latency = outcome.acted?.ok && dueSince !== undefined ? outcome.sight.block - dueSince : undefined
    if (latency !== undefined || !isDue(outcome.sight, 0n)) dueSince = undefined
    sight = outcome.sight
    beyond = sight.close.ppm > thetaBp * 100n || sight.close.ppm < -thetaBp * 100n ? beyond + 1 : 0
    const held = sight.pool.r === R.ABOVE_ONE ? sight.mesh.token : sight.mesh.xau
    const dry = beyond >= closes && sight.reading.ok && sight.pool.r !== R.ONE && held === 0n
    recorder.block(order, outcome, { latency, market: scenario.market?.(), dry })
  }
  advance(scenario.blocks)
}
