import type { TestProject } from 'vitest/node'
import { actorSources } from './actors.ts'
import { startBase } from './base.ts'
import type { ChainId } from './chains.ts'
import type { DeploymentRecord } from './deployments.ts'
import { buildContracts } from './forgeBuild.ts'
import { startForks } from './forks.ts'

/** What a suite needs to know about a chain's forks. */
export type ForkedChain = { url: string; block: bigint; mode: 'origin' | 'live'; record: DeploymentRecord }

declare module 'vitest' {
  interface ProvidedContext {
    chains: Record<ChainId, ForkedChain>
  }
}

/** Contracts of tests that suites deploy. Compiled here, since workers would share forge's output folder. */
const deployedBySuites = ['test/attacks/PegRaider.sol', ...actorSources]

/** Starts the three chains once, and for each a server of forks: one a worker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildContracts(deployedBySuites)
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
  const starting = { 138: start(138), 56: start(56), 42161: start(42161) }
  const settled = Promise.allSettled(Object.values(starting))
  try {
    project.provide('chains', { 138: await starting[138], 56: await starting[56], 42161: await starting[42161] })
  } catch (error) {
    // The others may still be on their way: wait for them, or they would outlive this process.
    await settled
    await stopAll()
    throw error
  }
  return stopAll
}
