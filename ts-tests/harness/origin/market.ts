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
  XAU_USD: 4_000_00000000n,
  EUR_USD: 1_10000000n,
  // A sequencer feed answers 0 for up.
  SEQUENCER_UPTIME: 0n,
}

/**
 * Depth of the background liquidity, whole USD, by fee. Of the order of a tenth of what the live pools hold: a trade of
 * 10,000 USD moves the 0.05 % pool by about 3 basis points, and 310,000 USD move it by a per cent.
 */
export const depthUsd: Readonly<Record<number, bigint>> = {
  500: 10_000_000n,
  2500: 4_000_000n,
  3000: 4_000_000n,
  10000: 1_000_000n,
}

/** The same for Algebra's pools, whose fee is their own affair. */
export const algebraDepthUsd = 4_000_000n

/** In ticks: half of the depth lies within a factor of 1.0001^1000 = 1.105 of the price, half within 1.649. */
export const rangeHalfWidths = [1_000, 5_000] as const

/** Slots for price observations in every pool: a 30-minute window with a trade every four seconds fits. */
export const OBSERVATION_CARDINALITY = 500

/** How long the pools have existed when an origin is ready: longer than any averaging window asked of them. */
export const POOL_AGE_SECONDS = 86_400n

/** What is lent to each reserve of a money market, and what is borrowed from it, whole USD. */
export const aaveSuppliedUsd = 20_000_000n
export const aaveBorrowedUsd = 12_000_000n
