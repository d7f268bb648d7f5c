import { afterAll, beforeAll, inject } from 'vitest'
import type { ChainId } from './chains.ts'
import { type Client, createClient } from './client.ts'
import { type ChainConfig, loadConfig } from './config.ts'
import type { DeploymentRecord } from './deployments.ts'
import { forkOf } from './forks.ts'
import { snapshotEachTest } from './snapshot.ts'
import { takeBack } from './takeBack.ts'
import { useBlockASecond } from './time.ts'

export type TestChain = {
  chainId: ChainId
  mode: 'origin' | 'live'
  /** This worker's own fork. */
  url: string
  client: Client
  config: ChainConfig
  record: DeploymentRecord
  /** The block that the fork starts from. */
  block: bigint
}

/**
 * A deployed chain for the current test file: this worker's fork of it, as new. What a test changes is undone after it,
 * what the file's setup changes after the file.
 */
export function useChain(chainId: ChainId): TestChain {
  const { urls, block, mode, record } = inject('chains')[chainId]
  const url = forkOf(urls, process.env.VITEST_POOL_ID)
  const client = createClient(chainId, url)
  let fresh: `0x${string}`
  beforeAll(async () => {
    fresh = await client.snapshot()
    await useBlockASecond(client)
  })
  afterAll(async () => {
    await takeBack(client, fresh)
  })
  snapshotEachTest(client)
  return { chainId, mode, url, client, config: loadConfig(chainId), record, block }
}
