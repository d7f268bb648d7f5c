import { zeroHash } from 'viem'
import { v4ActorAbi, v4ManagerAbi } from '../abis/v4.ts'
import { actorArtifacts } from '../actors.ts'
import { loadArtifact } from '../artifacts.ts'
import type { Client } from '../client.ts'
import { type ChainConfig, type V4PoolConfig, v4PoolsOf, v4VenueOf } from '../config.ts'
import { deploy } from '../deploy.ts'
import { send } from '../send.ts'
import { tickOf } from '../sqrtPrice.ts'
import { poolKeyOf } from '../v4.ts'
import { builder } from './builder.ts'
import { backgroundRanges, endow, liquidityOf, startingPriceOf } from './depth.ts'

/** Native coins for the provider, wei: more than any depth in market.ts. */
const COINS = 10n ** 25n

/** Initialises the address book's V4 pools at the market's prices. */
export async function createV4Pools(client: Client, config: ChainConfig): Promise<void> {
  for (const [, pool] of v4PoolsOf(config)) {
    await send(client, {
      account: builder,
      address: v4VenueOf(config, pool.venue).manager,
      abi: v4ManagerAbi,
      functionName: 'initialize',
      args: [poolKeyOf(config, pool), startingPriceOf(config, pool)],
    })
  }
}

async function provide(client: Client, config: ChainConfig, pool: V4PoolConfig): Promise<void> {
  const { abi, creationCode } = loadArtifact(actorArtifacts.v4, v4ActorAbi)
  const provider = await deploy(client, abi, creationCode, [], builder)
  for (const symbol of [pool.token0, pool.token1]) await endow(client, config, symbol, provider)
  if (pool.native) await client.setBalance({ address: provider, value: COINS })
  const tick = tickOf(startingPriceOf(config, pool))
  for (const range of backgroundRanges(config, pool, tick, pool.tickSpacing)) {
    const { tickLower, tickUpper } = range
    const liquidityDelta = liquidityOf(config, pool, range)
    await send(client, {
      account: builder,
      address: provider,
      abi,
      functionName: 'modify',
      args: [
        v4VenueOf(config, pool.venue).manager,
        poolKeyOf(config, pool),
        { tickLower, tickUpper, liquidityDelta, salt: zeroHash },
      ],
    })
  }
}

/** Adds background liquidity to the address book's V4 pools. */
export async function fillV4Pools(client: Client, config: ChainConfig): Promise<void> {
  for (const [, pool] of v4PoolsOf(config)) await provide(client, config, pool)
}
