import { readFileSync } from 'node:fs'
import { type Address, getAddress, isAddress } from 'viem'
import { z } from 'zod'
import type { ChainId } from './chains.ts'
import { ConfigEntryMissingError, ConfigInvalidError, ConfigMissingError } from './errors.ts'
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

const pool = z
  .object({
    venue: z.string(),
    address,
    token0: z.string(),
    token1: z.string(),
    /** Hundredths of a basis point, as the factory counts them. */
    fee: z.number().int().positive(),
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
      })
      .strict(),
    infrastructure: z.object({ permit2: address, multicall3: address, create2Deployer: address }).strict(),
    tokens: z.record(token),
    venues: z.record(z.discriminatedUnion('family', [uniswapV3, pancakeV3])),
    pools: z.record(pool),
    feeds: z.record(feed),
  })
  .passthrough()
  .superRefine((config, context) => {
    for (const [name, { venue, token0, token1 }] of Object.entries(config.pools)) {
      const complain = (message: string) => context.addIssue({ code: 'custom', path: ['pools', name], message })
      if (!(venue in config.venues)) complain(`names a venue that is not listed: ${venue}`)
      const first = config.tokens[token0]
      const second = config.tokens[token1]
      if (first === undefined) complain(`names a token that is not listed: ${token0}`)
      if (second === undefined) complain(`names a token that is not listed: ${token1}`)
      if (first && second && BigInt(first.address) >= BigInt(second.address)) complain('token0 must sort before token1')
    }
  })

export type ChainConfig = z.output<typeof chainConfig>
export type TokenConfig = z.output<typeof token>
export type UniswapV3Config = z.output<typeof uniswapV3>
export type PancakeV3Config = z.output<typeof pancakeV3>
export type VenueConfig = UniswapV3Config | PancakeV3Config
export type PoolConfig = z.output<typeof pool>
export type FeedConfig = z.output<typeof feed>

/** Where a chain's address book lives, relative to the repository. */
export const configPath = (chainId: number): string => `script/config/${chainId}.json`

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
    throw new ConfigInvalidError(
      path,
      result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`),
    )
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

export const feedOf = (config: ChainConfig, name: string): FeedConfig => entry(config, 'feeds', config.feeds, name)
