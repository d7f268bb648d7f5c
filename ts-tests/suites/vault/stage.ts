import { type Account, type Address, encodeFunctionData, getAddress, pad } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { v3PoolAbi, v3SwapRouterAbi } from '../../harness/abis/v3.ts'
import { testAccount } from '../../harness/client.ts'
import { feedOf, tokenOf, type V3PoolConfig, v3PoolsOf, v3VenueOf } from '../../harness/config.ts'
import { deal } from '../../harness/deal.ts'
import { roleAccounts } from '../../harness/deployments.ts'
import { aggregatorAbi, setFeedAnswer } from '../../harness/feeds.ts'
import { send } from '../../harness/send.ts'
import { warp } from '../../harness/time.ts'
import type { TestChain } from '../../harness/useChain.ts'
import { diamondAbi } from '../../story/chain/abis.ts'

/** The parts of a chain's address book that one vault stands on. */
export type VaultParts = { token0: string; token1: string; venue: string; feeds: readonly string[] }

/** A little of each token, of equal worth at the origins' prices, in raw units. */
export type Amounts = { amount0: bigint; amount1: bigint }

export type RangeOrder = { poolIndex: number; tickLower: number; tickUpper: number; shareBp: number }

export const DAY = 86_400n
const COOLDOWN = 900n
/** A second longer than the averages that the pools are held against. */
const SETTLED = 301n
const ALL_GROUPS = (1n << 9n) - 1n
const UNLIMITED = 2n ** 256n - 1n
const FAR_DEADLINE = 2n ** 64n

/** What a vault's depositors do in its tests: Alice is in from the start, Bob comes and goes. */
export class VaultStage {
  readonly alice = testAccount(5)
  readonly bob = testAccount(6)
  readonly vaultId = 1n
  readonly diamond: Address
  readonly tokens: readonly [Address, Address]
  /** The diamond as viem's calls name it. */
  readonly base: { address: Address; abi: typeof diamondAbi }

  constructor(
    readonly chain: TestChain,
    private readonly parts: VaultParts,
    readonly stake: Amounts,
  ) {
    const { config, record } = chain
    this.diamond = record.contracts.CantileverDiamond?.address ?? getAddress(pad('0x', { size: 20 }))
    this.tokens = [tokenOf(config, parts.token0).address, tokenOf(config, parts.token1).address]
    this.base = { address: this.diamond, abi: diamondAbi }
  }

  /** Both depositors have tokens, the feeds are fresh, and Alice has ten stakes in. */
  async prepare(): Promise<void> {
    const { client } = this.chain
    for (const account of [this.alice, this.bob]) {
      await deal(client, this.tokens[0], account.address, this.stake.amount0 * 100n)
      await deal(client, this.tokens[1], account.address, this.stake.amount1 * 100n)
      for (const token of this.tokens) await this.approve(account, token, this.diamond)
    }
    await this.refreshFeeds()
    await this.enter(this.alice, { amount0: this.stake.amount0 * 10n, amount1: this.stake.amount1 * 10n })
  }

  /** What somebody has of both tokens. */
  balances(owner: Address): Promise<[bigint, bigint]> {
    const of = (address: Address) =>
      this.chain.client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [owner] })
    return Promise.all([of(this.tokens[0]), of(this.tokens[1])])
  }

  totals() {
    return this.chain.client.readContract({ ...this.base, functionName: 'totalBalances', args: [this.vaultId] })
  }

  sharesOf(owner: Address): Promise<bigint> {
    return this.chain.client.readContract({
      ...this.base,
      functionName: 'balanceOf',
      args: [owner, this.vaultId],
    })
  }

  enter(account: Account, { amount0, amount1 }: Amounts) {
    return send(this.chain.client, {
      ...this.base,
      account,
      functionName: 'deposit',
      args: [this.vaultId, amount0, amount1, 0n, account.address],
    })
  }

  leave(account: Account, functionName: 'withdraw' | 'withdrawInKind', shares: bigint, least: readonly bigint[] = []) {
    const [least0 = 0n, least1 = 0n] = least
    return send(this.chain.client, {
      ...this.base,
      account,
      functionName,
      args: [this.vaultId, shares, least0, least1, account.address],
    })
  }

  /** Anybody may. */
  harvest() {
    return send(this.chain.client, {
      ...this.base,
      account: this.bob,
      functionName: 'harvest',
      args: [this.vaultId],
    })
  }

  pauseAll() {
    return this.switchAll('pauseVault', roleAccounts.guardian)
  }

  unpauseAll() {
    return this.switchAll('unpauseVault', roleAccounts.manager)
  }

  private switchAll(functionName: 'pauseVault' | 'unpauseVault', account: Account) {
    return send(this.chain.client, { ...this.base, account, functionName, args: [this.vaultId, ALL_GROUPS] })
  }

  async rebalance(halfWidth: number) {
    await this.coolDown()
    return send(this.chain.client, {
      ...this.base,
      account: roleAccounts.keeper,
      functionName: 'rebalance',
      args: [this.vaultId, [], await this.ordersAround(halfWidth)],
    })
  }

  /** Until the vault may be rebalanced again. */
  async coolDown(): Promise<void> {
    await warp(this.chain.client, COOLDOWN)
    await this.refreshFeeds()
  }

  /** One range a pool, this far to each side of its price. */
  ordersAround(halfWidth: number): Promise<RangeOrder[]> {
    const { client } = this.chain
    return Promise.all(
      this.pools().map(async ({ address }, poolIndex) => {
        const [[, tick], spacing] = await Promise.all([
          client.readContract({ address, abi: v3PoolAbi, functionName: 'slot0' }),
          client.readContract({ address, abi: v3PoolAbi, functionName: 'tickSpacing' }),
        ])
        const floor = (t: number) => Math.floor(t / spacing) * spacing
        const [tickLower, tickUpper] = [floor(tick - halfWidth), floor(tick + halfWidth) + spacing]
        return { poolIndex, tickLower, tickUpper, shareBp: 10_000 }
      }),
    )
  }

  /** A keeper's sale of token0 through the first pool, paid to whom it names. */
  swapOrder(amountIn: bigint, recipient: Address) {
    const params = this.swapParams(...this.tokens, amountIn, recipient)
    return {
      router: this.router(),
      zeroForOne: true,
      amountIn,
      amountOutMin: 0n,
      data: encodeFunctionData({ abi: v3SwapRouterAbi, functionName: 'exactInputSingle', args: [params] }),
    }
  }

  /** Bob swaps there and back through the first pool, leaving fees behind. */
  async trade({ amount0, amount1 }: Amounts): Promise<void> {
    const [token0, token1] = this.tokens
    await this.swap(token0, token1, amount0)
    await this.swap(token1, token0, amount1)
    await warp(this.chain.client, SETTLED)
    await this.refreshFeeds()
  }

  private async swap(tokenIn: Address, tokenOut: Address, amountIn: bigint): Promise<void> {
    await this.approve(this.bob, tokenIn, this.router())
    await send(this.chain.client, {
      address: this.router(),
      abi: v3SwapRouterAbi,
      account: this.bob,
      functionName: 'exactInputSingle',
      args: [this.swapParams(tokenIn, tokenOut, amountIn, this.bob.address)],
    })
  }

  private swapParams(tokenIn: Address, tokenOut: Address, amountIn: bigint, recipient: Address) {
    const fee = this.pools()[0]?.fee ?? 0
    const unbounded = { deadline: FAR_DEADLINE, amountOutMinimum: 0n, sqrtPriceLimitX96: 0n }
    return { tokenIn, tokenOut, fee, recipient, amountIn, ...unbounded }
  }

  private pools(): V3PoolConfig[] {
    return v3PoolsOf(this.chain.config, this.parts.venue).map(([, pool]) => pool)
  }

  private router(): Address {
    const { config, chainId } = this.chain
    const { swapRouter } = v3VenueOf(config, this.parts.venue)
    if (swapRouter === undefined) throw new TypeError(`${this.parts.venue} has no router on ${chainId}`)
    return swapRouter
  }

  private approve(account: Account, token: Address, spender: Address) {
    return send(this.chain.client, {
      address: token,
      abi: erc20Abi,
      account,
      functionName: 'approve',
      args: [spender, UNLIMITED],
    })
  }

  /** Answers again as before, so that no feed is older than its ttl. */
  private async refreshFeeds(): Promise<void> {
    const { client, config } = this.chain
    for (const name of this.parts.feeds) {
      const feed = feedOf(config, name)
      const [, answer] = await client.readContract({
        address: feed.address,
        abi: aggregatorAbi,
        functionName: 'latestRoundData',
      })
      await setFeedAnswer(client, feed, answer)
    }
  }
}
