import type { Address } from 'viem'
import type { Client } from '../client.ts'
import { type ChainConfig, type PoolConfig, type TokenConfig, tokenOf } from '../config.ts'
import { deal } from '../deal.ts'
import { ConfigEntryMissingError } from '../errors.ts'
import { liquidityFor, sqrtPriceX96 } from '../sqrtPrice.ts'
import { algebraDepthUsd, depthUsd, rangeHalfWidths, usdPrices } from './market.ts'

/** Far more of a token than any depth in market.ts, raw units of 18 decimals. */
const PLENTY = 10n ** 26n

export function usdPriceOf(config: ChainConfig, symbol: string): bigint {
  const price = usdPrices[symbol]
  if (price === undefined) throw new ConfigEntryMissingError(config.chain.id, `price of ${symbol} (origin/market.ts)`)
  return price
}

/** Raw amount of a token worth a number of whole USD, rounded down. */
export const amountFor = (usd: bigint, price: bigint, { decimals }: TokenConfig): bigint =>
  (usd * 10n ** 8n * 10n ** BigInt(decimals)) / price

/** The market's price as a pool of these tokens keeps it. */
export function startingPriceOf(config: ChainConfig, { token0, token1 }: PoolConfig): bigint {
  const [first, second] = [tokenOf(config, token0), tokenOf(config, token1)]
  return sqrtPriceX96(usdPriceOf(config, token0), first.decimals, usdPriceOf(config, token1), second.decimals)
}

/** Gives somebody plenty of a token. What wraps native coins is given the coins too, so that they can be taken out. */
export async function endow(client: Client, config: ChainConfig, symbol: string, to: Address): Promise<void> {
  const token = tokenOf(config, symbol)
  await deal(client, token.address, to, PLENTY)
  if (token.wrapsNative) await client.setBalance({ address: token.address, value: PLENTY })
}

/** Nearest usable tick at or below. */
const floorTick = (tick: number, spacing: number): number => Math.floor(tick / spacing) * spacing

export type BackgroundRange = { tickLower: number; tickUpper: number; amount0: bigint; amount1: bigint }

/** The ranges of a pool's background liquidity around a tick; two tokens and the ranges share the depth evenly. */
export function backgroundRanges(
  config: ChainConfig,
  pool: PoolConfig,
  tick: number,
  spacing: number,
): BackgroundRange[] {
  const usd = 'fee' in pool ? depthUsd[pool.fee] : algebraDepthUsd
  if (usd === undefined) {
    const fee = 'fee' in pool ? pool.fee : 0
    throw new ConfigEntryMissingError(config.chain.id, `depth of fee ${fee} (origin/market.ts)`)
  }
  const usdEach = usd / BigInt(2 * rangeHalfWidths.length)
  return rangeHalfWidths.map((halfWidth) => ({
    tickLower: floorTick(tick - halfWidth, spacing),
    tickUpper: floorTick(tick + halfWidth, spacing) + spacing,
    amount0: amountFor(usdEach, usdPriceOf(config, pool.token0), tokenOf(config, pool.token0)),
    amount1: amountFor(usdEach, usdPriceOf(config, pool.token1), tokenOf(config, pool.token1)),
  }))
}

/** A background range's liquidity at the market's price, for venues that ask for liquidity rather than amounts. */
export const liquidityOf = (config: ChainConfig, pool: PoolConfig, range: BackgroundRange): bigint =>
  liquidityFor(startingPriceOf(config, pool), range, range)
