import { plainFeed } from '../../harness/plainFeed.ts'
import { send } from '../../harness/send.ts'
import { warp } from '../../harness/time.ts'
import { diamondAbi } from '../chain/abis.ts'
import { answer, deployFeed, FEED_TTL, type Feed } from '../chain/feed.ts'
import { actors, type Stage } from '../chain/stage.ts'
import { createVenue, fund, mintPosition, type Pool, tickOf, tradeBothWays, type Venue } from '../chain/venue.ts'
import { background, type Layout, type Places, placesAt, poolsOf } from './layout.ts'

/** Dollars of token1 per token0, in the feed's decimals: the price that the pools start from. */
const PRICE = 2_500_00000000n

const BACKGROUND_WETH = 2_000n
const NARROW_WETH = 20n
const TRADE_WETH = 3n

/** The averaging window that the vault's pools are registered with, seconds. */
export const TWAP_WINDOW = 300

/** A busy pool trades this often, for more than a window. */
const BUSY_INTERVAL_SECONDS = 30n
const BUSY_ROUNDS = 12

/** Genuine pools with other people's liquidity and trade, and the pair's feed. */
export type Market = {
  stage: Stage
  layout: Layout
  venue: Venue
  pools: readonly Pool[]
  places: Places
  feed: Feed
}

/** Every pool trades, both ways. */
export async function trade({ stage, venue, pools }: Market): Promise<void> {
  for (const pool of pools) await tradeBothWays(stage, venue, actors.trader, pool, TRADE_WETH)
}

/** The feed answers anew and nothing trades for longer than the averaging window. */
export async function fallQuiet(market: Market): Promise<void> {
  const { client } = market.stage
  await answer(client, market.feed, PRICE)
  await warp(client, BigInt(TWAP_WINDOW) * 2n)
}

/** Long silence, one trade each way in every pool, and some more silence within the averaging window. */
export async function tradeOnce(market: Market): Promise<void> {
  const { client } = market.stage
  await fallQuiet(market)
  await trade(market)
  await warp(client, BigInt(TWAP_WINDOW) / 2n)
}

/** Every pool trades every half minute for longer than the averaging window, up to a few seconds ago. */
export async function getBusy(market: Market): Promise<void> {
  const { client } = market.stage
  for (let round = 0; round < BUSY_ROUNDS; round++) {
    await warp(client, BUSY_INTERVAL_SECONDS)
    await trade(market)
  }
  await answer(client, market.feed, PRICE)
  await warp(client, BUSY_INTERVAL_SECONDS / 3n)
}

/** Sets the pair's only feed, makes the pools, and lets others provide: wide, and at the home and live ticks. */
export async function openMarket(stage: Stage, layout: Layout): Promise<Market> {
  const { client, diamond } = stage
  const venue = await createVenue(stage)
  const pools = poolsOf(venue, layout)
  const feed = await deployFeed(client, PRICE)
  await send(client, {
    account: actors.admin,
    address: diamond,
    abi: diamondAbi,
    functionName: 'setPairFeed',
    args: [venue.token0.address, venue.token1.address, plainFeed(feed.proxy, FEED_TTL)],
  })
  await fund(stage, venue, actors.otherLp, [venue.positionManager])
  await fund(stage, venue, actors.trader, [venue.swapRouter])
  const places = placesAt(venue, layout, await tickOf(stage, venue.pools[0]))
  for (const pool of pools) {
    await mintPosition(stage, venue, actors.otherLp, background(pool, await tickOf(stage, pool)), BACKGROUND_WETH)
  }
  for (const range of [...places.home, ...places.live]) {
    await mintPosition(stage, venue, actors.otherLp, range, NARROW_WETH)
  }
  return { stage, layout, venue, pools, places, feed }
}
