import type { TestProject } from 'vitest/node'
import { actorSources } from './actors.ts'
import { startBase } from './base.ts'
import { type ChainId, chainIds } from './chains.ts'
import type { DeploymentRecord } from './deployments.ts'
import { buildContracts } from './forgeBuild.ts'
import { startForks } from './forks.ts'

/** What a suite needs to know about a chain's forks; `urls` are those of the workers, in order. */
export type ForkedChain = { urls: readonly string[]; block: bigint; mode: 'origin' | 'live'; record: DeploymentRecord }

declare module 'vitest' {
  interface ProvidedContext {
    chains: Record<ChainId, ForkedChain>
  }
}

/** Contracts of tests that suites deploy. Compiled here, since workers would share forge's output folder. */
const deployedBySuites = ['test/attacks/PegRaider.sol', ...actorSources]

/** Starts every chain once, and of each a fork for every worker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildContracts(deployedBySuites)
  const stops: (() => Promise<void>)[] = []
  const stopAll = async () => {
    await Promise.allSettled(stops.reverse().map((stop) => stop()))
  }
  const start = async (chainId: ChainId): Promise<[ChainId, ForkedChain]> => {
    const base = await startBase(chainId, 'tests')
    stops.push(base.stop)
    const forks = await startForks(base, project.config.maxWorkers)
    stops.push(forks.stop)
    return [chainId, { urls: forks.urls, block: base.block, mode: base.mode, record: base.record }]
  }
  const starting = chainIds.map(start)
  const settled = Promise.allSettled(starting)
  try {
    const started = Object.fromEntries(await Promise.all(starting)) as Record<ChainId, ForkedChain>
    project.provide('chains', started)
  } catch (error) {
    // The others may still be on their way: wait for them, or they would outlive this process.
    await settled
    await stopAll()
    throw error
  }
  return stopAll
}
