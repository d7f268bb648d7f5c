import {
  type Address,
  decodeAbiParameters,
  encodeFunctionData,
  type Hex,
  isAddressEqual,
  maxUint128,
  parseAbi,
  parseEventLogs,
} from 'viem'
import { v3PositionManagerAbi, v3SwapRouterAbi } from '../../harness/abis/v3.ts'
import { EventMissingError } from '../errors.ts'
import type { Driver, Sent } from './driver.ts'
import type { Vault, VaultPool } from './vault.ts'

const DEADLINE = 10n ** 12n

export type RouterSwap = {
  pool: VaultPool
  zeroForOne: boolean
  amountIn: bigint
  recipient: Address
  amountOutMinimum?: bigint
  /** Where to stop; 0 for nowhere. Only what is used is paid. */
  sqrtPriceLimitX96?: bigint
}

export function exactInputSingle(vault: Vault, swap: RouterSwap) {
  const [tokenIn, tokenOut] = swap.zeroForOne ? [vault.token0, vault.token1] : [vault.token1, vault.token0]
  return {
    tokenIn: tokenIn.address,
    tokenOut: tokenOut.address,
    fee: swap.pool.fee,
    recipient: swap.recipient,
    deadline: DEADLINE,
    amountIn: swap.amountIn,
    amountOutMinimum: swap.amountOutMinimum ?? 0n,
    sqrtPriceLimitX96: swap.sqrtPriceLimitX96 ?? 0n,
  }
}

/** Calldata of a swap through the venue's own router, as a keeper hands it to the vault. */
export const routerCalldata = (vault: Vault, swap: RouterSwap): Hex =>
  encodeFunctionData({ abi: v3SwapRouterAbi, functionName: 'exactInputSingle', args: [exactInputSingle(vault, swap)] })

export const swapOnRouter = (driver: Driver, vault: Vault, from: Address, swap: RouterSwap): Promise<Sent> =>
  driver.send({
    from,
    to: vault.swapRouter,
    abi: v3SwapRouterAbi,
    functionName: 'exactInputSingle',
    args: [exactInputSingle(vault, swap)],
  })

/** What a pool's Swap event begins with, at Uniswap and PancakeSwap alike. */
const swapWords = [{ type: 'int256' }, { type: 'int256' }, { type: 'uint160' }] as const

/** What a swap did to its pool: amounts as the pool sees them, positive when they came in. */
export function swapped({ logs }: Sent, pool: VaultPool): { amount0: bigint; amount1: bigint; sqrtPriceX96: bigint } {
  const log = logs.find(({ address }) => isAddressEqual(address, pool.address))
  if (log === undefined) throw new EventMissingError('Swap')
  const [amount0, amount1, sqrtPriceX96] = decodeAbiParameters(swapWords, log.data)
  return { amount0, amount1, sqrtPriceX96 }
}

const positionEvents = parseAbi([
  'event IncreaseLiquidity(uint256 indexed tokenId, uint128 liquidity, uint256 amount0, uint256 amount1)',
])

export type NftPosition = { pool: VaultPool; tokenId: bigint; liquidity: bigint }

export type NftRange = { pool: VaultPool; tickLower: number; tickUpper: number; amount0: bigint; amount1: bigint }

function increased({ logs }: Sent): { tokenId: bigint; liquidity: bigint } {
  const [event] = parseEventLogs({ abi: positionEvents, logs: logs as Parameters<typeof parseEventLogs>[0]['logs'] })
  if (event === undefined) throw new EventMissingError('IncreaseLiquidity')
  return event.args
}

/** Somebody who provides liquidity by hand: one position NFT of the venue for each pool. */
export async function mintNft(driver: Driver, vault: Vault, from: Address, range: NftRange) {
  const { pool, tickLower, tickUpper, amount0, amount1 } = range
  const sent = await driver.send({
    from,
    to: vault.positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'mint',
    args: [
      {
        token0: vault.token0.address,
        token1: vault.token1.address,
        fee: pool.fee,
        tickLower,
        tickUpper,
        amount0Desired: amount0,
        amount1Desired: amount1,
        amount0Min: 0n,
        amount1Min: 0n,
        recipient: from,
        deadline: DEADLINE,
      },
    ],
  })
  return { gas: sent.gas, position: { pool, ...increased(sent) } satisfies NftPosition }
}

export async function increaseNft(
  driver: Driver,
  vault: Vault,
  from: Address,
  position: NftPosition,
  amount0: bigint,
  amount1: bigint,
) {
  const sent = await driver.send({
    from,
    to: vault.positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'increaseLiquidity',
    args: [
      {
        tokenId: position.tokenId,
        amount0Desired: amount0,
        amount1Desired: amount1,
        amount0Min: 0n,
        amount1Min: 0n,
        deadline: DEADLINE,
      },
    ],
  })
  return { gas: sent.gas, position: { ...position, liquidity: position.liquidity + increased(sent).liquidity } }
}

/** Takes liquidity and all that is owed, both in one transaction, as a careful person does. */
export async function decreaseNft(
  driver: Driver,
  vault: Vault,
  from: Address,
  position: NftPosition,
  liquidity: bigint,
) {
  const { tokenId } = position
  const decrease = encodeFunctionData({
    abi: v3PositionManagerAbi,
    functionName: 'decreaseLiquidity',
    args: [{ tokenId, liquidity, amount0Min: 0n, amount1Min: 0n, deadline: DEADLINE }],
  })
  const collect = encodeFunctionData({
    abi: v3PositionManagerAbi,
    functionName: 'collect',
    args: [{ tokenId, recipient: from, amount0Max: maxUint128, amount1Max: maxUint128 }],
  })
  const { gas } = await driver.send({
    from,
    to: vault.positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'multicall',
    args: [[decrease, collect]],
  })
  return { gas, position: { ...position, liquidity: position.liquidity - liquidity } }
}

/** Takes what is owed and nothing else. */
export async function collectNft(
  driver: Driver,
  vault: Vault,
  from: Address,
  { tokenId }: NftPosition,
): Promise<bigint> {
  const { gas } = await driver.send({
    from,
    to: vault.positionManager,
    abi: v3PositionManagerAbi,
    functionName: 'collect',
    args: [{ tokenId, recipient: from, amount0Max: maxUint128, amount1Max: maxUint128 }],
  })
  return gas
}
