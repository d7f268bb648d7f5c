import { type Chain, getAddress } from 'viem'
import * as known from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { alltra, chain138, chainAt, chainIds, goldChainIds } from './chains.ts'
import { loadConfig } from './config.ts'

describe('chains', () => {
  test('138 and Alltra carry what viem lacks', () => {
    expect(chain138.id).toBe(138)
    expect(alltra.id).toBe(651_940)
    expect(chain138.contracts.multicall3.address).toBe(loadConfig(138).infrastructure.multicall3)
    expect(alltra.contracts.multicall3.address).toBe(loadConfig(651_940).infrastructure.multicall3)
  })

  test.each([
    [138, known.defiOracleMetaMainnet],
    [56, known.bsc],
    [42_161, known.arbitrum],
  ] as const)('%i is what viem knows it as', (chainId, chain: Chain) => {
    const ours = chainAt(chainId, 'http://127.0.0.1:1')
    const { id, name, nativeCurrency, blockExplorers, fees, formatters, serializers, contracts } = chain
    expect(ours).toMatchObject({ id, name, nativeCurrency })
    expect(ours.blockExplorers?.default.url).toBe(blockExplorers?.default.url)
    // Nothing of how it prices or writes a transaction is lost.
    expect([ours.fees, ours.formatters, ours.serializers]).toEqual([fees, formatters, serializers])
    const multicall = contracts?.multicall3?.address
    if (multicall !== undefined) expect(ours.contracts?.multicall3).toHaveProperty('address', getAddress(multicall))
  })

  test('gold lives where the address book has it', () => {
    expect(chainIds.filter((chainId) => 'gold' in loadConfig(chainId))).toEqual([...goldChainIds])
  })

  test.each(chainIds)('%i is served from where it is told, with its Multicall3', (chainId) => {
    const chain = chainAt(chainId, 'http://127.0.0.1:1')
    expect(chain.id).toBe(chainId)
    expect(chain.rpcUrls.default.http).toEqual(['http://127.0.0.1:1'])
    expect(chain.contracts?.multicall3).toBeDefined()
    expect(chain.blockTime).toBe(loadConfig(chainId).chain.blockTimeMilliseconds)
  })
})
