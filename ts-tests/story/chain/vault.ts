import { type Address, isAddressEqual, pad } from 'viem'
import { v3PoolAbi } from '../../harness/abis/v3.ts'
import { type ChainConfig, tokenOf, v3PoolsOf, v3VenueOf } from '../../harness/config.ts'
import type { DeploymentRecord } from '../../harness/deployments.ts'
import { type Pair, toToken1, valueInQuote } from '../domain/price.ts'
import {
  ContractNotRecordedError,
  PoolNotInAddressBookError,
  RouterMissingError,
  VaultNotDeployedError,
} from '../errors.ts'
import type { Holding } from '../run.ts'
import { diamondAbi } from './abis.ts'
import type { Driver } from './driver.ts'
import type { VaultStory } from './settings.ts'

const DIAMOND = 'CantileverDiamond'

export type Token = { symbol: string; address: Address; decimals: number }

export type VaultPool = {
  index: number
  poolId: `0x${string}`
  name: string
  address: Address
  fee: number
  tickSpacing: number
  bandBp: bigint
  minWidthTicks: number
  maxOffsetTicks: number
  /** How far the keeper's ranges reach in it, ticks. */
  halfWidth: number
}

/** A deployed vault and the genuine contracts around it. */
export type Vault = {
  diamond: Address
  id: bigint
  token0: Token
  token1: Token
  pair: Pair
  pools: VaultPool[]
  swapRouter: Address
  positionManager: Address
  maxLossBp: bigint
  dailyLossBp: bigint
  maxSlippageBp: bigint
  cooldownSeconds: bigint
}

function diamondOf(record: DeploymentRecord): Address {
  const found = record.contracts[DIAMOND]
  if (found === undefined) throw new ContractNotRecordedError(record.chainId, DIAMOND, Object.keys(record.contracts))
  return found.address
}

async function findVault(driver: Driver, diamond: Address, token0: Token, token1: Token, chainId: number) {
  const count = await driver.read(diamond, diamondAbi, 'vaultCount', [])
  for (let id = 1n; id <= count; id++) {
    const info = await driver.read(diamond, diamondAbi, 'vaultInfo', [id])
    if (isAddressEqual(info.token0, token0.address) && isAddressEqual(info.token1, token1.address)) return { id, info }
  }
  throw new VaultNotDeployedError(chainId, `${token0.symbol} and ${token1.symbol}`)
}

async function poolsOf(driver: Driver, diamond: Address, id: bigint, story: VaultStory, config: ChainConfig) {
  const views = await driver.read(diamond, diamondAbi, 'vaultPools', [id])
  const known = v3PoolsOf(config).map(([, pool]) => pool)
  return Promise.all(
    views.map(async (view, index): Promise<VaultPool> => {
      const listed = known.find(({ address }) => pad(address).toLowerCase() === view.poolId.toLowerCase())
      if (listed === undefined) throw new PoolNotInAddressBookError(story.chainId, view.poolId)
      const minWidthTicks = Number(view.minWidthTicks)
      return {
        index,
        poolId: view.poolId,
        name: `${(listed.fee / 10_000).toFixed(2)} % pool`,
        address: listed.address,
        fee: listed.fee,
        tickSpacing: await driver.read(listed.address, v3PoolAbi, 'tickSpacing', []),
        bandBp: view.bandBp,
        minWidthTicks,
        maxOffsetTicks: Number(view.maxOffsetTicks),
        halfWidth: story.halfWidths[listed.fee] ?? minWidthTicks,
      }
    }),
  )
}

/** Finds the story's vault among those deployed, with its pools and their venue. */
export async function findStoryVault(
  driver: Driver,
  story: VaultStory,
  config: ChainConfig,
  record: DeploymentRecord,
): Promise<Vault> {
  const token = (symbol: string): Token => {
    const { address, decimals } = tokenOf(config, symbol)
    return { symbol, address, decimals }
  }
  const [token0, token1] = [token(story.token0), token(story.token1)]
  const diamond = diamondOf(record)
  const { id, info } = await findVault(driver, diamond, token0, token1, story.chainId)
  const { swapRouter, positionManager } = v3VenueOf(config, story.venue)
  if (swapRouter === undefined) throw new RouterMissingError(story.chainId, story.venue)
  const { maxLossBp, dailyLossBp, maxSlippageBp, cooldownSeconds } = info
  return {
    diamond,
    id,
    token0,
    token1,
    pair: { quote: story.quote, decimals0: token0.decimals, decimals1: token1.decimals },
    pools: await poolsOf(driver, diamond, id, story, config),
    swapRouter,
    positionManager,
    maxLossBp,
    dailyLossBp,
    maxSlippageBp,
    cooldownSeconds,
  }
}

/** A vault at one moment, raw. */
export type Photo = {
  anchorX96: bigint
  spotsX96: bigint[]
  cash: Amounts
  unreleased: Amounts
  /** Principal in each pool, at its spot. */
  pools: Amounts[]
  supply: bigint
  /** One share in raw token1, times 1e18. */
  valuePerShareWad: bigint
}

export type Amounts = { amount0: bigint; amount1: bigint }

/** Looks at a vault and its pools as of the next block. */
export async function photograph({ client, time }: Driver, vault: Vault): Promise<Photo> {
  const diamond = { address: vault.diamond, abi: diamondAbi } as const
  const args = [vault.id] as const
  const common = { allowFailure: false, blockOverrides: { time } } as const
  const slots = await client.multicall({
    ...common,
    contracts: vault.pools.map(({ address }) => ({ address, abi: v3PoolAbi, functionName: 'slot0' }) as const),
  })
  const [anchorX96, [cash0, cash1], [profit0, profit1], ranges, info, valuePerShareWad] = await client.multicall({
    ...common,
    contracts: [
      { ...diamond, functionName: 'anchorSqrtPriceX96', args: [vault.token0.address, vault.token1.address] },
      { ...diamond, functionName: 'cashBalances', args },
      { ...diamond, functionName: 'unreleasedProfit', args },
      { ...diamond, functionName: 'vaultRanges', args },
      { ...diamond, functionName: 'vaultInfo', args },
      { ...diamond, functionName: 'valuePerShareWad', args },
    ],
  })
  return {
    anchorX96,
    spotsX96: slots.map(([sqrtPriceX96]) => sqrtPriceX96),
    cash: { amount0: cash0, amount1: cash1 },
    unreleased: { amount0: profit0, amount1: profit1 },
    pools: vault.pools.map(({ index }) =>
      ranges.filter(({ poolIndex }) => poolIndex === BigInt(index)).reduce<Amounts>(add, { amount0: 0n, amount1: 0n }),
    ),
    supply: info.totalShares,
    valuePerShareWad,
  }
}

export const add = (a: Amounts, b: Amounts): Amounts => ({
  amount0: a.amount0 + b.amount0,
  amount1: a.amount1 + b.amount1,
})

/** Amounts with their value at the oracle's price, in the quote token. */
export const holdingOf = ({ amount0, amount1 }: Amounts, anchorX96: bigint, { quote }: Pair): Holding => ({
  amount0: String(amount0),
  amount1: String(amount1),
  value: String(valueInQuote(amount0, amount1, anchorX96, quote)),
})

const WAD = 10n ** 18n

/** Amounts over a supply of shares: what one share's part is worth, in whole token1 times 1e18. */
export const perShare = (
  { amount0, amount1 }: Amounts,
  supply: bigint,
  anchorX96: bigint,
  { decimals1 }: Pair,
): bigint =>
  supply === 0n ? 0n : ((toToken1(amount0, anchorX96) + amount1) * WAD * WAD) / (supply * 10n ** BigInt(decimals1))
