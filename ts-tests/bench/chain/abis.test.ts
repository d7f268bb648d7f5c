import { existsSync, readFileSync } from 'node:fs'
import { type Abi, type AbiParameter, toFunctionSelector } from 'viem'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildContracts } from '../../harness/forgeBuild.ts'
import { inRoot } from '../../harness/paths.ts'
import {
  bareMinimumAbi,
  batchAbi,
  bucketAbi,
  diamondAbi,
  meshAbi,
  meterAbi,
  pmmPoolAbi,
  providerAbi,
  routerAbi,
  stabilizerAbi,
} from './abis.ts'

const artifactOf = (contract: string): string => inRoot('out', `${contract}.sol`, `${contract}.json`)

const cases = [
  ['ICantilever', diamondAbi],
  ['PMMPool', pmmPoolAbi],
  ['ReserveBucketB', bucketAbi],
  ['MeshPool', meshAbi],
  ['Stabilizer', stabilizerAbi],
  ['PMMRouter', routerAbi],
  ['PMMProvider', providerAbi],
  ['OutflowMeter', meterAbi],
  ['StabilizerBatch', batchAbi],
  ['BareMinimum', bareMinimumAbi],
] as const

const typesOf = (parameters: readonly AbiParameter[]): string =>
  parameters
    .map((parameter) =>
      'components' in parameter
        ? `(${typesOf(parameter.components)})${parameter.type.slice('tuple'.length)}`
        : parameter.type,
    )
    .join()

/** Functions as callers see them: selector, what they answer, whether they change anything. */
const shapesOf = (abi: Abi): string[] =>
  abi
    .filter((item) => item.type === 'function')
    .map((item) => `${item.name} ${toFunctionSelector(item)} (${typesOf(item.outputs)}) ${item.stateMutability}`)

describe('the ABIs written out for the bench', () => {
  beforeAll(async () => {
    if (cases.every(([contract]) => existsSync(artifactOf(contract)))) return
    await buildContracts(['src', 'test/bench'])
  }, 600_000)

  test.each(cases)('%s is as compiled', (contract, abi) => {
    const { abi: compiled } = JSON.parse(readFileSync(artifactOf(contract), 'utf8')) as { abi: Abi }
    const ours = shapesOf(abi)
    expect(ours.length).toBeGreaterThan(0)
    expect(shapesOf(compiled)).toEqual(expect.arrayContaining(ours))
  })
})
