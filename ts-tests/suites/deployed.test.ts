import { type Address, getAddress, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { lensAbi } from '../../tools/lib/lensAbi.ts'
import { chainIds } from '../harness/chains.ts'
import type { ChainConfig } from '../harness/config.ts'
import { useChain } from '../harness/useChain.ts'

const loupeAbi = parseAbi([
  'struct Facet { address facetAddress; bytes4[] functionSelectors; }',
  'function facets() view returns (Facet[] facets_)',
])

const vaultCountAbi = parseAbi(['function vaultCount() view returns (uint256)'])
const wrapperFactoryAbi = parseAbi([
  'function createWrapper(address diamond, uint256 vaultId) returns (address)',
  'function wrapperOf(address diamond, uint256 vaultId) view returns (address)',
  'error WrapperFactory_NoSuchVault(address diamond, uint256 vaultId)',
])

/** What depends on the deployer at most, so that its address is the same everywhere. */
const EVERYWHERE = ['CantileverDiamond', 'VaultLens', 'VaultWrapperFactory'] as const

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

  test.each(EVERYWHERE)('puts %s where it is on every chain', (name) => {
    expect(record.contracts[name]).toBeDefined()
    for (const other of chains) expect(other.record.contracts[name]?.address).toBe(record.contracts[name]?.address)
  })

  test('has a lens that reads every vault, and a factory that wraps any of them', async () => {
    const at = diamond?.address ?? '0x'
    const count = await client.readContract({ address: at, abi: vaultCountAbi, functionName: 'vaultCount' })
    const lens = { address: record.contracts.VaultLens?.address ?? '0x', abi: lensAbi } as const
    const reports = await client.readContract({ ...lens, functionName: 'vaults', args: [at, 1n, count + 1n] })
    const ids = Array.from({ length: Number(count) }, (_, index) => BigInt(index) + 1n)
    expect(reports.map(({ vaultId }) => vaultId)).toEqual(ids)

    const factory = { address: record.contracts.VaultWrapperFactory?.address ?? '0x', abi: wrapperFactoryAbi } as const
    for (const id of ids) {
      const args = [at, id] as const
      const { result } = await client.simulateContract({ ...factory, functionName: 'createWrapper', args })
      expect(result).toBe(await client.readContract({ ...factory, functionName: 'wrapperOf', args }))
    }
    const none = client.simulateContract({ ...factory, functionName: 'createWrapper', args: [at, count + 1n] })
    await expect(none).rejects.toThrow('WrapperFactory_NoSuchVault')
  })
})
