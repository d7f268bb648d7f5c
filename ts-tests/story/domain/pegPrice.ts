const WAD = 10n ** 18n
const MILLION = 1_000_000n

/**
 * Whole base of a whole quote, times 1e18: what an ounce costs in dollars. From a price in raw quote per raw base, times
 * 1e18, and how far the pool is from it.
 */
export function basePerQuote(priceWad: bigint, deviationPpm: bigint, baseDecimals: number, quoteDecimals: number) {
  const scale = WAD * WAD * 10n ** BigInt(quoteDecimals) * MILLION
  return scale / (priceWad * 10n ** BigInt(baseDecimals) * (MILLION + deviationPpm))
}

/** Raw quote that raw base is worth, rounded down. */
export const toQuote = (base: bigint, priceWad: bigint): bigint => (base * priceWad) / WAD

/** Raw base that raw quote is worth, rounded down. */
export const toBase = (quote: bigint, priceWad: bigint): bigint => (quote * WAD) / priceWad
