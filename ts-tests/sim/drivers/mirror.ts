import { feedAnswers } from '../../harness/origin/market.ts'
import type { Close } from '../domain/closes.ts'
import { Pool, type PoolState, worthDown } from '../domain/pool.ts'
import { R } from '../domain/pricing.ts'
import { type Answers, type Reading, readSource, type SourceTerms } from '../domain/source.ts'
import { type Acted, type MeshState, Stabilizer } from '../domain/stabilizer.ts'
import { FeedUnknownError, PricingError } from '../errors.ts'
import type { Market } from '../market.ts'
import type { BlockOrder, Driver, Order, SaleOutcome, Sight, Update } from '../scenario/types.ts'

/** Everything a pool's world holds at a block. */
export type World = {
  block: bigint
  time: bigint
  pool: PoolState
  ring: readonly Close[]
  mesh: MeshState
  lastAction: bigint
  answers: Answers
}

/** An origin chain's first answers stand for a market of the address book; a gate's feed begins at par. */
function firstAnswers({ feeds }: SourceTerms, time: bigint): Answers {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { decimals }]) => [
      name,
      { value: feedAnswers[name] ?? 10n ** BigInt(decimals), at: time },
    ]),
  )
}

/** What the price source answers when a market is opened. Errors: `FeedUnknownError`. */
function openingPrice({ source }: Market): bigint {
  const reading = readSource({ ...source, gates: [] }, firstAnswers(source, 0n), 0n)
  if (!reading.ok) throw new FeedUnknownError(reading.halt)
  return reading.price
}

/** Blocks between the opening and the first one that is simulated: the stabilizer finds all the closes it asks for. */
const SETTLED_BLOCKS = 10n

/**
 * A market as its opening leaves it: both sides of equal worth, bucket B's gold in the private pool, no action yet.
 * `time` is the second of the latest block.
 */
export function opened(market: Market, time: bigint): World {
  const { opening, settings } = market
  const price = openingPrice(market)
  const block = 1n + SETTLED_BLOCKS
  return {
    block,
    time,
    pool: {
      base: opening.base,
      quote: worthDown(opening.base, price),
      touchBlock: 1n,
      target: 0n,
      r: R.ONE,
      i: price,
      oracle: price,
      guideBlock: 1n,
    },
    ring: [],
    mesh: {
      token: 0n,
      xau: worthDown(opening.bucket, price),
      maxVolume: market.meshMaxVolume,
      usedVolume: 0n,
      volumeBlock: 0n,
      loss: 0n,
      lossDay: 0n,
    },
    lastAction: 0n,
    answers: firstAnswers(market.source, time - (SETTLED_BLOCKS * settings.blockTimeMs) / 1_000n),
  }
}

/** The contracts mirrored in bigint: a block takes microseconds. Equal to the chain's to the unit (mirror.test.ts). */
export class MirrorDriver implements Driver {
  readonly pool: Pool
  readonly stabilizer: Stabilizer
  private block: bigint
  private time: bigint
  private answers: Answers

  constructor(
    private readonly market: Market,
    { block, time, pool, ring, mesh, lastAction, answers }: World,
  ) {
    this.pool = new Pool(market.terms, pool, ring)
    this.stabilizer = new Stabilizer(market.settings, this.pool, mesh, lastAction)
    this.block = block
    this.time = time
    this.answers = answers
  }

  async look(): Promise<Sight> {
    const block = this.block + 1n
    const reading = this.read(this.timeAfter())
    const [close] = this.pool.closes(1, block)
    return {
      block: this.block,
      time: this.time,
      pool: this.pool.state,
      reading,
      close: close ?? this.pool.standing,
      plan: this.stabilizer.look(reading, block),
      lastAction: this.stabilizer.lastActionBlock,
      mesh: { token: this.stabilizer.mesh.token, xau: this.stabilizer.mesh.xau },
    }
  }

  async pass({ updates, sales, action }: BlockOrder) {
    this.time = this.timeAfter()
    this.block += 1n
    this.publish(updates)
    const reading = this.read(this.time)
    let acted: Acted | undefined
    const act = () => {
      if (action !== undefined) acted = this.stabilizer.execute(action.plan, reading, this.block, this.time)
    }
    if (action?.place === 'first') act()
    const outcomes = sales.map((order) => this.sell(order, reading))
    if (action?.place === 'last') act()
    return { sales: outcomes, acted, sight: await this.look() }
  }

  private read(time: bigint): Reading {
    return readSource(this.market.source, this.answers, time)
  }

  /** Blocks come at whole seconds, as on the chains this mirrors. */
  private timeAfter(): bigint {
    return this.time + this.market.settings.blockTimeMs / 1_000n
  }

  private publish(updates: readonly Update[]): void {
    if (updates.length === 0) return
    const given = updates.map(({ feed, value }) => [feed, { value, at: this.time }] as const)
    this.answers = { ...this.answers, ...Object.fromEntries(given) }
  }

  private sell({ sellsBase, amount }: Order, reading: Reading): SaleOutcome {
    if (!reading.ok) return { ok: false, error: reading.halt }
    try {
      return this.pool.sell(sellsBase, amount, reading.price, this.block)
    } catch (error) {
      if (!(error instanceof PricingError)) throw error
      return { ok: false, error: error.error }
    }
  }
}
