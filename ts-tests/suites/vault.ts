import { BaseError, ContractFunctionRevertedError, encodeFunctionData, getAddress, pad } from 'viem'
import { beforeEach, describe, expect, test } from 'vitest'
import { erc20Abi } from '../harness/abis/erc20.ts'
import { v3PoolAbi } from '../harness/abis/v3.ts'
import { testAccount } from '../harness/client.ts'
import { feedOf, tokenOf, type V3PoolConfig, v3PoolsOf, v3VenueOf } from '../harness/config.ts'
import { deal } from '../harness/deal.ts'
import { roleAccounts } from '../harness/deployments.ts'
import { aggregatorAbi, setFeedAnswer } from '../harness/feeds.ts'
import { send } from '../harness/send.ts'
import { warp } from '../harness/time.ts'
import type { TestChain } from '../harness/useChain.ts'
import { diamondAbi } from '../story/chain/abis.ts'

/** The parts of a chain's address book that one vault stands on. */
export type VaultParts = { token0: string; token1: string; venue: string; feeds: readonly string[] }

/** A little of each token, of equal worth at the origins' prices, in raw units. */
export type Amounts = { amount0: bigint; amount1: bigint }

const DAY = 86_400n
const COOLDOWN = 900n
const RELEASE = 6n * 3_600n
const ALL_GROUPS = (1n << 9n) - 1n
const EXACT_INPUT_SINGLE = [
  {
    type: 'function',
    name: 'exactInputSingle',
    stateMutability: 'payable',
    inputs: [
      {
        name: 'params',
        type: 'tuple',
        components: [
          { name: 'tokenIn', type: 'address' },
          { name: 'tokenOut', type: 'address' },
          { name: 'fee', type: 'uint24' },
          { name: 'recipient', type: 'address' },
          { name: 'deadline', type: 'uint256' },
          { name: 'amountIn', type: 'uint256' },
          { name: 'amountOutMinimum', type: 'uint256' },
          { name: 'sqrtPriceLimitX96', type: 'uint160' },
        ],
      },
    ],
    outputs: [{ name: 'amountOut', type: 'uint256' }],
  },
] as const

/** The name of the custom error that a call is refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    const reverted = error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : null
    if (reverted instanceof ContractFunctionRevertedError) return reverted.data?.errorName ?? reverted.signature ?? '?'
    throw error
  }
  return 'not refused'
}

/** Deposits, exits and rebalances of a chain's vault over the genuine venue. */
export function describeVault(chain: TestChain, parts: VaultParts, stake: Amounts): void {
  const { client, config, record } = chain
  const diamond = record.contracts.CantileverDiamond?.address ?? getAddress(pad('0x', { size: 20 }))
  const token0 = tokenOf(config, parts.token0).address
  const token1 = tokenOf(config, parts.token1).address
  const router = v3VenueOf(config, parts.venue).swapRouter
  const vaultId = 1n
  const [alice, bob] = [testAccount(5), testAccount(6)]
  const { keeper, guardian } = roleAccounts
  const base = { address: diamond, abi: diamondAbi } as const

  const balances = async (owner: `0x${string}`) =>
    Promise.all(
      [token0, token1].map((address) =>
        client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [owner] }),
      ),
    )
  const totals = () => client.readContract({ ...base, functionName: 'totalBalances', args: [vaultId] })
  const perShare = () => client.readContract({ ...base, functionName: 'valuePerShareWad', args: [vaultId] })
  const sharesOf = (owner: `0x${string}`) =>
    client.readContract({ ...base, functionName: 'balanceOf', args: [owner, vaultId] })

  const enter = async (who: typeof alice, { amount0, amount1 }: Amounts) =>
    send(client, {
      ...base,
      account: who,
      functionName: 'deposit',
      args: [vaultId, amount0, amount1, 0n, who.address],
    })

  /** Answers again as before, so that no feed is older than its ttl. */
  const refreshFeeds = async () => {
    for (const name of parts.feeds) {
      const feed = feedOf(config, name)
      const [, answer] = await client.readContract({
        address: feed.address,
        abi: aggregatorAbi,
        functionName: 'latestRoundData',
      })
      await setFeedAnswer(client, feed, answer)
    }
  }

  const pools = (): V3PoolConfig[] => v3PoolsOf(config, parts.venue).map(([, pool]) => pool)

  /** One range a pool, this far to each side of its price. */
  const ordersAround = async (halfWidth: number) =>
    Promise.all(
      pools().map(async ({ address }, poolIndex) => {
        const [[, tick], spacing] = await Promise.all([
          client.readContract({ address, abi: v3PoolAbi, functionName: 'slot0' }),
          client.readContract({ address, abi: v3PoolAbi, functionName: 'tickSpacing' }),
        ])
        const floor = (t: number) => Math.floor(t / spacing) * spacing
        return {
          poolIndex,
          tickLower: floor(tick - halfWidth),
          tickUpper: floor(tick + halfWidth) + spacing,
          shareBp: 10_000,
        }
      }),
    )

  const swapOrder = (amountIn: bigint, recipient: `0x${string}`) => ({
    router: router ?? diamond,
    zeroForOne: true,
    amountIn,
    amountOutMin: 0n,
    data: encodeFunctionData({
      abi: EXACT_INPUT_SINGLE,
      args: [
        {
          tokenIn: token0,
          tokenOut: token1,
          fee: pools()[0]?.fee ?? 0,
          recipient,
          deadline: 2n ** 64n,
          amountIn,
          amountOutMinimum: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ],
    }),
  })

  const rebalance = async (halfWidth: number) => {
    await warp(client, COOLDOWN)
    await refreshFeeds()
    return send(client, {
      ...base,
      account: keeper,
      functionName: 'rebalance',
      args: [vaultId, [], await ordersAround(halfWidth)],
    })
  }

  beforeEach(async () => {
    for (const who of [alice, bob]) {
      await deal(client, token0, who.address, stake.amount0 * 100n)
      await deal(client, token1, who.address, stake.amount1 * 100n)
      for (const address of [token0, token1]) {
        await send(client, {
          address,
          abi: erc20Abi,
          account: who,
          functionName: 'approve',
          args: [diamond, 2n ** 256n - 1n],
        })
      }
    }
    await refreshFeeds()
    await enter(alice, { amount0: stake.amount0 * 10n, amount1: stake.amount1 * 10n })
  })

  describe(`deposits of ${chain.chainId}`, () => {
    test('are what their preview says, to the wei', async () => {
      await rebalance(1_000)
      const args = [vaultId, stake.amount0, stake.amount1] as const
      await client.setBlockTimestampInterval({ interval: 0 })
      const preview = await client.readContract({ ...base, functionName: 'previewDeposit', args })
      const before = await balances(bob.address)
      const { result } = await enter(bob, stake)
      expect(result).toEqual(preview)
      const after = await balances(bob.address)
      expect([(before[0] ?? 0n) - (after[0] ?? 0n), (before[1] ?? 0n) - (after[1] ?? 0n)]).toEqual(preview.slice(1))
      expect(await sharesOf(bob.address)).toBe(preview[0])
    })

    test.each(['withdraw', 'withdrawInKind'] as const)('then %s: a round trip never gains', async (functionName) => {
      await rebalance(1_000)
      const before = await balances(bob.address)
      await enter(bob, stake)
      const shares = await sharesOf(bob.address)
      await send(client, {
        ...base,
        account: bob,
        functionName,
        args: [vaultId, shares, 0n, 0n, bob.address],
      })
      const after = await balances(bob.address)
      after.forEach((amount, i) => {
        expect(amount).toBeLessThanOrEqual(before[i] ?? 0n)
        // Not more than what the band may cost, either: nothing near it, with spot at the anchor.
        expect(amount).toBeGreaterThan(((before[i] ?? 0n) * 99_999n) / 100_000n)
      })
    })

    test('do not notice gifts', async () => {
      await rebalance(1_000)
      const before = [await totals(), await perShare()]
      await deal(client, token0, diamond, (await balances(diamond))[0] ?? 0n + stake.amount0)
      await send(client, {
        address: token1,
        abi: erc20Abi,
        account: bob,
        functionName: 'transfer',
        args: [diamond, stake.amount1],
      })
      expect([await totals(), await perShare()]).toEqual(before)
    })

    test('earn nothing of a harvest made right after', async () => {
      await rebalance(1_000)
      await trade(stake.amount0)
      const before = await balances(bob.address)
      await enter(bob, stake)
      const { result } = await send(client, { ...base, account: bob, functionName: 'harvest', args: [vaultId] })
      expect(result[0] + result[1]).toBeGreaterThan(0n)
      await send(client, {
        ...base,
        account: bob,
        functionName: 'withdraw',
        args: [vaultId, await sharesOf(bob.address), 0n, 0n, bob.address],
      })
      const after = await balances(bob.address)
      // Seconds pass between the calls, and with them a sliver of six hours: a depositor of a part earns its part of it.
      after.forEach((amount, i) => {
        expect(amount).toBeLessThanOrEqual((before[i] ?? 0n) + (result[i] ?? 0n) / 1_000n)
      })
    })

    test('are refused by name when paused, and when a feed is stale', async () => {
      const call = () =>
        client.simulateContract({
          ...base,
          account: bob,
          functionName: 'deposit',
          args: [vaultId, stake.amount0, stake.amount1, 0n, bob.address],
        })
      await send(client, { ...base, account: guardian, functionName: 'pauseVault', args: [vaultId, ALL_GROUPS] })
      expect(await refusal(call())).toBe('Vault_Paused')
      await send(client, {
        ...base,
        account: roleAccounts.manager,
        functionName: 'unpauseVault',
        args: [vaultId, ALL_GROUPS],
      })
      await warp(client, 3n * DAY)
      expect(await refusal(call())).toBe('Oracle_Stale')
    })
  })

  describe(`exits of ${chain.chainId}`, () => {
    test('unwind ranges when cash does not suffice', async () => {
      await rebalance(1_000)
      const shares = ((await sharesOf(alice.address)) * 95n) / 100n
      const args = [vaultId, shares] as const
      await client.setBlockTimestampInterval({ interval: 0 })
      const preview = await client.readContract({ ...base, functionName: 'previewWithdraw', args })
      const [cash0, cash1] = await client.readContract({ ...base, functionName: 'cashBalances', args: [vaultId] })
      expect(preview[0] > cash0 || preview[1] > cash1).toBe(true)
      const { result } = await send(client, {
        ...base,
        account: alice,
        functionName: 'withdraw',
        args: [vaultId, shares, 0n, 0n, alice.address],
      })
      expect(result).toEqual(preview)
    })

    test('in kind go on with everything paused and every feed dead', async () => {
      await rebalance(1_000)
      await send(client, { ...base, account: guardian, functionName: 'pauseVault', args: [vaultId, ALL_GROUPS] })
      await warp(client, 30n * DAY)
      const shares = (await sharesOf(alice.address)) / 3n
      const preview = await client.readContract({
        ...base,
        functionName: 'previewWithdrawInKind',
        args: [vaultId, shares],
      })
      const { result } = await send(client, {
        ...base,
        account: alice,
        functionName: 'withdrawInKind',
        args: [vaultId, shares, ...preview, alice.address],
      })
      expect(result).toEqual(preview)
    })
  })

  describe(`rebalances of ${chain.chainId}`, () => {
    test('fill three pools by score and lose nothing at the anchor', async () => {
      const { result } = await rebalance(1_000)
      const [before, after] = result
      expect(after).toBeLessThanOrEqual(before)
      expect(before - after).toBeLessThan(before / 1_000_000n + 20n)
      const ranges = await client.readContract({ ...base, functionName: 'vaultRanges', args: [vaultId] })
      expect(ranges.map(({ poolIndex }) => poolIndex)).toEqual([0n, 1n, 2n])
      const [weights] = await client.readContract({ ...base, functionName: 'targetWeightsAndCash', args: [vaultId] })
      expect(weights.reduce((sum, bp) => sum + bp, 0)).toBe(10_000)
    })

    test('harvest is released over six hours', async () => {
      await rebalance(1_000)
      await trade(stake.amount0)
      const before = await totals()
      await send(client, { ...base, account: bob, functionName: 'harvest', args: [vaultId] })
      const locked = await client.readContract({ ...base, functionName: 'unreleasedProfit', args: [vaultId] })
      expect(locked[0] + locked[1]).toBeGreaterThan(0n)
      await warp(client, RELEASE)
      expect(await client.readContract({ ...base, functionName: 'unreleasedProfit', args: [vaultId] })).toEqual([
        0n,
        0n,
      ])
      const after = await totals()
      expect([after[0] - before[0], after[1] - before[1]]).toEqual([locked[0], locked[1]])
    })

    test('of a thieving keeper are refused, each by name', async () => {
      await warp(client, COOLDOWN)
      await refreshFeeds()
      const attempt = async (swaps: ReturnType<typeof swapOrder>[], orders: Awaited<ReturnType<typeof ordersAround>>) =>
        refusal(
          client.simulateContract({
            ...base,
            account: keeper,
            functionName: 'rebalance',
            args: [vaultId, swaps, orders],
          }),
        )
      const fair = swapOrder(stake.amount0, diamond)
      const [order] = await ordersAround(1_000)
      if (order === undefined) throw new TypeError('the vault has no pools')
      expect(await attempt([swapOrder(stake.amount0, keeper.address)], [])).toBe('Swap_BelowOracleMinimum')
      expect(await attempt([{ ...fair, router: token0 }], [])).toBe('Swap_NotListed')
      expect(await attempt([{ ...fair, data: '0x12345678' }], [])).toBe('Swap_NotListed')
      expect(await attempt([{ ...fair, amountIn: stake.amount0 * 1_000n }], [])).toBe('Swap_ExceedsCash')
      expect(await attempt([], [{ ...order, tickUpper: order.tickLower }])).toBe('Vault_RangeTooNarrow')
      const far = { ...order, tickLower: order.tickLower + 20_000, tickUpper: order.tickUpper + 20_000 }
      expect(await attempt([], [far])).toBe('Vault_RangeOffCentre')
      expect(
        await refusal(
          client.simulateContract({ ...base, account: bob, functionName: 'rebalance', args: [vaultId, [], []] }),
        ),
      ).toBe('Access_MissingRole')
      await rebalance(1_000)
      expect(await attempt([], [])).toBe('Vault_CoolingDown')
    })
  })

  /** A trader swaps there and back through the first pool, leaving fees behind. */
  async function trade(amount: bigint): Promise<void> {
    if (router === undefined) throw new TypeError(`${parts.venue} has no router on ${chain.chainId}`)
    for (const [tokenIn, tokenOut] of [
      [token0, token1],
      [token1, token0],
    ] as const) {
      await send(client, {
        address: tokenIn,
        abi: erc20Abi,
        account: bob,
        functionName: 'approve',
        args: [router, 2n ** 256n - 1n],
      })
      const { amountIn } = { amountIn: tokenIn === token0 ? amount : stake.amount1 }
      await send(client, {
        address: router,
        abi: EXACT_INPUT_SINGLE,
        account: bob,
        functionName: 'exactInputSingle',
        args: [
          {
            tokenIn,
            tokenOut,
            fee: pools()[0]?.fee ?? 0,
            recipient: bob.address,
            deadline: 2n ** 64n,
            amountIn,
            amountOutMinimum: 0n,
            sqrtPriceLimitX96: 0n,
          },
        ],
      })
    }
    await warp(client, 301n)
    await refreshFeeds()
  }
}
