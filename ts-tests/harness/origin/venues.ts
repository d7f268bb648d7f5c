import { type Address, encodeAbiParameters, type Hex, parseAbi } from 'viem'
import { algebraFactoryAbi, algebraSwapRouterAbi } from '../abis/algebra.ts'
import { v3FactoryAbi, v3PositionManagerAbi, v3QuoterAbi, v3SwapRouterAbi } from '../abis/v3.ts'
import { v4ManagerAbi } from '../abis/v4.ts'
import { loadArtifact, withConstant } from '../artifacts.ts'
import type { Client } from '../client.ts'
import {
  type AlgebraV1Config,
  type ChainConfig,
  type PancakeV3Config,
  type UniswapV3Config,
  type UniswapV4Config,
  wrappedNativeOf,
} from '../config.ts'
import { deployAt } from '../deployAt.ts'
import { send } from '../send.ts'
import { builder } from './builder.ts'

const uniswapCore = '@uniswap/v3-core/artifacts/contracts'
const uniswapPeriphery = '@uniswap/v3-periphery/artifacts/contracts'
const pancakeCore = '@pancakeswap/v3-core/artifacts/contracts'
const pancakePeriphery = '@pancakeswap/v3-periphery/artifacts/contracts'

const algebraCore = '@cryptoalgebra/core-v1/artifacts/contracts'

export const venueArtifacts = {
  uniswapV3Factory: `${uniswapCore}/UniswapV3Factory.sol/UniswapV3Factory.json`,
  uniswapV3PositionManager: `${uniswapPeriphery}/NonfungiblePositionManager.sol/NonfungiblePositionManager.json`,
  uniswapV3SwapRouter: `${uniswapPeriphery}/SwapRouter.sol/SwapRouter.json`,
  uniswapV3QuoterV2: `${uniswapPeriphery}/lens/QuoterV2.sol/QuoterV2.json`,
  pancakeV3Factory: `${pancakeCore}/PancakeV3Factory.sol/PancakeV3Factory.json`,
  pancakeV3Pool: `${pancakeCore}/PancakeV3Pool.sol/PancakeV3Pool.json`,
  pancakeV3PositionManager: `${pancakePeriphery}/NonfungiblePositionManager.sol/NonfungiblePositionManager.json`,
  pancakeV3SwapRouter: `${pancakePeriphery}/SwapRouter.sol/SwapRouter.json`,
  pancakeV3QuoterV2: `${pancakePeriphery}/lens/QuoterV2.sol/QuoterV2.json`,
  uniswapV4PoolManager: '@uniswap/v4-core/out/PoolManager.sol/PoolManager.json',
  algebraV1Factory: `${algebraCore}/AlgebraFactory.sol/AlgebraFactory.json`,
  algebraV1Pool: `${algebraCore}/AlgebraPool.sol/AlgebraPool.json`,
  algebraV1SwapRouter: '@cryptoalgebra/periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json',
  algebraV1PoolDeployer: 'out/MockAlgebraPoolDeployer.sol/MockAlgebraPoolDeployer.json',
  pancakeV3PoolDeployer: 'out/MockPancakePoolDeployer.sol/MockPancakePoolDeployer.json',
} as const

const poolDeployerAbi = parseAbi(['function setFactoryAddress(address factory)'])

const addresses = (...values: readonly Address[]): Hex =>
  encodeAbiParameters(
    values.map(() => ({ type: 'address' })),
    values,
  )

async function installUniswapV3(client: Client, venue: UniswapV3Config, wrappedNative: Address): Promise<void> {
  const { factory, positionManager, swapRouter, quoterV2 } = venue
  await deployAt(client, loadArtifact(venueArtifacts.uniswapV3Factory, v3FactoryAbi), '0x', factory, builder)
  // The last argument describes NFTs for wallets, which nothing here asks for.
  const positions = loadArtifact(venueArtifacts.uniswapV3PositionManager, v3PositionManagerAbi)
  await deployAt(client, positions, addresses(factory, wrappedNative, wrappedNative), positionManager, builder)
  const quoter = loadArtifact(venueArtifacts.uniswapV3QuoterV2, v3QuoterAbi)
  await deployAt(client, quoter, addresses(factory, wrappedNative), quoterV2, builder)
  if (swapRouter !== undefined) {
    const router = loadArtifact(venueArtifacts.uniswapV3SwapRouter, v3SwapRouterAbi)
    await deployAt(client, router, addresses(factory, wrappedNative), swapRouter, builder)
  }
}

async function installPancakeV3(client: Client, venue: PancakeV3Config, wrappedNative: Address): Promise<void> {
  const { factory, poolDeployer, positionManager, swapRouter, quoterV2 } = venue
  const { creationCode } = loadArtifact(venueArtifacts.pancakeV3Pool, [])
  const deployer = loadArtifact(venueArtifacts.pancakeV3PoolDeployer, poolDeployerAbi)
  await deployAt(client, deployer, encodeAbiParameters([{ type: 'bytes' }], [creationCode]), poolDeployer, builder)
  const factoryArtifact = loadArtifact(venueArtifacts.pancakeV3Factory, v3FactoryAbi)
  await deployAt(client, factoryArtifact, addresses(poolDeployer), factory, builder)
  await send(client, {
    account: builder,
    address: poolDeployer,
    abi: poolDeployerAbi,
    functionName: 'setFactoryAddress',
    args: [factory],
  })
  const positions = loadArtifact(venueArtifacts.pancakeV3PositionManager, v3PositionManagerAbi)
  const positionArgs = addresses(poolDeployer, factory, wrappedNative, wrappedNative)
  await deployAt(client, positions, positionArgs, positionManager, builder)
  const periphery = addresses(poolDeployer, factory, wrappedNative)
  await deployAt(client, loadArtifact(venueArtifacts.pancakeV3QuoterV2, v3QuoterAbi), periphery, quoterV2, builder)
  await deployAt(
    client,
    loadArtifact(venueArtifacts.pancakeV3SwapRouter, v3SwapRouterAbi),
    periphery,
    swapRouter,
    builder,
  )
}

async function installUniswapV4(client: Client, { manager }: UniswapV4Config): Promise<void> {
  await deployAt(
    client,
    loadArtifact(venueArtifacts.uniswapV4PoolManager, v4ManagerAbi),
    addresses(builder),
    manager,
    builder,
  )
}

/** Hashes of the pools' creation code that npm's builds have built in: Algebra's first factory, and its periphery. */
const algebraPoolHashes = {
  core: '0x6ec6c9c8091d160c0aa74b2b14ba9c1717e95093bd3ac085cee99a49aab294a4',
  periphery: '0xa360004fb86ddf4cd7fe9aa67d0c6a7f7812d9069142659003dc503e1d7d241f',
} as const

/** npm's factory with the one constant in which a venue's own build of it differs: its pools lie where that puts them. */
export const algebraFactoryOf = ({ poolInitCodeHash }: AlgebraV1Config) =>
  withConstant(
    loadArtifact(venueArtifacts.algebraV1Factory, algebraFactoryAbi),
    algebraPoolHashes.core,
    poolInitCodeHash,
  )

async function installAlgebraV1(client: Client, venue: AlgebraV1Config, wrappedNative: Address): Promise<void> {
  const { factory, poolDeployer, swapRouter, poolInitCodeHash } = venue
  const deployerArgs = encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [factory, poolInitCodeHash])
  await deployAt(client, loadArtifact(venueArtifacts.algebraV1PoolDeployer, []), deployerArgs, poolDeployer, builder)
  // Community fees, which are off, would go to the builder.
  await deployAt(client, algebraFactoryOf(venue), addresses(poolDeployer, builder), factory, builder)
  const router = loadArtifact(venueArtifacts.algebraV1SwapRouter, algebraSwapRouterAbi)
  const ours = withConstant(router, algebraPoolHashes.periphery, poolInitCodeHash)
  await deployAt(client, ours, addresses(factory, wrappedNative, poolDeployer), swapRouter, builder)
}

/** The address book's venues, genuine bytecode at the addresses of the live chain. */
export async function installVenues(client: Client, config: ChainConfig): Promise<void> {
  const wrappedNative = wrappedNativeOf(config)
  if (wrappedNative === undefined) return
  for (const venue of Object.values(config.venues)) {
    switch (venue.family) {
      case 'uniswapV3':
        await installUniswapV3(client, venue, wrappedNative)
        break
      case 'pancakeV3':
        await installPancakeV3(client, venue, wrappedNative)
        break
      case 'uniswapV4':
        await installUniswapV4(client, venue)
        break
      case 'algebraV1':
        await installAlgebraV1(client, venue, wrappedNative)
        break
    }
  }
}
