import { apartBp, type Pair, priceWad, sqrtPriceX96At } from './price.ts'

const BP = 10_000n

/**
 * Arbitrage: the trade that brings a pool back to the market's price once it is further off than `toleranceBp`, half
 * into the tolerance. Nothing if it is not. The price is whole quote per whole base, times 1e18.
 */
export function pullBack(
  spotX96: bigint,
  price: bigint,
  pair: Pair,
  toleranceBp: bigint,
): { zeroForOne: boolean; sqrtPriceLimitX96: bigint } | undefined {
  if (apartBp(priceWad(spotX96, pair), price) <= toleranceBp) return undefined
  const target = sqrtPriceX96At(price, pair)
  const zeroForOne = spotX96 > target
  // Half of the tolerance; a square root moves half as far as its price.
  const edge = (target * toleranceBp) / (4n * BP)
  return { zeroForOne, sqrtPriceLimitX96: zeroForOne ? target + edge : target - edge }
}
