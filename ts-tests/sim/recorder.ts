import { greater, lesser } from '../story/domain/integers.ts'
import { basePerQuote, toBase } from '../story/domain/pegPrice.ts'
import { deviationPpm } from './domain/closes.ts'
import { BP, mulDivUp, WAD } from './domain/fixedPoint.ts'
import { factorOf, followGuide } from './domain/pool.ts'
import { R } from './domain/pricing.ts'
import { Peak, Tally } from './domain/tally.ts'
import type { Market } from './market.ts'
import type { Loss, Refusal, Sample, Simulation, SimulationClaim } from './record.ts'
import type { BlockOrder, BlockOutcome, Order, Sight } from './scenario/types.ts'

/** Charts have about as many points. */
const MOST_SAMPLES = 1_800
const MINUTE_MS = 60_000n
const HOUR_MS = 3_600_000n
const WINDOW_MINUTES = 5n
const MARKET_UNIT = 10n ** 8n

/** A party's tokens, raw, and what its trades were worth more or less than the oracle's price, raw base. */
type Account = { base: bigint; quote: bigint; atTrade: bigint }

const emptyAccount = (): Account => ({ base: 0n, quote: 0n, atTrade: 0n })

const parties = ['Takers', 'Arbitrageurs', 'Liquidity providers', 'Bucket B'] as const

type Party = (typeof parties)[number]

/** What is known of a block besides what passed in it. */
export type BlockFacts = { latency: bigint | undefined; market: bigint | undefined; dry: boolean }

/** Writes down what happens, and gives the figures of a record as far as it has come at any time. */
export class Recorder {
  private readonly closes: Tally
  private readonly inventory: Tally
  private readonly lag: Tally
  private readonly live: Tally
  private readonly peak: Peak
  private readonly causes = { lag: 0n, inventory: 0n, both: 0n }
  private readonly accounts: Record<Party, Account> = {
    Takers: emptyAccount(),
    Arbitrageurs: emptyAccount(),
    'Liquidity providers': emptyAccount(),
    'Bucket B': emptyAccount(),
  }
  private readonly refusals = new Map<string, { what: Refusal['what']; reason: string; count: bigint; base: bigint }>()
  private readonly samples: Sample[] = []
  private readonly every: number
  private readonly levels: { base: bigint; quote: bigint }[] = []
  private readonly actions = { quote: 0n, base: 0n, volume: 0n, latency: 0n, refused: 0n }
  private readonly flow = { trades: 0n, sold: 0n, bought: 0n, arbitrages: 0n, arbitraged: 0n }
  private price: bigint
  private last: Sight
  private blocks = 0n
  private halted = 0n
  private emptyBlocks = 0n
  private emptyAt: { second: bigint; token: string } | undefined
  private market: { lowest: bigint; last: bigint } | undefined
  private worked: { pool: Sight['pool']; factor: bigint; lagPpm: bigint; inventoryPpm: bigint } | undefined
  private open: { least: bigint; most: bigint; halted: bigint; count: number } | undefined

  constructor(
    private readonly of: Market,
    private readonly first: Sight,
    total: number,
  ) {
    const bound = of.settings.bandBp * 100n
    this.closes = new Tally(bound)
    this.inventory = new Tally(bound)
    this.lag = new Tally(bound)
    this.live = new Tally(bound)
    const { blockTimeMs } = of.settings
    this.peak = new Peak(Number(greater(MINUTE_MS / blockTimeMs, 1n)))
    this.every = Math.max(1, Math.ceil(total / MOST_SAMPLES))
    this.last = first
    this.price = first.pool.oracle
    this.levels.push(this.level(first))
  }

  /** Records a block that has passed. */
  block(order: BlockOrder, { sales, acted, sight }: BlockOutcome, { latency, market, dry }: BlockFacts): void {
    if (sight.reading.ok) this.price = sight.reading.price
    this.blocks += 1n
    if (market !== undefined) {
      this.market = {
        lowest: market < (this.market?.lowest ?? market) ? market : (this.market?.lowest ?? market),
        last: market,
      }
    }
    let outflow = 0n
    for (const [n, sale] of order.sales.entries()) {
      const outcome = sales[n]
      if (outcome?.ok) outflow += this.trade(sale, outcome.received)
      else this.refuse(sale, outcome?.error ?? 'reverted')
    }
    this.peak.add(outflow)
    if (acted?.ok) this.act(acted.action, latency ?? 0n)
    else if (acted !== undefined) {
      this.actions.refused += 1n
      this.count(
        'action',
        acted.error,
        this.inBase(order.action?.plan.size ?? 0n, order.action?.plan.sellsBase ?? false),
      )
    }
    if (dry) {
      this.emptyBlocks += 1n
      const second = sight.time - this.first.time
      const token = sight.close.ppm > 0n ? this.of.base.symbol : this.of.quote.symbol
      this.emptyAt ??= { second, token }
    }
    this.last = sight
    this.levels.push(this.level(sight))
    this.deviations(sight, market)
  }

  private inBase(amount: bigint, isBase: boolean): bigint {
    return isBase ? amount : toBase(amount, this.price)
  }

  /** Books a trade of somebody with the liquidity providers; answers its outflow, raw base, positive where base comes in. */
  private trade({ who, sellsBase, amount }: Order, received: bigint): bigint {
    const volume = this.inBase(amount, sellsBase)
    if (who === 'taker') {
      this.flow.trades += 1n
      this.flow[sellsBase ? 'sold' : 'bought'] += volume
    } else {
      this.flow.arbitrages += 1n
      this.flow.arbitraged += volume
    }
    this.exchange(who === 'taker' ? 'Takers' : 'Arbitrageurs', sellsBase, amount, received)
    return sellsBase ? volume : -volume
  }

  /** `party` gives `paid` of one token to the liquidity providers and takes `received` of the other. */
  private exchange(party: Party, sellsBase: boolean, paid: bigint, received: bigint): void {
    const edge = this.inBase(received, !sellsBase) - this.inBase(paid, sellsBase)
    const [base, quote] = sellsBase ? [-paid, received] : [received, -paid]
    const [one, other] = [this.accounts[party], this.accounts['Liquidity providers']]
    one.base += base
    one.quote += quote
    one.atTrade += edge
    other.base -= base
    other.quote -= quote
    other.atTrade -= edge
  }

  private refuse({ who, sellsBase, amount }: Order, reason: string): void {
    const what = who === 'arbitrageur' ? 'arbitrage' : sellsBase ? 'sale' : 'purchase'
    this.count(what, reason, this.inBase(amount, sellsBase))
  }

  private count(what: Refusal['what'], reason: string, base: bigint): void {
    const key = `${what} ${reason}`
    const found = this.refusals.get(key) ?? { what, reason, count: 0n, base: 0n }
    this.refusals.set(key, { ...found, count: found.count + 1n, base: found.base + base })
  }

  private act({ sellsBase, sold, received }: { sellsBase: boolean; sold: bigint; received: bigint }, latency: bigint) {
    this.actions[sellsBase ? 'base' : 'quote'] += 1n
    this.actions.volume += this.inBase(sold, sellsBase)
    if (latency > this.actions.latency) this.actions.latency = latency
    this.exchange('Bucket B', sellsBase, sold, received)
  }

  /** What bucket B holds of each token, worth in raw base. */
  private level({ mesh }: Sight): { base: bigint; quote: bigint } {
    return { base: mesh.token, quote: toBase(mesh.xau, this.price) }
  }

  private deviations(sight: Sight, market: bigint | undefined): void {
    const { pool, close, reading, block } = sight
    // Most blocks of a long run touch nothing: what was worked out for their pool stands.
    if (this.worked?.pool !== pool) {
      const factor = factorOf(this.of.terms, pool)
      const lagPpm = deviationPpm(R.ONE, pool.i, pool.oracle, WAD)
      this.worked = { pool, factor, lagPpm, inventoryPpm: deviationPpm(pool.r, pool.oracle, pool.oracle, factor) }
    }
    const { factor, lagPpm, inventoryPpm } = this.worked
    const outside = this.closes.add(close.ppm)
    const [byLag, byInventory] = [this.lag.add(lagPpm), this.inventory.add(inventoryPpm)]
    if (outside) this.causes[byInventory && !byLag ? 'inventory' : byLag && !byInventory ? 'lag' : 'both'] += 1n
    if (reading.ok) {
      const i = followGuide(this.of.terms, pool, reading.price, block)
      const known = i === pool.i && reading.price === pool.oracle
      this.live.add(known ? close.ppm : deviationPpm(pool.r, i, reading.price, factor))
    } else this.halted += 1n
    this.sample(sight, lagPpm, market)
  }

  private sample(sight: Sight, lagPpm: bigint, market: bigint | undefined): void {
    const { ppm } = sight.close
    const halted = sight.reading.ok ? 0n : 1n
    const open = this.open
    this.open = {
      least: open === undefined || ppm < open.least ? ppm : open.least,
      most: open === undefined || ppm > open.most ? ppm : open.most,
      halted: (open?.halted ?? 0n) + halted,
      count: (open?.count ?? 0) + 1,
    }
    if (this.open.count < this.every) return
    const { base, quote } = this.of
    const priceAt = (off: bigint) => String(basePerQuote(this.price, off, base.decimals, quote.decimals))
    this.samples.push({
      block: String(sight.block),
      second: String(sight.time - this.first.time),
      oracle: priceAt(0n),
      price: priceAt(ppm),
      leastPpm: String(this.open.least),
      mostPpm: String(this.open.most),
      lagPpm: String(lagPpm),
      poolBase: String(sight.pool.base),
      poolQuote: String(sight.pool.quote),
      heldBase: String(sight.mesh.token),
      heldQuote: String(sight.mesh.xau),
      traded: String(this.flow.sold + this.flow.bought),
      stabilized: String(this.actions.volume),
      ...(market === undefined ? {} : { market: String(market) }),
      halted: String(this.open.halted),
    })
    this.open = undefined
  }

  private losses(): Loss[] {
    return parties.map((party) => {
      const { base, quote, atTrade } = this.accounts[party]
      const gold = toBaseSigned(quote, this.price)
      const at = (market: bigint) => String((base * market) / MARKET_UNIT + gold)
      const markets =
        this.market === undefined ? {} : { atLowestMarket: at(this.market.lowest), atLastMarket: at(this.market.last) }
      return {
        party: party === 'Bucket B' ? `${party} (stabilizer)` : party,
        base: String(base),
        quote: String(quote),
        atTrade: String(atTrade),
        atEnd: String(base + gold),
        ...markets,
      }
    })
  }

  /** s·f >= Δ: what the cap lets through in a minute against the design flow times the volume, and against the peak. */
  private condition(volume: bigint): Simulation['condition'] {
    const { blockTimeMs, minBlocks, designFlowPerHour, perBlockCapBp } = this.of.settings
    const spacing = blockTimeMs * minBlocks
    const capSize = (this.of.opening.base * perBlockCapBp) / BP
    const flow = designFlowPerHour * volume
    const perMinute = (capSize * MINUTE_MS) / spacing
    return {
      capSize: String(capSize),
      tradesPerMinute: String(MINUTE_MS / spacing),
      capPerMinute: String(perMinute),
      flowPerMinute: String(flow / 60n),
      neededSize: String(mulDivUp(flow, spacing, HOUR_MS)),
      carries: capSize * HOUR_MS >= flow * spacing ? 'yes' : 'no',
      carriesPeak: perMinute >= this.peak.value ? 'yes' : 'no',
    }
  }

  /** The levels of the token that takers drew from the system over the run. */
  private reserve(): Simulation['reserve'] {
    const need = this.peak.value * WINDOW_MINUTES
    const [target, policy] = [3n * need, 5n * need]
    const drawn = this.flow.sold >= this.flow.bought ? 'quote' : 'base'
    const held = this.levels.map((level) => level[drawn])
    const [first = 0n] = held
    const least = held.reduce(lesser, first)
    return {
      token: this.of[drawn].symbol,
      windowMinutes: String(WINDOW_MINUTES),
      need: String(need),
      target: String(target),
      policy: String(policy),
      first: String(first),
      least: String(least),
      last: String(held.at(-1) ?? 0n),
      standing: least < target ? 'below target' : least < policy ? 'at target' : 'at policy',
      blocksBelowTarget: String(held.slice(1).filter((worth) => worth < target).length),
    }
  }

  private bucket(): Simulation['bucket'] {
    const [before, after] = [this.first.mesh, this.last.mesh]
    const seconds = this.last.time - this.first.time
    const outlook = this.emptyAt ?? earliest(this.paceOf(before, after, seconds))
    return {
      baseBefore: String(before.token),
      quoteBefore: String(before.xau),
      baseAfter: String(after.token),
      quoteAfter: String(after.xau),
      emptyBlocks: String(this.emptyBlocks),
      runsOut: this.emptyAt !== undefined ? 'it did' : outlook === undefined ? 'not at this pace' : 'at this pace',
      afterSeconds: String(outlook?.second ?? 0n),
      token: outlook?.token ?? '',
    }
  }

  /** When what is left of each token that has fallen is gone, if it goes on falling as it did over the run. */
  private paceOf(before: Sight['mesh'], after: Sight['mesh'], seconds: bigint) {
    const of = (token: string, first: bigint, last: bigint) =>
      last < first ? [{ token, second: (first * seconds) / (first - last) }] : []
    return [...of(this.of.base.symbol, before.token, after.token), ...of(this.of.quote.symbol, before.xau, after.xau)]
  }

  /** The figures of the record so far. */
  figures(volume: bigint, claims: readonly SimulationClaim[]) {
    const count = this.actions.base + this.actions.quote
    return {
      blocks: String(this.blocks),
      closes: this.closes.result(),
      inventory: this.inventory.result(),
      lag: this.lag.result(),
      live: this.live.result(),
      causes: {
        lag: String(this.causes.lag),
        inventory: String(this.causes.inventory),
        both: String(this.causes.both),
      },
      halted: String(this.halted),
      flow: {
        trades: String(this.flow.trades),
        soldBase: String(this.flow.sold),
        boughtBase: String(this.flow.bought),
        arbitrages: String(this.flow.arbitrages),
        arbitraged: String(this.flow.arbitraged),
        peakMinute: String(this.peak.value),
      },
      actions: {
        count: String(count),
        sellsQuote: String(this.actions.quote),
        sellsBase: String(this.actions.base),
        volume: String(this.actions.volume),
        meanSize: String(count === 0n ? 0n : this.actions.volume / count),
        mostLatency: String(this.actions.latency),
        refused: String(this.actions.refused),
      },
      condition: this.condition(volume),
      reserve: this.reserve(),
      bucket: this.bucket(),
      losses: this.losses(),
      refusals: [...this.refusals.values()].map((one) => ({
        ...one,
        count: String(one.count),
        base: String(one.base),
      })),
      samples: this.samples,
      claims: [...claims],
    }
  }
}

const toBaseSigned = (quote: bigint, price: bigint): bigint =>
  quote < 0n ? -toBase(-quote, price) : toBase(quote, price)

const earliest = (some: readonly { token: string; second: bigint }[]) =>
  [...some].sort((a, b) => (a.second < b.second ? -1 : 1))[0]
