import { isAddressEqual, maxUint256 } from 'viem'
import { erc20Abi } from '../abis/erc20.ts'
import { v3PoolAbi, v3PositionManagerAbi } from '../abis/v3.ts'
import type { Client } from '../client.ts'
import { type ChainConfig, tokenOf, type V3PoolConfig, v3PoolsOf, v3VenueOf } from '../config.ts'
import { PoolAddressMismatchError } from '../errors.ts'
import { send } from '../send.ts'
import { warp } from '../time.ts'
import { createAlgebraPools, fillAlgebraPools } from './algebraPools.ts'
import { builder } from './builder.ts'
import { backgroundRanges, endow, startingPriceOf } from './depth.ts'
import { OBSERVATION_CARDINALITY, POOL_AGE_SECONDS } from './market.ts'
import { createV4Pools, fillV4Pools } from './v4Pools.ts'

const FAR_DEADLINE = 10n ** 12n

async function fundBuilder(client: Client, config: ChainConfig, pool: V3PoolConfig, symbol: string): Promise<void> {
  await endow(client, config, symbol, builder)
  await send(client, {
    account: builder,
    address: tokenOf(config, symbol).address,
    abi: erc20Abi,
    functionName: 'approve',
    args: [v3VenueOf(config, pool.venue).positionManager, maxUint256],
  })
}

async function createPool(client: Client, config: ChainConfig, name: string, pool: V3PoolConfig): Promise<void> {
  const { result: address } = await send(client, {
    account: builder,
    address: v3VenueOf(config, pool.venue).positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'createAndInitializePoolIfNecessary',
    args: [
      tokenOf(config, pool.token0).address,
      tokenOf(config, pool.token1).address,
      pool.fee,
      startingPriceOf(config, pool),
    ],
  })
  if (!isAddressEqual(address, pool.address)) throw new PoolAddressMismatchError(name, pool.address, address)
  await send(client, {
    account: builder,
    address,
    abi: v3PoolAbi,
    functionName: 'increaseObservationCardinalityNext',
    args: [OBSERVATION_CARDINALITY],
  })
}

async function addLiquidity(client: Client, config: ChainConfig, pool: V3PoolConfig): Promise<void> {
  const [, tick] = await client.readContract({ address: pool.address, abi: v3PoolAbi, functionName: 'slot0' })
  const spacing = await client.readContract({ address: pool.address, abi: v3PoolAbi, functionName: 'tickSpacing' })
  for (const { tickLower, tickUpper, amount0, amount1 } of backgroundRanges(config, pool, tick, spacing)) {
    await send(client, {
      account: builder,
      address: v3VenueOf(config, pool.venue).positionManager,
      abi: v3PositionManagerAbi,
      functionName: 'mint',
      args: [
        {
          token0: tokenOf(config, pool.token0).address,
          token1: tokenOf(config, pool.token1).address,
          fee: pool.fee,
          tickLower,
          tickUpper,
          amount0Desired: amount0,
          amount1Desired: amount1,
          amount0Min: 0n,
          amount1Min: 0n,
          recipient: builder,
          deadline: FAR_DEADLINE,
        },
      ],
    })
  }
}

/** Creates the address book's pools at the market's prices, with background liquidity and a day of history. */
export async function createPools(client: Client, config: ChainConfig): Promise<void> {
  if (Object.keys(config.pools).length === 0) return
  const pools = v3PoolsOf(config)
  const funded = new Set<string>()
  for (const [name, pool] of pools) {
    for (const symbol of [pool.token0, pool.token1]) {
      if (funded.has(`${pool.venue} ${symbol}`)) continue
      await fundBuilder(client, config, pool, symbol)
      funded.add(`${pool.venue} ${symbol}`)
    }
    await createPool(client, config, name, pool)
  }
  await createAlgebraPools(client, config)
  await createV4Pools(client, config)
  // An observation is written by the first change of liquidity in a later second; only then do the new slots count.
  await warp(client, POOL_AGE_SECONDS)
  for (const [, pool] of pools) await addLiquidity(client, config, pool)
  await fillAlgebraPools(client, config)
  await fillV4Pools(client, config)
}
