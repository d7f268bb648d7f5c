import { afterEach, expect, test, vi } from 'vitest'
import { devnetPorts } from '../../ts-tests/devnet/startDevnet.ts'
import { localRecordPath } from '../../ts-tests/harness/deployments.ts'
import { inRoot } from '../../ts-tests/harness/paths.ts'
import { targetOf } from './target.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('without a chain named, the devnet and its own record', () => {
  vi.stubEnv('RPC_56', undefined)
  expect(targetOf(56, undefined, undefined)).toEqual({
    url: `http://127.0.0.1:${devnetPorts[56]}`,
    recordPath: localRecordPath('devnet', 56),
  })
})

test("the environment's chain, or the command line's before it, with the record of the deployments", () => {
  vi.stubEnv('RPC_56', 'http://of.environment')
  const recordPath = inRoot('deployments', '56.json')
  expect(targetOf(56, undefined, undefined)).toEqual({ url: 'http://of.environment', recordPath })
  expect(targetOf(56, 'http://of.line', undefined)).toEqual({ url: 'http://of.line', recordPath })
  expect(targetOf(138, 'http://of.line', 'mine.json').recordPath).toBe('mine.json')
})
