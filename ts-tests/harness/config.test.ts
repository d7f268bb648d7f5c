import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ChainId, chainIds } from './chains.ts'
import {
  algebraPoolsOf,
  algebraVenueOf,
  configPath,
  feedOf,
  loadConfig,
  moneyMarketOf,
  parseConfig,
  poolOf,
  tokenOf,
  v3PoolsOf,
  v3VenueOf,
  v4PoolsOf,
  v4VenueOf,
  venueOf,
} from './config.ts'
import { ConfigEntryMissingError, ConfigInvalidError } from './errors.ts'
import { inRoot } from './paths.ts'

const text = readFileSync(inRoot(configPath(42161)), 'utf8')

/** The Arbitrum book with one thing changed. */
const edited = (from: string, to: string): string => {
  expect(text).toContain(from)
  return text.replace(from, to)
}

function issuesOf(broken: string): readonly string[] {
  try {
    parseConfig(broken, 'book.json', 42161)
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.issues
    throw error
  }
  return []
}

describe('address books', () => {
  test.each(chainIds)('%i is valid and says which chain it is for', (chainId) => {
    expect(loadConfig(chainId).chain.id).toBe(chainId)
  })

  test("Alltra's gold is that of 138 but for theta, which its block time decides", () => {
    const withTheta = (chainId: ChainId, thetaBp: number) =>
      JSON.stringify(loadConfig(chainId).gold).replaceAll(/"thetaBp":\d+/g, `"thetaBp":${thetaBp}`)
    expect(withTheta(651_940, 5)).toBe(JSON.stringify(loadConfig(138).gold))
    expect(withTheta(138, 4)).toBe(JSON.stringify(loadConfig(651_940).gold))
  })

  test('gas is free on Alltra alone', () => {
    expect(chainIds.filter((chainId) => loadConfig(chainId).chain.freeGas)).toEqual([651_940])
  })

  test('sections of other rooms pass through', () => {
    const config = parseConfig(edited('"feeds"', '"lighthouse": {"lamps": 3}, "feeds"'), 'book.json', 42161)
    expect(config.lighthouse).toEqual({ lamps: 3 })
  })

  test.each([
    ['an address without its checksum', '0x82aF49447D8a07e3', '0x82af49447D8a07e3', 'tokens.WETH.address'],
    ['decimals that are no integer', '"decimals": 18', '"decimals": 17.5', 'tokens.WETH.decimals'],
    ['a misspelt key', '"quoterV2"', '"quoter"', 'venues.uniswapV3'],
    ['another chain', '"id": 42161', '"id": 42162', 'chain.id'],
    ['a pool of an unlisted venue', '"venue": "uniswapV3"', '"venue": "uniswapV9"', 'pools.uniswapV3_WETH_USDC_500'],
    ['a pool of an unlisted token', '"token1": "USDC"', '"token1": "DAI"', 'pools.uniswapV3_WETH_USDC_500'],
    ['a pool whose tokens are not sorted', '"token0": "WETH"', '"token0": "USDT"', 'pools.uniswapV3_WETH_USDC_500'],
    [
      'a V4 pool described as a V3 pool',
      '"venue": "uniswapV4"',
      '"venue": "uniswapV3"',
      'pools.uniswapV4_ETH_USDC_500',
    ],
    [
      "a V4 pool with another pair's history",
      '"history": "uniswapV3_WETH_USDC_500"',
      '"history": "uniswapV4_ETH_USDC_500"',
      'pools.uniswapV4_ETH_USDC_500',
    ],
    ['bare coins that token0 does not wrap', '"wrapsNative": true', '"wrapsNative": false', 'pools.uniswapV4_ETH_USDC'],
    ['a misspelt key of a pool', '"tickSpacing"', '"spacing"', 'pools.uniswapV4_ETH_USDC_500'],
    [
      'a reserve of an unlisted token',
      '"reserves": {\n        "WETH"',
      '"reserves": {\n        "DAI"',
      'moneyMarkets.aaveV3',
    ],
    ['broken JSON', '"chain"', '"chain', ''],
  ])('refuses %s and says where', (_, from, to, path) => {
    const issues = issuesOf(edited(from, to))
    expect(issues.length).toBeGreaterThan(0)
    expect(issues[0]).toContain(path)
  })

  test('tells families apart', () => {
    const [arbitrum, bsc] = [loadConfig(42161), loadConfig(56)]
    expect(v3PoolsOf(arbitrum, 'pancakeV3').map(([name]) => name)).toEqual(['pancakeV3_WETH_USDC_500'])
    expect(v4PoolsOf(arbitrum).map(([name]) => name)).toEqual(['uniswapV4_ETH_USDC_500'])
    expect(algebraPoolsOf(arbitrum)).toEqual([])
    expect(algebraPoolsOf(bsc).map(([name]) => name)).toEqual(['thena_USDT_WBNB'])
    expect(v3PoolsOf(bsc).length + v4PoolsOf(bsc).length + 1).toBe(Object.keys(bsc.pools).length)
    expect(v3VenueOf(bsc, 'pancakeV3').family).toBe('pancakeV3')
    expect(() => v3VenueOf(bsc, 'thena')).toThrow('venues.thena of the V3 family')
    expect(() => v4VenueOf(bsc, 'thena')).toThrow(ConfigEntryMissingError)
    expect(() => algebraVenueOf(bsc, 'uniswapV4')).toThrow(ConfigEntryMissingError)
    expect(moneyMarketOf(arbitrum, 'aaveV3').reserves).toHaveProperty('USDC')
  })

  test('refuses a name that is not listed', () => {
    const config = loadConfig(138)
    expect(() => tokenOf(config, 'DAI')).toThrow(ConfigEntryMissingError)
    expect(() => venueOf(config, 'uniswapV3')).toThrow(ConfigEntryMissingError)
    expect(() => moneyMarketOf(config, 'aaveV3')).toThrow(ConfigEntryMissingError)
    expect(() => poolOf(config, 'x')).toThrow(ConfigEntryMissingError)
    expect(() => feedOf(config, 'x')).toThrow('script/config/138.json has no feeds.x')
  })
})
