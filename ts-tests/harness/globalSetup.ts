import type { TestProject } from 'vitest/node'
import { startBase } from './base.ts'
import { type ChainId, chainIds } from './chains.ts'
import type { DeploymentRecord } from './deployments.ts'
import { startForks } from './forks.ts'

/** What a suite needs to know about a chain's forks. */
export type ForkedChain = { url: string; block: bigint; mode: 'origin' | 'live'; record: DeploymentRecord }

declare module 'vitest' {
  interface ProvidedContext {
    chains: Record<ChainId, ForkedChain>
  }
}

/** Starts the three chains once, and for each a server of forks: one a worker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = []
  const stopAll = async () => {
    await Promise.allSettled(stops.reverse().map((stop) => stop()))
  }
  const start = async (chainId: ChainId): Promise<ForkedChain> => {
    const base = await startBase(chainId, 'tests')
    stops.push(base.stop)
    const forks = await startForks(base)
    stops.push(forks.stop)
    return { url: forks.url, block: base.block, mode: base.mode, record: base.record }
  }
  const started = await Promise.allSettled(chainIds.map(start))
  const [on138, on56, on42161] = started
  for (const result of started) {
    if (result.status === 'rejected') {
      await stopAll()
      throw result.reason
    }
  }
  if (on138?.status === 'fulfilled' && on56?.status === 'fulfilled' && on42161?.status === 'fulfilled') {
    project.provide('chains', { 138: on138.value, 56: on56.value, 42161: on42161.value })
  }
  return stopAll
}
