import { z } from 'zod'
import type { ChainId } from '../harness/chains.ts'
import { type ChainConfig, feedOf, loadConfig } from '../harness/config.ts'
import { ConfigEntryMissingError } from '../harness/errors.ts'
import { type BandNeeds, bandNeeds } from './domain/band.ts'
import { mulDivUp, WAD } from './domain/fixedPoint.ts'
import { type PoolTerms, worthDown } from './domain/pool.ts'
import type { FeedTerms, SourceTerms, Unit } from './domain/source.ts'
import type { Settings } from './domain/stabilizer.ts'
import { NoGoldError, PoolUnknownError } from './errors.ts'

const integer = z.union([z.string().regex(/^\d+$/), z.number().int().nonnegative()]).transform(BigInt)

const goldPool = z
  .object({
    base: z.string(),
    quote: z.string(),
    lpFeeRateWad: integer,
    mtFeeRateWad: integer.default(0),
    kWad: integer,
    guideStepBp: integer,
    guideCapBp: integer,
    meshMaxVolumePerBlock: integer,
    stabilizer: z
      .object({
        thetaBp: integer,
        bandBp: integer,
        closes: integer,
        minBlocks: integer,
        gainBp: integer,
        perBlockCapBp: integer,
        maxSlippageBp: integer,
        designFlowPerHour: integer,
        maxTrade: integer,
      })
      .passthrough(),
    opening: z.object({ base: integer, bucketBOfBase: integer }).passthrough(),
  })
  .passthrough()

/** The parts of an address book's gold section that a simulation needs. */
const gold = z
  .object({
    tokens: z.record(z.object({ decimals: z.number().int().min(0).max(24), unit: z.string() }).passthrough()),
    pools: z.record(z.object({}).passthrough()),
  })
  .passthrough()

export type TokenTerms = { symbol: string; decimals: number }

/** A pool with its stabilizer and price source as the address book has them: everything that decides what happens. */
export type Market = {
  chainId: ChainId
  chainName: string
  pool: string
  base: TokenTerms
  quote: TokenTerms
  terms: PoolTerms
  settings: Settings
  source: SourceTerms
  meshMaxVolume: bigint
  /** Raw base on either side of the pool, and what bucket B's gold is worth, at the opening. */
  opening: { base: bigint; bucket: bigint }
}

/** The gold pools that an address book lists. Errors: `NoGoldError`. */
export function poolNames(config: ChainConfig): string[] {
  if (!('gold' in config)) throw new NoGoldError(config.chain.id)
  return Object.keys(gold.parse(config.gold).pools)
}

/** Reads a pool's terms from a chain's address book. Errors: `NoGoldError`, `PoolUnknownError`. */
export function loadMarket(chainId: ChainId, pool: string, config = loadConfig(chainId)): Market {
  const known = poolNames(config)
  const section = gold.parse(config.gold)
  const found = section.pools[pool]
  if (found === undefined) throw new PoolUnknownError(chainId, pool, known)
  const p = goldPool.parse(found)
  const tokenOf = (symbol: string) => {
    const token = section.tokens[symbol]
    if (token === undefined) throw new ConfigEntryMissingError(chainId, `gold.tokens.${symbol}`)
    return { symbol, ...token }
  }
  const [base, quote] = [tokenOf(p.base), tokenOf(p.quote)]
  const unitOf = ({ unit }: typeof base): Unit => (unit === 'USD' ? 'USD' : { feed: unit })
  const units = [unitOf(base), unitOf(quote)] as const
  const feeds: Record<string, FeedTerms> = {}
  for (const unit of units) {
    if (unit === 'USD') continue
    const { decimals, ttlSeconds } = feedOf(config, unit.feed)
    feeds[unit.feed] = { decimals, ttl: BigInt(ttlSeconds) }
  }
  const s = p.stabilizer
  return {
    chainId,
    chainName: config.chain.name,
    pool,
    base: { symbol: base.symbol, decimals: base.decimals },
    quote: { symbol: quote.symbol, decimals: quote.decimals },
    terms: {
      kWad: p.kWad,
      lpFeeWad: p.lpFeeRateWad,
      mtFeeWad: p.mtFeeRateWad,
      guideStepBp: p.guideStepBp,
      guideCapBp: p.guideCapBp,
    },
    settings: {
      thetaBp: s.thetaBp,
      bandBp: s.bandBp,
      closes: Number(s.closes),
      minBlocks: s.minBlocks,
      gainBp: s.gainBp,
      perBlockCapBp: s.perBlockCapBp,
      maxSlippageBp: s.maxSlippageBp,
      blockTimeMs: BigInt(config.chain.blockTimeMilliseconds),
      designFlowPerHour: s.designFlowPerHour,
      maxTrade: s.maxTrade,
    },
    source: {
      base: units[0],
      quote: units[1],
      scale: 10n ** BigInt(18 + quote.decimals - base.decimals),
      gates: [],
      feeds,
    },
    meshMaxVolume: p.meshMaxVolumePerBlock,
    opening: { base: p.opening.base, bucket: p.opening.bucketBOfBase },
  }
}

/** What the setter asks of a market's settings with its pool as opened at `price`, for base scarce and quote scarce. */
export function needsOf({ settings, terms, opening }: Market, price: bigint): { base: BandNeeds; quote: BandNeeds } {
  const { designFlowPerHour, maxTrade } = settings
  const of = { ...settings, closes: BigInt(settings.closes) }
  return {
    base: bandNeeds(of, opening.base, terms.kWad, designFlowPerHour, maxTrade),
    quote: bandNeeds(
      of,
      worthDown(opening.base, price),
      terms.kWad,
      mulDivUp(designFlowPerHour, price, WAD),
      mulDivUp(maxTrade, price, WAD),
    ),
  }
}
