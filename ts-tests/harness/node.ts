import { type ChildProcess, spawn } from 'node:child_process'
import { anvilBinary } from './binary.ts'
import type { ChainId } from './chains.ts'
import { type ChainConfig, loadConfig } from './config.ts'
import { NodeStartError } from './errors.ts'

/** Parameters of anvil that are the same for every node of this project. States of older blocks than `pruneHistory` are
 * dropped: by default anvil writes each to disk, half a gigabyte for an hour of 2 s blocks, and leaves it there if killed. */
export const commonNodeParameters = {
  host: '127.0.0.1',
  hardfork: 'Cancun',
  gasLimit: 60_000_000,
  pruneHistory: 256,
} as const

/** Parameters of every fork. anvil caches forked storage by chain id and block: with local origins, which share both
 * from build to build, that would serve slots of an earlier one. */
export const commonForkParameters = { ...commonNodeParameters, noStorageCaching: true } as const

/** Milliseconds that an anvil may take to load its state and listen: against one that hangs, not a machine that is busy. */
const START_TIMEOUT = 120_000

export type NodeParameters = {
  chainId: ChainId
  /** A state file written by `dumpState`. */
  loadState?: string
  forkUrl?: string
  forkBlockNumber?: bigint
  /** Timestamp of the genesis block, seconds. */
  timestamp?: bigint
  /** What the chain's EVM knows; the project's own by default. */
  hardfork?: 'london' | 'shanghai'
  /** Lets contracts be larger than EIP-170 allows. */
  anyCodeSize?: boolean
}

export type Node = { url: string; stop: () => Promise<void> }

/**
 * What lets a transaction offer nothing for its gas where the chain does: no base fee. It stays at zero while no block uses
 * more than half of its gas. anvil goes on proposing a tip, which nobody has to pay.
 */
export const feeArguments = ({ freeGas }: ChainConfig['chain']): readonly string[] =>
  freeGas ? ['--block-base-fee-per-gas', '0'] : []

function argumentsOf(parameters: NodeParameters): string[] {
  const { chainId, loadState, forkUrl, forkBlockNumber, timestamp, anyCodeSize } = parameters
  const { host, gasLimit, pruneHistory } = commonNodeParameters
  const hardfork = parameters.hardfork ?? commonNodeParameters.hardfork.toLowerCase()
  const args = ['--chain-id', `${chainId}`, '--host', host, '--hardfork', hardfork]
  // Where the system has room: a port looked for beforehand may be taken by a node that starts at the same time.
  args.push('--gas-limit', `${gasLimit}`, '--port', '0', '--prune-history', `${pruneHistory}`)
  args.push(...feeArguments(loadConfig(chainId).chain))
  if (loadState !== undefined) args.push('--load-state', loadState)
  if (forkUrl !== undefined) args.push('--fork-url', forkUrl, '--no-storage-caching')
  if (forkBlockNumber !== undefined) args.push('--fork-block-number', `${forkBlockNumber}`)
  if (anyCodeSize) args.push('--disable-code-size-limit')
  if (timestamp !== undefined) args.push('--timestamp', `${timestamp}`)
  return args
}

/** Resolves to where anvil listens, once it does; rejects with what it said if it ends first or takes too long. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (reason: string) => reject(new Error(`${reason}${said === '' ? '' : `: ${said.trim()}`}`))
    const timer = setTimeout(() => fail('it did not listen in time'), START_TIMEOUT)
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    let announced: string | undefined = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      // Goes on being read: a pipe that nobody empties would halt it.
      if (announced === undefined) return
      announced += chunk.toString()
      const address = /Listening on (\S+)\n/.exec(announced)?.[1]
      if (address === undefined) return
      announced = undefined
      clearTimeout(timer)
      resolve(`http://${address}`)
    })
    child.once('error', (error) => fail(error.message))
    child.once('close', () => {
      clearTimeout(timer)
      fail('it ended')
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  // No pid: it could not be started at all.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('close', () => resolve()))
}

/** What still runs. One listener ends them all: a listener each would be more than an emitter takes for sound. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts an anvil that lives until `stop`, or until this process ends. */
export async function startNode(parameters: NodeParameters): Promise<Node> {
  const child = spawn(anvilBinary(), argumentsOf(parameters), { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const stop = async () => {
    running.delete(child)
    child.kill('SIGTERM')
    await ended(child)
  }
  try {
    return { url: await listening(child), stop }
  } catch (cause) {
    await stop()
    throw new NodeStartError(parameters.chainId, { cause })
  }
}
