import { type Address, parseAbi } from 'viem'
import { expect } from 'vitest'
import { z } from 'zod'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { loadArtifact } from '../harness/artifacts.ts'
import { testAccount } from '../harness/client.ts'
import { deal } from '../harness/deal.ts'
import { roleAccounts } from '../harness/deployments.ts'
import { receiptOf } from '../harness/receiptOf.ts'
import { send } from '../harness/send.ts'
import { takeBack } from '../harness/takeBack.ts'
import type { TestChain } from '../harness/useChain.ts'

export const poolAbi = parseAbi([
  'struct Close { uint256 blockNumber; int256 deviationBps; int256 deviationPpm; uint256 gap; uint256 R; uint256 oraclePrice; }',
  'function guidePrice() view returns (uint256 i, uint256 oraclePrice)',
  'function getVaultReserve() view returns (uint256 baseReserve, uint256 quoteReserve)',
  'function closes(uint256 n) view returns (Close[] list)',
  'function currentClose() view returns (Close close)',
  'function sellQuote(address to) returns (uint256)',
  'function buyShares(address to) returns (uint256 shares, uint256 baseInput, uint256 quoteInput)',
  'function sellShares(uint256 shareAmount, address to, uint256 baseMinAmount, uint256 quoteMinAmount, bytes data, uint256 deadline) returns (uint256 baseAmount, uint256 quoteAmount)',
])

export const stabilizerAbi = parseAbi([
  'struct Settings { uint16 thetaBp; uint16 bandBp; uint8 closes; uint8 minBlocks; uint16 gainBp; uint16 perBlockCapBp; uint16 maxSlippageBp; uint32 blockTimeMs; uint64 maxGasPriceWei; uint128 designFlowPerHour; uint128 maxTrade; }',
  'function settings() view returns (Settings)',
  'function setSettings(Settings newSettings)',
  'function checkDeviation() view returns (int256 deviationBps, bool shouldRebalance)',
  'function quotePrivateSwap() view returns (uint256 maxTradeSize, address tokenIn, address tokenOut, uint256 expectedOut)',
  'function executePrivateSwap(uint256 tradeSize, address tokenIn, address tokenOut)',
  'function lastActionBlock() view returns (uint256)',
  'event Stabilized(address indexed caller, address indexed tokenIn, address indexed tokenOut, uint256 sold, uint256 received, uint256 owed, int256 deviationBps)',
  'error Stabilizer_BlockDelay(uint256 blockNumber, uint256 earliest)',
  'error Stabilizer_GasPrice(uint256 gasPriceWei, uint256 maxGasPriceWei)',
  'error Stabilizer_NotSustained(int256 deviationPpm, uint256 thetaPpm, uint256 countedCloses, uint256 neededCloses)',
  'error Stabilizer_OracleUnavailable(bytes reason)',
  'error Stabilizer_WrongPair(address tokenIn, address tokenOut, address rightIn, address rightOut)',
  'error Stabilizer_BelowHalf(uint256 asked, uint256 size)',
  'error Stabilizer_ZeroSize()',
])

export const bucketAbi = parseAbi([
  'function valueXau() view returns (uint256)',
  'function fundMesh(address mesh, address token, uint256 amount)',
])

export const reserveAbi = parseAbi([
  'function fund(address token, uint256 amount)',
  'function moveFromE(uint8 bucket, address token, uint256 amount)',
])

/** IReserveSystem.Bucket.B. */
const BUCKET_B = 1

export const raiderAbi = parseAbi([
  'function raid(bool sellsBase, uint256 amount) returns (uint256 got, uint256 back, bool acted)',
  'function raidBehind(bool sellsBase, uint256 amount) returns (bool acted, uint256 got)',
  'function flash(bool sellsBase, uint256 amount) returns (uint256 back)',
  'function sell(bool sellsBase, uint256 amount) returns (uint256 got)',
  'function trigger() returns (bool acted)',
  'function borrow(uint256 baseAmount, uint256 quoteAmount)',
  'function tryPrivateDoors(uint256 xau) returns (uint256 doors)',
  'function opened() view returns (uint256)',
])

const batchAbi = parseAbi([
  'function checkUpkeep(bytes checkData) view returns (bool upkeepNeeded, bytes performData)',
  'function run(address payee) returns (uint256 acted)',
])

/** What the address book says of a public pool. `legs` are the pools against gold of a pair that has none of its own. */
const poolSchema = z.object({
  base: z.string(),
  quote: z.string(),
  lpFeeRateWad: z.string().transform(BigInt),
  opening: z.object({ base: z.string().transform(BigInt), bucketBOfBase: z.string().transform(BigInt) }),
  legs: z.tuple([z.string(), z.string()]).optional(),
})
const goldSchema = z.object({ pools: z.record(poolSchema) })

const raiderConstructor = parseAbi(['constructor(address stabilizer)'])

/** Raw units of a dollar of base, and 1e18. */
export const DOLLAR = 10n ** 6n
const WAD = 10n ** 18n
/** The side of the pool that sizes and pushes are given for, dollars; of a smaller pool they are in proportion. */
const FULL_SIDE = 1_000_000n

export const abs = (x: bigint): bigint => (x < 0n ? -x : x)

/** What the attacker holds of each token, dollars, as if lent without interest. */
const CAPITAL = 5_000_000n

/** Sizes of every search, dollars. */
export const SIZES = [
  1n,
  3n,
  10n,
  30n,
  100n,
  300n,
  1_000n,
  2_000n,
  3_000n,
  5_000n,
  8_000n,
  12_000n,
  20_000n,
  30_000n,
  50_000n,
  80_000n,
  120_000n,
  200_000n,
  300_000n,
  500_000n,
  800_000n,
]

class UnknownPoolError extends Error {
  constructor(readonly pool: string) {
    super(`The address book of 138 has no public pool ${pool}.`)
    this.name = new.target.name
  }
}

/** The best of a search, raw quote at the oracle, and the size it was made at, dollars. */
export type Best = { profit: bigint; size: bigint; tries: number }

/** Whole base with six decimals, rounded down, of raw quote. */
function inBase(quote: bigint, priceWad: bigint): string {
  const scaled = quote * WAD
  const micro = scaled >= 0n || scaled % priceWad === 0n ? scaled / priceWad : scaled / priceWad - 1n
  const size = micro < 0n ? -micro : micro
  return `${micro < 0n ? '-' : ''}${size / DOLLAR}.${(size % DOLLAR).toString().padStart(6, '0')}`
}

/** One deployed peg of a fork, seen as its attacker, its traders and its keeper see it. */
export class Peg {
  readonly attacker = testAccount(7)
  readonly stranger = testAccount(8)
  readonly keeper = roleAccounts.keeper
  raider: Address = '0x'

  private readonly terms: z.output<typeof poolSchema>

  /** `sizes` are those of every search, dollars. */
  constructor(
    readonly chain: TestChain,
    readonly name = 'cUSDT_XAU',
    readonly sizes: readonly bigint[] = SIZES,
  ) {
    const terms = goldSchema.parse(chain.config.gold).pools[name]
    if (terms === undefined) throw new UnknownPoolError(name)
    this.terms = terms
  }

  /** An amount for a pool of a full side, in proportion to this one's. */
  scaled(usd: bigint): bigint {
    return (usd * this.terms.opening.base) / (FULL_SIDE * DOLLAR)
  }

  /** The fees of a round trip, ppm. */
  get bothFeesPpm(): bigint {
    return (2n * this.terms.lpFeeRateWad) / 10n ** 12n
  }

  /** A contract of the deployment's record. */
  at(name: string): Address {
    const found = this.chain.record.contracts[name]
    expect(found, `${name} is in the deployment's record`).toBeDefined()
    return found?.address ?? '0x'
  }

  get pool() {
    return { address: this.at(`${this.name}.public`), abi: poolAbi } as const
  }
  get mesh(): Address {
    return this.at(`${this.name}.mesh`)
  }
  get stabilizer() {
    return { address: this.at(`${this.name}.stabilizer`), abi: stabilizerAbi } as const
  }
  /** Where bucket B's base lies: the private pool, or the base's leg of a pair. */
  private get baseLeg(): Address {
    const [leg] = this.terms.legs ?? [this.name]
    return this.at(`${leg}.mesh`)
  }
  get batch() {
    return { address: this.at('StabilizerBatch'), abi: batchAbi } as const
  }
  get bucket() {
    return { address: this.at('ReserveBucketB'), abi: bucketAbi } as const
  }
  get reserve() {
    return { address: this.at('ReserveSystem'), abi: reserveAbi } as const
  }
  get base(): Address {
    return this.at(this.terms.base)
  }
  get quote(): Address {
    return this.at(this.terms.quote)
  }

  /** The chain's own block time; an attacker with capital; bucket B holding base as well as quote, so that it can act both ways. */
  async prepare(): Promise<void> {
    const { client } = this.chain
    await this.useBlockTime()
    const { creationCode } = loadArtifact('out/PegRaider.sol/PegRaider.json', raiderAbi)
    const hash = await client.deployContract({
      abi: raiderConstructor,
      bytecode: creationCode,
      args: [this.stabilizer.address],
      account: this.attacker,
      gas: 15_000_000n,
    })
    const { contractAddress } = await receiptOf(client, hash)
    this.raider = contractAddress ?? '0x'
    await deal(client, this.base, this.raider, CAPITAL * DOLLAR)
    await deal(client, this.quote, this.raider, await this.inQuote(CAPITAL * DOLLAR))
    await this.fundB(this.terms.opening.bucketBOfBase)
    await this.buyShares(this.scaled(10_000n) * DOLLAR)
    await client.mine({ blocks: 10 })
  }

  useBlockTime(): Promise<void> {
    const { client, config } = this.chain
    return client.setBlockTimestampInterval({ interval: config.chain.blockTimeMilliseconds / 1_000 })
  }

  /** A liquidity provider besides bucket A: the treasury's account, as good as any. */
  private async buyShares(amount: bigint): Promise<void> {
    const { client } = this.chain
    const account = roleAccounts.treasury
    const worth = await this.inQuote(amount)
    for (const [token, value] of [
      [this.base, amount],
      [this.quote, worth],
    ] as const) {
      await deal(client, token, account.address, value)
      const args = [this.pool.address, value] as const
      await send(client, { account, address: token, abi: erc20Abi, functionName: 'transfer', args })
    }
    await send(client, { ...this.pool, account, functionName: 'buyShares', args: [account.address] })
  }

  private async fundB(amount: bigint): Promise<void> {
    const { client } = this.chain
    const account = roleAccounts.treasury
    await deal(client, this.base, account.address, amount)
    const args = [this.reserve.address, amount] as const
    await send(client, { account, address: this.base, abi: erc20Abi, functionName: 'approve', args })
    await send(client, { ...this.reserve, account, functionName: 'fund', args: [this.base, amount] })
    await send(client, { ...this.reserve, account, functionName: 'moveFromE', args: [BUCKET_B, this.base, amount] })
    const into = [this.baseLeg, this.base, amount] as const
    await send(client, { ...this.bucket, account: roleAccounts.manager, functionName: 'fundMesh', args: into })
  }

  /** Raw quote per raw base at the oracle, 1e18-scaled. */
  async price(): Promise<bigint> {
    const [, oracle] = await this.chain.client.readContract({ ...this.pool, functionName: 'guidePrice' })
    return oracle
  }

  async inQuote(base: bigint): Promise<bigint> {
    return (base * (await this.price())) / WAD
  }

  /** Dollars in raw units of what a seller pays with. */
  async amountOf(usd: bigint, sellsBase: boolean): Promise<bigint> {
    return sellsBase ? usd * DOLLAR : this.inQuote(usd * DOLLAR)
  }

  balanceOf(token: Address, owner: Address): Promise<bigint> {
    return this.chain.client.readContract({
      address: token,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [owner],
    })
  }

  /** Raw quote at the oracle, rounded down. */
  async wealth(): Promise<bigint> {
    // In one request: searches ask this more often than anything else.
    const held = (token: Address) =>
      ({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [this.raider] }) as const
    const [base, quote, [, oracle]] = await this.chain.client.multicall({
      allowFailure: false,
      contracts: [held(this.base), held(this.quote), { ...this.pool, functionName: 'guidePrice' }],
    })
    return (base * oracle) / WAD + quote
  }

  /** What bucket B may lose by rounding: a raw unit of each of the two tokens, in raw XAU. */
  private async unitALeg(): Promise<bigint> {
    const against = this.terms.legs ?? [this.name]
    const prices = await Promise.all(
      against.map((pool) =>
        this.chain.client.readContract({
          address: this.at(`${pool}.public`),
          abi: poolAbi,
          functionName: 'guidePrice',
        }),
      ),
    )
    return prices.reduce((sum, [, oracle]) => sum + oracle / WAD + 1n, 1n)
  }

  /** Raw XAU in raw quote: the same, or a pair's quote at the price of its leg. */
  async xauInQuote(xau: bigint): Promise<bigint> {
    const leg = this.terms.legs?.[1]
    if (leg === undefined) return xau
    const of = { address: this.at(`${leg}.public`), abi: poolAbi, functionName: 'guidePrice' } as const
    const [, oracle] = await this.chain.client.readContract(of)
    return (xau * WAD) / oracle
  }

  valueOfB(): Promise<bigint> {
    return this.chain.client.readContract({ ...this.bucket, functionName: 'valueXau' })
  }

  /** Trade, trigger, trade back in one transaction of the next block; the answers are those of that block. */
  raid(sellsBase: boolean, amount: bigint) {
    return send(this.chain.client, {
      address: this.raider,
      abi: raiderAbi,
      account: this.attacker,
      blockTag: 'pending',
      functionName: 'raid',
      args: [sellsBase, amount],
    })
  }

  /** Trigger, then trade. */
  raidBehind(sellsBase: boolean, amount: bigint) {
    return send(this.chain.client, {
      address: this.raider,
      abi: raiderAbi,
      account: this.attacker,
      blockTag: 'pending',
      functionName: 'raidBehind',
      args: [sellsBase, amount],
    })
  }

  async flash(sellsBase: boolean, amount: bigint): Promise<void> {
    const of = { address: this.raider, abi: raiderAbi, account: this.attacker } as const
    await send(this.chain.client, { ...of, functionName: 'flash', args: [sellsBase, amount] })
  }

  /** One trade, in the next block; what it paid. */
  async sell(sellsBase: boolean, amount: bigint): Promise<bigint> {
    const of = { address: this.raider, abi: raiderAbi, account: this.attacker } as const
    const { result } = await send(this.chain.client, {
      ...of,
      blockTag: 'pending',
      functionName: 'sell',
      args: [sellsBase, amount],
    })
    return result
  }

  /** Pushes the pool off with others' money and lets two blocks close: an action is due in the next. */
  async pushed(usd: bigint, sellsBase: boolean): Promise<void> {
    const amount = await this.amountOf(usd, sellsBase)
    const token = sellsBase ? this.base : this.quote
    const held = await this.balanceOf(token, this.raider)
    await deal(this.chain.client, token, this.raider, held + amount)
    const got = await this.sell(sellsBase, amount)
    const other = sellsBase ? this.quote : this.base
    await deal(this.chain.client, other, this.raider, (await this.balanceOf(other, this.raider)) - got)
    await this.chain.client.mine({ blocks: 1 })
  }

  /** What the stabilizer says to a call in the next block. */
  checkDeviation(): Promise<readonly [bigint, boolean]> {
    return this.chain.client.readContract({ ...this.stabilizer, functionName: 'checkDeviation', blockTag: 'pending' })
  }

  async quoted(): Promise<{ size: bigint; tokenIn: Address; tokenOut: Address }> {
    const [size, tokenIn, tokenOut] = await this.chain.client.readContract({
      ...this.stabilizer,
      functionName: 'quotePrivateSwap',
      blockTag: 'pending',
    })
    return { size, tokenIn, tokenOut }
  }

  act(account: typeof this.attacker, size: bigint, tokenIn: Address, tokenOut: Address) {
    return send(this.chain.client, {
      ...this.stabilizer,
      account,
      blockTag: 'pending',
      functionName: 'executePrivateSwap',
      args: [size, tokenIn, tokenOut],
    })
  }

  /** Has the batch do all that is due, in the next block; how many stabilizers acted. */
  async runBatch(): Promise<bigint> {
    const { result } = await send(this.chain.client, {
      ...this.batch,
      account: this.stranger,
      blockTag: 'pending',
      functionName: 'run',
      args: [this.stranger.address],
    })
    return result
  }

  /** The deviation of the last closed block, ppm, as a call in the next block sees it. */
  async lastClose(): Promise<bigint> {
    const [close] = await this.chain.client.readContract({
      ...this.pool,
      functionName: 'closes',
      args: [1n],
      blockTag: 'pending',
    })
    return close?.deviationPpm ?? 0n
  }

  /** Runs something and undoes it. */
  async undone<result>(act: () => Promise<result>): Promise<result> {
    const { client } = this.chain
    const id = await client.snapshot()
    try {
      return await act()
    } finally {
      await takeBack(client, id)
      await this.useBlockTime()
    }
  }

  /**
   * Tries an attack at every size, both ways, each from the state it finds. Bucket B's value at the oracle never falls by
   * more than a unit a leg. `gains` answers one profit or several, each judged as a search of its own.
   */
  async search<key extends string>(
    gains: (usd: bigint, sellsBase: boolean) => Promise<Partial<Record<key, bigint>>>,
  ): Promise<Partial<Record<key, Best>>> {
    const found: Partial<Record<key, Best>> = {}
    const [unitALeg, before] = [await this.unitALeg(), await this.valueOfB()]
    for (const size of this.sizes) {
      for (const sellsBase of [true, false]) {
        const profits = await this.undone(async () => {
          const made = await gains(size, sellsBase)
          expect(await this.valueOfB(), `bucket B's value, ${size} USD`).toBeGreaterThanOrEqual(before - unitALeg)
          return made
        })
        for (const [name, profit] of Object.entries(profits) as [key, bigint][]) {
          const best = found[name]
          const tries = (best?.tries ?? 0) + 1
          found[name] = best === undefined || profit > best.profit ? { profit, size, tries } : { ...best, tries }
        }
      }
    }
    return found
  }

  /** Prints the best of a search. */
  async print(attack: string, best: Best | undefined): Promise<void> {
    expect(best?.tries, `${attack}: tries`).toBeGreaterThan(0)
    if (best === undefined) return
    console.log(
      `${this.name}, ${attack}: best ${inBase(best.profit, await this.price())} ${this.terms.base} at a size of ` +
        `${best.size}; ${best.tries} tries at ${this.sizes.length} sizes from ${this.sizes[0]} to ${this.sizes.at(-1)}`,
    )
  }

  /** Prints the best of a search, and lets none of it be a profit. */
  async judge(attack: string, best: Best | undefined): Promise<void> {
    await this.print(attack, best)
    expect(best?.tries, `${attack}: tries`).toBeGreaterThanOrEqual(this.sizes.length)
    expect(best?.profit, `${attack}: profit`).toBeLessThanOrEqual(0n)
  }
}
