import type { Close } from '../domain/closes.ts'
import type { PoolState } from '../domain/pool.ts'
import type { Halt, Reading } from '../domain/source.ts'
import type { Acted, Plan } from '../domain/stabilizer.ts'

/** Who trades: those the flow is made of, and those who live on the difference between pool and oracle. */
export type Trader = 'taker' | 'arbitrageur'

/** Somebody's sale of raw base or raw quote. */
export type Order = { who: Trader; sellsBase: boolean; amount: bigint }

/** A feed's new answer, raw in its decimals. */
export type Update = { feed: string; value: bigint }

/** What everybody can see before a block: how things stand, and what that block will find. */
export type Sight = {
  /** The latest block and its second. */
  block: bigint
  time: bigint
  pool: Readonly<PoolState>
  /** The price source as the next block finds it, before that block's own answers. */
  reading: Reading
  /** The latest block's close. */
  close: Close
  /** What the stabilizer would sell in the next block; size 0 for nothing. Delay and gas price are not looked at. */
  plan: Plan
  lastAction: bigint
  /** Bucket B's private pool, raw. */
  mesh: { token: bigint; xau: bigint }
}

/** What happens in a block: answers first, then sales in order; the keeper's call before or behind the sales. */
export type BlockOrder = {
  updates: readonly Update[]
  sales: readonly Order[]
  action?: { plan: Plan; place: 'first' | 'last' } | undefined
}

/** How a sale went: what it paid, raw, or the error that refused it. */
export type SaleOutcome = { ok: true; received: bigint } | { ok: false; error: string }

export type BlockOutcome = { sales: readonly SaleOutcome[]; acted?: Acted | undefined; sight: Sight }

/** Lets blocks pass on some pool, whatever it is made of. */
export type Driver = {
  look: () => Promise<Sight>
  pass: (order: BlockOrder) => Promise<BlockOutcome>
}

/** What people do and what the feeds answer, block by block. */
export type Scenario = {
  blocks: number
  /** What happens in the next block; `index` counts from 0. Called once for each, in order. */
  next: (index: number, sight: Sight) => { updates: readonly Update[]; sales: readonly Order[] }
  /** The base's market price in the block that `next` told of last, times 1e8, where the scenario has one. */
  market?: () => bigint | undefined
}

export type { Halt }
