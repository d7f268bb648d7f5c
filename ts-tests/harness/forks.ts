import './polyfill.ts'
import { Instance, Server } from 'prool'
import type { Base } from './base.ts'
import { anvilBinary } from './binary.ts'
import { commonForkParameters } from './node.ts'

/** A server that starts a fork of a base for each worker that asks, at `<url>/<worker>`. */
export type Forks = { url: string; stop: () => Promise<void> }

export async function startForks({ chainId, url, block }: Pick<Base, 'chainId' | 'url' | 'block'>): Promise<Forks> {
  const instance = Instance.anvil(
    { ...commonForkParameters, binary: anvilBinary(), chainId, forkUrl: url, forkBlockNumber: block },
    { timeout: 30_000 },
  )
  const server = Server.create({ instance, host: commonForkParameters.host, port: 0 })
  await server.start()
  const address = server.address()
  return { url: `http://${commonForkParameters.host}:${address?.port}`, stop: () => server.stop() }
}
