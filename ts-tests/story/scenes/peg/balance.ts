import { exactly } from '../../domain/claims.ts'
import { passBlock, passBlocks } from './block.ts'
import { sellsQuote } from './sales.ts'
import type { PegStage } from './stage.ts'

/** Blocks without anything: more than the stabilizer waits between actions or looks back. */
const QUIET = 8

/** The flow ends: the stabilizer does what it still would, the seller buys back what theta leaves. */
export async function balance(stage: PegStage): Promise<void> {
  const { recorder, blocks } = stage
  recorder.begin('balance', 'The flow ends', stage.look)
  await passBlocks(stage, QUIET)
  const { scarce, gap } = stage.look.close
  // Exactly what is missing of the scarce token brings both reserves to their targets.
  if (scarce === 'quote') await passBlock(stage, [sellsQuote(stage, gap)])
  await passBlocks(stage, QUIET)
  recorder.end(stage.look)
  const { close } = stage.look
  recorder.claims.push(
    exactly({ id: 'balanced', text: 'The pool is balanced at' }, close.deviationPpm, 0n, 'ppm'),
    exactly({ id: 'recorded', text: 'Closes recorded up to the latest block' }, close.block, blocks.block, 'count'),
  )
}
