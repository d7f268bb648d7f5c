import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { createPublicClient, http } from 'viem'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { chainIds } from '../harness/chains.ts'
import { DevnetDiedError, PortTakenError, UnsupportedChainError } from '../harness/errors.ts'
import { inRoot, root } from '../harness/paths.ts'
import { requireFreePort } from '../harness/ports.ts'
import { anvilsOf, isAlive } from '../harness/processes.ts'
import { devnetPorts } from './startDevnet.ts'

/** Away from a devnet that somebody keeps up while the tests run, and from another run of the tests. */
const PORT_OFFSET = 1_000 + (process.pid % 20_000)
const ports = chainIds.map((chainId) => devnetPorts[chainId] + PORT_OFFSET)

const readyLine = z.object({
  ready: z.literal(true),
  chains: z.record(
    z.object({ rpcUrl: z.string().url(), deployments: z.object({ chainId: z.number() }).passthrough() }),
  ),
})

type Spawned = { child: ChildProcess; stdout: () => string; stderr: () => string }

const spawned: ChildProcess[] = []

/** Runs the devnet's command as its npm script does, in a process group of its own as a terminal would. */
function start(...args: string[]): Spawned {
  const file = inRoot('ts-tests', 'devnet', 'index.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', file, '--port-offset', String(PORT_OFFSET), ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  spawned.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return { child, stdout: () => out, stderr: () => err }
}

async function ready({ child, stdout, stderr }: Spawned) {
  while (!stdout().includes('\n')) {
    if (child.exitCode !== null) throw new Error(`devnet ended with ${child.exitCode}: ${stderr()}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return readyLine.parse(JSON.parse(stdout()))
}

async function ended({ child }: Spawned): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  await once(child, 'exit')
  return child.exitCode
}

const deployedFiles = (): string[] => readdirSync(inRoot('cache', 'deployed')).sort()

afterEach(async () => {
  for (const child of spawned.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
    process.kill(-child.pid, 'SIGKILL')
    await once(child, 'exit')
  }
})

describe('npm run devnet', () => {
  test.each(['the process', 'its group, as Ctrl-C in a terminal does'])(
    'serves every deployed chain until %s is interrupted, and leaves nothing behind',
    async (target) => {
      const cached = deployedFiles()
      const devnet = start()
      const { chains } = await ready(devnet)
      expect(deployedFiles(), 'the states that the suites run on serve the devnet too').toEqual(cached)
      expect(Object.keys(chains).sort()).toEqual(chainIds.map(String).sort())
      for (const chainId of chainIds) {
        const chain = chains[chainId]
        expect(chain?.rpcUrl).toBe(`http://127.0.0.1:${devnetPorts[chainId] + PORT_OFFSET}`)
        expect(chain?.deployments.chainId).toBe(chainId)
        const client = createPublicClient({ transport: http(chain?.rpcUrl) })
        expect(await client.getChainId()).toBe(chainId)
      }
      const { pid } = devnet.child
      const anvils = anvilsOf(pid)
      expect(anvils).toHaveLength(chainIds.length)

      process.kill(target === 'the process' ? (pid ?? 0) : -(pid ?? 0), 'SIGINT')
      expect(await ended(devnet)).toBe(0)
      expect(anvils.filter(isAlive)).toEqual([])
      for (const port of ports) await requireFreePort(port)
      expect(devnet.stdout().trim().split('\n')).toHaveLength(1)
    },
  )

  test('starts one chain with --chain', async () => {
    const devnet = start('--chain', '138')
    const { chains } = await ready(devnet)
    expect(Object.keys(chains)).toEqual(['138'])
    await requireFreePort(devnetPorts[56] + PORT_OFFSET)
    devnet.child.kill('SIGTERM')
    expect(await ended(devnet)).toBe(0)
  })

  test('can be interrupted before it is ready', async () => {
    const devnet = start()
    while (anvilsOf(devnet.child.pid).length === 0) {
      expect(devnet.child.exitCode, devnet.stderr()).toBeNull()
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    devnet.child.kill('SIGINT')
    expect(await ended(devnet)).toBe(0)
    expect(anvilsOf(devnet.child.pid)).toEqual([])
    for (const port of ports) await requireFreePort(port)
  })

  test('names a taken port and stops what it had started', async () => {
    const taken = devnetPorts[56] + PORT_OFFSET
    const server = createServer().listen(taken, '127.0.0.1')
    await once(server, 'listening')
    try {
      const devnet = start()
      expect(await ended(devnet)).toBe(1)
      expect(devnet.stderr()).toContain(`${PortTakenError.name}: Port ${taken} is already in use`)
      expect(anvilsOf(devnet.child.pid)).toEqual([])
    } finally {
      server.close()
    }
  })

  test('ends with an error when one of its anvils dies', async () => {
    const devnet = start('--chain', '138')
    await ready(devnet)
    const [anvil] = anvilsOf(devnet.child.pid)
    process.kill(anvil ?? 0, 'SIGKILL')
    expect(await ended(devnet)).toBe(1)
    expect(devnet.stderr()).toContain(DevnetDiedError.name)
  })

  test('refuses a chain that is not one of them', async () => {
    const devnet = start('--chain', '1')
    expect(await ended(devnet)).toBe(1)
    expect(devnet.stderr()).toContain(UnsupportedChainError.name)
  })

  test('explains itself with --help', async () => {
    const devnet = start('--help')
    expect(await ended(devnet)).toBe(0)
    expect(devnet.stdout()).toContain('138 on 8138, 651940 on 8651')
    expect(devnet.stdout()).toContain('--chain <id>')
  })
})
