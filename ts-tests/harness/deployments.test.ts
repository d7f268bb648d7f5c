import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type DeploymentStep, deployChain, emptyDeployment, localRecordPath, readRecord } from './deployments.ts'
import { DeploymentRecordInvalidError } from './errors.ts'
import { inRoot } from './paths.ts'

const RUN = 'deployments-test'
const folder = mkdtempSync(join(tmpdir(), 'records-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(inRoot('deployments', 'local', RUN), { recursive: true, force: true })
})

const diamond = '0x00000000000000000000000000000000000000d1'
const codeHash = `0x${'c0'.repeat(32)}`
const record = {
  chainId: 138,
  commit: 'abc',
  contracts: { Diamond: { address: diamond, codeHash, args: [1, 'two'] } },
  facets: { VaultFacet: { address: diamond, codeHash, selectors: ['0x12345678'] } },
}

const read = (content: unknown) => {
  const path = join(folder, 'record.json')
  writeFileSync(path, JSON.stringify(content))
  return readRecord(path, 138)
}

describe('deployment records', () => {
  test('carry contracts with arguments and facets with selectors', () => {
    const { contracts, facets } = read(record)
    expect(contracts.Diamond?.args).toEqual([1, 'two'])
    expect(facets.VaultFacet?.selectors).toEqual(['0x12345678'])
  })

  test.each([
    ['another chain', { ...record, chainId: 56 }, 'chainId: is 56, not 138'],
    ['no commit', { ...record, commit: '' }, 'commit'],
    [
      'a short selector',
      { ...record, facets: { F: { address: diamond, codeHash, selectors: ['0x1234'] } } },
      'facets.F.selectors',
    ],
    ['no address', { ...record, contracts: { D: { address: '0x', codeHash, args: [] } } }, 'contracts.D.address'],
    [
      'a hash that is none',
      { ...record, facets: { F: { address: diamond, codeHash: '0xc0', selectors: [] } } },
      'facets.F.codeHash',
    ],
    ['something unheard of', { ...record, extra: 1 }, 'extra'],
  ])('with %s are refused', (_, content, issue) => {
    expect(() => read(content)).toThrow(DeploymentRecordInvalidError)
    expect(() => read(content)).toThrow(issue)
  })

  test('that were not written are refused', () => {
    expect(() => readRecord(join(folder, 'none.json'), 138)).toThrow(DeploymentRecordInvalidError)
  })

  test('are left where the run is named, by whatever step deploys', async () => {
    const seen: unknown[] = []
    const step: DeploymentStep = async (context) => {
      seen.push(context.rpcUrl)
      await emptyDeployment(context)
    }
    const written = await deployChain(138, 'http://x', RUN, step)
    expect(seen).toEqual(['http://x'])
    expect(written).toEqual(readRecord(localRecordPath(RUN, 138), 138))
    expect(written.commit).toMatch(/^([0-9a-f]{40}|unversioned)$/)
  })

  test('that a step forgets to write are missed', async () => {
    rmSync(localRecordPath(RUN, 138), { force: true })
    await expect(deployChain(138, 'http://x', RUN, async () => {})).rejects.toThrow(DeploymentRecordInvalidError)
  })
})
