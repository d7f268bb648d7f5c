/** Integer square root, rounded down. */
export function sqrt(value: bigint): bigint {
  if (value < 2n) return value
  let estimate = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (estimate + value / estimate) >> 1n
    if (next >= estimate) return estimate
    estimate = next
  }
}

/**
 * sqrt(token1 per token0, raw units) in Q64.96, rounded down, from two prices in the same money and the decimals of
 * each token.
 */
export function sqrtPriceX96(price0: bigint, decimals0: number, price1: bigint, decimals1: number): bigint {
  return sqrt(((price0 * 10n ** BigInt(decimals1)) << 192n) / (price1 * 10n ** BigInt(decimals0)))
}

/** sqrt(raw token1 per raw token0) at a tick, Q64.96, to 1e-30 of itself. */
export function sqrtPriceX96AtTick(tick: number): bigint {
  const ONE = 1n << 192n
  const invert = tick < 0
  // sqrt(1.0001^tick) is the square root of the power, whose error the root halves.
  let power = ONE
  let base = (ONE * 10_001n) / 10_000n
  for (let left = BigInt(invert ? -tick : tick); left > 0n; left >>= 1n) {
    if (left & 1n) power = (power * base) >> 192n
    base = (base * base) >> 192n
  }
  const ratioX192 = invert ? (ONE * ONE) / power : power
  return sqrt(ratioX192)
}

const Q96 = 1n << 96n

/** The liquidity of a range that amounts of both tokens suffice for, rounded down; the price lies inside the range. */
export function liquidityFor(
  sqrtPrice: bigint,
  { tickLower, tickUpper }: { tickLower: number; tickUpper: number },
  { amount0, amount1 }: { amount0: bigint; amount1: bigint },
): bigint {
  const [lower, upper] = [sqrtPriceX96AtTick(tickLower), sqrtPriceX96AtTick(tickUpper)]
  const from0 = (((amount0 * sqrtPrice) / Q96) * upper) / (upper - sqrtPrice)
  const from1 = (amount1 * Q96) / (sqrtPrice - lower)
  return from0 < from1 ? from0 : from1
}

/** Tick at or below a price. Only ever used to choose where to place a range: no amount follows from it. */
export const tickOf = (sqrtPrice: bigint): number =>
  Math.floor((2 * Math.log(Number(sqrtPrice) / 2 ** 96)) / Math.log(1.0001))
