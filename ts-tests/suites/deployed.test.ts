import { type Address, getAddress, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { chainIds } from '../harness/chains.ts'
import type { ChainConfig } from '../harness/config.ts'
import { useChain } from '../harness/useChain.ts'

const loupeAbi = parseAbi([
  'struct Facet { address facetAddress; bytes4[] functionSelectors; }',
  'function facets() view returns (Facet[] facets_)',
])

const chains = chainIds.map(useChain)

/** Facet address to its selectors, both in an order of their own. */
const table = (entries: readonly (readonly [Address, readonly Hex[]])[]) =>
  entries
    .filter(([, selectors]) => selectors.length > 0)
    .map(([address, selectors]) => [getAddress(address), [...selectors].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))

/** Which adapters a chain has: V3's everywhere, the others where the address book has a venue for them. */
function adaptersOf({ venues }: ChainConfig): string[] {
  const families = new Set(Object.values(venues).map(({ family }) => family))
  return [
    ...(families.has('algebraV1') ? ['AlgebraAdapterFacet'] : []),
    'V3AdapterFacet',
    ...(families.has('uniswapV4') ? ['V4AdapterFacet'] : []),
  ]
}

describe.each(chains)('the deployment on $chainId', ({ client, config, record, chainId }) => {
  const diamond = record.contracts.CantileverDiamond

  test('is recorded, for this chain', () => {
    expect(record.chainId).toBe(chainId)
    expect(diamond).toBeDefined()
  })

  test('has code at every recorded address', async () => {
    for (const { address } of [...Object.values(record.contracts), ...Object.values(record.facets)]) {
      expect((await client.getCode({ address }))?.length ?? 0).toBeGreaterThan(2)
    }
  })

  test('has the facets and selectors of its record, and no others', async () => {
    const live = await client.readContract({ address: diamond?.address ?? '0x', abi: loupeAbi, functionName: 'facets' })
    expect(table(live.map(({ facetAddress, functionSelectors }) => [facetAddress, functionSelectors]))).toEqual(
      table(Object.values(record.facets).map(({ address, selectors }) => [address, selectors])),
    )
  })

  test('has the adapters of its venues, and no others', () => {
    expect(
      Object.keys(record.facets)
        .filter((name) => name.endsWith('AdapterFacet'))
        .sort(),
    ).toEqual(adaptersOf(config))
  })

  test('puts the diamond where it is on every chain', () => {
    for (const other of chains) expect(other.record.contracts.CantileverDiamond?.address).toBe(diamond?.address)
  })
})
