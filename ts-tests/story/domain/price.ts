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

/** Integer square root, rounded down. */
function sqrtDown(value: bigint): bigint {
  if (value < 2n) return value
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (guess + value / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** sqrt(raw token1 per raw token0), Q64.96, of a price in quote per base; the inverse of `priceWad`. */
export function sqrtPriceX96At(price: bigint, { quote, decimals0, decimals1 }: Pair): bigint {
  const unit0 = 10n ** BigInt(decimals0)
  const unit1 = 10n ** BigInt(decimals1)
  return sqrtDown(quote === 'token1' ? (price * Q192 * unit1) / (WAD * unit0) : (Q192 * unit1 * WAD) / (price * unit0))
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

/** Tick at or below a price. Only ever used to choose where to place a range: no amount follows from it. */
export const tickOf = (sqrtPriceX96: bigint): number =>
  Math.floor((2 * Math.log(Number(sqrtPriceX96) / 2 ** 96)) / Math.log(1.0001))

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
  return sqrtDown(ratioX192)
}
