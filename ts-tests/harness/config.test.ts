import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { chainIds } from './chains.ts'
import { configPath, feedOf, loadConfig, parseConfig, poolOf, tokenOf, venueOf } from './config.ts'
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
    ['broken JSON', '"chain"', '"chain', ''],
  ])('refuses %s and says where', (_, from, to, path) => {
    const issues = issuesOf(edited(from, to))
    expect(issues.length).toBeGreaterThan(0)
    expect(issues[0]).toContain(path)
  })

  test('refuses a name that is not listed', () => {
    const config = loadConfig(138)
    expect(() => tokenOf(config, 'DAI')).toThrow(ConfigEntryMissingError)
    expect(() => venueOf(config, 'uniswapV3')).toThrow(ConfigEntryMissingError)
    expect(() => poolOf(config, 'x')).toThrow(ConfigEntryMissingError)
    expect(() => feedOf(config, 'x')).toThrow('script/config/138.json has no feeds.x')
  })
})
