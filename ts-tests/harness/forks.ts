import './polyfill.ts'
import { Instance, Server } from 'prool'
import type { Base } from './base.ts'
import { commonNodeParameters, type Node, startNode } from './node.ts'

type Origin = Pick<Base, 'chainId' | 'url' | 'block'>

/** A server that starts a fork of a base for each worker that asks, at `<url>/<worker>`. */
export type Forks = { url: string; stop: () => Promise<void> }

/**
 * A fork as prool wants it. prool's own anvil would do, but for the five seconds that the process lingers after it is
 * stopped: the timer of a kill that was not needed.
 */
const fork = Instance.define(({ chainId, url, block }: Origin) => {
  let node: Node | undefined
  return {
    _internal: {},
    name: 'fork',
    host: commonNodeParameters.host,
    port: 0,
    async start({ port }) {
      const bound = port === undefined ? {} : { port }
      node = await startNode({ chainId, forkUrl: url, forkBlockNumber: block, ...bound })
    },
    async stop() {
      await node?.stop()
    },
  }
})

export async function startForks(origin: Origin): Promise<Forks> {
  const server = Server.create({ instance: fork(origin), host: commonNodeParameters.host, port: 0 })
  await server.start()
  const address = server.address()
  return {
    url: `http://${commonNodeParameters.host}:${address?.port}`,
    async stop() {
      const stopped = server.stop()
      // The server would wait for clients that keep idle connections open.
      server.closeAllConnections()
      await stopped
    },
  }
}
