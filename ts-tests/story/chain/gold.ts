import type { Address } from 'viem'
import { erc20Abi } from '../../harness/abis/erc20.ts'
import { type ChainConfig, tokenOf } from '../../harness/config.ts'
import type { DeploymentRecord } from '../../harness/deployments.ts'
import { CloseMissingError, ContractNotRecordedError } from '../errors.ts'
import type { Blocks } from './blocks.ts'
import { bucketAbi, meshAbi, poolAbi, stabilizerAbi } from './goldAbis.ts'
import type { PegStory } from './settings.ts'
import type { Token } from './vault.ts'

/** A deployed pool, its stabilizer and what belongs to them. */
export type Gold = {
  diamond: Address
  ledger: Address
  entry: Address
  bucket: Address
  /** The reserve system, bucket E. */
  reserve: Address
  pool: Address
  mesh: Address
  stabilizer: Address
  base: Token
  quote: Token
  /** The ledger's collateral: wrapped native. */
  collateral: Token
  kWad: bigint
  lpFeeWad: bigint
  settings: Settings
}

export type Settings = {
  thetaBp: number
  bandBp: number
  closes: number
  minBlocks: number
  perBlockCapBp: number
  blockTimeMs: number
  designFlowPerHour: bigint
  maxTrade: bigint
}

export type Side = 'none' | 'base' | 'quote'

/** Everything the story follows, as the next block will find it; the close is the latest block's. */
export type Look = {
  close: { block: bigint; deviationPpm: bigint; gap: bigint; scarce: Side; oracle: bigint }
  /** What the stabilizer would sell; zero when it would not act, whatever delay and gas price say. */
  size: bigint
  tokenIn: Address
  tokenOut: Address
  lastAction: bigint
  /** Bucket B's value, raw quote. */
  value: bigint
  /** What its private pool holds. */
  heldBase: bigint
  heldQuote: bigint
  poolBase: bigint
  poolQuote: bigint
}

const sides: readonly Side[] = ['none', 'base', 'quote']

export async function findGold(
  blocks: Blocks,
  story: PegStory,
  config: ChainConfig,
  record: DeploymentRecord,
): Promise<Gold> {
  const at = (name: string): Address => {
    const found = record.contracts[name]
    if (found === undefined) throw new ContractNotRecordedError(record.chainId, name, Object.keys(record.contracts))
    return found.address
  }
  const token = async (symbol: string): Promise<Token> => {
    const address = at(symbol)
    return { symbol, address, decimals: await blocks.read(address, erc20Abi, 'decimals', []) }
  }
  const [pool, stabilizer] = [at(`${story.pool}.public`), at(`${story.pool}.stabilizer`)]
  const collateral = tokenOf(config, story.collateral)
  return {
    diamond: at('CantileverDiamond'),
    ledger: at('XauLedger'),
    entry: at('PMMEntry'),
    bucket: at('ReserveBucketB'),
    reserve: at('ReserveSystem'),
    pool,
    mesh: at(`${story.pool}.mesh`),
    stabilizer,
    base: await token(story.base),
    quote: await token(story.quote),
    collateral: { symbol: story.collateral, address: collateral.address, decimals: collateral.decimals },
    kWad: await blocks.read(pool, poolAbi, '_K_', []),
    lpFeeWad: await blocks.read(pool, poolAbi, '_LP_FEE_RATE_', []),
    settings: await blocks.read(stabilizer, stabilizerAbi, 'settings', []),
  }
}

/** Looks at everything in one request. */
export async function look(blocks: Blocks, gold: Gold): Promise<Look> {
  const pool = { address: gold.pool, abi: poolAbi } as const
  const stabilizer = { address: gold.stabilizer, abi: stabilizerAbi } as const
  const [closes, reserves, [size, tokenIn, tokenOut], lastAction, value, held] = await blocks.client.multicall({
    allowFailure: false,
    contracts: [
      { ...pool, functionName: 'closes', args: [1n] },
      { ...pool, functionName: 'getVaultReserve' },
      { ...stabilizer, functionName: 'quotePrivateSwap' },
      { ...stabilizer, functionName: 'lastActionBlock' },
      { address: gold.bucket, abi: bucketAbi, functionName: 'valueXau' },
      { address: gold.mesh, abi: meshAbi, functionName: 'reserves' },
    ],
    blockOverrides: blocks.next,
  })
  const [close] = closes
  if (close === undefined) throw new CloseMissingError(gold.pool)
  return {
    close: {
      block: close.blockNumber,
      deviationPpm: close.deviationPpm,
      gap: close.gap,
      scarce: sides[Number(close.R)] ?? 'none',
      oracle: close.oraclePrice,
    },
    size,
    tokenIn,
    tokenOut,
    lastAction,
    value,
    heldBase: held[0],
    heldQuote: held[1],
    poolBase: reserves[0],
    poolQuote: reserves[1],
  }
}
