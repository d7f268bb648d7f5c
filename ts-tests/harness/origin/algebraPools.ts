import { isAddressEqual, parseEther } from 'viem'
import { algebraFactoryAbi, algebraPoolAbi, poolActorAbi } from '../abis/algebra.ts'
import { actorArtifacts } from '../actors.ts'
import { loadArtifact } from '../artifacts.ts'
import type { Client } from '../client.ts'
import { type AlgebraPoolConfig, algebraPoolsOf, algebraVenueOf, type ChainConfig, tokenOf } from '../config.ts'
import { deploy } from '../deploy.ts'
import { deployAt } from '../deployAt.ts'
import { PoolAddressMismatchError } from '../errors.ts'
import { send } from '../send.ts'
import { builder } from './builder.ts'
import { backgroundRanges, endow, liquidityOf, startingPriceOf } from './depth.ts'
import { venueArtifacts } from './venues.ts'

async function createPool(client: Client, config: ChainConfig, name: string, pool: AlgebraPoolConfig): Promise<void> {
  const { factory, poolDeployer } = algebraVenueOf(config, pool.venue)
  const { result: address } = await send(client, {
    account: builder,
    address: factory,
    abi: algebraFactoryAbi,
    functionName: 'createPool',
    args: [tokenOf(config, pool.token0).address, tokenOf(config, pool.token1).address],
  })
  if (!isAddressEqual(address, pool.address)) throw new PoolAddressMismatchError(name, pool.address, address)
  // The pool's constructor asks whoever creates it what it is for.
  await client.impersonateAccount({ address: poolDeployer })
  await client.setBalance({ address: poolDeployer, value: parseEther('1') })
  await deployAt(client, loadArtifact(venueArtifacts.algebraV1Pool, algebraPoolAbi), '0x', address, poolDeployer)
  await client.stopImpersonatingAccount({ address: poolDeployer })
  await client.setBalance({ address: poolDeployer, value: 0n })
  await send(client, {
    account: builder,
    address,
    abi: algebraPoolAbi,
    functionName: 'initialize',
    args: [startingPriceOf(config, pool)],
  })
}

/** Creates the address book's Algebra pools at the market's prices. */
export async function createAlgebraPools(client: Client, config: ChainConfig): Promise<void> {
  for (const [name, pool] of algebraPoolsOf(config)) await createPool(client, config, name, pool)
}

async function provide(client: Client, config: ChainConfig, pool: AlgebraPoolConfig): Promise<void> {
  const { abi, creationCode } = loadArtifact(actorArtifacts.algebra, poolActorAbi)
  const provider = await deploy(client, abi, creationCode, [], builder)
  for (const symbol of [pool.token0, pool.token1]) await endow(client, config, symbol, provider)
  const read = { address: pool.address, abi: algebraPoolAbi } as const
  const [, tick] = await client.readContract({ ...read, functionName: 'globalState' })
  const spacing = await client.readContract({ ...read, functionName: 'tickSpacing' })
  for (const range of backgroundRanges(config, pool, tick, spacing)) {
    await send(client, {
      account: builder,
      address: provider,
      abi,
      functionName: 'mint',
      args: [pool.address, provider, range.tickLower, range.tickUpper, liquidityOf(config, pool, range)],
    })
  }
}

/** Adds background liquidity to the address book's Algebra pools. */
export async function fillAlgebraPools(client: Client, config: ChainConfig): Promise<void> {
  for (const [, pool] of algebraPoolsOf(config)) await provide(client, config, pool)
}
