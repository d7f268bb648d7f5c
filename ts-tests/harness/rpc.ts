import { createPublicClient, http } from 'viem'
import type { ChainId } from './chains.ts'
import { RpcUnreachableError, WrongChainIdError } from './errors.ts'

/** How far behind the head a live fork is pinned when the config names no block: deep enough not to be reorganised. */
const FORK_DEPTH = 64n

/** The live endpoint asked for by the environment, if any. */
export function liveRpcUrl(chainId: ChainId, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const url = env[`RPC_${chainId}`]
  return url === undefined || url === '' ? undefined : url
}

/** Refuses an endpoint that does not answer or serves another chain. */
export async function requireChainId(url: string, expected: ChainId): Promise<void> {
  const client = createPublicClient({ transport: http(url, { retryCount: 1 }) })
  let actual: number
  try {
    actual = await client.getChainId()
  } catch (cause) {
    throw new RpcUnreachableError(url, expected, { cause })
  }
  if (actual !== expected) throw new WrongChainIdError(url, expected, actual)
}

/** The block at which to fork a live endpoint. */
export async function forkBlockOf(url: string, chainId: ChainId, pinned: number | undefined): Promise<bigint> {
  if (pinned !== undefined) return BigInt(pinned)
  const client = createPublicClient({ transport: http(url, { retryCount: 1 }) })
  try {
    const latest = await client.getBlockNumber()
    return latest > FORK_DEPTH ? latest - FORK_DEPTH : 0n
  } catch (cause) {
    throw new RpcUnreachableError(url, chainId, { cause })
  }
}
