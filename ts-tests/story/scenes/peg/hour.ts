import { atLeast, exactly } from '../../domain/claims.ts'
import { oneSidedFlow } from '../../domain/flow.ts'
import { isDue, passBlock } from './block.ts'
import { flashAttackInAFlow } from './flash.ts'
import { sellsBase } from './sales.ts'
import { type PegStage, raw } from './stage.ts'

const HOUR = 3_600_000

/** Part of the closes that must be in the band, ppm, by how many times the flow is what the settings are made for. */
const withinFor = (times: number): bigint => (times === 1 ? 999_000n : 990_000n)

export type HourOptions = { id: string; title: string; times: number; attacked: boolean }

/** An hour of one-sided flow, every block of it. */
export async function hour(stage: PegStage, { id, title, times, attacked }: HourOptions): Promise<void> {
  const { recorder, gold, telling, story } = stage
  const { blockTimeMs, designFlowPerHour, maxTrade } = gold.settings
  const blocks = HOUR / blockTimeMs
  const flow = oneSidedFlow(stage.random, {
    blocks,
    perHour: designFlowPerHour * BigInt(times),
    least: raw(stage, story.leastTrade),
    most: maxTrade,
    blockSeconds: BigInt(blockTimeMs) / 1_000n,
  })
  recorder.begin(id, title, stage.look)
  let waits = attacked
  for (const [block, trades] of flow.entries()) {
    const deeds = trades.map((amount) => sellsBase(stage, amount))
    // In the second half of the hour, at an action that is due.
    if (waits && block >= blocks / 2 && deeds.length === 0 && isDue(stage)) {
      await flashAttackInAFlow(stage)
      waits = false
    } else {
      await passBlock(stage, deeds)
    }
    telling.advance(`${title}, blocks`, block + 1, blocks)
  }
  const part = recorder.end(stage.look)
  telling.say(
    `${title}: ${part.trades} trades, ${part.actions} actions, worst close ${part.worstPpm} ppm, ${part.outside} of ${part.closes} outside`,
  )
  recorder.claims.push(
    exactly({ id: `${id}-closes`, text: `${title}: closes recorded` }, BigInt(part.closes), BigInt(blocks), 'count'),
    atLeast(
      { id: `${id}-flow`, text: `${title}: sold into the pool` },
      BigInt(part.flow),
      // What accrues in a block is rounded down, and the last trade may still be waiting.
      designFlowPerHour * BigInt(times) - BigInt(blocks) - maxTrade,
      'raw',
    ),
    atLeast(
      { id: `${id}-within`, text: `${title}: closes within the band around the oracle` },
      BigInt(part.withinPpm),
      withinFor(times),
      'ppm',
    ),
  )
  if (attacked) {
    const happened = { id: `${id}-attacked`, text: `${title}: flash attacks upon an action that was due` }
    recorder.claims.push(exactly(happened, waits ? 0n : 1n, 1n, 'count'))
  }
}
