import { parseEventLogs } from 'viem'
import { poolAbi } from '../../chain/goldAbis.ts'
import { atLeast, atMost, exactly } from '../../domain/claims.ts'
import { greatest } from '../../domain/integers.ts'
import { passBlock } from './block.ts'
import { sellsBase } from './sales.ts'
import type { PegStage } from './stage.ts'

const BP = 10_000n
const PPM_PER_BP = 100n
/** Blocks that are watched after the drain's own. */
const WATCHED = 10
/** The block after the drain whose close must be back in the band. */
const BACK_AFTER = 2

const titles = ['its own block', 'the first after it', 'the second after it']

/** Somebody sells a part of the pool's own reserve at once, and leaves it there. */
export async function drain(stage: PegStage): Promise<void> {
  const { recorder, gold, blocks, telling, story } = stage
  recorder.begin('drain', 'A drain that stays', stage.look)
  const amount = (stage.look.poolBase * story.drainBp) / BP
  const { lastAction } = stage.look
  const [sale] = await passBlock(stage, [sellsBase(stage, amount)])
  const at = blocks.block
  const [swap] = parseEventLogs({ abi: poolAbi, eventName: 'DODOSwap', logs: [...(sale?.logs ?? [])] as never })
  const deviations = [stage.look.close.deviationPpm]
  for (let n = 0; n < WATCHED; n++) {
    await passBlock(stage)
    deviations.push(stage.look.close.deviationPpm)
  }
  const part = recorder.end(stage.look)
  const actionBlock = recorder.actions.map(({ block }) => BigInt(block)).find((block) => block > at) ?? 0n
  const quiet = at + 1n - lastAction
  recorder.setDrain({
    block: String(at),
    sold: String(amount),
    received: String(swap?.args.toAmount ?? 0n),
    closes: titles.map((title, index) => ({ title, deviationPpm: String(deviations[index] ?? 0n) })),
    actionBlock: String(actionBlock),
    quietBlocks: String(quiet),
  })
  const far = (index: number) => greatest([deviations[index] ?? 0n, -(deviations[index] ?? 0n)])
  const band = BigInt(gold.settings.bandBp) * PPM_PER_BP
  recorder.claims.push(
    atLeast(
      { id: 'drain-quiet', text: 'Drain: blocks without an action up to its second close' },
      quiet,
      BigInt(gold.settings.minBlocks) + 1n,
      'count',
    ),
    atLeast({ id: 'drain-out', text: 'Drain: its own close leaves the band' }, far(0), band + 1n, 'ppm'),
    atLeast({ id: 'drain-lasts', text: 'Drain: so does the close after it' }, far(1), band + 1n, 'ppm'),
    atMost(
      { id: 'drain-back', text: 'Drain: the close of the second block after it is off by' },
      far(BACK_AFTER),
      band,
      'ppm',
    ),
    exactly({ id: 'drain-action', text: 'Drain: blocks to the action' }, actionBlock - at, BigInt(BACK_AFTER), 'count'),
    exactly({ id: 'drain-once', text: 'Drain: actions it takes' }, BigInt(part.actions), 1n, 'count'),
  )
  telling.say(`drain: closes at ${deviations.slice(0, titles.length).join(', ')} ppm`)
}
