/** USD prices of the origin chains, 8 decimals as Chainlink quotes them. Feeds and pools start from the same figures. */
export const usdPrices: Readonly<Record<string, bigint>> = {
  WETH: 2_500_00000000n,
  WBNB: 650_00000000n,
  USDC: 1_00000000n,
  USDT: 1_00000000n,
}

/** First answers of the origin chains' feeds, by their name in the address book. */
export const feedAnswers: Readonly<Record<string, bigint>> = {
  ETH_USD: 2_500_00000000n,
  BNB_USD: 650_00000000n,
  USDC_USD: 1_00000000n,
  USDT_USD: 1_00000000n,
  // A sequencer feed answers 0 for up.
  SEQUENCER_UPTIME: 0n,
}

/**
 * Depth of the background liquidity, whole USD, by fee. About a tenth of what the live pools hold: enough that a trade
 * of 10,000 USD moves the 0.05 % pool by well under a basis point of its fee, small enough that a story's traders can
 * move the price by a per cent.
 */
export const depthUsd: Readonly<Record<number, bigint>> = {
  500: 10_000_000n,
  2500: 4_000_000n,
  3000: 4_000_000n,
  10000: 1_000_000n,
}

/** Half of the depth lies within ±10 % of the price, half within ±65 %: one tick is one basis point. */
export const rangeHalfWidths = [1_000, 5_000] as const

/** Slots for price observations in every pool: a 30-minute window with a trade every four seconds fits. */
export const OBSERVATION_CARDINALITY = 500

/** How long the pools have existed when an origin is ready: longer than any averaging window asked of them. */
export const POOL_AGE_SECONDS = 86_400n
