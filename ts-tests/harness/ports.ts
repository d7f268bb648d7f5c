import { createServer } from 'node:net'
import { PortTakenError } from './errors.ts'

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve(bound))
    })
  })
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> => listenOnce(0)

/** Refuses a port that something listens on, before anvil fails with a message that names no remedy. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await listenOnce(port)
  } catch (cause) {
    throw new PortTakenError(port, { cause })
  }
}
