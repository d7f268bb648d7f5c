import './polyfill.ts'
import { Instance } from 'prool'
import { anvilBinary } from './binary.ts'
import type { ChainId } from './chains.ts'
import { NodeStartError } from './errors.ts'
import { freePort } from './ports.ts'

/** Parameters of anvil that are the same for every node of this project. */
export const commonNodeParameters = {
  host: '127.0.0.1',
  hardfork: 'Cancun',
  gasLimit: 60_000_000,
} as const

/** Parameters of every fork. anvil caches forked storage by chain id and block: with local origins, which share both
 * from build to build, that would serve slots of an earlier one. */
export const commonForkParameters = { ...commonNodeParameters, noStorageCaching: true } as const

export type NodeParameters = {
  chainId: ChainId
  port?: number
  /** A state file written by `dumpState`. */
  loadState?: string
  forkUrl?: string
  forkBlockNumber?: bigint
  /** Timestamp of the genesis block, seconds. */
  timestamp?: bigint
}

export type Node = { url: string; stop: () => Promise<void> }

/** Starts an anvil that lives until `stop`, or until this process ends. */
export async function startNode({ chainId, port, ...rest }: NodeParameters): Promise<Node> {
  const boundPort = port ?? (await freePort())
  const instance = Instance.anvil(
    { ...(rest.forkUrl ? commonForkParameters : commonNodeParameters), ...rest, binary: anvilBinary(), chainId, port: boundPort },
    { timeout: 30_000 },
  )
  try {
    await instance.start()
  } catch (cause) {
    throw new NodeStartError(chainId, { cause })
  }
  return { url: `http://${commonNodeParameters.host}:${boundPort}`, stop: () => instance.stop() }
}
