import { readFileSync } from 'node:fs'
import {
  type Address,
  getAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  type PublicClient,
  parseAbi,
  zeroAddress,
} from 'viem'
import type { DeploymentRecord } from '../../ts-tests/harness/deployments.ts'
import { WrongChainIdError } from '../../ts-tests/harness/errors.ts'
import { inRoot } from '../../ts-tests/harness/paths.ts'

const loupeAbi = parseAbi([
  'struct Facet { address facetAddress; bytes4[] functionSelectors; }',
  'function facets() view returns (Facet[] facets_)',
])

/** One respect in which a live deployment differs from its record. */
export type Problem =
  | { kind: 'notRecorded' }
  | { kind: 'noCode'; name: string; address: Address }
  | { kind: 'otherCode'; name: string; address: Address; expected: Hex; actual: Hex }
  | { kind: 'noLoupe'; address: Address; reason: string }
  | { kind: 'gone'; selector: Hex; name: string; address: Address }
  | { kind: 'moved'; selector: Hex; name: string; address: Address; actual: Address }
  | { kind: 'unrecorded'; selector: Hex; actual: Address }

/** Reads that the check makes; any viem client with public actions can. */
export type HealthClient = Pick<PublicClient, 'getBlockNumber' | 'getChainId' | 'getCode' | 'readContract'>

type Entry = { name: string; address: Address; codeHash: Hex }

async function codeProblem(client: HealthClient, entry: Entry, blockNumber: bigint): Promise<Problem | undefined> {
  const { name, address, codeHash } = entry
  const code = await client.getCode({ address, blockNumber })
  if (code === undefined || code === '0x') return { kind: 'noCode', name, address }
  const actual = keccak256(code)
  return actual === codeHash ? undefined : { kind: 'otherCode', name, address, expected: codeHash, actual }
}

/** What serves each selector, or why the diamond does not say. */
async function liveTable(
  client: HealthClient,
  address: Address,
  blockNumber: bigint,
): Promise<Map<Hex, Address> | Problem> {
  try {
    const facets = await client.readContract({ address, abi: loupeAbi, functionName: 'facets', blockNumber })
    return new Map(
      facets.flatMap(({ facetAddress, functionSelectors }) =>
        functionSelectors.map((selector): [Hex, Address] => [selector, facetAddress]),
      ),
    )
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { kind: 'noLoupe', address, reason }
  }
}

function tableProblems(record: DeploymentRecord, live: ReadonlyMap<Hex, Address>): Problem[] {
  const problems: Problem[] = []
  const recorded = new Set<Hex>()
  for (const [name, { address, selectors }] of Object.entries(record.facets)) {
    for (const selector of selectors) {
      recorded.add(selector)
      const actual = live.get(selector) ?? zeroAddress
      if (isAddressEqual(actual, zeroAddress)) problems.push({ kind: 'gone', selector, name, address })
      else if (!isAddressEqual(actual, address)) problems.push({ kind: 'moved', selector, name, address, actual })
    }
  }
  for (const [selector, actual] of live) {
    if (!recorded.has(selector)) problems.push({ kind: 'unrecorded', selector, actual: getAddress(actual) })
  }
  return problems
}

/** Compares what is on chain with its record, all of it in one block: code, facets, selectors. */
export async function findProblems(
  client: HealthClient,
  record: DeploymentRecord,
  url = 'the RPC',
): Promise<Problem[]> {
  const chainId = await client.getChainId()
  if (chainId !== record.chainId) throw new WrongChainIdError(url, record.chainId, chainId)
  const diamond = record.contracts.CantileverDiamond
  if (diamond === undefined) return [{ kind: 'notRecorded' }]

  const blockNumber = await client.getBlockNumber()
  const entries = [...Object.entries(record.contracts), ...Object.entries(record.facets)]
  const code = await Promise.all(
    entries.map(([name, { address, codeHash }]) => codeProblem(client, { name, address, codeHash }, blockNumber)),
  )
  const problems = code.filter((problem) => problem !== undefined)
  if (problems.some(({ kind, ...rest }) => kind === 'noCode' && 'name' in rest && rest.name === 'CantileverDiamond')) {
    return problems
  }
  const live = await liveTable(client, diamond.address, blockNumber)
  return live instanceof Map ? [...problems, ...tableProblems(record, live)] : [...problems, live]
}

/** Selector to signature, of every function that the committed snapshot names. */
export function readSignatures(): ReadonlyMap<Hex, string> {
  const snapshot: Record<string, Record<string, Hex>> = JSON.parse(
    readFileSync(inRoot('snapshots', 'selectors.json'), 'utf8'),
  )
  return new Map(
    Object.values(snapshot).flatMap((functions) =>
      Object.entries(functions).map(([signature, selector]): [Hex, string] => [selector, signature]),
    ),
  )
}

/** A problem in words. */
export function describeProblem(problem: Problem, signatures: ReadonlyMap<Hex, string>): string {
  const named = (selector: Hex) => `${selector} ${signatures.get(selector) ?? '(unknown function)'}`
  switch (problem.kind) {
    case 'notRecorded':
      return 'the record names no CantileverDiamond'
    case 'noCode':
      return `${problem.name} at ${problem.address} has no code`
    case 'otherCode':
      return `${problem.name} at ${problem.address} has other code: ${problem.actual}, recorded ${problem.expected}`
    case 'noLoupe':
      return `the diamond at ${problem.address} does not list its facets: ${problem.reason}`
    case 'gone':
      return `${named(problem.selector)} is gone, recorded at ${problem.name} at ${problem.address}`
    case 'moved':
      return `${named(problem.selector)} is served by ${getAddress(problem.actual)}, recorded at ${problem.name} at ${problem.address}`
    case 'unrecorded':
      return `${named(problem.selector)} is served by ${problem.actual}, recorded nowhere`
  }
}
