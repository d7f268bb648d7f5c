import { existsSync, readFileSync } from 'node:fs'
import { type Abi, type AbiItem, toEventSelector, toFunctionSelector } from 'viem'
import { formatAbiItem } from 'viem/utils'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildContracts } from '../../harness/forgeBuild.ts'
import { inRoot } from '../../harness/paths.ts'
import { diamondAbi } from './abis.ts'

const artifact = inRoot('out', 'ICantilever.sol', 'ICantilever.json')

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

describe('the ABI written out for the story', () => {
  let compiled: Set<string>

  beforeAll(async () => {
    if (!existsSync(artifact)) await buildContracts(['src/interfaces'])
    const { abi } = JSON.parse(readFileSync(artifact, 'utf8')) as { abi: Abi }
    compiled = new Set(abi.map(shapeOf))
  }, 600_000)

  test.each(diamondAbi.map((item) => [`${item.type} ${'name' in item ? item.name : ''}`, item] as const))(
    '%s is as compiled',
    (_, item) => {
      expect(compiled).toContain(shapeOf(item))
    },
  )
})
