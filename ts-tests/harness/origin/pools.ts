import { isAddressEqual, maxUint256, parseEther } from 'viem'
import { erc20Abi } from '../abis/erc20.ts'
import { v3PoolAbi, v3PositionManagerAbi } from '../abis/v3.ts'
import type { Client } from '../client.ts'
import { type ChainConfig, type PoolConfig, type TokenConfig, tokenOf, type VenueConfig, venueOf } from '../config.ts'
import { deal } from '../deal.ts'
import { ConfigEntryMissingError, PoolAddressMismatchError } from '../errors.ts'
import { send } from '../send.ts'
import { sqrtPriceX96 } from '../sqrtPrice.ts'
import { warp } from '../time.ts'
import { builder } from './builder.ts'
import { depthUsd, OBSERVATION_CARDINALITY, POOL_AGE_SECONDS, rangeHalfWidths, usdPrices } from './market.ts'

const FAR_DEADLINE = 10n ** 12n

function usdPriceOf(config: ChainConfig, symbol: string): bigint {
  const price = usdPrices[symbol]
  if (price === undefined) throw new ConfigEntryMissingError(config.chain.id, `price of ${symbol} (origin/market.ts)`)
  return price
}

/** Raw amount of a token worth a number of whole USD, rounded down. */
const amountFor = (usd: bigint, price: bigint, { decimals }: TokenConfig): bigint =>
  (usd * 10n ** 8n * 10n ** BigInt(decimals)) / price

/** Nearest usable tick at or below. */
const floorTick = (tick: number, spacing: number): number => Math.floor(tick / spacing) * spacing

async function fundBuilder(client: Client, config: ChainConfig, venue: VenueConfig, symbol: string): Promise<void> {
  const token = tokenOf(config, symbol)
  // Far more than any depth in market.ts; the wrapped native token is dealt too, so its reserve of native must exist.
  const amount = parseEther('100000000')
  await deal(client, token.address, builder, amount)
  if (token.wrapsNative) await client.setBalance({ address: token.address, value: amount })
  await send(client, {
    account: builder,
    address: token.address,
    abi: erc20Abi,
    functionName: 'approve',
    args: [venue.positionManager, maxUint256],
  })
}

async function createPool(client: Client, config: ChainConfig, name: string, pool: PoolConfig): Promise<void> {
  const token0 = tokenOf(config, pool.token0)
  const token1 = tokenOf(config, pool.token1)
  const price = sqrtPriceX96(
    usdPriceOf(config, pool.token0),
    token0.decimals,
    usdPriceOf(config, pool.token1),
    token1.decimals,
  )
  const { result: address } = await send(client, {
    account: builder,
    address: venueOf(config, pool.venue).positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'createAndInitializePoolIfNecessary',
    args: [token0.address, token1.address, pool.fee, price],
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

async function addLiquidity(client: Client, config: ChainConfig, pool: PoolConfig): Promise<void> {
  const [, tick] = await client.readContract({ address: pool.address, abi: v3PoolAbi, functionName: 'slot0' })
  const spacing = await client.readContract({ address: pool.address, abi: v3PoolAbi, functionName: 'tickSpacing' })
  const token0 = tokenOf(config, pool.token0)
  const token1 = tokenOf(config, pool.token1)
  const usd = depthUsd[pool.fee]
  if (usd === undefined)
    throw new ConfigEntryMissingError(config.chain.id, `depth of fee ${pool.fee} (origin/market.ts)`)
  // Two tokens and the ranges share the depth evenly.
  const usdEach = usd / BigInt(2 * rangeHalfWidths.length)
  for (const halfWidth of rangeHalfWidths) {
    await send(client, {
      account: builder,
      address: venueOf(config, pool.venue).positionManager,
      abi: v3PositionManagerAbi,
      functionName: 'mint',
      args: [
        {
          token0: token0.address,
          token1: token1.address,
          fee: pool.fee,
          tickLower: floorTick(tick - halfWidth, spacing),
          tickUpper: floorTick(tick + halfWidth, spacing) + spacing,
          amount0Desired: amountFor(usdEach, usdPriceOf(config, pool.token0), token0),
          amount1Desired: amountFor(usdEach, usdPriceOf(config, pool.token1), token1),
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
  const pools = Object.entries(config.pools)
  if (pools.length === 0) return
  const funded = new Set<string>()
  for (const [name, pool] of pools) {
    const venue = venueOf(config, pool.venue)
    for (const symbol of [pool.token0, pool.token1]) {
      if (funded.has(`${pool.venue} ${symbol}`)) continue
      await fundBuilder(client, config, venue, symbol)
      funded.add(`${pool.venue} ${symbol}`)
    }
    await createPool(client, config, name, pool)
  }
  // An observation is written by the first change of liquidity in a later second; only then do the new slots count.
  await warp(client, POOL_AGE_SECONDS)
  for (const [, pool] of pools) await addLiquidity(client, config, pool)
}
