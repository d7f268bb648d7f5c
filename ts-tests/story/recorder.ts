import type { Address } from 'viem'
import { sqrtPriceX96AtTick } from '../harness/sqrtPrice.ts'
import type { Driver } from './chain/driver.ts'
import type { VaultStory } from './chain/settings.ts'
import { type Amounts, add, holdingOf, type Photo, perShare, photograph, type Vault } from './chain/vault.ts'
import { priceWad, toToken0, valueInQuote } from './domain/price.ts'
import type {
  Claim,
  Operation,
  Participant,
  RangeRecord,
  RebalanceRecord,
  Snapshot,
  Theft,
  Trading,
  VaultChapter,
} from './run.ts'

const NOTHING: Amounts = { amount0: 0n, amount1: 0n }

export type Person = { name: string; did: string; address: Address; put: Amounts; took: Amounts }

const noTrading = (pools: number): Trading => ({
  swaps: '0',
  buys: '0',
  sells: '0',
  volume: '0',
  volumes: new Array<string>(pools).fill('0'),
  depth: '0',
  turnoverBp: '0',
  low: '0',
  high: '0',
  moveBp: '0',
  oracleUpdates: '0',
  oracleLagBp: '0',
})

/** Writes down what happens to a vault, and gives the chapter as far as it has come at any time. */
export class Recorder {
  readonly claims: Claim[] = []
  readonly operations: Operation[] = []
  readonly rebalances: RebalanceRecord[] = []
  readonly thefts: Theft[] = []
  private readonly timeline: Snapshot[] = []
  private readonly ranges: RangeRecord[] = []
  private readonly people: (Person & { shares: bigint; left: Amounts })[] = []
  private trading: Trading
  /** A first share's tokens, and how many shares they were for. */
  private first: { amounts: Amounts; supply: bigint } | undefined
  private lastAnchorX96 = 0n

  constructor(
    private readonly story: VaultStory,
    private readonly chain: { id: number; name: string },
    private readonly mode: 'origin' | 'live',
    private readonly seed: string,
    private readonly driver: Driver,
    private readonly vault: Vault,
  ) {
    this.trading = noTrading(vault.pools.length)
  }

  get moments(): readonly Snapshot[] {
    return this.timeline
  }

  /** Puts somebody on the list of those whose money is followed. */
  introduce(name: string, did: string, address: Address): Person {
    const person = { name, did, address, put: NOTHING, took: NOTHING, shares: 0n, left: NOTHING }
    this.people.push(person)
    return person
  }

  /** What somebody still has in the vault. */
  leaves(address: Address, shares: bigint, left: Amounts): void {
    const person = this.people.find((one) => one.address === address)
    if (person) Object.assign(person, { shares, left })
  }

  setTrading(trading: Trading): void {
    this.trading = trading
  }

  /** Records the vault as it is now, under a label if something has just happened to it. */
  async photograph(label?: string): Promise<Photo> {
    const photo = await photograph(this.driver, this.vault)
    this.lastAnchorX96 = photo.anchorX96
    const held = [photo.cash, ...photo.pools].reduce(add)
    if (this.first === undefined && photo.supply > 0n) this.first = { amounts: held, supply: photo.supply }
    const { pair } = this.vault
    const holding = (amounts: Amounts) => holdingOf(amounts, photo.anchorX96, pair)
    // The contract's figure is in raw token1 times 1e18.
    const valuePerShare = photo.valuePerShareWad / 10n ** BigInt(pair.decimals1)
    const value1 = (photo.valuePerShareWad * photo.supply) / 10n ** 36n
    this.timeline.push({
      time: String(this.driver.time - 1n),
      block: String(this.driver.block),
      ...(label === undefined ? {} : { label }),
      anchor: String(priceWad(photo.anchorX96, pair)),
      spots: photo.spotsX96.map((spot) => String(priceWad(spot, pair))),
      cash: holding(photo.cash),
      unreleased: holding(photo.unreleased),
      pools: photo.pools.map(holding),
      value: String(pair.quote === 'token1' ? value1 : toToken0(value1, photo.anchorX96)),
      valuePerShare: String(valuePerShare),
      keptPerShare: String(
        this.first ? perShare(this.first.amounts, this.first.supply, photo.anchorX96, pair) : valuePerShare,
      ),
      supply: String(photo.supply),
    })
    return photo
  }

  /** Ends the ranges that lived and begins those that were placed. */
  replaceRanges(placed: readonly { pool: number; tickLower: number; tickUpper: number; liquidity: bigint }[]): void {
    const now = String(this.driver.time - 1n)
    for (const range of this.ranges) range.until ??= now
    for (const { pool, tickLower, tickUpper, liquidity } of placed) {
      const edges = [tickLower, tickUpper].map((tick) => priceWad(sqrtPriceX96AtTick(tick), this.vault.pair))
      // Where the pair is quoted the other way round the upper tick is the lower price.
      const [priceLower = 0n, priceUpper = 0n] = this.vault.pair.quote === 'token1' ? edges : edges.reverse()
      this.ranges.push({
        pool,
        tickLower: String(tickLower),
        tickUpper: String(tickUpper),
        priceLower: String(priceLower),
        priceUpper: String(priceUpper),
        liquidity: String(liquidity),
        from: now,
      })
    }
  }

  private participants(): Participant[] {
    const { pair } = this.vault
    const anchorX96 = this.lastAnchorX96
    const holding = (amounts: Amounts) =>
      anchorX96 === 0n
        ? { amount0: String(amounts.amount0), amount1: String(amounts.amount1), value: '0' }
        : holdingOf(amounts, anchorX96, pair)
    return this.people.map(({ name, did, put, took, left, shares }) => {
      const [putNow, tookNow, leftNow] = [holding(put), holding(took), holding(left)]
      return {
        name,
        did,
        put: putNow,
        took: tookNow,
        left: leftNow,
        shares: String(shares),
        kept: putNow.value,
        has: String(BigInt(tookNow.value) + BigInt(leftNow.value)),
      }
    })
  }

  chapter(complete: boolean): VaultChapter {
    const { vault, story } = this
    return {
      kind: 'vault',
      id: story.id,
      title: story.title,
      chain: this.chain,
      mode: this.mode,
      seed: this.seed,
      complete,
      config: {
        diamond: vault.diamond,
        vaultId: String(vault.id),
        venue: story.venueLabel,
        token0: vault.token0,
        token1: vault.token1,
        quote: story.quote,
        pools: vault.pools.map((pool) => ({
          poolId: pool.poolId,
          name: pool.name,
          address: pool.address,
          fee: String(pool.fee),
          tickSpacing: String(pool.tickSpacing),
          bandBp: String(pool.bandBp),
          minWidthTicks: String(pool.minWidthTicks),
          maxOffsetTicks: String(pool.maxOffsetTicks),
        })),
        maxLossBp: String(vault.maxLossBp),
        dailyLossBp: String(vault.dailyLossBp),
        maxSlippageBp: String(vault.maxSlippageBp),
        cooldownSeconds: String(vault.cooldownSeconds),
      },
      timeline: this.timeline,
      ranges: this.ranges,
      rebalances: this.rebalances,
      trading: this.trading,
      participants: this.participants(),
      operations: this.operations,
      thefts: this.thefts,
      claims: this.claims,
    }
  }
}

/** Raw amounts at a price, in the vault's quote token. */
export const worth = ({ amount0, amount1 }: Amounts, anchorX96: bigint, { pair }: Vault): bigint =>
  valueInQuote(amount0, amount1, anchorX96, pair.quote)
