import { existsSync, readFileSync } from 'node:fs'
import { type Abi, type AbiItem, toEventSelector, toFunctionSelector } from 'viem'
import { formatAbiItem } from 'viem/utils'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildContracts } from '../../harness/forgeBuild.ts'
import { inRoot } from '../../harness/paths.ts'
import { diamondAbi } from './abis.ts'
import {
  attackerAbi,
  bucketAbi,
  entryAbi,
  ledgerAbi,
  meshAbi,
  oracleAbi,
  poolAbi,
  reserveAbi,
  sourceAbi,
  stabilizerAbi,
} from './goldAbis.ts'

/** Each ABI written out, with the file and contract that the compiler's is in. */
const written: readonly (readonly [contract: string, abi: Abi])[] = [
  ['ICantilever', diamondAbi],
  ['IPMMPool', poolAbi],
  ['IStabilizer', stabilizerAbi],
  ['IMeshPool', meshAbi],
  ['IGuidePriceSource', sourceAbi],
  ['ICantilever', oracleAbi],
  ['IReserveBucketB', bucketAbi],
  ['IReserveSystem', reserveAbi],
  ['IXauLedger', ledgerAbi],
  ['IPMMEntry', entryAbi],
  ['FlashAttacker', attackerAbi],
]

const artifactOf = (contract: string) => inRoot('out', `${contract}.sol`, `${contract}.json`)

/** An item as its selector and its outputs' types see it; parameter names may differ. */
function shapeOf(item: AbiItem): string {
  const types = (inputs: readonly { type: string; components?: unknown }[]): string =>
    inputs
      .map(({ type, components }) =>
        Array.isArray(components) ? `(${types(components)})${type.slice('tuple'.length)}` : type,
      )
      .join(',')
  if (item.type === 'function')
    return `${toFunctionSelector(item)} returns (${types(item.outputs)}) ${item.stateMutability}`
  if (item.type === 'event') {
    return `${toEventSelector(item)} ${item.inputs.map(({ indexed }) => (indexed ? 'indexed' : 'plain')).join(',')}`
  }
  return formatAbiItem(item as never)
}

describe.each(written)('%s as written out for the story', (contract, abi) => {
  let compiled: Set<string>

  beforeAll(async () => {
    if (!existsSync(artifactOf(contract))) await buildContracts(['src/interfaces', 'test/story'])
    const artifact = JSON.parse(readFileSync(artifactOf(contract), 'utf8')) as { abi: Abi }
    compiled = new Set(artifact.abi.map(shapeOf))
  }, 600_000)

  test.each(abi.map((item) => [`${item.type} ${'name' in item ? item.name : ''}`, item] as const))(
    '%s is as compiled',
    (_, item) => {
      expect(compiled).toContain(shapeOf(item))
    },
  )
})
