import type { Base } from './base.ts'
import { NoForkError } from './errors.ts'
import { type Node, startNode } from './node.ts'

type Origin = Pick<Base, 'chainId' | 'url' | 'block'>

/** Forks of a base, one a worker, each spoken to directly: a proxy before them would cost more than most of the calls. */
export type Forks = { urls: readonly string[]; stop: () => Promise<void> }

/** Starts `count` forks of a base; if one cannot start, none is left running. */
export async function startForks({ chainId, url, block }: Origin, count: number): Promise<Forks> {
  const starting = Array.from({ length: count }, () => startNode({ chainId, forkUrl: url, forkBlockNumber: block }))
  const settled = await Promise.allSettled(starting)
  const nodes = settled.flatMap((one): Node[] => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  return { urls: nodes.map((node) => node.url), stop }
}

/** The fork of a worker, by the number that vitest gives it, from one on. */
export function forkOf(urls: readonly string[], worker: string | undefined): string {
  const url = urls[Number(worker ?? '1') - 1]
  if (url === undefined) throw new NoForkError(worker ?? '1', urls.length)
  return url
}
