import { type Address, encodeFunctionData, parseAbi } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { tickOf } from '../../harness/sqrtPrice.ts'
import { diamondAbi } from '../chain/abis.ts'
import { routerCalldata, swapOnRouter } from '../chain/venue.ts'
import { exactly, refusedBy } from '../domain/claims.ts'
import { sqrtPriceX96At } from '../domain/price.ts'
import { anchorX96, valuePerShare } from './reads.ts'
import { orders, type RangeOrder, type SwapOrder } from './rebalance.ts'
import type { Stage } from './stage.ts'

type Attempt = { id: string; text: string; error: string; swaps?: SwapOrder[]; ranges?: RangeOrder[]; from?: Address }

const multicallAbi = parseAbi(['function multicall(bytes[] data) payable returns (bytes[] results)'])

/** A twentieth of the token0 that closing all ranges would yield. */
const LOOT_PART = 20n

/** How far the keeper pushes a pool off the oracle's price before it rebalances, parts of 1,000. */
const PUSH = 1_030n

async function tryAttempt(stage: Stage, { id, text, error, swaps = [], ranges = [], from }: Attempt): Promise<void> {
  const { driver, vault, cast, recorder } = stage
  const call = {
    from: from ?? cast.keeper.address,
    to: vault.diamond,
    abi: diamondAbi,
    functionName: 'rebalance',
    args: [vault.id, swaps, ranges],
  } as const
  const refusal = await driver.refusal(call)
  // Sent as well: what counts is the chain's answer, not a simulation's.
  const { status } = await driver.attempt(call)
  const refused = status === '0x0' && refusal !== undefined
  recorder.thefts.push({ id, text, error: refusal?.error ?? '', args: refusal?.args ?? [], refused })
  recorder.claims.push(
    refusedBy({ id: `theft-${id}`, text: `${text} is refused by` }, refused ? refusal.error : '', error),
  )
}

async function attempts(stage: Stage): Promise<Attempt[]> {
  const { driver, vault, cast } = stage
  const anchor = await anchorX96(stage)
  const ranges = orders(stage, anchor)
  const plan = await driver.read(vault.diamond, diamondAbi, 'planRebalance', [vault.id, ranges])
  const keeper = cast.keeper.address
  const amountIn = plan.have0 / LOOT_PART
  const [cheapest] = vault.pools
  const dearest = vault.pools.at(-1)
  if (cheapest === undefined || dearest === undefined) return []
  const order = (data: `0x${string}`, router: Address = vault.swapRouter, amount = amountIn): SwapOrder => ({
    router,
    zeroForOne: true,
    amountIn: amount,
    amountOutMin: 0n,
    data,
  })
  const through = (pool: typeof cheapest, recipient: Address, amount = amountIn) =>
    routerCalldata(vault, { pool, zeroForOne: true, amountIn: amount, recipient })
  const multicall = encodeFunctionData({
    abi: multicallAbi,
    functionName: 'multicall',
    args: [[through(cheapest, keeper)]],
  })
  const transfer = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [keeper, amountIn] })
  const only = (tickLower: number, tickUpper: number): RangeOrder[] => [
    { poolIndex: cheapest.index, tickLower, tickUpper, shareBp: 10_000 },
  ]
  const near = Math.floor(tickOf(anchor) / cheapest.tickSpacing) * cheapest.tickSpacing
  const far = near + 5 * Math.ceil(cheapest.maxOffsetTicks / cheapest.tickSpacing) * cheapest.tickSpacing
  const wide = Math.ceil(cheapest.minWidthTicks / cheapest.tickSpacing) * cheapest.tickSpacing
  return [
    {
      id: 'bad-price',
      text: 'Swapping at a bad price, through the dearest pool',
      error: 'Swap_BelowOracleMinimum',
      swaps: [order(through(dearest, vault.diamond))],
      ranges,
    },
    {
      id: 'to-itself',
      text: "Having the swap pay the keeper's own account",
      error: 'Swap_BelowOracleMinimum',
      swaps: [order(through(cheapest, keeper))],
      ranges,
    },
    {
      id: 'unlisted-router',
      text: 'Calling a token as if it were a router, to transfer the money',
      error: 'Swap_NotListed',
      swaps: [order(transfer, vault.token0.address)],
      ranges,
    },
    {
      id: 'unlisted-function',
      text: 'Calling another function of the listed router',
      error: 'Swap_NotListed',
      swaps: [order(multicall)],
      ranges,
    },
    {
      id: 'too-much',
      text: 'Spending more than the vault has released',
      error: 'Swap_ExceedsCash',
      swaps: [order(through(cheapest, vault.diamond, plan.have0 * 2n), vault.swapRouter, plan.have0 * 2n)],
      ranges,
    },
    {
      id: 'narrow-range',
      text: 'Placing a range of one tick spacing',
      error: 'Vault_RangeTooNarrow',
      ranges: only(near, near + cheapest.tickSpacing),
    },
    {
      id: 'far-range',
      text: "Placing a range far from the oracle's price",
      error: 'Vault_RangeOffCentre',
      ranges: only(far, far + wide),
    },
    {
      id: 'stranger',
      text: 'Rebalancing without being a keeper',
      error: 'Access_MissingRole',
      ranges,
      from: cast.trader.address,
    },
  ]
}

/** The keeper pushes a pool off its price, so that the vault would buy or place there. Played aside. */
async function pushedPool(stage: Stage): Promise<void> {
  const { driver, vault, market, cast } = stage
  const ranges = orders(stage, await anchorX96(stage))
  const dearest = vault.pools.at(-1)
  if (dearest === undefined) return
  await driver.aside(async () => {
    const target = sqrtPriceX96At((market.price * PUSH) / 1_000n, vault.pair)
    // A dearer base token means a higher price of token0 where token1 is the quote, a lower one otherwise.
    const zeroForOne = vault.pair.quote === 'token0'
    const held = await driver.read((zeroForOne ? vault.token0 : vault.token1).address, erc20Abi, 'balanceOf', [
      cast.trader.address,
    ])
    await swapOnRouter(driver, vault, cast.trader.address, {
      pool: dearest,
      zeroForOne,
      amountIn: held,
      recipient: cast.trader.address,
      sqrtPriceLimitX96: target,
    })
    await tryAttempt(stage, {
      id: 'pushed-pool',
      text: 'Pushing a pool 3 % off the price first',
      error: 'Vault_NotCalm',
      ranges,
    })
  })
}

/** Everything a thieving keeper thinks of; each try is refused by its own error, and costs the vault nothing. */
export async function thefts(stage: Stage): Promise<void> {
  const { recorder, telling } = stage
  const before = await valuePerShare(stage)
  for (const attempt of await attempts(stage)) await tryAttempt(stage, attempt)
  await pushedPool(stage)
  const after = await valuePerShare(stage)
  recorder.claims.push(
    exactly(
      { id: 'thefts-cost', text: 'All those attempts together cost a share' },
      // Released profit may have come in meanwhile.
      before > after ? before - after : 0n,
      0n,
      'raw',
    ),
  )
  const refused = recorder.thefts.filter((theft) => theft.refused).length
  telling.say(`a thieving keeper: ${refused} of ${recorder.thefts.length} attempts refused`)
}

/** Right after a rebalance another one has to wait. */
export async function tooSoon(stage: Stage): Promise<void> {
  const ranges = orders(stage, await anchorX96(stage))
  await tryAttempt(stage, {
    id: 'too-soon',
    text: 'Rebalancing again at once',
    error: 'Vault_CoolingDown',
    ranges,
  })
}
