import { atLeast, atMost } from '../../domain/claims.ts'
import { greatest } from '../../domain/integers.ts'
import { unitALeg } from './block.ts'
import type { PegStage } from './stage.ts'

/** An action comes less than five blocks after the first in which every guard passes. */
const MOST_LATENCY = 4n

/** What holds over the whole chapter. */
export function judge(stage: PegStage): void {
  const { recorder } = stage
  const { actions, closes } = recorder
  const [first] = closes
  const falls = actions.map(({ valueBefore, valueAfter }) => BigInt(valueBefore) - BigInt(valueAfter))
  const gaps = closes.slice(1).map(({ block }, index) => BigInt(block) - BigInt(closes[index]?.block ?? '0'))
  recorder.claims.push(
    atMost(
      { id: 'latency', text: 'From the first block in which every guard passes to the action, blocks' },
      greatest(actions.map(({ latency }) => BigInt(latency))),
      MOST_LATENCY,
      'count',
    ),
    atMost(
      { id: 'value', text: "An action lowers bucket B's value in gold by, raw" },
      greatest(falls),
      unitALeg(stage),
      'raw',
    ),
    atLeast({ id: 'acted', text: 'Actions' }, BigInt(actions.length), 2n, 'count'),
    atMost(
      { id: 'every-block', text: 'Blocks from one recorded close to the next' },
      first === undefined ? 0n : greatest(gaps),
      1n,
      'count',
    ),
  )
}
