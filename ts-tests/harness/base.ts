import type { ChainId } from './chains.ts'
import { createClient } from './client.ts'
import { loadConfig } from './config.ts'
import { deployedState } from './deployedState.ts'
import { type DeploymentRecord, deployChain } from './deployments.ts'
import { startNode } from './node.ts'
import { forkBlockOf, liveRpcUrl, requireChainId } from './rpc.ts'
import { continueTime } from './stateFile.ts'

/** A deployed chain to fork from: built here, or forked from a live endpoint. */
export type Base = {
  chainId: ChainId
  mode: 'origin' | 'live'
  url: string
  /** The block that forks start from. */
  block: bigint
  record: DeploymentRecord
  stop: () => Promise<void>
}

async function liveNode(chainId: ChainId, forkUrl: string) {
  await requireChainId(forkUrl, chainId)
  const forkBlockNumber = await forkBlockOf(forkUrl, chainId, loadConfig(chainId).chain.forkBlock)
  return startNode({ chainId, forkUrl, forkBlockNumber })
}

/** Starts the chain that forks start from. `RPC_<chainId>` in the environment makes it a fork of that endpoint. */
export async function startBase(
  chainId: ChainId,
  run: string,
  { env = process.env }: { env?: NodeJS.ProcessEnv } = {},
): Promise<Base> {
  const forkUrl = liveRpcUrl(chainId, env)
  if (forkUrl === undefined) {
    const { path, record } = await deployedState(chainId, run)
    const node = await startNode({ chainId, loadState: path })
    const client = createClient(chainId, node.url)
    await continueTime(client)
    return { chainId, mode: 'origin', block: await client.getBlockNumber(), record, ...node }
  }
  const node = await liveNode(chainId, forkUrl)
  try {
    const record = await deployChain(chainId, node.url, run)
    const block = await createClient(chainId, node.url).getBlockNumber()
    return { chainId, mode: 'live', block, record, ...node }
  } catch (error) {
    await node.stop()
    throw error
  }
}
