import { encodeFunctionData, type Hex, maxUint128, type TransactionReceipt } from 'viem'
import { v3PositionManagerAbi } from '../../harness/abis/v3.ts'
import { send } from '../../harness/send.ts'
import { nftStateAbi } from '../chain/abis.ts'
import { actors } from '../chain/stage.ts'
import { FAR_DEADLINE, fund, mintParameters, mintPosition, type Range, tickOf, worth } from '../chain/venue.ts'
import { BenchStateError } from '../errors.ts'
import type { Market } from './market.ts'

const POSITION_WETH = 5n
const INCREASE_WETH = 1n

/** The depositor's own positions through the genuine manager, one where each of the vault's ranges is. */
export type NftScene = { market: Market; tokenIds: readonly bigint[] }

type Sent = Promise<{ receipt: TransactionReceipt }>

export async function openPositions(market: Market): Promise<NftScene> {
  const { stage, venue, places } = market
  await fund(stage, venue, actors.depositor, [venue.positionManager, stage.diamond])
  const tokenIds: bigint[] = []
  for (const range of places.home) {
    tokenIds.push(await mintPosition(stage, venue, actors.depositor, range, POSITION_WETH))
  }
  return { market, tokenIds }
}

async function stateOf({ market }: NftScene, tokenId: bigint) {
  const state = await market.stage.client.readContract({
    address: market.venue.positionManager,
    abi: nftStateAbi,
    functionName: 'positions',
    args: [tokenId],
  })
  return { tickLower: state[5], tickUpper: state[6], liquidity: state[7], growth0: state[8], growth1: state[9] }
}

/** One transaction to the manager; several calls go through its multicall. */
function submit({ market }: NftScene, calls: readonly Hex[]): Sent {
  return send(market.stage.client, {
    account: actors.depositor,
    address: market.venue.positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'multicall',
    args: [calls],
  })
}

function increaseParameters({ market }: NftScene, tokenId: bigint) {
  const { amount0, amount1 } = worth(market.venue, INCREASE_WETH)
  return {
    tokenId,
    amount0Desired: amount0,
    amount1Desired: amount1,
    amount0Min: 0n,
    amount1Min: 0n,
    deadline: FAR_DEADLINE,
  }
}

const collectParameters = (tokenId: bigint) => ({
  tokenId,
  recipient: actors.depositor.address,
  amount0Max: maxUint128,
  amount1Max: maxUint128,
})

const collectCall = (tokenId: bigint): Hex =>
  encodeFunctionData({ abi: v3PositionManagerAbi, functionName: 'collect', args: [collectParameters(tokenId)] })

const increaseCall = (scene: NftScene, tokenId: bigint): Hex =>
  encodeFunctionData({
    abi: v3PositionManagerAbi,
    functionName: 'increaseLiquidity',
    args: [increaseParameters(scene, tokenId)],
  })

async function decreaseCall(scene: NftScene, tokenId: bigint, part: bigint): Promise<Hex> {
  const { liquidity } = await stateOf(scene, tokenId)
  return encodeFunctionData({
    abi: v3PositionManagerAbi,
    functionName: 'decreaseLiquidity',
    args: [{ tokenId, liquidity: liquidity / part, amount0Min: 0n, amount1Min: 0n, deadline: FAR_DEADLINE }],
  })
}

/** Adds to each position, one transaction each; the gas of all. */
export async function increaseOneByOne(scene: NftScene): Promise<bigint> {
  let gas = 0n
  for (const tokenId of scene.tokenIds) {
    const { receipt } = await send(scene.market.stage.client, {
      account: actors.depositor,
      address: scene.market.venue.positionManager,
      abi: v3PositionManagerAbi,
      functionName: 'increaseLiquidity',
      args: [increaseParameters(scene, tokenId)],
    })
    gas += receipt.gasUsed
  }
  return gas
}

/** Adds to all positions in one multicall. */
export const increaseAtOnce = (scene: NftScene): Sent =>
  submit(
    scene,
    scene.tokenIds.map((tokenId) => increaseCall(scene, tokenId)),
  )

/** Takes half out of each position, a multicall of decrease and collect each; the gas of all. */
export async function halveOneByOne(scene: NftScene): Promise<bigint> {
  let gas = 0n
  for (const tokenId of scene.tokenIds) {
    const { receipt } = await submit(scene, [await decreaseCall(scene, tokenId, 2n), collectCall(tokenId)])
    gas += receipt.gasUsed
  }
  return gas
}

/** Takes half out of all positions in one multicall. */
export async function halveAtOnce(scene: NftScene): Promise<{ receipt: TransactionReceipt }> {
  const calls: Hex[] = []
  for (const tokenId of scene.tokenIds) calls.push(await decreaseCall(scene, tokenId, 2n), collectCall(tokenId))
  return submit(scene, calls)
}

/** Collects every position's fees. */
export const collectAll = (scene: NftScene): Sent => submit(scene, scene.tokenIds.map(collectCall))

/** Closes every position and opens others, in one multicall. */
export async function movePositions(
  scene: NftScene,
  ranges: readonly Range[],
): Promise<{ receipt: TransactionReceipt }> {
  const { venue } = scene.market
  const calls: Hex[] = []
  for (const tokenId of scene.tokenIds) {
    const burn = encodeFunctionData({ abi: v3PositionManagerAbi, functionName: 'burn', args: [tokenId] })
    calls.push(await decreaseCall(scene, tokenId, 1n), collectCall(tokenId), burn)
  }
  for (const range of ranges) {
    const args = [mintParameters(venue, range, POSITION_WETH, actors.depositor.address)] as const
    calls.push(encodeFunctionData({ abi: v3PositionManagerAbi, functionName: 'mint', args }))
  }
  return submit(scene, calls)
}

/** Refuses to measure positions that are out of range, new, or without pending fees. */
export async function requireSteady(scene: NftScene, row: string): Promise<void> {
  const { stage, venue, places } = scene.market
  for (const [index, tokenId] of scene.tokenIds.entries()) {
    const range = places.home[index]
    const { tickLower, tickUpper, liquidity, growth0, growth1 } = await stateOf(scene, tokenId)
    const tick = range === undefined ? Number.NaN : await tickOf(stage, range.pool)
    if (!(liquidity > 0n && tickLower <= tick && tick < tickUpper)) {
      throw new BenchStateError(row, `position ${tokenId} should be live and in range`)
    }
    if (growth0 === 0n || growth1 === 0n)
      throw new BenchStateError(row, `position ${tokenId} should have earned before`)
    const { result } = await stage.client.simulateContract({
      account: actors.depositor,
      address: venue.positionManager,
      abi: v3PositionManagerAbi,
      functionName: 'collect',
      args: [collectParameters(tokenId)],
    })
    if (result.some((fees) => fees === 0n))
      throw new BenchStateError(row, `position ${tokenId} should have fees pending`)
  }
}
