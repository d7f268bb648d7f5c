import { lesser } from './integers.ts'
import { toToken0, toToken1 } from './price.ts'

const BP = 10_000n

/** What a rebalance would need and have, as the vault's `planRebalance` reports it. */
export type Plan = { need0: bigint; need1: bigint; have0: bigint; have1: bigint }

export type SizedSwap = { zeroForOne: boolean; amountIn: bigint }

/**
 * The swap that leaves a vault with both tokens in the proportion its new ranges need, so that they can be filled and
 * the cash left over consists of both as well. Nothing if less than `leastBp` of the vault would be swapped: a swap
 * costs its fee, a small surplus does not.
 */
export function sizeSwap(plan: Plan, sqrtPriceX96: bigint, leastBp: bigint): SizedSwap | undefined {
  const have = toToken1(plan.have0, sqrtPriceX96) + plan.have1
  const need = toToken1(plan.need0, sqrtPriceX96) + plan.need1
  if (need === 0n) return undefined
  const wanted0 = (plan.need0 * have) / need
  const zeroForOne = plan.have0 > wanted0
  const amount0 = zeroForOne ? plan.have0 - wanted0 : wanted0 - plan.have0
  const value = toToken1(amount0, sqrtPriceX96)
  if (value * BP < have * leastBp) return undefined
  if (zeroForOne) return { zeroForOne, amountIn: amount0 }
  return { zeroForOne, amountIn: lesser(value, plan.have1) }
}

/** Least output to accept for a swap at the oracle's price less `slippageBp`, rounded down. */
export function leastOutput({ zeroForOne, amountIn }: SizedSwap, sqrtPriceX96: bigint, slippageBp: bigint): bigint {
  const fair = zeroForOne ? toToken1(amountIn, sqrtPriceX96) : toToken0(amountIn, sqrtPriceX96)
  return (fair * (BP - slippageBp)) / BP
}

/**
 * A swap sized at the oracle's price moves its pool, and the ranges then need other amounts than was planned. After a
 * trial this puts it right: the cash left over shall consist of both tokens in the proportion of what was placed.
 */
export function correctedSwap(
  tried: SizedSwap,
  cash: { amount0: bigint; amount1: bigint },
  placed: { amount0: bigint; amount1: bigint },
  sqrtPriceX96: bigint,
): SizedSwap {
  const cashValue = toToken1(cash.amount0, sqrtPriceX96) + cash.amount1
  const placedValue = toToken1(placed.amount0, sqrtPriceX96) + placed.amount1
  if (placedValue === 0n) return tried
  const wanted0 = (placed.amount0 * cashValue) / placedValue
  // In token0, sales positive: too much of it left over means that more should have been sold.
  const sold = tried.zeroForOne ? tried.amountIn : -toToken0(tried.amountIn, sqrtPriceX96)
  const better = sold + cash.amount0 - wanted0
  if (better > 0n) return { zeroForOne: true, amountIn: better }
  return { zeroForOne: false, amountIn: toToken1(-better, sqrtPriceX96) }
}
