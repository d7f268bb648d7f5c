import { type Address, encodeAbiParameters, type Hex, parseAbi } from 'viem'
import { v3FactoryAbi, v3PositionManagerAbi, v3QuoterAbi, v3SwapRouterAbi } from '../abis/v3.ts'
import { loadArtifact } from '../artifacts.ts'
import type { Client } from '../client.ts'
import type { ChainConfig, PancakeV3Config, UniswapV3Config } from '../config.ts'
import { deployAt } from '../deployAt.ts'
import { send } from '../send.ts'
import { builder } from './builder.ts'

const uniswapCore = '@uniswap/v3-core/artifacts/contracts'
const uniswapPeriphery = '@uniswap/v3-periphery/artifacts/contracts'
const pancakeCore = '@pancakeswap/v3-core/artifacts/contracts'
const pancakePeriphery = '@pancakeswap/v3-periphery/artifacts/contracts'

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

/** The chain's wrapped native token, which every V3 periphery contract is built with. */
function wrappedNativeOf({ tokens }: ChainConfig): Address | undefined {
  return Object.values(tokens).find((token) => token.wrapsNative)?.address
}

/** The address book's venues, genuine bytecode at the addresses of the live chain. */
export async function installVenues(client: Client, config: ChainConfig): Promise<void> {
  const wrappedNative = wrappedNativeOf(config)
  if (wrappedNative === undefined) return
  for (const venue of Object.values(config.venues)) {
    if (venue.family === 'uniswapV3') await installUniswapV3(client, venue, wrappedNative)
    else await installPancakeV3(client, venue, wrappedNative)
  }
}
