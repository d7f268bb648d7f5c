import { readFileSync } from 'node:fs'
import { type Address, getAddress, type Hash, isAddress, isHash } from 'viem'
import { z } from 'zod'
import type { ChainId } from './chains.ts'
import { ConfigEntryMissingError, ConfigInvalidError, ConfigMissingError } from './errors.ts'
import { checkGold } from './goldChecks.ts'
import { goldConfig } from './goldConfig.ts'
import { inRoot } from './paths.ts'

const address = z
  .string()
  .refine((value) => isAddress(value, { strict: true }), 'is not a checksummed address')
  .transform((value): Address => getAddress(value))

const token = z
  .object({
    address,
    decimals: z.number().int().min(0).max(36),
    name: z.string().min(1),
    /** The chain's wrapped native token: WETH9 bytecode rather than an issuer's token. */
    wrapsNative: z.boolean().default(false),
  })
  .strict()

const uniswapV3 = z
  .object({
    family: z.literal('uniswapV3'),
    factory: address,
    positionManager: address,
    /** Absent where the venue never deployed the original router. */
    swapRouter: address.optional(),
    quoterV2: address,
  })
  .strict()

const pancakeV3 = z
  .object({
    family: z.literal('pancakeV3'),
    factory: address,
    poolDeployer: address,
    positionManager: address,
    swapRouter: address,
    quoterV2: address,
  })
  .strict()

const uniswapV4 = z
  .object({
    family: z.literal('uniswapV4'),
    /** The PoolManager. */
    manager: address,
    /** Hooks whose pools may be registered. */
    hooks: z.array(address).optional(),
  })
  .strict()

const algebraV1 = z
  .object({
    family: z.literal('algebraV1'),
    factory: address,
    poolDeployer: address,
    swapRouter: address,
    /** Hash of the pools' creation code, which their addresses follow from; each venue of the family has its own. */
    poolInitCodeHash: z.string().refine((value): value is Hash => isHash(value), 'is not 32 bytes of hex'),
  })
  .strict()

const between = { venue: z.string(), token0: z.string(), token1: z.string() }
/** Hundredths of a basis point, as the venue counts them. */
const fee = z.number().int().positive()

const v3Pool = z.object({ ...between, address, fee }).strict()

/** Its fee follows volatility. */
const algebraPool = z.object({ ...between, address }).strict()

/** An entry in the PoolManager rather than a contract. */
const v4Pool = z
  .object({
    ...between,
    fee,
    tickSpacing: z.number().int().positive(),
    hooks: address.optional(),
    /** The pool trades bare coins in place of token0, which wraps them. */
    native: z.literal(true).optional(),
    /** Name of the V3 pool of the pair whose mean price stands for this one's. */
    history: z.string(),
  })
  .strict()

const aaveV3 = z
  .object({
    family: z.literal('aaveV3'),
    pool: address,
    addressesProvider: address,
    poolConfigurator: address,
    aclManager: address,
    /** By symbol of the token that is lent. */
    reserves: z.record(z.object({ aToken: address }).strict()),
  })
  .strict()

const feed = z
  .object({
    address,
    decimals: z.number().int().min(0).max(18),
    /** How old an answer this project accepts, seconds; 0 where age has no meaning. */
    ttlSeconds: z.number().int().min(0),
    description: z.string().min(1),
  })
  .strict()

/** Sections that other rooms read keep their own shape; they pass through untouched. */
const chainConfig = z
  .object({
    chain: z
      .object({
        id: z.number().int().positive(),
        name: z.string().min(1),
        /** Whole milliseconds: forge's JSON cheatcodes read no fractions. */
        blockTimeMilliseconds: z.number().int().positive(),
        /** Block at which a live fork is pinned; without it, the latest less 64. */
        forkBlock: z.number().int().positive().optional(),
        /** Transactions may offer nothing for their gas: the chain's blocks have no base fee. */
        freeGas: z.boolean().default(false),
      })
      .strict(),
    infrastructure: z.object({ permit2: address, multicall3: address, create2Deployer: address }).strict(),
    tokens: z.record(token),
    venues: z.record(z.discriminatedUnion('family', [uniswapV3, pancakeV3, uniswapV4, algebraV1])),
    pools: z.record(z.union([v3Pool, v4Pool, algebraPool])),
    moneyMarkets: z.record(aaveV3).default({}),
    feeds: z.record(feed),
    /** Of the chains that the gold system lives on. */
    gold: goldConfig.optional(),
  })
  .passthrough()
  .superRefine((config, context) => {
    for (const [name, pool] of Object.entries(config.pools)) {
      const { venue, token0, token1 } = pool
      const complain = (message: string) => context.addIssue({ code: 'custom', path: ['pools', name], message })
      const family = config.venues[venue]?.family
      if (family === undefined) complain(`names a venue that is not listed: ${venue}`)
      else if (!isOfFamily(pool, family)) complain(`is not described as pools of ${family} are`)
      const first = config.tokens[token0]
      const second = config.tokens[token1]
      if (first === undefined) complain(`names a token that is not listed: ${token0}`)
      if (second === undefined) complain(`names a token that is not listed: ${token1}`)
      if (first && second && BigInt(first.address) >= BigInt(second.address)) complain('token0 must sort before token1')
      if (!('history' in pool)) continue
      if (pool.native && !first?.wrapsNative) complain('trades bare coins, which token0 does not wrap')
      const history = config.pools[pool.history]
      if (history === undefined || !isV3Pool(history) || history.token0 !== token0 || history.token1 !== token1)
        complain(`has its history from something else than a V3 pool of its pair: ${pool.history}`)
    }
    for (const [name, { reserves }] of Object.entries(config.moneyMarkets)) {
      for (const symbol of Object.keys(reserves)) {
        if (symbol in config.tokens) continue
        const message = `names a token that is not listed: ${symbol}`
        context.addIssue({ code: 'custom', path: ['moneyMarkets', name], message })
      }
    }
    if (config.gold === undefined) return
    checkGold(config.gold, config, (path, message) =>
      context.addIssue({ code: 'custom', path: ['gold', ...path], message }),
    )
  })

export type ChainConfig = z.output<typeof chainConfig>
export type TokenConfig = z.output<typeof token>
export type UniswapV3Config = z.output<typeof uniswapV3>
export type PancakeV3Config = z.output<typeof pancakeV3>
/** A venue with Uniswap V3's pools and periphery. */
export type V3VenueConfig = UniswapV3Config | PancakeV3Config
export type UniswapV4Config = z.output<typeof uniswapV4>
export type AlgebraV1Config = z.output<typeof algebraV1>
export type VenueConfig = V3VenueConfig | UniswapV4Config | AlgebraV1Config
export type V3PoolConfig = z.output<typeof v3Pool>
export type V4PoolConfig = z.output<typeof v4Pool>
export type AlgebraPoolConfig = z.output<typeof algebraPool>
export type PoolConfig = V3PoolConfig | V4PoolConfig | AlgebraPoolConfig
export type AaveV3Config = z.output<typeof aaveV3>
export type FeedConfig = z.output<typeof feed>

const isV4Pool = (pool: PoolConfig): pool is V4PoolConfig => 'history' in pool
const isV3Pool = (pool: PoolConfig): pool is V3PoolConfig => !isV4Pool(pool) && 'fee' in pool
const isAlgebraPool = (pool: PoolConfig): pool is AlgebraPoolConfig => !isV4Pool(pool) && !isV3Pool(pool)

function isOfFamily(pool: PoolConfig, family: VenueConfig['family']): boolean {
  if (family === 'uniswapV4') return isV4Pool(pool)
  return family === 'algebraV1' ? isAlgebraPool(pool) : isV3Pool(pool)
}

/** Where a chain's address book lives, relative to the repository. */
export const configPath = (chainId: number): string => `script/config/${chainId}.json`

/** What is wrong, and where. Of several shapes that something could have, the nearest one's complaints. */
function complaintsOf({ issues }: z.ZodError): string[] {
  return issues.flatMap((issue) => {
    const [nearest] =
      issue.code === 'invalid_union' ? issue.unionErrors.toSorted((a, b) => a.issues.length - b.issues.length) : []
    return nearest === undefined ? [`${issue.path.join('.') || '(top)'}: ${issue.message}`] : complaintsOf(nearest)
  })
}

/** Checks an address book that was already read. `path` only names it in errors. */
export function parseConfig(text: string, path: string, expectedId: number): ChainConfig {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new ConfigInvalidError(path, [cause instanceof Error ? cause.message : String(cause)])
  }
  const result = chainConfig.safeParse(json)
  if (!result.success) {
    throw new ConfigInvalidError(path, complaintsOf(result.error))
  }
  if (result.data.chain.id !== expectedId) {
    throw new ConfigInvalidError(path, [`chain.id: is ${result.data.chain.id}, the file name says ${expectedId}`])
  }
  return result.data
}

/** The chain's address book, the same one that the forge scripts read. */
export function loadConfig(chainId: ChainId): ChainConfig {
  const path = configPath(chainId)
  let text: string
  try {
    text = readFileSync(inRoot(path), 'utf8')
  } catch (cause) {
    throw new ConfigMissingError(path, { cause })
  }
  return parseConfig(text, path, chainId)
}

function entry<value>(config: ChainConfig, section: string, from: Record<string, value>, name: string): value {
  const found = from[name]
  if (found === undefined) throw new ConfigEntryMissingError(config.chain.id, `${section}.${name}`)
  return found
}

export const tokenOf = (config: ChainConfig, symbol: string): TokenConfig =>
  entry(config, 'tokens', config.tokens, symbol)

export const venueOf = (config: ChainConfig, name: string): VenueConfig => entry(config, 'venues', config.venues, name)

export const poolOf = (config: ChainConfig, name: string): PoolConfig => entry(config, 'pools', config.pools, name)

/** A venue of one family; asking for another's is an error, as if it were not there. */
function venueOfFamily<venue extends VenueConfig>(
  config: ChainConfig,
  name: string,
  isWanted: (venue: VenueConfig) => venue is venue,
  kind: string,
): venue {
  const venue = venueOf(config, name)
  if (!isWanted(venue)) throw new ConfigEntryMissingError(config.chain.id, `venues.${name} of ${kind}`)
  return venue
}

export const v3VenueOf = (config: ChainConfig, name: string): V3VenueConfig =>
  venueOfFamily(
    config,
    name,
    (venue): venue is V3VenueConfig => venue.family === 'uniswapV3' || venue.family === 'pancakeV3',
    'the V3 family',
  )

export const v4VenueOf = (config: ChainConfig, name: string): UniswapV4Config =>
  venueOfFamily(config, name, (venue): venue is UniswapV4Config => venue.family === 'uniswapV4', 'family uniswapV4')

export const algebraVenueOf = (config: ChainConfig, name: string): AlgebraV1Config =>
  venueOfFamily(config, name, (venue): venue is AlgebraV1Config => venue.family === 'algebraV1', 'family algebraV1')

const poolsWhere =
  <pool extends PoolConfig>(isWanted: (pool: PoolConfig) => pool is pool) =>
  (config: ChainConfig, venue?: string): [name: string, pool: pool][] =>
    Object.entries(config.pools).flatMap(([name, pool]): [string, pool][] =>
      isWanted(pool) && (venue === undefined || pool.venue === venue) ? [[name, pool]] : [],
    )

/** The pools of a family by name, of one venue or of all. */
export const v3PoolsOf = poolsWhere(isV3Pool)
export const v4PoolsOf = poolsWhere(isV4Pool)
export const algebraPoolsOf = poolsWhere(isAlgebraPool)

export const moneyMarketOf = (config: ChainConfig, name: string): AaveV3Config =>
  entry(config, 'moneyMarkets', config.moneyMarkets, name)

/** The chain's wrapped native token, if the address book lists one. */
export const wrappedNativeOf = ({ tokens }: ChainConfig): Address | undefined =>
  Object.values(tokens).find((token) => token.wrapsNative)?.address

export const feedOf = (config: ChainConfig, name: string): FeedConfig => entry(config, 'feeds', config.feeds, name)
