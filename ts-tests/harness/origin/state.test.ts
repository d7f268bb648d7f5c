import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { chainIds } from '../chains.ts'
import { originHash, originState } from './state.ts'

describe('origin states', () => {
  test.each(chainIds)('of %i are built once', async (chainId) => {
    const first = await originState(chainId)
    const second = await originState(chainId)
    expect(second).toEqual({ path: first.path, hash: originHash(chainId), built: false })
    expect(existsSync(second.path)).toBe(true)
  })

  test('have a hash of their own', () => {
    expect(new Set(chainIds.map(originHash)).size).toBe(chainIds.length)
  })
})
