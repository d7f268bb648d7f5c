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
 * Cuts what arrives into trades: it is traded as soon as it makes a whole one, and each trade's size is drawn anew from
 * `least` to `most`, both below 2^32. So a flow is even over time and uneven from block to block. Called once a block
 * with what has arrived since.
 */
export function cutIntoTrades(random: Random, least: bigint, most: bigint): (arrived: bigint) => bigint[] {
  const draw = () => BigInt(random.between(Number(least), Number(most)))
  let accrued = 0n
  let next = draw()
  return (arrived) => {
    accrued += arrived
    const trades: bigint[] = []
    while (accrued >= next) {
      trades.push(next)
      accrued -= next
      next = draw()
    }
    return trades
  }
}

/** One-sided flow, block by block. */
export function oneSidedFlow(
  random: Random,
  { blocks, perHour, least, most, blockSeconds }: FlowParameters,
): readonly bigint[][] {
  const cut = cutIntoTrades(random, least, most)
  return Array.from({ length: blocks }, () => cut((perHour * blockSeconds) / HOUR))
}
