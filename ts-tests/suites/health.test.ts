import { rmSync } from 'node:fs'
import { type Address, type Hex, parseAbi, zeroAddress } from 'viem'
import { afterAll, assert, beforeAll, describe, expect, test } from 'vitest'
import { describeProblem, findProblems, type Problem, readSignatures } from '../../tools/lib/health.ts'
import { chainIds } from '../harness/chains.ts'
import type { Client } from '../harness/client.ts'
import { type DeploymentRecord, localRecordPath, roleAccounts } from '../harness/deployments.ts'
import { WrongChainIdError } from '../harness/errors.ts'
import { inRoot } from '../harness/paths.ts'
import { run } from '../harness/run.ts'
import { send } from '../harness/send.ts'
import { writeAtomically } from '../harness/stateFile.ts'
import { useChain } from '../harness/useChain.ts'

const cutAbi = parseAbi([
  'struct FacetCut { address facetAddress; uint8 action; bytes4[] functionSelectors; }',
  'function diamondCut(FacetCut[] cuts, address init, bytes initCalldata)',
])
const [ADD, REPLACE, REMOVE] = [0, 1, 2]
const RUN = 'health-test'

const diamondOf = (record: DeploymentRecord): Address => record.contracts.CantileverDiamond?.address ?? zeroAddress

function facetOf(record: DeploymentRecord, name: string) {
  const facet = record.facets[name]
  assert(facet !== undefined, `the record names ${name}`)
  return facet
}

const cut = (
  client: Client,
  record: DeploymentRecord,
  facetAddress: Address,
  action: number,
  functionSelectors: readonly Hex[],
) =>
  send(client, {
    account: roleAccounts.admin,
    address: diamondOf(record),
    abi: cutAbi,
    functionName: 'diamondCut',
    args: [[{ facetAddress, action, functionSelectors }], zeroAddress, '0x'],
  })

describe.each(chainIds.map(useChain))('the health of chain $chainId', ({ client, record }) => {
  const diamond = diamondOf(record)
  const facet = (name: string) => facetOf(record, name)
  const kinds = (problems: readonly Problem[]) => problems.map(({ kind }) => kind)

  test('is good after deployment', async () => {
    expect(await findProblems(client, record)).toEqual([])
  })

  test('is bad when a facet is swapped under it, function by function', async () => {
    const { selectors } = facet('ALMUserFacet')
    const other = facet('ALMInfoFacet').address
    await cut(client, record, other, REPLACE, selectors)
    const problems = await findProblems(client, record)
    expect(problems).toEqual(
      selectors.map((selector) => ({
        kind: 'moved',
        selector,
        name: 'ALMUserFacet',
        address: facet('ALMUserFacet').address,
        actual: other,
      })),
    )
    const text = problems.map((problem) => describeProblem(problem, readSignatures())).join('\n')
    expect(text).toContain('deposit(uint256,uint256,uint256,uint256,address) is served by')
  })

  test("is bad when a facet's code changes at its address", async () => {
    const { address } = facet('SwapFacet')
    await client.setCode({ address, bytecode: '0x00' })
    const problems = await findProblems(client, record)
    expect(problems).toMatchObject([{ kind: 'otherCode', name: 'SwapFacet', address }])
  })

  test('is bad when a facet has lost its code', async () => {
    const { address } = facet('SwapFacet')
    await client.setCode({ address, bytecode: '0x' })
    expect(await findProblems(client, record)).toEqual([{ kind: 'noCode', name: 'SwapFacet', address }])
  })

  test('is bad when a function is gone or is new', async () => {
    const [selector = '0x'] = facet('SwapFacet').selectors
    const { address } = facet('SwapFacet')
    await cut(client, record, zeroAddress, REMOVE, [selector])
    await cut(client, record, address, ADD, ['0x12345678'])
    expect(await findProblems(client, record)).toEqual([
      { kind: 'gone', selector, name: 'SwapFacet', address },
      { kind: 'unrecorded', selector: '0x12345678', actual: address },
    ])
  })

  test('is bad when there is no diamond, or none that answers', async () => {
    await client.setCode({ address: diamond, bytecode: '0x00' })
    expect(kinds(await findProblems(client, record))).toEqual(['otherCode', 'noLoupe'])
    await client.setCode({ address: diamond, bytecode: '0x' })
    expect(kinds(await findProblems(client, record))).toEqual(['noCode'])
    expect(kinds(await findProblems(client, { ...record, contracts: {} }))).toEqual(['notRecorded'])
  })

  test("is not judged by another chain's record", async () => {
    await expect(findProblems(client, { ...record, chainId: 1 })).rejects.toThrow(WrongChainIdError)
  })
})

describe('the health command', () => {
  const { client, record, chainId, url } = useChain(42161)
  const recordPath = localRecordPath(RUN, chainId)
  const commandAt = (rpc: string, ...args: string[]) =>
    run(process.execPath, ['--import', 'tsx', inRoot('tools', 'health.ts'), '--rpc', rpc, ...args])
  const command = (...args: string[]) => commandAt(url, ...args)
  beforeAll(() => writeAtomically(recordPath, JSON.stringify(record)))
  afterAll(() => rmSync(recordPath, { force: true }))

  test('ends with 0 after deployment, with 1 and a list after a swap, with 2 without a record', async () => {
    const good = await command('--chain', String(chainId), '--record', recordPath)
    expect(good.code).toBe(0)
    expect(good.stdout).toContain(`Chain ${chainId} is healthy`)

    const { selectors } = facetOf(record, 'SwapFacet')
    await cut(client, record, facetOf(record, 'ALMInfoFacet').address, REPLACE, selectors)
    const bad = await command('--chain', String(chainId), '--record', recordPath)
    expect(bad.code).toBe(1)
    expect(bad.stderr).toContain(`in ${selectors.length} respects`)
    for (const selector of selectors) expect(bad.stderr).toContain(`  - ${selector} `)

    const unknown = await command('--chain', String(chainId), '--record', `${recordPath}.none`)
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('DeploymentRecordInvalidError')
    expect((await command('--chain', '1')).code).toBe(2)

    // Port 9, discard: nobody listens there.
    const silent = await commandAt('http://127.0.0.1:9', '--chain', String(chainId), '--record', recordPath)
    expect(silent.code).toBe(2)
    expect(silent.stderr).toContain('NodeSilentError: No answer from http://127.0.0.1:9')
  })
})
