import { type Account, type Address, encodePacked, keccak256, maxUint256, pad } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { v3FactoryAbi, v3PoolAbi, v3PositionManagerAbi, v3SwapRouterAbi } from '../../harness/abis/v3.ts'
import { type TokenConfig, tokenOf, type UniswapV3Config, v3VenueOf } from '../../harness/config.ts'
import { deal } from '../../harness/deal.ts'
import { ConfigEntryMissingError } from '../../harness/errors.ts'
import { OBSERVATION_CARDINALITY, POOL_AGE_SECONDS, usdPrices } from '../../harness/origin/market.ts'
import { send } from '../../harness/send.ts'
import { sqrtPriceX96 } from '../../harness/sqrtPrice.ts'
import { now, warp } from '../../harness/time.ts'
import { poolStateAbi } from './abis.ts'
import type { Stage } from './stage.ts'

/**
 * The measured pair. The address book's vault has WETH/USDC's pools for good, so the bench makes the same three pools
 * of WETH and USDT: same factory, same fees, tokens of the same code and decimals.
 */
const PAIR = ['WETH', 'USDT'] as const

export const FAR_DEADLINE = 10n ** 12n

export type Pool = { fee: number; address: Address; tickSpacing: number }
export type Ticks = { tickLower: number; tickUpper: number }
export type Range = Ticks & { pool: Pool }

export type Venue = {
  token0: TokenConfig
  token1: TokenConfig
  positionManager: Address
  swapRouter: Address
  /** In the order 0.05, 0.30, 1.00 %. */
  pools: readonly [Pool, Pool, Pool]
}

function uniswapOf({ config }: Stage): UniswapV3Config & { swapRouter: Address } {
  const venue = v3VenueOf(config, 'uniswapV3')
  if (venue.family !== 'uniswapV3' || venue.swapRouter === undefined) {
    throw new ConfigEntryMissingError(config.chain.id, 'venues.uniswapV3.swapRouter')
  }
  return { ...venue, swapRouter: venue.swapRouter }
}

async function createPool(stage: Stage, factory: Address, tokens: [TokenConfig, TokenConfig], fee: number) {
  const { client } = stage
  const [price0, price1] = PAIR.map((symbol) => usdPrices[symbol] ?? 0n)
  const [token0, token1] = tokens
  const sqrtPrice = sqrtPriceX96(price0 ?? 0n, token0.decimals, price1 ?? 0n, token1.decimals)
  await send(client, {
    address: uniswapOf(stage).positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'createAndInitializePoolIfNecessary',
    args: [token0.address, token1.address, fee, sqrtPrice],
  })
  const address = await client.readContract({
    address: factory,
    abi: v3FactoryAbi,
    functionName: 'getPool',
    args: [token0.address, token1.address, fee],
  })
  await send(client, {
    address,
    abi: v3PoolAbi,
    functionName: 'increaseObservationCardinalityNext',
    args: [OBSERVATION_CARDINALITY],
  })
  const tickSpacing = await client.readContract({ address, abi: v3PoolAbi, functionName: 'tickSpacing' })
  return { fee, address, tickSpacing }
}

/** Creates the three genuine pools, a day old and without liquidity. */
export async function createVenue(stage: Stage): Promise<Venue> {
  const { factory, positionManager, swapRouter } = uniswapOf(stage)
  const token0 = tokenOf(stage.config, PAIR[0])
  const token1 = tokenOf(stage.config, PAIR[1])
  const create = (fee: number) => createPool(stage, factory, [token0, token1], fee)
  const pools = [await create(500), await create(3_000), await create(10_000)] as const
  await warp(stage.client, POOL_AGE_SECONDS)
  return { token0, token1, positionManager, swapRouter, pools }
}

/** Gives an account plenty of both tokens, and a spender their infinite allowance. */
export async function fund(
  { client }: Stage,
  { token0, token1 }: Venue,
  account: Account,
  spenders: readonly Address[],
): Promise<void> {
  for (const { address, decimals } of [token0, token1]) {
    await deal(client, address, account.address, 10n ** BigInt(decimals + 8))
    for (const spender of spenders) {
      const args = [spender, maxUint256] as const
      await send(client, { account, address, abi: erc20Abi, functionName: 'approve', args })
    }
  }
}

/** Whole WETH and the dollars they are worth, raw. */
export const worth = ({ token0, token1 }: Venue, weth: bigint): { amount0: bigint; amount1: bigint } => ({
  amount0: weth * 10n ** BigInt(token0.decimals),
  amount1: (weth * (usdPrices[PAIR[0]] ?? 0n) * 10n ** BigInt(token1.decimals)) / 10n ** 8n,
})

export const mintParameters = (venue: Venue, { pool, tickLower, tickUpper }: Range, weth: bigint, to: Address) => {
  const { amount0, amount1 } = worth(venue, weth)
  return {
    token0: venue.token0.address,
    token1: venue.token1.address,
    fee: pool.fee,
    tickLower,
    tickUpper,
    amount0Desired: amount0,
    amount1Desired: amount1,
    amount0Min: 0n,
    amount1Min: 0n,
    recipient: to,
    deadline: FAR_DEADLINE,
  }
}

/** Mints a position through the genuine manager. */
export async function mintPosition(stage: Stage, venue: Venue, owner: Account, range: Range, weth: bigint) {
  const { result } = await send(stage.client, {
    account: owner,
    address: venue.positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'mint',
    args: [mintParameters(venue, range, weth, owner.address)],
  })
  return result[0]
}

/** Sells whole WETH in a pool and sells the dollars back: price about where it was, fees in both tokens behind. */
export async function tradeBothWays(stage: Stage, venue: Venue, trader: Account, pool: Pool, weth: bigint) {
  const { amount0, amount1 } = worth(venue, weth)
  const legs = [
    { tokenIn: venue.token0.address, tokenOut: venue.token1.address, amountIn: amount0 },
    { tokenIn: venue.token1.address, tokenOut: venue.token0.address, amountIn: amount1 },
  ]
  for (const leg of legs) {
    await send(stage.client, {
      account: trader,
      address: venue.swapRouter,
      abi: v3SwapRouterAbi,
      functionName: 'exactInputSingle',
      args: [
        {
          ...leg,
          fee: pool.fee,
          recipient: trader.address,
          deadline: FAR_DEADLINE,
          amountOutMinimum: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ],
    })
  }
}

export async function tickOf({ client }: Stage, { address }: Pool): Promise<number> {
  const [, tick] = await client.readContract({ address, abi: poolStateAbi, functionName: 'slot0' })
  return tick
}

/** Seconds since the pool's last observation, which any swap within range writes. */
export async function quietSeconds({ client }: Stage, { address }: Pool): Promise<bigint> {
  const read = { address, abi: poolStateAbi } as const
  const [, , index] = await client.readContract({ ...read, functionName: 'slot0' })
  const [timestamp] = await client.readContract({ ...read, functionName: 'observations', args: [BigInt(index)] })
  return (await now(client)) - BigInt(timestamp)
}

/** What a pool records of an owner's position. */
export async function positionOf({ client }: Stage, owner: Address, { pool, tickLower, tickUpper }: Range) {
  const key = keccak256(encodePacked(['address', 'int24', 'int24'], [owner, tickLower, tickUpper]))
  const [liquidity, growth0, growth1] = await client.readContract({
    address: pool.address,
    abi: poolStateAbi,
    functionName: 'positions',
    args: [key],
  })
  return { liquidity, growth0, growth1 }
}

/** Whether anyone's liquidity is bound to a tick. */
export async function isInitialised({ client }: Stage, { address }: Pool, tick: number): Promise<boolean> {
  const state = await client.readContract({ address, abi: poolStateAbi, functionName: 'ticks', args: [tick] })
  return state[7]
}

export const poolIdOf = ({ address }: Pool): `0x${string}` => pad(address)
