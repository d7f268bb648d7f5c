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
