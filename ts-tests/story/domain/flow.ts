import type { Random } from './random.ts'

export type FlowParameters = {
  blocks: number
  /** What flows in an hour, and the least and greatest trade, raw units; a trade is below 2^32. */
  perHour: bigint
  least: bigint
  most: bigint
  blockSeconds: bigint
}

const HOUR = 3_600n

/**
 * One-sided flow, block by block: what has accrued is sold as soon as it makes a whole trade, and each trade's size is
 * drawn anew. So the flow is even over the hour and uneven from block to block.
 */
export function oneSidedFlow(
  random: Random,
  { blocks, perHour, least, most, blockSeconds }: FlowParameters,
): readonly bigint[][] {
  const draw = () => BigInt(random.between(Number(least), Number(most)))
  let accrued = 0n
  let next = draw()
  return Array.from({ length: blocks }, () => {
    accrued += (perHour * blockSeconds) / HOUR
    const trades: bigint[] = []
    while (accrued >= next) {
      trades.push(next)
      accrued -= next
      next = draw()
    }
    return trades
  })
}
