import { sqrt } from '../../harness/sqrtPrice.ts'

const Q192 = 1n << 192n
const WAD = 10n ** 18n

/** A pair as prices see it: which token the other is counted in, and the decimals of both. */
export type Pair = { quote: 'token0' | 'token1'; decimals0: number; decimals1: number }

/** Whole quote tokens per whole base token, times 1e18, rounded down. */
export function priceWad(sqrtPriceX96: bigint, { quote, decimals0, decimals1 }: Pair): bigint {
  const square = sqrtPriceX96 * sqrtPriceX96
  const unit0 = 10n ** BigInt(decimals0)
  const unit1 = 10n ** BigInt(decimals1)
  return quote === 'token1' ? (square * unit0 * WAD) / (Q192 * unit1) : (Q192 * unit1 * WAD) / (square * unit0)
}

/** sqrt(raw token1 per raw token0), Q64.96, of a price in quote per base; the inverse of `priceWad`. */
export function sqrtPriceX96At(price: bigint, { quote, decimals0, decimals1 }: Pair): bigint {
  const unit0 = 10n ** BigInt(decimals0)
  const unit1 = 10n ** BigInt(decimals1)
  return sqrt(quote === 'token1' ? (price * Q192 * unit1) / (WAD * unit0) : (Q192 * unit1 * WAD) / (price * unit0))
}

/** Raw token1 in raw token0, or the reverse, at a price; rounded down. */
export const toToken1 = (amount0: bigint, sqrtPriceX96: bigint): bigint =>
  (amount0 * sqrtPriceX96 * sqrtPriceX96) / Q192
export const toToken0 = (amount1: bigint, sqrtPriceX96: bigint): bigint =>
  (amount1 * Q192) / (sqrtPriceX96 * sqrtPriceX96)

/** Both amounts in raw units of the quote token, rounded down. */
export const valueInQuote = (
  amount0: bigint,
  amount1: bigint,
  sqrtPriceX96: bigint,
  quote: 'token0' | 'token1',
): bigint =>
  quote === 'token1' ? toToken1(amount0, sqrtPriceX96) + amount1 : amount0 + toToken0(amount1, sqrtPriceX96)

/** By how much two prices differ, in bp of the lower, rounded up. */
export function apartBp(a: bigint, b: bigint): bigint {
  const [low, high] = a < b ? [a, b] : [b, a]
  return ((high - low) * 10_000n + low - 1n) / low
}
