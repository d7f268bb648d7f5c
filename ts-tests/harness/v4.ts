import {
  type Address,
  concat,
  encodeAbiParameters,
  type Hash,
  hexToBigInt,
  keccak256,
  numberToHex,
  zeroAddress,
} from 'viem'
import { v4ManagerAbi } from './abis/v4.ts'
import type { Client } from './client.ts'
import { type ChainConfig, tokenOf, type V4PoolConfig } from './config.ts'

/** What names a V4 pool in its manager. */
export type PoolKey = { currency0: Address; currency1: Address; fee: number; tickSpacing: number; hooks: Address }

/** The key of a pool of the address book. */
export const poolKeyOf = (config: ChainConfig, pool: V4PoolConfig): PoolKey => ({
  currency0: pool.native ? zeroAddress : tokenOf(config, pool.token0).address,
  currency1: tokenOf(config, pool.token1).address,
  fee: pool.fee,
  tickSpacing: pool.tickSpacing,
  hooks: pool.hooks ?? zeroAddress,
})

/** A pool's id in its manager: the hash of its key. */
export const poolIdOf = ({ currency0, currency1, fee, tickSpacing, hooks }: PoolKey): Hash =>
  keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'address' }, { type: 'uint24' }, { type: 'int24' }, { type: 'address' }],
      [currency0, currency1, fee, tickSpacing, hooks],
    ),
  )

/** Where the manager keeps its pools (v4-core, StateLibrary), and how far behind a pool's first slot its liquidity lies. */
const POOLS_SLOT = 6
const LIQUIDITY_OFFSET = 3n
const SQRT_PRICE_MASK = (1n << 160n) - 1n

/** A pool's price and liquidity in range; both 0 before it is initialised. */
export async function v4StateOf(
  client: Client,
  manager: Address,
  key: PoolKey,
): Promise<{ sqrtPriceX96: bigint; liquidity: bigint }> {
  const first = hexToBigInt(keccak256(concat([poolIdOf(key), numberToHex(POOLS_SLOT, { size: 32 })])))
  const read = async (slot: bigint) =>
    hexToBigInt(
      await client.readContract({
        address: manager,
        abi: v4ManagerAbi,
        functionName: 'extsload',
        args: [numberToHex(slot, { size: 32 })],
      }),
    )
  return { sqrtPriceX96: (await read(first)) & SQRT_PRICE_MASK, liquidity: await read(first + LIQUIDITY_OFFSET) }
}
