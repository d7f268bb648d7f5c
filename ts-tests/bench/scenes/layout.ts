import type { Pool, Range, Venue } from '../chain/venue.ts'

/** Where the three measured ranges lie. The specification's limits are for three pools; its peers were measured in one. */
export const layouts = ['three pools', 'one 0.05 % pool'] as const
export type Layout = (typeof layouts)[number]

/** Half widths of ranges that share a pool, ticks; no two of their bounds meet, moved or not. */
const SHARED_POOL_HALF_WIDTHS = [300, 500, 800] as const
const OWN_POOL_HALF_WIDTH = 1_000
/** How far a rebalance moves a range, ticks, at least: off all old bounds, and still around the price. */
const MOVE = 130

/**
 * The three ranges of a layout in three places: where they are, where other providers already have liquidity bound to
 * the very same ticks, and where nobody ever had.
 */
export type Places = { home: readonly Range[]; live: readonly Range[]; fresh: readonly Range[] }

const floor = (tick: number, spacing: number): number => Math.floor(tick / spacing) * spacing

const around = (pool: Pool, tick: number, halfWidth: number): Range => ({
  pool,
  tickLower: floor(tick - halfWidth, pool.tickSpacing),
  tickUpper: floor(tick - halfWidth, pool.tickSpacing) + floor(2 * halfWidth, pool.tickSpacing),
})

function moved({ pool, tickLower, tickUpper }: Range, sign: 1 | -1): Range {
  const by = sign * Math.ceil(MOVE / pool.tickSpacing) * pool.tickSpacing
  return { pool, tickLower: tickLower + by, tickUpper: tickUpper + by }
}

/** The pools a layout uses, in the order in which a vault registers them. */
export const poolsOf = ({ pools }: Venue, layout: Layout): readonly Pool[] =>
  layout === 'three pools' ? pools : pools.slice(0, 1)

export function placesAt(venue: Venue, layout: Layout, tick: number): Places {
  const [shared] = venue.pools
  const home =
    layout === 'three pools'
      ? venue.pools.map((pool) => around(pool, tick, OWN_POOL_HALF_WIDTH))
      : SHARED_POOL_HALF_WIDTHS.map((halfWidth) => around(shared, tick, halfWidth))
  return { home, live: home.map((range) => moved(range, 1)), fresh: home.map((range) => moved(range, -1)) }
}

/** All of a pool's price that matters here: background liquidity. */
export const background = (pool: Pool, tick: number): Range => around(pool, tick, 20_000)
